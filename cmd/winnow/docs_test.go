package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.yaml.in/yaml/v4"

	"winnow/config"
)

// docsPatience bounds one block.
const docsPatience = 90 * time.Second

// block is a fenced block of a paper, with what the comments above it say:
//
//	<!-- unrun: it needs the network -->   why it is not run
//	<!-- before: winnow demo -->           a command that makes what it takes
//	<!-- file: crawl.yaml -->              it is written to this file of the page's folder
//	<!-- fails: 3 -->                      the exit code that it should end with
//	<!-- until: serving -->                it goes on; it is stopped once it has printed this
//	<!-- prints: Corrin -->                what it should print among other things
//
// A block of text right behind another one is the whole of what that should print;
// … stands for anything.
type block struct {
	line           int
	language, text string
	unrun, file    string
	until          string
	fails          string
	prints, before []string
	output         *string
}

// session is a page that is run: its blocks one behind the other, in one folder.
type session struct {
	page   string
	folder string
	env    []string
	python []block // the blocks of Python so far, which are one program
}

// TestDocsRunAsPrinted runs every command and query of README and docs in the
// order of its page, in an empty folder, against the web that they write of.
func TestDocsRunAsPrinted(t *testing.T) {
	t.Parallel()
	web := newDocsWeb(t)
	pages, err := filepath.Glob(filepath.Join(docsFolder, "*.md"))
	if err != nil || len(pages) == 0 {
		t.Fatal(pages, err)
	}
	for _, page := range append(pages, "../../README.md") {
		t.Run(strings.TrimPrefix(page, "../../"), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(page)
			if err != nil {
				t.Fatal(err)
			}
			blocks, err := blocksOf(string(text))
			if err != nil {
				t.Fatalf("%s:%v", page, err)
			}
			s := &session{page: page, folder: t.TempDir(), env: docsEnv(t, web)}
			s.run(t, blocks)
		})
	}
}

// docsEnv is the environment of a reader: winnow and the tools on the PATH, an
// editor, a home of their own.
func docsEnv(t *testing.T, web *docsWeb) []string {
	t.Helper()
	self, err := exec.LookPath("winnow")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Dir(self) + ":" + os.Getenv("PATH")
	home := t.TempDir()
	if tools := os.Getenv("WINNOW_DOC_TOOLS"); tools != "" {
		path = tools + ":" + path
		duckExtension(t, tools, home)
	}
	return append(os.Environ(), "PATH="+path, "HOME="+home, "HF_HUB_OFFLINE=1", "XDG_CONFIG_HOME=", "XDG_DATA_HOME=", "XDG_CACHE_HOME=", "LC_ALL=C.UTF-8", "COLUMNS=120",
		"HTTP_PROXY="+web.proxy, "HTTPS_PROXY="+web.proxy, "http_proxy=", "https_proxy=", "NO_PROXY=127.0.0.1,localhost", "SSL_CERT_FILE="+web.authority,
		"EDITOR="+docsEditor(t))
}

