package main

import (
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// deployFolder holds the samples for those who run winnow for years.
const deployFolder = "../../deploy"

// inSamples finds the commands of winnow in a sample by what stands before them:
// in a unit, in a crontab or on a line of comment.
var inSamples = regexp.MustCompile(`(?m)(?:^Exec\w+=/usr/local/bin/|&& |file: )winnow ([^\n]*)$`)

// substituted is what a shell puts something else for.
var substituted = regexp.MustCompile(`\$\([^)]*\)`)

// TestSamplesParse holds every command of the samples to verbs and flags that
// exist.
func TestSamplesParse(t *testing.T) {
	found := 0
	for name, text := range samples(t) {
		commands := inSamples.FindAllStringSubmatch(text, -1)
		for _, m := range commands {
			line, _, _ := strings.Cut(m[1], " 2>")
			line, _, _ = strings.Cut(line, " > ")
			line = substituted.ReplaceAllString(line, "today")
			found++
			t.Run(name+": "+line, func(t *testing.T) { parses(t, strings.Fields(line)) })
		}
	}
	if found < 6 {
		t.Errorf("only %d commands were found: look for them elsewhere", found)
	}
}

// TestTheContainerRunsWhatExists holds the command of the container file, and what
// it copies and checks, to what there is.
func TestTheContainerRunsWhatExists(t *testing.T) {
	text := samples(t)["Containerfile"]
	m := regexp.MustCompile(`(?m)^CMD (\[.*\])$`).FindStringSubmatch(text)
	if m == nil {
		t.Fatal("it has no command")
	}
	var args []string
	if err := json.Unmarshal([]byte(m[1]), &args); err != nil {
		t.Fatal(err)
	}
	parses(t, args)
	mod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	wanted := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindSubmatch(mod)
	if !strings.Contains(text, "golang:"+string(wanted[1])+"-") {
		t.Errorf("it is not built with Go %s, which go.mod wants", wanted[1])
	}
	for _, part := range []string{"-tags sqlite_fts5", "USER 10001", "VOLUME /data", "HEALTHCHECK", "GET /healthz", `"0.0.0.0:9321"`, "EXPOSE 9321"} {
		if !strings.Contains(text, part) {
			t.Errorf("it lacks %q", part)
		}
	}
}

// TestSamplesOfSystemd has systemd look at the units, where there is one.
func TestSamplesOfSystemd(t *testing.T) {
	self, err := exec.LookPath("winnow")
	if err != nil {
		t.Fatal(err)
	}
	var units []string
	folder := t.TempDir()
	for name, text := range samples(t) {
		if ext := filepath.Ext(name); ext != ".service" && ext != ".timer" {
			continue
		}
		for _, section := range []string{"[Unit]", "Description="} {
			if !strings.Contains(text, section) {
				t.Errorf("%s lacks %s", name, section)
			}
		}
		if !strings.HasSuffix(name, ".timer") && !strings.Contains(text, "ProtectSystem=strict") {
			t.Errorf("%s is not hardened", name)
		}
		at := filepath.Join(folder, name)
		if err := os.WriteFile(at, []byte(strings.ReplaceAll(text, "/usr/local/bin/winnow", self)), 0o600); err != nil {
			t.Fatal(err)
		}
		units = append(units, at)
	}
	if len(units) != 3 {
		t.Errorf("%d units, want a service that watches, one that runs once, and its timer", len(units))
	}
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		return // what could be checked without it was
	}
	if said, err := exec.Command(analyze, append([]string{"verify", "--man=no"}, units...)...).CombinedOutput(); err != nil || len(said) > 0 {
		t.Errorf("%v: %s", err, said)
	}
}

// samples gives the text of every sample by its name.
func samples(t *testing.T) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(deployFolder)
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(deployFolder, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		texts[e.Name()] = string(b)
	}
	return texts
}

// parses checks a command line as far as that goes without running it.
func parses(t *testing.T, args []string) {
	t.Helper()
	root := rootVerb(&console{in: strings.NewReader(""), out: io.Discard, err: io.Discard})
	cmd, rest, err := root.Find(args)
	if err != nil || cmd == root {
		t.Fatalf("there is no such verb: %v", err)
	}
	for _, check := range []func() error{
		func() error { return cmd.ParseFlags(rest) },
		func() error { return cmd.ValidateArgs(cmd.Flags().Args()) },
		func() error { return checkRunFlags(cmd) },
	} {
		if err := check(); err != nil {
			t.Fatal(err)
		}
	}
}

// checkRunFlags refuses what winnow run would refuse before it begins.
func checkRunFlags(cmd *cobra.Command) error {
	if cmd.Name() != "run" {
		return nil
	}
	var f runFlags
	f.watch, _ = cmd.Flags().GetBool("watch")
	f.quiet, _ = cmd.Flags().GetBool("quiet")
	f.cycles, _ = cmd.Flags().GetInt("cycles")
	if err := f.checkWatch(cmd); err != nil {
		return err
	}
	return f.check(cmd)
}
