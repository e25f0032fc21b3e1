package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"winnow/crawler/frontier"
)

func TestReadingWhileWriting(t *testing.T) {
	h := newHarvest(t)
	h.begin(false, feedSeed(dailyFeed))
	ctx, cancel := context.WithCancel(t.Context())
	var readers sync.WaitGroup
	for range 3 {
		readers.Go(func() {
			for ctx.Err() == nil {
				n := 0
				for a, err := range h.Articles(t.Context(), Filter{}) {
					if err != nil || a.Text == "" {
						t.Errorf("%s: %v", a.ID, err)
					}
					n++
				}
				if st, err := h.Status(t.Context()); err != nil || st.Articles < n {
					t.Errorf("%d articles after %d were read, %v", st.Articles, n, err)
				}
			}
		})
	}
	stored := 0
	if err := grow(ctx, h.Store, 7, func(urls []string) {
		if stored += len(urls); stored >= 300 {
			cancel()
		}
	}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	readers.Wait()
	if st, err := h.Status(t.Context()); err != nil || st.Articles != stored {
		t.Errorf("%d articles, want %d, %v", st.Articles, stored, err)
	}
}

func TestRawPagesAreKeptOnRequest(t *testing.T) {
	for _, tt := range []struct {
		name      string
		keep      bool
		noArchive bool
		want      int
	}{{"kept", true, false, 1}, {"not asked for", false, false, 0}, {"the publisher objects", true, true, 0}} {
		t.Run(tt.name, func(t *testing.T) {
			s, err := Open(t.Context(), filepath.Join(t.TempDir(), "winnow.db"), Options{KeepRaw: tt.keep})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			h := &harvest{T: t, Store: s, clock: &clock{morning}}
			body := []byte("<html>" + strings.Repeat("<p>raw</p>", 300))
			hash := sha256.Sum256(body)
			h.begin(false, feedSeed(dailyFeed))
			h.polled(h.one(dailyFeed), time.Hour, pageLead("https://daily.example/1", dailyFeed))
			fetch := h.request(200)
			fetch.Body, fetch.BodyHash = body, hex.EncodeToString(hash[:])
			h.commit(frontier.Outcome{Lease: h.one("https://daily.example/1"), Verdict: frontier.Done, Fetch: fetch,
				Page: &frontier.PageFind{Article: articleOf("The bridge opens", 1), Signals: frontier.Signals{NoArchive: tt.noArchive}}})
			var n, size int
			var packed []byte
			if err := s.read.QueryRow(`SELECT count(*), coalesce(max(size), 0), max(b.body) FROM blob b JOIN fetch f ON f.body_hash = b.hash`).Scan(&n, &size, &packed); err != nil || n != tt.want {
				t.Fatalf("%d bodies, %v", n, err)
			}
			if n == 0 {
				return
			}
			d, err := zstd.NewReader(nil)
			if err != nil {
				t.Fatal(err)
			}
			defer d.Close()
			if got, err := d.DecodeAll(packed, nil); err != nil || !bytes.Equal(got, body) || size != len(body) || len(packed) >= len(body) {
				t.Errorf("%d bytes of %d came back, %v", len(got), len(body), err)
			}
		})
	}
}

func TestHostileValuesAreStored(t *testing.T) {
	h := newHarvest(t)
	a := articleOf("NUL \x00 and \xff bytes", 1)
	a.Published.Time = time.Date(123456, 1, 1, 0, 0, 0, 0, time.UTC)
	l := entryLead("https://daily.example/%27;DROP%20TABLE%20document;--", dailyFeed, "a")
	l.Entry.Article = a
	h.begin(false, feedSeed(dailyFeed))
	h.polled(h.one(dailyFeed), time.Hour, l)
	h.commit(frontier.Outcome{Lease: h.one(l.URL), Verdict: frontier.Done, Fetch: h.request(200), Page: &frontier.PageFind{Article: a}})
	got := h.articles(Filter{})
	if len(got) != 1 || got[0].Title != "NUL  and \uFFFD bytes" || !got[0].Published.IsZero() {
		t.Errorf("%d articles: %+q", len(got), fmt.Sprint(got))
	}
}
