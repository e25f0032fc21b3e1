package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"winnow/crawler/feed"
	"winnow/crawler/fetch"
)

const feedHelp = `Feed reads one feed (RSS, RDF, Atom, JSON Feed) as a harvest would and shows what
it gives: its entries, and what had to be repaired. It needs neither database
nor configuration, and writes nothing.

The feed is an address, a file (.gz is unpacked), or - for standard input. For
these, --url and --content-type stand for what a server would have said: the
address that relative links refer to, and the Content-Type header.

With --json, one object {"ok","error","feed","entries"}. Keys of feed and of each
entry: title (plain text), title_detail, link, links {href,rel,type,title,
hreflang,length}, id, guid_is_permalink, author, authors {name,email,url},
contributors, publisher, language, base, published, updated, created, expired
(RFC 3339 with the feed's own offset, or as much of a date as is known), the same
with _raw (as written), rights, info, license, categories {term,scheme,label},
image {href,title,link,width,height}, generator {name,url,version}, itunes, media,
where, extensions. A feed also has version, encoding, flags (what was repaired),
bozo (it is not well formed), truncated, subtitle, icon, logo, ttl, cloud,
textinput, docs, hubs. An entry also has summary, content, enclosures, source,
comments, chapters, and what winnow makes of it: url (cleaned, to be fetched),
key (its identity in the feed), full (the text is complete), text, flags.
A _detail and each content is {value,type,language,base}. HTML is sanitised,
addresses are absolute; what was not said is left out.

With --batch, standard input (or FILE) holds one JSON object a line,
{"n","file","url","content_type"}; each is answered by one line
{"n","ok","error","feed","entries"}, in order, on all cores.

Examples:
  winnow feed https://news.example/world.rss
  winnow feed world.rss --url https://news.example/world.rss --json
  winnow feed --batch < feeds.jsonl > read.jsonl

Exit codes:
  0  the feed was read        2  wrong usage
  1  it is none, or cannot be read or fetched`

// feedFlags are the flags of winnow feed.
type feedFlags struct {
	url         string
	contentType string
	batch       bool
	json        bool
	allow       []string
}

func feedVerb(c *console) *cobra.Command {
	var f feedFlags
	cmd := &cobra.Command{
		Use:   "feed URL|FILE|-",
		Short: "Show what a feed gives, and what is wrong with it",
		Long:  feedHelp,
		Args:  takes(0, 1, "one address, one file or -"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.url != "" && !isAddress(f.url) {
				return usagef("for example https://news.example/world.rss", "--url %q is no address", f.url)
			}
			if f.batch {
				if err := alone(cmd, "batch", "url", "content-type", "json", "allow"); err != nil {
					return err
				}
				return c.batch(cmd.Context(), args, answerFeed)
			}
			if len(args) == 0 {
				return usagef("winnow feed --help has examples", "feed needs an address, a file or -")
			}
			return c.feed(cmd.Context(), args[0], f)
		},
	}
	cmd.Flags().StringVar(&f.url, "url", "", "address of the feed, when it is read from a file")
	cmd.Flags().StringVar(&f.contentType, "content-type", "", "Content-Type that a server would send, when it is read from a file")
	cmd.Flags().BoolVar(&f.batch, "batch", false, "read JSON lines {\"n\",\"file\",\"url\",\"content_type\"}, answer JSON lines")
	cmd.Flags().BoolVar(&f.json, "json", false, "as one JSON object, with everything the feed says")
	cmd.Flags().StringSliceVar(&f.allow, "allow", nil, "private network that may be reached, for example 127.0.0.1/32")
	return cmd
}

func (c *console) feed(ctx context.Context, from string, f feedFlags) error {
	body, opts, err := c.feedBytes(ctx, from, f)
	if err != nil {
		return err
	}
	answer, err := readFeed(body, opts)
	if f.json {
		e := json.NewEncoder(c.out)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		if encoding := e.Encode(answer); encoding != nil {
			return encoding
		}
	}
	if err != nil {
		return &failure{exitInternal, fmt.Errorf("%s: %w", from, err), "winnow discover SITE names the feeds of a site, winnow extract reads a page"}
	}
	if !f.json {
		c.feedTable(answer)
	}
	return nil
}

