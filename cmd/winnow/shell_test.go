package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// bashCompletion is where the package bash-completion has its library; the test
// without it would say nothing about bash.
func bashCompletion(t *testing.T) string {
	t.Helper()
	at := os.Getenv("WINNOW_BASH_COMPLETION")
	if at == "" {
		at = "/usr/share/bash-completion/bash_completion"
	}
	if _, err := os.Stat(at); err != nil {
		t.Skipf("the package bash-completion is not installed, and WINNOW_BASH_COMPLETION does not name its library: %v", err)
	}
	return at
}

// TestBashCompletes presses Tab in a real bash.
func TestBashCompletes(t *testing.T) {
	library := bashCompletion(t)
	d := desk{t, t.TempDir()}
	d.output("demo", "--db", "winnow.db")
	script := filepath.Join(d.path, "winnow.bash")
	if err := os.WriteFile(script, d.output("completion", "bash"), 0o666); err != nil {
		t.Fatal(err)
	}
	rows := []struct{ name, line, want string }{
		{"a verb", "winnow comp", "completion"},
		{"a verb below", "winnow db ch", "check"},
		{"a flag", "winnow run --max-pa", "--max-pages"},
		{"a source", "winnow list --source lant", "lantern-post"},
		{"a value of a flag with =", "winnow export --format=parq", "parquet"},
		{"an article", "winnow show 1sg", "1sg59snh33k73mymewjv"},
		{"an address, which has a colon", "winnow why http://lantern-post.test/stories/tool", "//lantern-post.test/stories/tool-library-viaduct"},
		{"files of one ending", "winnow list --db ", "winnow.db"},
		{"nothing", "winnow search har", ""},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			cmd := exec.Command("bash", "--norc", "--noprofile", "-c", `. "$1"; . "$2"
				COMP_LINE=$3 COMP_POINT=${#3} COMP_TYPE=9 COMP_KEY=9
				IFS=' ' read -r -a COMP_WORDS <<< "$3"
				[ "${3% }" = "$3" ] || COMP_WORDS+=("")
				# bash itself breaks words at = and : too
				line=${3//=/ = }; line=${line//:/ : }; read -r -a COMP_WORDS <<< "$line"; [ "${3% }" = "$3" ] || COMP_WORDS+=("")
				COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
				compopt() { :; }
				__start_winnow
				printf '%s\n' "${COMPREPLY[@]}"`, "bash", library, script, row.line)
			cmd.Dir = d.path
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			if got := strings.TrimSpace(string(out)); got != row.want {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
}

// TestShellsReadTheirScripts has each shell that is installed check its script.
func TestShellsReadTheirScripts(t *testing.T) {
	d := desk{t, t.TempDir()}
	for _, shell := range []string{"bash", "zsh", "fish"} {
		t.Run(shell, func(t *testing.T) {
			program, err := exec.LookPath(shell)
			if err != nil {
				t.Skipf("%s is not installed", shell)
			}
			script := filepath.Join(d.path, shell)
			if err := os.WriteFile(script, d.output("completion", shell), 0o666); err != nil {
				t.Fatal(err)
			}
			if out, err := exec.Command(program, "-n", script).CombinedOutput(); err != nil || len(out) > 0 {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

// TestManPagesAreWellFormed has the formatters of man pages that are installed
// read all of them.
func TestManPagesAreWellFormed(t *testing.T) {
	d := desk{t, t.TempDir()}
	d.output("man", "man1")
	pages, err := filepath.Glob(filepath.Join(d.path, "man1", "*.1"))
	if err != nil || len(pages) < 40 {
		t.Fatalf("%d pages: %v", len(pages), err)
	}
	for _, row := range [][]string{{"mandoc", "-Tlint", "-Wwarning"}, {"groff", "-man", "-Tutf8", "-ww", "-z"}} {
		t.Run(row[0], func(t *testing.T) {
			if _, err := exec.LookPath(row[0]); err != nil {
				t.Skipf("%s is not installed", row[0])
			}
			if out, err := exec.Command(row[0], append(row[1:], pages...)...).CombinedOutput(); err != nil || len(out) > 0 {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}
