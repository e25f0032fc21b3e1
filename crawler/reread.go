package crawler

import (
	"time"

	"winnow/crawler/frontier"
	"winnow/extract"
)

// Raw is a page that was fetched before, with what its first reading was told.
type Raw struct {
	URL         string // after redirects
	ContentType string // as the server sent it
	Body        []byte // decoded
	Fetched     time.Time
	Entry       *frontier.Entry // that filled its blanks; nil when none did
}

// Reread extracts the article of a page again, as a harvest would that fetches
// these bytes now: by the selectors of the source, with the blanks filled by the
// feed and then by the configuration. The error is a *Refusal when there is no
// article on it.
func Reread(p Raw, s *Source) (extract.Article, error) {
	doc, err := extract.Parse(p.Body, extract.Options{URL: p.URL, ContentType: p.ContentType, Now: p.Fetched, Selectors: s.Selectors})
	if err != nil {
		return extract.Article{}, err
	}
	a := doc.Article()
	// What made an article of the page the first time, the pages like it among
	// them, is no longer at hand: a page is given the benefit of the doubt.
	if v := doc.Verdict(); !v.Article && !(v.Reason == extract.PageOther && a.WordCount >= vouchedWords) {
		return a, &Refusal{v.Reason}
	}
	a.IsArticle, a.URL = true, p.URL
	s.complete(&a, p.Entry)
	a.FetchedAt = p.Fetched
	return a, nil
}

// Refusal says that a page is no article.
type Refusal struct {
	Reason string // one of the page types of extract
}

// Error names the reason.
func (r *Refusal) Error() string { return "no article: " + r.Reason }

// complete fills the blanks of an article: first from what the feed said, then
// from the configuration.
func (s *Source) complete(a *extract.Article, e *frontier.Entry) {
	if e != nil {
		a.Fill(e.Article)
		a.Feed = e.Feed
	}
	a.Fill(extract.Article{Organization: s.Organization, Language: s.Language, Provenance: configured(s)})
	a.Source = s.ID
}
