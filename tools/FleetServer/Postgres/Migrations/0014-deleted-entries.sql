-- A channel whose last entry was deleted has none: its values go from the fleet's page, as its time does.
CREATE OR REPLACE FUNCTION keep_fleet_values() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE fleet_channels AS f SET at_ms = c.newest_at_ms, soc_percent = fleet_number(c.newest_fields ->> f.soc_at),
        bar_percent = fleet_number(c.newest_fields ->> f.bar_at), status_bits = fleet_bits(c.newest_fields ->> f.status_at),
        capacity_ah = CASE WHEN c.newest_at_ms IS NOT NULL
            THEN coalesce(fleet_number(c.newest_fields ->> f.capacity_at), f.capacity_ah) END
    FROM changed AS c WHERE f.channel_id = c.channel_id AND (c.newest_fields IS NOT NULL OR c.newest_at_ms IS NULL)
        AND f.at_ms IS DISTINCT FROM c.newest_at_ms;
    RETURN NULL;
END
$$;
