package extract

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// metadataFloors are what the metadata of each corpus must reach, and with "on
// none" may at most reach: the share of titles that are letter by letter the
// label, of days that are the labelled one, of publishers that hold the label or
// are held by it, the F1 over names, and the share of pages labelled as having
// none that get a value. Names are compared whole, as fold makes them: stricter
// than measures that cut them. The floors are the figures measured when they were
// set, less half a page; they only get stricter.
var metadataFloors = map[string]map[string]float64{
	"aed424":      {"title": .938, "authors": .952, "date": .904},
	"fundus":      {"title": .839, "authors": .905, "date": .981, "organization": .847},
	"trafilatura": {"title": .885, "authors": .75, "date": .92, "date on none": .25, "authors on none": .1},
	"htmldate":    {"date": .941},
}

// label is what a corpus says of one page; nil is not said.
type label struct {
	ID, URL                   string
	Title, Date, Organization *string
	Authors                   *[]string
}

// hits counts, field by field, of how many pages one can tell and how many are right.
type hits struct{ right, all map[string]float64 }

func (h *hits) add(field string, right bool) {
	h.all[field]++
	if right {
		h.right[field]++
	}
}

// one compares the metadata of one page with its label.
func (h *hits) one(l label, a Article) {
	if l.Title != nil && *l.Title != "" {
		h.add("title", fold(*l.Title) == fold(a.Title))
	}
	if l.Date != nil {
		if got := a.Published.String(); *l.Date == "" {
			h.add("date on none", got != "")
		} else {
			h.add("date", strings.HasPrefix(got, *l.Date))
		}
	}
	if l.Organization != nil && *l.Organization != "" {
		want, got := fold(*l.Organization), fold(a.Organization)
		if len(want) < len(got) {
			want, got = got, want
		}
		h.add("organization", got != "" && 3*len(got) >= len(want) && strings.Contains(want, got))
	}
	if l.Authors == nil {
		return
	}
	want := nameKeys(strings.Join(*l.Authors, nameJoin))
	if len(*l.Authors) == 0 {
		h.add("authors on none", len(a.Authors) > 0)
		return
	}
	h.all["authors"] += float64(len(want) + len(a.Authors))
	for _, n := range a.Authors {
		if want[fold(n)] {
			h.right["authors"] += 2
		}
	}
}

func TestMetadataQuality(t *testing.T) {
	folder := os.Getenv(corporaVariable)
	if folder == "" {
		return // the fixtures of testdata/metadata hold without it
	}
	for corpus, floors := range metadataFloors {
		t.Run(corpus, func(t *testing.T) {
			h := readLabels(t, filepath.Join(folder, corpus))
			for field, floor := range floors {
				share := h.right[field] / max(h.all[field], 1)
				t.Logf("%s: %.4f of %v", field, share, h.all[field])
				if most := strings.HasSuffix(field, " on none"); most && share > floor || !most && share < floor {
					t.Errorf("%s is %.4f, want %.3f or better", field, share, floor)
				}
			}
		})
	}
}

func readLabels(t *testing.T, dir string) *hits {
	f, err := os.Open(filepath.Join(dir, "gold.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	h := &hits{right: map[string]float64{}, all: map[string]float64{}}
	for lines := json.NewDecoder(bufio.NewReader(f)); ; {
		var l label
		if err := lines.Decode(&l); err == io.EOF {
			return h
		} else if err != nil {
			t.Fatal(err)
		}
		page := unzipped(t, filepath.Join(dir, "html", l.ID+".html.gz"))
		opts := Options{URL: l.URL, ContentType: "text/html"}
		if utf8.Valid(page) {
			opts.ContentType = "text/html; charset=utf-8"
		}
		a, err := Page(page, opts)
		if err != nil {
			t.Errorf("%s: %v", l.ID, err)
		}
		h.one(l, a)
	}
}
