package crawler

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"winnow/crawler/feed"
	"winnow/crawler/fetch"
	"winnow/crawler/frontier"
	"winnow/crawler/scope"
	"winnow/extract"
)

// fullText is how many words a feed has to give of an article for its text to
// stand for the page under "feed-then-page": fewer is most often a teaser.
const fullText = 150

// readPage extracts the article of a page.
func readPage(h *Harvest, lease frontier.Lease, resp *fetch.Response, out *frontier.Outcome) error {
	doc, err := extract.Parse(resp.Body, h.pageOptions(lease, resp))
	if errors.Is(err, extract.ErrNotHTML) {
		return &refusal{"not-html", err.Error()}
	} else if err != nil {
		return err
	}
	article := doc.Article()
	if stop, err := h.sift(doc, &article, lease, resp, out); stop || err != nil {
		return err
	}
	h.keep(doc, article, lease, resp, out)
	return nil
}

// keep hands an article to the memory, with what its page says of itself.
func (h *Harvest) keep(doc *extract.Doc, article extract.Article, lease frontier.Lease, resp *fetch.Response, out *frontier.Outcome) {
	article.IsArticle = true
	out.Page = &frontier.PageFind{Canonical: doc.Canonical(), Signals: h.signals(doc, resp)}
	for _, other := range doc.Alternates() {
		if other.Kind != "language" { // a translation is an article of its own
			out.Page.Alternates, out.Page.Forms = append(out.Page.Alternates, other.URL), append(out.Page.Forms, other.Kind)
		}
		if (other.Kind == "amp" || other.Kind == "print") && lease.Followed && extract.Site(other.URL) == extract.Site(lease.URL) {
			out.Page.Variants = append(out.Page.Variants, frontier.Part{URL: other.URL, Reason: other.Kind})
		}
	}
	if before := doc.Previous(); before == "" || !scope.Follows(before, lease.URL) {
		out.Page.Next = doc.Next() // else it is a further page itself: the first one gathers them
	}
	article.URL = lease.URL
	h.complete(&article, lease, fetchedAt(resp))
	out.Page.Article = article
}

// sift decides what is done with a page: it is an article, and the harvest goes
// on with it, or a section, or nothing. The links of pages that links led to are
// followed, whatever the pages are, unless their content is known.
func (h *Harvest) sift(doc *extract.Doc, article *extract.Article, lease frontier.Lease, resp *fetch.Response, out *frontier.Outcome) (stop bool, err error) {
	rules, verdict, like := h.follows(lease), doc.Verdict(), scope.Record{}
	if rules != nil {
		like = h.ledgers.of(lease.Host, rules).Like(scope.Shape(lease.URL))
	}
	isArticle := verdict.Article && !(verdict.Confidence < doubtful && like.Lists()) || vouched(lease.Entry, verdict, *article) ||
		verdict.Reason == extract.PageOther && verdict.Confidence < doubtful && like.Yields() && article.WordCount >= vouchedWords
	if rules == nil {
		if !isArticle {
			err = &refusal{"no-article", "no article: " + verdict.Reason}
		}
		return !isArticle, err
	}
	if isArticle {
		wanted, why := h.stored(lease)
		switch {
		case h.repeated(lease, article.Text):
			out.LeftOut = append(out.LeftOut, frontier.LeftOut{Host: lease.Host, Reason: outRepeated, Example: lease.URL, Count: 1})
		case lease.Followed || rules.All:
			h.followLinks(doc, lease, resp, out)
		}
		if !wanted {
			return true, &refusal{outExcluded, why}
		}
		return false, nil
	}
	return true, h.noArticle(doc, verdict, like, lease, resp, out)
}

// stored applies include patterns to what is about to be stored.
func (h *Harvest) stored(lease frontier.Lease) (bool, string) {
	if wants := h.source(lease).Wants; wants != nil {
		return wants(lease.URL)
	}
	return true, ""
}

