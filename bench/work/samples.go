package work

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"winnow/bench/newsweb"
)

// articlesTaken is how many pages of one site of the made-up web are extracted.
const articlesTaken = 30

// samples gives up to n pages, spread evenly over those of a folder; without one
// they are of the made-up web.
func samples(folder string, n int) ([][]byte, error) {
	var pages [][]byte
	if folder == "" {
		for i := 0; len(pages) < n; i++ {
			site := newsweb.NewSite(i, "https://news.example")
			for j := 0; j < articlesTaken && len(pages) < n; j++ {
				pages = append(pages, site.Article(j))
			}
		}
		return pages, nil
	}
	paths, err := pagesIn(folder)
	if err != nil {
		return nil, err
	}
	n = min(n, len(paths))
	for i := range n {
		b, err := readPage(paths[i*len(paths)/n])
		if err != nil {
			return nil, err
		}
		pages = append(pages, b)
	}
	return pages, nil
}

// pagesIn lists the pages below a folder, in the order of their names.
func pagesIn(folder string) (paths []string, err error) {
	err = filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if name := strings.TrimSuffix(path, ".gz"); err == nil && !d.IsDir() && strings.HasSuffix(name, ".html") {
			paths = append(paths, path)
		}
		return err
	})
	if err == nil && len(paths) == 0 {
		err = fmt.Errorf("%s holds no *.html and no *.html.gz", folder)
	}
	return paths, err
}

func readPage(path string) ([]byte, error) {
	b, err := os.ReadFile(path)
	if err != nil || !strings.HasSuffix(path, ".gz") {
		return b, err
	}
	r, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return io.ReadAll(r)
}
