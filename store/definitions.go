package store

import (
	"context"
	"hash/crc32"
)

// definitions are what has a seal for each line by its name: how tables, indexes and
// views are made, and which columns are sealed. What other programs add has none.
var definitions = []struct{ part, query, what string }{
	{"sqlite_schema", `SELECT name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite\_%' ESCAPE '\' AND name <> 'search' AND name NOT GLOB 'search_*'`, "its definition is not the one that winnow made"},
	{"sealed", `SELECT part, columns FROM sealed`, "the list of its columns is not the one that winnow wrote"},
}

// sealDefinitions seals the definitions of a part that ours names.
func (t tx) sealDefinitions(ours func(name string) bool) error {
	for _, d := range definitions {
		texts, err := readTexts(context.Background(), t.w.conn, d.query)
		if err != nil {
			return err
		}
		if _, err := t.exec(`DELETE FROM seal WHERE part = ?`, d.part); err != nil {
			return err
		}
		for name, text := range texts {
			if !ours(name) {
				continue
			}
			s := sealOf([]byte(text))
			if _, err := t.exec(`INSERT INTO seal (part, drawer, code, mark) VALUES (?, ?, ?, ?)`, d.part, drawerOf(name), s.code, s.mark); err != nil {
				return err
			}
		}
	}
	return nil
}

func drawerOf(name string) int64 { return int64(crc32.ChecksumIEEE([]byte(name))) }

func readTexts(ctx context.Context, q queryer, query string) (map[string]string, error) {
	texts := map[string]string{}
	return texts, eachRow(ctx, q, query, nil, func(scan func(...any) error) error {
		var name, text string
		err := scan(&name, &text)
		texts[name] = text
		return err
	})
}

// checkDefinitions tells which definitions are not those that were sealed.
func (s *Store) checkDefinitions(ctx context.Context, note func(Fault)) error {
	for _, d := range definitions {
		texts, err := readTexts(ctx, s.read, d.query)
		if err != nil {
			return err
		}
		seals := map[int64]seal{}
		if err := s.each(ctx, `SELECT drawer, code, mark FROM seal WHERE part = ?`, []any{d.part}, func(scan func(...any) error) error {
			var drawer int64
			var kept seal
			err := scan(&drawer, &kept.code, &kept.mark)
			seals[drawer] = kept
			return err
		}); err != nil {
			return err
		}
		for name, text := range texts {
			kept, ours := seals[drawerOf(name)]
			if delete(seals, drawerOf(name)); ours && kept != sealOf([]byte(text)) {
				note(Fault{Where: name, What: d.what, Differs: true})
			}
		}
		if len(seals) > 0 {
			note(Fault{Where: d.part, What: "something that winnow made is gone, or has another name", Differs: true})
		}
	}
	return nil
}
