package dataset

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
)

// leftLine is a line of what was left out.
type leftLine struct {
	ID     *string `json:"id"`
	URL    *string `json:"url"`
	Source *string `json:"source"`
	Reason *string `json:"reason"`
	Value  *string `json:"value"`
}

// excluded checks what was left out: each line by itself, that it is not in the data,
// and that the recipe has its reason.
func (a *audit) excluded() error {
	last := ""
	return eachLine(filepath.Join(a.folder, excludedFile), func(n int, line []byte) error {
		var l leftLine
		d := json.NewDecoder(bytes.NewReader(line))
		d.DisallowUnknownFields()
		if err := d.Decode(&l); err != nil {
			a.fault("%s: row %d: cannot be read: %v", excludedFile, n, err)
			return nil
		}
		id, at := deref(l.ID), fmt.Sprintf("%s: row %d (%s)", excludedFile, n, clip(deref(l.ID)))
		for _, c := range []struct{ name, value string }{{"id", id}, {"url", deref(l.URL)}, {"source", deref(l.Source)}, {"reason", deref(l.Reason)}} {
			if c.value == "" {
				a.fault("%s, column %s: is null", at, c.name)
			}
		}
		a.Excluded++
		a.found.leave(deref(l.Reason))
		switch row, in := a.rows[id]; {
		case in:
			a.fault("%s, column id: is in the data too, %s", at, row.where)
		case a.left[id]:
			a.fault("%s, column id: stands there twice", at)
		case id <= last:
			a.fault("%s, column id: stands behind %s: rows are in the order of their ids", at, clip(last))
		}
		a.left[id], last = true, id
		if said := a.recipe.gives(exclusion{deref(l.Reason), deref(l.Value)}); said != "" && a.recipe.Name != "" {
			a.fault("%s, column reason: %s", at, said)
		}
		return nil
	})
}

// tableRow is a row of a table beside the data.
type tableRow struct {
	at    string // file, row and id
	get   func(column string) cell
	fault func(column, format string, args ...any)
}

// table reads a table beside the data.
func (a *audit) table(name string, columns []Column, each func(r tableRow)) error {
	return readTable(filepath.Join(a.folder, name), func(t *storedTable) error {
		a.sameColumns(name, t.columns, columns)
		at := map[string]int{}
		for i, c := range t.columns {
			at[c.Name] = i
		}
		n := 0
		err := t.each(func(cells []cell) error {
			n++
			get := func(column string) cell {
				if i, ok := at[column]; ok {
					return cells[i]
				}
				return cell{}
			}
			place := fmt.Sprintf("%s: row %d (%s)", name, n, clip(get("id").text))
			each(tableRow{place, get, func(column, format string, args ...any) {
				a.fault("%s, column %s: %s", place, column, fmt.Sprintf(format, args...))
			}})
			return nil
		})
		if err != nil {
			return fmt.Errorf("%s: row %d: %w", name, n, err)
		}
		return nil
	})
}

// clusters checks the table of clusters: each member against the data or what was
// left out, and that no row of the data is forgotten.
func (a *audit) clusters() error {
	const name = "clusters.parquet"
	sizes, members := map[string]int64{}, map[string]int64{}
	err := a.table(name, columnsOf(clusterColumns), func(r tableRow) {
		id, cluster := r.get("id").text, r.get("cluster").text
		if _, twice := a.members[id]; twice {
			r.fault("id", "stands there twice")
		}
		k := kept{split: r.get("split").text, cluster: cluster, role: r.get("role").text, size: r.get("size").number, where: r.at}
		a.members[id] = k
		if members[cluster]++; cluster == "" {
			r.fault("cluster", "is null")
		}
		if !slices.Contains(constraints["cluster_role"]["enum"].([]string), k.role) {
			r.fault("role", "%q is no role", clip(k.role))
		}
		if other, known := sizes[cluster]; known && other != k.size {
			r.fault("size", "is %d, of another row of its cluster %d", k.size, other)
		}
		sizes[cluster] = k.size
		a.member(r, id, k)
	})
	if err != nil {
		return err
	}
	for _, cluster := range slices.Sorted(keys(members)) {
		if n := members[cluster]; n > sizes[cluster] {
			a.fault("%s: cluster %s has %d rows, column size says %d", name, clip(cluster), n, sizes[cluster])
		}
	}
	for _, id := range a.ids {
		if row := a.rows[id]; row.cluster != "" && a.members[id].where == "" {
			a.fault("%s (%s), column cluster: %s is not in %s", row.where, clip(id), clip(row.cluster), name)
		}
	}
	return nil
}

// member holds a row of the table of clusters against the row of the data.
func (a *audit) member(r tableRow, id string, k kept) {
	row, in := a.rows[id]
	switch {
	case in && k.split != row.split:
		r.fault("split", "is %q, %s is in %s", k.split, row.where, row.split)
	case !in && k.split != "":
		r.fault("id", "is no row of %s", clip(k.split))
	case !in && !a.left[id]:
		r.fault("id", "is neither in the data nor in %s", excludedFile)
	}
	if !in {
		return
	}
	if row.cluster != k.cluster {
		r.fault("cluster", "is %s, in %s %s", clip(k.cluster), row.where, clip(row.cluster))
	}
	if a.found.columns["cluster_role"] && row.role != k.role {
		r.fault("role", "is %s, in %s %s", clip(k.role), row.where, clip(row.role))
	}
	if a.found.columns["minhash_cluster_size"] && row.size != k.size {
		r.fault("size", "is %d, in %s %d", k.size, row.where, row.size)
	}
}

// revisions checks the table of revisions: texts and digests, that each is one of a
// row, and that each row has the one that it says it is.
func (a *audit) revisions() error {
	const name = "revisions.parquet"
	said := map[string]bool{} // rows whose own revision was found
	lastID, lastNumber := "", int64(0)
	ruled := []Column{{Name: "fetched_at"}, {Name: "text_sha256"}}
	rules := a.rules(ruled)
	err := a.table(name, columnsOf(revisionColumns), func(r tableRow) {
		a.Revisions++
		a.found.Revisions++
		id, number, hash, text := r.get("id").text, r.get("revision").number, r.get("text_sha256").text, r.get("text").text
		row, in := a.rows[id]
		switch {
		case !in:
			r.fault("id", "is no row of the data")
		case id == lastID && number <= lastNumber:
			r.fault("revision", "%d stands behind %d", number, lastNumber)
		case id < lastID:
			r.fault("id", "stands behind %s: rows are in the order of their ids", clip(lastID))
		case number < 1:
			r.fault("revision", "is %d", number)
		}
		lastID, lastNumber = id, number
		if text != "" && HashText(text) != hash {
			r.fault("text", "has another digest than text_sha256")
		}
		if a.recipe.Text == TextNone && (text != "" || r.get("title").text != "") {
			r.fault("text", "there is one in a package without texts")
		} else if a.recipe.Text == TextFull && text == "" && hash != "" {
			r.fault("text", "is null")
		}
		for i := range rules {
			v := r.get(ruled[i].Name)
			if problem := rules[i].breach(Text, &v); problem != "" {
				r.fault(ruled[i].Name, "%s", problem)
			}
		}
		if n := row.revision; in && (number == n || n == 0) {
			if hash == row.hash {
				said[id] = true
			} else if n != 0 {
				said[id] = true
				r.fault("text_sha256", "is not that of %s, which is this revision", row.where)
			}
		}
	})
	if err != nil {
		return err
	}
	for _, id := range a.ids {
		if !said[id] {
			a.fault("%s (%s), column revision: its text is not in %s", a.rows[id].where, clip(id), name)
		}
	}
	return nil
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
