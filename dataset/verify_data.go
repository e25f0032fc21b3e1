package dataset

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// data reads the rows in both formats, side by side.
func (a *audit) data() error {
	paired := map[string]bool{}
	err := eachShard(a.folder, ".parquet", func(name, split string) error {
		other := strings.TrimSuffix(name, ".parquet") + ".jsonl.gz"
		paired[other] = true
		err := readTable(filepath.Join(a.folder, name), func(t *storedTable) error {
			s := a.shard(name, split, t)
			return s.compare(other)
		})
		a.unread(err)
		return nil
	})
	if err != nil {
		return err
	}
	return eachShard(a.folder, ".jsonl.gz", func(name, _ string) error {
		if !paired[name] {
			a.fault("%s: there is no Parquet of these rows", name)
		}
		return nil
	})
}

// shard is a file of the data while it is checked.
type shard struct {
	*audit
	name, split string
	table       *storedTable
	at          map[string]int // column by name
	lines       *lines
	ahead       []byte // the line to compare; nil behind the last one
	aheadID     string
	keys        []string // of a line, with quotes and colon
	row         int      // number, 1 first
	id          string
	text        []byte
	last        string // id of the row before
	rules       []rule
}

func (a *audit) shard(name, split string, t *storedTable) *shard {
	s := &shard{audit: a, name: name, split: split, table: t, at: map[string]int{}}
	for i, c := range t.columns {
		s.at[c.Name] = i
		s.keys = append(s.keys, string(append(quoted(nil, c.Name), ':')))
	}
	a.kinds(name, t.columns)
	a.found.shards[split]++
	s.rules = a.rules(t.columns)
	return s
}

// kinds checks the columns of a file of the data against those that the recipe asks
// for, and those of the files before.
func (a *audit) kinds(name string, there []Column) {
	if a.columns == nil {
		a.columns = there
		if own, err := a.recipe.columns(); err == nil && a.built == a.version && a.recipe.Name != "" {
			a.columns = columnsOf(own)
		}
	}
	a.sameColumns(name, there, a.columns)
}

// sameColumns tells of columns that are missing, too many, of another kind or in
// another order.
func (a *audit) sameColumns(name string, there, want []Column) {
	before := a.Count
	for _, c := range want {
		at := slices.IndexFunc(there, func(o Column) bool { return o.Name == c.Name })
		switch {
		case at < 0:
			a.fault("%s: column %s is missing", name, c.Name)
		case plainKind(there[at].Kind) != plainKind(c.Kind):
			a.fault("%s: column %s is of the type %s, it should be %s", name, c.Name, there[at].Kind, plainKind(c.Kind))
		}
	}
	for _, c := range there {
		if !slices.ContainsFunc(want, func(o Column) bool { return o.Name == c.Name }) {
			a.fault("%s: column %s is not one of the package", name, c.Name)
		}
	}
	if before == a.Count && !slices.EqualFunc(there, want, func(a, b Column) bool { return a.Name == b.Name }) {
		a.fault("%s: the columns stand in another order", name)
	}
}

// plainKind is a kind as a file tells it.
func plainKind(k Kind) Kind {
	if k == Word || k == Object {
		return Text
	}
	return k
}

// compare reads the rows with the JSON lines of the same rows beside them. Both are
// in the order of their ids, so that what is missing in one is told as that.
func (s *shard) compare(other string) (err error) {
	s.lines, err = openLines(filepath.Join(s.folder, other))
	if errors.Is(err, fs.ErrNotExist) {
		s.fault("%s: there are no JSON lines of these rows", s.name)
	} else if err != nil {
		s.unread(err)
	}
	if s.lines != nil {
		defer func() { err = errors.Join(err, s.lines.close()) }()
		s.advance()
	}
	if err := s.table.each(s.check); err != nil {
		return fmt.Errorf("%s: row %d: %w", s.name, s.row, err)
	}
	for s.lines != nil && s.ahead != nil {
		s.fault("%s: row %d (%s) is not in Parquet", other, s.lines.n, clip(s.aheadID))
		s.advance()
	}
	return nil
}

