-- Articles: what stands at the addresses, what it said when, and which of them
-- are copies of each other.

-- One article, whatever addresses it has.
CREATE TABLE document (
    id         INTEGER PRIMARY KEY,
    ref        TEXT    NOT NULL UNIQUE,              -- the id that people see
    address    INTEGER NOT NULL REFERENCES address,  -- the one it stands under
    key        TEXT    NOT NULL,                     -- identity key of that address
    site       TEXT    NOT NULL,                     -- registrable domain
    source     INTEGER NOT NULL REFERENCES source,
    feed       INTEGER REFERENCES address,           -- the feed that named it first
    first_seen INTEGER NOT NULL,
    last_seen  INTEGER NOT NULL,
    dated      INTEGER NOT NULL,                     -- published, or first seen: the order of lists
    revision   INTEGER REFERENCES revision,          -- the newest
    extraction INTEGER REFERENCES extraction,        -- that is shown
    words      BLOB,                                 -- 128 bits of the SHA-256 of the normalised text; NULL when too short to compare
    merged     INTEGER REFERENCES document,          -- the article it was joined with; NULL when it is itself
    gone       INTEGER                               -- since when the publisher answers that it is gone
) STRICT;
CREATE INDEX document_words ON document (words) WHERE words IS NOT NULL;
CREATE INDEX document_dated ON document (dated, ref);
CREATE INDEX document_source ON document (source, dated, ref);
CREATE INDEX document_merged ON document (merged) WHERE merged IS NOT NULL;

-- Ids that an article had before a better address of it became known. They go
-- on leading to it.
CREATE TABLE former (
    ref      TEXT    PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES document,
    at       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX former_document ON former (document);

-- The article that was last read at an address.
CREATE TABLE page (
    address   INTEGER PRIMARY KEY REFERENCES address,
    document  INTEGER NOT NULL REFERENCES document,
    digest    BLOB    NOT NULL,        -- of text and metadata, to see a change
    canonical BLOB,                    -- key of the address it names as canonical
    signals   TEXT    NOT NULL DEFAULT '{}', -- JSON: what the publisher asks of machines (noindex, noai, tdm_reserved ...)
    fetch     INTEGER REFERENCES fetch -- the last one
) STRICT;
CREATE INDEX page_document ON page (document);

-- Addresses that a page names as other forms of itself.
CREATE TABLE naming (
    key  BLOB    NOT NULL,                -- of the address that is named
    page INTEGER NOT NULL REFERENCES page,
    kind TEXT    NOT NULL,                -- canonical, alternate
    PRIMARY KEY (key, page, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX naming_page ON naming (page);

-- What an article said: a new row only when its text or metadata changed.
CREATE TABLE revision (
    id       INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES document,
    number   INTEGER NOT NULL,             -- 1 is the first that was seen
    at       INTEGER NOT NULL,             -- when it was fetched
    run      INTEGER REFERENCES run,
    fetch    INTEGER REFERENCES fetch,
    changed  TEXT    NOT NULL DEFAULT '[]' -- names of the fields that differ from the one before
) STRICT;
CREATE UNIQUE INDEX revision_document ON revision (document, number);
CREATE INDEX revision_run ON revision (run);

-- What was read from one page. Reading it again, or at a better address of the
-- same article, is a new row of the same revision.
CREATE TABLE extraction (
    id           INTEGER PRIMARY KEY,
    revision     INTEGER NOT NULL REFERENCES revision,
    address      INTEGER NOT NULL REFERENCES address, -- the page it was read from
    fetched      INTEGER NOT NULL,
    extractor    TEXT    NOT NULL DEFAULT '',         -- version of winnow
    title        TEXT,
    subtitle     TEXT,
    authors      TEXT    NOT NULL,                    -- JSON list
    published    TEXT,                                -- RFC 3339 with the page's offset, or a day
    modified     TEXT,
    organization TEXT,
    site_name    TEXT,
    section      TEXT,
    tags         TEXT    NOT NULL,                    -- JSON list
    language     TEXT,
    license      TEXT,
    word_count   INTEGER NOT NULL,
    image        TEXT,
    is_article   INTEGER NOT NULL,
    provenance   TEXT    NOT NULL,                    -- JSON: for each field its origin and the other candidates
    text         TEXT,                                -- the long ones last
    markdown     TEXT,
    html         TEXT
) STRICT;
CREATE INDEX extraction_revision ON extraction (revision);

-- Articles that have one text in common. Its name follows from that text.
CREATE TABLE cluster (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL          -- copy: the same normalised text on several sites
) STRICT;

CREATE TABLE member (
    document INTEGER PRIMARY KEY REFERENCES document,
    cluster  INTEGER NOT NULL REFERENCES cluster,
    role     TEXT    NOT NULL,  -- original, copy
    method   TEXT    NOT NULL   -- how it was found: same-text
) STRICT;
CREATE INDEX member_cluster ON member (cluster);

-- Marks by which near-duplicates find each other.
CREATE TABLE signature (
    band     INTEGER NOT NULL,
    value    INTEGER NOT NULL,
    document INTEGER NOT NULL REFERENCES document,
    PRIMARY KEY (band, value, document)
) STRICT, WITHOUT ROWID;
CREATE INDEX signature_document ON signature (document);
