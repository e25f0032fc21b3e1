-- Where the WARC files beside the database keep an answer.
CREATE TABLE record (
    fetch  INTEGER PRIMARY KEY REFERENCES fetch,
    file   TEXT    NOT NULL, -- name of the WARC file
    offset INTEGER NOT NULL, -- of the record in it
    length INTEGER NOT NULL, -- of the packed record in bytes
    ref    TEXT    NOT NULL, -- WARC-Record-ID
    digest TEXT    NOT NULL  -- of the payload, as the record names it
) STRICT;
CREATE INDEX record_digest ON record (digest);

-- One row for each answer that stands in a WARC file beside the database.
CREATE VIEW records AS
SELECT a.url AS address, d.ref AS article, strftime('%Y-%m-%dT%H:%M:%SZ', f.started / 1000, 'unixepoch') AS fetched_at,
    f.status, -- of HTTP
    r.file,   -- name of the WARC file
    r.offset, -- of the record in it, in bytes
    r.length, -- of the packed record, in bytes
    r.ref AS record, -- WARC-Record-ID
    r.digest  -- of the payload, as the record names it
FROM record r
JOIN fetch f ON f.id = r.fetch
JOIN address a ON a.id = f.address
LEFT JOIN document d ON d.id = a.document;
