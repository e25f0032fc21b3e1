package archive

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// ErrNoRecord says that the record that is looked for is not where it should be:
// its file is gone, or something else stands there.
var ErrNoRecord = errors.New("no such record")

// ReadAnswer reads the answer of the record that begins at a byte of a WARC file of
// a folder, also of one that is still written. id is that of the record, limit
// bounds the payload in bytes. Of a revisit, whose payload stands elsewhere, it gives
// what there is. The error wraps ErrNoRecord when there is no such record.
func ReadAnswer(folder, file, id string, offset, limit int64) (*Answer, error) {
	f, err := openPlace(folder, file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	r, err := NewReader(file, f, info.Size())
	if err != nil {
		return nil, err
	}
	rec, err := r.At(offset)
	if err != nil {
		return nil, fmt.Errorf("%s, byte %d: %w: %w", file, offset, ErrNoRecord, err)
	}
	if got := trimID(rec.Fields.Get("WARC-Record-ID")); got != trimID(id) || rec.Offset != offset {
		return nil, fmt.Errorf("%s, byte %d: %w: %s stands there", file, offset, ErrNoRecord, got)
	}
	answer, err := rec.answer(limit)
	if err != nil {
		return nil, fmt.Errorf("%s, byte %d: %w", file, offset, err)
	}
	return answer, nil
}

func openPlace(folder, file string) (*os.File, error) {
	name := filepath.Join(folder, filepath.Base(file))
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		f, err = os.Open(name + openSuffix)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w: the file is not there", name, ErrNoRecord)
	}
	return f, err
}
