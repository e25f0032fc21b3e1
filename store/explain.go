package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"winnow/extract"
)

// Explanation tells why an article is one, and what it was put together with.
type Explanation struct {
	ID        string     `json:"id"`
	URL       string     `json:"url"`
	Title     string     `json:"title"`
	Site      string     `json:"site"`      // whose addresses it may have
	Key       string     `json:"key"`       // identity key of its address, from which the id follows
	Former    []string   `json:"former"`    // ids it had before a better address was known
	Addresses []Address  `json:"addresses"` // with the reason of each
	Cluster   *Cluster   `json:"cluster"`   // null when it stands alone
	Original  string     `json:"original"`  // why the original of the cluster is taken for it: canonical, agency, earliest, order; empty without one
	Decisions []Decision `json:"decisions"` // by hand
}

// Decision is what a person decided about an article and another address.
type Decision struct {
	Verdict string    `json:"verdict"` // same, apart
	Address string    `json:"address"` // of the other
	Article string    `json:"article"` // id of what stands there
	Time    time.Time `json:"time"`
}

// Explain tells why an article, named as for Article, is one.
func (s *Store) Explain(ctx context.Context, name string) (Explanation, error) {
	e := Explanation{Former: []string{}, Decisions: []Decision{}}
	document, err := s.find(ctx, name)
	if err != nil {
		return e, err
	}
	var cluster sql.NullInt64
	var title sql.NullString
	err = s.read.QueryRowContext(ctx, `SELECT d.ref, a.url, x.title, d.site, d.key, m.cluster FROM document d JOIN address a ON a.id = d.address
		JOIN extraction x ON x.id = d.extraction LEFT JOIN member m ON m.document = d.id WHERE d.id = ?`, document).
		Scan(&e.ID, &e.URL, &title, &e.Site, &e.Key, &cluster)
	if errors.Is(err, sql.ErrNoRows) {
		return e, fmt.Errorf("%s: %w", name, ErrNoArticle)
	}
	if err != nil {
		return e, s.failed(ctx, err)
	}
	e.Title = title.String
	if e.Addresses, err = s.Addresses(ctx, e.ID); err != nil {
		return e, err
	}
	if cluster.Valid {
		if err := s.explainCluster(ctx, &e, cluster.Int64); err != nil {
			return e, s.failed(ctx, err)
		}
	}
	return e, s.failed(ctx, errors.Join(s.formerIDs(ctx, document, &e), s.decisionsOf(ctx, document, &e)))
}

func (s *Store) formerIDs(ctx context.Context, document int64, e *Explanation) error {
	return s.each(ctx, `SELECT ref FROM former WHERE document = ?1 UNION SELECT ref FROM document WHERE merged = ?1 ORDER BY 1`, []any{document},
		func(scan func(...any) error) error {
			var ref string
			err := scan(&ref)
			e.Former = append(e.Former, ref)
			return err
		})
}

func (s *Store) decisionsOf(ctx context.Context, document int64, e *Explanation) error {
	return s.each(ctx, `SELECT DISTINCT d.verdict, d.at, coalesce(o.url, ''), coalesce(p.ref, '') FROM address a
		JOIN (SELECT first AS one, second AS other, verdict, at FROM decision UNION ALL SELECT second, first, verdict, at FROM decision) d ON d.one = a.key
		LEFT JOIN address o ON o.id = (SELECT min(id) FROM address WHERE key = d.other) LEFT JOIN document p ON p.id = o.document
		WHERE a.document = ? AND (o.document IS NOT a.document OR d.one < d.other) ORDER BY d.at, o.url`, []any{document}, func(scan func(...any) error) error {
		var d Decision
		var at int64
		err := scan(&d.Verdict, &at, &d.Address, &d.Article)
		d.Time = instant(at)
		e.Decisions = append(e.Decisions, d)
		return err
	})
}

