package main

import (
	"io"
	"os"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// TestEveryVerbExplainsItself holds each verb to what README promises: --help
// with examples and exit codes, and a line in README.
func TestEveryVerbExplainsItself(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	var walk func(*cobra.Command)
	walk = func(cmd *cobra.Command) {
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
		if cmd.HasSubCommands() || cmd.Name() == "help" {
			return
		}
		t.Run(cmd.CommandPath(), func(t *testing.T) {
			for _, part := range []string{"Examples:\n  " + cmd.CommandPath(), "Exit codes:\n  0  "} {
				if !strings.Contains(cmd.Long, part) {
					t.Errorf("its help lacks %q", part)
				}
			}
			if !strings.Contains(string(readme), "`"+cmd.CommandPath()+"`") {
				t.Error("README does not name it")
			}
			for line := range strings.Lines(cmd.Long) {
				if len(line) > 90 {
					t.Errorf("a line of its help is too wide: %s", line)
				}
			}
		})
	}
	walk(rootVerb(&console{in: strings.NewReader(""), out: io.Discard, err: io.Discard}))
}
