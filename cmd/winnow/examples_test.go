package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// TestExamplesAreAccepted parses every example of every --help as the shell and
// winnow would: the verb, its flags with their values, its arguments.
func TestExamplesAreAccepted(t *testing.T) {
	examples := 0
	tree(allVerbs(), func(cmd *cobra.Command) {
		for _, p := range manualOf(cmd).parts {
			if !p.literal || !strings.HasPrefix(p.heading, "Example") {
				continue
			}
			for _, line := range p.lines {
				for _, words := range commandsOf(line) {
					if words[0] != "winnow" {
						continue
					}
					examples++
					if err := accepted(words[1:]); err != nil {
						t.Errorf("%s --help prints %q: %v", cmd.CommandPath(), line, err)
					}
				}
			}
		}
	})
	if examples < 100 {
		t.Errorf("found %d examples, want those of all verbs", examples)
	}
}

// accepted reports what a command line would be refused for before anything is
// done.
func accepted(args []string) error {
	cmd, rest, err := allVerbs().Find(args)
	if err != nil {
		return err
	}
	if err := cmd.ParseFlags(rest); err != nil {
		return err
	}
	return cmd.ValidateArgs(cmd.Flags().Args())
}

// commandsOf takes a line of a shell apart into its commands and their words. It
// knows quotes, comments, pipes, lists and redirections, which is all that
// examples make use of.
func commandsOf(line string) (commands [][]string) {
	var words []string
	var word strings.Builder
	begun, skip, quote := false, false, rune(0)
	endWord := func() {
		if begun && !skip {
			words = append(words, word.String())
		}
		skip = skip && !begun
		begun = false
		word.Reset()
	}
	endCommand := func() {
		endWord()
		if len(words) > 0 {
			commands = append(commands, words)
		}
		words, skip = nil, false
	}
	for _, r := range line {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case r == '\'' || r == '"':
			quote, begun = r, true
		case r == ' ':
			endWord()
		case r == '#' && !begun:
			endCommand()
			return commands
		case strings.ContainsRune("|&;()", r):
			endCommand()
		case r == '>' || r == '<':
			endWord()
			skip = true
		default:
			word.WriteRune(r)
			begun = true
		}
	}
	endCommand()
	return commands
}

func TestCommandsOf(t *testing.T) {
	rows := []struct{ line, want string }{
		{`winnow list --limit 20`, `[[winnow list --limit 20]]`},
		{`winnow search '"night train" vienna' # a comment`, `[[winnow search "night train" vienna]]`},
		{`winnow run && winnow list | jq -r .title > out; date`, `[[winnow run] [winnow list] [jq -r .title] [date]]`},
		{`source <(winnow completion bash)`, `[[source] [winnow completion bash]]`},
		{`winnow a "" b#c`, `[[winnow a  b#c]]`},
	}
	for _, row := range rows {
		if got := fmt.Sprint(commandsOf(row.line)); got != row.want {
			t.Errorf("%s\ngot  %s\nwant %s", row.line, got, row.want)
		}
	}
}

var codeSpan = regexp.MustCompile("`winnow ([^`]+)`")

// TestPapersNameVerbsAndFlags holds what papers say of winnow in passing to the
// program: the verbs and flags between backquotes are there.
func TestPapersNameVerbsAndFlags(t *testing.T) {
	papers, err := filepath.Glob(filepath.Join(docsFolder, "*.md"))
	if err != nil || len(papers) == 0 {
		t.Fatal(papers, err)
	}
	for _, paper := range append(papers, "../../README.md", "../../CONTRIBUTING.md", "../../ARCHITECTURE.md") {
		text, err := os.ReadFile(paper)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range codeSpan.FindAllStringSubmatch(string(text), -1) {
			commands := commandsOf(m[1])
			if len(commands) == 0 || commands[0][0] == "VERB" {
				continue
			}
			cmd, _, err := allVerbs().Find(commands[0])
			if err != nil || cmd.HasSubCommands() && len(commands[0]) > 1 && !strings.HasPrefix(commands[0][1], "-") && cmd.CommandPath() != "winnow snapshot" {
				t.Errorf("%s names winnow %s: there is no such verb", paper, m[1])
				continue
			}
			for _, word := range commands[0] {
				name, _, _ := strings.Cut(strings.TrimPrefix(word, "--"), "=")
				if strings.HasPrefix(word, "--") && name != "help" && cmd.Flags().Lookup(name) == nil {
					t.Errorf("%s names winnow %s: %s has no flag --%s", paper, m[1], cmd.CommandPath(), name)
				}
			}
		}
	}
}
