package crawler

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"winnow/crawler/fetch"
	"winnow/crawler/frontier"
	"winnow/crawler/scope"
	"winnow/extract"
)

// mostPartWords bounds the text of an article that is joined from pages: more is
// a book, or a trap.
const mostPartWords = 200_000

// parts completes an article by its further pages, as long as each names the
// next and is what it says: the same address but for the number, the same
// headline, other text. They are asked for one by one under the clock of their
// host, within the visit of the first.
func (h *Harvest) parts(ctx context.Context, lease frontier.Lease, out *frontier.Outcome) {
	page, article := out.Page, &out.Page.Article
	asked := []string{lease.URL}
	for page.Next != "" && len(page.Parts)+1 < h.source(lease).Parts && article.WordCount < mostPartWords {
		address := page.Next
		if !scope.Follows(asked[len(asked)-1], address) || slices.Contains(asked, address) || originOf(address) != originOf(lease.URL) || h.forbidden(address) {
			return
		}
		asked = append(asked, address)
		part, next, read := h.part(ctx, lease, address, out)
		if !read || !sameStory(page, lease, part) || !article.Join(part.Article) {
			return
		}
		page.Parts = append(page.Parts, frontier.Part{URL: address, Reason: "part", Fetch: next})
		page.Next = part.Next
	}
}

// part asks for one further page and reads it.
func (h *Harvest) part(ctx context.Context, lease frontier.Lease, address string, out *frontier.Outcome) (*frontier.PageFind, *frontier.Fetch, bool) {
	if err := h.turn(ctx, lease.Host); err != nil {
		return nil, nil, false
	}
	lease.URL, lease.ETag, lease.LastModified = address, "", ""
	started := time.Now()
	resp, err := h.fetcher.Get(ctx, h.request(lease))
	now := time.Now()
	j := judge(lease, resp, err, now, h.o.RetryAfterMax)
	j.answer.gap = h.gap(lease)
	if h.offline == nil {
		out.Clock = h.schedule.release(lease.Host, &j.answer)
	}
	if err != nil || resp.Status != http.StatusOK {
		h.notKept(err)
		return nil, nil, false
	}
	f := record(address, started, now, resp)
	if h.offline != nil {
		f.Started, f.Duration = resp.Started, 0
	}
	h.received.Add(f.Bytes)
	h.pages.Add(1)
	read := frontier.Outcome{Lease: lease, Verdict: frontier.Done, Fetch: f}
	h.readWith(readPart, lease, resp, &read)
	if h.o.KeepBodies {
		f.Body = resp.Body
	}
	return read.Page, f, read.Page != nil
}

// turn waits until a host may be asked; an archive always may.
func (h *Harvest) turn(ctx context.Context, host string) error {
	if h.offline != nil {
		return nil
	}
	return h.schedule.visit(ctx, host)
}

// readPart reads a further page: it may be short, and need not look like an
// article by itself.
func readPart(h *Harvest, lease frontier.Lease, resp *fetch.Response, out *frontier.Outcome) error {
	doc, err := extract.Parse(resp.Body, h.pageOptions(lease, resp))
	if err != nil {
		return err
	}
	switch reason := doc.Verdict().Reason; reason {
	case extract.PageListing, extract.PageNotFound, extract.PageLogin, extract.PageEmpty:
		return &refusal{"no-article", "no article: " + reason}
	}
	out.Page = &frontier.PageFind{Article: doc.Article(), Canonical: doc.Canonical(), Next: doc.Next()}
	return nil
}

// sameStory reports whether a further page is one of the article, and not the
// next article: it names the first page as canonical, or has its headline.
func sameStory(first *frontier.PageFind, lease frontier.Lease, part *frontier.PageFind) bool {
	if part.Canonical != "" && (part.Canonical == lease.URL || part.Canonical == first.Canonical) {
		return true
	}
	a, b := strings.ToLower(first.Article.Title), strings.ToLower(part.Article.Title)
	return a != "" && b != "" && (strings.Contains(a, b) || strings.Contains(b, a))
}
