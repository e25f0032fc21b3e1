package dataset

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"winnow/extract"
)

// collection is a selection with a document for every reason to leave one out.
func collection() []Document {
	at := time.Date(2026, 2, 14, 6, 0, 0, 0, time.UTC)
	plain := func(i int) Document {
		text := fmt.Sprintf("A first line of number %d.\nA second line.", i)
		return Document{
			Article: extract.Article{ID: fmt.Sprintf("id%03d", i), URL: fmt.Sprintf("https://quay.test/%d", i), Title: "=T", Text: text, WordCount: 60, IsArticle: true,
				Language: "en", Source: "quay", Revision: 1, FetchedAt: at, Run: "r1", Authors: []string{"Ida"},
				Published:  extract.Date{Time: at.AddDate(0, 0, i%40)},
				Provenance: extract.Provenance{"language": {Source: "text", Confidence: 0.9}}},
			Site: "quay.test", FirstSeen: at, Dated: at.AddDate(0, 0, i%40), FirstDated: at.AddDate(0, 0, i%40), Page: "https://quay.test/", Size: 1, RawHash: strings.Repeat("ab", 32), RawKept: true,
		}
	}
	var list []Document
	for i := range 200 {
		d := plain(i)
		if i%4 == 0 { // fifty in ten clusters
			d.Cluster, d.Role, d.Size, d.FirstDated = fmt.Sprintf("c%d", i%40/4), "copy", 5, at
			if i < 40 {
				d.Role = "original"
			}
		}
		list = append(list, d)
	}
	for i, change := range []func(d *Document){
		func(d *Document) { d.Access = "paywall" },
		func(d *Document) { d.Access = "credentials" },
		func(d *Document) { d.IsArticle = false },
		func(d *Document) { d.Rights.NoAI = true },
		func(d *Document) { d.Rights.TDM = true },
		func(d *Document) { d.Rights.RobotsAI = []string{"GPTBot"} },
		func(d *Document) { d.Rights.Content = map[string]string{"ai-train": "no"} },
		func(d *Document) { d.Text = "" },
		func(d *Document) { d.WordCount = 3 },
		func(d *Document) { d.WordCount = 9999 },
		func(d *Document) { d.Provenance = nil },
		func(d *Document) { d.Text = strings.Repeat("Again.\n", 9) },
		func(d *Document) { d.Published = extract.Date{} },
	} {
		d := plain(300 + i)
		change(&d)
		list = append(list, d)
	}
	return list
}

// strict leaves out one document for each reason, and copies.
func strict() Recipe {
	return Recipe{Name: "quay", Title: "Quay: \"news\"", Text: TextFull, Respect: []string{"content-signal", "noai", "robots", "tdm"}, Dedupe: DedupeOriginal,
		Filters: Filters{MinWords: 50, MaxWords: 5000, MinLanguageScore: 0.5, MaxRepeatedLines: 0.3, Require: []string{"published"}},
		Splits:  Splits{Validation: 10, Test: 20}}
}

func sourceFor(list []Document) Source {
	return Source{Version: "test", Documents: func(yield func(Document, error) bool) {
		for _, d := range list {
			if !yield(d, nil) {
				return
			}
		}
	}}
}

func build(t *testing.T, r Recipe, list []Document) (string, *Stats) {
	t.Helper()
	folder := t.TempDir()
	s, err := Build(folder, r, sourceFor(list))
	if err != nil {
		t.Fatal(err)
	}
	return folder, s
}

func TestEveryDocumentIsInOrLeftOutWithAReason(t *testing.T) {
	folder, s := build(t, strict(), collection())
	want := map[string]int{"access-paywall": 1, "access-credentials": 1, "no-article": 1, "respect-noai": 1, "respect-tdm": 1, "respect-robots": 1,
		"respect-content-signal": 1, "no-text": 1, "duplicate": 40, "too-short": 1, "too-long": 1, "language-unsure": 1, "repetition": 1, "unknown-published": 1}
	if diff := cmp.Diff(want, s.Excluded); diff != "" {
		t.Error(diff)
	}
	left := 0
	for _, n := range s.Excluded {
		left += n
	}
	if s.Selected != 213 || s.Kept+left != s.Selected {
		t.Errorf("%d kept and %d left out of %d", s.Kept, left, s.Selected)
	}
	found, err := Verify(folder, "test")
	if err != nil || found.Count != 0 || found.Rows != s.Kept || found.Excluded != left {
		t.Errorf("verify: %+v, %v", found, err)
	}
}

