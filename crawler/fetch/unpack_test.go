package fetch

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

// packers make the content codings.
var packers = map[string]func(io.Writer) io.WriteCloser{
	"gzip":    func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) },
	"x-gzip":  func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) },
	"br":      func(w io.Writer) io.WriteCloser { return brotli.NewWriter(w) },
	"zstd":    func(w io.Writer) io.WriteCloser { z, _ := zstd.NewWriter(w); return z },
	"deflate": func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) },
	"raw":     func(w io.Writer) io.WriteCloser { f, _ := flate.NewWriter(w, 6); return f },
}

// pack packs body by the codings, in their order.
func pack(body []byte, codings ...string) []byte {
	for _, c := range codings {
		var b bytes.Buffer
		w := packers[c](&b)
		w.Write(body)
		w.Close()
		body = b.Bytes()
	}
	return body
}

// newCoded serves body with a Content-Encoding; the length is only told when asked for.
func newCoded(t testing.TB, coding string, body []byte) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if coding != "" {
			w.Header().Set("Content-Encoding", coding)
		}
		if r.URL.Query().Has("length") {
			w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		}
		w.Header().Set("Content-Type", "text/html; charset=windows-1251")
		w.Write(body)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func TestUnpack(t *testing.T) {
	long := []byte(strings.Repeat("\xEF\xF0\xE8\xE2\xE5\xF2 all work and no play. ", 2000)) // windows-1251 stays as it is
	for _, c := range []struct {
		name, coding string
		body         []byte
		want         []byte
		code         string
	}{
		{"plain", "", long, long, ""},
		{"gzip", "gzip", pack(long, "gzip"), long, ""},
		{"gzip in capitals", "GZIP", pack(long, "gzip"), long, ""},
		{"gzip by its old name", "x-gzip", pack(long, "gzip"), long, ""},
		{"gzip in two members", "gzip", append(pack(long[:100], "gzip"), pack(long[100:], "gzip")...), long, ""},
		{"br", "br", pack(long, "br"), long, ""},
		{"zstd", "zstd", pack(long, "zstd"), long, ""},
		{"deflate", "deflate", pack(long, "deflate"), long, ""},
		{"deflate without zlib", "deflate", pack(long, "raw"), long, ""},
		{"nothing packed", "gzip", pack(nil, "gzip"), nil, ""},
		{"packed twice", "gzip, gzip", pack(long, "gzip", "gzip"), long, ""},
		{"packed twice differently", "deflate, br", pack(long, "deflate", "br"), long, ""},
		{"packed three times", "gzip, gzip, gzip", pack(long, "gzip", "gzip", "gzip"), nil, CodeEncoding},
		{"said once, packed twice", "gzip", pack(long, "gzip", "gzip"), pack(long, "gzip"), ""},
		{"identity", "identity", long, long, ""},
		{"a charset for a coding", "utf-8", long, long, ""},
		{"packed but not said", "", pack(long, "gzip"), pack(long, "gzip"), ""},
		{"empty body of a coding", "br", nil, nil, ""},

		{"not gzip", "gzip", long, nil, CodeEncoding},
		{"not br", "br", bytes.Repeat([]byte{0xFF}, 100), nil, CodeEncoding},
		{"not zstd", "zstd", long, nil, CodeEncoding},
		{"not deflate", "deflate", bytes.Repeat([]byte{0xFF}, 100), nil, CodeEncoding},
		{"unknown coding", "rot13", long, nil, CodeEncoding},
		{"gzip cut short", "gzip", cut(pack(long, "gzip")), nil, CodeShort},
		{"br cut short", "br", cut(pack(long, "br")), nil, CodeShort},
		{"zstd cut short", "zstd", cut(pack(long, "zstd")), nil, CodeShort},
		{"deflate cut short", "deflate", cut(pack(long, "deflate")), nil, CodeShort},
		{"one byte of gzip", "gzip", []byte{0x1F}, nil, CodeShort},
		{"gzip with a wrong sum", "gzip", flip(pack(long, "gzip"), -5), nil, CodeEncoding},
		{"deflate with a wrong sum", "deflate", flip(pack(long, "deflate"), -1), nil, CodeEncoding},
		{"gzip and junk", "gzip", append(pack(long, "gzip"), "junk behind it"...), nil, CodeEncoding},
		{"br and junk", "br", append(pack(long, "br"), "junk"...), nil, CodeEncoding},
		{"zstd and junk", "zstd", append(pack(long, "zstd"), "junk behind it"...), nil, CodeEncoding},
		{"deflate and junk", "deflate", append(pack(long, "deflate"), "junk"...), nil, CodeEncoding},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newTestFetcher(t)
			for range 2 { // the second time with decoders that were used before
				r, err := f.Get(context.Background(), Request{URL: newCoded(t, c.coding, c.body)})
				if got := codeOf(t, err); got != c.code {
					t.Fatalf("code %q (%v), want %q", got, err, c.code)
				}
				if err == nil && !bytes.Equal(r.Body, c.want) {
					t.Errorf("body of %d bytes %.40q, want %d bytes %.40q", len(r.Body), r.Body, len(c.want), c.want)
				}
				if err == nil && r.WireBytes != int64(len(c.body)) {
					t.Errorf("WireBytes = %d, want %d", r.WireBytes, len(c.body))
				}
			}
		})
	}
}

