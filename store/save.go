package store

import "winnow/crawler/frontier"

func (b *batch) save(l leased, o frontier.Outcome, fetch int64) (frontier.Saved, error) {
	return frontier.Saved{}, nil
}
func (b *batch) settleClusters() error { return nil }
