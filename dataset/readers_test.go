package dataset

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"winnow/extract"
)

// theirs runs a program of the folder that WINNOW_DATA_TOOLS names, a virtual
// environment of Python with the readers of others. Without it the test is skipped:
// it is not needed to build winnow.
func theirs(t *testing.T, program string, args ...string) {
	t.Helper()
	folder := os.Getenv("WINNOW_DATA_TOOLS")
	if folder == "" {
		t.Skip("WINNOW_DATA_TOOLS names no folder with the readers of others (.ci/run installs them)")
	}
	cmd := exec.Command(filepath.Join(folder, program), args...)
	cmd.Env = append(os.Environ(), "HF_HOME="+t.TempDir(), "HF_HUB_OFFLINE=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%s %s: %v\n%s", program, strings.Join(args, " "), err, out[max(0, len(out)-4000):])
	}
}

// awkward is a collection with values that have broken some reader.
func awkward() []Document {
	list := collection()
	for i, s := range hostile {
		d := &list[i*4+1]
		d.Title, d.Subtitle, d.Organization, d.Section = s, s, s, s
		d.Text += "\n" + s + " and more."
		d.Tags, d.Authors = []string{s}, []string{s, "Bo"}
		d.Rights.Content = map[string]string{"ai-train": "yes", "search": s}
		d.Parts = []string{"https://quay.test/" + s}
		d.Record = Record{File: "a.warc.gz", Offset: int64(i), ID: "urn:uuid:1"}
	}
	return list
}

// sparse is a document of which next to nothing is known.
func sparse() Document {
	at := time.Date(2026, 2, 14, 6, 0, 0, 0, time.UTC)
	return Document{Article: extract.Article{ID: "id900", URL: "https://quay.test/900", Text: "東京の港。", WordCount: 61, IsArticle: true, Source: "quay", FetchedAt: at},
		FirstSeen: at, Dated: at, FirstDated: at}
}

// old is a document from before the time of computers.
func old() Document {
	d := sparse()
	at := time.Date(1912, 4, 15, 2, 20, 0, 0, time.FixedZone("", -5*3600))
	d.ID, d.Published, d.Dated, d.FirstDated = "id901", extract.Date{Time: at}, at, at
	return d
}

// TestReadersOfOthersAgree: what others read of a package is the same whatever they
// read it with, and the descriptions of the package are valid.
func TestReadersOfOthersAgree(t *testing.T) {
	bare := strict()
	bare.Text = TextNone
	for name, r := range map[string]Recipe{
		"most is null": {Name: "quay", Text: TextFull, Dedupe: DedupeNone, Filters: Filters{MinWords: 61, MaxWords: 61}},
		"texts":        {Name: "quay", Title: "Quay: \"news\"", License: "cc-by-4.0", Text: TextFull, Splits: Splits{Validation: 10, Test: 20}},
		"strict":       strict(),
		"no texts":     bare,
	} {
		t.Run(name, func(t *testing.T) {
			folder, _ := build(t, r, append(awkward(), sparse(), old()))
			theirs(t, "python", "testdata/readers.py", "package", folder)
			theirs(t, "mlcroissant", "validate", "--jsonld", filepath.Join(folder, "croissant.json"))
			theirs(t, "frictionless", "validate", filepath.Join(folder, "datapackage.json"))
		})
	}
}

// TestReadersOfOthersReadCSV: three readers give the cells that were written, and no
// cell begins as a formula does.
func TestReadersOfOthersReadCSV(t *testing.T) {
	var b bytes.Buffer
	fields := []string{"id", "title", "authors", "text", "word_count"}
	if _, err := Write(&b, "csv", each(hostileArticles()...), Options{Fields: fields}); err != nil {
		t.Fatal(err)
	}
	want := [][]string{fields}
	for _, a := range hostileArticles() {
		row := []string{a.ID, a.Title, strings.Join(a.Authors, "; "), a.Text, csvValue(Integer, &cell{number: int64(a.WordCount), known: true})}
		for i := range row {
			row[i] = strings.ReplaceAll(Inert(string([]rune(row[i]))), "\x00", "\uFFFD")
		}
		want = append(want, row)
	}
	cells, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	file, list := filepath.Join(folder, "a.csv"), filepath.Join(folder, "want.json")
	for name, bytes := range map[string][]byte{file: b.Bytes(), list: cells} {
		if err := os.WriteFile(name, bytes, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	theirs(t, "python", "testdata/readers.py", "csv", file, list)
}

// TestTEIIsValid holds corpora to the schema of TEI P5 that WINNOW_TEI_SCHEMA names.
func TestTEIIsValid(t *testing.T) {
	schema := os.Getenv("WINNOW_TEI_SCHEMA")
	if schema == "" {
		t.Skip("WINNOW_TEI_SCHEMA names no tei_all.rng (.ci/run fetches it)")
	}
	bare := extract.Article{ID: "bare", URL: "https://quay.test/bare"}
	odd := sample()
	odd.ID, odd.URL, odd.Language, odd.License = "odd", "https://quay.test/a b?q=%zz&x=<y>", "en-x", "all rights | reserved"
	odd.HTML = `<h2>One</h2><h2>Two</h2><blockquote><p>q</p><ul><li>in</li></ul></blockquote><ul><li>a<ul><li>b</li></ul></li></ul><ol></ol>` +
		`<table><tr><td>1</td><td>2</td></tr></table><pre>code</pre><dl><dt>t</dt><dd>d</dd></dl>tail<h3></h3><h4>End</h4>`
	folder := t.TempDir()
	var files []string
	for name, list := range map[string][]extract.Article{"none": nil, "all": append(hostileArticles(), sample(), bare, odd)} {
		var b bytes.Buffer
		if _, err := Write(&b, "tei", each(list...), Options{Title: "Quay & <others>"}); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(folder, name+".xml")
		if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	theirs(t, "python", append([]string{"testdata/readers.py", "tei", schema}, files...)...)
}
