package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"winnow/crawler/feed"
	"winnow/crawler/frontier"
	"winnow/store"
)

// feedsTable prints the feeds that a person should look at.
func (c *console) feedsTable(feeds []store.Feed) {
	t := c.table("Feed", "", "Last new", "Next due")
	for _, f := range feeds {
		if trouble := troubleOf(f); trouble != "" {
			t.AppendRow(row(clip(f.Address, 80), trouble, ago(f.Newest), nextDue(f)))
		}
	}
	if t.Length() > 0 {
		fmt.Fprintln(c.out)
		t.Render()
	}
}

// troubleOf says in words what is the matter with a feed; nothing when it is well.
func troubleOf(f store.Feed) string {
	var words []string
	switch {
	case f.Standing == frontier.Gone:
		words = append(words, "gone (410): take it out of the configuration")
	case f.Standing == frontier.Dead:
		words = append(words, "dead: asked once a month")
	case f.Standing == frontier.Failing && f.LastSuccess.IsZero():
		words = append(words, "failing: it was never read")
	case f.Standing == frontier.Failing:
		words = append(words, "failing since "+ago(f.LastSuccess))
	case f.Silent(time.Now()):
		words = append(words, "silent; usually every "+span(time.Duration(f.UsualGap)*time.Second))
	}
	if f.Moved {
		words = append(words, "moved to "+f.MovedTo+": change the configuration")
	}
	if slices.Contains(f.Flags, feed.FlagLastMod) {
		words = append(words, "its lastmod always says now")
	}
	if slices.Contains(f.Flags, feed.FlagGUIDUnstable) {
		words = append(words, "its guids change: entries go by their addresses")
	}
	if slices.Contains(f.Flags, feed.FlagRotating) {
		words = append(words, "lists other addresses each time")
	}
	return strings.Join(words, "; ")
}

func nextDue(f store.Feed) string {
	if f.Standing == frontier.Gone {
		return "never"
	}
	return ago(f.NextDue)
}
