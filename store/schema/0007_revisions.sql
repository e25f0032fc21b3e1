-- Pages are visited again, and every reading tells what it was made of.

ALTER TABLE document ADD COLUMN due INTEGER;     -- when its page is visited again; NULL is never
ALTER TABLE document ADD COLUMN missing INTEGER; -- since when its page is not found; gone once that is confirmed
CREATE INDEX document_due ON document (due) WHERE due IS NOT NULL;

ALTER TABLE page ADD COLUMN entry INTEGER;                      -- that filled the blanks of what was read
ALTER TABLE page ADD COLUMN unchanged INTEGER NOT NULL DEFAULT 0; -- answers 304 in a row
ALTER TABLE page ADD COLUMN doubt TEXT;                         -- why a later reading is not believed: cut, stub, alternates
ALTER TABLE page ADD COLUMN doubted BLOB;                       -- digest of that reading
ALTER TABLE page ADD COLUMN doubts INTEGER NOT NULL DEFAULT 0;  -- visits in a row that found it

ALTER TABLE revision ADD COLUMN digest BLOB; -- of what makes a revision, to see a text come back

ALTER TABLE extraction ADD COLUMN fetch INTEGER; -- the answer it was read from; NULL when the feed gave it all
ALTER TABLE extraction ADD COLUMN entry INTEGER; -- that filled its blanks

ALTER TABLE fetch ADD COLUMN chain TEXT;          -- JSON list of the addresses that redirected there, oldest first
ALTER TABLE fetch ADD COLUMN credentials INTEGER; -- 1 when the request carried the user's own

UPDATE page SET entry = (SELECT max(id) FROM entry WHERE address = page.address);
UPDATE extraction SET fetch = (SELECT fetch FROM revision WHERE id = extraction.revision),
    entry = (SELECT entry FROM page WHERE address = extraction.address);
-- Articles of the last month are visited at once, the others are left alone.
UPDATE document SET due = 0 WHERE merged IS NULL AND dated > (unixepoch() - 30 * 86400) * 1000;

DROP VIEW articles;
CREATE VIEW articles AS
SELECT
    d.ref          AS id,           -- stable identity
    a.url          AS url,          -- the address it stands under
    x.title        AS title,        -- headline without the name of the site
    x.subtitle     AS subtitle,     -- standfirst or deck
    x.authors      AS authors,      -- list of names, in the order of the byline
    x.published    AS published,    -- first publication
    x.modified     AS modified,     -- last change that the publisher announces
    x.organization AS organization, -- who publishes it
    x.site_name    AS site_name,    -- what the site calls itself
    x.section      AS section,      -- the publisher's own section
    x.tags         AS tags,         -- list of keywords given by the publisher
    x.language     AS language,     -- BCP 47: en, pt-BR
    x.license      AS license,      -- address or short name
    x.word_count   AS word_count,   -- words of text
    x.image        AS image,        -- address of the main image
    x.text         AS text,         -- paragraphs joined by newlines
    x.markdown     AS markdown,     -- the same with structure
    x.html         AS html,         -- the same, sanitised
    x.is_article   AS is_article,   -- 1, or 0 for what is stored although it is none
    (SELECT json_group_array(url) FROM (SELECT o.url FROM address o
        WHERE o.document = d.id AND o.id <> d.address ORDER BY o.url)) AS aliases, -- list of its other addresses
    c.name         AS cluster,      -- names the articles it shares its text with
    m.role         AS role,         -- original or copy, within the cluster
    s.name         AS source,       -- the source of the configuration that gave it
    f.url          AS feed,         -- the feed that named it first
    strftime('%Y-%m-%dT%H:%M:%SZ', x.fetched / 1000, 'unixepoch') AS fetched_at, -- when what is shown was fetched
    u.name         AS run,          -- the run that stored this revision
    r.number       AS revision,     -- 1 for the first text that was seen
    x.provenance   AS provenance,   -- for each field: source, confidence, candidates
    strftime('%Y-%m-%dT%H:%M:%SZ', d.gone / 1000, 'unixepoch') AS gone -- since when the publisher answers that it is gone
FROM document d
JOIN address a ON a.id = d.address
JOIN revision r ON r.id = d.revision
JOIN extraction x ON x.id = d.extraction
JOIN source s ON s.id = d.source
LEFT JOIN address f ON f.id = d.feed
LEFT JOIN run u ON u.id = r.run
LEFT JOIN member m ON m.document = d.id
LEFT JOIN cluster c ON c.id = m.cluster
WHERE d.merged IS NULL;
