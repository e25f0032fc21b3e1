package crawler_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"winnow/store"
)

// stalled reports an address whose server answers at once, with an error, and
// where the record of the harvest shows an attempt that the server never saw all
// the same: this machine stood still until its time was over, or it was lost. Only
// then may a row end otherwise than it says.
func stalled(t *testing.T, db, address, want string) bool {
	t.Helper()
	late := func(v store.Visit) bool { return v.Reason == "timeout" && !strings.Contains(want, v.Reason) }
	seen := visits(t, db, address)
	return (slices.ContainsFunc(seen, late) || lost(t, db, address) > 0) &&
		slices.ContainsFunc(seen, func(v store.Visit) bool { return v.Status >= 500 })
}

// lost counts the attempts at an address that ended with their connection. A
// server that hangs up behind an honest answer may do so when the next request is
// on its way: that attempt counts here, and the server never saw it.
func lost(t *testing.T, db, address string) (n int) {
	t.Helper()
	for _, v := range visits(t, db, address) {
		if v.Reason == "closed" || v.Reason == "reset" {
			n++
		}
	}
	return n
}

// visits is the record of the attempts at an address; none when it was never seen.
func visits(t *testing.T, db, address string) []store.Visit {
	t.Helper()
	s, err := store.OpenReadOnly(context.Background(), db, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	h, err := s.Why(context.Background(), address)
	if err != nil && !errors.Is(err, store.ErrUnknown) {
		t.Fatal(err)
	}
	return h.Visits
}
