package main

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// manual is what the program says of one of its verbs, taken apart, so that man
// pages and the reference tell the same as --help.
type manual struct {
	name  string // with the verbs above it: winnow db check
	short string
	usage string
	parts []part
	flags []*pflag.Flag
	below []*cobra.Command
}

// part is a paragraph of a help text, or lines that stand as they are.
type part struct {
	heading string // Examples, Exit codes: of the lines that follow; empty for most
	literal bool
	lines   []string
}

// manualOf takes the help of a verb apart.
func manualOf(cmd *cobra.Command) manual {
	cmd.InitDefaultHelpFlag() // the usage tells of flags, as --help does
	m := manual{name: cmd.CommandPath(), short: cmd.Short, usage: cmd.UseLine(), parts: partsOf(cmd.Long)}
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden && f.Name != "help" { // which every verb has
			m.flags = append(m.flags, f)
		}
	})
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() {
			m.below = append(m.below, sub)
		}
	}
	return m
}

// partsOf tells paragraphs from indented lines. A line that ends in a colon right
// above indented ones is their heading.
func partsOf(text string) []part {
	var parts []part
	var now *part
	heading := ""
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		literal := strings.HasPrefix(line, "  ")
		switch {
		case line == "":
			now = nil
			continue
		case now != nil && literal && !now.literal && strings.HasSuffix(now.lines[len(now.lines)-1], ":"):
			heading, now = now.cutHeading(), nil
			if len(parts[len(parts)-1].lines) == 0 {
				parts = parts[:len(parts)-1]
			}
		case now != nil && literal != now.literal:
			now = nil
		}
		if now == nil {
			parts = append(parts, part{heading: heading, literal: literal})
			now, heading = &parts[len(parts)-1], ""
		}
		if literal {
			line = line[2:]
		}
		now.lines = append(now.lines, line)
	}
	return parts
}

// cutHeading takes the last line off a paragraph, without its colon.
func (p *part) cutHeading() string {
	last := p.lines[len(p.lines)-1]
	p.lines = p.lines[:len(p.lines)-1]
	return strings.TrimSuffix(last, ":")
}

// flagUse writes a flag as one types it: -o, --output string.
func flagUse(f *pflag.Flag) string {
	use := "--" + f.Name
	if f.Shorthand != "" {
		use = "-" + f.Shorthand + ", " + use
	}
	if kind, _ := pflag.UnquoteUsage(f); kind != "" {
		use += " " + kind
	}
	return use
}

// flagText says what a flag does, with its default where there is one.
func flagText(f *pflag.Flag) string {
	_, usage := pflag.UnquoteUsage(f)
	if told := strings.Contains(usage, "(default"); told || zero(f) {
		return usage
	}
	return usage + " (default " + f.DefValue + ")"
}

// zero reports whether the default of a flag is nothing worth a word.
func zero(f *pflag.Flag) bool {
	switch f.DefValue {
	case "", "0", "0s", "false", "[]":
		return true
	}
	return false
}

// tree visits a command and all that are below it, those that are hidden left out.
func tree(cmd *cobra.Command, visit func(*cobra.Command)) {
	visit(cmd)
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() {
			tree(sub, visit)
		}
	}
}
