package dataset

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/parquet-go/parquet-go"
)

// ErrNoPackage says that a folder holds no package.
var ErrNoPackage = errors.New("no data package of winnow")

// mostFaults is how many faults Verify lists; it counts them all.
const mostFaults = 100

// Check is what Verify found.
type Check struct {
	Files     int      `json:"files"`
	Rows      int      `json:"rows"`
	Excluded  int      `json:"excluded"`
	Revisions int      `json:"revisions"`
	Faults    []string `json:"faults"` // the first of them, for people
	Count     int      `json:"count"`  // of all
}

func (c *Check) fault(format string, args ...any) {
	if c.Count++; len(c.Faults) < mostFaults {
		c.Faults = append(c.Faults, fmt.Sprintf(format, args...))
	}
}

// leading are the columns by which the parts of a package refer to each other.
type leading struct {
	ID      *string `parquet:"id,optional" json:"id"`
	URL     *string `parquet:"url,optional" json:"url"`
	Split   *string `parquet:"split,optional" json:"split"`
	Cluster *string `parquet:"cluster,optional" json:"cluster"`
	Text    *string `parquet:"text,optional" json:"text"`
	Hash    *string `parquet:"text_sha256,optional" json:"text_sha256"`
}

// kept is what is remembered of a row while the others are read.
type kept struct{ split, hash string }

// Verify checks a package: digests of all files, nothing missing and nothing more;
// the figures; that both formats have the same rows; texts against their digests;
// that no cluster is in two splits; that revisions and clusters name rows that there
// are; that the descriptions are JSON. What is wrong is listed in Check, a file that
// cannot be read among it; the error wraps ErrNoPackage when it is no package.
func Verify(folder string) (*Check, error) {
	if _, err := os.Stat(filepath.Join(folder, "stats.json")); err != nil {
		return nil, fmt.Errorf("%s: %w (%v)", folder, ErrNoPackage, err)
	}
	c := &Check{Faults: []string{}}
	c.unread(folder, c.sums(folder))
	rows, err := c.rows(folder)
	c.unread(folder, err)
	c.Rows = len(rows)
	c.unread(folder, c.lines(folder, rows))
	c.references(folder, rows)
	for _, name := range []string{"recipe.json", "croissant.json", "datapackage.json"} {
		var any map[string]any
		c.unreadIn(name, readJSON(folder, name, &any))
	}
	var s Stats
	if err := readJSON(folder, "stats.json", &s); err != nil {
		c.unreadIn("stats.json", err)
		return c, nil
	}
	c.figures(&s, rows)
	return c, nil
}

// unread makes a fault of what kept a file from being read; the error names the file.
func (c *Check) unread(folder string, err error) {
	if err != nil {
		c.fault("cannot be read: %s", strings.ReplaceAll(err.Error(), folder+string(filepath.Separator), ""))
	}
}

func (c *Check) unreadIn(name string, err error) {
	if err != nil {
		c.fault("%s: cannot be read: %v", name, err)
	}
}

func readJSON(folder, name string, into any) error {
	b, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		return err
	}
	return json.Unmarshal(b, into)
}

// sums compares every file with the list of digests.
func (c *Check) sums(folder string) error {
	b, err := os.ReadFile(filepath.Join(folder, sumsFile))
	if err != nil {
		return err
	}
	listed := map[string]string{}
	for line := range strings.Lines(string(b)) {
		sum, path, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		if !ok {
			c.fault("%s: cannot read the line %q", sumsFile, line)
			continue
		}
		listed[path] = sum
	}
	files, err := inventory(folder)
	if err != nil {
		return err
	}
	c.Files = len(files)
	for _, f := range files {
		sum, known := listed[f.path]
		switch delete(listed, f.path); {
		case !known:
			c.fault("%s: is not in %s", f.path, sumsFile)
		case sum != f.sum:
			c.fault("%s: has other contents than %s says", f.path, sumsFile)
		}
	}
	for _, path := range slices.Sorted(keys(listed)) {
		c.fault("%s: is missing", path)
	}
	return nil
}

// rows reads the Parquet files of the data.
func (c *Check) rows(folder string) (map[string]kept, error) {
	rows := map[string]kept{}
	clusters := map[string]string{} // split by cluster
	err := eachShard(folder, ".parquet", func(name, split string) error {
		return eachParquet(filepath.Join(folder, name), func(r *leading) {
			id := or(deref(r.ID))
			if _, twice := rows[id]; twice {
				c.fault("%s: row %s stands there twice", name, id)
			}
			if deref(r.Split) != split {
				c.fault("%s: row %s says that it is in %q", name, id, deref(r.Split))
			}
			if text := deref(r.Text); text != "" && HashText(text) != deref(r.Hash) {
				c.fault("%s: the text of row %s has another digest", name, id)
			}
			if cluster := deref(r.Cluster); cluster != "" {
				if other, known := clusters[cluster]; known && other != split {
					c.fault("cluster %s is in %s and in %s", cluster, other, split)
				}
				clusters[cluster] = split
			}
			rows[id] = kept{split, deref(r.Hash)}
		})
	})
	return rows, err
}

