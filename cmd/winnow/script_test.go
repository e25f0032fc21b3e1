package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"winnow": main})
}

// TestScripts runs testdata/script: each file is a session at the command line,
// with a small web site of its own under $SITE,
// and the same again, as another publisher, under $OTHER.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			site := httptest.NewServer(pressroom(e.WorkDir))
			e.Defer(site.Close)
			e.Setenv("SITE", site.URL)
			other := httptest.NewServer(pressroom(e.WorkDir))
			e.Defer(other.Close)
			e.Setenv("OTHER", other.URL)
			e.Setenv("HTTP_PROXY", "")
			e.Setenv("HTTPS_PROXY", "")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"expand": expand, "exits": exits, "await": await, "jsonlines": jsonLines},
	})
}

// exits runs a program that should end with a code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARGUMENT...")
	}
	code := 0
	var failed *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &failed) {
		code = failed.ExitCode()
	} else {
		ts.Check(err)
	}
	if got, want := strconv.Itoa(code), args[0]; got != want {
		ts.Fatalf("exit code %s, want %s", got, want)
	}
}

// expand rewrites files with the variables of the script filled in.
func expand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: expand FILE...")
	}
	for _, name := range args {
		text := os.Expand(ts.ReadFile(name), ts.Getenv)
		ts.Check(os.WriteFile(ts.MkAbs(name), []byte(text), 0o644))
	}
}

// await waits until a file holds a text: another program writes it.
func await(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: await FILE TEXT")
	}
	var last []byte
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if last, _ = os.ReadFile(ts.MkAbs(args[0])); strings.Contains(string(last), args[1]) {
			return
		}
	}
	ts.Fatalf("%s does not come to hold %q:\n%s", args[0], args[1], last)
}

// jsonLines holds each line of stdout, stderr or a file to be a JSON object, one at
// least.
func jsonLines(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: jsonlines FILE")
	}
	lines := 0
	for line := range strings.Lines(ts.ReadFile(args[0])) {
		if err := json.Unmarshal([]byte(line), &map[string]any{}); err != nil {
			ts.Fatalf("%v: %s", err, line)
		}
		lines++
	}
	if lines == 0 {
		ts.Fatalf("%s is empty", args[0])
	}
}

// pressTypes are the media types of what is no page.
var pressTypes = map[string]string{".xml": "application/rss+xml", ".css": "text/css", ".js": "text/javascript", ".png": "image/png"}

// pressroom serves the files below folder/site, so that a script may change
// them between two runs, with $SITE filled in.
func pressroom(folder string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, err := os.ReadFile(folder + "/site" + r.URL.Path)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", cmp.Or(pressTypes[path.Ext(r.URL.Path)], "text/html; charset=utf-8"))
		fmt.Fprint(w, strings.ReplaceAll(string(b), "$SITE", "http://"+r.Host))
	})
}
