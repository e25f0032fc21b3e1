-- Articles that were read with credentials of the user's own, or stand behind a
-- paywall, are left out of what is given to others.

ALTER TABLE document ADD COLUMN access TEXT; -- credentials, paywall; NULL when everyone may read it

UPDATE document SET access = 'credentials' WHERE EXISTS (SELECT 1 FROM extraction x JOIN fetch f ON f.id = x.fetch
    WHERE x.id = document.extraction AND f.credentials = 1);

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
    m.role         AS role,         -- original, copy, syndicated or twin, within the cluster
    s.name         AS source,       -- the source of the configuration that gave it
    f.url          AS feed,         -- the feed that named it first
    strftime('%Y-%m-%dT%H:%M:%SZ', x.fetched / 1000, 'unixepoch') AS fetched_at, -- when what is shown was fetched
    u.name         AS run,          -- the run that stored this revision
    r.number       AS revision,     -- 1 for the first text that was seen
    x.provenance   AS provenance,   -- for each field: source, confidence, candidates
    strftime('%Y-%m-%dT%H:%M:%SZ', d.gone / 1000, 'unixepoch') AS gone, -- since when the publisher answers that it is gone
    x.details      AS details,      -- object: canonical, access, image_caption, image_credit, citation, comments, links and the languages
    d.access       AS access        -- why it is not for everyone: credentials, paywall; NULL when it is
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
