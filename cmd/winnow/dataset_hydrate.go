package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/spf13/cobra"

	"winnow/crawler/fetch"
	"winnow/dataset"
	"winnow/extract"
)

const datasetHydrateHelp = `Hydrate fetches the pages of a package that was built with --text none again, reads them,
and compares the digest of each text with that of the package. It writes one line of
JSON a row: id, url, state (same, changed, failed, refused by robots.txt), the digests,
and title and text where the state is same or changed.

Hosts are asked one request at a time with --delay between two, and longer where their
robots.txt says so; what robots.txt does not allow is not asked for.

Examples:
  winnow dataset hydrate bare -o texts.jsonl
  winnow dataset hydrate bare --limit 100 -o texts.jsonl.gz

Exit codes:
  0  done: each line tells its state  2  wrong usage, or no package
  1  the package or the file cannot be read or written`

type hydrateFlags struct {
	output string
	delay  time.Duration
	limit  int
	allow  []string
	quiet  bool
}

func datasetHydrateVerb(c *console) *cobra.Command {
	var f hydrateFlags
	cmd := &cobra.Command{
		Use:   "hydrate PACKAGE",
		Short: "Fetch the texts of a package again and check them against its digests",
		Long:  datasetHydrateHelp,
		Args:  takes(1, 1, "one package"),
		RunE:  func(cmd *cobra.Command, args []string) error { return c.datasetHydrate(cmd.Context(), args[0], f) },
	}
	flags := cmd.Flags()
	flags.StringVarP(&f.output, "output", "o", "-", "file to write, - for standard output")
	flags.DurationVar(&f.delay, "delay", hydrateDelay, "least time between two requests to one host")
	flags.IntVar(&f.limit, "limit", 0, "at most this many rows (0 is all)")
	flags.StringSliceVar(&f.allow, "allow", nil, "private network that may be reached, for example 127.0.0.1/32")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "print nothing unless a person is needed")
	return cmd
}

// hydrateDelay is that of a harvest without a configuration.
const hydrateDelay = 2 * time.Second

// hydrated is what became of a row.
type hydrated struct {
	ID     string `json:"id"`
	URL    string `json:"url"`
	State  string `json:"state"` // same, changed, failed, refused
	Detail string `json:"detail,omitempty"`
	Want   string `json:"text_sha256"` // of the package
	Got    string `json:"got_sha256"`  // of what is there now; empty without a text
	Title  string `json:"title,omitempty"`
	Text   string `json:"text,omitempty"`
}

func (c *console) datasetHydrate(ctx context.Context, folder string, f hydrateFlags) error {
	if err := natural("limit", f.limit); err != nil {
		return err
	}
	var rows []dataset.Row
	for r, err := range dataset.Rows(folder) {
		if err != nil {
			return noPackage(err)
		}
		rows = append(rows, r)
	}
	if f.limit > 0 {
		rows = rows[:min(len(rows), f.limit)]
	}
	fetcher, err := newFetcher(f.allow)
	if err != nil {
		return err
	}
	defer fetcher.Close()
	h := &hydrator{fetcher: fetcher, delay: f.delay, hosts: map[string]*hydrateHost{}, tally: map[string]int{}}
	shown := c.counter(f.quiet || f.output == "-", "fetching", len(rows))
	defer shown.done()
	err = c.toFile(f.output, func(w io.Writer) error {
		packed, err := dataset.Packed(w, f.output)
		if err != nil {
			return err
		}
		if err := h.run(ctx, rows, packed, shown.set); err != nil {
			return err
		}
		return packed.Close()
	})
	if err == nil && !f.quiet {
		fmt.Fprintf(c.err, "%s: %d same, %d changed, %d failed, %d refused by robots.txt\n", count(len(rows), "row", "rows"),
			h.tally["same"], h.tally["changed"], h.tally["failed"], h.tally["refused"])
	}
	return err
}

// hydrator fetches pages, one at a time; a host that has to wait lets others go first.
type hydrator struct {
	fetcher *fetch.Fetcher
	delay   time.Duration
	hosts   map[string]*hydrateHost // by scheme and host
	tally   map[string]int
}

// hydrateHost is an origin with what waits for it.
type hydrateHost struct {
	rows   []dataset.Row
	next   time.Time // no request sooner
	robots *fetch.Robots
	why    string // why its robots.txt lets nothing be asked; empty when it may be
	asked  bool   // for its robots.txt
}