// docsEditor is what a reader edits crawl.yaml with: this one makes the first
// source polite enough for a paper on the same machine, and tests short.
func docsEditor(t *testing.T) string {
	t.Helper()
	at := filepath.Join(t.TempDir(), "editor")
	if err := os.WriteFile(at, []byte("#!/bin/sh\nexec sed -i 's/^  delay: 2s$/  delay: 0s/' \"$1\"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return at
}

// duckExtension puts the extension by which DuckDB reads SQLite where it keeps
// what it has fetched: the tools bring it along, and tests fetch nothing.
func duckExtension(t *testing.T, tools, home string) {
	t.Helper()
	found, _ := filepath.Glob(filepath.Join(tools, "../lib/python3*/site-packages/duckdb_extension_sqlite_scanner/extensions/*/*.duckdb_extension"))
	if len(found) == 0 {
		return
	}
	platform, err := exec.Command(filepath.Join(tools, "duckdb"), "-noheader", "-list", "-c", "pragma platform").Output()
	if err != nil {
		t.Fatal(err)
	}
	into := filepath.Join(home, ".duckdb/extensions", filepath.Base(filepath.Dir(found[0])), strings.TrimSpace(string(platform)))
	if err := os.MkdirAll(into, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(found[0], filepath.Join(into, filepath.Base(found[0]))); err != nil {
		t.Fatal(err)
	}
}

var directive = regexp.MustCompile(`^<!-- (unrun|before|file|fails|until|prints): (.*) -->$`)

// blocksOf finds the fenced blocks of a page. The error begins with a line number.
func blocksOf(page string) ([]block, error) {
	var list []block
	var next block
	lines := strings.Split(page, "\n")
	behind := 0 // the line where the last block ended
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		switch m := directive.FindStringSubmatch(line); {
		case m != nil:
			next.take(m[1], m[2])
		case strings.HasPrefix(line, "<!--") && !strings.Contains(line, " go generate "):
			return nil, fmt.Errorf("%d: no such directive: %s", i+1, line)
		case strings.HasPrefix(line, "    ") && i > 0 && lines[i-1] == "" && (i < 2 || !strings.HasPrefix(lines[i-2], "  ") && !strings.HasPrefix(lines[i-2], "- ")):
			return nil, fmt.Errorf("%d: an indented block: write it between ``` fences that name its language", i+1)
		case strings.HasPrefix(line, "```"):
			end := slices.Index(lines[i+1:], "```")
			if end < 0 {
				return nil, fmt.Errorf("%d: the fence stays open", i+1)
			}
			next.line, next.language, next.text = i+1, strings.TrimPrefix(line, "```"), strings.Join(lines[i+1:i+1+end], "\n")+"\n"
			if next.language == "text" && len(list) > 0 && behind == i-1 && lines[i-1] == "" {
				list[len(list)-1].output = &next.text
			}
			list = append(list, next)
			i += end + 1
			next, behind = block{}, i+1
		}
	}
	return list, nil
}

// take sets what a comment says.
func (b *block) take(name, value string) {
	switch name {
	case "unrun":
		b.unrun = value
	case "before":
		b.before = append(b.before, value)
	case "file":
		b.file = value
	case "fails":
		b.fails = value
	case "until":
		b.until = value
	case "prints":
		b.prints = append(b.prints, value)
	}
}

func (s *session) run(t *testing.T, blocks []block) {
	ran, left := 0, 0
	for i, b := range blocks {
		at := fmt.Sprintf("%s:%d", s.page, b.line)
		for _, command := range b.before {
			s.need(t, command)
			if out, err := s.shell(t, command, ""); err != nil {
				t.Fatalf("%s: before it, %s: %v\n%s", at, command, err, out)
			}
		}
		if b.file != "" {
			if err := os.WriteFile(filepath.Join(s.folder, b.file), []byte(b.text), 0o666); err != nil {
				t.Fatalf("%s: %v", at, err)
			}
		}
		if b.unrun != "" {
			left++
			t.Logf("%s is not run: %s", at, b.unrun)
			b.parse(t, at)
			continue
		}
		ran++
		switch b.language {
		case "sh":
			s.need(t, b.text)
			out, err := s.shell(t, b.text, b.until)
			for start := time.Now(); bytes.Contains(out, []byte("address already in use")) && time.Since(start) < docsPatience; {
				time.Sleep(time.Second) // what is printed names a port, which another test of this page may hold
				out, err = s.shell(t, b.text, b.until)
			}
			b.judge(t, at, out, err)
		case "sql":
			s.need(t, "sqlite3")
			cmd := s.command(t.Context(), "sqlite3", "-readonly", "winnow.db")
			cmd.Stdin = strings.NewReader(b.text)
			out, err := cmd.CombinedOutput()
			b.judge(t, at, out, err)
		case "python":
			s.python = append(s.python, b)
			if !slices.ContainsFunc(blocks[i+1:], func(b block) bool { return b.language == "python" && b.unrun == "" }) {
				s.runPython(t)
			}
		case "yaml":
			s.checkYAML(t, at, b)
		case "json":
			for d := json.NewDecoder(strings.NewReader(b.text)); ; {
				var value any
				if err := d.Decode(&value); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					t.Fatalf("%s: %v", at, err)
				}
			}
		case "text":
		default:
			t.Errorf("%s: nothing runs %q: write <!-- unrun: why --> above it", at, b.language)
		}
	}
	t.Logf("%d blocks ran, %d did not", ran, left)
}

// parse holds what is not run at least to the verbs and flags that there are.
func (b block) parse(t *testing.T, at string) {
	t.Helper()
	for line := range strings.Lines(b.text) {
		for _, words := range commandsOf(strings.TrimSpace(line)) {
			if words[0] != "winnow" {
				continue
			}
			if err := accepted(words[1:]); err != nil {
				t.Errorf("%s: %s: %v", at, strings.TrimSpace(line), err)
			}
		}
	}
}

// shell runs a script in the folder of the page. With until it is stopped as
// soon as it has printed that.
func (s *session) shell(t *testing.T, script, until string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(t.Context(), docsPatience)
	defer cancel()
	cmd := s.command(ctx, "bash", "-euo", "pipefail", "-c", script)
	if until == "" {
		return cmd.CombinedOutput()
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	read, write, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	cmd.Stdout, cmd.Stderr = write, write
	err = cmd.Start()
	write.Close()
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	seen := false
	for b := make([]byte, 4096); ; {
		n, err := read.Read(b)
		out.Write(b[:n])
		if !seen && strings.Contains(out.String(), until) {
			seen = true
			_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGINT)
		}
		if err != nil {
			break
		}
	}
	err = cmd.Wait()
	if !seen {
		return out.Bytes(), fmt.Errorf("it never printed %q: %v", until, err)
	}
	return out.Bytes(), nil
}

func (s *session) command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, s.look(name), args...)
	cmd.Dir, cmd.Env = s.folder, s.env
	return cmd
}