func TestClustersStayTogether(t *testing.T) {
	for name, splits := range map[string]Splits{"by share": {Validation: 30, Test: 30}, "by time": {TestFrom: "2026-03-01"}} {
		r := Recipe{Name: "quay", Text: TextFull, Dedupe: DedupeNone, Splits: splits}
		folder, s := build(t, r, collection())
		if len(s.Splits) < 2 {
			t.Errorf("%s: splits are %v", name, s.Splits)
		}
		found, err := Verify(folder, "test")
		if err != nil || found.Count != 0 {
			t.Errorf("%s: %+v, %v", name, found, err)
		}
	}
}

// TestBuildsAreTheSame builds twice and compares every byte.
func TestBuildsAreTheSame(t *testing.T) {
	a, _ := build(t, strict(), collection())
	b, _ := build(t, strict(), collection())
	first, err := os.ReadFile(filepath.Join(a, sumsFile))
	if err != nil {
		t.Fatal(err)
	}
	second, err := os.ReadFile(filepath.Join(b, sumsFile))
	if err != nil || !bytes.Equal(first, second) {
		t.Errorf("two builds differ (%v):\n%s\n%s", err, first, second)
	}
}

func TestWithoutTexts(t *testing.T) {
	r := strict()
	r.Text = TextNone
	folder, _ := build(t, r, collection())
	err := filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if err == nil && strings.HasSuffix(path, ".gz") {
			z, err := gzip.NewReader(bytes.NewReader(b))
			if err != nil {
				return err
			}
			var plain bytes.Buffer
			if _, err := plain.ReadFrom(z); err != nil {
				return err
			}
			b = plain.Bytes()
		}
		if bytes.Contains(b, []byte("first line of number")) || bytes.Contains(b, []byte("Ida")) {
			t.Errorf("%s holds a text or a name", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if found, err := Verify(folder, "test"); err != nil || found.Count != 0 {
		t.Errorf("verify: %+v, %v", found, err)
	}
}

func TestNothingToPublish(t *testing.T) {
	if _, err := Build(t.TempDir(), strict(), sourceFor(nil)); !errors.Is(err, ErrEmpty) {
		t.Errorf("nothing selected: %v", err)
	}
	r := strict()
	r.Filters.MinWords = 100_000
	if _, err := Build(t.TempDir(), r, sourceFor(collection()[:3])); !errors.Is(err, ErrEmpty) || !strings.Contains(err.Error(), "too-short") {
		t.Errorf("all left out: %v", err)
	}
	r.Fields = []string{"nope"}
	var unknown *FieldError
	if _, err := Build(t.TempDir(), r, sourceFor(nil)); !errors.As(err, &unknown) {
		t.Errorf("unknown column: %v", err)
	}
}

// TestVerifySeesDamage damages a package in one way after another.
func TestVerifySeesDamage(t *testing.T) {
	data := "data/train-00000-of-00001."
	rows := []struct {
		name, want string
		damage     func(folder string) error
	}{
		{"a byte of a card", "README.md: has other contents", func(f string) error { return os.WriteFile(filepath.Join(f, "README.md"), []byte("x"), 0o644) }},
		{"a file more", "more.txt: is not in SHA256SUMS", func(f string) error { return os.WriteFile(filepath.Join(f, "more.txt"), nil, 0o644) }},
		{"a file less", "recipe.json: is missing", func(f string) error { return os.Remove(filepath.Join(f, "recipe.json")) }},
		{"JSON lines gone", "data/train-00000-of-00001.parquet: there are no JSON lines of these rows", func(f string) error { return os.Remove(filepath.Join(f, data+"jsonl.gz")) }},
		{"figures", "stats.json: kept is 7, by the data it is 20", func(f string) error {
			var s Stats
			if err := readJSON(f, "stats.json", &s); err != nil {
				return err
			}
			s.Kept = 7
			b, err := json.Marshal(s)
			return errors.Join(err, os.WriteFile(filepath.Join(f, "stats.json"), b, 0o644))
		}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			folder, _ := build(t, Recipe{Name: "quay", Text: TextFull}, collection()[:20])
			if err := row.damage(folder); err != nil {
				t.Fatal(err)
			}
			found, err := Verify(folder, "test")
			if err != nil || !slices.ContainsFunc(found.Faults, func(f string) bool { return strings.HasPrefix(f, row.want) }) {
				t.Errorf("got %+v, %v, want %s", found, err, row.want)
			}
		})
	}
	folder, _ := build(t, Recipe{Name: "quay", Text: TextFull}, collection()[:20])
	name := filepath.Join(folder, data+"parquet")
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, b[:len(b)/2], 0o644); err != nil {
		t.Fatal(err)
	}
	found, err := Verify(folder, "test")
	if err != nil || !slices.ContainsFunc(found.Faults, func(f string) bool { return strings.HasPrefix(f, "cannot be read: "+data+"parquet") }) ||
		!slices.ContainsFunc(found.Faults, func(f string) bool { return strings.HasPrefix(f, data+"parquet: has other contents") }) {
		t.Errorf("half a Parquet file: got %+v, %v, want that its digest differs and that it cannot be read", found, err)
	}
	if _, err := Verify(t.TempDir(), "test"); !errors.Is(err, ErrNoPackage) {
		t.Errorf("an empty folder: %v", err)
	}
}