func cut(b []byte) []byte { return b[:len(b)*2/3] }

// flip spoils the byte at an index that counts from the end.
func flip(b []byte, at int) []byte {
	b = bytes.Clone(b)
	b[len(b)+at] ^= 0xFF
	return b
}

func TestBombs(t *testing.T) {
	const size = 32 << 20
	zeros := make([]byte, size)
	for _, codings := range [][]string{{"gzip"}, {"br"}, {"zstd"}, {"deflate"}, {"raw"}, {"gzip", "gzip"}, {"br", "br"}, {"gzip", "br"}} {
		name := strings.Join(codings, ", ")
		body := pack(zeros, codings...)
		t.Run(name, func(t *testing.T) {
			addr := newCoded(t, strings.ReplaceAll(name, "raw", "deflate"), body)
			f := newTestFetcher(t, func(o *Options) {
				o.PageBytes = 1 << 20
				o.RequestTime = 10 * time.Second
				o.IdleTime = 5 * time.Second
			})
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := f.Get(context.Background(), Request{URL: addr})
			runtime.ReadMemStats(&after)
			if got := codeOf(t, err); got != CodeTooLarge {
				t.Fatalf("code %q (%v), want %q", got, err, CodeTooLarge)
			}
			t.Logf("%d bytes took %d", len(body), after.TotalAlloc-before.TotalAlloc)
			// The limit, its doublings on the way there, and the window of the decoder.
			if used := after.TotalAlloc - before.TotalAlloc; used > 24<<20 {
				t.Errorf("%d bytes unpack to %d, which took %d bytes of memory", len(body), size, used)
			}
		})
	}
}

// TestUnpacksToNothing has bodies that are long and unpack to nothing.
func TestUnpacksToNothing(t *testing.T) {
	empty := bytes.Repeat(pack(nil, "gzip"), 40_000) // 1 MB
	for _, coding := range []string{"gzip", "gzip, gzip"} {
		body := empty
		if coding != "gzip" {
			body = pack(empty, "gzip")
		}
		_, err := newTestFetcher(t).Get(context.Background(), Request{URL: newCoded(t, coding, body)})
		if got := codeOf(t, err); got != CodeTooLarge {
			t.Errorf("%s: code %q (%v), want %q", coding, got, err, CodeTooLarge)
		}
	}
}

func TestBodyLimit(t *testing.T) {
	const limit = 10_000
	full := bytes.Repeat([]byte("a"), limit)
	over := append(full, 'b')
	for _, c := range []struct {
		name, coding string
		body         []byte
		cut          bool
		code         string
		wasCut       bool
	}{
		{"just within", "", full, false, "", false},
		{"just within, packed", "gzip", pack(full, "gzip"), false, "", false},
		{"just over", "", over, false, CodeTooLarge, false},
		{"just over, packed", "gzip", pack(over, "gzip"), false, CodeTooLarge, false},
		{"just within, may be cut", "", full, true, "", false},
		{"just over, may be cut", "", over, true, "", true},
		{"just over, packed, may be cut", "zstd", pack(over, "zstd"), true, "", true},
		{"far over, may be cut", "", bytes.Repeat(full, 1000), true, "", true},
	} {
		for _, query := range []string{"", "?length"} {
			r, err := newTestFetcher(t).Get(context.Background(), Request{URL: newCoded(t, c.coding, c.body) + query, MaxBytes: limit, Cut: c.cut})
			if got := codeOf(t, err); got != c.code {
				t.Errorf("%s%s: code %q (%v), want %q", c.name, query, got, err, c.code)
			}
			if err == nil && (!bytes.Equal(r.Body, full) || r.Cut != c.wasCut) {
				t.Errorf("%s%s: %d bytes, cut %v, want %d, %v", c.name, query, len(r.Body), r.Cut, limit, c.wasCut)
			}
		}
	}
}

func FuzzUnpack(f *testing.F) {
	for coding := range packers {
		if coding != "raw" {
			f.Add(coding, pack([]byte(page), coding))
			f.Add(coding, cut(pack([]byte(page), coding)))
		}
	}
	f.Add("gzip, br", pack([]byte(page), "gzip", "br"))
	f.Fuzz(func(t *testing.T, coding string, body []byte) {
		const limit = 1 << 20
		u := &unpacker{limit: limit}
		r, err := u.open(bytes.NewReader(body), []string{coding})
		if err == nil {
			io.Copy(io.Discard, io.LimitReader(r, limit))
		}
		u.close()
		// The decoders must be as good as new.
		u = &unpacker{limit: limit}
		defer u.close()
		r, err = u.open(bytes.NewReader(pack([]byte(page), "gzip")), []string{"gzip"})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(r); err != nil || string(got) != page {
			t.Errorf("got %q, %v", got, err)
		}
	})
}
