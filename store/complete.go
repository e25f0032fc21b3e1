package store

import "context"

// Choice is a value that may be meant by the beginning of one, and what it is.
type Choice struct{ Value, Told string }

// Kind is what Choices are looked for among.
type Kind string

// What can be completed.
const (
	ChooseArticle      Kind = "article"      // ids, told by their titles
	ChooseAddress      Kind = "address"      // addresses of articles
	ChooseRun          Kind = "run"          // names of runs, the newest first
	ChooseSource       Kind = "source"       // also those that the configuration no longer lists
	ChooseOrganization Kind = "organization" // of the newest articles
	ChooseLanguage     Kind = "language"     // of the newest articles
	ChooseReason       Kind = "reason"       // of failures
	ChooseCluster      Kind = "cluster"      // names of clusters
)

// newest is among how many articles a value is looked for that has no index:
// completion has to answer before a finger is lifted.
const newest = `(SELECT extraction FROM document WHERE merged IS NULL ORDER BY dated DESC, ref DESC LIMIT 2000)`

// choosing gives the statement of a kind: ?1 is the beginning, ?2 its end as a
// bound for an index, ?3 the limit.
var choosing = map[Kind]string{
	ChooseArticle: `SELECT d.ref, coalesce(x.title, '') FROM document d JOIN extraction x ON x.id = d.extraction
		WHERE d.ref >= ?1 AND d.ref < ?2 AND d.merged IS NULL ORDER BY d.ref LIMIT ?3`,
	ChooseAddress: `SELECT url, '' FROM (SELECT a.url FROM document d JOIN address a ON a.id = d.address WHERE d.merged IS NULL
		ORDER BY d.dated DESC, d.ref DESC LIMIT 2000) WHERE url >= ?1 AND url < ?2 ORDER BY url LIMIT ?3`,
	ChooseRun:    `SELECT name, '' FROM run WHERE name >= ?1 AND name < ?2 ORDER BY id DESC LIMIT ?3`,
	ChooseSource: `SELECT name, '' FROM source WHERE name >= ?1 AND name < ?2 ORDER BY name LIMIT ?3`,
	ChooseOrganization: `SELECT DISTINCT organization, '' FROM extraction WHERE id IN ` + newest + `
		AND organization >= ?1 AND organization < ?2 ORDER BY 1 LIMIT ?3`,
	ChooseLanguage: `SELECT DISTINCT language, '' FROM extraction WHERE id IN ` + newest + `
		AND language >= ?1 AND language < ?2 ORDER BY 1 LIMIT ?3`,
	ChooseReason:  `SELECT DISTINCT reason, '' FROM failure WHERE reason >= ?1 AND reason < ?2 ORDER BY 1 LIMIT ?3`,
	ChooseCluster: `SELECT name, '' FROM cluster WHERE name >= ?1 AND name < ?2 ORDER BY name LIMIT ?3`,
}

// Choices gives at most limit values of a kind that begin with a text. An unknown
// kind has none.
func (s *Store) Choices(ctx context.Context, kind Kind, beginning string, limit int) ([]Choice, error) {
	statement, known := choosing[kind]
	if !known {
		return nil, nil
	}
	const last = "\U0010FFFF" // sorts behind all that a text can go on with
	rows, err := s.read.QueryContext(ctx, statement, beginning, beginning+last, limit)
	if err != nil {
		return nil, s.failed(ctx, err)
	}
	defer rows.Close()
	var list []Choice
	for rows.Next() {
		var c Choice
		if err := rows.Scan(&c.Value, &c.Told); err != nil {
			return nil, s.failed(ctx, err)
		}
		list = append(list, c)
	}
	if err := rows.Err(); err != nil {
		return nil, s.failed(ctx, err)
	}
	return list, nil
}