// TestVerifySeesAClusterInTwoSplits: rows that share their text may not be on both
// sides.
func TestVerifySeesAClusterInTwoSplits(t *testing.T) {
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "data"), 0o700); err != nil {
		t.Fatal(err)
	}
	columns, err := (&Recipe{Fields: []string{"id"}}).columns()
	if err != nil {
		t.Fatal(err)
	}
	for _, split := range []string{"test", "train"} {
		var b bytes.Buffer
		rows, err := newParquet(&b, columnsOf(columns))
		if err != nil {
			t.Fatal(err)
		}
		table := newTable(columns, rows)
		d := collection()[0]
		d.ID = split
		err = errors.Join(table.write(&row{Document: &d, Split: split, Hash: "x"}), table.close(),
			os.WriteFile(filepath.Join(folder, "data", split+"-00000-of-00001.parquet"), b.Bytes(), 0o600))
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(folder, "stats.json"), []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	found, err := Verify(folder, "test")
	want := "data/train-00000-of-00001.parquet: row 1 (train), column cluster: c0 is in test and in train"
	if err != nil || !slices.Contains(found.Faults, want) {
		t.Errorf("got %v, %v", found.Faults, err)
	}
}

// TestParquetHeadersAreShort: what stands in the header of a page is not packed, and
// readers take no more than 16 MB of it. A long text may stand in the data alone.
func TestParquetHeadersAreShort(t *testing.T) {
	columns, err := (&Recipe{Fields: []string{"text"}}).columns()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	rows, err := newParquet(&b, columnsOf(columns))
	if err != nil {
		t.Fatal(err)
	}
	table := newTable(columns, rows)
	d := collection()[0]
	d.Text = strings.Repeat("The quay is long. ", 100_000)
	if err := errors.Join(table.write(&row{Document: &d}), table.close()); err != nil {
		t.Fatal(err)
	}
	if b.Len() > len(d.Text)/10 {
		t.Errorf("a text of %d bytes that repeats itself takes %d", len(d.Text), b.Len())
	}
}

func TestCompare(t *testing.T) {
	list := collection()[:10]
	a, _ := build(t, Recipe{Name: "quay", Text: TextFull}, list)
	changed := slices.Clone(list[1:])
	changed[2].Text = "Other words."
	changed = append(changed, collection()[50])
	b, _ := build(t, Recipe{Name: "quay", Text: TextFull}, changed)
	got, err := Compare(a, b)
	want := &Difference{Same: 8, Added: []string{"id050"}, Removed: []string{"id000"}, Changed: []string{"id003"}, Moved: []string{}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
	if _, err := Compare(a, t.TempDir()); !errors.Is(err, ErrNoPackage) {
		t.Errorf("no package: %v", err)
	}
}

func TestTokens(t *testing.T) {
	for s, want := range map[string]int{"": 0, "one two": 2, "a,b.": 4, "été 12": 2, "日本": 1, "don't": 3} {
		if got := tokens(s); got != want {
			t.Errorf("%q has %d, want %d", s, got, want)
		}
	}
}
