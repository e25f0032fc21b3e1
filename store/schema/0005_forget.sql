-- What was forgotten on purpose, so that it is not harvested again. Nothing here
-- can be read back: keys are the first 128 bits of a SHA-256.

-- One act of forgetting.
CREATE TABLE forgetting (
    id       INTEGER PRIMARY KEY,
    at       INTEGER NOT NULL,
    cause    TEXT    NOT NULL, -- asked, author, retention
    articles INTEGER NOT NULL  -- how many went
) STRICT;

-- What is refused from then on.
CREATE TABLE tombstone (
    key        BLOB    NOT NULL CHECK (length(key) = 16),
    kind       TEXT    NOT NULL, -- address (of its identity key), text (of site and normalised text), author (of the name)
    forgetting INTEGER NOT NULL REFERENCES forgetting,
    PRIMARY KEY (key, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX tombstone_forgetting ON tombstone (forgetting);

-- Addresses whose text is no longer in any table, while bytes of it may still lie
-- in pages of the file that are not in use, or outside the database.
CREATE TABLE erasure (
    address TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE INDEX revision_fetch ON revision (fetch) WHERE fetch IS NOT NULL;
CREATE INDEX page_fetch ON page (fetch) WHERE fetch IS NOT NULL;
CREATE INDEX fetch_body ON fetch (body_hash) WHERE body_hash IS NOT NULL;
