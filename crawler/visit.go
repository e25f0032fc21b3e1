package crawler

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"winnow/crawler/feed"
	"winnow/crawler/fetch"
	"winnow/crawler/frontier"
	"winnow/crawler/scope"
	"winnow/extract"
)

// reader reads the answer to a lease of one kind and says in the outcome what
// it found. An error is a reason to give the address up.
type reader func(h *Harvest, lease frontier.Lease, resp *fetch.Response, out *frontier.Outcome) error

// kind is how addresses of one kind are asked for and read.
type kind struct {
	accept string
	seed   bool // polled again and again
	read   reader
}

var kinds = map[frontier.Kind]kind{
	frontier.Feed:      {feed.Accept, true, readFeed},
	frontier.Sitemap:   {feed.AcceptSitemap, true, readSitemap},
	frontier.Start:     {"text/html, application/xhtml+xml, */*;q=0.5", true, readStart},
	frontier.Archive:   {feed.Accept, false, readArchive},
	frontier.Section:   {"text/html, application/xhtml+xml, */*;q=0.5", true, readSection},
	frontier.Page:      {"text/html, application/xhtml+xml, */*;q=0.5", false, readPage},
	frontier.Requisite: {"*/*", false, readRequisite},
}

// refusal is a reason to give an address up, as a code for programs and words
// for people.
type refusal struct{ reason, detail string }

// Error gives the words.
func (r *refusal) Error() string { return r.detail }

// visit asks for one leased address and reads the answer.
func (h *Harvest) visit(ctx context.Context, lease frontier.Lease) frontier.Outcome {
	out := frontier.Outcome{Lease: lease, Verdict: frontier.Done}
	if done := h.withoutAsking(ctx, lease, &out); done {
		out.Clock = h.schedule.release(lease.Host, nil)
		return out
	}
	started := time.Now()
	asked := h.request(lease)
	resp, err := h.fetcher.Get(ctx, asked)
	now := time.Now()
	pause, down := h.networkDown(lease.Host, err, now)
	if err == nil && resp.Broken != nil && !feed.HoldsEntry(resp.Body) {
		resp, err = nil, resp.Broken
	}
	if err != nil && (h.notKept(err) || ctx.Err() != nil) {
		out.Verdict = frontier.Released
		out.Clock = h.schedule.release(lease.Host, &answer{ended: now, gap: h.gap(lease)})
		return out
	}
	if down {
		out.Verdict = frontier.Released
		out.Clock = h.schedule.release(lease.Host, &answer{ended: now, gap: h.gap(lease), lost: true, after: pause})
		return out
	}
	j := judge(lease, resp, err, now, h.o.RetryAfterMax)
	j.answer.gap = h.gap(lease)
	out.Clock = h.schedule.release(lease.Host, &j.answer)
	out.Fetch = record(lease.URL, started, now, resp)
	out.Fetch.Credentials = len(asked.Header) > 0
	h.received.Add(out.Fetch.Bytes)
	h.settle(&out, j, resp)
	if out.Verdict == frontier.Done {
		h.read(lease, resp, &out)
		if out.Page != nil {
			h.parts(ctx, lease, &out)
		}
		if h.o.KeepBodies && out.Page != nil {
			out.Fetch.Body = resp.Body
		}
	}
	outlast(&out)
	if kinds[out.Lease.Kind].seed {
		h.poll(&out, resp)
	}
	return out
}

func (h *Harvest) request(lease frontier.Lease) fetch.Request {
	r := fetch.Request{
		URL: lease.URL, ETag: lease.ETag, LastModified: lease.LastModified, Accept: kinds[lease.Kind].accept,
		Cut:     lease.Kind == frontier.Feed, // what came before the damage is read
		Partial: lease.Kind == frontier.Feed || lease.Kind == frontier.Sitemap,
	}
	switch {
	case lease.Kind == frontier.Feed && h.o.ArchivePages > 0 || unconditional(lease.FeedState, time.Now()):
		r.ETag, r.LastModified = "", ""
	case lease.Kind == frontier.Sitemap:
		r.MaxBytes, r.Cut = feed.SitemapMaxBytes, true
	case lease.Kind == frontier.Requisite:
		r.MaxBytes = h.o.RequisiteBytes
	}
	if credentials := h.source(lease).Credentials; credentials != nil {
		r.Header = credentials(lease.URL)
	}
	return r
}

