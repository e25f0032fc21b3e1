-- What a harvest remembers between runs: what it is to ask for, what it has
-- asked for, and when it may ask again.
--
-- Every instant is an INTEGER of milliseconds since 1970-01-01T00:00:00Z; 0 is
-- "at once" or "never", NULL is "unknown". Keys of addresses are the first 128
-- bits of the SHA-256 of the identity key, so that two addresses are never taken
-- for one. Tables are free to change from version to version; the views in
-- 0003_views.sql are what other tools may rely on.

-- One harvest.
CREATE TABLE run (
    id      INTEGER PRIMARY KEY,
    name    TEXT    NOT NULL UNIQUE,      -- sortable, 20260214T061500Z-3f9a
    version TEXT    NOT NULL DEFAULT '',  -- of winnow
    config  TEXT    NOT NULL DEFAULT '',  -- SHA-256 of the configuration, hex
    args    TEXT    NOT NULL DEFAULT '[]',
    started INTEGER NOT NULL,
    ended   INTEGER,                      -- NULL while it runs, or when it was killed
    exit    INTEGER,
    counts  TEXT    NOT NULL DEFAULT '{}'
) STRICT;

-- A source of the configuration, kept when it is taken out of it.
CREATE TABLE source (
    id         INTEGER PRIMARY KEY,
    name       TEXT    NOT NULL UNIQUE,
    configured INTEGER NOT NULL DEFAULT 1 -- 0 when it is no longer listed
) STRICT;

-- A host with its clock, which survives a restart.
CREATE TABLE host (
    id            INTEGER PRIMARY KEY,
    name          TEXT    NOT NULL UNIQUE,   -- lower case, without port
    next_at       INTEGER NOT NULL DEFAULT 0, -- no request sooner
    blocked_until INTEGER NOT NULL DEFAULT 0, -- parked
    failures      INTEGER NOT NULL DEFAULT 0, -- in a row
    gap           INTEGER NOT NULL DEFAULT 0  -- ms from the end of its last request to next_at
) STRICT;

