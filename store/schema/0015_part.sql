-- The further pages that articles were put together from, in their order.
CREATE TABLE part (
    first  INTEGER NOT NULL REFERENCES fetch, -- of the page that they go on from
    number INTEGER NOT NULL,                  -- 2 is the second page
    fetch  INTEGER NOT NULL REFERENCES fetch,
    PRIMARY KEY (first, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX part_fetch ON part (fetch);

-- They were asked for one after another right behind the first page, within the
-- same run and before that was asked for again.
INSERT INTO part
SELECT f.id, 1 + row_number() OVER (PARTITION BY f.id ORDER BY g.id), g.id
FROM (SELECT DISTINCT x.fetch AS id, r.document FROM extraction x JOIN revision r ON r.id = x.revision WHERE x.fetch IS NOT NULL) x
JOIN fetch f ON f.id = x.id
JOIN address a ON a.document = x.document AND a.reason = 'part' AND a.id <> f.address
JOIN fetch g ON g.address = a.id AND g.run IS f.run AND g.id > f.id AND g.status = 200
WHERE NOT EXISTS (SELECT 1 FROM fetch h WHERE h.address = f.address AND h.id > f.id AND h.id < g.id);
