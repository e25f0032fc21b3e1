package extract

import (
	"bytes"
	"encoding/json"
	"time"
)

// Article is one document as winnow knows it: the value that flows from a feed
// entry (a thin one, a lead) through extraction into the store and out again.
//
// Its JSON form is the one that extract, show and export print. There an
// unknown scalar is null and an empty list is [], never a guess.
type Article struct {
	ID           string     // stable identity, set by the store
	URL          string     // the address it stands under
	Title        string     // headline without the name of the site
	Subtitle     string     // standfirst or deck
	Authors      []string   // people, in the order of the byline, else the desk that signs
	Published    Date       // first publication
	Modified     Date       // last change that the publisher announces
	Organization string     // who publishes it
	SiteName     string     // what the site calls itself
	Section      string     // the publisher's own section
	Tags         []string   // keywords given by the publisher
	Language     string     // BCP 47, for example "en" or "pt-BR"
	License      string     // address or short name of the licence
	WordCount    int        // words of Text; a Han, kana or Thai character counts as one
	Image        string     // address of the main image
	Text         string     // paragraphs joined by newlines
	Markdown     string     // the same with structure
	HTML         string     // the same, sanitised
	IsArticle    bool       // false for login pages, section pages, empty pages and the like
	Reason       string     // short code of why it is no article, empty when it is one
	Aliases      []string   // the other addresses of the same document
	Cluster      string     // names the group of near-duplicates it belongs to, if any
	Role         string     // its role in that group: original, copy, syndicated, twin
	Source       string     // the source of crawl.yaml that gave it
	Feed         string     // the feed that named it
	FetchedAt    time.Time  // when the page was fetched
	Run          string     // the run that stored this revision
	Revision     int        // 1 for the first text that was seen
	Provenance   Provenance // where each value came from
	Access       string     // why it is not for everyone: credentials (of the user), paywall; empty when it is
	Gone         time.Time  // since when the publisher answers that it is gone; zero while it is there
	Details      Details    // what else the page says
}

// Why an article is not for everyone.
const (
	AccessPaywall     = "paywall"     // its page says that readers pay
	AccessCredentials = "credentials" // it was fetched with the user's own
)

// Provenance tells for each field, by its JSON name, where the value came from.
type Provenance map[string]Origin

// Origin says where the chosen value of one field came from, how sure that is,
// and what else was on offer, best first.
type Origin struct {
	Source     string      `json:"source"`     // for example "json-ld:headline", "meta:og:title", "feed:title", "selector"
	Confidence float64     `json:"confidence"` // 0 to 1
	Candidates []Candidate `json:"candidates"` // the others, best first
}

// Candidate is a value that some part of the page or the feed offers for a field.
// Authors and tags are joined by "; ".
type Candidate struct {
	Value      string  `json:"value"`
	Source     string  `json:"source"`
	Confidence float64 `json:"confidence"`
}

// Date is a point in time as a page gives it: an instant with the page's own
// offset, or only a day. The zero Date is unknown.
type Date struct {
	Time    time.Time // midnight UTC when DayOnly
	DayOnly bool      // only the day is known
}

// IsZero reports whether the date is unknown.
func (d Date) IsZero() bool { return d.Time.IsZero() }

// String is RFC 3339 with the page's own offset, a bare date (2006-01-02) when
// only the day is known, and empty when nothing is.
func (d Date) String() string {
	switch {
	case d.IsZero():
		return ""
	case d.DayOnly:
		return d.Time.Format(time.DateOnly)
	}
	return d.Time.Format(time.RFC3339)
}

// ParseDate reads what Date.String writes.
func ParseDate(s string) (Date, error) {
	if s == "" {
		return Date{}, nil
	}
	if len(s) == len(time.DateOnly) {
		t, err := time.Parse(time.DateOnly, s)
		return Date{Time: t, DayOnly: true}, err
	}
	t, err := time.Parse(time.RFC3339, s)
	return Date{Time: t}, err
}

