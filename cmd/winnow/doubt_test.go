package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// One byte of a text that has changed keeps nobody from reading: every verb tells it
// with what to do, db check too, db recover mends it, and db check --accept takes it for
// right.
func TestChangedByteIsToldByEveryVerb(t *testing.T) {
	p := newPresses(t)
	p.every = 20
	d := newDesk(t, p)
	if code, said := d.run("run", "-q", "--all"); code != 0 {
		t.Fatalf("exit %d: %s", code, said)
	}
	if code, said := d.run("db", "vacuum"); code != 0 {
		t.Fatalf("exit %d: %s", code, said)
	}
	path := filepath.Join(d.path, "winnow.db")
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	word := []byte("the committee wrote")
	at := bytes.LastIndex(content, word) // what is found first may lie where a page holds nothing any more
	if at < 0 {
		t.Fatal("the file does not hold the text")
	}
	copy(content[at:], "the committee wr0te")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	const told = "is 0x30, and 0x6f was written"
	for _, row := range []struct {
		name  string
		args  []string
		code  int
		says  string
		quiet bool // says nothing of the byte
	}{
		{"list", []string{"list", "--limit", "1"}, exitOK, "hint: winnow db check looks at all of it", false},
		{"status", []string{"status"}, exitOK, "warning: database", false},
		{"run", []string{"run", "-q"}, exitOK, "warning: database", false},
		{"run with logs as JSON", []string{"run", "-q", "--log-format", "json"}, exitOK, `"hint":"winnow db check`, false},
		{"check", []string{"db", "check"}, exitPartial, "1 fault", false},
		{"quick check", []string{"db", "check", "--quick"}, exitPartial, "db recover --db", false},
		{"recover", []string{"db", "recover", "saved.db", "-q"}, exitOK, "1 byte that had changed", true},
		{"what was recovered", []string{"db", "check", "--db", "saved.db"}, exitOK, "all is well", true},
		{"accept", []string{"db", "check", "--accept"}, exitPartial, "the text of article", true}, // an older witness
		{"list after that", []string{"list", "--limit", "1"}, exitOK, "", true},
	} {
		cmd := d.command(row.args...)
		output, err := cmd.CombinedOutput()
		code, said := exitCode(t, err), string(output)
		if code != row.code || !strings.Contains(said, row.says) || strings.Contains(said, told) == row.quiet {
			t.Errorf("%s: exit %d, %s: want exit %d that says %q", row.name, code, said, row.code, row.says)
		}
	}
}
