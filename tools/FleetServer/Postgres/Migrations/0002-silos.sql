-- Who belongs to the cluster: Orleans' membership table.
CREATE TABLE silo_versions (
    cluster_id text PRIMARY KEY,
    version integer NOT NULL
);

CREATE TABLE silos (
    cluster_id text NOT NULL REFERENCES silo_versions (cluster_id),
    address text NOT NULL,
    etag integer NOT NULL,
    name text NOT NULL,
    host_name text NOT NULL,
    role_name text NOT NULL,
    proxy_port integer NOT NULL,
    status integer NOT NULL,
    suspected text NOT NULL,
    started_at timestamptz NOT NULL,
    alive_at timestamptz NOT NULL,
    PRIMARY KEY (cluster_id, address)
);
