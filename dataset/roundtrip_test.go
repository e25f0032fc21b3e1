package dataset

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go"

	"winnow/extract"
)

// hostile are values that have broken some reader of some format.
var hostile = []string{"=1+1", "'=1+1", "''@x", "'plain", "+a", "-", "\tx", "\r\nx", "\nx", " x ", `"`, `","`, "a\x00b", "a\x1fb", "\xff\xfe", "\u2028", "日本", "]]>", "<b>&amp;", `\`, "'", ""}

func hostileArticles() []extract.Article {
	var list []extract.Article
	for i, s := range hostile {
		list = append(list, extract.Article{ID: fmt.Sprintf("id%d", i), URL: "https://quay.test/" + fmt.Sprint(i), Title: s, Text: s, Authors: []string{s, "Bo"}, Tags: []string{}, WordCount: i})
	}
	return list
}

// TestCSVIsReversible: what Inert does to a cell, Revert takes back, and no cell
// begins as a formula does.
func TestCSVIsReversible(t *testing.T) {
	for _, s := range hostile {
		got := Inert(s)
		if Revert(got) != s {
			t.Errorf("%q became %q and then %q", s, got, Revert(got))
		}
		if got != "" && strings.IndexByte(formula, got[0]) >= 0 {
			t.Errorf("%q stays a formula: %q", s, got)
		}
	}
}

func TestCSVComesBack(t *testing.T) {
	var b bytes.Buffer
	o := Options{Fields: []string{"title"}}
	if _, err := Write(&b, "csv", each(hostileArticles()...), o); err != nil {
		t.Fatal(err)
	}
	all, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var got, want []string
	for _, line := range all[1:] {
		got = append(got, Revert(line[0]))
	}
	for _, s := range hostile { // Go's reader takes CR LF in a cell for LF
		want = append(want, strings.ReplaceAll(strings.ReplaceAll(string([]rune(s)), "\x00", "\uFFFD"), "\r\n", "\n"))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestJSONLinesAreOneLineEach: every line is JSON, and says what encoding/json says.
func TestJSONLinesAreOneLineEach(t *testing.T) {
	var b bytes.Buffer
	articles := append(hostileArticles(), sample())
	if _, err := Write(&b, "jsonl", each(articles...), Options{}); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
	if len(lines) != len(articles) {
		t.Fatalf("%d lines, want %d", len(lines), len(articles))
	}
	for i, a := range articles {
		plain, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		var got, want any
		if err := errors.Join(json.Unmarshal([]byte(lines[i]), &got), json.Unmarshal(plain, &want)); err != nil {
			t.Fatalf("%s: %v", lines[i], err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", a.Title, diff)
		}
	}
}

func TestParquetComesBack(t *testing.T) {
	var b bytes.Buffer
	articles := append(hostileArticles(), sample())
	if _, err := Write(&b, "parquet", each(articles...), Options{Fields: []string{"id", "title", "authors", "tags", "word_count", "is_article", "revision"}}); err != nil {
		t.Fatal(err)
	}
	type row struct {
		ID        *string  `parquet:"id,optional"`
		Title     *string  `parquet:"title,optional"`
		Authors   []string `parquet:"authors,list"`
		Tags      []string `parquet:"tags,list"`
		WordCount *int64   `parquet:"word_count,optional"`
		IsArticle *bool    `parquet:"is_article,optional"`
		Revision  *int64   `parquet:"revision,optional"`
	}
	rows, err := parquet.Read[row](bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil || len(rows) != len(articles) {
		t.Fatalf("%d rows, want %d, err %v", len(rows), len(articles), err)
	}
	for i, a := range articles {
		r := rows[i]
		title := ""
		if r.Title != nil {
			title = *r.Title
		}
		want := string([]rune(a.Title))
		if title != want || len(r.Authors) != len(a.Authors) || len(r.Tags) != 0 || *r.WordCount != int64(a.WordCount) || *r.IsArticle != a.IsArticle {
			t.Errorf("row %d is %+v, want %q", i, r, want)
		}
		if (r.Revision == nil) != (a.Revision == 0) {
			t.Errorf("row %d: revision %v, want known: %t", i, r.Revision, a.Revision > 0)
		}
	}
}

// TestParquetGroupsAreBounded: a file of many rows has several groups.
func TestParquetGroupsAreBounded(t *testing.T) {
	var b bytes.Buffer
	many := func(yield func(extract.Article, error) bool) {
		for i := range 2*groupRows + 2*rowBatch {
			if !yield(extract.Article{ID: fmt.Sprint(i)}, nil) {
				return
			}
		}
	}
	if _, err := Write(&b, "parquet", many, Options{Fields: []string{"id"}}); err != nil {
		t.Fatal(err)
	}
	f, err := parquet.OpenFile(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(f.RowGroups()); n != 3 || f.NumRows() != 2*groupRows+2*rowBatch {
		t.Errorf("%d groups of %d rows, want 3 of %d", n, f.NumRows(), 2*groupRows+2*rowBatch)
	}
}

// TestXMLIsWellFormed: TEI and feeds of hostile values are XML to its last byte.
func TestXMLIsWellFormed(t *testing.T) {
	article := sample()
	article.HTML = "<h2>One</h2><p>a <b>b</b></p><ul><li>x</li><li>y</li></ul><blockquote><p>q</p>rest</blockquote><h3>Two</h3><table><tr><td>1</td><td>2</td></tr></table>tail"
	article.Tags, article.License, article.Language = []string{"a&b"}, "CC BY", "en"
	for _, format := range []string{"tei", "atom", "rss"} {
		for _, list := range [][]extract.Article{nil, append(hostileArticles(), article)} {
			var b bytes.Buffer
			if _, err := Write(&b, format, each(list...), Options{}); err != nil {
				t.Fatal(err)
			}
			elements := map[string]int{}
			d := xml.NewDecoder(&b)
			for {
				token, err := d.Token()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatalf("%s: %v", format, err)
				}
				if e, ok := token.(xml.StartElement); ok {
					elements[e.Name.Local]++
				}
			}
			name := map[string]string{"tei": "TEI", "atom": "entry", "rss": "item"}[format]
			want := len(list)
			if format == "tei" {
				want = max(want, 1) // a corpus without a text is not valid
			}
			if elements[name] != want {
				t.Errorf("%s: %d elements %s, want %d", format, elements[name], name, want)
			}
		}
	}
}

func TestTEIBody(t *testing.T) {
	var b bytes.Buffer
	tei := &teiCorpus{markup: markup{w: &b}}
	tei.body(&extract.Article{HTML: "<p>Lead.</p><h2>One</h2><ul><li>x</li><li>y</li></ul><p>z</p><blockquote><p>q</p></blockquote><h2>Two</h2><h2>Three</h2><p>end</p>"})
	if err := tei.flush(); err != nil {
		t.Fatal(err)
	}
	want := "<div><p>Lead.</p></div><div><head>One</head><list><item>x</item><item>y</item></list><p>z</p><quote><p>q</p></quote></div>" +
		"<div><head>Two</head><p/></div><div><head>Three</head><p>end</p></div>"
	if b.String() != want {
		t.Errorf("got  %s\nwant %s", b.String(), want)
	}
}

func TestMarkdownFolder(t *testing.T) {
	folder := t.TempDir()
	day := extract.Date{Time: time.Date(2026, 2, 14, 0, 0, 0, 0, time.UTC), DayOnly: true}
	list := []extract.Article{
		{ID: "abcdefgh1", Title: "../../etc: Größe & <Maß>", Published: day, Markdown: "# x", Authors: []string{"A: \"b\""}},
		{ID: "abcdefgh2", Title: "../../etc: Größe & <Maß>", Published: day, Text: "one\ntwo"},
		{ID: "abcdefgh3", Title: "日本"},
	}
	if n, err := Folder(folder, each(list...), Options{}); err != nil || n != 3 {
		t.Fatalf("n %d, err %v", n, err)
	}
	var names []string
	err := filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(folder, path)
			names = append(names, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	want := []string{"2026/02/2026-02-14-etc-gro-e-ma-abcdefgh.md", "2026/02/2026-02-14-etc-gro-e-ma-abcdefgh2.md", "undated/abcdefgh.md"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Error(diff)
	}
	b, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(want[1])))
	if err != nil || !strings.HasSuffix(string(b), "---\n\none\n\ntwo\n") || !strings.Contains(string(b), "\npublished: \"2026-02-14\"\n") {
		t.Errorf("got %q, %v", b, err)
	}
}

func TestPackedByTheEnding(t *testing.T) {
	for name, format := range map[string]string{"a.jsonl": "jsonl", "A.CSV.gz": "csv", "b.parquet": "parquet", "c.xml.zst": "tei", "d.txt": "", "x.gz": ""} {
		if f, ok := ByFile(name); f.Name != format || ok != (format != "") {
			t.Errorf("%s is %q, want %q", name, f.Name, format)
		}
	}
	var b bytes.Buffer
	w, err := Packed(&b, "a.zst")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Write(w, "jsonl", each(sample()), Options{Fields: []string{"id"}}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := zstd.NewReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if got, err := io.ReadAll(r); err != nil || string(got) != "{\"id\":\"abc\"}\n" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestUnknownFields(t *testing.T) {
	var unknown *FieldError
	if err := CheckFields([]string{"id", "nope"}); !errors.As(err, &unknown) || unknown.Name != "nope" || !slices.Contains(unknown.There, "title") {
		t.Errorf("got %v", err)
	}
	if err := CheckFields([]string{"id", "id"}); err == nil {
		t.Error("a field twice is taken")
	}
}
