package store

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestCheckFindsFaults(t *testing.T) {
	for _, tt := range []struct{ name, damage, want string }{
		{"nothing", `SELECT 1`, ""},
		{"no text", `UPDATE document SET extraction = NULL`, "has no text that is shown"},
		{"a reference into nothing", `UPDATE document SET feed = 9999`, "refers to a address that is not there"},
		{"lists that are none", `UPDATE extraction SET authors = '[broken'`, "lists that cannot be read"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := newHarvest(t)
			h.read(visit{url: "https://paper.example/story", article: articleOf("Story", 1)})
			if err := errors.Join(h.settings(t.Context(), "PRAGMA foreign_keys=OFF"), h.all(t.Context(), tt.damage)); err != nil {
				t.Fatal(err)
			}
			faults, err := h.Check(t.Context(), false)
			if err != nil {
				t.Fatal(err)
			}
			var all []string
			for _, f := range faults {
				all = append(all, f.What)
			}
			if got := strings.Join(all, "\n"); (got == "") != (tt.want == "") || !strings.Contains(got, tt.want) {
				t.Errorf("found %q, want %q", got, tt.want)
			}
		})
	}
}

// A page of the file that was overwritten is found.
func TestCheckFindsDamage(t *testing.T) {
	h := newHarvest(t)
	for i := range 20 {
		h.read(visit{url: "https://paper.example/story" + string(rune('a'+i)), article: articleOf("Story", i)})
	}
	path := h.Path()
	if err := h.Compact(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.Close()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	st, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	for at := st.Size() / 2; at < st.Size()/2+3*4096; at++ {
		if _, err := f.WriteAt([]byte{0x5a}, at); err != nil {
			t.Fatal(err)
		}
	}
	f.Close()
	s, err := OpenReadOnly(t.Context(), path, Options{})
	if err != nil {
		return // told at once
	}
	defer s.Close()
	if faults, err := s.Check(t.Context(), false); err == nil && len(faults) == 0 {
		t.Error("three damaged pages are not found")
	}
}

func TestBackupWhileWriting(t *testing.T) {
	h := newHarvest(t)
	h.read(visit{url: "https://paper.example/first", article: articleOf("First", 1)})
	reader, err := OpenReadOnly(t.Context(), h.Path(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	copied := filepath.Join(t.TempDir(), "copy.db")
	if err := reader.Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	h.read(visit{url: "https://paper.example/second", article: articleOf("Second", 2)})
	if err := reader.Backup(t.Context(), copied); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a copy is replaced: %v", err)
	}
	s, err := Open(t.Context(), copied, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var list []string
	for a, err := range s.Articles(t.Context(), Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, a.Title)
	}
	if len(list) != 1 || list[0] != "First" {
		t.Errorf("the copy holds %q, want what there was", list)
	}
	if faults, err := s.Check(t.Context(), false); err != nil || len(faults) != 0 {
		t.Errorf("faults of the copy: %v, %v", faults, err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(copied), ".copy*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestBackupStopped(t *testing.T) {
	h := newHarvest(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	folder := t.TempDir()
	if err := h.Backup(ctx, filepath.Join(folder, "copy.db")); err == nil {
		t.Error("no error")
	}
	if left, _ := os.ReadDir(folder); len(left) != 0 {
		t.Errorf("half a copy is left: %v", left)
	}
}

// What is pruned is old and needed by nobody; what a dry run counts goes.
func TestPrune(t *testing.T) {
	h := remembered(t)
	h.told("https://paper.example/first", "", articleOf("First", 1))
	h.clock.advance(60 * 24 * time.Hour)
	h.told("https://paper.example/second", "", articleOf("Second", 2))
	before := h.clock.now().AddDate(0, -1, 0)
	would, err := h.Prune(t.Context(), before, true)
	if err != nil {
		t.Fatal(err)
	}
	did, err := h.Prune(t.Context(), before, false)
	if err != nil {
		t.Fatal(err)
	}
	if would != did || did.Pages != 1 || did.Requests == 0 {
		t.Errorf("would %+v, did %+v, want one raw page and some requests", would, did)
	}
	if again, err := h.Prune(t.Context(), before, false); err != nil || again != (Pruned{}) {
		t.Errorf("a second time: %+v, %v", again, err)
	}
	if faults, err := h.Check(t.Context(), false); err != nil || len(faults) != 0 {
		t.Errorf("faults: %v, %v", faults, err)
	}
	n := 0
	for range h.Articles(t.Context(), Filter{}) {
		n++
	}
	if n != 2 {
		t.Errorf("%d articles are left, want 2", n)
	}
}
