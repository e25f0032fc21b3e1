package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"winnow/archive"
)

// gazette is a site of linked stories, each with a picture of its own that does
// not pack.
func gazette(t *testing.T, stories, picture int, wait time.Duration) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(wait)
		var n int
		switch {
		case r.URL.Path == "/":
			w.Header().Set("Content-Type", "text/html")
			for i := range stories {
				fmt.Fprintf(w, `<p><a href="/story/%d">Story %d</a></p>`, i, i)
			}
		case scans(r.URL.Path, "/story/%d", &n):
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprint(w, strings.Replace(storyPage(n), "<h1>", fmt.Sprintf(`<img src="/picture/%d.png"><h1>`, n), 1))
		case scans(r.URL.Path, "/picture/%d.png", &n):
			w.Header().Set("Content-Type", "image/png")
			var seed [32]byte
			seed[0] = byte(n)
			io.CopyN(w, rand.NewChaCha8(seed), int64(picture)) // the reader may be killed
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

func scans(path, format string, into *int) bool {
	_, err := fmt.Sscanf(path, format, into)
	return err == nil
}

// readable reads every WARC file of a snapshot. Nothing may be damaged but the
// end of a file that was still written.
func readable(t *testing.T, folder string) (records int) {
	t.Helper()
	a, err := archive.Open(folder)
	if err != nil {
		return 0 // killed before the first record
	}
	defer a.Close()
	for _, f := range a.Files {
		checked, err := archive.Check(f, func(found archive.Finding) {
			if !strings.HasSuffix(f.Name, ".open") || found.Offset+found.Length != f.Size {
				t.Errorf("%s", found)
			}
		})
		if err != nil {
			t.Errorf("%s: %v", f.Name, err)
		}
		records += checked.Records
	}
	return records
}

// whole checks that a finished snapshot of a gazette holds everything once.
func (d desk) whole(site string, stories int) {
	d.t.Helper()
	d.output("archive", "check", "snap/articles-warc")
	d.output("archive", "check", "snap/snap.wacz")
	times := map[string]int{}
	for line := range bytes.Lines(d.output("archive", "ls", "snap/snap.wacz", "--json")) {
		var r struct {
			URL, Type string
			Status    int
		}
		if err := json.Unmarshal(line, &r); err != nil {
			d.t.Fatal(err)
		}
		if (r.Type == "response" || r.Type == "revisit") && r.Status == 200 {
			times[strings.TrimPrefix(r.URL, site)]++
		}
	}
	if len(times) != 2*stories+1 {
		d.t.Errorf("%d addresses in the archive, want %d", len(times), 2*stories+1)
	}
	for address, n := range times {
		if n != 1 {
			d.t.Errorf("%s is archived %d times", address, n)
		}
	}
	if got := len(bytes.Split(bytes.TrimSpace(d.output("export", "--db", "snap/articles.db")), []byte("\n"))); got != stories {
		d.t.Errorf("%d articles, want %d", got, stories)
	}
}

// A snapshot is killed at fifty instants: what was complete is readable each
// time, and in the end everything is there once.
func TestSnapshotKilled(t *testing.T) {
	const stories = 30
	site := gazette(t, stories, 3000, 8*time.Millisecond)
	d := desk{t, t.TempDir()}
	draw, records, instants := rand.New(rand.NewPCG(1, 2)), 0, 50
	if testing.Short() {
		instants = 8
	}
	for i := range instants {
		args := []string{"snapshot", site.URL + "/", "--to", "snap", "--delay", "0s", "--allow", "127.0.0.0/8", "-q"}
		if _, err := os.Stat(filepath.Join(d.path, "snap", "snapshot.json")); err == nil {
			args = []string{"snapshot", "--resume", "snap", "-q"}
		}
		cmd := d.command(args...)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lives := time.Duration(20+draw.IntN(120)) * time.Millisecond
		if records == 0 {
			lives *= time.Duration(1 + i) // a busy machine takes longer to begin
		}
		time.Sleep(lives)
		if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			t.Fatal(err)
		}
		cmd.Wait() // killed, as it should be
		records = max(records, readable(t, filepath.Join(d.path, "snap", "articles-warc")))
	}
	if records == 0 {
		t.Fatal("no run came as far as the first record")
	}
	d.output("snapshot", "--resume", "snap", "-q")
	d.whole(site.URL, stories)
}

