-- What a crawl of links remembers of a site: what its addresses turned out to
-- be, and which links it leaves out.

ALTER TABLE address ADD COLUMN hops INTEGER NOT NULL DEFAULT 0; -- links that led out of the site on the way

-- What became of the pages whose addresses are built alike.
CREATE TABLE pattern (
    host     INTEGER NOT NULL REFERENCES host,
    shape    TEXT    NOT NULL,           -- path with signs for numbers and slugs, names of parameters
    pages    INTEGER NOT NULL DEFAULT 0, -- asked for
    articles INTEGER NOT NULL DEFAULT 0, -- that were not known
    sections INTEGER NOT NULL DEFAULT 0, -- that lead to articles
    repeats  INTEGER NOT NULL DEFAULT 0, -- whose content stood elsewhere
    PRIMARY KEY (host, shape)
) STRICT, WITHOUT ROWID;

-- Links that are not followed, counted by what they have in common: a trap has
-- no end, its record has.
CREATE TABLE omission (
    source  INTEGER NOT NULL REFERENCES source,
    host    TEXT    NOT NULL,            -- empty when they lead to many
    shape   TEXT    NOT NULL,
    reason  TEXT    NOT NULL,            -- short code: calendar, print, out-of-scope
    links   INTEGER NOT NULL,
    example TEXT    NOT NULL,            -- the first of them
    first   INTEGER NOT NULL,
    last    INTEGER NOT NULL,
    PRIMARY KEY (source, reason, host, shape)
) STRICT, WITHOUT ROWID;

-- One row for each kind of link that is not followed.
CREATE VIEW left_out AS
SELECT
    s.name    AS source,
    o.host    AS host,    -- empty when the links lead to many
    o.shape   AS pattern, -- path with # for numbers, ~ for slugs, * for any word of a list, @ for a language
    o.reason  AS reason,  -- short code: calendar, print, pattern-budget, out-of-scope
    o.links   AS links,   -- how many were seen
    o.example AS example, -- the first of them
    strftime('%Y-%m-%dT%H:%M:%SZ', o.first / 1000, 'unixepoch') AS first_seen,
    strftime('%Y-%m-%dT%H:%M:%SZ', o.last / 1000, 'unixepoch')  AS last_seen
FROM omission o
JOIN source s ON s.id = o.source;
