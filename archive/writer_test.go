package archive

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// noon is when the exchanges of the tests took place.
var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// page is an answer with a page.
func page(url, body string) *Exchange {
	return &Exchange{
		URL: url, Time: noon, Status: 200, Protocol: "HTTP/1.1", Remote: "127.0.0.1",
		RequestHeader: http.Header{"User-Agent": {"winnow/1.0"}},
		Header:        http.Header{"Content-Type": {"text/html; charset=utf-8"}},
		Body:          []byte(body),
	}
}

// newWriter makes a Writer in a folder of the test.
func newWriter(t *testing.T, o Options) *Writer {
	t.Helper()
	if o.Folder == "" {
		o.Folder = t.TempDir()
	}
	w, err := Create(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	return w
}

func store(t *testing.T, w *Writer, x *Exchange) Entry {
	t.Helper()
	e, err := w.Store(x)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// written is a record as it was read back.
type written struct {
	*Record
	block string
}

// readAll reads all records of a folder, and has every digest checked.
func readAll(t *testing.T, folder string) []written {
	t.Helper()
	a, err := Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	var all []written
	for _, f := range a.Files {
		if _, err := Check(f, func(f Finding) { t.Errorf("check: %v", f) }); err != nil {
			t.Fatal(err)
		}
		r, err := f.Reader()
		if err != nil {
			t.Fatal(err)
		}
		for {
			rec, err := r.Next()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			block, err := io.ReadAll(rec)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, written{rec, string(block)})
		}
	}
	return all
}

func ofType(all []written, kind string) []written {
	return slices.DeleteFunc(slices.Clone(all), func(w written) bool { return w.Type() != kind })
}

func TestStore(t *testing.T) {
	folder := t.TempDir()
	w := newWriter(t, Options{Folder: folder, Software: "winnow/1.0", Operator: "mailto:desk@news.example", Robots: "obey"})
	x := page("http://me:pw@news.example/story?a=1", "<p>The bridge is open again.")
	x.Protocol, x.Via, x.Hops, x.Duration = "HTTP/2.0", "http://news.example/", "L", 80*time.Millisecond
	x.Header.Set("Transfer-Encoding", "chunked")
	x.Header.Set("Content-Length", "7")
	x.Header.Set("Content-Encoding", "identity")
	entry := store(t, w, x)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}

	all := readAll(t, folder)
	var kinds []string
	for _, r := range all {
		kinds = append(kinds, r.Type())
	}
	if want := []string{"warcinfo", "response", "request", "metadata"}; !slices.Equal(kinds, want) {
		t.Fatalf("records %v, want %v", kinds, want)
	}
	info, response, request, metadata := all[0], all[1], all[2], all[3]

	for _, line := range []string{"software: winnow/1.0\r\n", "operator: mailto:desk@news.example\r\n", "robots: obey\r\n", "format: WARC File Format 1.1\r\n"} {
		if !strings.Contains(info.block, line) {
			t.Errorf("warcinfo lacks %q:\n%s", line, info.block)
		}
	}
	if got := info.Fields.Get("WARC-Filename"); got != w.Files()[0] {
		t.Errorf("WARC-Filename %q, want %q", got, w.Files()[0])
	}
	want := "HTTP/1.1 200 OK\r\nContent-Encoding: identity\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 28\r\n\r\n<p>The bridge is open again."
	if response.block != want {
		t.Errorf("response\n%q, want\n%q", response.block, want)
	}
	for name, want := range map[string]string{
		"WARC-Target-URI": "http://news.example/story?a=1", "WARC-Date": "2026-03-01T12:00:00Z", "WARC-Protocol": "h2",
		"WARC-IP-Address": "127.0.0.1", "Content-Type": "application/http;msgtype=response",
		"WARC-Payload-Digest": Digest(x.Body), "WARC-Warcinfo-ID": info.Fields.Get("WARC-Record-ID"), "WARC-Refers-To": "",
	} {
		if got := response.Fields.Get(name); got != want {
			t.Errorf("response %s %q, want %q", name, got, want)
		}
	}
	if want := "GET /story?a=1 HTTP/1.1\r\nHost: news.example\r\nUser-Agent: winnow/1.0\r\n\r\n"; request.block != want {
		t.Errorf("request %q, want %q", request.block, want)
	}
	if got, want := request.Fields.Get("WARC-Concurrent-To"), response.Fields.Get("WARC-Record-ID"); got != want {
		t.Errorf("request concurrent to %q, want %q", got, want)
	}
	if want := "via: http://news.example/\r\nhopsFromSeed: L\r\nfetchTimeMs: 80\r\n"; metadata.block != want {
		t.Errorf("metadata %q, want %q", metadata.block, want)
	}
	if entry.Offset != response.Offset || entry.Length != response.Length || entry.ID != response.ID || entry.File != w.Files()[0] {
		t.Errorf("entry is at %+v, the record at %+v", entry.Location, response.Location)
	}
}

