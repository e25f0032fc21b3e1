package fetch

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// benchPage is as large as a news page is, packed and unpacked.
var benchPage = func() []byte {
	var b bytes.Buffer
	for i := range 500 {
		b.WriteString("<p class=\"story\">Paragraph ")
		b.WriteString(time.Duration(i * 7919).String())
		b.WriteString(" of a page that is long enough to be worth packing, with <a href=\"/links\">links</a> in it.</p>\n")
	}
	return b.Bytes()
}()

func newBenchServer(b *testing.B) string {
	packed := pack(benchPage, "gzip")
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Encoding", "gzip")
		w.Write(packed)
	}))
	b.Cleanup(s.Close)
	return s.URL
}

func BenchmarkGet(b *testing.B) {
	addr := newBenchServer(b)
	f := newTestFetcher(b, func(o *Options) { o.PageBytes = 1 << 20; o.PerHost = 16 })
	b.ReportAllocs()
	b.SetParallelism(8) // a kept connection rests a moment before it is used again
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			r, err := f.Get(context.Background(), Request{URL: addr})
			if err != nil || len(r.Body) != len(benchPage) {
				b.Error(err)
			}
		}
	})
}

// BenchmarkBare is the same by net/http alone, which unpacks by itself.
func BenchmarkBare(b *testing.B) {
	addr := newBenchServer(b)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16}}
	b.ReportAllocs()
	b.SetParallelism(8) // a kept connection rests a moment before it is used again
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			res, err := client.Get(addr)
			if err != nil {
				b.Fatal(err)
			}
			body, err := io.ReadAll(res.Body)
			if res.Body.Close(); err != nil || len(body) != len(benchPage) {
				b.Error(err)
			}
		}
	})
}
