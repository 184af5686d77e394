-- What is watched: a channel, or all channels of an organisation.
CREATE TABLE alarm_rules (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organisation_id bigint NOT NULL REFERENCES organisations (id),
    channel_id bigint REFERENCES channels (id),
    kind integer NOT NULL CHECK (kind BETWEEN 1 AND 4),
    threshold double precision NOT NULL,
    webhook text,
    -- Sealed with the keys in protection_keys.
    webhook_secret text,
    is_published boolean NOT NULL,
    created_at_ms bigint NOT NULL,
    deleted_at_ms bigint
);

-- What was found: one row from begin to end.
CREATE TABLE alarms (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    rule_id bigint NOT NULL REFERENCES alarm_rules (id),
    channel_id bigint NOT NULL REFERENCES channels (id),
    began_at_ms bigint NOT NULL,
    ended_at_ms bigint,
    value double precision
);

CREATE UNIQUE INDEX alarms_open ON alarms (channel_id, rule_id) WHERE ended_at_ms IS NULL;

-- What is to be told of it, made in the transaction that finds it.
CREATE TABLE alarm_messages (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    alarm_id bigint NOT NULL REFERENCES alarms (id),
    is_begin boolean NOT NULL,
    -- 1: webhook, 2: broker.
    way integer NOT NULL CHECK (way IN (1, 2)),
    attempts integer NOT NULL DEFAULT 0,
    next_at_ms bigint NOT NULL,
    done_at_ms bigint,
    fault text
);

CREATE INDEX alarm_messages_due ON alarm_messages (next_at_ms) WHERE done_at_ms IS NULL;