// feedBytes gets a feed from wherever it is.
func (c *console) feedBytes(ctx context.Context, from string, f feedFlags) ([]byte, feed.Options, error) {
	opts := feed.Options{URL: f.url, ContentType: f.contentType, Now: time.Now()}
	switch {
	case from == "-":
		body, err := firstBytes(c.in)
		return body, opts, err
	case isAddress(from):
		return c.fetchFeed(ctx, from, f)
	}
	body, err := readFeedFile(from)
	if os.IsNotExist(err) {
		err = &failure{exitInternal, err, "FILE is a path, - is standard input, an address begins with http:// or https://"}
	}
	return body, opts, err
}

// fetchFeed asks for a feed; of one that breaks off, what came is read.
func (c *console) fetchFeed(ctx context.Context, address string, f feedFlags) ([]byte, feed.Options, error) {
	resp, err := follow(ctx, fetch.Request{URL: address, Accept: feed.Accept, MaxBytes: feed.DefaultMaxBytes + 1, Cut: true, Partial: true}, f.allow, pageHops)
	switch {
	case err != nil:
		return nil, feed.Options{}, err
	case resp.Broken != nil && !feed.HoldsEntry(resp.Body):
		return nil, feed.Options{}, fmt.Errorf("%s: %w", resp.URL, resp.Broken)
	case resp.Status/100 == 3 && resp.Location != "":
		return nil, feed.Options{}, fmt.Errorf("%s: redirects more than %d times", address, pageHops)
	case resp.Status != http.StatusOK:
		return nil, feed.Options{}, fmt.Errorf("%s: the server answers %d", resp.URL, resp.Status)
	case resp.Broken != nil:
		fmt.Fprintf(c.err, "winnow: %s: %v; what came is read\n", resp.URL, resp.Broken)
	}
	return resp.Body, feed.Options{URL: firstOf(f.url, resp.URL), ContentType: firstOf(f.contentType, resp.ContentType), Now: resp.Started}, nil
}

// readFeedFile reads as much of a file as the reader of feeds takes.
func readFeedFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return firstBytes(f)
}

// firstBytes reads the first bytes of a feed, unpacked, and one more than are
// used, so that its reader sees that there are more. Packed bytes that break off
// are read as far as they go: so are feeds.
func firstBytes(from io.Reader) ([]byte, error) {
	r, err := unpacked(from)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(io.LimitReader(r, feed.DefaultMaxBytes+1))
	if len(body) > 0 {
		return body, nil
	}
	return body, err
}

// feedTable prints a feed for people.
func (c *console) feedTable(a feedAnswer) {
	f := a.Feed
	for _, line := range [...][2]string{
		{"feed", f.Title}, {"format", f.Version + ", " + f.Encoding}, {"page", f.Link}, {"language", f.Language},
		{"updated", f.Updated}, {"repaired", strings.Join(f.Flags, ", ")},
	} {
		if line[1] != "" {
			fmt.Fprintf(c.out, "%-10s%s\n", line[0], harmless(line[1]))
		}
	}
	fmt.Fprintln(c.out)
	t := c.table("published", "title", "authors", "text", "address", "flags")
	for _, e := range a.Entries {
		var names []string
		for _, p := range e.Authors {
			names = append(names, firstOf(p.Name, p.Email))
		}
		t.AppendRow(row(firstOf(e.Published, e.Updated), clip(e.Title, 60), clip(list(names), 30), e.length(), firstOf(e.URL, e.Link, e.ID), list(e.Flags)))
	}
	t.Render()
	fmt.Fprintf(c.out, "\n%s\n", count(len(a.Entries), "entry", "entries"))
}

// length says how much text an entry has.
func (e feedEntry) length() string {
	words := count(e.WordCount, "word", "words")
	if e.Full {
		return words + ", full"
	}
	return words
}
