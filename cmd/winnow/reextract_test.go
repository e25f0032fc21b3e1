package main

import (
	"database/sql"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// sections counts the articles whose section is unknown, is their title, or is
// something else, and their revisions.
func (d desk) sections() (old, new, between, revisions int) {
	d.t.Helper()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(d.path, "winnow.db"))
	if err != nil {
		d.t.Fatal(err)
	}
	defer db.Close()
	var sound string
	if err := db.QueryRow("PRAGMA integrity_check").Scan(&sound); err != nil || sound != "ok" {
		d.t.Fatalf("integrity_check: %s, %v", sound, err)
	}
	if err := db.QueryRow(`SELECT count(*) FILTER (WHERE section IS NULL), count(*) FILTER (WHERE section = title),
		count(*) FILTER (WHERE section <> title), (SELECT count(*) FROM revisions) FROM articles`).Scan(&old, &new, &between, &revisions); err != nil {
		d.t.Fatal(err)
	}
	return old, new, between, revisions
}

// configure adds to the configuration of the source.
func (d desk) configure(from, to string) {
	d.t.Helper()
	name := filepath.Join(d.path, "crawl.yaml")
	b, err := os.ReadFile(name)
	if err != nil {
		d.t.Fatal(err)
	}
	text := strings.Replace(string(b), from, to, 1)
	if text == string(b) {
		d.t.Fatalf("crawl.yaml has no %q", from)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		d.t.Fatal(err)
	}
}

// reread runs reextract and gives its report.
func (d desk) reread(args ...string) rereading {
	d.t.Helper()
	out, err := d.command(append([]string{"reextract", "--json"}, args...)...).Output()
	var found rereading
	if e := json.Unmarshal(out, &found); err != nil || e != nil {
		d.t.Fatalf("reextract: %v, %v: %s", err, e, out)
	}
	return found
}

// restore puts a database in the place of the one there.
func (d desk) restore(database []byte) {
	d.t.Helper()
	name := filepath.Join(d.path, "winnow.db")
	for _, beside := range []string{"-wal", "-shm"} {
		if err := os.Remove(name + beside); err != nil && !errors.Is(err, os.ErrNotExist) {
			d.t.Fatal(err)
		}
	}
	if err := os.WriteFile(name, database, 0o600); err != nil {
		d.t.Fatal(err)
	}
}

// awaitFirst waits until something has been taken over.
func (d desk) awaitFirst() {
	d.t.Helper()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(d.path, "winnow.db")+"?mode=ro")
	if err != nil {
		d.t.Fatal(err)
	}
	defer db.Close()
	for range 10_000 {
		var new int
		if err := db.QueryRow(`SELECT count(section) FROM articles`).Scan(&new); err == nil && new > 0 {
			return
		}
		time.Sleep(time.Millisecond)
	}
	d.t.Error("nothing was taken over in ten seconds")
}

// TestReextractKilledAtAnyInstant kills the reading again of kept pages. Each
// article stays as it was or becomes what it is to be, and no revision is made.
func TestReextractKilledAtAnyInstant(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many processes")
	}
	const stories = 250
	p := newPresses(t)
	p.every = stories
	d := newDesk(t, p)
	d.configure("version: 1\n", "version: 1\nstore: { keep: raw }\n")
	d.configure("delay: 10ms", "delay: 0s")
	if code, said := d.run("run", "-q"); code != 0 {
		t.Fatalf("exit %d: %s", code, said)
	}
	if r := d.reread("--dry-run"); r.Pages != stories || r.Unchanged != stories || r.Applied {
		t.Errorf("read again as before: %+v; want %d pages that say the same", r, stories)
	}
	d.configure("id: press,", `id: press, selectors: { section: "h1" },`)
	if r := d.reread("--dry-run"); r.Changed != stories || r.Fields["section"] != stories || r.Fields["text"] != 0 {
		t.Errorf("%+v; want the section of %d pages to change", r, stories)
	}
	if old, _, _, _ := d.sections(); old != stories {
		t.Fatalf("--dry-run has changed %d articles", stories-old)
	}
	draw := rand.New(rand.NewPCG(2, 71))
	before, err := os.ReadFile(filepath.Join(d.path, "winnow.db"))
	if err != nil {
		t.Fatal(err)
	}
	partly := 0
	for n := range kills(t) {
		d.restore(before)
		cmd := d.command("reextract", "-q")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if n%3 == 0 {
			d.awaitFirst()
		} else {
			time.Sleep(time.Duration(draw.IntN(500)) * time.Millisecond)
		}
		if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			t.Fatal(err)
		}
		cmd.Wait()
		old, new, between, revisions := d.sections()
		if old+new != stories || between != 0 || revisions != stories {
			t.Errorf("kill %d: %d old, %d new, %d between, %d revisions", n, old, new, between, revisions)
		}
		if old > 0 && new > 0 {
			partly++
		}
	}
	if partly == 0 {
		t.Error("no kill was in the midst of it")
	}
	t.Logf("stopped in the midst %d times of %d", partly, kills(t))
	d.restore(before)
	if r := d.reread(); r.Pages != stories || r.Refused != 0 || !r.Applied {
		t.Errorf("the last run: %+v", r)
	}
	if old, new, between, revisions := d.sections(); old != 0 || new != stories || between != 0 || revisions != stories {
		t.Errorf("in the end %d old, %d new, %d between, %d revisions", old, new, between, revisions)
	}
	if r := d.reread("--dry-run"); r.Unchanged != stories {
		t.Errorf("once more: %+v; want nothing to change", r)
	}
	p.set(func() { p.every = 0 })
	if code, said := d.run("run", "-q", "--revisit"); code != 0 {
		t.Errorf("a run afterwards: exit %d, %s", code, said)
	}
	if _, new, _, revisions := d.sections(); new != stories || revisions != stories {
		t.Errorf("a run afterwards makes %d revisions of %d", revisions, stories)
	}
}
