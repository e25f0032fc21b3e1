package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"winnow/crawler/frontier"
)

// children are what a process of its own does in place of the tests, to be
// killed, starved or kept out.
var children = map[string]func(path string) error{
	"hold":     holdOpen,
	"harvest":  harvestForever,
	"starve":   harvestWithoutRoom,
	"stranger": openAsStranger,
	"reader":   readAsStranger,
	"care":     care,
}

const childVariable = "WINNOW_STORE_CHILD"

func TestMain(m *testing.M) {
	do := children[os.Getenv(childVariable)]
	if do == nil {
		os.Exit(m.Run())
	}
	if err := do(os.Args[len(os.Args)-1]); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

// spawn starts a child and gives what it prints, line by line.
func spawn(t *testing.T, name, path string) (*exec.Cmd, <-chan string) {
	t.Helper()
	cmd := exec.Command(os.Args[0], path)
	cmd.Env = append(os.Environ(), childVariable+"="+name)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() })
	lines := make(chan string, 1<<16)
	go func() {
		defer close(lines)
		var rest string
		buf := make([]byte, 4096)
		for {
			n, err := out.Read(buf)
			rest += string(buf[:n])
			for {
				line, after, found := strings.Cut(rest, "\n")
				if !found {
					break
				}
				lines <- line
				rest = after
			}
			if err != nil {
				return
			}
		}
	}()
	return cmd, lines
}

func holdOpen(path string) error {
	s, err := Open(context.Background(), path, Options{})
	if err != nil {
		return err
	}
	fmt.Println("open", s.Path())
	select {}
}

func TestOneRunAtATime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "winnow.db")
	child, lines := spawn(t, "hold", path)
	if line := <-lines; !strings.HasPrefix(line, "open") {
		t.Fatal(line)
	}
	_, err := Open(t.Context(), path, Options{})
	var locked *LockedError
	if !errors.Is(err, ErrLocked) || !errors.As(err, &locked) {
		t.Fatalf("%v", err)
	}
	host, _ := os.Hostname()
	if locked.PID != child.Process.Pid || locked.Host != host || time.Since(locked.Started) > time.Hour || !strings.Contains(err.Error(), path) {
		t.Errorf("%v does not name process %d on %s", err, child.Process.Pid, host)
	}
	if r, err := OpenReadOnly(t.Context(), path, Options{}); err != nil {
		t.Errorf("a reader is kept out: %v", err)
	} else {
		r.Close()
	}
	// What a killed run leaves behind is no obstacle.
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	child.Wait()
	if _, err := os.Stat(path + ".lock"); err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), path, Options{}); !errors.Is(err, ErrLocked) {
		t.Errorf("a second one in the same process: %v", err)
	}
	s.Close()
	if err := os.WriteFile(path+".lock", []byte("{\"pid\": "), 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err = Open(t.Context(), path, Options{}); err != nil {
		t.Fatalf("a lock file that nobody can read: %v", err)
	}
	s.Close()
}

// harvestForever commits articles until it is killed, and tells of each batch
// after it was taken.
func harvestForever(path string) error {
	ctx := context.Background()
	s, err := Open(ctx, path, Options{})
	if err != nil {
		return err
	}
	base := time.Now().UnixNano()
	if _, err := s.Begin(ctx, frontier.Run{ID: fmt.Sprint("run", base), Started: time.Now()}, []frontier.Lead{feedSeed(dailyFeed)}, true); err != nil {
		return err
	}
	return grow(ctx, s, base, func(urls []string) { fmt.Println(strings.Join(urls, " ")) })
}

