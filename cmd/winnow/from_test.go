package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// quayside is a site with what makes reading from an archive hard: redirects to
// stories and to the feed, a story in two pages, packed answers, a charset that
// only the header names, the same bytes at two addresses.
func quayside(w http.ResponseWriter, r *http.Request) {
	page := func(n int, title, more string) string {
		return strings.Replace(strings.Replace(storyPage(n), "</head>", more+"</head>", 1), fmt.Sprintf("Story %d", n), title, -1)
	}
	html := func(charset, text string) {
		w.Header().Set("Content-Type", "text/html; charset="+charset)
		fmt.Fprint(w, text)
	}
	switch r.URL.Path {
	case "/feed":
		http.Redirect(w, r, "/rss.xml", http.StatusMovedPermanently)
	case "/rss.xml":
		w.Header().Set("Content-Type", "application/rss+xml")
		fmt.Fprintf(w, `<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Quay</title>`)
		for _, path := range []string{"/story/1", "/moved", "/long", "/packed?utm_source=rss", "/latin", "/twin", "/short"} {
			fmt.Fprintf(w, `<item><title>Of %s</title><link>http://%s%s</link><dc:creator>Ada Quill</dc:creator><category>Harbour</category><pubDate>Mon, 02 Mar 2026 08:00:00 GMT</pubDate></item>`, path, r.Host, path)
		}
		fmt.Fprint(w, `</channel></rss>`)
	case "/moved":
		http.Redirect(w, r, "/moved-again", http.StatusFound)
	case "/moved-again":
		http.Redirect(w, r, "/story/2", http.StatusMovedPermanently)
	case "/story/1", "/twin":
		html("utf-8", page(1, "The Harbour Clock", ""))
	case "/story/2":
		html("utf-8", page(2, "The Orchard Wall", ""))
	case "/long":
		html("utf-8", page(3, "The Long Pier", `<link rel="next" href="/long/2">`))
	case "/long/2":
		html("utf-8", page(4, "The Long Pier", `<link rel="prev" href="/long"><link rel="canonical" href="/long">`))
	case "/packed":
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		z := gzip.NewWriter(w)
		fmt.Fprint(z, page(5, "The Packed Crate", ""))
		z.Close()
	case "/latin":
		html("iso-8859-1", strings.ReplaceAll(page(6, "The Caf\xe9 Quay", ""), "nobody", "na\xefve people"))
	case "/short":
		html("utf-8", "<html><body><p>Nothing.</p></body></html>")
	default:
		http.NotFound(w, r)
	}
}

