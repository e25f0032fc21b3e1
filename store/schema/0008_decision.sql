-- What people decided about articles, which no later run undoes.

-- Two identity keys whose articles belong together, or never do. first is the
-- lesser of the two.
CREATE TABLE decision (
    first   BLOB    NOT NULL CHECK (length(first) = 16),
    second  BLOB    NOT NULL CHECK (length(second) = 16),
    verdict TEXT    NOT NULL, -- same, apart
    at      INTEGER NOT NULL,
    PRIMARY KEY (first, second)
) STRICT, WITHOUT ROWID;
CREATE INDEX decision_second ON decision (second);

-- The wire agency that a text credits; NULL when it names none.
ALTER TABLE document ADD COLUMN agency TEXT;

-- What the copies of a cluster have in common: see role.
ALTER TABLE cluster ADD COLUMN agency TEXT;
