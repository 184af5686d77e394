-- Links that show a channel to whoever has them: of the token in a link the SHA-256 only.
CREATE TABLE share_links (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    channel_id bigint NOT NULL REFERENCES channels (id),
    token_hash bytea NOT NULL UNIQUE,
    label text NOT NULL,
    created_at_ms bigint NOT NULL,
    ends_at_ms bigint,
    revoked_at_ms bigint
);

CREATE INDEX share_links_by_channel ON share_links (channel_id);