// grow reads pages, each of which leads to two more.
func grow(ctx context.Context, s *Store, base int64, told func(urls []string)) error {
	for n := 0; ; {
		leases, err := s.Claim(ctx, []string{"daily.example"}, 20, time.Now(), nil)
		if err != nil {
			return err
		}
		var batch []frontier.Outcome
		var urls []string
		for _, l := range leases["daily.example"] {
			n++
			o := frontier.Outcome{Lease: l, Verdict: frontier.Done, Fetch: &frontier.Fetch{Status: 200, Started: time.Now()},
				Clock: frontier.Clock{Host: l.Host, NextAt: time.Now()},
				Found: []frontier.Lead{pageLead(fmt.Sprint("https://daily.example/", base, "/", n), dailyFeed), pageLead(fmt.Sprint("https://daily.example/", base, "/", n, "b"), dailyFeed)}}
			if l.Kind == frontier.Page {
				o.Page = &frontier.PageFind{Article: articleOf(l.URL, int(base)+n)}
				urls = append(urls, l.URL)
			}
			batch = append(batch, o)
		}
		if _, err := s.Commit(ctx, batch); err != nil {
			return err
		}
		told(urls)
	}
}

func TestKilledAtAnyInstant(t *testing.T) {
	path := filepath.Join(t.TempDir(), "winnow.db")
	told := map[string]bool{}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 12 {
		child, lines := spawn(t, "harvest", path)
		heard := make([]string, 0, 40)
		for range 1 + rng.IntN(40) {
			heard = append(heard, <-lines)
		}
		child.Process.Kill() // somewhere within the batch that follows
		child.Wait()
		for line := range lines {
			heard = append(heard, line)
		}
		for _, line := range heard {
			for _, url := range strings.Fields(line) {
				if !strings.HasPrefix(url, "https://") {
					t.Fatal(line)
				}
				told[url] = true
			}
		}
	}
	s, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var said string
	if err := s.read.QueryRow(`PRAGMA integrity_check`).Scan(&said); err != nil || said != "ok" {
		t.Errorf("integrity: %s, %v", said, err)
	}
	var dangling int
	if err := s.read.QueryRow(`SELECT count(*) FROM pragma_foreign_key_check`).Scan(&dangling); err != nil || dangling != 0 {
		t.Errorf("%d rows refer to nothing, %v", dangling, err)
	}
	for url := range told {
		var stored int
		if err := s.read.QueryRow(`SELECT count(*) FROM articles WHERE url = ?`, url).Scan(&stored); err != nil || stored != 1 {
			t.Fatalf("%s was told to be stored: it is there %d times, %v", url, stored, err)
		}
	}
	if len(told) < 100 {
		t.Errorf("only %d articles in all runs: nothing was tested", len(told))
	}
	var before, after int
	count := func(into *int) {
		if err := s.read.QueryRow(`SELECT (SELECT count(*) FROM queue) + (SELECT count(*) FROM lease)`).Scan(into); err != nil {
			t.Fatal(err)
		}
	}
	count(&before)
	if _, err := s.Begin(t.Context(), frontier.Run{ID: "last", Started: time.Now()}, []frontier.Lead{feedSeed(dailyFeed)}, false); err != nil {
		t.Fatal(err)
	}
	count(&after)
	clocks, err := s.Hosts(t.Context())
	if err != nil || len(clocks) != 1 || clocks[0].Waiting != after || after < before {
		t.Errorf("%d leads before, %d after, clocks %+v, %v: some did not come back", before, after, clocks, err)
	}
}

// fileLimit is how large a file of the starving child may grow.
const fileLimit = 800 << 10

func harvestWithoutRoom(path string) error {
	signal.Ignore(syscall.SIGXFSZ)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: fileLimit, Max: fileLimit}); err != nil {
		return err
	}
	err := harvestForever(path)
	var trouble *PathError
	if errors.Is(err, ErrFull) && errors.As(err, &trouble) && trouble.Path == path && trouble.Hint != "" {
		fmt.Println("full")
		return nil
	}
	return err
}

func TestNoRoomOnTheDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "winnow.db")
	child, lines := spawn(t, "starve", path)
	told, last := map[string]bool{}, ""
	for line := range lines {
		last = line
		for _, url := range strings.Fields(line) {
			told[url] = true
		}
	}
	if err := child.Wait(); err != nil || last != "full" {
		t.Fatalf("%v: %s", err, last)
	}
	delete(told, "full")
	s, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	st, err := s.Status(t.Context())
	if err != nil || st.Articles != len(told) || st.Articles == 0 {
		t.Errorf("%d articles, %d were told of, %v", st.Articles, len(told), err)
	}
	// With room again the harvest goes on.
	if _, err := s.Begin(t.Context(), frontier.Run{ID: "again", Started: time.Now()}, []frontier.Lead{feedSeed(dailyFeed)}, false); err != nil {
		t.Fatal(err)
	}
	enough := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	more := 0
	if err := grow(ctx, s, 1, func(urls []string) {
		if more += len(urls); more > 50 {
			cancel(enough)
		}
	}); context.Cause(ctx) != enough {
		t.Error(err)
	}
}

