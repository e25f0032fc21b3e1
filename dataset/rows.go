package dataset

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"path/filepath"

	"github.com/parquet-go/parquet-go"
)

// Row is a row of a package as far as it leads back to its page. What the package
// has no column for, or the row no value, is empty.
type Row struct {
	ID, URL, Split string
	Hash           string // SHA-256 of the text, hex
	Revision       int    // 0 when it is not known
	RawHash        string // SHA-256 of the decoded page, hex
	Record         Record
	Parts          []string // further pages that were joined
	Extractor      string   // version of winnow that read it
}

// traced are the columns of a Row.
type traced struct {
	ID       *string `parquet:"id,optional"`
	URL      *string `parquet:"url,optional"`
	Split    *string `parquet:"split,optional"`
	Hash     *string `parquet:"text_sha256,optional"`
	Revision *int64  `parquet:"revision,optional"`
	RawHash  *string `parquet:"raw_sha256,optional"`
	File     *string `parquet:"file_path,optional"`
	Offset   *int64  `parquet:"warc_offset,optional"`
	Record   *string `parquet:"warc_record_id,optional"`

	Parts     []string `parquet:"parts,list"`
	Extractor *string  `parquet:"extractor,optional"`
}

// errEnough ends the reading of a package.
var errEnough = errors.New("enough")

// Rows gives the rows of a package in the order of its files, in constant memory.
// It ends after the first error, which wraps ErrNoPackage when the folder holds
// none.
func Rows(folder string) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		err := eachShard(folder, ".parquet", func(name, _ string) error {
			enough := false
			err := eachParquet(filepath.Join(folder, name), func(r *traced) {
				enough = enough || !yield(r.row(), nil)
			})
			if enough {
				return errEnough
			}
			return err
		})
		if err != nil && !errors.Is(err, errEnough) {
			yield(Row{}, fmt.Errorf("%s: %w (%v)", folder, ErrNoPackage, err))
		}
	}
}

func (r *traced) row() Row {
	row := Row{ID: deref(r.ID), URL: deref(r.URL), Split: deref(r.Split), Hash: deref(r.Hash), RawHash: deref(r.RawHash), Parts: r.Parts, Extractor: deref(r.Extractor)}
	if r.Revision != nil {
		row.Revision = int(*r.Revision)
	}
	if r.Offset != nil {
		row.Record = Record{File: deref(r.File), Offset: *r.Offset, ID: deref(r.Record)}
	}
	return row
}

// eachParquet reads the columns of a file that a row of the given type has.
func eachParquet[R any](name string, each func(*R)) error {
	return withParquet(name, func(file *parquet.File) error {
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
	})
}