// lines compares the JSON lines with the rows.
func (c *Check) lines(folder string, rows map[string]kept) error {
	n := 0
	err := eachShard(folder, ".jsonl.gz", func(name, split string) error {
		return eachLine(filepath.Join(folder, name), func(line []byte) error {
			var l leading
			if err := json.Unmarshal(line, &l); err != nil {
				c.fault("%s: a line is no JSON: %v", name, err)
				return nil
			}
			n++
			if r, ok := rows[deref(l.ID)]; !ok || r.split != split || r.hash != deref(l.Hash) {
				c.fault("%s: %s differs from Parquet", name, deref(l.ID))
			}
			return nil
		})
	})
	if err == nil && n != len(rows) {
		c.fault("JSON lines have %d rows, Parquet has %d", n, len(rows))
	}
	return err
}

// references checks what names rows, and that nothing is in and left out.
func (c *Check) references(folder string, rows map[string]kept) {
	revised := map[string]bool{}
	err := eachParquet(filepath.Join(folder, "revisions.parquet"), func(r *leading) {
		c.Revisions++
		revised[deref(r.ID)] = true
		if _, ok := rows[deref(r.ID)]; !ok {
			c.fault("revisions.parquet: %s is no row", deref(r.ID))
		}
	})
	c.unread(folder, err)
	for _, id := range slices.Sorted(keys(rows)) {
		if err == nil && !revised[id] {
			c.fault("revisions.parquet: nothing of %s", id)
		}
	}
	c.unread(folder, eachParquet(filepath.Join(folder, "clusters.parquet"), func(r *leading) {
		if row, ok := rows[deref(r.ID)]; deref(r.Split) != "" && (!ok || row.split != deref(r.Split)) {
			c.fault("clusters.parquet: %s is no row of %s", deref(r.ID), deref(r.Split))
		}
	}))
	c.unread(folder, eachLine(filepath.Join(folder, "excluded.jsonl.gz"), func(line []byte) error {
		var l struct{ ID, Reason string }
		if err := json.Unmarshal(line, &l); err != nil {
			return err
		}
		c.Excluded++
		if _, ok := rows[l.ID]; ok || l.Reason == "" {
			c.fault("excluded.jsonl.gz: %s is in the data, or has no reason", l.ID)
		}
		return nil
	}))
}

func (c *Check) figures(s *Stats, rows map[string]kept) {
	splits := map[string]int{}
	for _, r := range rows {
		splits[r.split]++
	}
	for _, f := range []struct {
		what      string
		got, said int
	}{{"rows", len(rows), s.Kept}, {"documents left out", c.Excluded, s.Selected - s.Kept}, {"revisions", c.Revisions, s.Revisions}} {
		if f.got != f.said {
			c.fault("stats.json tells of %d %s, there are %d", f.said, f.what, f.got)
		}
	}
	for _, split := range slices.Sorted(keys(s.Splits)) {
		if splits[split] != s.Splits[split] {
			c.fault("stats.json tells of %d rows in %s, there are %d", s.Splits[split], split, splits[split])
		}
	}
}

// eachShard calls for each file of the data of one format, in their order.
func eachShard(folder, ending string, each func(name, split string) error) error {
	list, err := os.ReadDir(filepath.Join(folder, "data"))
	if err != nil {
		return err
	}
	for _, f := range list {
		split, _, ok := strings.Cut(f.Name(), "-")
		if !ok || !strings.HasSuffix(f.Name(), ending) {
			continue
		}
		if err := each("data/"+f.Name(), split); err != nil {
			return err
		}
	}
	return nil
}

// eachParquet reads the columns of a file that a row of the given type has.
func eachParquet[R any](name string, each func(*R)) (err error) {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	defer func() {
		if p := recover(); p != nil { // the library panics on some damage
			err = fmt.Errorf("%s: damaged: %v", name, p)
		}
	}()
	st, err := f.Stat()
	if err != nil {
		return err
	}
	file, err := parquet.OpenFile(f, st.Size())
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	r := parquet.NewGenericReader[R](file)
	defer r.Close()
	rows := make([]R, rowBatch)
	for {
		clear(rows)
		n, err := r.Read(rows)
		for i := range rows[:n] {
			each(&rows[i])
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
}

// longestLine bounds a line of JSON: no article is longer.
const longestLine = 64 << 20

func eachLine(name string, each func([]byte) error) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	lines := bufio.NewScanner(z)
	lines.Buffer(make([]byte, 1<<16), longestLine)
	for lines.Scan() {
		if err := each(lines.Bytes()); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
