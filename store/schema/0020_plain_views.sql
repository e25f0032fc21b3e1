-- The views as before, written so that the SQLite scanner of DuckDB can read them: it
-- parses a view itself and hands it on in its own words, in which a union stands in
-- parentheses and count(*) is called otherwise; fetch and offset are words of its own.

DROP VIEW failures;
CREATE VIEW failures AS
SELECT
    a.url    AS address,
    f.reason AS reason,   -- short code: http-404, robots, no-article
    strftime('%Y-%m-%dT%H:%M:%SZ', f.at / 1000, 'unixepoch') AS time,
    s.name   AS source,
    CASE a.id WHEN t.id THEN f.detail ELSE 'redirects to ' || t.url || ': ' || f.detail END AS detail, -- the reason for people
    strftime('%Y-%m-%dT%H:%M:%SZ', f.retry_at / 1000, 'unixepoch') AS retry_at, -- NULL when it was given up
    f.tries  AS tries,    -- attempts so far
    a.kind   AS kind      -- feed, sitemap, start, page
FROM failure f
-- LEFT keeps the order: failures are few, addresses many.
LEFT JOIN address t ON t.id = f.address
-- What only led to an address that failed has failed with it.
LEFT JOIN address a ON a.id = t.id OR (a.target = t.id AND a.document IS NULL AND NOT EXISTS (SELECT 1 FROM failure g WHERE g.address = a.id))
LEFT JOIN source s ON s.id = a.source;

DROP VIEW records;
CREATE VIEW records AS
SELECT a.url AS address, d.ref AS article, strftime('%Y-%m-%dT%H:%M:%SZ', f.started / 1000, 'unixepoch') AS fetched_at,
    f.status, -- of HTTP
    r.file,   -- name of the WARC file
    r."offset", -- of the record in it, in bytes
    r.length, -- of the packed record, in bytes
    r.ref AS record, -- WARC-Record-ID
    r.digest  -- of the payload, as the record names it
FROM record r
JOIN "fetch" f ON f.id = r.fetch
JOIN address a ON a.id = f.address
LEFT JOIN document d ON d.id = a.document;

-- One row for each source that was ever configured.
DROP VIEW source_health;
CREATE VIEW source_health AS
SELECT
    s.name AS source,
    (SELECT count(address) FROM feed WHERE source = s.id AND configured = 1) AS feeds, -- feeds, sitemaps and start pages
    (SELECT strftime('%Y-%m-%dT%H:%M:%SZ', max(polled) / 1000, 'unixepoch') FROM feed WHERE source = s.id) AS last_poll,
    (SELECT strftime('%Y-%m-%dT%H:%M:%SZ', max(succeeded) / 1000, 'unixepoch') FROM feed WHERE source = s.id) AS last_success,
    (SELECT strftime('%Y-%m-%dT%H:%M:%SZ', max(first_seen) / 1000, 'unixepoch') FROM document WHERE source = s.id AND merged IS NULL) AS last_new_article,
    (SELECT count(id) FROM document WHERE source = s.id AND merged IS NULL) AS articles,
    (SELECT count(address) FROM failure WHERE source = s.id) AS failures,
    (SELECT strftime('%Y-%m-%dT%H:%M:%SZ', min(next_at) / 1000, 'unixepoch') FROM feed WHERE source = s.id AND configured = 1) AS next_due,
    (SELECT a.url || ': ' || x.reason || CASE x.detail WHEN '' THEN '' ELSE ': ' || x.detail END
        FROM feed f JOIN failure x ON x.address = f.address JOIN address a ON a.id = f.address
        WHERE f.source = s.id ORDER BY x.at DESC, f.address DESC LIMIT 1) AS last_error, -- of its feeds
    s.configured AS configured, -- 0 when the configuration no longer lists it
    (SELECT strftime('%Y-%m-%dT%H:%M:%SZ', max(x.at) / 1000, 'unixepoch')
        FROM feed f JOIN failure x ON x.address = f.address WHERE f.source = s.id) AS last_error_at, -- when that was
    CASE s.configured WHEN 0 THEN 'removed' ELSE coalesce((SELECT kind FROM condition WHERE source = s.id AND kind <> 'moved'
        ORDER BY CASE kind WHEN 'wall' THEN 1 WHEN 'failing' THEN 2 WHEN 'silent' THEN 3 WHEN 'yield' THEN 4 WHEN 'gone' THEN 5 ELSE 6 END LIMIT 1), 'well')
        END AS standing, -- well, wall, failing, silent, yield, gone, field, removed: the worst of what is the matter
    (SELECT json_group_array(json_object('kind', kind, 'subject', subject, 'since', strftime('%Y-%m-%dT%H:%M:%SZ', since / 1000, 'unixepoch'), 'detail', detail))
        FROM condition WHERE source = s.id) AS conditions, -- list of all that is the matter
    l.summary ->> '$.usual_gap' AS usual_gap, -- seconds between two visits that find something new; NULL is unknown
    (SELECT strftime('%Y-%m-%dT%H:%M:%SZ', nullif(silent_at, 0) / 1000, 'unixepoch') FROM pulse WHERE source = s.id AND feed = 0) AS silent_from, -- when silence becomes longer than usual
    l.summary ->> '$.yield' AS yield, -- share of its last pages that gave an article
    l.summary -> '$.coverage' AS coverage, -- object: for each field its share among the last articles and among those before
    (SELECT strftime('%Y-%m-%dT%H:%M:%SZ', max(h.blocked_until) / 1000, 'unixepoch') FROM feed f JOIN address a ON a.id = f.address JOIN host h ON h.id = a.host
        WHERE f.source = s.id AND h.blocked_until > unixepoch() * 1000) AS parked_until, -- the last host of its feeds that rests
    (SELECT h.name FROM feed f JOIN address a ON a.id = f.address JOIN host h ON h.id = a.host
        WHERE f.source = s.id AND h.blocked_until > unixepoch() * 1000 ORDER BY h.blocked_until DESC LIMIT 1) AS parked_host, -- which host that is
    (SELECT json_group_array(json_object('from', a.url, 'to', m.url)) FROM feed f JOIN address a ON a.id = f.address JOIN address m ON m.id = f.moved_to
        WHERE f.source = s.id AND f.configured = 1 AND f.moved_seen >= 3 AND f.moved_same = 1) AS moved -- list of its feeds that have moved for good
FROM source s LEFT JOIN lately l ON l.source = s.id;
