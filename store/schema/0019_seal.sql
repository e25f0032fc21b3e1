-- What winnow has written into each table, so that a byte that has changed within
-- a value is found: SQLite itself looks at the order of a page, not at what it says.
-- Sixteen rows have one seal; of tables without row numbers, those whose keys fall
-- into one of sixteen drawers. Both sums are those of the rows, added without carry.
CREATE TABLE seal (
    part   TEXT    NOT NULL, -- the table
    drawer INTEGER NOT NULL,
    code   INTEGER NOT NULL, -- CRC-32C: tells which byte has changed when it is one
    mark   INTEGER NOT NULL, -- 64 bits of code, CRC-32 and length
    PRIMARY KEY (part, drawer)
) STRICT, WITHOUT ROWID;

-- Which columns of which tables are sealed. What other programs add is not.
CREATE TABLE sealed (
    part    TEXT NOT NULL PRIMARY KEY,
    columns TEXT NOT NULL -- with a comma between and at both ends
) STRICT, WITHOUT ROWID;
