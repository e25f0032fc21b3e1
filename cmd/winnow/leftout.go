package main

import (
	"context"
	"fmt"

	"winnow/crawler"
	"winnow/crawler/fetch"
	"winnow/crawler/scope"
	"winnow/extract"
	"winnow/store"
)

// leftOutTable prints what a run did not ask for, or what gave nothing, and why.
func (c *console) leftOutTable(list []*crawler.LeftOut) {
	if len(list) == 0 {
		return
	}
	fmt.Fprintln(c.out)
	t := c.table("Left out", "Addresses", "Asked for", "Because", "For example")
	for _, l := range list {
		t.AppendRow(row(l.Reason, l.Addresses, l.Asked, firstOf(scope.Meaning(l.Reason), fetch.Meaning(l.Reason)), clip(l.Example, 70)))
	}
	t.Render()
}

// leftOut gives the kinds of links that are not followed, at most so many of
// them; 0 is all.
func leftOut(ctx context.Context, db *store.Store, source string, most int) ([]store.LeftOut, error) {
	list := []store.LeftOut{}
	for x, err := range db.Omissions(ctx, source) {
		if err != nil {
			return nil, err
		}
		if list = append(list, x); len(list) == most {
			break
		}
	}
	return list, nil
}

// omissionsTable prints kinds of links that are not followed.
func (c *console) omissionsTable(list []store.LeftOut) {
	if len(list) == 0 {
		return
	}
	fmt.Fprintln(c.out)
	t := c.table("Links not followed", "Of", "Because", "Links", "For example")
	for _, x := range list {
		t.AppendRow(row(x.Reason, clip(x.Host+x.Pattern, 40), scope.Meaning(x.Reason), x.Links, clip(x.Example, 70)))
	}
	t.Render()
}

// likeIt gives the records of links that are built like an address and were
// left out.
func likeIt(ctx context.Context, db *store.Store, address string) ([]store.LeftOut, error) {
	host, shape := extract.Host(address), scope.Shape(address)
	var alike []store.LeftOut
	for x, err := range db.Omissions(ctx, "") {
		if err != nil {
			return nil, err
		}
		if x.Host == host && x.Pattern != "" && (x.Pattern == shape || x.Pattern == scope.Coarse(shape)) || x.Example == address {
			alike = append(alike, x)
		}
	}
	return alike, nil
}