// A disk that fills ends a snapshot with an error that says so; what was complete
// is readable, and with room again it goes on to the end.
func TestSnapshotOnAFullDisk(t *testing.T) {
	shell, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("no bash to limit the size of files with")
	}
	const stories = 12
	site := gazette(t, stories, 1_500_000, 0)
	d := desk{t, t.TempDir()}
	limited := d.command("snapshot", site.URL+"/", "--to", "snap", "--delay", "0s", "--allow", "127.0.0.0/8", "-q")
	limited.Args = append([]string{"bash", "-c", `ulimit -f 6000; exec "$0" "$@"`, limited.Path}, limited.Args[1:]...)
	limited.Path = shell
	out, err := limited.CombinedOutput()
	if code := exitCode(t, err); code != 1 || !bytes.Contains(out, []byte("file too large")) || !bytes.Contains(out, []byte("articles-warc")) {
		t.Errorf("on a full disk: exit code %d, %s", code, out)
	}
	if n := readable(t, filepath.Join(d.path, "snap", "articles-warc")); n < 5 {
		t.Errorf("%d records are readable", n)
	}
	d.output("snapshot", "--resume", "snap", "-q")
	d.whole(site.URL, stories)
}

// Answers that break off, lie about their length, or unpack without end are
// archived as far as they came, marked, and told as missing.
func TestSnapshotOfABrokenServer(t *testing.T) {
	t.Parallel() // waits more than it works
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	if _, err := io.CopyN(z, zeros{}, 64<<20); err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page := storyPage(1)
		switch r.URL.Path {
		case "/":
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, `<p><a href="/whole">Whole</a> <a href="/stops">Stops</a> <a href="/bomb">Bomb</a></p><img src="/lies.png">`)
		case "/whole":
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, page)
		case "/stops", "/lies.png": // announces more than it sends, and hangs up
			conn, _, err := w.(http.Hijacker).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s", 2*len(page), page)
			conn.Close()
		case "/bomb":
			w.Header().Set("Content-Type", "text/html")
			w.Header().Set("Content-Encoding", "gzip")
			w.Write(bomb.Bytes()) // it is left in the middle
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(s.Close)
	d := desk{t, t.TempDir()}
	if code, said := d.run("snapshot", s.URL+"/", "--to", "snap", "--delay", "0s", "--allow", "127.0.0.0/8", "--max-time", "20s", "-q"); code != 0 {
		t.Fatalf("exit code %d: %s", code, said)
	}
	d.output("archive", "check", "snap/articles-warc")
	cut := map[string]string{}
	for line := range bytes.Lines(d.output("archive", "ls", "snap/articles-warc", "--json")) {
		var r struct {
			URL, Type string
			Status    int
			Truncated *string
		}
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatal(err)
		}
		if r.Type == "response" && r.Status == 200 {
			cut[strings.TrimPrefix(r.URL, s.URL)] = ""
			if r.Truncated != nil {
				cut[strings.TrimPrefix(r.URL, s.URL)] = *r.Truncated
			}
		}
	}
	for address, want := range map[string]string{"/": "", "/whole": "", "/stops": "disconnect", "/lies.png": "disconnect", "/bomb": "length"} {
		if got, kept := cut[address]; !kept || got != want {
			t.Errorf("%s: kept %v, truncated %q, want %q", address, kept, got, want)
		}
	}
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
	missing := map[string]bool{}
	for _, m := range report.Missing {
		missing[strings.TrimPrefix(m.URL, s.URL)] = true
	}
	if !missing["/stops"] || !missing["/lies.png"] || !missing["/bomb"] || missing["/whole"] {
		t.Errorf("missing: %v", report.Missing)
	}
}

// zeros has no end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
