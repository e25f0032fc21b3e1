-- How sources are doing, by what they did before: their rhythm, what their last
-- pages and articles held, and what has been told of them.

-- The rhythm of a feed, sitemap or start page as polling found it; feed 0 is that
-- of the source as a whole. Times as elsewhere, spans in ms.
CREATE TABLE pulse (
    source       INTEGER NOT NULL REFERENCES source,
    feed         INTEGER NOT NULL,             -- address of the feed, or 0
    since        INTEGER NOT NULL,             -- first visit
    visited      INTEGER NOT NULL DEFAULT 0,   -- last visit that was answered
    run          INTEGER NOT NULL DEFAULT 0,   -- of that visit
    every        INTEGER NOT NULL DEFAULT 0,   -- the middle span between two visits
    arrived      INTEGER NOT NULL DEFAULT 0,   -- last visit that found something new
    idle         INTEGER NOT NULL DEFAULT 0,   -- visits since
    gaps         TEXT    NOT NULL DEFAULT '[]', -- JSON: between visits that found something new [ms, visits], newest last
    longest      INTEGER NOT NULL DEFAULT 0,   -- longest of them in memory
    longest_at   INTEGER NOT NULL DEFAULT 0,
    silent_at    INTEGER NOT NULL DEFAULT 0,   -- silence beyond this is longer than usual; 0 is unknown
    failed       INTEGER NOT NULL DEFAULT 0,   -- visits in a row that failed
    failed_since INTEGER NOT NULL DEFAULT 0,   -- the first of them
    failed_at    INTEGER NOT NULL DEFAULT 0,   -- the last of them
    failed_run   INTEGER NOT NULL DEFAULT 0,   -- of that
    PRIMARY KEY (source, feed)
) STRICT, WITHOUT ROWID;

-- What came of the last pages of a source, and what its last articles held; the
-- oldest first.
CREATE TABLE lately (
    source   INTEGER PRIMARY KEY REFERENCES source,
    pages    BLOB    NOT NULL DEFAULT x'', -- a byte a page
    articles BLOB    NOT NULL DEFAULT x'', -- two bytes an article: fields, length
    newest   INTEGER NOT NULL DEFAULT 0,   -- latest date of its articles
    summary  TEXT    NOT NULL DEFAULT '{}' -- JSON: what the last review made of it
) STRICT;

-- What is the matter with a source at this moment.
CREATE TABLE condition (
    source  INTEGER NOT NULL, -- 0 is all of them
    kind    TEXT    NOT NULL, -- network, failing, wall, gone, silent, field, yield, moved
    subject TEXT    NOT NULL, -- address of the feed, or name of the field; empty for the source
    since   INTEGER NOT NULL,
    detail  TEXT    NOT NULL,
    level   REAL    NOT NULL DEFAULT 0, -- share that was usual before
    told    INTEGER NOT NULL,           -- 0 when it was so from the first day, which is no news
    PRIMARY KEY (source, kind, subject)
) STRICT, WITHOUT ROWID;

