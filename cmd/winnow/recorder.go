package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"strings"

	"winnow/archive"
	"winnow/config"
	"winnow/crawler/fetch"
	"winnow/extract"
	"winnow/store"
)

// archiveFolder is where the WARC files of a database are: winnow-warc beside winnow.db.
func archiveFolder(database string) string { return strings.TrimSuffix(database, ".db") + "-warc" }

// recorder keeps what a run fetches in WARC files.
type recorder struct {
	writer *archive.Writer
	db     *store.Store
	agent  string   // product token, which X-Robots-Tag may speak to
	secret []string // names of headers that the configuration sends
}

// newRecorder begins to write WARC files beside a database. What a killed run
// left open is mended: the database is locked, so that nobody writes there.
func newRecorder(settings *config.Config, db *store.Store, run string) (*recorder, error) {
	identity, folder := settings.Identity, archiveFolder(db.Path())
	if err := takeBack(folder, db); err != nil {
		return nil, err
	}
	w, err := archive.Create(archive.Options{
		Folder: folder, Prefix: archivePrefix, Software: "winnow/" + version, Operator: identity.Contact,
		UserAgent: fmt.Sprintf("%s (+%s)", identity.Agent, identity.Contact), Robots: string(settings.Politeness.Robots), IsPartOf: run,
		Lookup: func(digest string) (archive.Earlier, bool) {
			return earlier(db.ArchivedPayload(context.Background(), digest))
		},
	})
	if err != nil {
		return nil, err
	}
	product, _, _ := strings.Cut(identity.Agent, "/")
	return &recorder{writer: w, db: db, agent: product, secret: settings.HeaderNames()}, nil
}

// takeBack erases, in what a killed run left open, the answers that the database
// does not know: they will be asked for again. It comes before mending, which
// gives the files their names: until then they are found here.
func takeBack(folder string, db *store.Store) error {
	left, err := archive.LeftOpen(folder, archivePrefix)
	if err != nil {
		return err
	}
	for _, file := range left {
		known, err := db.ArchivedIn(context.Background(), strings.TrimSuffix(file, filepath.Ext(file)))
		if err != nil {
			return err
		}
		if _, err := archive.EraseRecords(folder, file, func(r *archive.Record) bool {
			id := firstOf(strings.Trim(r.Fields.Get("WARC-Concurrent-To"), "<>"), r.ID)
			return !known[id] && !strings.HasSuffix(r.URL(), "/robots.txt") // those are remembered elsewhere
		}); err != nil {
			return err
		}
	}
	return nil
}

// archivePrefix begins the names of the WARC files of a run.
const archivePrefix = "winnow"

// earlier makes of what the database says what the archive wants to know. That
// nothing is known costs a record that is written again.
func earlier(a store.ArchivedAnswer, found bool, err error) (archive.Earlier, bool) {
	if err != nil || !found {
		return archive.Earlier{}, false
	}
	return archive.Earlier{URL: a.URL, Time: a.Time, ID: a.ID, Digest: a.Digest}, true
}

// keep archives one answer, unless its publisher asks that no copy be kept.
func (r *recorder) keep(t *fetch.Traffic) (fetch.Kept, error) {
	if slices.Contains(fetch.Signals(t.Header, r.agent).Robots, "noarchive") {
		return fetch.Kept{}, nil
	}
	x := exchangeOf(t)
	x.Secret = r.secret
	if t.Status == http.StatusNotModified {
		if e, found := earlier(r.db.ArchivedAddress(context.Background(), t.URL)); found {
			x.Earlier = &e
		}
	}
	e, err := r.writer.Store(x)
	return fetch.Kept{File: e.File, Offset: e.Offset, Length: e.Length, ID: e.ID, Digest: e.Digest}, err
}

// exchangeOf makes of what went over the wire what an archive keeps.
func exchangeOf(t *fetch.Traffic) *archive.Exchange {
	x := &archive.Exchange{
		URL: t.URL, Time: t.Started, RequestHeader: t.Sent, Protocol: t.Proto,
		Status: t.Status, Header: t.Header, Body: t.Body, Duration: t.Duration,
	}
	if host, _, err := net.SplitHostPort(t.Remote); err == nil && !t.Proxied {
		x.Remote = host
	}
	if t.Cut != nil {
		x.Truncated = truncation(t.Cut.Code)
	}
	return x
}

// truncation is the word of the standard for why a body is not whole.
func truncation(code string) string {
	switch code {
	case fetch.CodeTooLarge:
		return archive.TruncatedLength
	case fetch.CodeTimeout:
		return archive.TruncatedTime
	case fetch.CodeShort, fetch.CodeReset, fetch.CodeClosed:
		return archive.TruncatedDisconnect
	}
	return archive.TruncatedUnspecified
}

// eraseArchive erases the records of addresses from the WARC files of a database.
func eraseArchive(ctx context.Context, db *store.Store, addresses []string) error {
	keys := make(map[string]bool, len(addresses))
	for _, a := range addresses {
		keys[extract.Key(a)] = true
	}
	_, err := archive.Erase(ctx, archiveFolder(db.Path()), func(address string) bool { return keys[extract.Key(address)] })
	return err
}
