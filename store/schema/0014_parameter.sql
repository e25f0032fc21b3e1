-- What is known of addresses that are one though they are written otherwise.

-- The rules in the format of ClearURLs that the configuration names.
CREATE TABLE address_rules (
    id   INTEGER PRIMARY KEY CHECK (id = 1),
    text BLOB    NOT NULL
) STRICT;

-- A parameter that may make no difference on a host.
CREATE TABLE parameter (
    host    TEXT    NOT NULL,                   -- with its port, as in identity keys
    name    TEXT    NOT NULL,
    state   TEXT    NOT NULL DEFAULT 'watched', -- watched, proved (no part of the identity any more), refuted (for good)
    at      INTEGER NOT NULL,                   -- of the last change of state
    first   INTEGER REFERENCES address,         -- the two addresses, which only it tells apart, that refute it
    second  INTEGER REFERENCES address,
    met     INTEGER NOT NULL DEFAULT 0,         -- addresses that were not asked for since it was proved
    PRIMARY KEY (host, name)
) STRICT, WITHOUT ROWID;

-- Two addresses with one text which only the parameter tells apart; one pair of
-- each page.
CREATE TABLE parameter_pair (
    host   TEXT    NOT NULL,
    name   TEXT    NOT NULL,
    base   BLOB    NOT NULL CHECK (length(base) = 16), -- key of the address without it
    first  INTEGER NOT NULL REFERENCES address,
    second INTEGER NOT NULL REFERENCES address,
    PRIMARY KEY (host, name, base)
) STRICT, WITHOUT ROWID;
CREATE INDEX parameter_pair_first ON parameter_pair (first);
CREATE INDEX parameter_pair_second ON parameter_pair (second);
