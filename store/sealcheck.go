package store

import (
	"cmp"
	"context"
	"fmt"
	"math"
)

// sealPortion is how many rows Check compares with their seals at a time. A
// transaction that reads for long keeps the write-ahead log from being cut.
const sealPortion = 8192

// openSeals opens a connection to compare rows with their seals.
func (s *Store) openSeals(ctx context.Context) (*sealReader, error) {
	db, seals := connectSealer(s.path, s.opts.busy(), s.immutable)
	r, err := readSeals(ctx, db, seals)
	if err != nil {
		db.Close()
	}
	return r, err
}

// checkSeals compares every row with its seal.
func (s *Store) checkSeals(ctx context.Context, note func(Fault)) error {
	r, err := s.openSeals(ctx)
	if err != nil {
		return err
	}
	defer r.close()
	for number := range r.seals.tables {
		for after := int64(math.MinInt64); after != math.MaxInt64; {
			var found []difference
			if after, err = r.portion(ctx, number, after, sealPortion, func(d difference) { found = append(found, d) }); err != nil {
				return err
			}
			for _, d := range found {
				note(s.faultOf(ctx, d))
			}
		}
	}
	return nil
}

// faultOf puts a difference into words.
func (s *Store) faultOf(ctx context.Context, d difference) Fault {
	f := Fault{Where: d.table.name, Differs: true}
	first, last := d.drawer<<rowsASeal, d.drawer<<rowsASeal|(1<<rowsASeal-1)
	switch {
	case d.own:
		f.What = fmt.Sprintf("the seal of its rows %d to %d is damaged; the rows are what was written", first, last)
		if d.table.id == "" {
			f.What = "the seal of some of its rows is damaged; the rows are what was written"
		}
	case d.flip != nil && d.flip.text:
		f.What = fmt.Sprintf("%s%s: byte %d is 0x%02x, and 0x%02x was written", s.rowName(ctx, d), d.flip.column, d.flip.offset+1, d.flip.row[d.flip.at], d.flip.was)
	case d.flip != nil:
		f.What = s.rowName(ctx, d) + cmp.Or(d.flip.column, "it") + " is not the number that was written"
	case d.table.id == "":
		f.What = "some of its rows are not what was written"
	default:
		f.What = fmt.Sprintf("of the rows %d to %d one is not what was written, is gone, or new", first, last)
	}
	return f
}

// rowName names a row by the article that it belongs to, where there is one.
func (s *Store) rowName(ctx context.Context, d difference) string {
	if d.table.id == "" {
		return "a row: "
	}
	query := map[string]string{
		"document":   `SELECT ref FROM document WHERE id = ?`,
		"revision":   `SELECT d.ref FROM revision r JOIN document d ON d.id = r.document WHERE r.id = ?`,
		"extraction": `SELECT d.ref FROM extraction x JOIN revision r ON r.id = x.revision JOIN document d ON d.id = r.document WHERE x.id = ?`,
	}[d.table.name]
	var ref string
	if query != "" && s.read.QueryRowContext(ctx, query, d.flip.id).Scan(&ref) == nil {
		return "article " + ref + ", "
	}
	return fmt.Sprintf("row %d, ", d.flip.id)
}

// Accept takes the rows as they are for what was written: another program has changed
// them on purpose.
func (s *Store) Accept(ctx context.Context) error {
	texts, err := migrations()
	if err != nil {
		return err
	}
	return s.update(ctx, func(t tx) error {
		if _, err := t.exec(`DELETE FROM seal`); err != nil {
			return err
		}
		return t.resealAll(texts, len(texts))
	}, nil)
}
