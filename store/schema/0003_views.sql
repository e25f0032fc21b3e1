-- The views that other tools may rely on. Their columns keep their names and
-- meaning; later versions only add some at the end. Times are RFC 3339 text, in
-- UTC but for published and modified, which keep the offset of the page and are
-- a bare day when only the day is known. Lists and objects are JSON text. What is
-- not known is NULL.

-- One row an article; the columns are the keys of its JSON form.
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
    x.provenance   AS provenance    -- for each field: source, confidence, candidates
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

-- One row for each text or metadata that an article has had.
CREATE VIEW revisions AS
SELECT
    d.ref         AS article,
    r.number      AS revision,   -- 1 is the first that was seen
    strftime('%Y-%m-%dT%H:%M:%SZ', r.at / 1000, 'unixepoch') AS fetched_at,
    u.name        AS run,
    r.changed     AS changed,    -- list of the fields that differ from the revision before
    x.title       AS title,
    x.subtitle    AS subtitle,
    x.authors     AS authors,
    x.published   AS published,
    x.modified    AS modified,
    x.word_count  AS word_count,
    x.text        AS text
FROM revision r
JOIN document d ON d.id = r.document
JOIN extraction x ON x.id = (SELECT max(id) FROM extraction WHERE revision = r.id)
LEFT JOIN run u ON u.id = r.run
WHERE d.merged IS NULL;

-- One row for each address of an article. reason says why it belongs to it:
-- feed-link, sitemap, link and start for an address that was found so and read;
-- redirect (it leads there), canonical (one names the other as its canonical
-- address), tracking (it differs in parameters that only tell where a reader
-- came from), spelling (another way to write it), same-text (the same text
-- stands there, on the same site), moved (the same stood there before its site
-- moved under another name).
CREATE VIEW addresses AS
SELECT a.url AS address, d.ref AS article, a.reason AS reason
FROM address a
JOIN document d ON d.id = a.document
WHERE d.merged IS NULL;

-- One row for each address that was given up, or waits for another try.
CREATE VIEW failures AS
SELECT
    a.url    AS address,
    f.reason AS reason,   -- short code: http-404, robots, no-article
    strftime('%Y-%m-%dT%H:%M:%SZ', f.at / 1000, 'unixepoch') AS time,
    s.name   AS source,
    f.detail AS detail,   -- the reason for people
    strftime('%Y-%m-%dT%H:%M:%SZ', f.retry_at / 1000, 'unixepoch') AS retry_at, -- NULL when it was given up
    f.tries  AS tries,    -- attempts so far
    a.kind   AS kind      -- feed, sitemap, start, page
FROM failure f
JOIN address a ON a.id = f.address
JOIN source s ON s.id = f.source
UNION ALL
-- What only led to an address that failed has failed with it.
SELECT a.url, f.reason, strftime('%Y-%m-%dT%H:%M:%SZ', f.at / 1000, 'unixepoch'), s.name, 'redirects to ' || t.url || ': ' || f.detail,
    strftime('%Y-%m-%dT%H:%M:%SZ', f.retry_at / 1000, 'unixepoch'), f.tries, a.kind
FROM failure f
JOIN address t ON t.id = f.address
JOIN address a ON a.target = t.id
JOIN source s ON s.id = a.source
WHERE a.document IS NULL AND NOT EXISTS (SELECT 1 FROM failure g WHERE g.address = a.id);

-- One row a source.
CREATE VIEW source_health AS
SELECT
    s.name AS source,
    (SELECT count(*) FROM feed WHERE source = s.id AND configured = 1) AS feeds, -- feeds, sitemaps and start pages
    (SELECT strftime('%Y-%m-%dT%H:%M:%SZ', max(polled) / 1000, 'unixepoch') FROM feed WHERE source = s.id) AS last_poll,
    (SELECT strftime('%Y-%m-%dT%H:%M:%SZ', max(succeeded) / 1000, 'unixepoch') FROM feed WHERE source = s.id) AS last_success,
    (SELECT strftime('%Y-%m-%dT%H:%M:%SZ', max(first_seen) / 1000, 'unixepoch') FROM document WHERE source = s.id AND merged IS NULL) AS last_new_article,
    (SELECT count(*) FROM document WHERE source = s.id AND merged IS NULL) AS articles,
    (SELECT count(*) FROM failure WHERE source = s.id) AS failures,
    (SELECT strftime('%Y-%m-%dT%H:%M:%SZ', min(next_at) / 1000, 'unixepoch') FROM feed WHERE source = s.id AND configured = 1) AS next_due,
    (SELECT a.url || ': ' || f.reason || CASE f.detail WHEN '' THEN '' ELSE ': ' || f.detail END
        FROM failure f JOIN address a ON a.id = f.address
        WHERE f.source = s.id AND a.kind <> 'page' ORDER BY f.at DESC, f.address DESC LIMIT 1) AS last_error, -- of its feeds
    s.configured AS configured -- 0 when the configuration no longer lists it
FROM source s;
