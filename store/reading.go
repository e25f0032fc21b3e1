package store

import (
	"encoding/json"
	"net/url"
	"strings"
	"unicode/utf8"

	"winnow/crawler/frontier"
	"winnow/extract"
)

// reading is an article as it was read at one address, with what the decision
// about its identity needs.
type reading struct {
	address  int64 // that was fetched
	url      string
	identity string // identity key of the address
	key      addressKey
	reason   string // how the address became known
	source   int64
	feed     int64 // 0 when no feed named it

	article           *extract.Article
	canonical         string            // absolute; empty when the page names none that could be one
	canonicalIdentity string            // of the canonical address
	names             map[string]bool   // identity keys of canonical and alternates, own key left out
	forms             map[string]string // by identity key, what kind of form an alternate is; empty when unknown
	signals           frontier.Signals
	sites             []string // that count as its own; nil until they were looked up
	left              []string // feeds of its source that stood elsewhere before

	content
	digest  []byte // of what makes a revision
	fetch   int64
	entry   int64 // that filled its blanks; 0 when none did
	fetched int64
}

// content is what finds copies of a text.
type content struct {
	site    string // registrable domain it stands on
	words   string // normalised text
	textKey []byte // of words; nil when there are too few to compare
}

func contentOf(site, text string) content {
	words, count := normalise(text)
	c := content{site: site, words: words}
	if count >= comparableWords {
		key := sum(words)
		c.textKey = key[:]
	}
	return c
}

func (b *batch) reading(l leased, o frontier.Outcome, fetch int64) (*reading, error) {
	a := &o.Page.Article
	r := &reading{address: l.address, url: o.Lease.URL, source: l.source, article: a, fetch: fetch,
		signals: o.Page.Signals, names: make(map[string]bool)}
	var err error
	if r.identity, r.key, err = b.identity(r.url); err != nil {
		return nil, err
	}
	r.fetched = fetchedAt(b, o)
	r.content = contentOf(extract.Site(r.url), a.Text)
	r.digest = digest(a)
	if err := r.name(b, o.Page); err != nil {
		return nil, err
	}
	r.entry = l.entry.Int64
	if l.entry.Valid {
		if _, err := b.row(`SELECT feed FROM entry WHERE id = ?`, []any{l.entry.Int64}, &r.feed); err != nil {
			return nil, err
		}
	}
	_, err = b.row(`SELECT reason FROM address WHERE id = ?`, []any{l.address}, &r.reason)
	return r, err
}

func fetchedAt(b *batch, o frontier.Outcome) int64 {
	switch {
	case !o.Page.Article.FetchedAt.IsZero():
		return millis(o.Page.Article.FetchedAt)
	case o.Fetch != nil && !o.Fetch.Started.IsZero():
		return millis(o.Fetch.Started)
	}
	return b.now
}

// name takes over what the page says of its own address. The front page of a
// site is nobody's canonical address, though many templates name it on every
// page.
func (r *reading) name(b *batch, p *frontier.PageFind) (err error) {
	if p.Canonical != "" && !frontPage(p.Canonical) {
		r.canonical = p.Canonical
		if r.canonicalIdentity, _, err = b.identity(p.Canonical); err != nil {
			return err
		}
	}
	r.forms = make(map[string]string)
	for i, alternate := range p.Alternates {
		key, _, err := b.identity(alternate)
		if err != nil {
			return err
		}
		if key == r.identity || frontPage(alternate) {
			continue
		}
		r.names[key] = true
		if i < len(p.Forms) && (p.Forms[i] == reasonAMP || p.Forms[i] == reasonPrint) {
			r.forms[key] = p.Forms[i]
		}
	}
	return nil
}

func frontPage(address string) bool {
	u, err := url.Parse(address)
	return err != nil || (strings.Trim(u.Path, "/") == "" && u.RawQuery == "")
}

// canonicalKey is the key of the canonical address, its own included; nil when
// the page names none.
func (r *reading) canonicalKey() []byte {
	if r.canonical == "" {
		return nil
	}
	key := sum(r.canonicalIdentity)
	return key[:]
}

// selfCanonical reports whether the page names its own address.
func (r *reading) selfCanonical() bool {
	return r.canonical != "" && r.canonicalIdentity == r.identity
}

// dated is where an article stands in a list by time.
func (r *reading) dated() int64 {
	if r.article.Published.IsZero() {
		return r.fetched
	}
	return millis(r.article.Published.Time)
}

// listJSON is the JSON of a list, [] for none.
func listJSON(list []string) (string, error) {
	if list == nil {
		return "[]", nil
	}
	b, err := json.Marshal(list)
	return string(b), err
}

// detailsJSON is the object of what is known besides, empty when nothing is.
func detailsJSON(d extract.Details) (string, error) {
	b, err := json.Marshal(d)
	if s := string(b); s != "{}" {
		return s, err
	}
	return "", err
}

// text is NULL for what is not known, and UTF-8 without NUL: what comes after one
// is out of sight for many tools.
func text(s string) any {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	if strings.IndexByte(s, 0) >= 0 {
		s = strings.ReplaceAll(s, "\x00", "")
	}
	if s == "" {
		return nil
	}
	return s
}

// dateText is NULL for what is not known or could not be read again.
func dateText(d extract.Date) any {
	s := d.String()
	if again, err := extract.ParseDate(s); err != nil || again.IsZero() {
		return nil
	}
	return s
}
