package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"winnow/crawler/fetch"
	"winnow/extract"
)

const extractHelp = `Extract reads one page and prints its article. It needs neither database nor
configuration, and writes nothing.

The page is an address, a file (.html or .html.gz), or - for standard input.
A page that is no article is answered all the same, with "is_article": false
and the best text there is.

With --batch, standard input (or FILE) holds one JSON object a line,
{"id","url","path"}, where path names an .html or .html.gz file and url may be
empty; each is answered by one line {"id","article"}, or {"id","error"}, in
order, on all cores. A path may also name a web archive (.warc, .warc.gz, .wacz),
of which the newest page of url is meant. When FILE itself is an archive or a
folder of WARC files, every HTML answer with status 200 in it is answered, with
its address as id.

Examples:
  winnow extract https://news.example/story.html
  winnow extract page.html --url https://news.example/story.html --format markdown
  curl -s https://news.example/story.html | winnow extract - --format text
  winnow extract --batch < pages.jsonl > articles.jsonl
  winnow extract --batch CC-NEWS-20260214061500-00042.warc.gz > articles.jsonl

Exit codes:
  0  the page was read        2  wrong usage
  1  the page cannot be read, or fetched
  3  parts of the archive are damaged; the others were read`

// extractFlags are the flags of winnow extract.
type extractFlags struct {
	url    string
	format string
	batch  bool
	allow  []string
}

func extractVerb(c *console) *cobra.Command {
	var f extractFlags
	cmd := &cobra.Command{
		Use:   "extract URL|FILE|-",
		Short: "Print the article of one page, or of many with --batch",
		Long:  extractHelp,
		Args:  takes(0, 1, "one address, one file or -"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if _, ok := renderings[f.format]; !ok {
				return usagef("one of json, text, markdown, html", "unknown format %q", f.format)
			}
			if f.url != "" && !isAddress(f.url) {
				return usagef("for example https://news.example/story.html", "--url %q is no address", f.url)
			}
			if f.batch {
				if err := alone(cmd, "batch", "url", "format", "allow"); err != nil {
					return err
				}
				return c.extractBatch(cmd.Context(), args)
			}
			if len(args) == 0 {
				return usagef("winnow extract --help has examples", "extract needs an address, a file or -")
			}
			return c.extractOne(cmd.Context(), args[0], f)
		},
	}
	cmd.Flags().StringVar(&f.url, "url", "", "address of the page, when it is read from a file")
	cmd.Flags().StringVar(&f.format, "format", "json", "json, text, markdown or html")
	cmd.Flags().BoolVar(&f.batch, "batch", false, "read JSON lines {\"id\",\"url\",\"path\"}, answer JSON lines")
	cmd.Flags().StringSliceVar(&f.allow, "allow", nil, "private network that may be reached, for example 127.0.0.1/32")
	return cmd
}

// extractBatch answers the pages of an archive, or those that lines name.
func (c *console) extractBatch(ctx context.Context, args []string) error {
	if len(args) == 1 && args[0] != "-" && holdsArchive(args[0]) {
		return c.batchArchive(ctx, args[0])
	}
	s := newShelf()
	err := c.batch(ctx, args, func(text []byte, n int) []byte { return s.answerPageLine(ctx, text, n) })
	return errors.Join(err, s.close())
}

func (c *console) extractOne(ctx context.Context, from string, f extractFlags) error {
	body, opts, err := c.page(ctx, from, f)
	if err != nil {
		return err
	}
	article, err := extract.Page(body, opts)
	if err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	if article.URL == "" {
		article.URL = opts.URL
	}
	return render(c.out, article, f.format)
}

// page reads a page from wherever it is.
func (c *console) page(ctx context.Context, from string, f extractFlags) ([]byte, extract.Options, error) {
	opts := extract.Options{URL: f.url, Now: time.Now()}
	switch {
	case from == "":
		return nil, opts, usagef("name a file or an address, or - for standard input", "the name of the page is empty")
	case from == "-":
		body, err := readPage("standard input", c.in)
		return body, opts, err
	case isAddress(from):
		return fetchPage(ctx, from, f)
	}
	body, err := readPageFile(from)
	if errors.Is(err, fs.ErrNotExist) && looksLikeAddress(from) {
		err = &failure{exitInternal, err, "an address begins with http:// or https://"}
	}
	if errors.Is(err, syscall.EISDIR) {
		err = &failure{exitInternal, err, "name one file in it; winnow extract --batch reads many"}
	}
	return body, opts, err
}

// fetchPage asks for one page a person named, following redirects.
func fetchPage(ctx context.Context, address string, f extractFlags) ([]byte, extract.Options, error) {
	resp, err := follow(ctx, fetch.Request{URL: address, Accept: "text/html, application/xhtml+xml, */*;q=0.5"}, f.allow, pageHops)
	switch {
	case err != nil:
		return nil, extract.Options{}, err
	case resp.Status/100 == 3 && resp.Location != "":
		return nil, extract.Options{}, fmt.Errorf("%s: redirects more than %d times", address, pageHops)
	case resp.Status != http.StatusOK:
		return nil, extract.Options{}, fmt.Errorf("%s: the server answers %d", resp.URL, resp.Status)
	}
	return resp.Body, extract.Options{
		URL: firstOf(f.url, resp.URL), ContentType: resp.ContentType, Now: resp.Started,
	}, nil
}

// pageHops is how many redirects of a page are followed.
const pageHops = 10

// follow asks for an address and for what it redirects to, hops times at most;
// the answer may be one more redirect then.
func follow(ctx context.Context, r fetch.Request, allow []string, hops int) (*fetch.Response, error) {
	fetcher, err := newFetcher(allow)
	if err != nil {
		return nil, err
	}
	defer fetcher.Close()
	for {
		resp, err := fetcher.Get(ctx, r)
		if err != nil || resp.Status/100 != 3 || resp.Location == "" || hops == 0 {
			return resp, err
		}
		r.URL = resp.Location
		hops--
	}
}

// newFetcher is the fetcher of the verbs that need no configuration.
func newFetcher(allow []string) (*fetch.Fetcher, error) {
	o := fetch.Options{Agent: agent}
	var err error
	if o.Allow, err = prefixes(allow); err != nil {
		return nil, err
	}
	return fetch.New(o)
}

// looksLikeAddress tells a mistyped address from a mistyped path.
func looksLikeAddress(s string) bool {
	return strings.Contains(s, "://") || !strings.ContainsAny(s, `/\`) && strings.Contains(s, ".")
}

func isAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// renderings are the ways one article is printed.
var renderings = map[string]func(w io.Writer, a extract.Article) error{
	"json": func(w io.Writer, a extract.Article) error {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(a)
	},
	"text":     func(w io.Writer, a extract.Article) error { return line(w, titled(a, "", a.Text)) },
	"markdown": func(w io.Writer, a extract.Article) error { return line(w, titled(a, "# ", a.Markdown)) },
	"html":     func(w io.Writer, a extract.Article) error { return line(w, a.HTML) },
}

func render(w io.Writer, a extract.Article, format string) error { return renderings[format](w, a) }

func titled(a extract.Article, mark, body string) string {
	if a.Title == "" {
		return body
	}
	return mark + a.Title + "\n\n" + body
}

func line(w io.Writer, s string) error {
	_, err := fmt.Fprintln(w, strings.TrimRight(s, "\n"))
	return err
}