// withoutAsking decides the leases that need no request, or may not have one.
func (h *Harvest) withoutAsking(ctx context.Context, lease frontier.Lease, out *frontier.Outcome) bool {
	if wanted, why := h.wanted(lease); !wanted {
		out.Verdict, out.Reason, out.Detail = frontier.Failed, "excluded", why
		return true
	}
	if h.fromFeed(lease, out) {
		return true
	}
	if h.forbids(ctx, lease, out) {
		return true
	}
	return h.kept(lease, out)
}

// forbids decides the leases that robots.txt forbids, or that have to wait for
// it.
func (h *Harvest) forbids(ctx context.Context, lease frontier.Lease, out *frontier.Outcome) bool {
	if h.o.IgnoreRobots {
		return false
	}
	k := h.robots.get(ctx, originOf(lease.URL))
	if k == nil { // expired since it was leased
		out.Verdict = frontier.Released
		return true
	}
	ok, why := k.allowed(h.o.Agent, lease.URL)
	switch {
	case ok:
		return false
	case k.err == nil:
		out.Verdict, out.Reason, out.Detail = frontier.Failed, "robots", "robots.txt forbids it: "+why
	case k.pending():
		out.Verdict, out.RetryAt = frontier.Released, k.expires
		return true
	case k.final || lease.Tries >= deferredTries:
		out.Verdict, out.Reason, out.Detail = frontier.Failed, k.code, why
	default:
		out.Verdict, out.Reason, out.Detail = frontier.Retry, k.code, why
		out.RetryAt = time.Now().Add(min(robotsErrLife<<min(lease.Tries, 10), robotsLife))
	}
	if kinds[lease.Kind].seed {
		h.poll(out, nil)
	}
	return true
}

// wanted applies include and exclude. What the configuration names itself is
// always wanted.
func (h *Harvest) wanted(lease frontier.Lease) (bool, string) {
	s := h.source(lease)
	if s.Wants == nil || lease.Kind != frontier.Page {
		return true, ""
	}
	if lease.Followed && s.Excludes != nil {
		out, why := s.Excludes(lease.URL) // what is not included may still lead to what is
		return !out, why
	}
	return s.Wants(lease.URL)
}

// settle turns a judgement into the verdict of an outcome.
func (h *Harvest) settle(out *frontier.Outcome, j judgement, resp *fetch.Response) {
	out.Verdict, out.Reason, out.Detail = j.verdict, j.reason, j.detail
	switch j.verdict {
	case frontier.Redirected:
		h.redirect(out, resp)
	case frontier.Retry:
		at, again := retryAt(j.answer.ended, h.attempts(out.Lease), h.o.Retries, j.answer.after)
		if out.RetryAt = at; !again {
			out.Verdict = frontier.Failed
		}
	}
}

// attempts counts the attempts at an address, this one included. A feed that failed
// in an earlier run is asked once a run: more would only make the run long.
func (h *Harvest) attempts(l frontier.Lease) int {
	n, round := l.Tries+1, h.o.Retries+1
	if kinds[l.Kind].seed && !l.FailingAt.IsZero() && l.FailingAt.Before(h.run.Started) {
		return (n + round - 1) / round * round
	}
	return n
}

// redirect makes a lead of the address that an answer points to. Each hop is a
// request of its own, under the robots.txt and the clock of its host.
func (h *Harvest) redirect(out *frontier.Outcome, resp *fetch.Response) {
	from := out.Lease
	to, err := extract.Clean(resp.Location, resp.URL)
	fail := func(reason, detail string) {
		out.Verdict, out.Reason, out.Detail = frontier.Failed, reason, detail
	}
	switch {
	case err != nil:
		fail("bad-redirect", err.Error())
	case slices.Contains(from.Chain, to) || to == from.URL:
		fail("redirect-loop", "redirects in a circle to "+to)
	case len(from.Chain) >= h.o.Redirects:
		fail("too-many-redirects", fmt.Sprintf("redirects more than %d times", h.o.Redirects))
	case h.leadsAway(from, to):
		fail(outOfScope, "redirects to "+to+", which is of another site")
	case h.leadsToLogin(from, to):
		fail("login-redirect", "redirects to "+to+", which asks who it is")
	default:
		lead := from.Lead
		lead.URL, lead.Chain = to, append(slices.Clip(from.Chain), from.URL)
		out.Found = append(out.Found, lead)
		out.Detail = to
	}
}

