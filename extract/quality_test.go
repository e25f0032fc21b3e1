package extract

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// floors are what the text of each set must reach: the harmonic mean of mean
// precision and mean recall over runs of four words, the measure of
// github.com/scrapinghub/article-extraction-benchmark. They only rise. Those of
// the corpora hold for a model that has seen their pages.
var floors = map[string]float64{
	"pages":       0.999,
	"scrapinghub": 0.988,
	"aed424":      0.951,
	"fundus":      0.983,
	"wcxb":        0.970, // articles only
}

// corporaVariable names the environment variable with the folder of the
// corpora; see train/README.md.
const corporaVariable = "WINNOW_CORPORA"

func TestQuality(t *testing.T) {
	t.Run("pages", func(t *testing.T) {
		var all []shared
		for _, f := range fixtures {
			if f.verdict != PageArticle {
				continue
			}
			want, err := os.ReadFile(filepath.Join("testdata", "pages", f.name, "truth.txt"))
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, compareRuns(fixture(t, f.name, f.url).Article().Text, string(want)))
		}
		checkFloor(t, "pages", all)
	})
	folder := os.Getenv(corporaVariable)
	if folder == "" {
		return
	}
	for _, corpus := range []string{"scrapinghub", "aed424", "fundus", "wcxb"} {
		t.Run(corpus, func(t *testing.T) { checkFloor(t, corpus, readCorpus(t, filepath.Join(folder, corpus))) })
	}
}

func readCorpus(t *testing.T, dir string) []shared {
	f, err := os.Open(filepath.Join(dir, "gold.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all []shared
	for lines := json.NewDecoder(bufio.NewReader(f)); ; {
		var gold struct {
			ID, URL, Body string
			Type          string `json:"page_type"`
		}
		if err := lines.Decode(&gold); err == io.EOF {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		if gold.Body == "" || gold.Type != "" && gold.Type != "article" {
			continue
		}
		page := unzipped(t, filepath.Join(dir, "html", gold.ID+".html.gz"))
		opts := Options{URL: gold.URL, ContentType: "text/html"}
		if utf8.Valid(page) {
			opts.ContentType = "text/html; charset=utf-8"
		}
		a, err := Page(page, opts)
		if err != nil {
			t.Errorf("%s: %v", gold.ID, err)
		}
		all = append(all, compareRuns(a.Text, gold.Body))
	}
}

func unzipped(t *testing.T, path string) []byte {
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// shared is the runs that two texts share, and those of one only.
type shared struct{ both, extra, missing float64 }

func compareRuns(got, want string) shared {
	counts := map[uint64]int{}
	n := countRuns(got, func(h uint64) { counts[h]++ })
	var o shared
	total := countRuns(want, func(h uint64) {
		if counts[h] > 0 {
			counts[h]--
			o.both++
		}
	})
	o.extra, o.missing = float64(n)-o.both, float64(total)-o.both
	return o
}

func countRuns(s string, each func(uint64)) int {
	words := hashWords(strings.Join(strings.Fields(s), " "))
	if len(words) < run {
		each(hashRun(words))
		return 1
	}
	for i := 0; i+run <= len(words); i++ {
		each(hashRun(words[i : i+run]))
	}
	return len(words) - run + 1
}

func checkFloor(t *testing.T, name string, all []shared) {
	t.Helper()
	var precision, recall float64
	for _, o := range all {
		if o.both > 0 {
			precision += o.both / (o.both + o.extra) / float64(len(all))
			recall += o.both / (o.both + o.missing) / float64(len(all))
		}
	}
	f1 := 2 * precision * recall / max(precision+recall, 1e-9)
	t.Logf("%d pages: F1 %.4f, precision %.4f, recall %.4f", len(all), f1, precision, recall)
	if len(all) == 0 || f1 < floors[name] {
		t.Errorf("F1 is %.4f over %d pages, want at least %.3f", f1, len(all), floors[name])
	}
}
