package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

const manHelp = `Man writes a man page for each verb into a folder, which is made when there is none.
man finds them when the folder is called man1 and lies below one of its own, such as
~/.local/share/man.

Their date is that of the source this winnow was built from, or SOURCE_DATE_EPOCH.

Examples:
  winnow man ~/.local/share/man/man1
  winnow man man1 && man -l man1/winnow-run.1

Exit codes:
  0  written                  2  wrong usage
  1  the folder may not be written to`

func manVerb(c *console) *cobra.Command {
	return &cobra.Command{
		Use:   "man FOLDER",
		Short: "Write man pages",
		Long:  manHelp,
		Args:  takes(1, 1, "the folder to write to"),
		RunE:  func(cmd *cobra.Command, args []string) error { return c.man(cmd.Root(), args[0]) },
	}
}

func (c *console) man(root *cobra.Command, folder string) error {
	day, err := sourceDay()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return err
	}
	pages := 0
	tree(root, func(cmd *cobra.Command) {
		name := filepath.Join(folder, manName(cmd.CommandPath())+".1")
		if err == nil {
			err = c.toFile(name, func(w io.Writer) error {
				_, err := io.WriteString(w, roff(manualOf(cmd), cmd.Parent(), day))
				return err
			})
			pages++
		}
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(c.err, "%s written to %s\n", count(pages, "man page", "man pages"), folder)
	return nil
}

// sourceDay is the day that the pages bear: the same build writes the same pages.
// https://reproducible-builds.org/specs/source-date-epoch/
func sourceDay() (string, error) {
	if epoch := os.Getenv("SOURCE_DATE_EPOCH"); epoch != "" {
		seconds, err := strconv.ParseInt(epoch, 10, 64)
		if err != nil {
			return "", usagef("a number of seconds since 1970", "SOURCE_DATE_EPOCH: %q is no time", epoch)
		}
		return time.Unix(seconds, 0).UTC().Format(time.DateOnly), nil
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.time" && len(s.Value) >= len(time.DateOnly) {
				return s.Value[:len(time.DateOnly)], nil
			}
		}
	}
	return time.Now().UTC().Format(time.DateOnly), nil
}

func manName(path string) string { return strings.ReplaceAll(path, " ", "-") }

// roff writes a manual in the man macros. See groff_man(7).
func roff(m manual, above *cobra.Command, day string) string {
	var b strings.Builder
	name := manName(m.name)
	fmt.Fprintf(&b, ".TH %s 1 %s \"winnow %s\" \"winnow\"\n", strings.ToUpper(name), day, version)
	fmt.Fprintf(&b, ".SH NAME\n%s \\- %s\n", plain(name), plain(m.short))
	fmt.Fprintf(&b, ".SH SYNOPSIS\n.B %s\n", plain(m.usage))
	b.WriteString(".SH DESCRIPTION\n")
	for _, p := range m.parts {
		roffPart(&b, p)
	}
	if len(m.flags) > 0 {
		b.WriteString(".SH OPTIONS\n")
	}
	for _, f := range m.flags {
		fmt.Fprintf(&b, ".TP\n.B %s\n%s\n", plain(flagUse(f)), plain(flagText(f)))
	}
	var also []string
	if above != nil {
		also = append(also, above.CommandPath())
	}
	for _, sub := range m.below {
		also = append(also, sub.CommandPath())
	}
	if len(also) > 0 {
		b.WriteString(".SH SEE ALSO\n")
	}
	for i, path := range also {
		fmt.Fprintf(&b, ".BR %s (1)%s\n", plain(manName(path)), strings.Repeat(",", min(1, len(also)-1-i)))
	}
	return b.String()
}

// manHeadings are what a heading is called in man pages: man-pages(7).
var manHeadings = map[string]string{"Example": "EXAMPLES", "Examples": "EXAMPLES", "Exit codes": "EXIT STATUS"}

func roffPart(b *strings.Builder, p part) {
	switch heading := manHeadings[p.heading]; {
	case heading != "":
		fmt.Fprintf(b, ".SH %s\n", heading)
	case !strings.HasSuffix(b.String(), ".SH DESCRIPTION\n"):
		b.WriteString(".PP\n")
	}
	if p.heading != "" && manHeadings[p.heading] == "" {
		fmt.Fprintf(b, "%s:\n", plain(p.heading))
	}
	if p.literal {
		b.WriteString(".RS 2\n.nf\n")
	}
	for _, line := range p.lines {
		b.WriteString(plain(line))
		b.WriteByte('\n')
	}
	if p.literal {
		b.WriteString(".fi\n.RE\n")
	}
}

// roffSigns are the characters that roff would read or print as others.
var roffSigns = strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`, "`", `\(ga`, "^", `\(ha`, "~", `\(ti`)

// plain writes a text so that roff prints it as it is, in ASCII.
func plain(s string) string {
	var b strings.Builder
	for _, r := range roffSigns.Replace(s) {
		if r < 128 {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, `\[u%04X]`, r)
		}
	}
	if s := b.String(); !strings.HasPrefix(s, ".") {
		return s
	}
	return `\&` + b.String()
}
