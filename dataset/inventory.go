package dataset

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// sumsFile lists the digests of all other files, as sha256sum -c reads it.
const sumsFile = "SHA256SUMS"

// entry is a file of a package.
type entry struct {
	path  string // with slashes
	bytes int64
	sum   string // SHA-256, hex
}

// inventory gives the files of a folder by their names, but for the list of digests.
func inventory(folder string) ([]entry, error) {
	var list []entry
	err := filepath.WalkDir(folder, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(folder, name)
		if err != nil || rel == sumsFile {
			return err
		}
		e := entry{path: filepath.ToSlash(rel)}
		if !d.Type().IsRegular() {
			return fmt.Errorf("%s: is no plain file", e.path)
		}
		e.sum, e.bytes, err = digest(name)
		list = append(list, e)
		return err
	})
	slices.SortFunc(list, func(a, b entry) int { return strings.Compare(a.path, b.path) })
	return list, err
}

func digest(name string) (sum string, bytes int64, err error) {
	f, err := os.Open(name)
	if err != nil {
		return "", 0, err
	}
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(h, f)
	return hex.EncodeToString(h.Sum(nil)), n, err
}

func writeSums(folder string) error {
	list, err := inventory(folder)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	for _, e := range list {
		fmt.Fprintf(&b, "%s  %s\n", e.sum, e.path)
	}
	return writeFile(folder, sumsFile, b.Bytes())
}

// about says what a file of a package is.
func about(path string) string {
	for _, f := range []struct{ part, about string }{
		{"excluded.jsonl.gz", "every selected document that is not in the data, with the reason"},
		{"clusters.parquet", "articles that share their text, with their roles"},
		{"revisions.parquet", "every text that was seen of each article"},
		{"recipe.json", "the recipe and the version that built the package"},
		{"stats.json", "the figures of the package"},
		{"charts/", "chart"},
		{".parquet", "the data as Apache Parquet"},
		{".jsonl.gz", "the same data as JSON lines"},
	} {
		if strings.Contains(path, f.part) {
			return f.about
		}
	}
	return ""
}