// noArticle decides what a page is that links may have led to and that is no
// article.
func (h *Harvest) noArticle(doc *extract.Doc, verdict extract.Verdict, like scope.Record, lease frontier.Lease, resp *fetch.Response, out *frontier.Outcome) error {
	if h.repeated(lease, shown(doc)...) && lease.Followed {
		accounts, page := h.pageOf(lease, h.follows(lease))
		accounts.Repeat(page)
		if out.Learned != nil {
			out.Learned.Repeats++
		}
		return &refusal{outRepeated, "what stands there stood at another address of this host"}
	}
	switch {
	case verdict.Reason == extract.PageNotFound:
		return &refusal{"soft-404", "says that there is no such page, with the status of one"}
	case verdict.Reason == extract.PageLogin:
		return &refusal{"login", "asks for a password"}
	case isSection(doc, verdict, like) && (lease.Followed || h.follows(lease).All):
		h.section(doc, lease, resp, out)
		return nil
	}
	if lease.Followed || h.follows(lease).All {
		h.followLinks(doc, lease, resp, out)
	}
	return &refusal{"no-article", "no article: " + verdict.Reason}
}

const (
	// vouchedWords is how much text a page needs for a feed to vouch for it.
	vouchedWords = 100
	// titledWords is how much it needs when the feed gives it the very title that
	// the page has: a short report, but no empty page.
	titledWords = 25
)

// vouched reports a page that looks like none of the things that are no article,
// and that a feed lists: publishers list articles.
func vouched(e *frontier.Entry, verdict extract.Verdict, a extract.Article) bool {
	if e == nil || verdict.Reason != extract.PageOther {
		return false
	}
	title := strings.Join(strings.Fields(a.Title), " ")
	said := strings.Join(strings.Fields(e.Article.Title), " ")
	return a.WordCount >= vouchedWords || a.WordCount >= titledWords && title != "" && strings.EqualFold(title, said)
}

// signals is what page and headers ask of machines; the strictest holds.
func (h *Harvest) signals(doc *extract.Doc, resp *fetch.Response) frontier.Signals {
	product, _, _ := strings.Cut(h.o.Agent, "/")
	page, header := doc.Directives(product), fetch.Signals(resp.Header, product)
	for _, word := range header.Robots {
		page.Add(word)
	}
	return frontier.Signals{
		NoIndex: page.NoIndex, NoFollow: page.NoFollow, NoArchive: page.NoArchive, NoSnippet: page.NoSnippet,
		NoAI: page.NoAI, NoImageAI: page.NoImageAI, TDM: page.TDM || header.TDM == "1",
		TDMPolicy: cmp.Or(header.Policy, page.TDMPolicy), Content: header.Content,
	}
}

// pageOptions is what is known of a page before it is read.
func (h *Harvest) pageOptions(lease frontier.Lease, resp *fetch.Response) extract.Options {
	return extract.Options{
		URL: lease.URL, ContentType: resp.ContentType, Now: fetchedAt(resp), Selectors: h.source(lease).Selectors,
	}
}

// complete fills the blanks of an article and says where it is from.
func (h *Harvest) complete(a *extract.Article, lease frontier.Lease, fetched time.Time) {
	h.source(lease).complete(a, lease.Entry)
	a.Source, a.Run, a.FetchedAt = lease.Source, h.run.ID, fetched.UTC()
}

// fetchedAt is when an answer was complete: now, but of an archive long ago.
func fetchedAt(resp *fetch.Response) time.Time { return resp.Started.Add(resp.Duration) }

// configured is the provenance of what crawl.yaml says of a source.
func configured(s *Source) extract.Provenance {
	p := extract.Provenance{}
	if s.Organization != "" {
		p["organization"] = extract.Origin{Source: "config:organization", Confidence: 0.5}
	}
	if s.Language != "" {
		p["language"] = extract.Origin{Source: "config:language", Confidence: 0.5}
	}
	return p
}

// fromFeed lets the text of a feed stand for the page where the source says so.
func (h *Harvest) fromFeed(lease frontier.Lease, out *frontier.Outcome) bool {
	if lease.Kind != frontier.Page || lease.Entry == nil {
		return false
	}
	said := lease.Entry.Article
	switch h.source(lease).Fetch {
	case "feed":
		if said.Text == "" {
			out.Verdict, out.Reason, out.Detail = frontier.Failed, "no-article", "the feed gives no text of it"
			return true
		}
	case "feed-then-page":
		if said.WordCount < fullText || feed.Clipped(said.Text) {
			return false
		}
	default:
		return false
	}
	article := said
	article.IsArticle = true
	if open := h.source(lease).Credentials; open != nil && len(open(lease.Entry.Feed)) > 0 {
		article.Access = extract.AccessCredentials // which opened the feed
	}
	h.complete(&article, lease, time.Now())
	out.Page = &frontier.PageFind{Article: article}
	return true
}

// digest is the SHA-256 of a body, in hex.
func digest(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}
