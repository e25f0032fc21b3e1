package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// tool finds a program of others: in the folder that WINNOW_WARC_TOOLS names, or
// on the PATH. The test is skipped without it: it is not needed to build winnow.
func tool(t *testing.T, name string) string {
	t.Helper()
	if folder := os.Getenv("WINNOW_WARC_TOOLS"); folder != "" {
		return filepath.Join(folder, name)
	}
	at, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed, and WINNOW_WARC_TOOLS names no folder with it", name)
	}
	return at
}

// theirs runs a program of others, which is to find nothing wrong.
func theirs(t *testing.T, name string, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(tool(t, name), args...)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s%s", name, strings.Join(args, " "), err, out, said.String())
	}
	return out
}

// harbourSnapshot takes a snapshot of the harbour site in the folder snap.
func harbourSnapshot(t *testing.T) (desk, string) {
	t.Helper()
	site, cdn := newHarbour(t)
	d := desk{t, t.TempDir()}
	d.output("snapshot", site.URL+"/", "--to", "snap", "--delay", "0s", "--allow", "127.0.0.0/8", "--mirror", "-q")
	var report struct {
		Missing []struct{ URL, Reason string }
	}
	text, err := os.ReadFile(filepath.Join(d.path, "snap", "report.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &report); err != nil {
		t.Fatal(err)
	}
	var missing []string
	for _, m := range report.Missing {
		missing = append(missing, m.Reason+" "+strings.TrimPrefix(m.URL, site.URL))
	}
	slices.Sort(missing)
	if got, want := strings.Join(missing, ", "), "http-404 /gone, http-404 /img/none.webp"; got != want {
		t.Errorf("missing: %s, want %s", got, want)
	}
	held := map[string]bool{}
	for line := range bytes.Lines(d.output("archive", "ls", "snap/snap.wacz", "--json")) {
		var r struct {
			URL    string
			Status int
		}
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatal(err)
		}
		held[r.URL] = held[r.URL] || r.Status == 200
	}
	for name := range harbourFiles() {
		if address, ours := strings.CutPrefix(name, "$CDN"); !held[site.URL+name] && !(ours && held[cdn.URL+address]) {
			t.Errorf("the snapshot lacks %s", name)
		}
	}
	return d, site.URL
}

func TestSnapshotIsWhole(t *testing.T) {
	d, _ := harbourSnapshot(t)
	d.output("archive", "check", "snap/articles-warc")
	d.output("archive", "check", "snap/snap.wacz")
	if out := d.output("archive", "ls", "snap/snap.wacz", "--json"); bytes.Contains(out, []byte("secret")) {
		t.Error("a cookie was archived")
	}
}

// The tools of others find nothing wrong with what is written here.
func TestToolsOfOthersReadSnapshots(t *testing.T) {
	for _, name := range []string{"warcio", "wacz", "cdxj-indexer"} {
		tool(t, name)
	}
	d, _ := harbourSnapshot(t)
	files, err := filepath.Glob(filepath.Join(d.path, "snap", "articles-warc", "*.warc.gz"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	theirs(t, "warcio", append([]string{"check"}, files...)...)
	theirs(t, "wacz", "validate", "-f", filepath.Join(d.path, "snap", "snap.wacz"))
	lines := strings.Split(strings.TrimSpace(string(theirs(t, "cdxj-indexer", files...))), "\n")
	slices.Sort(lines)
	ours, err := os.ReadFile(filepath.Join(d.path, "snap", "index.cdxj"))
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(strings.TrimSpace(string(ours)), "\n") {
		if i >= len(lines) || lines[i] != line {
			t.Fatalf("line %d of the index\n%s\nis not what cdxj-indexer writes:\n%s", i+1, line, append(lines, "")[min(i, len(lines))])
		}
	}
}

// What wget writes is read here: listed, checked, printed, harvested.
func TestArchivesOfWgetAreRead(t *testing.T) {
	wget, err := exec.LookPath("wget")
	if err != nil {
		t.Skip("wget is not installed")
	}
	site, _ := newHarbour(t)
	d := desk{t, t.TempDir()}
	cmd := exec.Command(wget, "-q", "-e", "robots=off", "-r", "-l2", "-p", "--no-proxy", "-P", "files", "--warc-file=theirs", "--warc-header=operator: quay", site.URL+"/")
	cmd.Dir = d.path
	if out, err := cmd.CombinedOutput(); exitCode(t, err) != 0 && exitCode(t, err) != 8 { // 8: some answers were errors
		t.Fatalf("wget: %v\n%s", err, out)
	}
	d.output("archive", "check", "theirs.warc.gz")
	if got := d.output("archive", "cat", "theirs.warc.gz", site.URL+"/parts"); !bytes.Contains(got, []byte("The Pier in Parts")) || !bytes.HasSuffix(got, []byte("</html>")) {
		t.Errorf("archive cat prints\n%s", got)
	}
	r := d.from("from.db", "theirs.warc.gz")
	titles := map[string]bool{}
	for _, a := range d.articles("from.db") {
		titles[fmt.Sprint(a["title"])] = true
	}
	if len(titles) != 4 || !titles["The Pier in Parts"] || !titles["The Orchard Wall"] || r.From.Damaged+r.From.Unreadable > 0 {
		t.Errorf("articles %v, report %+v", titles, r.From)
	}
}
