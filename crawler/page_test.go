package crawler

import (
	"testing"

	"winnow/crawler/frontier"
	"winnow/extract"
)

// A feed vouches for pages of which the verdict is open, and for no others.
func TestVouched(t *testing.T) {
	entry := &frontier.Entry{Article: extract.Article{Title: "The Harbour  Clock"}}
	for _, tt := range []struct {
		name   string
		entry  *frontier.Entry
		reason string
		title  string
		words  int
		want   bool
	}{
		{"long", entry, extract.PageOther, "Another", 100, true},
		{"short", entry, extract.PageOther, "Another", 99, false},
		{"short, of the title that the feed gives", entry, extract.PageOther, "the harbour clock", 25, true},
		{"empty, of that title", entry, extract.PageOther, "The Harbour Clock", 24, false},
		{"without a title", &frontier.Entry{}, extract.PageOther, "", 60, false},
		{"a login", entry, extract.PageLogin, "The Harbour Clock", 500, false},
		{"in no feed", nil, extract.PageOther, "The Harbour Clock", 500, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := vouched(tt.entry, extract.Verdict{Reason: tt.reason}, extract.Article{Title: tt.title, WordCount: tt.words}); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}
