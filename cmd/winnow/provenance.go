package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"winnow/store"
)

// showTrace prints how a revision of an article came about.
func (c *console) showTrace(tr store.Trace) {
	t := c.table("Article", fmt.Sprintf("%s, revision %d", tr.Article, tr.Revision))
	add := func(name, value string) {
		if value != "" {
			t.AppendRow(row(name, value))
		}
	}
	add("Read from", tr.URL)
	add("Source", tr.Source)
	add("Run", tr.Run)
	add("Extractor", tr.Extractor)
	if f := tr.Fetch; f != nil {
		add("Fetched", fmt.Sprintf("%s: %d, %s in %d ms, %s from %s", f.Time.Format("2006-01-02 15:04:05Z"), f.Status, size(f.Bytes), f.Duration, f.Proto, f.Remote))
		if len(f.Chain) > 0 {
			t.AppendRow(row("Redirected by", f.Chain))
		}
		add("SHA-256", f.Digest)
		add("Credentials", map[bool]string{true: "the user's own", false: "none"}[f.Credentials])
		add("Raw page", map[bool]string{true: "kept", false: "not kept"}[f.Kept])
		for _, name := range slices.Sorted(maps.Keys(f.Header)) {
			add("  "+name, clip(strings.Join(f.Header[name], ", "), 100))
		}
	} else {
		add("Fetched", "nothing: the feed gave it all")
	}
	if e := tr.Entry; e != nil {
		add("Feed", e.Feed)
		add("Entry", fmt.Sprintf("%s, seen from %s to %s", e.GUID, e.FirstSeen.Format("2006-01-02 15:04Z"), e.LastSeen.Format("2006-01-02 15:04Z")))
	}
	t.Render()
	fmt.Fprintln(c.out)
	fields := c.table("Field", "Chosen by", "From", "Sure", "Also on offer")
	for _, name := range slices.Sorted(maps.Keys(tr.Fields)) {
		f := tr.Fields[name]
		var others []string
		for _, o := range f.Candidates {
			others = append(others, clip(o.Value, 40)+" ("+o.Source+fmt.Sprintf(" %.2f)", o.Confidence))
		}
		fields.AppendRow(row(name, f.Rule, f.Source, fmt.Sprintf("%.2f", f.Confidence), others))
	}
	fields.Render()
}
