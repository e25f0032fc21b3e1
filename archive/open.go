package archive

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Archive is an opened WARC file, a WACZ file, or a folder of WARC files. It may
// be read by many goroutines at once, each with Readers of its own.
type Archive struct {
	Name    string
	Files   []File
	Pages   []Page   // of a WACZ file
	Title   string   // of a WACZ file
	Damaged []string // parts that could not be opened, with the reason

	closers []io.Closer
}

// File is a WARC file of an archive.
type File struct {
	Name string // base name
	Size int64
	src  io.ReaderAt
}

// Reader begins to read the records of the file.
func (f File) Reader() (*Reader, error) { return NewReader(f.Name, f.src, f.Size) }

// Each hands every record of the file to use, in their order, and every part that
// cannot be read to damaged. It ends with the first error of use, or with ctx.
func (f File) Each(ctx context.Context, damaged func(*Damage), use func(*Record) error) error {
	r, err := f.Reader()
	if err != nil {
		return err
	}
	for {
		if err := context.Cause(ctx); err != nil {
			return err
		}
		rec, err := r.Next()
		var damage *Damage
		switch {
		case err == io.EOF:
			return nil
		case errors.As(err, &damage):
			damaged(damage)
		case err != nil:
			return err
		default:
			if err := use(rec); err != nil {
				return err
			}
		}
	}
}

// Open opens an archive. It fails when there is none, or nothing in it can be read.
func Open(name string) (*Archive, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, fmt.Errorf("open archive: %w", err)
	}
	a := &Archive{Name: name}
	switch {
	case info.IsDir():
		err = a.openFolder(name)
	default:
		err = a.openFile(name, info.Size())
	}
	if err == nil && len(a.Files) == 0 {
		err = fmt.Errorf("%w: %s holds no WARC file", ErrFormat, name)
	}
	if err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

// Close closes the files.
func (a *Archive) Close() error {
	var err error
	for _, c := range a.closers {
		err = errors.Join(err, c.Close())
	}
	a.closers = nil
	return err
}

// openFolder opens the WARC files of a folder in the order of their names; of a
// folder with a WACZ file as well, the WARC files alone, which are the same.
func (a *Archive) openFolder(folder string) error {
	var names []string
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && isWARC(d.Name()) {
			names = append(names, path)
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, name := range names {
		info, err := os.Stat(name)
		if err != nil {
			return err
		}
		if err := a.openFile(name, info.Size()); err != nil {
			a.Damaged = append(a.Damaged, err.Error())
		}
	}
	return nil
}

// isWARC reports whether a file is one by its name; one that is still written too.
func isWARC(name string) bool {
	name = strings.TrimSuffix(strings.ToLower(name), openSuffix)
	return strings.HasSuffix(name, ".warc.gz") || strings.HasSuffix(name, ".warc")
}

// openFile opens a WARC or WACZ file, by what it holds.
func (a *Archive) openFile(name string, size int64) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	a.closers = append(a.closers, f)
	var magic [4]byte
	n, _ := f.ReadAt(magic[:], 0)
	if bytes.HasPrefix(magic[:n], []byte("PK\x03\x04")) {
		return a.openZip(f, size)
	}
	file := File{filepath.Base(name), size, f}
	if size == 0 {
		return fmt.Errorf("%w: %s is empty", ErrFormat, name)
	}
	if _, err := file.Reader(); err != nil {
		return err
	}
	a.Files = append(a.Files, file)
	return nil
}

// openZip opens the WARC files within a WACZ file where they stand.
func (a *Archive) openZip(f *os.File, size int64) error {
	z, err := zip.NewReader(f, size)
	if err != nil {
		return fmt.Errorf("open %s: %w", f.Name(), err)
	}
	for _, part := range z.File {
		switch {
		case isWARC(part.Name):
			if err := a.openPart(f, part); err != nil {
				a.Damaged = append(a.Damaged, part.Name+": "+err.Error())
			}
		case part.Name == waczPages:
			if err := a.readPages(part); err != nil {
				a.Damaged = append(a.Damaged, part.Name+": "+err.Error())
			}
		case part.Name == waczPackage:
			a.readPackage(part)
		}
	}
	slices.SortFunc(a.Files, func(x, y File) int { return strings.Compare(x.Name, y.Name) })
	return nil
}

// openPart reads a stored part in place; one that was packed over again, which
// the specification forbids, is unpacked into a file that goes when it is closed.
func (a *Archive) openPart(f *os.File, part *zip.File) error {
	offset, err := part.DataOffset()
	if err != nil {
		return err
	}
	size := int64(part.UncompressedSize64)
	var src io.ReaderAt = io.NewSectionReader(f, offset, size)
	if part.Method != zip.Store {
		spooled, err := a.spool(part)
		if err != nil {
			return err
		}
		src = spooled
	}
	file := File{filepath.Base(part.Name), size, src}
	if _, err := file.Reader(); err != nil {
		return err
	}
	a.Files = append(a.Files, file)
	return nil
}

// spool unpacks a part into a temporary file that is gone once it is closed.
func (a *Archive) spool(part *zip.File) (*os.File, error) {
	in, err := part.Open()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	out, err := os.CreateTemp("", "winnow-*.warc")
	if err != nil {
		return nil, err
	}
	a.closers = append(a.closers, out)
	if err := os.Remove(out.Name()); err != nil {
		return nil, err
	}
	_, err = io.Copy(out, in)
	return out, err
}

// maxPageLine bounds a line of a list of pages, which may hold the text of a page.
const maxPageLine = 64 << 20

// readPages reads the list of pages; its first line says what it is.
func (a *Archive) readPages(part *zip.File) error {
	in, err := part.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	dec := json.NewDecoder(io.LimitReader(in, maxPageLine))
	for {
		var p Page
		if err := dec.Decode(&p); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		if p.URL != "" {
			p.Text = "" // who wants it has the page
			a.Pages = append(a.Pages, p)
		}
	}
}

// readPackage reads what the archive says of itself; what cannot be read is left out.
func (a *Archive) readPackage(part *zip.File) {
	in, err := part.Open()
	if err != nil {
		return
	}
	defer in.Close()
	var p struct{ Title string }
	if json.NewDecoder(io.LimitReader(in, maxPageLine)).Decode(&p) == nil {
		a.Title = p.Title
	}
}
