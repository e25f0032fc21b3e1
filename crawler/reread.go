package crawler

import (
	"time"

	"winnow/crawler/frontier"
	"winnow/extract"
)

// Raw is what an article was read from before, with what its first reading was
// told.
type Raw struct {
	URL     string          // of the page, after redirects
	Fetched time.Time       // when the article was
	Entry   *frontier.Entry // that filled its blanks; nil when none did
	Pages   []RawPage       // the page, then the further pages that were joined with it; empty when Entry is all there was
}

// RawPage is a page as it was fetched.
type RawPage struct {
	URL         string
	ContentType string // as the server sent it
	Body        []byte // decoded
}

// Reread extracts an article again, as a harvest would that fetches these bytes
// now: by the selectors of the source, with the blanks filled by the feed and then
// by the configuration, with its further pages joined. The error is a *Refusal when
// there is no article.
func Reread(r Raw, s *Source) (extract.Article, error) {
	a, err := r.first(s)
	if err != nil {
		return a, err
	}
	a.IsArticle, a.URL = true, r.URL
	s.complete(&a, r.Entry)
	for _, p := range r.Pages[min(1, len(r.Pages)):] {
		doc, err := extract.Parse(p.Body, r.options(p, s))
		if err != nil {
			return a, err
		}
		a.Join(doc.Article())
	}
	a.FetchedAt = r.Fetched
	return a, nil
}

func (r *Raw) options(p RawPage, s *Source) extract.Options {
	return extract.Options{URL: p.URL, ContentType: p.ContentType, Now: r.Fetched, Selectors: s.Selectors}
}

// first reads the page, or what the feed said where that stands for it.
func (r *Raw) first(s *Source) (extract.Article, error) {
	if len(r.Pages) == 0 {
		if r.Entry == nil || r.Entry.Article.Text == "" {
			return extract.Article{}, &Refusal{"nothing"}
		}
		return r.Entry.Article, nil
	}
	doc, err := extract.Parse(r.Pages[0].Body, r.options(r.Pages[0], s))
	if err != nil {
		return extract.Article{}, err
	}
	a := doc.Article()
	// What made an article of the page the first time, the pages like it among
	// them, is no longer at hand: a page is given the benefit of the doubt.
	v := doc.Verdict()
	if !v.Article && !(v.Reason == extract.PageOther && a.WordCount >= vouchedWords) && !vouched(r.Entry, v, a) {
		return a, &Refusal{v.Reason}
	}
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
