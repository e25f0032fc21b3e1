-- Copies that are not word for word the same: marks by which they find each
-- other, and how much of their text they share. Both are made anew from the
-- texts when this is applied.

DROP TABLE signature;

-- Marks of a text. Two texts that share a mark on two sites are compared. No
-- row refers to another, for the sake of speed: there are many of them.
CREATE TABLE signature (
    value    INTEGER NOT NULL, -- 48 bits that tell of some of the text's runs of words
    site     INTEGER NOT NULL, -- 24 bits of the hash of the site
    document INTEGER NOT NULL,
    PRIMARY KEY (value, site, document)
) STRICT, WITHOUT ROWID;

-- The marks that a document has in signature.
CREATE TABLE sketch (
    document INTEGER PRIMARY KEY REFERENCES document,
    site     INTEGER NOT NULL,
    marks    BLOB    NOT NULL -- 8 bytes each, big-endian
) STRICT;

-- Documents of two sites whose texts were compared and found to be alike; each
-- pair stands here both ways round.
CREATE TABLE likeness (
    document INTEGER NOT NULL REFERENCES document,
    other    INTEGER NOT NULL REFERENCES document,
    share    INTEGER NOT NULL, -- of a thousand runs of words in either text, those that are in both
    same     INTEGER NOT NULL, -- 1 when the normalised texts are equal
    PRIMARY KEY (document, other)
) STRICT, WITHOUT ROWID;

-- Clusters follow from likeness: those there are were made of equal texts only.
DELETE FROM member;
DELETE FROM cluster;
