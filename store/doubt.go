package store

import (
	"context"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"time"
)

const (
	// lookPortion is how many rows are compared at a time when a database is opened:
	// a few milliseconds.
	lookPortion = 256
	// lookReading and lookWriting bound how long rows are compared with their seals
	// when a database is opened. What is larger is looked at in parts, another one
	// each time.
	lookReading = 100 * time.Millisecond
	lookWriting = 250 * time.Millisecond
	// lookLarge is the bound for reading from a file of more than largeFile bytes: of
	// which no time that nobody notices would show a part worth the wait.
	lookLarge = 15 * time.Millisecond
	largeFile = 256 << 20
)

// doubtKey finds in a context who is told of doubts.
type doubtKey struct{}

// WithDoubts gives a context under which Open and OpenReadOnly tell what they find that
// keeps nobody from using a database: a byte of a text that is not what was written, a
// write-ahead log that cannot be read to its end. Bytes are looked for in a bounded
// time, in parts of a large file, another one each time; Check looks at everything.
func WithDoubts(ctx context.Context, tell func(path string, doubts []Fault)) context.Context {
	return context.WithValue(ctx, doubtKey{}, tell)
}

// tellDoubts looks for what there is to doubt, when somebody listens.
func (s *Store) tellDoubts(ctx context.Context, limit time.Duration) {
	tell, ok := ctx.Value(doubtKey{}).(func(string, []Fault))
	if !ok {
		return
	}
	if info, err := os.Stat(s.path); limit == lookReading && err == nil && info.Size() > largeFile {
		limit = lookLarge
	}
	if doubts := append(s.journal, s.look(ctx, limit)...); len(doubts) > 0 {
		tell(s.path, doubts)
	}
}

// look compares rows with their seals for some time, beginning anywhere. Only what no
// person would have written is told: one byte of a text.
func (s *Store) look(ctx context.Context, limit time.Duration) (doubts []Fault) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	r, err := s.openSeals(ctx)
	if err != nil {
		return nil // what is asked for next tells it
	}
	defer r.close()
	doubt := func(d difference) {
		if d.flip != nil && d.flip.text && len(doubts) < maxFaults {
			doubts = append(doubts, s.faultOf(context.WithoutCancel(ctx), d))
		}
	}
	// Errors are those of pages that are damaged, which is told where they are read, and
	// of the time that is up.
	r.within(ctx, func() error {
		for rounds := lookOrder(r.seals.tables); len(rounds) > 0 && ctx.Err() == nil; {
			rounds = slices.DeleteFunc(rounds, func(a *round) bool {
				return ctx.Err() == nil && (a.next(ctx, r, doubt) != nil || a.done)
			})
		}
		return nil
	})
	return doubts
}

// lookOrder begins with the table of texts, which is most of a file, and ends with the
// tables that can only be looked at as a whole.
func lookOrder(tables []sealedTable) []*round {
	rounds := make([]*round, len(tables))
	for number := range rounds {
		rounds[number] = &round{number: number}
	}
	rand.Shuffle(len(rounds), func(i, j int) { rounds[i], rounds[j] = rounds[j], rounds[i] })
	rank := func(a *round) int {
		switch t := &tables[a.number]; {
		case t.name == "extraction":
			return 0
		case t.id != "":
			return 1
		}
		return 2
	}
	slices.SortStableFunc(rounds, func(a, b *round) int { return rank(a) - rank(b) })
	return rounds
}

// round is the way around a table from somewhere in its midst.
type round struct {
	number       int
	begun, done  bool
	first, after int64
	turned       bool
}

// next looks at one more portion.
func (a *round) next(ctx context.Context, r *sealReader, found func(difference)) (err error) {
	t := &r.seals.tables[a.number]
	if !a.begun {
		a.begun, a.after = true, math.MinInt64
		if t.id != "" {
			var last int64
			if err := r.conn.QueryRowContext(ctx, `SELECT coalesce(max(`+t.id+`), 0) FROM "`+t.name+`"`).Scan(&last); err != nil {
				return err
			}
			if last > lookPortion {
				a.after = rand.Int64N(last)&^(1<<rowsASeal-1) - 1
			}
		}
		a.first = a.after
	}
	if a.after, err = r.portion(ctx, a.number, a.after, lookPortion, found); err != nil {
		return err
	}
	if a.after == math.MaxInt64 {
		a.done = a.turned || a.first == math.MinInt64
		a.turned, a.after = true, math.MinInt64
	}
	a.done = a.done || a.turned && a.after >= a.first && a.first != math.MinInt64
	return nil
}
