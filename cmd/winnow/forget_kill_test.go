package main

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestForgetKilledAtAnyInstant kills winnow forget: what was to go is all there or
// all gone, with what refuses it, and doing it again leaves no byte.
func TestForgetKilledAtAnyInstant(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many processes")
	}
	p := newPresses(t)
	p.every = 40
	d := newDesk(t, p)
	if code, said := d.run("run", "-q", "--all"); code != 0 {
		t.Fatalf("exit %d: %s", code, said)
	}
	whole, err := os.ReadFile(filepath.Join(d.path, "winnow.db"))
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"forget", "--yes"}
	for n := range 20 {
		args = append(args, fmt.Sprintf("%s/story/%d", p.URL, n))
	}
	var lines [][]byte
	for n := range 20 {
		lines = append(lines, fmt.Appendf(nil, "In report 3 of %d the committee wrote", n))
	}
	if files := d.holding(lines); len(files) == 0 {
		t.Fatal("the text is in no file to begin with")
	}
	draw := rand.New(rand.NewPCG(2, 71))
	before, after := 0, 0
	for n := range kills(t) {
		desk := desk{t, t.TempDir()}
		if err := os.WriteFile(filepath.Join(desk.path, "winnow.db"), whole, 0o600); err != nil {
			t.Fatal(err)
		}
		cmd := desk.command(args...)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(draw.IntN(60)) * time.Millisecond)
		if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			t.Fatal(err)
		}
		cmd.Wait()
		switch left := len(desk.visible()); left {
		case 40:
			before++
		case 20:
			after++
		default:
			t.Errorf("kill %d: %d articles are left, want 40 or 20", n, left)
		}
		desk.consistent(20)
		if code, said := desk.run(args...); code != 0 || len(desk.visible()) != 20 {
			t.Errorf("again: exit %d, %d articles, %s", code, len(desk.visible()), said)
		}
		if files := desk.holding(lines); len(files) > 0 {
			t.Errorf("kill %d: the text is found in %v", n, files)
		}
	}
	t.Logf("%d kills before it was done, %d after", before, after)
}

// consistent checks that references lead somewhere, and that so many stories are
// refused as soon as one is.
func (d desk) consistent(stories int) {
	d.t.Helper()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(d.path, "winnow.db"))
	if err != nil {
		d.t.Fatal(err)
	}
	defer db.Close()
	var broken, refused, articles int
	if err := db.QueryRow(`SELECT (SELECT count(*) FROM pragma_foreign_key_check), (SELECT count(*) FROM tombstone WHERE kind = 'address'),
		(SELECT count(*) FROM articles)`).Scan(&broken, &refused, &articles); err != nil {
		d.t.Fatal(err)
	}
	if broken > 0 || articles+refused != 2*stories {
		d.t.Errorf("%d references lead nowhere; %d articles are there and %d addresses refused", broken, articles, refused)
	}
}

// holding names the files of the folder in which any of the lines stands.
func (d desk) holding(lines [][]byte) (files []string) {
	d.t.Helper()
	entries, err := os.ReadDir(d.path)
	if err != nil {
		d.t.Fatal(err)
	}
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(d.path, e.Name()))
		if err != nil {
			d.t.Fatal(err)
		}
		for _, line := range lines {
			if bytes.Contains(b, line) && !strings.Contains(strings.Join(files, " "), e.Name()) {
				files = append(files, e.Name())
			}
		}
	}
	return files
}