// leadsAway reports whether an address that links led to redirects out of the
// site.
func (h *Harvest) leadsAway(from frontier.Lease, to string) bool {
	rules := h.follows(from)
	return rules != nil && from.Followed && from.Hops >= rules.Hops && !rules.Within(to, from.URL)
}

// leadsToLogin reports whether a page redirects to where readers log in: the
// page behind is not for us, and every page of that kind would lead there.
func (h *Harvest) leadsToLogin(from frontier.Lease, to string) bool {
	rules := h.follows(from)
	return rules != nil && from.Followed && rules.Guard(to, h.run.Started) == scope.GuardLogin
}

// readTime is how long one page may be worked on. Honest pages take milliseconds,
// the largest a second or two, and many times that on a machine that does much else;
// what takes longer is built to.
const readTime = time.Minute

// read has the body read by the reader of its kind, on one of a few processors.
// A panic there, or endless work, fails this page only.
func (h *Harvest) read(lease frontier.Lease, resp *fetch.Response, out *frontier.Outcome) {
	h.readWith(kinds[lease.Kind].read, lease, resp, out)
}

func (h *Harvest) readWith(read reader, lease frontier.Lease, resp *fetch.Response, out *frontier.Outcome) {
	h.extracting <- struct{}{}
	done := make(chan frontier.Outcome, 1)
	go func() {
		defer func() { <-h.extracting }()
		done <- h.readSafely(read, lease, resp, *out)
	}()
	late := time.NewTimer(readTime)
	defer late.Stop()
	select {
	case *out = <-done:
	case <-late.C: // the work goes on until it ends, and keeps its processor
		out.Verdict, out.Reason = frontier.Failed, "too-slow"
		out.Detail = "reading it took longer than " + readTime.String()
	}
}

func (h *Harvest) readSafely(do reader, lease frontier.Lease, resp *fetch.Response, out frontier.Outcome) (read frontier.Outcome) {
	unread := out
	defer func() {
		if p := recover(); p != nil {
			h.log().Error("reading a page panicked", "url", lease.URL, "panic", p)
			read = unread
			read.Verdict, read.Reason, read.Detail = frontier.Failed, "panic", fmt.Sprint(p)
		}
	}()
	err := do(h, lease, resp, &out)
	if h.o.Requisites {
		h.requisites(lease, resp, &out)
	}
	if err != nil {
		out.Verdict, out.Reason, out.Detail = frontier.Failed, "unreadable", err.Error()
		if r, ok := err.(*refusal); ok {
			out.Reason = r.reason
		}
		behind(&out, resp)
	}
	return out
}

// gap is the time between two requests to the host of a lease: the configured
// delay, or the Crawl-delay when that is longer.
func (h *Harvest) gap(lease frontier.Lease) time.Duration {
	d := h.delay(lease)
	if h.o.IgnoreRobots {
		return d
	}
	k := h.robots.get(context.Background(), originOf(lease.URL))
	return max(d, k.crawlDelay(h.o.Agent, h.o.CrawlDelayMax))
}

// delay is the configured time between two requests.
func (h *Harvest) delay(lease frontier.Lease) time.Duration { return h.source(lease).Delay }

// source gives the settings a lease is visited by. A source that left the
// configuration has the general ones.
func (h *Harvest) source(lease frontier.Lease) *Source {
	if s := h.sources[lease.Source]; s != nil {
		return s
	}
	return &h.o.Stray
}

// record is what is remembered of a request. Cookies are never kept.
func record(address string, started, ended time.Time, resp *fetch.Response) *frontier.Fetch {
	f := &frontier.Fetch{URL: address, Started: started, Duration: ended.Sub(started)}
	if resp == nil {
		return f
	}
	f.Status, f.Bytes, f.Proto, f.Remote = resp.Status, resp.WireBytes, resp.Proto, resp.Remote
	f.Kept = frontier.Kept(resp.Kept)
	f.Header = resp.Header.Clone()
	for name := range f.Header {
		if strings.Contains(strings.ToLower(name), "cookie") {
			f.Header.Del(name)
		}
	}
	if len(resp.Body) > 0 {
		f.BodyHash = digest(resp.Body)
	}
	return f
}

func (h *Harvest) log() *slog.Logger {
	if h.o.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return h.o.Log
}