func (h *hydrator) run(ctx context.Context, rows []dataset.Row, w io.Writer, done func(int)) error {
	var order []string
	for _, r := range rows {
		origin := originOf(r.URL)
		if h.hosts[origin] == nil {
			h.hosts[origin] = &hydrateHost{}
			order = append(order, origin)
		}
		h.hosts[origin].rows = append(h.hosts[origin].rows, r)
	}
	lines := json.NewEncoder(w)
	lines.SetEscapeHTML(false)
	for n := range rows {
		origin := h.soonest(order)
		host := h.hosts[origin]
		out := h.row(ctx, origin, host, host.rows[0])
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		host.rows = host.rows[1:]
		h.tally[out.State]++
		if err := lines.Encode(out); err != nil {
			return err
		}
		done(n + 1)
	}
	return nil
}

// soonest gives the origin that may be asked first.
func (h *hydrator) soonest(order []string) string {
	best := ""
	for _, origin := range order {
		if host := h.hosts[origin]; len(host.rows) > 0 && (best == "" || host.next.Before(h.hosts[best].next)) {
			best = origin
		}
	}
	return best
}

func (h *hydrator) row(ctx context.Context, origin string, host *hydrateHost, r dataset.Row) hydrated {
	out := hydrated{ID: r.ID, URL: r.URL, Want: r.Hash, State: "failed"}
	if !host.asked {
		host.asked = true
		h.readRobots(ctx, origin, host)
	}
	if host.why != "" {
		out.Detail = host.why
		return out
	}
	if host.robots != nil {
		if allowed, rule := host.robots.Allowed(agent, r.URL); !allowed {
			out.State, out.Detail = "refused", rule
			return out
		}
	}
	resp, err := h.get(ctx, host, r.URL, "text/html, application/xhtml+xml, */*;q=0.5")
	switch {
	case err != nil:
		out.Detail = err.Error()
		return out
	case resp.Status != http.StatusOK:
		out.Detail = fmt.Sprintf("http-%d", resp.Status)
		return out
	}
	a, err := extract.Page(resp.Body, extract.Options{URL: resp.URL, ContentType: resp.ContentType, Now: resp.Started})
	if err != nil {
		out.Detail = err.Error()
		return out
	}
	out.Title, out.Text, out.Got, out.State = a.Title, a.Text, dataset.HashText(a.Text), "changed"
	if out.Got == out.Want {
		out.State = "same"
	}
	return out
}

// readRobots asks an origin for its robots.txt (RFC 9309).
func (h *hydrator) readRobots(ctx context.Context, origin string, host *hydrateHost) {
	resp, err := h.get(ctx, host, origin+"/robots.txt", "text/plain, */*;q=0.5")
	if err != nil {
		host.why = "robots.txt: " + err.Error()
		return
	}
	switch {
	case resp.Status == http.StatusOK:
		host.robots = fetch.ParseRobots(resp.Body)
	case fetch.RobotsVerdict(resp.Status) != fetch.RobotsAllow:
		host.why = fmt.Sprintf("robots.txt: http-%d", resp.Status)
	}
}

// get asks for an address when its host may be asked, and follows redirects that
// stay there: another host has rules of its own.
func (h *hydrator) get(ctx context.Context, host *hydrateHost, address, accept string) (*fetch.Response, error) {
	for range pageHops {
		if err := pause(ctx, time.Until(host.next)); err != nil {
			return nil, err
		}
		resp, err := h.fetcher.Get(ctx, fetch.Request{URL: address, Accept: accept})
		host.next = time.Now().Add(h.gap(host))
		if err != nil || resp.Status/100 != 3 || resp.Location == "" {
			return resp, err
		}
		if originOf(resp.Location) != originOf(address) {
			return nil, fmt.Errorf("redirects to %s", resp.Location)
		}
		address = resp.Location
	}
	return nil, fmt.Errorf("redirects more than %d times", pageHops)
}

// longestGap bounds the Crawl-delay that is honoured.
const longestGap = time.Minute

func (h *hydrator) gap(host *hydrateHost) time.Duration {
	if host.robots != nil {
		if d, ok := host.robots.CrawlDelay(agent); ok {
			return max(h.delay, min(d, longestGap))
		}
	}
	return h.delay
}

func pause(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func originOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}
