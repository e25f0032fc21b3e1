package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"winnow/archive"
	"winnow/crawler"
	"winnow/crawler/fetch"
	"winnow/crawler/frontier"
	"winnow/extract"
	"winnow/store"
)

var (
	// errNotKept says that neither the database nor an archive has a page.
	errNotKept = errors.New("the page was not kept")
	// errDamaged says that what was kept is not what was fetched.
	errDamaged = errors.New("what was kept is not what was fetched")
)

// bodies finds what was kept of answers: in the database, or in the WARC files
// beside it.
type bodies struct {
	db     *store.Store
	folder string // of the WARC files
}

func bodiesOf(db *store.Store) bodies { return bodies{db, archiveFolder(db.Path())} }

// read gives the decoded body of an answer, once its digest is that of the body
// that was fetched. The error wraps errNotKept or errDamaged.
func (b bodies) read(ctx context.Context, a store.KeptAnswer) ([]byte, error) {
	body := a.Body
	switch {
	case len(body) > 0:
	case a.Record.File == "":
		return nil, fmt.Errorf("%s: %w", a.URL, errNotKept)
	default:
		var err error
		if body, err = b.archived(ctx, a.Record); err != nil {
			return nil, fmt.Errorf("%s: %w: %w", a.URL, errDamaged, err)
		}
	}
	if sum := sha256.Sum256(body); hex.EncodeToString(sum[:]) != a.Hash {
		return nil, fmt.Errorf("%s: %w: its digest is %x, that of the fetch is %s", a.URL, errDamaged, sum, a.Hash)
	}
	return body, nil
}

// archived reads the body of an answer from its record, or from the one that
// holds its payload.
func (b bodies) archived(ctx context.Context, at frontier.Kept) ([]byte, error) {
	answer, err := archive.ReadAnswer(b.folder, at.File, at.ID, at.Offset, archive.MaxAnswer)
	if err != nil || !answer.Revisit {
		return bodyWithin(answer, err)
	}
	all, err := b.db.ArchivedPayloads(ctx, at.Digest)
	for _, other := range all {
		whole, failed := archive.ReadAnswer(b.folder, other.File, other.ID, other.Offset, archive.MaxAnswer)
		if failed == nil && !whole.Revisit {
			return bodyWithin(whole, nil)
		}
		err = errors.Join(err, failed)
	}
	return nil, errors.Join(fmt.Errorf("%s, byte %d: no record holds the payload %s", at.File, at.Offset, at.Digest), err)
}

func bodyWithin(a *archive.Answer, err error) ([]byte, error) {
	if err != nil {
		return nil, err
	}
	return fetch.Unpack(a.Body, a.Header, archive.MaxAnswer)
}

// pagesAgain reads what articles were made of again, by the settings that the
// configuration has now.
type pagesAgain struct {
	bodies
	sources map[string]*crawler.Source
	stray   crawler.Source
}

func newPagesAgain(db *store.Store, o crawler.Options) *pagesAgain {
	p := &pagesAgain{bodies: bodiesOf(db), sources: map[string]*crawler.Source{}, stray: o.Stray}
	for i := range o.Sources {
		p.sources[o.Sources[i].ID] = &o.Sources[i]
	}
	return p
}

// extract reads an article again; a panic there is a page that is refused.
func (w *pagesAgain) extract(ctx context.Context, p store.KeptPage) (a extract.Article, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	raw := crawler.Raw{URL: p.URL, Fetched: p.Fetched, Entry: p.Entry}
	for _, answer := range p.Answers {
		body, err := w.read(ctx, answer)
		if err != nil {
			return a, err
		}
		raw.Pages = append(raw.Pages, crawler.RawPage{URL: answer.URL, ContentType: answer.ContentType, Body: body})
	}
	s := w.sources[p.Source]
	if s == nil {
		stray := w.stray
		stray.ID, s = p.Source, &stray
	}
	return crawler.Reread(raw, s)
}
