package main

import (
	"github.com/jedib0t/go-pretty/v6/table"

	"winnow/crawler"
)

// reportTable prints what each source gave.
func (c *console) reportTable(r *crawler.Report) {
	t := c.table("Source", "Polled", "Pages", "New", "Revised", "Same", "Joined", "Copies", "Failed", "Waiting", "")
	silent := 0
	for _, s := range r.Sources {
		if idle(s) {
			silent++
			continue
		}
		t.AppendRow(tallyRow(s.Source, s, clip(s.Trouble, 60)))
	}
	if len(r.Sources) > 1 {
		t.AppendFooter(tallyRow("all", &r.Total, ""))
	}
	if silent < len(r.Sources) {
		t.Render()
	}
	if silent > 0 {
		c.tell("%s had nothing due", count(silent, "source", "sources"))
	}
	c.tell("%s, %s in %s", count(r.Total.New+r.Total.Copies, "new article", "new articles"),
		size(r.Total.Bytes), r.Ended.Sub(r.Started).Round(10e6))
	if r.Library != nil {
		c.fromTable(r.Library)
	}
	for _, n := range r.Notes {
		c.tell("%s: %s: %s", harmless(n.Address), n.What, harmless(n.Detail))
	}
	if r.Total.Gone > 0 {
		c.tell("%s not found where it was; the text stays, and a second visit confirms it", count(r.Total.Gone, "known article was", "known articles were"))
	}
	if r.Queued > 0 {
		c.tell("%s for the next run", count(r.Queued, "address waits", "addresses wait"))
	}
}

// idle reports whether nothing was asked of a source and nothing became of it:
// a collection may have hundreds of which few are due.
func idle(t *crawler.Tally) bool {
	return !t.Down && t.Trouble == "" && t.Bytes == 0 &&
		t.Polled+t.Pages+t.New+t.Copies+t.Revised+t.Same+t.Alias+t.Gone+t.Failed+t.Waiting == 0
}

func tallyRow(name string, t *crawler.Tally, remark string) table.Row {
	return row(name, t.Polled, t.Pages, t.New+t.Copies, t.Revised, t.Same, t.Alias, t.Copies, t.Failed, t.Waiting, remark)
}