func TestDatabaseMayGrowNoMore(t *testing.T) {
	h := newHarvest(t)
	h.begin(false, feedSeed(dailyFeed))
	l := h.one(dailyFeed)
	if _, err := h.writer.conn.ExecContext(t.Context(), `PRAGMA max_page_count = 60`); err != nil {
		t.Fatal(err)
	}
	var found []frontier.Lead
	for i := range 5000 {
		found = append(found, pageLead(fmt.Sprint("https://daily.example/", i), dailyFeed))
	}
	o := frontier.Outcome{Lease: l, Verdict: frontier.Done, Found: found}
	if _, err := h.Commit(t.Context(), []frontier.Outcome{o}); !errors.Is(err, ErrFull) || !strings.Contains(err.Error(), h.Path()) {
		t.Fatalf("%v", err)
	}
	if _, err := h.writer.conn.ExecContext(t.Context(), `PRAGMA max_page_count = 100000`); err != nil {
		t.Fatal(err)
	}
	if done := h.commit(o); done.Clocks[0].Waiting != 5000 {
		t.Errorf("%+v: the batch that failed left something behind", done.Clocks)
	}
}

// nobody is a user without rights.
const nobody = 65534

// openAsStranger opens the database as somebody who may not write there.
func openAsStranger(path string) error {
	if os.Getuid() == 0 {
		if err := syscall.Setuid(nobody); err != nil {
			return err
		}
	}
	s, err := Open(context.Background(), path, Options{})
	if err == nil {
		s.Close()
		return errors.New("it was opened")
	}
	var trouble *PathError
	if !errors.Is(err, ErrReadOnly) || !errors.As(err, &trouble) || trouble.Hint == "" || !strings.Contains(err.Error(), path) {
		return err
	}
	fmt.Println("refused")
	return nil
}

// readAsStranger reads the database as somebody who may not write there.
func readAsStranger(path string) error {
	if os.Getuid() == 0 {
		if err := syscall.Setuid(nobody); err != nil {
			return err
		}
	}
	s, err := OpenReadOnly(context.Background(), path, Options{})
	if err != nil {
		return err
	}
	defer s.Close()
	st, err := s.Status(context.Background())
	if err == nil {
		fmt.Println("articles", st.Articles)
	}
	return err
}

func TestReadOnlyFolderMayBeRead(t *testing.T) {
	dir := t.TempDir()
	h := openHarvest(t, filepath.Join(dir, "winnow.db"), &clock{morning})
	h.read(visit{url: "https://daily.example/1", article: articleOf("The bridge opens", 1)})
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(h.Path(), 0o444); err != nil {
		t.Fatal(err)
	}
	for d := dir; d != os.TempDir() && d != "/"; d = filepath.Dir(d) {
		if err := os.Chmod(d, 0o555); err != nil {
			t.Fatal(err)
		}
		defer os.Chmod(d, 0o755)
	}
	_, lines := spawn(t, "reader", h.Path())
	if line := <-lines; line != "articles 1" {
		t.Error(line)
	}
}

func TestReadOnlyFolder(t *testing.T) {
	dir := t.TempDir()
	for d := dir; d != os.TempDir() && d != "/"; d = filepath.Dir(d) {
		if err := os.Chmod(d, 0o555); err != nil {
			t.Fatal(err)
		}
		defer os.Chmod(d, 0o755)
	}
	_, lines := spawn(t, "stranger", filepath.Join(dir, "winnow.db"))
	if line := <-lines; line != "refused" {
		t.Error(line)
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 0 {
		t.Errorf("%v, %v", files, err)
	}
}
