-- A tdmrep.json as it was last fetched: which pages of an origin are reserved from
-- text and data mining.
CREATE TABLE tdmrep (
    origin  TEXT    PRIMARY KEY, -- scheme, host, port
    status  INTEGER NOT NULL,
    body    BLOB    NOT NULL,
    fetched INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
