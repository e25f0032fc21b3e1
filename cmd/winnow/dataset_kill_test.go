package main

import (
	"bytes"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"winnow/dataset"
)

// hidden lists what is left of what was being written.
func (d desk) hidden() (names []string) {
	d.t.Helper()
	list, err := os.ReadDir(d.path)
	if err != nil {
		d.t.Fatal(err)
	}
	for _, entry := range list {
		if strings.HasPrefix(entry.Name(), ".") {
			names = append(names, entry.Name())
		}
	}
	return names
}

// killedWithin starts winnow and kills it at some moment of the given time. It
// reports whether it was killed before its end.
func (d desk) killedWithin(most time.Duration, draw *rand.Rand, args ...string) bool {
	d.t.Helper()
	cmd := d.command(args...)
	if err := cmd.Start(); err != nil {
		d.t.Fatal(err)
	}
	time.AfterFunc(time.Duration(draw.Int64N(int64(most))), func() { _ = cmd.Process.Kill() }) // it may have ended
	_ = cmd.Wait()
	return !cmd.ProcessState.Exited()
}

// TestKilledBuildsLeaveNoHalf kills builds and exports at any moment: under the
// final name is nothing or all, and the next one clears away what is left.
func TestKilledBuildsLeaveNoHalf(t *testing.T) {
	p := newPresses(t)
	p.every = 60
	d := newDesk(t, p)
	d.configure("sources:", "datasets: [ { name: all, splits: { test: 30 } } ]\nsources:")
	if code, said := d.run("run", "-q"); code != 0 {
		t.Fatalf("exit %d: %s", code, said)
	}
	begun := time.Now()
	d.output("dataset", "build", "all", "-o", "first", "-q")
	d.output("export", "-o", "all.parquet", "-q")
	took := time.Since(begun)
	old, err := os.ReadFile(filepath.Join(d.path, "all.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	draw := rand.New(rand.NewPCG(9, 9))
	left, killed := 0, 0
	for killed < 30 {
		if d.killedWithin(took, draw, "dataset", "build", "all", "-q") {
			killed++
		}
		if d.killedWithin(took, draw, "export", "-o", "all.parquet", "-q") {
			killed++
		}
		left = max(left, len(d.hidden()))
		if b, err := os.ReadFile(filepath.Join(d.path, "all.parquet")); err != nil || !bytes.Equal(b, old) {
			t.Fatalf("all.parquet is neither the old file nor the same again: %v, %d bytes instead of %d", err, len(b), len(old))
		}
		folder := filepath.Join(d.path, "all")
		if _, err := os.Stat(folder); err == nil {
			if found, err := dataset.Verify(folder, version); err != nil || found.Count > 0 {
				t.Fatalf("half a package: %+v, %v", found, err)
			}
			if err := os.RemoveAll(folder); err != nil {
				t.Fatal(err)
			}
		}
	}
	if left == 0 {
		t.Error("no kill came while something was written")
	}
	d.output("dataset", "build", "all", "-q")
	d.output("export", "-o", "all.parquet", "-q")
	if names := d.hidden(); len(names) > 0 {
		t.Errorf("left over: %v", names)
	}
}

// TestLiveBuildsAreLeftAlone: what another process is writing is not cleared away.
func TestLiveBuildsAreLeftAlone(t *testing.T) {
	name := filepath.Join(t.TempDir(), "pack")
	err := toFolder(name, func(folder string) error {
		if err := toFolder(name, func(string) error { return os.ErrInvalid }); err == nil {
			t.Error("no error of the second build")
		}
		_, err := os.Stat(folder)
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(name); err != nil {
		t.Error(err)
	}
}

// TestFullDisk: a disk that takes no more, here a bound on the size of files, is an
// error that says so, and leaves nothing.
func TestFullDisk(t *testing.T) {
	p := newPresses(t)
	p.every = 60
	d := newDesk(t, p)
	d.configure("sources:", "datasets: [ { name: all } ]\nsources:")
	if code, said := d.run("run", "-q"); code != 0 {
		t.Fatalf("exit %d: %s", code, said)
	}
	for _, args := range [][]string{{"dataset", "build", "all", "-q"}, {"export", "-o", "all.parquet", "-q"}, {"export", "-o", "all.jsonl", "-q"}} {
		code, said := d.runBounded(args...)
		if code != exitInternal || !strings.Contains(said, "file too large") {
			t.Errorf("%v: exit %d: %s", args, code, said)
		}
	}
	for _, name := range []string{"all", "all.parquet", "all.jsonl"} {
		if _, err := os.Stat(filepath.Join(d.path, name)); !os.IsNotExist(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if names := d.hidden(); len(names) > 0 {
		t.Errorf("left over: %v", names)
	}
}

// runBounded is run with files of 16 KiB at most. The bound is that of the child
// alone: this process writes files of its own.
func (d desk) runBounded(args ...string) (int, string) {
	d.t.Helper()
	winnow := d.command(args...)
	cmd := exec.Command("bash", append([]string{"-c", `ulimit -f 16; exec "$@"`, "bash"}, winnow.Args...)...)
	cmd.Dir = d.path
	var said bytes.Buffer
	cmd.Stderr = &said
	return exitCode(d.t, cmd.Run()), said.String()
}
