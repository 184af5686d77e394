CREATE TABLE channels (
    id bigint PRIMARY KEY,
    settings text NOT NULL,
    write_key_hash bytea NOT NULL UNIQUE,
    read_key_hash bytea NOT NULL,
    created_at_ms bigint NOT NULL
);

-- What changes with each write, apart from what does not: no index covers it and pages have room, so that a change stays in its page.
CREATE TABLE channel_heads (
    channel_id bigint PRIMARY KEY REFERENCES channels (id),
    last_entry_id bigint NOT NULL DEFAULT 0,
    last_write_ms bigint,
    newest_at_ms bigint,
    newest_fields jsonb
) WITH (fillfactor = 50);

-- A part for each month; what is dated outside of all of them is in the last one.
CREATE TABLE entries (
    channel_id bigint NOT NULL,
    entry_id bigint NOT NULL,
    created_at_ms bigint NOT NULL,
    field1 text, field2 text, field3 text, field4 text, field5 text, field6 text, field7 text, field8 text,
    latitude text, longitude text, elevation text, status text,
    PRIMARY KEY (channel_id, created_at_ms)
) PARTITION BY RANGE (created_at_ms);

CREATE INDEX entries_by_number ON entries (channel_id, entry_id);

CREATE TABLE entries_default PARTITION OF entries DEFAULT;
