-- Sums of whole hours. What entries change marks their hours in the same transaction, whoever changes them; a server makes marked hours anew
-- out of their entries, and who reads meanwhile does so too: hours are exact at any moment.
CREATE TABLE entry_hours (
    channel_id bigint NOT NULL,
    hour_ms bigint NOT NULL,
    entries integer NOT NULL,
    last_entry_id bigint NOT NULL,
    counts integer[] NOT NULL,
    sums double precision[] NOT NULL,
    minima double precision[] NOT NULL,
    maxima double precision[] NOT NULL,
    bits bigint[] NOT NULL,
    PRIMARY KEY (channel_id, hour_ms)
);

CREATE TABLE stale_hours (
    hour_ms bigint NOT NULL,
    channel_id bigint NOT NULL,
    PRIMARY KEY (hour_ms, channel_id)
);

-- Entries before this time were dropped; their hours stay as they were.
CREATE TABLE retention (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    kept_from_ms bigint NOT NULL
);

CREATE FUNCTION mark_hours() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO stale_hours (hour_ms, channel_id)
    SELECT DISTINCT created_at_ms - mod(mod(created_at_ms, 3600000) + 3600000, 3600000), channel_id FROM changed
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;

CREATE TRIGGER entries_inserted AFTER INSERT ON entries REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION mark_hours();

CREATE TRIGGER entries_deleted AFTER DELETE ON entries REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION mark_hours();

INSERT INTO stale_hours (hour_ms, channel_id)
SELECT DISTINCT created_at_ms - mod(mod(created_at_ms, 3600000) + 3600000, 3600000), channel_id FROM entries;