// look finds a program on the PATH of the page; its name when there is none.
func (s *session) look(name string) string {
	for _, one := range slices.Backward(s.env) {
		path, ok := strings.CutPrefix(one, "PATH=")
		if !ok {
			continue
		}
		for _, folder := range filepath.SplitList(path) {
			at := filepath.Join(folder, name)
			if st, err := os.Stat(at); err == nil && !st.IsDir() && st.Mode()&0o111 != 0 {
				return at
			}
		}
		break
	}
	return name
}

// docsPrograms are those of others that pages make use of.
var docsPrograms = regexp.MustCompile(`(?m)(?:^|[|(;&]\s*)(datasette|sqlite-utils|duckdb|sqlite3|jq|promtool)\b`)

// need skips what is left of a page when a program that it needs is not there:
// winnow can be built and tested without. Where WINNOW_DOC_TOOLS is set, all are.
func (s *session) need(t *testing.T, script string) {
	t.Helper()
	for _, m := range docsPrograms.FindAllStringSubmatch(script, -1) {
		if s.look(m[1]) != m[1] {
			continue
		}
		if os.Getenv("WINNOW_DOC_TOOLS") != "" {
			t.Fatalf("%s is neither in WINNOW_DOC_TOOLS nor on the PATH", m[1])
		}
		t.Skipf("%s is not installed, and WINNOW_DOC_TOOLS names no folder with it", m[1])
	}
}

// judge holds what a block printed to what its page says.
func (b block) judge(t *testing.T, at string, out []byte, err error) {
	t.Helper()
	code := 0
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		code = ended.ExitCode()
	} else if err != nil {
		t.Fatalf("%s: %v\n%s\n%s", at, err, b.text, out)
	}
	want := "0"
	if b.fails != "" {
		want = b.fails
	}
	if got := fmt.Sprint(code); got != want {
		t.Fatalf("%s: exit code %s, want %s\n%s\n%s", at, got, want, b.text, out)
	}
	for _, text := range b.prints {
		if !bytes.Contains(out, []byte(text)) {
			t.Errorf("%s: it does not print %q but\n%s", at, text, out)
		}
	}
	if b.output == nil {
		return
	}
	parts := strings.Split(regexp.QuoteMeta(strings.TrimSpace(*b.output)), "…")
	if !regexp.MustCompile(`(?s)^` + strings.Join(parts, ".*") + `$`).MatchString(trimmed(out)) {
		t.Errorf("%s: it prints\n%s\nand the page says\n%s", at, trimmed(out), *b.output)
	}
}

// trimmed leaves out the blanks at the ends of lines.
func trimmed(out []byte) string {
	var b strings.Builder
	for line := range strings.Lines(string(out)) {
		b.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	return strings.TrimSpace(b.String())
}

// runPython runs the blocks of Python of a page as one program, as a notebook
// does.
func (s *session) runPython(t *testing.T) {
	const between = "\x1e"
	var program strings.Builder
	for _, b := range s.python {
		program.WriteString(b.text + "print('" + between + "', end='', flush=True)\n")
	}
	imports := "import " + strings.Join(modules(program.String()), ", ")
	if os.Getenv("WINNOW_DOC_TOOLS") == "" && s.command(t.Context(), "python3", "-c", imports).Run() != nil {
		t.Skipf("Python cannot %s, and WINNOW_DOC_TOOLS names no folder with one that can", imports)
	}
	cmd := s.command(t.Context(), "python3", "-c", program.String())
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	outputs := strings.Split(string(out), between)
	if err != nil {
		t.Fatalf("%s: the block of Python in line %d: %v\n%s", s.page, s.python[min(len(outputs), len(s.python))-1].line, err, said.String())
	}
	for i, b := range s.python {
		b.judge(t, fmt.Sprintf("%s:%d", s.page, b.line), []byte(outputs[i]), nil)
	}
}

// modules are those that a program imports.
func modules(program string) (names []string) {
	for _, m := range regexp.MustCompile(`(?m)^(?:import|from) ([A-Za-z_]+)`).FindAllStringSubmatch(program, -1) {
		names = append(names, m[1])
	}
	return names
}

// checkYAML holds a block to what it is: a part of crawl.yaml, unless it is
// written to another file.
func (s *session) checkYAML(t *testing.T, at string, b block) {
	t.Helper()
	var value any
	if err := yaml.Unmarshal([]byte(b.text), &value); err != nil {
		t.Fatalf("%s: %v", at, err)
	}
	if b.file != "" && b.file != configFile {
		return
	}
	text := b.text
	if !strings.Contains(text, "identity:") {
		text += "identity: { contact: \"mailto:me@university.example\" }\n"
	}
	if _, err := config.Parse(configFile, []byte(text)); err != nil {
		t.Errorf("%s: no part of crawl.yaml: %v", at, err)
	}
}
