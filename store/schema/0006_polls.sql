-- What polling has to remember of a feed beside its validators.

ALTER TABLE feed ADD COLUMN state         TEXT    NOT NULL DEFAULT '{}'; -- JSON: its pace, its failures, its ways
ALTER TABLE feed ADD COLUMN standing      TEXT    NOT NULL DEFAULT '';   -- empty when it is well; failing, dead, gone
ALTER TABLE feed ADD COLUMN silent_at     INTEGER NOT NULL DEFAULT 0;    -- from then on its silence is longer than usual; 0 is never
ALTER TABLE feed ADD COLUMN newest        INTEGER NOT NULL DEFAULT 0;    -- date of its newest entry; 0 is unknown
ALTER TABLE feed ADD COLUMN hub           TEXT    NOT NULL DEFAULT '';   -- WebSub hub
ALTER TABLE feed ADD COLUMN moved_to      INTEGER REFERENCES address;    -- where it redirects for good
ALTER TABLE feed ADD COLUMN moved_seen    INTEGER NOT NULL DEFAULT 0;    -- polls in a row that saw that
ALTER TABLE feed ADD COLUMN moved_at      INTEGER NOT NULL DEFAULT 0;    -- the last of them
ALTER TABLE feed ADD COLUMN moved_same    INTEGER;                       -- 1 when the same feed stands there, 0 when another; NULL until it was read
ALTER TABLE feed ADD COLUMN parent        INTEGER REFERENCES address;    -- the sitemap index that lists it; NULL when none does, or none does any more
ALTER TABLE feed ADD COLUMN listed        INTEGER NOT NULL DEFAULT 0;    -- when that index was last seen to
ALTER TABLE feed ADD COLUMN archive_next  TEXT    NOT NULL DEFAULT '';   -- the older part to be read next; empty when all are, or none was asked for
ALTER TABLE feed ADD COLUMN archive_parts INTEGER NOT NULL DEFAULT 0;    -- older parts that are read
CREATE INDEX feed_parent ON feed (parent) WHERE parent IS NOT NULL;

-- One row for each feed, sitemap and start page of the configuration, and for
-- each part of a sitemap index.
CREATE VIEW feeds AS
SELECT
    a.url      AS address,
    s.name     AS source,
    f.kind     AS kind,         -- feed, sitemap, start
    f.title    AS title,
    CASE f.standing WHEN '' THEN 'well' ELSE f.standing END AS standing, -- well, failing, dead (asked monthly), gone (410: not asked any more)
    strftime('%Y-%m-%dT%H:%M:%SZ', f.polled / 1000, 'unixepoch') AS last_poll,
    strftime('%Y-%m-%dT%H:%M:%SZ', f.succeeded / 1000, 'unixepoch') AS last_success,
    strftime('%Y-%m-%dT%H:%M:%SZ', f.found_new / 1000, 'unixepoch') AS last_new, -- last poll that named an unknown address
    strftime('%Y-%m-%dT%H:%M:%SZ', nullif(f.next_at, 0) / 1000, 'unixepoch') AS next_due,
    f.entries  AS entries,      -- of the last poll that was understood
    strftime('%Y-%m-%dT%H:%M:%SZ', nullif(f.newest, 0) / 1000, 'unixepoch') AS newest, -- date of its newest entry
    coalesce(f.state ->> '$.pace.gap', 0) / 1000000000 AS usual_gap, -- seconds between two entries; 0 is unknown
    strftime('%Y-%m-%dT%H:%M:%SZ', nullif(f.silent_at, 0) / 1000, 'unixepoch') AS silent_from, -- when its silence becomes longer than usual
    m.url      AS moved_to,     -- where it redirects for good
    f.moved_seen >= 3 AND coalesce(f.moved_same, 0) = 1 AS moved, -- 1 when it is asked for there
    f.hub      AS hub,          -- WebSub hub; empty when it names none
    f.flags    AS flags,        -- what had to be repaired, as a list
    f.configured AS configured, -- 1 when the configuration lists it
    p.url      AS part_of,      -- the sitemap index that lists it
    f.archive_next  AS archive_next, -- the older part that a backfill goes on with; empty when all are read, or none was
    f.archive_parts AS archive_parts -- older parts that are read
FROM feed f
JOIN address a ON a.id = f.address
JOIN source s ON s.id = f.source
LEFT JOIN address m ON m.id = f.moved_to
LEFT JOIN address p ON p.id = f.parent
WHERE f.configured = 1 OR f.parent IS NOT NULL;
