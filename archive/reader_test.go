package archive

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
)

// plainRecord writes a record as other tools do.
func plainRecord(kind, url, block string) string {
	return fmt.Sprintf("WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: <%s>\r\nWARC-Date: 2026-03-01T12:00:00Z\r\n"+
		"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-%012d>\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", kind, url, len(url), len(block), block)
}

// member packs text as one gzip member.
func member(text string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, text)
	z.Close()
	return b.String()
}

// urls reads a file to its end and gives the addresses of its records and how
// often damage was told.
func urls(t *testing.T, name, file string) (all []string, damages int) {
	t.Helper()
	r, err := NewReader(name, strings.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	for range 1000 {
		rec, err := r.Next()
		var damage *Damage
		switch {
		case err == io.EOF:
			return all, damages
		case errors.As(err, &damage):
			damages++
			continue
		case err != nil:
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, rec); err == nil {
			all = append(all, rec.URL())
		}
	}
	t.Fatal("reading does not end")
	return nil, 0
}

func TestReader(t *testing.T) {
	one := plainRecord("response", "http://news.example/1", "HTTP/1.1 200 OK\r\n\r\none")
	two := plainRecord("response", "http://news.example/2", "HTTP/1.1 200 OK\r\n\r\ntwo")
	three := plainRecord("response", "http://news.example/3", "HTTP/1.1 200 OK\r\n\r\nthree")
	noise := strings.Repeat("\x00\x1f\x8b\x08 WARC/ noise ", 40)
	for _, tt := range []struct {
		name, file string
		want       string // the numbers of the records that are read
		damages    int
	}{
		{"plain", one + two + three, "123", 0},
		{"packed", member(one) + member(two) + member(three), "123", 0},
		{"packed as one member", member(one + two + three), "123", 0},
		{"plain, more line breaks", one + "\n\n" + two, "12", 0},
		{"plain, no line break at the end", strings.TrimRight(one, "\r\n"), "1", 0},
		{"plain, noise between", one + noise + two, "12", 1},
		{"packed, noise between", member(one) + noise + member(two), "12", 1},
		{"plain, a length too large", one + strings.Replace(two, "Content-Length: 22", "Content-Length: 29", 1) + three, "13", 1},
		{"plain, a length far too large", one + strings.Replace(two, "Content-Length: 22", "Content-Length: 99999999", 1) + three, "13", 1},
		{"plain, a length too small", one + strings.Replace(two, "Content-Length: 22", "Content-Length: 2", 1) + three, "13", 1},
		{"plain, no length", one + strings.Replace(two, "Content-Length: 22\r\n", "", 1) + three, "13", 1},
		{"packed, no length", member(one) + member(strings.Replace(two, "Content-Length: 22\r\n", "", 1)) + member(three), "13", 1},
		{"packed, a length too large", member(one) + member(strings.Replace(two, "Content-Length: 22", "Content-Length: 99", 1)) + member(three), "13", 1},
		{"packed, the end is missing", member(one) + member(two)[:60], "1", 1},
		{"plain, the end is missing", one + two[:len(two)-6], "1", 1},
		{"packed, the beginning is missing", member(one)[20:] + member(two), "2", 1},
		{"plain, the beginning is missing", one[20:] + two, "2", 1},
		{"packed, zeros behind", member(one) + strings.Repeat("\x00", 700), "1", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			name := "a.warc"
			if strings.HasPrefix(tt.name, "packed") {
				name = "a.warc.gz"
			}
			got, damages := urls(t, name, tt.file)
			var want []string
			for _, n := range tt.want {
				want = append(want, "http://news.example/"+string(n))
			}
			if !slices.Equal(got, want) || damages != tt.damages {
				t.Errorf("got %v and %d damages, want %v and %d", got, damages, want, tt.damages)
			}
		})
	}
}

// Whatever byte is damaged, the records before and after it are read.
func TestReaderFlippedByte(t *testing.T) {
	var file string
	var starts []int
	for i := range 5 {
		starts = append(starts, len(file))
		file += member(plainRecord("response", fmt.Sprintf("http://news.example/%d", i), "HTTP/1.1 200 OK\r\n\r\n"+strings.Repeat(fmt.Sprint(i), 300)))
	}
	for at := starts[2]; at < starts[3]; at++ {
		broken := []byte(file)
		broken[at] ^= 0x55
		got, _ := urls(t, "a.warc.gz", string(broken))
		for _, i := range []int{0, 1, 3, 4} {
			if !slices.Contains(got, fmt.Sprintf("http://news.example/%d", i)) {
				t.Fatalf("byte %d is damaged: record %d is lost, got %v", at, i, got)
			}
		}
	}
}