func TestStoreLeavesSecretsOut(t *testing.T) {
	folder := t.TempDir()
	w := newWriter(t, Options{Folder: folder})
	x := page("https://desk:hunter2@news.example/", "<p>Text.")
	x.RequestHeader = http.Header{"Authorization": {"Basic hunter2"}, "Cookie": {"sid=hunter2"}, "X-Api-Key": {"hunter2"}, "X-Desk": {"hunter2"}, "Accept": {"text/html"}}
	x.Header = http.Header{"Set-Cookie": {"sid=hunter2"}, "X-Auth-Token": {"hunter2"}, "Etag": {`"1"`}}
	x.Secret = []string{"x-desk"}
	x.Via = "https://desk:hunter2@news.example/before"
	store(t, w, x)
	w.Close()
	for _, r := range readAll(t, folder) {
		if text := fmt.Sprint(r.Fields) + r.block; strings.Contains(text, "hunter2") {
			t.Errorf("the %s record holds a secret: %s", r.Type(), text)
		}
	}
	if got := ofType(readAll(t, folder), TypeResponse)[0].block; !strings.Contains(got, `Etag: "1"`) {
		t.Errorf("a header without secret is gone: %q", got)
	}
}

func TestStoreRevisit(t *testing.T) {
	folder := t.TempDir()
	w := newWriter(t, Options{Folder: folder})
	first := store(t, w, page("http://news.example/a", "<p>The same page."))
	again := page("http://news.example/b", "<p>The same page.")
	again.Time = noon.Add(time.Hour)
	repeated := store(t, w, again)
	same := page("http://news.example/a", "")
	same.Status, same.Earlier = 304, &Earlier{URL: "http://news.example/a", Time: noon, ID: first.ID, Digest: first.Digest}
	unchanged := store(t, w, same)
	for _, empty := range []string{"http://news.example/empty", "http://news.example/void"} {
		store(t, w, page(empty, ""))
	}
	gone := page("http://news.example/gone", "<p>The same page.")
	gone.Status = 404
	store(t, w, gone)
	cut := page("http://news.example/cut", "<p>The same page.")
	cut.Truncated = TruncatedDisconnect
	store(t, w, cut)
	w.Close()

	all := readAll(t, folder)
	revisits := ofType(all, TypeRevisit)
	if len(revisits) != 2 || len(ofType(all, TypeResponse)) != 5 {
		t.Fatalf("%d revisits and %d responses, want 2 and 5", len(revisits), len(ofType(all, TypeResponse)))
	}
	for i, profile := range []string{ProfileDigest, ProfileNotModified} {
		for name, want := range map[string]string{
			"WARC-Profile": profile, "WARC-Refers-To-Target-URI": "http://news.example/a", "WARC-Refers-To-Date": "2026-03-01T12:00:00Z",
			"WARC-Refers-To": "<" + first.ID + ">", "WARC-Payload-Digest": first.Digest, "WARC-Truncated": "length",
		} {
			if got := revisits[i].Fields.Get(name); got != want {
				t.Errorf("revisit %d: %s %q, want %q", i, name, got, want)
			}
		}
		if _, payload, _ := strings.Cut(revisits[i].block, "\r\n\r\n"); payload != "" {
			t.Errorf("revisit %d holds a payload: %q", i, payload)
		}
	}
	for _, e := range []Entry{repeated, unchanged} {
		if e.MIME != mimeRevisit || e.Digest != first.Digest {
			t.Errorf("index line %v, want a revisit with the digest %s", e, first.Digest)
		}
	}
	last := ofType(all, TypeResponse)[4]
	if got := last.Fields.Get("WARC-Truncated"); got != TruncatedDisconnect {
		t.Errorf("a cut page is marked %q", got)
	}
}

func TestLookup(t *testing.T) {
	folder := t.TempDir()
	digest := Digest([]byte("<p>Known."))
	w := newWriter(t, Options{Folder: folder, Lookup: func(d string) (Earlier, bool) {
		return Earlier{URL: "http://news.example/old", Time: noon.AddDate(0, -1, 0)}, d == digest
	}})
	store(t, w, page("http://news.example/new", "<p>Known."))
	w.Close()
	revisits := ofType(readAll(t, folder), TypeRevisit)
	if len(revisits) != 1 || revisits[0].Fields.Get("WARC-Refers-To-Date") != "2026-02-01T12:00:00Z" {
		t.Fatalf("got %d revisits: %v", len(revisits), revisits)
	}
}