-- What was told of sources: once for each change.
CREATE TABLE change (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    at        INTEGER NOT NULL,
    source    TEXT    NOT NULL,
    kind      TEXT    NOT NULL,
    state     TEXT    NOT NULL,           -- begun, over
    subject   TEXT    NOT NULL,
    since     INTEGER NOT NULL,
    detail    TEXT    NOT NULL,
    delivered INTEGER,                    -- when the notification hook took it; NULL when none did
    tries     INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX change_waiting ON change (id) WHERE delivered IS NULL;

-- Counting the articles of a source and finding its newest are steps in an index.
CREATE INDEX document_live ON document (source, first_seen) WHERE merged IS NULL;

-- One row for each source that was ever configured.
DROP VIEW source_health;
CREATE VIEW source_health AS
SELECT
    s.name AS source,
    (SELECT count(*) FROM feed WHERE source = s.id AND configured = 1) AS feeds, -- feeds, sitemaps and start pages
    (SELECT strftime('%Y-%m-%dT%H:%M:%SZ', max(polled) / 1000, 'unixepoch') FROM feed WHERE source = s.id) AS last_poll,
    (SELECT strftime('%Y-%m-%dT%H:%M:%SZ', max(succeeded) / 1000, 'unixepoch') FROM feed WHERE source = s.id) AS last_success,
    (SELECT strftime('%Y-%m-%dT%H:%M:%SZ', max(first_seen) / 1000, 'unixepoch') FROM document WHERE source = s.id AND merged IS NULL) AS last_new_article,
    (SELECT count(*) FROM document WHERE source = s.id AND merged IS NULL) AS articles,
    (SELECT count(*) FROM failure WHERE source = s.id) AS failures,
    (SELECT strftime('%Y-%m-%dT%H:%M:%SZ', min(next_at) / 1000, 'unixepoch') FROM feed WHERE source = s.id AND configured = 1) AS next_due,
    (SELECT a.url || ': ' || x.reason || CASE x.detail WHEN '' THEN '' ELSE ': ' || x.detail END
        FROM feed f JOIN failure x ON x.address = f.address JOIN address a ON a.id = f.address
        WHERE f.source = s.id ORDER BY x.at DESC, f.address DESC LIMIT 1) AS last_error, -- of its feeds
    s.configured AS configured, -- 0 when the configuration no longer lists it
    (SELECT strftime('%Y-%m-%dT%H:%M:%SZ', max(x.at) / 1000, 'unixepoch')
        FROM feed f JOIN failure x ON x.address = f.address WHERE f.source = s.id) AS last_error_at, -- when that was
    CASE s.configured WHEN 0 THEN 'removed' ELSE coalesce((SELECT kind FROM condition WHERE source = s.id AND kind <> 'moved'
        ORDER BY CASE kind WHEN 'wall' THEN 1 WHEN 'failing' THEN 2 WHEN 'silent' THEN 3 WHEN 'yield' THEN 4 WHEN 'gone' THEN 5 ELSE 6 END LIMIT 1), 'well')
        END AS standing, -- well, wall, failing, silent, yield, gone, field, removed: the worst of what is the matter
    (SELECT json_group_array(json_object('kind', kind, 'subject', subject, 'since', strftime('%Y-%m-%dT%H:%M:%SZ', since / 1000, 'unixepoch'), 'detail', detail))
        FROM condition WHERE source = s.id) AS conditions, -- list of all that is the matter
    l.summary ->> '$.usual_gap' AS usual_gap, -- seconds between two visits that find something new; NULL is unknown
    (SELECT strftime('%Y-%m-%dT%H:%M:%SZ', nullif(silent_at, 0) / 1000, 'unixepoch') FROM pulse WHERE source = s.id AND feed = 0) AS silent_from, -- when silence becomes longer than usual
    l.summary ->> '$.yield' AS yield, -- share of its last pages that gave an article
    l.summary -> '$.coverage' AS coverage, -- object: for each field its share among the last articles and among those before
    (SELECT strftime('%Y-%m-%dT%H:%M:%SZ', max(h.blocked_until) / 1000, 'unixepoch') FROM feed f JOIN address a ON a.id = f.address JOIN host h ON h.id = a.host
        WHERE f.source = s.id AND h.blocked_until > unixepoch() * 1000) AS parked_until, -- the last host of its feeds that rests
    (SELECT h.name FROM feed f JOIN address a ON a.id = f.address JOIN host h ON h.id = a.host
        WHERE f.source = s.id AND h.blocked_until > unixepoch() * 1000 ORDER BY h.blocked_until DESC LIMIT 1) AS parked_host, -- which host that is
    (SELECT json_group_array(json_object('from', a.url, 'to', m.url)) FROM feed f JOIN address a ON a.id = f.address JOIN address m ON m.id = f.moved_to
        WHERE f.source = s.id AND f.configured = 1 AND f.moved_seen >= 3 AND f.moved_same = 1) AS moved -- list of its feeds that have moved for good
FROM source s LEFT JOIN lately l ON l.source = s.id;

-- One row for each feed, sitemap and start page of the configuration, and for
-- each part of a sitemap index.
DROP VIEW feeds;
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
    strftime('%Y-%m-%dT%H:%M:%SZ', nullif(coalesce(u.silent_at, f.silent_at), 0) / 1000, 'unixepoch') AS silent_from, -- when its silence becomes longer than usual
    m.url      AS moved_to,     -- where it redirects for good
    f.moved_seen >= 3 AND coalesce(f.moved_same, 0) = 1 AS moved, -- 1 when it is asked for there
    f.hub      AS hub,          -- WebSub hub; empty when it names none
    f.flags    AS flags,        -- what had to be repaired, as a list
    f.configured AS configured, -- 1 when the configuration lists it
    p.url      AS part_of,      -- the sitemap index that lists it
    f.archive_next  AS archive_next, -- the older part that a backfill goes on with; empty when all are read, or none was
    f.archive_parts AS archive_parts, -- older parts that are read
    coalesce(u.idle, 0) AS idle, -- polls since something new was found
    coalesce(u.failed, 0) AS failed_polls -- in a row
FROM feed f
JOIN address a ON a.id = f.address
JOIN source s ON s.id = f.source
LEFT JOIN pulse u ON u.source = f.source AND u.feed = f.address
LEFT JOIN address m ON m.id = f.moved_to
LEFT JOIN address p ON p.id = f.parent
WHERE f.configured = 1 OR f.parent IS NOT NULL;
