package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"

	"winnow/archive"
	"winnow/extract"
)

// isArchive reports whether a name is that of a web archive.
func isArchive(name string) bool {
	name = strings.ToLower(name)
	for _, suffix := range []string{".warc", ".warc.gz", ".warc.gz.open", ".wacz"} {
		if strings.HasSuffix(name, suffix) {
			return true
		}
	}
	return false
}

// holdsArchive reports whether a file or folder is a web archive by what it
// holds: no line of JSON begins like one.
func holdsArchive(name string) bool {
	info, err := os.Stat(name)
	if err != nil || info.IsDir() {
		return err == nil
	}
	f, err := os.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	var head [5]byte
	n, _ := f.ReadAt(head[:], 0)
	for _, magic := range []string{"WARC/", "\x1f\x8b", "PK\x03\x04"} {
		if bytes.HasPrefix(head[:n], []byte(magic)) {
			return true
		}
	}
	return isArchive(name)
}

// batchArchive answers every HTML page of an archive, in the order of its records.
func (c *console) batchArchive(ctx context.Context, name string) error {
	damages := 0
	answers, done, err := c.listed(ctx, []string{name}, true, func(err error) {
		damages++
		fmt.Fprintf(c.err, "winnow: %s\n", harmless(err.Error()))
	})
	if err != nil {
		return errors.Join(err, done())
	}
	err = c.inOrder(func(deal func(answer func() []byte)) error {
		for i := range answers.Len() {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			if at := answers.At(i); at.Status == http.StatusOK && isHTML(at.MIME) {
				deal(func() []byte { return encodeLine(answerAt(answers, i, batchLine{Path: name})) })
			}
		}
		return nil
	})
	if err = errors.Join(err, done()); err == nil && damages > 0 {
		err = damagedError(damages)
	}
	return err
}

func isHTML(mime string) bool {
	return mime == "text/html" || mime == "application/xhtml+xml" || mime == ""
}

// answerAt extracts the article of answer i of an archive. Without an id its
// address is the id.
func answerAt(answers *archive.Answers, i int, l batchLine) batchAnswer {
	a, err := answers.Read(i, maxPage)
	if err != nil {
		return batchAnswer{ID: idOrEmpty(l.ID), Error: err.Error()}
	}
	if l.ID == nil {
		l.ID, _ = json.Marshal(a.Entry.URL) // a string: cannot fail
	}
	resp, err := responseOf(a, maxPage)
	if err != nil {
		return batchAnswer{ID: l.ID, Error: err.Error()}
	}
	answer := answerBody(l, resp.Body, extract.Options{URL: resp.URL, ContentType: resp.ContentType, Now: resp.Started})
	if answer.Article != nil {
		answer.Article.FetchedAt = resp.Started
	}
	if resp.Broken != nil && answer.Error == "" {
		answer.Error = resp.Broken.Error()
	}
	return answer
}

func idOrEmpty(id json.RawMessage) json.RawMessage {
	if id == nil {
		return json.RawMessage(`""`)
	}
	return id
}

// shelf keeps the archives that lines of a batch name, each opened once.
type shelf struct {
	mu       sync.Mutex
	opened   map[string]*archive.Answers
	failed   map[string]error
	archives []*archive.Archive
}

func newShelf() *shelf {
	return &shelf{opened: map[string]*archive.Answers{}, failed: map[string]error{}}
}

// answerArchived answers a line that names an archive and an address in it: the
// newest page of that address.
func (s *shelf) answerArchived(ctx context.Context, l batchLine) batchAnswer {
	fail := func(err error) batchAnswer { return batchAnswer{ID: l.ID, Error: err.Error()} }
	if l.URL == "" {
		return fail(fmt.Errorf("%s: url has to say which page of the archive is meant", l.Path))
	}
	answers, err := s.open(ctx, l.Path)
	if err != nil {
		return fail(err)
	}
	versions := answers.Of(l.URL)
	for n := len(versions) - 1; n >= 0; n-- {
		if answers.At(int(versions[n])).Status == http.StatusOK {
			return answerAt(answers, int(versions[n]), l)
		}
	}
	return fail(fmt.Errorf("%s: no page of %s in the archive", l.Path, l.URL))
}

// open lists an archive the first time that it is named. What is damaged in it is
// passed over.
func (s *shelf) open(ctx context.Context, path string) (*archive.Answers, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if answers, err := s.opened[path], s.failed[path]; answers != nil || err != nil {
		return answers, err
	}
	a, err := archive.Open(path)
	if err == nil {
		s.archives = append(s.archives, a)
		s.opened[path], err = archive.List(ctx, []*archive.Archive{a}, extract.Key, func(error) {}, func(int64) {})
	}
	s.failed[path] = err
	return s.opened[path], err
}

func (s *shelf) close() error {
	var err error
	for _, a := range s.archives {
		err = errors.Join(err, a.Close())
	}
	return err
}