func TestRotation(t *testing.T) {
	folder := t.TempDir()
	w := newWriter(t, Options{Folder: folder, Prefix: "desk", MaxBytes: 4000})
	var workers sync.WaitGroup
	for worker := range 4 {
		workers.Go(func() {
			for i := range 10 {
				if _, err := w.Store(page(fmt.Sprintf("http://news.example/%d/%d", worker, i), strings.Repeat(fmt.Sprint(worker, i), 50))); err != nil {
					t.Error(err)
				}
			}
		})
	}
	workers.Wait()
	if open, _ := filepath.Glob(filepath.Join(folder, "*"+openSuffix)); len(open) != 1 {
		t.Errorf("%d files are open, want 1", len(open))
	}
	w.Close()
	files, _ := filepath.Glob(filepath.Join(folder, "desk-*.warc.gz"))
	if len(files) < 3 || len(files) != len(w.Files()) {
		t.Errorf("%d files, %d told", len(files), len(w.Files()))
	}
	all := readAll(t, folder)
	if got := len(ofType(all, TypeResponse)); got != 40 {
		t.Errorf("%d responses, want 40", got)
	}
	info := ""
	for _, r := range all {
		if r.Type() == TypeWarcinfo {
			info = r.Fields.Get("WARC-Record-ID")
		} else if got := r.Fields.Get("WARC-Warcinfo-ID"); got != info {
			t.Fatalf("a record names the file %s and stands in %s", got, info)
		}
	}
}

func TestClosedWriter(t *testing.T) {
	w := newWriter(t, Options{})
	w.Close()
	if _, err := w.Store(page("http://news.example/", "x")); !errors.Is(err, ErrClosed) {
		t.Errorf("got %v, want %v", err, ErrClosed)
	}
}

// A Writer that was killed leaves an open file, which ends anywhere.
func TestMend(t *testing.T) {
	folder := t.TempDir()
	w := newWriter(t, Options{Folder: folder})
	var ends []int64
	for i := range 3 {
		x := page(fmt.Sprintf("http://news.example/%d", i), strings.Repeat("Words. ", i+1))
		x.RequestHeader = nil
		e := store(t, w, x)
		ends = append(ends, e.Offset+e.Length)
	}
	w.Close()
	whole, err := os.ReadFile(filepath.Join(folder, w.Files()[0]))
	if err != nil {
		t.Fatal(err)
	}
	for cut := 0; cut <= len(whole); cut += 7 {
		after := t.TempDir()
		name := filepath.Join(after, "winnow-1.warc.gz"+openSuffix)
		if err := os.WriteFile(name, whole[:cut], 0o644); err != nil {
			t.Fatal(err)
		}
		mended, err := Mend(after, "winnow")
		if err != nil {
			t.Fatal(err)
		}
		want := 0
		for _, end := range ends {
			if int64(cut) >= end {
				want++
			}
		}
		if mended[0].File == "" {
			if left, _ := os.ReadDir(after); len(left) != 0 || want != 0 {
				t.Errorf("cut at %d: the file is gone, want %d records", cut, want)
			}
			continue
		}
		if got := len(ofType(readAll(t, after), TypeResponse)); got != want {
			t.Errorf("cut at %d: %d records, want %d", cut, got, want)
		}
	}
}

func TestMendLeavesOthersAlone(t *testing.T) {
	folder := t.TempDir()
	other := filepath.Join(folder, "other-1.warc.gz"+openSuffix)
	if err := os.WriteFile(other, []byte("half"), 0o644); err != nil {
		t.Fatal(err)
	}
	newWriter(t, Options{Folder: folder, Prefix: "winnow"})
	if b, _ := os.ReadFile(other); !bytes.Equal(b, []byte("half")) {
		t.Errorf("the open file of another writer was changed to %q", b)
	}
}

func BenchmarkStore(b *testing.B) {
	w, err := Create(Options{Folder: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	defer w.Close()
	body := make([]byte, 40<<10) // a page as servers send it: packed, so that it looks like noise
	state := uint32(1)
	for i := range body {
		state = state*1664525 + 1013904223
		body[i] = byte(state >> 24)
	}
	b.SetBytes(int64(len(body)))
	for i := 0; b.Loop(); i++ {
		body[0], body[1], body[2] = byte(i), byte(i>>8), byte(i>>16)
		if _, err := w.Store(page("http://news.example/story", string(body))); err != nil {
			b.Fatal(err)
		}
	}
}
