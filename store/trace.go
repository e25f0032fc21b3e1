package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"winnow/extract"
)

// ErrNoRevision says that an article has no revision of that number.
var ErrNoRevision = errors.New("no such revision")

// Trace tells how a revision of an article came about.
type Trace struct {
	Article   string                 `json:"id"`
	Revision  int                    `json:"revision"`
	URL       string                 `json:"url"` // the page it was read from
	Source    string                 `json:"source"`
	Run       string                 `json:"run"`
	Extractor string                 `json:"extractor"` // version of winnow that read it
	FetchedAt time.Time              `json:"fetched_at"`
	Fetch     *TracedFetch           `json:"fetch"` // null when the feed gave it all
	Entry     *TracedEntry           `json:"entry"` // null when no feed filled a blank
	Fields    map[string]TracedField `json:"fields"`
}

// TracedFetch is the request that a revision was read from, and its answer.
type TracedFetch struct {
	Time        time.Time   `json:"time"`
	Status      int         `json:"status"`
	Duration    int64       `json:"duration_ms"`
	Bytes       int64       `json:"bytes"` // on the wire
	Proto       string      `json:"proto"`
	Remote      string      `json:"remote"`      // network address that answered
	Header      http.Header `json:"header"`      // the fields that matter
	Chain       []string    `json:"chain"`       // addresses that redirected there, oldest first
	Digest      string      `json:"sha256"`      // of the decoded body
	Credentials bool        `json:"credentials"` // the request carried the user's own
	Kept        bool        `json:"kept"`        // the raw page is in the database
}

// TracedEntry is what a feed said of the article.
type TracedEntry struct {
	Feed      string          `json:"feed"`
	GUID      string          `json:"guid"`
	FirstSeen time.Time       `json:"first_seen"`
	LastSeen  time.Time       `json:"last_seen"`
	Said      extract.Article `json:"said"`
}

// TracedField is where the value of a field came from and what else there was.
type TracedField struct {
	Rule       string              `json:"rule"` // see the Rule constants
	Source     string              `json:"source"`
	Confidence float64             `json:"confidence"`
	Candidates []extract.Candidate `json:"candidates"`
}

// The rules by which a value is chosen, from the strongest to the weakest.
const (
	RuleSelector      = "selector"      // crawl.yaml says where on the page it stands
	RulePage          = "page"          // the surest of what the page offers
	RuleFeed          = "feed"          // the page does not say: the feed, or a news sitemap, fills the blank
	RuleConfiguration = "configuration" // neither does: crawl.yaml says it of the source
	RuleUnknown       = "unknown"       // nothing on offer was believed
)

func ruleOf(source string) string {
	switch first, _, _ := strings.Cut(source, ":"); first {
	case "":
		return RuleUnknown
	case "selector":
		return RuleSelector
	case "feed", "sitemap":
		return RuleFeed
	case "config":
		return RuleConfiguration
	}
	return RulePage
}

// Trace tells how a revision of an article came about, as it is read now; 0 is
// the one that is shown. The article is named as for Article. The error wraps
// ErrNoRevision when there is no such revision.
func (s *Store) Trace(ctx context.Context, name string, revision int) (Trace, error) {
	t := Trace{Revision: revision}
	document, err := s.find(ctx, name)
	if err != nil {
		return t, err
	}
	var fetched int64
	var fetch, entry sql.NullInt64
	var provenance string
	err = s.read.QueryRowContext(ctx, `SELECT d.ref, r.number, a.url, s.name, coalesce(u.name, ''), x.extractor, x.fetched, x.fetch, x.entry, x.provenance
		FROM document d JOIN revision r ON r.document = d.id AND (r.number = ?2 OR ?2 = 0 AND r.id = d.revision)
		JOIN extraction x ON x.id = CASE r.id WHEN d.revision THEN d.extraction ELSE (SELECT max(id) FROM extraction WHERE revision = r.id) END
		JOIN address a ON a.id = x.address JOIN source s ON s.id = d.source LEFT JOIN run u ON u.id = r.run
		WHERE d.id = ?1`, document, revision).
		Scan(&t.Article, &t.Revision, &t.URL, &t.Source, &t.Run, &t.Extractor, &fetched, &fetch, &entry, &provenance)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return t, fmt.Errorf("%s, revision %d: %w", name, revision, ErrNoRevision)
	case err != nil:
		return t, s.failed(ctx, err)
	}
	t.FetchedAt = instant(fetched)
	if err := errors.Join(t.fields(provenance), s.traceFetch(ctx, fetch, &t), s.traceEntry(ctx, entry, &t)); err != nil {
		return t, s.failed(ctx, fmt.Errorf("%s: %w", name, err))
	}
	return t, nil
}

func (t *Trace) fields(provenance string) error {
	var p extract.Provenance
	err := json.Unmarshal([]byte(provenance), &p)
	t.Fields = make(map[string]TracedField, len(p))
	for name, o := range p {
		if o.Candidates == nil {
			o.Candidates = []extract.Candidate{}
		}
		t.Fields[name] = TracedField{ruleOf(o.Source), o.Source, o.Confidence, o.Candidates}
	}
	return err
}

func (s *Store) traceFetch(ctx context.Context, id sql.NullInt64, t *Trace) error {
	return s.each(ctx, `SELECT started, status, duration, bytes, proto, remote, coalesce(header, '{}'), coalesce(chain, '[]'),
		coalesce(body_hash, x''), coalesce(credentials, 0), EXISTS (SELECT 1 FROM blob WHERE hash = body_hash) FROM fetch WHERE id = ?`, []any{id},
		func(scan func(...any) error) error {
			var f TracedFetch
			var started int64
			var header, chain string
			var digest []byte
			if err := scan(&started, &f.Status, &f.Duration, &f.Bytes, &f.Proto, &f.Remote, &header, &chain, &digest, &f.Credentials, &f.Kept); err != nil {
				return err
			}
			f.Time, f.Digest = instant(started), hex.EncodeToString(digest)
			t.Fetch = &f
			return errors.Join(json.Unmarshal([]byte(header), &f.Header), json.Unmarshal([]byte(chain), &f.Chain))
		})
}

func (s *Store) traceEntry(ctx context.Context, id sql.NullInt64, t *Trace) error {
	return s.each(ctx, `SELECT a.url, e.guid, e.first_seen, e.last_seen, e.article FROM entry e JOIN address a ON a.id = e.feed WHERE e.id = ?`,
		[]any{id}, func(scan func(...any) error) error {
			var e TracedEntry
			var first, last int64
			var said string
			if err := scan(&e.Feed, &e.GUID, &first, &last, &said); err != nil {
				return err
			}
			e.FirstSeen, e.LastSeen = instant(first), instant(last)
			t.Entry = &e
			return json.Unmarshal([]byte(said), &e.Said)
		})
}