// Records of a plain file stand alone, wherever in it they are.
func TestPlainIsNotShared(t *testing.T) {
	one := plainRecord("response", "http://news.example/1", "HTTP/1.1 200 OK\r\n\r\none")
	r, err := NewReader("a.warc", strings.NewReader(one+one), int64(2*len(one)))
	if err != nil {
		t.Fatal(err)
	}
	for i := range 2 {
		rec, err := r.Next()
		if err != nil {
			t.Fatal(err)
		}
		if err := rec.Skip(); err != nil || rec.Shared || rec.Offset != int64(i*len(one)) || rec.Length != int64(len(one)) {
			t.Errorf("record %d: shared %v, at %d, %d bytes, error %v", i, rec.Shared, rec.Offset, rec.Length, err)
		}
	}
}

// A member whose damage makes more of it than there was is no record.
func TestReaderTellsSurplus(t *testing.T) {
	one := plainRecord("response", "http://news.example/1", "HTTP/1.1 200 OK\r\n\r\none")
	file := member(one+"more than the record") + member(plainRecord("response", "http://news.example/2", "HTTP/1.1 200 OK\r\n\r\ntwo"))
	r, err := NewReader("a.warc.gz", strings.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	rec, err := r.Next()
	if err != nil {
		t.Fatal(err)
	}
	if err := rec.Skip(); err == nil {
		t.Error("the surplus is not told")
	}
	var damage *Damage
	if _, err := r.Next(); !errors.As(err, &damage) {
		t.Errorf("got %v, want damage", err)
	}
	if rec, err := r.Next(); err != nil || rec.URL() != "http://news.example/2" {
		t.Errorf("got %v, %v, want the record behind", rec, err)
	}
}

func TestReaderRefuses(t *testing.T) {
	for _, tt := range []struct{ name, file, want string }{
		{"text", "The bridge is open again.", "not a WARC file"},
		{"zstd", "\x28\xb5\x2f\xfd rest", "zstd -d"},
		{"ARC", "filedesc://a.arc 0.0.0.0 20260301120000 text/plain 76\n", "ARC file"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := NewReader("a", strings.NewReader(tt.file), int64(len(tt.file)))
			if !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func TestRecordAt(t *testing.T) {
	w := newWriter(t, Options{})
	store(t, w, page("http://news.example/1", "one"))
	second := store(t, w, page("http://news.example/2", "two"))
	w.Close()
	a, err := Open(filepath.Join(w.o.Folder, second.File))
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	r, err := a.Files[0].Reader()
	if err != nil {
		t.Fatal(err)
	}
	rec, err := r.At(second.Offset)
	if err != nil {
		t.Fatal(err)
	}
	m, err := rec.HTTP()
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(m.Body)
	if err != nil || string(body) != "two" || m.Status != 200 {
		t.Errorf("got status %d, body %q, error %v", m.Status, body, err)
	}
}

func TestHTTP(t *testing.T) {
	for _, tt := range []struct {
		name, block string
		status      int
		header      string // Content-Type
		body        string
	}{
		{"plain", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\nbody", 200, "text/html", "body"},
		{"chunked as sent", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n", 200, "", "body"},
		{"chunked, undone, the header left", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nbody", 200, "", "body"},
		{"folded header", "HTTP/1.0 404 Not Found\r\nContent-Type: text/html;\r\n charset=utf-8\r\n\r\nbody", 404, "text/html; charset=utf-8", "body"},
		{"line breaks of Unix", "HTTP/1.1 200 OK\nContent-Type: a/b\n\nbody", 200, "a/b", "body"},
		{"a line that is no header", "HTTP/1.1 200 OK\r\nthis is no header\r\nContent-Type: a/b\r\n\r\nbody", 200, "a/b", "body"},
		{"no reason", "HTTP/2 200\r\nContent-Type: a/b\r\n\r\nbody", 200, "a/b", "body"},
		{"no body and no blank line", "HTTP/1.1 304 Not Modified\r\nEtag: x\r\n", 304, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			file := plainRecord("response", "http://news.example/", tt.block)
			r, err := NewReader("a.warc", strings.NewReader(file), int64(len(file)))
			if err != nil {
				t.Fatal(err)
			}
			rec, err := r.Next()
			if err != nil {
				t.Fatal(err)
			}
			m, err := rec.HTTP()
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(m.Body)
			if err != nil || m.Status != tt.status || m.Header.Get("Content-Type") != tt.header || string(body) != tt.body {
				t.Errorf("got %d %q %q %v, want %d %q %q", m.Status, m.Header.Get("Content-Type"), body, err, tt.status, tt.header, tt.body)
			}
		})
	}
}

func TestCheckFindsFaults(t *testing.T) {
	good := plainRecord("response", "http://news.example/1", "HTTP/1.1 200 OK\r\n\r\none")
	with := func(line string) string { return strings.Replace(good, "Content-Length", line+"\r\nContent-Length", 1) }
	for _, tt := range []struct{ name, file, want string }{
		{"nothing", good, ""},
		{"right payload digest", with("WARC-Payload-Digest: " + Digest([]byte("one"))), ""},
		{"wrong payload digest", with("WARC-Payload-Digest: " + Digest([]byte("two"))), "payload digest is wrong"},
		{"wrong block digest", with("WARC-Block-Digest: " + Digest([]byte("two"))), "block digest is wrong"},
		{"right digest in base 16", with("WARC-Payload-Digest: sha256:7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed"), ""},
		{"no date", strings.Replace(good, "WARC-Date: 2026-03-01T12:00:00Z\r\n", "", 1), "no WARC-Date"},
		{"noise", good + "noise", "cannot be read"},
		{"one member for two records", member(good + good), "shares its gzip member"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var found []string
			_, err := Check(File{"a.warc", int64(len(tt.file)), strings.NewReader(tt.file)}, func(f Finding) { found = append(found, f.String()) })
			if err != nil {
				t.Fatal(err)
			}
			if all := strings.Join(found, "\n"); (tt.want == "") != (all == "") || !strings.Contains(all, tt.want) {
				t.Errorf("found %q, want %q", all, tt.want)
			}
		})
	}
}

func TestIndexEqualsWhatWasWritten(t *testing.T) {
	w := newWriter(t, Options{MaxBytes: 2000})
	var want []string
	for i := range 12 {
		x := page(fmt.Sprintf("http://www.news.example/Story/%d?b=%d&a=1", i, i), fmt.Sprint("text ", i%5))
		if i == 7 {
			x.Status, x.Body = 404, nil
		}
		want = append(want, store(t, w, x).String())
	}
	e, err := w.Resource("urn:text:http://news.example/", "text/plain", noon, []byte("Words."))
	if err != nil {
		t.Fatal(err)
	}
	want = append(want, e.String())
	w.Close()
	a, err := Open(w.o.Folder)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	var got []string
	for _, f := range a.Files {
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
			e, ok, err := rec.Index()
			if err != nil {
				t.Fatal(err)
			}
			if !ok {
				continue
			}
			got = append(got, e.String())
			parsed, err := ParseEntry(e.String())
			if e.ID = ""; err != nil || parsed != e {
				t.Errorf("a line reads as %+v, want %+v (%v)", parsed, e, err)
			}
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("index of the files\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func FuzzReader(f *testing.F) {
	one := plainRecord("response", "http://news.example/1", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n0\r\n\r\n")
	f.Add([]byte(one + one))
	f.Add([]byte(member(one) + member(one)))
	f.Fuzz(func(t *testing.T, file []byte) {
		if _, err := Check(File{"a.warc.gz", int64(len(file)), bytes.NewReader(file)}, func(Finding) {}); err != nil && !errors.Is(err, ErrFormat) {
			t.Fatal(err)
		}
		r, err := NewReader("a.warc", bytes.NewReader(file), int64(len(file)))
		if err != nil {
			return
		}
		for range len(file) + 2 {
			rec, err := r.Next()
			if err == io.EOF {
				return
			}
			if err == nil {
				rec.Index()
			}
		}
		t.Fatal("reading does not end")
	})
}

func TestOpenNothing(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty.warc.gz")
	if err := os.WriteFile(empty, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{empty, filepath.Dir(empty), filepath.Join(filepath.Dir(empty), "none")} {
		if a, err := Open(name); err == nil {
			a.Close()
			t.Errorf("Open(%s) succeeds", filepath.Base(name))
		}
	}
}