// articleJSON is the wire form of an Article; pointers are null when unknown.
type articleJSON struct {
	ID           *string    `json:"id"`
	URL          *string    `json:"url"`
	Title        *string    `json:"title"`
	Subtitle     *string    `json:"subtitle"`
	Authors      []string   `json:"authors"`
	Published    *string    `json:"published"`
	Modified     *string    `json:"modified"`
	Organization *string    `json:"organization"`
	SiteName     *string    `json:"site_name"`
	Section      *string    `json:"section"`
	Tags         []string   `json:"tags"`
	Language     *string    `json:"language"`
	License      *string    `json:"license"`
	WordCount    int        `json:"word_count"`
	Image        *string    `json:"image"`
	Text         *string    `json:"text"`
	Markdown     *string    `json:"markdown"`
	HTML         *string    `json:"html"`
	IsArticle    bool       `json:"is_article"`
	Reason       string     `json:"reason,omitempty"`
	Aliases      []string   `json:"aliases"`
	Cluster      *string    `json:"cluster"`
	Role         *string    `json:"role"`
	Source       *string    `json:"source"`
	Feed         *string    `json:"feed"`
	FetchedAt    *string    `json:"fetched_at"`
	Run          *string    `json:"run"`
	Revision     *int       `json:"revision"`
	Provenance   Provenance `json:"provenance"`
	Gone         *string    `json:"gone"`
	Details      *Details   `json:"details"`
	Access       *string    `json:"access"`
}

// MarshalJSON writes every key, with null for what is unknown.
func (a Article) MarshalJSON() ([]byte, error) {
	w := articleJSON{
		ID: known(a.ID), URL: known(a.URL), Title: known(a.Title), Subtitle: known(a.Subtitle),
		Authors: list(a.Authors), Published: known(a.Published.String()), Modified: known(a.Modified.String()),
		Organization: known(a.Organization), SiteName: known(a.SiteName), Section: known(a.Section),
		Tags: list(a.Tags), Language: known(a.Language), License: known(a.License), WordCount: a.WordCount,
		Image: known(a.Image), Text: known(a.Text), Markdown: known(a.Markdown), HTML: known(a.HTML),
		IsArticle: a.IsArticle, Reason: a.Reason, Aliases: list(a.Aliases), Cluster: known(a.Cluster), Role: known(a.Role),
		Source: known(a.Source), Feed: known(a.Feed), Run: known(a.Run), Access: known(a.Access), Provenance: a.Provenance,
	}
	if !a.FetchedAt.IsZero() {
		w.FetchedAt = known(a.FetchedAt.UTC().Format(time.RFC3339))
	}
	if !a.Gone.IsZero() {
		w.Gone = known(a.Gone.UTC().Format(time.RFC3339))
	}
	if a.Revision > 0 {
		w.Revision = &a.Revision
	}
	if !a.Details.empty() {
		w.Details = &a.Details
	}
	if w.Provenance == nil {
		w.Provenance = Provenance{}
	}
	// Whether < and > are escaped is for whoever encodes the article to decide.
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(w)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// UnmarshalJSON reads what MarshalJSON writes.
func (a *Article) UnmarshalJSON(b []byte) error {
	var w articleJSON
	if err := json.Unmarshal(b, &w); err != nil {
		return err
	}
	*a = Article{
		ID: value(w.ID), URL: value(w.URL), Title: value(w.Title), Subtitle: value(w.Subtitle),
		Authors: w.Authors, Organization: value(w.Organization), SiteName: value(w.SiteName),
		Section: value(w.Section), Tags: w.Tags, Language: value(w.Language), License: value(w.License),
		WordCount: w.WordCount, Image: value(w.Image), Text: value(w.Text), Markdown: value(w.Markdown),
		HTML: value(w.HTML), IsArticle: w.IsArticle, Reason: w.Reason, Aliases: w.Aliases, Cluster: value(w.Cluster),
		Role: value(w.Role), Source: value(w.Source), Feed: value(w.Feed), Run: value(w.Run), Access: value(w.Access), Provenance: w.Provenance,
	}
	if w.Details != nil {
		a.Details = *w.Details
	}
	var err error
	if a.Published, err = ParseDate(value(w.Published)); err != nil {
		return err
	}
	if a.Modified, err = ParseDate(value(w.Modified)); err != nil {
		return err
	}
	for _, instant := range []struct {
		text *string
		into *time.Time
	}{{w.FetchedAt, &a.FetchedAt}, {w.Gone, &a.Gone}} {
		if instant.text != nil {
			if *instant.into, err = time.Parse(time.RFC3339, *instant.text); err != nil {
				return err
			}
		}
	}
	if w.Revision != nil {
		a.Revision = *w.Revision
	}
	return nil
}

func known(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func list(l []string) []string {
	if l == nil {
		return []string{}
	}
	return l
}
