-- What the state of charge of a channel goes on from: stored with the entries that it was made from.
CREATE TABLE channel_states (
    channel_id bigint PRIMARY KEY REFERENCES channels (id),
    version bigint NOT NULL,
    state bytea NOT NULL
) WITH (fillfactor = 50);