// advance reads the next line. What cannot be read ends the comparison.
func (s *shard) advance() {
	for {
		line, err := s.lines.next()
		if err != nil {
			s.unread(err)
		}
		if s.ahead = line; line == nil {
			return
		}
		var l struct{ ID string }
		if err := json.Unmarshal(line, &l); err != nil {
			s.fault("%s: row %d: no row in JSON: %v", s.otherName(), s.lines.n, err)
			continue
		}
		s.aheadID = l.ID
		return
	}
}

func (s *shard) otherName() string { return strings.TrimSuffix(s.name, ".parquet") + ".jsonl.gz" }

// check checks one row.
func (s *shard) check(cells []cell) error {
	s.row++
	s.id = s.get(cells, "id").text
	s.identity(cells)
	s.ruled(cells)
	s.found.add(s.split, s.table.columns, s.at, cells)
	if s.lines == nil {
		return nil
	}
	for s.ahead != nil && s.aheadID < s.id {
		s.fault("%s: row %d (%s) is not in Parquet", s.otherName(), s.lines.n, clip(s.aheadID))
		s.advance()
	}
	if s.ahead == nil || s.aheadID != s.id {
		s.fault("%s: row %d (%s) is not in the JSON lines", s.name, s.row, clip(s.id))
		return nil
	}
	s.sameRow(cells)
	s.advance()
	return nil
}

func (s *shard) get(cells []cell, column string) cell {
	if at, ok := s.at[column]; ok {
		return cells[at]
	}
	return cell{}
}

func (s *shard) has(column string) bool { _, ok := s.at[column]; return ok }

// wrong tells of a value.
func (s *shard) wrong(column, format string, args ...any) {
	s.fault("%s: row %d (%s), column %s: %s", s.name, s.row, clip(s.id), column, fmt.Sprintf(format, args...))
}

// sameRow compares a row with its line: byte by byte, and where that differs,
// value by value.
func (s *shard) sameRow(cells []cell) {
	b := append(s.text[:0], '{')
	for i := range cells {
		if i > 0 {
			b = append(b, ',')
		}
		b = jsonValue(append(b, s.keys[i]...), s.table.columns[i].Kind, &cells[i])
	}
	if s.text = append(b, '}'); bytes.Equal(s.text, s.ahead) {
		return
	}
	var line map[string]json.RawMessage
	if err := json.Unmarshal(s.ahead, &line); err != nil {
		s.fault("%s: row %d: no row in JSON: %v", s.otherName(), s.lines.n, err)
		return
	}
	at := fmt.Sprintf("%s: row %d (%s)", s.otherName(), s.lines.n, clip(s.id))
	for i, c := range s.table.columns {
		there, ok := line[c.Name]
		delete(line, c.Name)
		switch want := jsonValue(nil, c.Kind, &cells[i]); {
		case !ok:
			s.fault("%s, column %s: is missing", at, c.Name)
		case !sameValue(c.Kind, there, want):
			s.fault("%s, column %s: is %s, in Parquet %s", at, c.Name, clip(string(there)), clip(string(want)))
		}
	}
	for _, name := range slices.Sorted(keys(line)) {
		s.fault("%s, column %s: is not in Parquet", at, clip(name))
	}
}

// sameValue tells whether two values in JSON are the same and of the same type.
func sameValue(k Kind, a, b []byte) bool {
	if bytes.Equal(a, b) {
		return true
	}
	if k == Real {
		x, err := strconv.ParseFloat(string(a), 64)
		y, also := strconv.ParseFloat(string(b), 64)
		return err == nil && also == nil && x == y
	}
	var x, y any
	if json.Unmarshal(a, &x) != nil || json.Unmarshal(b, &y) != nil || k == Integer {
		return false
	}
	return equalJSON(x, y)
}

// shardNames tells of files of the data whose names do not count them.
func (a *audit) shardNames() {
	list, err := os.ReadDir(filepath.Join(a.folder, "data"))
	a.unread(err)
	for _, f := range list {
		split, rest, _ := strings.Cut(f.Name(), "-")
		var n, of int
		var ending string
		if _, err := fmt.Sscanf(rest, "%05d-of-%05d.%s", &n, &of, &ending); err != nil || of != a.found.shards[split] || n >= of {
			a.fault("data/%s: is no file of the %d of %s", f.Name(), a.found.shards[split], split)
		}
	}
}
