package dataset

import (
	"errors"
	"fmt"
	"testing"

	"winnow/extract"
)

// TestAhead: what is read ahead comes in its order with the error at its place, and
// when it is left nothing goes on reading.
func TestAhead(t *testing.T) {
	broken := errors.New("broken")
	open := 0
	source := func(n int, end error) Articles {
		return func(yield func(extract.Article, error) bool) {
			open++
			defer func() { open-- }()
			for i := range n {
				if !yield(extract.Article{ID: fmt.Sprint(i), Text: string(make([]byte, i%3*aheadBytes/2))}, nil) {
					return
				}
			}
			if end != nil {
				yield(extract.Article{}, end)
			}
		}
	}
	for _, row := range []struct {
		name       string
		n, take    int
		end, want  error
		wantNumber int
	}{
		{"none", 0, 9, nil, nil, 0},
		{"one", 1, 9, nil, nil, 1},
		{"many", 1000, 2000, nil, nil, 1000},
		{"left in the middle", 1000, 130, nil, nil, 130},
		{"an error at once", 0, 9, broken, broken, 0},
		{"an error at the end", 200, 900, broken, broken, 200},
	} {
		t.Run(row.name, func(t *testing.T) {
			n := 0
			var got error
			for a, err := range ahead(source(row.n, row.end)) {
				if got = err; err != nil {
					break
				}
				if a.ID != fmt.Sprint(n) {
					t.Fatalf("article %s is number %d", a.ID, n)
				}
				if n++; n == row.take {
					break
				}
			}
			if n != row.wantNumber || !errors.Is(got, row.want) {
				t.Errorf("%d articles and %v, want %d and %v", n, got, row.wantNumber, row.want)
			}
			if open != 0 {
				t.Errorf("%d sequences are still read", open)
			}
		})
	}
}
