package crawler_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"winnow/store"
)

// stalled reports an address whose server answers at once, with an error, and
// where the record of the harvest shows a request that ran out of time all the
// same: this machine stood still, and the attempt was lost before the server saw
// it. Only then may a row end otherwise than it says.
func stalled(t *testing.T, db, address, want string) bool {
	t.Helper()
	if strings.Contains(want, "timeout") {
		return false
	}
	s, err := store.OpenReadOnly(context.Background(), db, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	h, err := s.Why(context.Background(), address)
	if err != nil {
		return false // never seen: the row says what that means
	}
	late := slices.ContainsFunc(h.Visits, func(v store.Visit) bool { return v.Reason == "timeout" })
	return late && slices.ContainsFunc(h.Visits, func(v store.Visit) bool { return v.Status >= 500 })
}