// explainCluster adds the cluster of an article, and by what its original was
// chosen.
func (s *Store) explainCluster(ctx context.Context, e *Explanation, cluster int64) error {
	c := Cluster{}
	if err := s.read.QueryRowContext(ctx, `SELECT name, kind, coalesce(agency, '') FROM cluster WHERE id = ?`, cluster).
		Scan(&c.Name, &c.Kind, &c.Agency); err != nil {
		return err
	}
	var err error
	if c.Members, err = s.members(ctx, cluster); err != nil {
		return err
	}
	e.Cluster = &c
	if c.Kind == kindBoilerplate || len(c.Members) < 2 {
		return nil
	}
	original := c.Members[0]
	var named bool
	if err := s.read.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM member m JOIN page p ON p.document = m.document JOIN address a ON a.key = p.canonical
		JOIN document d ON d.id = a.document WHERE m.cluster = ?1 AND d.ref = ?2 AND m.document <> d.id)`, cluster, original.ID).Scan(&named); err != nil {
		return err
	}
	first, err := extract.ParseDate(original.Published)
	if err != nil {
		return err
	}
	switch {
	case named:
		e.Original = "canonical"
	case c.Agency != "" && agencySite(c.Agency, extract.Site(original.URL)):
		e.Original = "agency"
	case !first.IsZero() && earlier(original, c.Members[1:]):
		e.Original = "earliest"
	default:
		e.Original = "order"
	}
	return nil
}

// earlier reports whether an article was published before all others of a list, as
// far as they say when.
func earlier(first ClusterMember, others []ClusterMember) bool {
	for _, o := range others {
		if o.Published == first.Published {
			return false
		}
	}
	return true
}

// Comparison is what two articles have in common, and what follows from it.
type Comparison struct {
	First    ClusterMember `json:"first"`
	Second   ClusterMember `json:"second"`
	SameSite bool          `json:"same_site"` // only then may they be one article
	SameText bool          `json:"same_text"` // but for case, punctuation and white space
	Titles   bool          `json:"titles"`    // they agree: one holds the other
	Share    float64       `json:"share"`     // of the runs of four words in either text, those in both
	Part     float64       `json:"part"`      // of those of the shorter text, those in the longer
	Enough   float64       `json:"enough"`    // the share from which texts of two sites are copies
	Short    bool          `json:"short"`     // one is too short to be compared
	Decision string        `json:"decision"`  // same or apart when a person said so, else empty
	Linked   bool          `json:"linked"`    // they are one article, or in one cluster
}

// Compare tells what two articles, named as for Article, have in common.
func (s *Store) Compare(ctx context.Context, first, second string) (Comparison, error) {
	c := Comparison{Enough: nearShare}
	var texts [2]content
	var ids [2]int64
	for i, name := range []string{first, second} {
		document, err := s.find(ctx, name)
		if err != nil {
			return c, err
		}
		a, err := s.Article(ctx, name)
		if err != nil {
			return c, err
		}
		texts[i], ids[i] = contentOf(extract.Site(a.URL), a.Text), document
		*[]*ClusterMember{&c.First, &c.Second}[i] = ClusterMember{ID: a.ID, URL: a.URL, Title: a.Title, Organization: a.Organization,
			Source: a.Source, Published: a.Published.String(), Role: a.Role, Agency: agency(&a), WordCount: a.WordCount}
	}
	x, y := shingleSet(texts[0].words), shingleSet(texts[1].words)
	c.SameSite, c.SameText = texts[0].site == texts[1].site, texts[0].words == texts[1].words
	c.Titles, c.Short = titlesAgree(c.First.Title, c.Second.Title), texts[0].textKey == nil || texts[1].textKey == nil
	c.Share = jaccard(x, y)
	if shorter := min(len(x), len(y)); shorter > 0 {
		c.Part = float64(common(x, y)) / float64(shorter)
	}
	err := s.read.QueryRowContext(ctx, `SELECT ?1 = ?2 OR EXISTS (SELECT 1 FROM member m JOIN member n ON n.cluster = m.cluster WHERE m.document = ?1 AND n.document = ?2),
		coalesce((SELECT d.verdict FROM decision d JOIN address a ON a.key = d.first JOIN address b ON b.key = d.second
			WHERE (a.document = ?1 AND b.document = ?2) OR (a.document = ?2 AND b.document = ?1) LIMIT 1), '')`, ids[0], ids[1]).Scan(&c.Linked, &c.Decision)
	return c, s.failed(ctx, err)
}
