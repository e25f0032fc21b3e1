package archive

import (
	"archive/zip"
	"bufio"
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"
)

// waczVersion is the edition of the WACZ specification that Pack follows.
const waczVersion = "1.1.1"

// The places within a WACZ file.
const (
	waczArchive     = "archive/"
	waczIndex       = "indexes/index.cdx.gz"
	waczIndexLookup = "indexes/index.idx"
	waczPages       = "pages/pages.jsonl"
	waczPackage     = "datapackage.json"
	waczDigest      = "datapackage-digest.json"
)

// Page is a page of an archive that a reader may begin with.
type Page struct {
	ID    string    `json:"id,omitempty"`
	URL   string    `json:"url"`
	Time  time.Time `json:"ts"` // of its record
	Title string    `json:"title,omitempty"`
	Text  string    `json:"text,omitempty"` // what a search through the pages looks at
	Size  int64     `json:"size,omitempty"` // of the page with what it shows, in bytes
	Seed  bool      `json:"seed,omitempty"` // the archive was begun with it
}

// Package is what Pack puts into a WACZ file.
type Package struct {
	Title, Description string
	Software           string    // who packs
	Created            time.Time // for the file
	MainPage           Page      // that a reader opens first; left out when it has no URL
	Files              []string  // paths of the WARC files
	Index              []string  // CDXJ lines, sorted bytewise
	Pages              func(yield func(Page) bool)
}

// Pack writes a WACZ file (edition 1.1.1) that holds WARC files with their index
// and pages. The file has its name only when it is complete. WARC files and the
// packed index are stored as they are, so that readers find records by offset.
func Pack(ctx context.Context, name string, p Package) (err error) {
	partial := name + openSuffix
	f, err := os.Create(partial)
	if err != nil {
		return fmt.Errorf("pack: %w", err)
	}
	defer func() {
		f.Close()
		if err != nil {
			os.Remove(partial)
			err = fmt.Errorf("pack %s: %w", name, err)
		}
	}()
	out := bufio.NewWriterSize(f, 1<<20)
	w := &waczWriter{zip: zip.NewWriter(out), created: p.Created}
	if err := w.fill(ctx, p); err != nil {
		return err
	}
	if err := errors.Join(w.zip.Close(), out.Flush(), f.Sync()); err != nil {
		return err
	}
	if err := os.Rename(partial, name); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(name))
}

// waczWriter writes the parts of a WACZ file and keeps account of them.
type waczWriter struct {
	zip       *zip.Writer
	created   time.Time
	resources []resource
}

// resource is a part of the package, as datapackage.json lists it.
type resource struct {
	Name  string `json:"name"`
	Path  string `json:"path"`
	Hash  string `json:"hash"` // sha256:…
	Bytes int64  `json:"bytes"`
}

func (w *waczWriter) fill(ctx context.Context, p Package) error {
	for _, file := range p.Files {
		if err := w.copy(ctx, file); err != nil {
			return err
		}
	}
	if err := w.index(p.Index); err != nil {
		return err
	}
	if err := w.pages(p.Pages); err != nil {
		return err
	}
	return w.describe(p)
}

// part begins a part; done ends it and lists it.
func (w *waczWriter) part(path string, method uint16) (out io.Writer, done func(), err error) {
	to, err := w.zip.CreateHeader(&zip.FileHeader{Name: path, Method: method, Modified: w.created.UTC()})
	if err != nil {
		return nil, nil, err
	}
	sum := &countingHash{Hash: sha256.New()}
	return io.MultiWriter(to, sum), func() {
		w.resources = append(w.resources, resource{filepath.Base(path), path, "sha256:" + hex.EncodeToString(sum.Sum(nil)), sum.n})
	}, nil
}

type countingHash struct {
	hash.Hash
	n int64
}

func (c *countingHash) Write(p []byte) (int, error) {
	c.n += int64(len(p))
	return c.Hash.Write(p)
}

// copy stores a WARC file.
func (w *waczWriter) copy(ctx context.Context, file string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	out, done, err := w.part(waczArchive+filepath.Base(file), zip.Store)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, contextReader{ctx, f}); err != nil {
		return err
	}
	done()
	return nil
}

