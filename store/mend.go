package store

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// unlikeSeals finds what the rows of a damaged database and their seals differ in, as
// far as either can be read. An older database has no seals.
func unlikeSeals(ctx context.Context, path string, busy time.Duration, alone bool, told func(table string)) (all []difference) {
	db, seals := connectSealer(path, busy, alone)
	r, err := readSeals(ctx, db, seals)
	if err != nil {
		db.Close()
		return nil
	}
	defer r.close()
	for number, t := range seals.tables {
		if told != nil {
			told("seals of " + t.name)
		}
		for after := int64(math.MinInt64); after != math.MaxInt64; {
			if after, err = r.portion(ctx, number, after, sealPortion, func(d difference) { all = append(all, d) }); err != nil {
				break // the rows of this table are damaged otherwise, which is told of it
			}
		}
	}
	return all
}

// mendBytes writes the bytes that had changed as they were, and names the tables in
// which more than one byte of a row differs from what was written.
func (m *merger) mendBytes(r *Recovered) error {
	for _, d := range m.unlike {
		t := d.table
		switch {
		case d.own || t.ofIndex() || slices.Contains(derived, t.name):
			continue
		case d.flip == nil || !d.flip.text:
			if !slices.Contains(r.Damaged, t.name) && !slices.Contains(r.Differs, t.name) {
				r.Differs = append(r.Differs, t.name)
			}
			continue
		}
		n, err := m.mend(d)
		if err != nil {
			return fmt.Errorf("mend %s: %w", t.name, err)
		}
		r.Mended += int(n)
	}
	return nil
}

// mend gives a value the byte that was written.
func (m *merger) mend(d difference) (int64, error) {
	t, f := d.table, d.flip
	value := slices.Clone(f.row[f.at-f.offset : f.at-f.offset+f.size])
	value[f.offset] = f.was
	query := fmt.Sprintf(`UPDATE OR IGNORE main."%s" SET "%s" = CASE typeof("%[2]s") WHEN 'text' THEN CAST(?1 AS TEXT) ELSE ?1 END WHERE concat_ws('%[3]c', %[4]s) = CAST(?2 AS TEXT)`,
		t.name, f.column, between, strings.ReplaceAll(strings.Join(t.values, ", "), "$", ""))
	args := []any{value, f.row}
	if t.id != "" {
		query, args = query+` AND `+t.id+` = ?3`, append(args, f.id)
	}
	return m.do(query, args...)
}
