package main

import (
	"context"
	"errors"
	"io"
	"time"

	"winnow/crawler/feed"
	"winnow/crawler/frontier"
	"winnow/dataset"
	"winnow/store"
)

// exportFeeds writes the feeds of the sources that a selection has articles of, as
// a subscription list, and gives how many articles those are.
func (c *console) exportFeeds(ctx context.Context, db *store.Store, filter store.Filter, f exportFlags) (int, error) {
	filter.Fields = []string{"source"} // and no texts
	sources := map[string]int{}
	n := 0
	for a, err := range db.Articles(ctx, filter) {
		if err != nil {
			return n, err
		}
		sources[a.Source]++
		n++
	}
	feeds, err := db.Feeds(ctx)
	if err != nil {
		return n, err
	}
	var list []feed.Outline
	for _, known := range feeds {
		if known.Kind == frontier.Feed && sources[known.Source] > 0 {
			title := firstOf(known.Title, known.Source)
			list = append(list, feed.Outline{Text: title, Title: title, URL: known.Address, Type: "rss", Source: known.Source})
		}
	}
	title := firstOf(f.o.Title, "winnow")
	return n, c.toFile(f.output, func(w io.Writer) error {
		packed, err := dataset.Packed(w, f.output)
		if err != nil {
			return err
		}
		return errors.Join(feed.WriteOPML(packed, title, time.Now(), list), packed.Close())
	})
}