// contextReader stops reading when its context ends.
type contextReader struct {
	ctx context.Context
	io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := context.Cause(c.ctx); err != nil {
		return 0, err
	}
	return c.Reader.Read(p)
}

// blockLines is how many lines of an index a packed block holds, as the tools
// of the field have it.
const blockLines = 300

// index writes the packed index, a gzip member for so many lines, and the list
// of where each member begins, so that a reader unpacks only the one it needs.
func (w *waczWriter) index(lines []string) error {
	out, done, err := w.part(waczIndex, zip.Store)
	if err != nil {
		return err
	}
	var lookup bytes.Buffer
	fmt.Fprintf(&lookup, "!meta 0 {\"format\": \"cdxj-gzip-1.0\", \"filename\": %q}\n", filepath.Base(waczIndex))
	var block bytes.Buffer
	offset := 0
	for chunk := range slices.Chunk(lines, blockLines) {
		block.Reset()
		z := gzip.NewWriter(&block)
		for _, line := range chunk {
			io.WriteString(z, line+"\n") // into memory: cannot fail
		}
		if err := z.Close(); err != nil {
			return err
		}
		sum := sha256.Sum256(block.Bytes())
		prefix, _, _ := strings.Cut(chunk[0], " {")
		fmt.Fprintf(&lookup, "%s {\"offset\": %d, \"length\": %d, \"digest\": \"sha256:%x\"}\n", prefix, offset, block.Len(), sum)
		if _, err := out.Write(block.Bytes()); err != nil {
			return err
		}
		offset += block.Len()
	}
	done()
	return w.bytes(waczIndexLookup, lookup.Bytes())
}

// pages writes the list of pages.
func (w *waczWriter) pages(pages func(yield func(Page) bool)) error {
	out, done, err := w.part(waczPages, zip.Deflate)
	if err != nil {
		return err
	}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	err = enc.Encode(map[string]any{"format": "json-pages-1.0", "id": "pages", "title": "All Pages", "hasText": true})
	if pages != nil && err == nil {
		pages(func(p Page) bool {
			p.Time = p.Time.UTC().Truncate(time.Second)
			// Validators take the list for a table and a line without these for a blank one.
			if p.ID == "" {
				sum := sha256.Sum256([]byte(p.URL + " " + formatDate(p.Time)))
				p.ID = hex.EncodeToString(sum[:8])
			}
			p.Title = cmp.Or(p.Title, p.URL)
			err = enc.Encode(p)
			return err == nil
		})
	}
	done()
	return err
}

// describe writes datapackage.json and its digest.
func (w *waczWriter) describe(p Package) error {
	description := struct {
		Profile     string     `json:"profile"`
		Version     string     `json:"wacz_version"`
		Title       string     `json:"title,omitempty"`
		Description string     `json:"description,omitempty"`
		Software    string     `json:"software,omitempty"`
		Created     string     `json:"created"`
		MainURL     string     `json:"mainPageUrl,omitempty"`
		MainDate    string     `json:"mainPageDate,omitempty"`
		Resources   []resource `json:"resources"`
	}{
		Profile: "data-package", Version: waczVersion, Title: p.Title, Description: p.Description, Software: p.Software,
		Created: formatDate(p.Created), Resources: w.resources,
	}
	if p.MainPage.URL != "" {
		description.MainURL, description.MainDate = p.MainPage.URL, formatDate(p.MainPage.Time)
	}
	text, err := json.MarshalIndent(description, "", "  ")
	if err != nil {
		return err
	}
	sum := sha256.Sum256(text)
	digest, err := json.MarshalIndent(map[string]string{"path": waczPackage, "hash": "sha256:" + hex.EncodeToString(sum[:])}, "", "  ")
	if err != nil {
		return err
	}
	return errors.Join(w.bytes(waczPackage, text), w.bytes(waczDigest, digest))
}

// bytes writes a small part.
func (w *waczWriter) bytes(path string, b []byte) error {
	out, done, err := w.part(path, zip.Deflate)
	if err != nil {
		return err
	}
	if _, err := out.Write(b); err != nil {
		return err
	}
	done()
	return nil
}
