package store

import (
	"testing"
	"time"

	"winnow/crawler/frontier"
)

// A site that has moved under another name brings its old articles along, and only
// its own feed can say so.
func TestArticlesOfAMovedSite(t *testing.T) {
	const before, after = "https://old.example/feed.xml", "https://new.example/feed.xml"
	rows := []struct {
		name     string
		moved    bool   // the feed of the old site redirects to the new one for good
		old      string // where the article was read first
		again    string // where it is read after that
		edited   bool   // it was written anew
		articles int
		reasons  string // of the new address, then of the old one
	}{
		{"same path", true, "https://old.example/a-1", "https://new.example/a-1", false, 1, "feed-link moved"},
		{"other path, same text", true, "https://old.example/?p=1", "https://new.example/a-1", false, 1, "feed-link same-text"},
		{"same path, another text", true, "https://old.example/a-1", "https://new.example/a-1", true, 2, "feed-link feed-link"},
		{"front page", true, "https://old.example/", "https://new.example/", true, 2, "feed-link feed-link"},
		{"no move", false, "https://old.example/a-1", "https://new.example/a-1", false, 2, "feed-link feed-link"},
		{"a third site", true, "https://third.example/a-1", "https://new.example/a-1", false, 2, "feed-link feed-link"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			h := newHarvest(t)
			h.read(visit{url: row.old, article: articleOf("Ferry returns", 1)})
			if row.moved {
				h.begin(true, feedSeed(before))
				hop := feedSeed(after)
				hop.Chain = []string{before}
				h.commit(frontier.Outcome{Lease: h.one(before), Verdict: frontier.Redirected, Fetch: h.request(301),
					Poll: &frontier.Poll{MovedTo: after}, Found: []frontier.Lead{hop}, Clock: h.clockOf("old.example", time.Second)})
				h.polled(h.one(after), 1000*time.Hour)
			}
			h.clock.advance(time.Hour)
			seed := 1
			if row.edited {
				seed = 2
			}
			h.read(visit{url: row.again, article: articleOf("Ferry returns", seed)})
			var articles int
			var reasons string
			if err := h.Store.read.QueryRowContext(h.Context(), `SELECT count(DISTINCT article), group_concat(reason, ' ') FROM (SELECT * FROM addresses ORDER BY address)
				WHERE address IN (?, ?)`, row.old, row.again).Scan(&articles, &reasons); err != nil {
				t.Fatal(err)
			}
			if articles != row.articles || reasons != row.reasons {
				t.Errorf("%d articles, %s; want %d, %s", articles, reasons, row.articles, row.reasons)
			}
		})
	}
}