// harvested runs a harvest of the quayside that archives what it fetches, and
// gives the folder; the site is gone then.
func harvested(t *testing.T) desk {
	t.Helper()
	site := httptest.NewServer(http.HandlerFunc(quayside))
	defer site.Close()
	d := desk{t, t.TempDir()}
	config := fmt.Sprintf("version: 1\nstore: { keep: warc }\npoliteness: { delay: 0s }\nnetwork: { allow: [127.0.0.1/32], proxy: none }\nsources:\n  - { id: quay, feeds: [\"%s/feed\"], follow: { parts: 5 } }\n", site.URL)
	if err := os.WriteFile(filepath.Join(d.path, "crawl.yaml"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, said := d.run("run", "-q"); code != 0 {
		t.Fatalf("run: exit code %d: %s", code, said)
	}
	return d
}

// articles gives the articles of a database as they are exported, by address,
// without when and by which run they were fetched.
func (d desk) articles(db string) map[string]map[string]any {
	d.t.Helper()
	found := map[string]map[string]any{}
	for line := range bytes.Lines(d.output("export", "--db", db)) {
		var a map[string]any
		if err := json.Unmarshal(line, &a); err != nil {
			d.t.Fatalf("%s: %v", line, err)
		}
		delete(a, "fetched_at")
		delete(a, "run")
		found[a["url"].(string)] = a
	}
	return found
}

// output runs winnow, which is to succeed, and gives its standard output.
func (d desk) output(args ...string) []byte {
	d.t.Helper()
	cmd := d.command(args...)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		d.t.Fatalf("winnow %s: %v\n%s", strings.Join(args, " "), err, said.String())
	}
	return out
}

// fromReport is what a test reads of the report of run --from.
type fromReport struct {
	Total struct{ New, Copies, Revised, Alias int }
	From  struct {
		Pages, Feeds, Known, Damaged, Truncated, Unreadable int
		Faults                                              []string
	}
}

func (d desk) from(db string, names ...string) (r fromReport) {
	d.t.Helper()
	args := []string{"run", "--db", db, "--json"}
	for _, name := range names {
		args = append(args, "--from", name)
	}
	if err := json.Unmarshal(d.output(args...), &r); err != nil {
		d.t.Fatal(err)
	}
	return r
}

func TestFromArchiveGivesTheArticlesOfTheNetwork(t *testing.T) {
	d := harvested(t)
	want := d.articles("winnow.db")
	if len(want) != 5 {
		t.Fatalf("the network gave %d articles, want 5: %v", len(want), maps.Keys(want))
	}
	first := d.from("from.db", "winnow-warc")
	if diff := cmp.Diff(d.articles("from.db"), want); diff != "" {
		t.Errorf("from the archive (-) and from the network (+):\n%s", diff)
	}
	if first.From.Feeds != 1 || first.From.Damaged+first.From.Truncated+first.From.Unreadable != 0 {
		t.Errorf("the archive was read as %+v", first.From)
	}
	again := d.from("from.db", "winnow-warc")
	if got := again.Total; got.New+got.Copies+got.Revised+got.Alias != 0 {
		t.Errorf("the second time changed something: %+v", got)
	}
	if diff := cmp.Diff(d.articles("from.db"), want); diff != "" {
		t.Errorf("after the second time (-) and from the network (+):\n%s", diff)
	}
	known := d.from("winnow.db", "winnow-warc")
	if got := known.Total; got.New+got.Copies+got.Revised+got.Alias != 0 || known.From.Known == 0 {
		t.Errorf("into the database that it came from: %+v", known)
	}
}

func TestFromArchiveNeedsNoConfiguration(t *testing.T) {
	d := harvested(t)
	if err := os.Remove(filepath.Join(d.path, "crawl.yaml")); err != nil {
		t.Fatal(err)
	}
	d.from("from.db", "winnow-warc")
	for address, a := range d.articles("from.db") {
		if a["source"] != "127.0.0.1" || a["feed"] == nil {
			t.Errorf("%s: source %v, feed %v", address, a["source"], a["feed"])
		}
	}
}

func TestFromArchivePassesOverDamage(t *testing.T) {
	d := harvested(t)
	whole := d.articles("winnow.db")
	files, err := filepath.Glob(filepath.Join(d.path, "winnow-warc", "*.warc.gz"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	var lost struct {
		URL            string
		Offset, Length int64
	}
	for line := range bytes.Lines(d.output("archive", "ls", "winnow-warc", "--type", "response", "--json")) {
		if err := json.Unmarshal(line, &lost); err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(lost.URL, "/latin") {
			break
		}
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	for i := lost.Offset + lost.Length/2; i < lost.Offset+lost.Length/2+64; i++ {
		text[i] ^= 0x55
	}
	if err := os.WriteFile(filepath.Join(d.path, "hurt.warc.gz"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	r := d.from("hurt.db", "hurt.warc.gz")
	delete(whole, lost.URL)
	if diff := cmp.Diff(d.articles("hurt.db"), whole); diff != "" {
		t.Errorf("got (-), want all but the damaged one (+):\n%s", diff)
	}
	if r.From.Damaged != 1 || len(r.From.Faults) != 1 || !strings.Contains(r.From.Faults[0], "hurt.warc.gz") {
		t.Errorf("the damage is told as %+v", r.From)
	}
}

func TestExtractBatchReadsArchives(t *testing.T) {
	d := harvested(t)
	titles := map[string]string{}
	for line := range bytes.Lines(d.output("extract", "--batch", "winnow-warc")) {
		var a struct {
			ID      string
			Article struct {
				URL, Title string
				Fetched    string `json:"fetched_at"`
			}
		}
		if err := json.Unmarshal(line, &a); err != nil {
			t.Fatal(err)
		}
		if a.ID != a.Article.URL || a.Article.Fetched == "" {
			t.Errorf("%s", line)
		}
		titles[a.ID[strings.LastIndex(a.ID, "/"):]] = a.Article.Title
	}
	if len(titles) < 7 || titles["/latin"] != "The Café Quay" || titles["/packed?utm_source=rss"] != "The Packed Crate" {
		t.Errorf("got %v", titles)
	}
}
