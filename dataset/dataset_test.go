package dataset

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"winnow/extract"
)

// sample is an article with everything that is awkward to write.
func sample() extract.Article {
	return extract.Article{
		ID: "abc", URL: "https://quay.test/a", Title: "=SUM(A1) \"quoted\", and a comma", Authors: []string{"Ada Winter", "Bo Quist"},
		Published: extract.Date{Time: time.Date(2026, 2, 14, 0, 0, 0, 0, time.UTC), DayOnly: true},
		Text:      "First line\nsecond line\u2028third", WordCount: 5, IsArticle: true, Revision: 1,
		Provenance: extract.Provenance{"title": {Source: "h1", Confidence: 0.9, Candidates: []extract.Candidate{}}},
	}
}

func each(articles ...extract.Article) Articles {
	return func(yield func(extract.Article, error) bool) {
		for _, a := range articles {
			if !yield(a, nil) {
				return
			}
		}
	}
}

func TestJSONLines(t *testing.T) {
	var b bytes.Buffer
	n, err := Write(&b, "jsonl", each(sample(), extract.Article{}), Options{})
	if err != nil || n != 2 {
		t.Fatalf("n %d, err %v", n, err)
	}
	lines := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
	if len(lines) != 2 {
		t.Fatalf("%d lines, want 2: %q", len(lines), b.String())
	}
	var back extract.Article
	if err := json.Unmarshal([]byte(lines[0]), &back); err != nil {
		t.Fatal(err)
	}
	if want := sample(); back.Title != want.Title || back.Text != want.Text || back.Published.String() != "2026-02-14" {
		t.Errorf("got %+v", back)
	}
	var empty map[string]any
	if err := json.Unmarshal([]byte(lines[1]), &empty); err != nil {
		t.Fatal(err)
	}
	if title, there := empty["title"]; !there || title != nil {
		t.Errorf("an unknown title is %v (there: %t), want null", title, there)
	}
	if authors, ok := empty["authors"].([]any); !ok || len(authors) != 0 {
		t.Errorf("no authors are %v, want []", empty["authors"])
	}
}

func TestCSV(t *testing.T) {
	rows := []struct {
		name  string
		o     Options
		title string
	}{
		{"harmless to spreadsheets", Options{}, "'=SUM(A1) \"quoted\", and a comma"},
		{"as it is", Options{RawCells: true}, "=SUM(A1) \"quoted\", and a comma"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			var b bytes.Buffer
			if _, err := Write(&b, "csv", each(sample()), row.o); err != nil {
				t.Fatal(err)
			}
			all, err := csv.NewReader(&b).ReadAll()
			if err != nil || len(all) != 2 {
				t.Fatalf("%d lines, err %v", len(all), err)
			}
			got := map[string]string{}
			for i, name := range all[0] {
				got[name] = all[1][i]
			}
			if got["title"] != row.title {
				t.Errorf("title %q, want %q", got["title"], row.title)
			}
			if got["authors"] != "Ada Winter; Bo Quist" || got["published"] != "2026-02-14" || got["text"] != sample().Text {
				t.Errorf("got %v", got)
			}
		})
	}
}

// The columns of CSV are the keys of the article, but for provenance.
func TestCSVHasEveryKey(t *testing.T) {
	b, err := json.Marshal(extract.Article{})
	if err != nil {
		t.Fatal(err)
	}
	var keys map[string]any
	if err := json.Unmarshal(b, &keys); err != nil {
		t.Fatal(err)
	}
	delete(keys, "provenance")
	for _, c := range flat() {
		if _, there := keys[c.Name]; !there {
			t.Errorf("column %s is no key of the article", c.Name)
		}
		delete(keys, c.Name)
	}
	for key := range keys {
		t.Errorf("key %s has no column", key)
	}
}

func TestWriteStopsAtAnError(t *testing.T) {
	broken := errors.New("the database is damaged")
	seq := func(yield func(extract.Article, error) bool) {
		if yield(sample(), nil) {
			yield(extract.Article{}, broken)
		}
	}
	for _, f := range Formats {
		if f.Folder {
			if n, err := Folder(t.TempDir(), seq, Options{}); !errors.Is(err, broken) || n != 1 {
				t.Errorf("%s: n %d, err %v", f.Name, n, err)
			}
			continue
		}
		if n, err := Write(io.Discard, f.Name, seq, Options{}); !errors.Is(err, broken) || n != 1 {
			t.Errorf("%s: n %d, err %v", f.Name, n, err)
		}
	}
	if _, err := Write(io.Discard, "xls", each(), Options{}); err == nil || !strings.Contains(err.Error(), "jsonl, csv") {
		t.Errorf("an unknown format: %v", err)
	}
}
