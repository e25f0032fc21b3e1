package archive

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestEmptyMember(t *testing.T) {
	for _, n := range []int64{270, 271, 1000, 65535, 65700, 65741, 65742, 65743, 65744, 65745, 65746, 65747, 131100, 131300, 1 << 20} {
		member, err := emptyMember(n, noon)
		if err != nil {
			t.Fatal(err)
		}
		if int64(len(member)) != n {
			t.Errorf("%d bytes, want %d", len(member), n)
		}
		c, err := Check(File{"a.warc.gz", n, bytes.NewReader(member)}, func(f Finding) { t.Errorf("%d bytes: %v", n, f) })
		if err != nil || c.Records != 1 {
			t.Errorf("%d bytes: %d records, error %v", n, c.Records, err)
		}
	}
	if _, err := emptyMember(100, noon); err == nil {
		t.Error("a hundred bytes: no error")
	}
}

func TestErase(t *testing.T) {
	folder := t.TempDir()
	w := newWriter(t, Options{Folder: folder})
	secret := strings.Repeat("He was never there. ", 30)
	for i := range 4 {
		x := page(fmt.Sprintf("http://news.example/%d", i), fmt.Sprint(i, " ", secret))
		x.Via, x.Duration = "http://news.example/", time.Second
		store(t, w, x)
	}
	if _, err := w.Resource("urn:text:http://news.example/2", "text/plain", noon, []byte("2 "+secret)); err != nil {
		t.Fatal(err)
	}
	w.Close()
	before, err := os.Stat(filepath.Join(folder, w.Files()[0]))
	if err != nil {
		t.Fatal(err)
	}
	match := func(address string) bool { return address == "http://news.example/2" }
	n, err := Erase(context.Background(), folder, match)
	if err != nil || n != 4 {
		t.Fatalf("%d records erased (%v), want 4: answer, request, metadata, text", n, err)
	}
	if after, _ := os.Stat(filepath.Join(folder, w.Files()[0])); after.Size() != before.Size() {
		t.Errorf("the file has %d bytes, had %d", after.Size(), before.Size())
	}
	responses := 0
	for _, r := range readAll(t, folder) { // has every digest checked
		if strings.HasPrefix(r.block, "2 ") || strings.Contains(fmt.Sprint(r.Fields), "/2") || strings.Contains(r.block, "/2") {
			t.Errorf("something is left: %v %.100q", r.Fields, r.block)
		}
		if r.Type() == TypeResponse {
			responses++
		}
	}
	if responses != 3 {
		t.Errorf("%d responses are left, want 3", responses)
	}
	if n, err := Erase(context.Background(), folder, match); n != 0 || err != nil {
		t.Errorf("a second time: %d, %v", n, err)
	}
	if n, err := Erase(context.Background(), filepath.Join(folder, "none"), match); n != 0 || err != nil {
		t.Errorf("no folder: %d, %v", n, err)
	}
}

// An erasure that was killed within a record leaves half of it, and the journal.
func TestEraseResumes(t *testing.T) {
	folder := t.TempDir()
	w := newWriter(t, Options{Folder: folder})
	store(t, w, page("http://news.example/1", "one"))
	second := store(t, w, page("http://news.example/2", strings.Repeat("He was never there. ", 100)))
	store(t, w, page("http://news.example/3", "three"))
	w.Close()
	if err := writeJournal(folder, []Location{second.Location}); err != nil {
		t.Fatal(err)
	}
	member, err := emptyMember(second.Length, noon)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(filepath.Join(folder, second.File), os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteAt(member[:len(member)/2], second.Offset); err != nil {
		t.Fatal(err)
	}
	f.Close()
	if n, err := Erase(context.Background(), folder, func(string) bool { return false }); n != 1 || err != nil {
		t.Fatalf("%d erased, %v, want 1", n, err)
	}
	if got := len(ofType(readAll(t, folder), TypeResponse)); got != 2 {
		t.Errorf("%d responses are left, want 2", got)
	}
	if _, err := os.Stat(filepath.Join(folder, journal)); err == nil {
		t.Error("the journal is left")
	}
}
