package archive

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// Mended says what became of a file that was left open.
type Mended struct {
	File    string // its name now; empty when no record was whole, and it is gone
	Records int    // that are whole
	Lost    int64  // bytes behind them, of a record that was not complete
}

// Mend completes the files of a prefix that a killed Writer left open: each is
// cut behind its last whole record and gets its name. The caller sees to it that
// no Writer still writes them.
func Mend(folder, prefix string) ([]Mended, error) {
	names, err := LeftOpen(folder, prefix)
	if err != nil {
		return nil, err
	}
	var all []Mended
	for _, name := range names {
		m, err := mend(filepath.Join(folder, name))
		if err != nil {
			return all, fmt.Errorf("mend %s: %w", name, err)
		}
		all = append(all, m)
	}
	return all, nil
}

// LeftOpen gives the names of the files of a prefix that were left open, which
// are those of WARC files with the suffix .open.
func LeftOpen(folder, prefix string) ([]string, error) {
	names, err := filepath.Glob(filepath.Join(folder, "*.warc.gz"+openSuffix))
	if err != nil {
		return nil, err
	}
	var left []string
	for _, name := range names {
		if base := filepath.Base(name); strings.HasPrefix(base, prefix+"-") {
			left = append(left, base)
		}
	}
	return left, nil
}

func mend(name string) (Mended, error) {
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return Mended{}, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return Mended{}, err
	}
	records, end := wholeRecords(f, info.Size())
	m := Mended{Records: records, Lost: info.Size() - end}
	if records == 0 {
		return m, os.Remove(name)
	}
	m.File = strings.TrimSuffix(filepath.Base(name), openSuffix)
	if m.Lost > 0 {
		err = f.Truncate(end)
	}
	if err = errors.Join(err, f.Sync()); err != nil {
		return m, err
	}
	if err := os.Rename(name, strings.TrimSuffix(name, openSuffix)); err != nil {
		return m, err
	}
	return m, syncFolder(filepath.Dir(name))
}

// wholeRecords counts the records from the beginning up to the first that cannot
// be read, and gives the byte where they end.
func wholeRecords(f io.ReaderAt, size int64) (n int, end int64) {
	r, err := NewReader("open"+openSuffix, f, size)
	if err != nil {
		return 0, 0
	}
	for {
		record, err := r.Next()
		if err != nil {
			return n, end
		}
		if err := record.Skip(); err != nil {
			return n, end
		}
		n, end = n+1, record.Offset+record.Length
	}
}
