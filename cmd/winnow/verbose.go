package main

import (
	"context"
	"log/slog"

	"winnow/crawler"
	"winnow/crawler/frontier"
)

// narrated is a memory that logs every address once it is known what became of
// it: what run -v prints.
type narrated struct {
	crawler.Memory
	log *slog.Logger
}

// Commit commits the batch and tells of each of its outcomes.
func (n narrated) Commit(ctx context.Context, batch []frontier.Outcome) (frontier.Committed, error) {
	done, err := n.Memory.Commit(ctx, batch)
	if err != nil {
		return done, err
	}
	for i, o := range batch {
		var saved frontier.Saved
		if i < len(done.Saved) {
			saved = done.Saved[i]
		}
		if o.Verdict != frontier.Released {
			n.log.Debug(firstOf(saved.What, string(o.Verdict)), told(o, saved)...)
		}
	}
	return done, nil
}

// told is what is worth telling of an outcome.
func told(o frontier.Outcome, saved frontier.Saved) []any {
	facts := []any{"kind", string(o.Lease.Kind), "url", o.Lease.URL, "source", o.Lease.Source}
	if o.Fetch != nil && o.Fetch.Status != 0 {
		facts = append(facts, "status", o.Fetch.Status, "bytes", o.Fetch.Bytes, "took", o.Fetch.Duration.Round(1e6).String())
	}
	if len(o.Found) > 0 {
		facts = append(facts, "found", len(o.Found))
	}
	for _, f := range []struct{ key, value string }{
		{"of", saved.Of}, {"joined_by", saved.Reason}, {"reason", o.Reason}, {"detail", o.Detail},
	} {
		if f.value != "" {
			facts = append(facts, f.key, f.value)
		}
	}
	if !o.RetryAt.IsZero() {
		facts = append(facts, "retry_at", o.RetryAt)
	}
	return facts
}
