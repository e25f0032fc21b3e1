package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/publicsuffix"

	"winnow/extract"
)

// bodyCorpora are the corpora that label bodies or segments, in the order in
// which their pages are numbered.
var bodyCorpora = []string{"scrapinghub", "aed424", "fundus", "wcxb", "trafilatura", "chinese"}

// folds is the number of parts that cross-validation leaves out in turn.
const folds = 5

// page is one labelled page.
type page struct {
	Corpus  string   `json:"corpus"`
	ID      string   `json:"id"`
	URL     string   `json:"url"`
	Body    string   `json:"body"`
	With    []string `json:"with"`
	Without []string `json:"without"`
	Type    string   `json:"page_type"`

	suspect bool
	dir     string
}

// readPages reads the gold files, in a fixed order.
func readPages(o options) ([]page, error) {
	suspects, err := readSuspects(o.suspects)
	if err != nil {
		return nil, err
	}
	var pages []page
	for _, corpus := range bodyCorpora {
		dir := filepath.Join(o.corpora, corpus)
		f, err := os.Open(filepath.Join(dir, "gold.jsonl"))
		if err != nil {
			return nil, err
		}
		lines := json.NewDecoder(bufio.NewReader(f))
		for {
			p := page{}
			err := lines.Decode(&p)
			if err == io.EOF {
				break
			}
			if err != nil {
				f.Close()
				return nil, fmt.Errorf("%s: %w", dir, err)
			}
			p.Corpus, p.dir = corpus, dir
			p.suspect = suspects[corpus+" "+p.ID]
			pages = append(pages, p)
		}
		f.Close()
	}
	return pages, nil
}

// readSuspects reads lines of corpus and id; what follows # is a remark.
func readSuspects(path string) (map[string]bool, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	m := map[string]bool{}
	for line := range strings.Lines(string(data)) {
		line, _, _ = strings.Cut(line, "#")
		if f := strings.Fields(line); len(f) == 2 {
			m[f[0]+" "+f[1]] = true
		}
	}
	return m, nil
}

// open parses the page. Most are stored as UTF-8, whatever they say themselves;
// the rest are as the server sent them.
func (p *page) open(m models) (*extract.Doc, error) {
	f, err := os.Open(filepath.Join(p.dir, "html", p.ID+".html.gz"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(z)
	if err != nil {
		return nil, err
	}
	opts := extract.Options{URL: p.URL, ContentType: "text/html", Model: m.blocks, SecondModel: m.second, PageModel: m.pages}
	if utf8.Valid(data) {
		opts.ContentType = "text/html; charset=utf-8"
	}
	return extract.Parse(data, opts)
}

// site is the registrable domain: pages of one site share a fold, in whichever
// corpus they are.
func (p *page) site() string {
	u, err := url.Parse(p.URL)
	if err != nil || u.Hostname() == "" {
		return p.Corpus + "/" + p.ID
	}
	host := strings.ToLower(u.Hostname())
	if site, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		return site
	}
	return host
}

func (p *page) fold() int {
	h := fnv.New32a()
	h.Write([]byte(p.site()))
	return int(h.Sum32() % folds)
}

// article reports whether the page is one by its label.
func (p *page) article() bool { return p.Type == "" || p.Type == "article" }
