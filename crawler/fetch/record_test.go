package fetch

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

// recording makes a Fetcher hand its answers to keep.
func recording(keep func(*Traffic) (Kept, error)) func(*Options) {
	return func(o *Options) { o.Record = keep }
}

func TestRecord(t *testing.T) {
	packed := pack([]byte(page), "gzip")
	for _, tt := range []struct {
		name    string
		request Request
		url     func(t *testing.T) string
		body    string
		cut     string // code; empty for a whole body
	}{
		{"packed as sent", Request{}, func(t *testing.T) string { return newCoded(t, "gzip", packed) }, string(packed), ""},
		{"cut as asked", Request{MaxBytes: 4, Cut: true}, func(t *testing.T) string { return newCoded(t, "", []byte(page)) }, page[:4], CodeTooLarge},
		{"too large", Request{MaxBytes: 4}, func(t *testing.T) string { return newCoded(t, "", []byte(page)) }, page[:4], CodeTooLarge},
		{"broken packing", Request{}, func(t *testing.T) string { return newCoded(t, "gzip", []byte(page)) }, page[:4], CodeEncoding},
		{"the end is missing", Request{}, func(t *testing.T) string {
			return newScripted(t, func(c net.Conn, next func() *http.Request) {
				next()
				io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
			}).URL
		}, "half", CodeShort},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got Traffic
			f := newTestFetcher(t, recording(func(x *Traffic) (Kept, error) {
				got = *x
				got.Body = bytes.Clone(x.Body)
				return Kept{File: "a.warc.gz", Offset: 1, Length: 2, ID: "urn:uuid:1"}, nil
			}))
			tt.request.URL = tt.url(t)
			r, err := f.Get(context.Background(), tt.request)
			if tt.cut == "" && (err != nil || r.Kept.ID != "urn:uuid:1") {
				t.Errorf("got %+v and error %v", r, err)
			}
			if !strings.HasPrefix(string(got.Body), tt.body) || (tt.cut == "" && string(got.Body) != tt.body) {
				t.Errorf("body %.40q, want %.40q", got.Body, tt.body)
			}
			if (got.Cut == nil) != (tt.cut == "") || got.Cut != nil && got.Cut.Code != tt.cut {
				t.Errorf("cut: %v, want %q", got.Cut, tt.cut)
			}
			if got.Status != 200 || got.Sent.Get("Accept-Encoding") == "" || got.Remote == "" || got.Started.IsZero() {
				t.Errorf("incomplete: %+v", got)
			}
		})
	}
}

func TestRecordNot(t *testing.T) {
	f := newTestFetcher(t, recording(func(*Traffic) (Kept, error) {
		t.Error("an answer was recorded whose body nobody wanted")
		return Kept{}, nil
	}))
	f.Get(context.Background(), Request{URL: newCoded(t, "", []byte(page)), Want: func(int, http.Header) bool { return false }})
}

func TestRecordFails(t *testing.T) {
	f := newTestFetcher(t, recording(func(*Traffic) (Kept, error) { return Kept{}, errors.New("no space left") }))
	_, err := f.Get(context.Background(), Request{URL: newCoded(t, "", []byte(page))})
	if got := codeOf(t, err); got != CodeLocal || !strings.Contains(err.Error(), "no space left") {
		t.Errorf("code %q (%v), want %q", got, err, CodeLocal)
	}
}

func TestUnpackKept(t *testing.T) {
	body := []byte(page)
	for _, tt := range []struct {
		name, coding string
		body         []byte
		limit        int64
		code         string
	}{
		{"gzip", "gzip", pack(body, "gzip"), 1 << 10, ""},
		{"none", "", body, 1 << 10, ""},
		{"twice", "gzip, br", pack(body, "gzip", "br"), 1 << 10, ""},
		{"nothing packed", "gzip", body, 1 << 10, CodeEncoding},
		{"unknown", "rot13", body, 1 << 10, CodeEncoding},
		{"too large", "gzip", pack(body, "gzip"), 4, CodeTooLarge},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Unpack(tt.body, http.Header{"Content-Encoding": {tt.coding}}, tt.limit)
			if code := codeOf(t, err); code != tt.code || code == "" && !bytes.Equal(got, body) {
				t.Errorf("got %q, code %q (%v), want code %q", got, code, err, tt.code)
			}
		})
	}
}
