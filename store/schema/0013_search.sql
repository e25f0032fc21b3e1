-- How far the full-text index has come: the last extraction that it has seen. The
-- index itself is made by the first program that can search.
CREATE TABLE searched (
    only       INTEGER PRIMARY KEY CHECK (only = 1),
    extraction INTEGER NOT NULL
) STRICT;
INSERT INTO searched VALUES (1, 0);
