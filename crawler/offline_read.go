package crawler

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"runtime"
	"slices"
	"sync"

	"winnow/crawler/fetch"
	"winnow/crawler/frontier"
	"winnow/extract"
)

// pass reads and writes the answers of one pass.
func (h *Harvest) pass(ctx context.Context, p pass) error {
	if len(p.groups) == 0 {
		return nil
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	h.outcomes = make(chan frontier.Outcome, max(h.o.Workers, 1))
	written := make(chan error, 1)
	go func() { written <- h.write(stop) }()
	groups := make(chan []int32)
	failed := make(chan error, runtime.GOMAXPROCS(0)+1)
	var readers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) + 1 { // one more than processors: reading a file waits for it
		readers.Go(func() {
			for group := range groups {
				if err := h.readGroup(ctx, p, group); err != nil {
					failed <- err
					stop(err)
					return
				}
			}
		})
	}
deal:
	for _, group := range p.groups {
		if ctx.Err() != nil || h.spent() {
			break
		}
		select {
		case groups <- group:
		case <-ctx.Done():
			break deal
		}
	}
	close(groups)
	readers.Wait()
	close(h.outcomes)
	err := <-written
	select {
	case broken := <-failed:
		return cmp.Or(err, broken)
	default:
		return err
	}
}

// readGroup reads the answers of one address, the oldest first.
func (h *Harvest) readGroup(ctx context.Context, p pass, group []int32) error {
	for _, i := range group {
		if ctx.Err() != nil {
			return nil
		}
		resp, err := h.offline.Library.Read(int(i))
		if err == nil && p.kind == frontier.Page && !p.last && resp.Status == http.StatusOK && h.offline.mayBePart(resp.URL) {
			h.offline.postpone(group)
			return nil
		}
		h.offline.left.Add(-1)
		if err != nil {
			h.offline.fault(&h.offline.report.Unreadable, err.Error())
			continue
		}
		if err := h.recollect(ctx, p, resp); err != nil && ctx.Err() == nil {
			return fmt.Errorf("%s: %w", resp.URL, err)
		}
	}
	return nil
}

// recollect reads one answer as if it had just been fetched, and hands on what
// it gives.
func (h *Harvest) recollect(ctx context.Context, p pass, resp *fetch.Response) error {
	lease, read, err := h.offline.recaller.Recall(ctx, h.offline.lead(p.kind, resp.URL))
	if err != nil {
		return err
	}
	switch {
	case (p.kind == frontier.Page) != (lease.Kind == frontier.Page):
		return nil // a start page or a section, or a page that is no HTML: nothing that could be stored
	case !read.IsZero() && !resp.Started.After(read):
		h.offline.count(&h.offline.report.Known)
		return nil
	}
	lease.URL = resp.URL
	out := frontier.Outcome{Lease: lease, Verdict: frontier.Done}
	out.Fetch = record(resp.URL, resp.Started, resp.Started, resp)
	if !h.understand(ctx, resp, &out) {
		return nil
	}
	h.report.started(out.Lease)
	h.received.Add(out.Fetch.Bytes)
	h.pages.Add(1)
	h.pending.Add(1)
	h.outcomes <- out
	for _, lead := range out.Found {
		if told, stands := h.stands(lead); stands {
			told.Page.Article.FetchedAt = resp.Started
			h.pending.Add(1)
			h.outcomes <- told
		}
	}
	return nil
}

// stands reads an entry of a feed whose text stands for its page, which the
// library lacks.
func (h *Harvest) stands(lead frontier.Lead) (frontier.Outcome, bool) {
	out := frontier.Outcome{Lease: frontier.Lease{Lead: lead, Host: extract.Host(lead.URL)}, Verdict: frontier.Done}
	if len(h.offline.Of(lead.URL)) > 0 {
		return out, false
	}
	if wanted, _ := h.wanted(out.Lease); !wanted {
		return out, false
	}
	return out, h.fromFeed(out.Lease, &out) && out.Page != nil
}

// understand reads an answer by what it is. It reports whether there is anything
// to remember of it.
func (h *Harvest) understand(ctx context.Context, resp *fetch.Response, out *frontier.Outcome) bool {
	lease := out.Lease
	wanted, why := h.wanted(lease)
	switch {
	case !wanted:
		out.Verdict, out.Reason, out.Detail = frontier.Failed, outExcluded, why
		return true
	case isRedirect(resp.Status):
		out.Verdict = frontier.Redirected
		h.redirect(out, resp)
		return h.atHand(out) && out.Verdict == frontier.Redirected
	case lease.Kind == frontier.Feed || lease.Kind == frontier.Sitemap:
		return h.understandFeed(lease, resp, out)
	case resp.Broken != nil:
		h.offline.fault(&h.offline.report.Truncated, resp.URL+": "+resp.Broken.Error())
		out.Verdict, out.Reason, out.Detail = frontier.Failed, resp.Broken.Code, resp.Broken.Error()
		return true
	}
	if h.fromFeed(lease, out) && out.Page != nil {
		out.Page.Article.FetchedAt = fetchedAt(resp)
	} else if out.Verdict == frontier.Done {
		h.read(lease, resp, out)
	}
	if out.Page != nil {
		h.parts(ctx, lease, out)
	}
	if h.o.KeepBodies && out.Page != nil {
		out.Fetch.Body = resp.Body
	}
	h.atHand(out)
	out.Poll, out.Learned = nil, nil
	return true
}

// understandFeed reads what may be a feed or a sitemap; what is neither is no
// fault: others serve their data as XML or JSON too. When it is polled again is
// for what the network answers to decide.
func (h *Harvest) understandFeed(lease frontier.Lease, resp *fetch.Response, out *frontier.Outcome) bool {
	unread := *out
	for _, kind := range []frontier.Kind{frontier.Feed, frontier.Sitemap} {
		*out = unread
		out.Lease.Kind, lease.Kind = kind, kind
		h.read(lease, resp, out)
		if out.Verdict == frontier.Done && out.Poll != nil && out.Poll.Entries > 0 {
			h.offline.count(&h.offline.report.Feeds)
			out.Poll, out.Archive = nil, nil
			h.atHand(out)
			return true
		}
	}
	return false
}

// atHand leaves of what was found what the library has: the rest is not asked
// for. It reports whether anything is left.
func (h *Harvest) atHand(out *frontier.Outcome) bool {
	out.Found = slices.DeleteFunc(out.Found, func(l frontier.Lead) bool {
		_, stands := h.stands(l)
		listed := l.Kind == frontier.Page || l.Kind == frontier.Feed || l.Kind == frontier.Sitemap
		return !listed || len(h.offline.Of(l.URL)) == 0 && !stands
	})
	return len(out.Found) > 0
}