-- A robots.txt as it was last fetched.
CREATE TABLE robots (
    origin  TEXT    PRIMARY KEY, -- scheme, host, port
    status  INTEGER NOT NULL,    -- 0 when it could not be reached
    body    BLOB    NOT NULL,
    fetched INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Every address that was ever seen, in the order of arrival. Several spellings
-- of one address share a key: the first of them is the one that is fetched.
CREATE TABLE address (
    id         INTEGER PRIMARY KEY,
    url        TEXT    NOT NULL,                  -- as it is asked for
    key        BLOB    NOT NULL CHECK (length(key) = 16),
    host       INTEGER NOT NULL REFERENCES host,
    source     INTEGER NOT NULL REFERENCES source,
    kind       TEXT    NOT NULL,                  -- feed, sitemap, start, page
    via        INTEGER REFERENCES address,        -- what named it first; NULL for the configuration
    depth      INTEGER NOT NULL DEFAULT 0,        -- links away from the configuration
    first_seen INTEGER NOT NULL,
    target     INTEGER REFERENCES address,        -- where it was last seen to redirect
    document   INTEGER REFERENCES document,       -- the article that stands there, once known
    reason     TEXT    NOT NULL                   -- why it belongs to that article; see the view addresses
) STRICT;
CREATE INDEX address_key ON address (key);
CREATE INDEX address_document ON address (document) WHERE document IS NOT NULL;
CREATE INDEX address_target ON address (target) WHERE target IS NOT NULL;

-- Addresses that wait, clustered by host, so that the next lead of a host is one
-- step down the tree. Those that have to wait lie behind those that need not.
CREATE TABLE queue (
    host       INTEGER NOT NULL REFERENCES host,
    not_before INTEGER NOT NULL,                  -- 0 when it may be tried now
    priority   INTEGER NOT NULL,                  -- lower goes first
    address    INTEGER NOT NULL REFERENCES address,
    source     INTEGER NOT NULL REFERENCES source,
    tries      INTEGER NOT NULL,                  -- attempts before the next one
    entry      INTEGER REFERENCES entry,          -- what a feed said of it
    chain      TEXT,                              -- JSON list of the addresses that redirected here, oldest first
    PRIMARY KEY (host, not_before, priority, address)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX queue_address ON queue (address);

-- Addresses that a run is fetching. What is left here by a run that died goes
-- back to the queue when the next one begins.
CREATE TABLE lease (
    id       INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice
    host     INTEGER NOT NULL REFERENCES host,
    priority INTEGER NOT NULL,
    address  INTEGER NOT NULL UNIQUE REFERENCES address,
    source   INTEGER NOT NULL REFERENCES source,
    tries    INTEGER NOT NULL,
    entry    INTEGER REFERENCES entry,
    chain    TEXT,
    run      INTEGER REFERENCES run
) STRICT;

-- Every request and its answer.
CREATE TABLE fetch (
    id        INTEGER PRIMARY KEY,
    address   INTEGER NOT NULL REFERENCES address,
    run       INTEGER REFERENCES run,
    started   INTEGER NOT NULL,
    duration  INTEGER NOT NULL,            -- ms
    status    INTEGER NOT NULL,            -- 0 without an answer
    bytes     INTEGER NOT NULL,            -- on the wire
    body_hash BLOB,                        -- SHA-256 of the decoded body
    proto     TEXT    NOT NULL DEFAULT '',
    remote    TEXT    NOT NULL DEFAULT '',
    header    TEXT,                        -- JSON; kept for articles and failures only
    verdict   TEXT    NOT NULL,            -- done, unchanged, redirected, retry, failed, released
    reason    TEXT    NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX fetch_address ON fetch (address);

-- Decoded bodies, when the store is configured to keep them.
CREATE TABLE blob (
    hash   BLOB    PRIMARY KEY, -- SHA-256 of the decoded body
    coding TEXT    NOT NULL,    -- zstd
    size   INTEGER NOT NULL,    -- of the decoded body
    body   BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

-- What failed or waits for another try; gone when the address answers.
CREATE TABLE failure (
    address  INTEGER PRIMARY KEY REFERENCES address,
    source   INTEGER NOT NULL REFERENCES source,
    reason   TEXT    NOT NULL, -- short code: http-404, robots, no-article
    detail   TEXT    NOT NULL DEFAULT '',
    at       INTEGER NOT NULL,
    tries    INTEGER NOT NULL,
    retry_at INTEGER,          -- NULL when it was given up
    run      INTEGER REFERENCES run
) STRICT;
CREATE INDEX failure_source ON failure (source);

-- Feeds, sitemaps and start pages: what is asked for again and again.
CREATE TABLE feed (
    address       INTEGER PRIMARY KEY REFERENCES address,
    source        INTEGER NOT NULL REFERENCES source,
    kind          TEXT    NOT NULL,
    configured    INTEGER NOT NULL,             -- 0 for those that were found or are no longer listed
    title         TEXT    NOT NULL DEFAULT '',
    etag          TEXT    NOT NULL DEFAULT '',
    last_modified TEXT    NOT NULL DEFAULT '',
    body_hash     TEXT    NOT NULL DEFAULT '',  -- hex
    next_at       INTEGER NOT NULL DEFAULT 0,
    polled        INTEGER,                      -- last poll
    succeeded     INTEGER,                      -- last poll that was understood
    found_new     INTEGER,                      -- last poll that named an unknown address
    entries       INTEGER NOT NULL DEFAULT 0,   -- of the last poll that was understood
    fresh         INTEGER NOT NULL DEFAULT 0,   -- of which were unknown
    flags         TEXT    NOT NULL DEFAULT '[]' -- what had to be repaired
) STRICT;
CREATE INDEX feed_source ON feed (source);

-- What a feed said of an article. A change is a new row: nothing is overwritten
-- but when and where it was last seen.
CREATE TABLE entry (
    id         INTEGER PRIMARY KEY,
    feed       INTEGER NOT NULL REFERENCES address,
    key        TEXT    NOT NULL,                  -- identity within the feed
    guid       TEXT    NOT NULL,
    digest     TEXT    NOT NULL,
    address    INTEGER NOT NULL REFERENCES address, -- where it leads
    position   INTEGER NOT NULL,
    first_seen INTEGER NOT NULL,
    last_seen  INTEGER NOT NULL,
    article    TEXT    NOT NULL                   -- JSON of what the feed knows
) STRICT;
CREATE INDEX entry_feed ON entry (feed, key);
CREATE INDEX entry_address ON entry (address);
