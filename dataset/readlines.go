package dataset

import (
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"os"
)

// longestLine bounds a line of JSON: no article is longer.
const longestLine = 64 << 20

// lines is a packed file of lines that is read one at a time.
type lines struct {
	name string
	file *os.File
	scan *bufio.Scanner
	n    int // of the line, 1 first
}

func openLines(name string) (*lines, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", name, err), f.Close())
	}
	l := &lines{name: name, file: f, scan: bufio.NewScanner(z)}
	l.scan.Buffer(make([]byte, 1<<16), longestLine)
	return l, nil
}

// next gives a line, valid until the next call; nil behind the last one.
func (l *lines) next() ([]byte, error) {
	if l.scan.Scan() {
		l.n++
		return l.scan.Bytes(), nil
	}
	if err := l.scan.Err(); err != nil {
		return nil, fmt.Errorf("%s: line %d: %w", l.name, l.n+1, err)
	}
	return nil, nil
}

func (l *lines) close() error { return l.file.Close() }

// eachLine gives the lines of a packed file.
func eachLine(name string, each func(n int, line []byte) error) (err error) {
	l, err := openLines(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.close()) }()
	for {
		line, err := l.next()
		if err != nil || line == nil {
			return err
		}
		if err := each(l.n, line); err != nil {
			return err
		}
	}
}
