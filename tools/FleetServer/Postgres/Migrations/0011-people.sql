-- Who may sign in. The subject, as the identity provider names it for good, is taken at the first sign-in: an address that is given to
-- somebody else later does not open the door to them.
CREATE TABLE people (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email text NOT NULL UNIQUE,
    subject text UNIQUE,
    created_at_ms bigint NOT NULL
);

CREATE TABLE members (
    organisation_id bigint NOT NULL REFERENCES organisations (id),
    person_id bigint NOT NULL REFERENCES people (id),
    role integer NOT NULL CHECK (role BETWEEN 1 AND 3),
    PRIMARY KEY (organisation_id, person_id)
);

CREATE INDEX members_by_person ON members (person_id);

-- Who changed what. It only grows: not even this server's own user changes or deletes a row by mistake.
CREATE TABLE audit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at_ms bigint NOT NULL,
    organisation_id bigint NOT NULL REFERENCES organisations (id),
    person text NOT NULL,
    action text NOT NULL,
    subject text NOT NULL
);

CREATE INDEX audit_by_organisation ON audit (organisation_id, id);

CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit only grows: its rows are neither changed nor deleted.';
END
$$;

CREATE TRIGGER audit_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();

-- The keys that cookies are sealed with, the same on all servers.
CREATE TABLE protection_keys (
    name text PRIMARY KEY,
    xml text NOT NULL
);

-- Servers keep channels for some seconds: a changed one they shall forget at once.
CREATE OR REPLACE FUNCTION tell_channel_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('nanobms_channels', id::text) FROM changed;
    RETURN NULL;
END
$$;

CREATE TRIGGER channels_told AFTER UPDATE ON channels REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION tell_channel_changed();
