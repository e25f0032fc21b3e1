package main

import (
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"winnow/store"
)

const completionHelp = `Completion prints a script with which a shell completes verbs, flags and values:
sources and data sets of crawl.yaml; articles, runs and languages of the database.

Examples:
  winnow completion bash > ~/.local/share/bash-completion/completions/winnow
  winnow completion zsh > "${fpath[1]}/_winnow"
  winnow completion fish > ~/.config/fish/completions/winnow.fish
  winnow completion powershell >> $PROFILE

Bash needs its package bash-completion, zsh "autoload -U compinit; compinit". New
shells read the script; in this one: source <(winnow completion bash).

Exit codes:
  0  printed                  2  wrong usage`

// shells are those that cobra writes scripts for.
var shells = []struct {
	name  string
	write func(root *cobra.Command, c *console) error
}{
	{"bash", func(root *cobra.Command, c *console) error { return root.GenBashCompletionV2(c.out, true) }},
	{"zsh", func(root *cobra.Command, c *console) error { return root.GenZshCompletion(c.out) }},
	{"fish", func(root *cobra.Command, c *console) error { return root.GenFishCompletion(c.out, true) }},
	{"powershell", func(root *cobra.Command, c *console) error { return root.GenPowerShellCompletionWithDesc(c.out) }},
}

func completionVerb(c *console) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "completion SHELL",
		Short: "Print a script that completes commands in a shell",
		Long:  completionHelp,
		Args:  takes(1, 1, "one shell: bash, zsh, fish or powershell"),
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, s := range shells {
				if s.name == args[0] {
					return s.write(cmd.Root(), c)
				}
			}
			return usagef("one of bash, zsh, fish, powershell", "there is no completion for %q", args[0])
		},
	}
	for _, s := range shells {
		cmd.ValidArgs = append(cmd.ValidArgs, s.name)
	}
	return cmd
}

// completer gives what may stand where a word was begun.
type completer = cobra.CompletionFunc

// flagValues says by which name of a flag what its values are, in every verb. A
// text that is not here completes to files, a number to nothing.
var flagValues = map[string]completer{
	"source": sourceIDs, "config": endings("yaml", "yml"), "db": endings("db", "sqlite", "sqlite3"),
	"run": stored(store.ChooseRun), "organization": stored(store.ChooseOrganization), "language": stored(store.ChooseLanguage), "reason": stored(store.ChooseReason),
	"cluster": stored(store.ChooseCluster), "scope": words("host", "prefix", "domain"), "let-in": guards, "fail-on": words("any", "never"),
	"color": words("auto", "always", "never"), "blocks": words("kept", "near", "all", "none"),
	"fields": columns, "to": folders, "resume": folders,
	"log-format": words("auto", "text", "json"), "log-level": words("debug", "info", "warn", "error"),
	"include": anything, "exclude": anything, "metrics": anything, "file-size": anything, "content-type": anything, "agency": anything, "id": anything,
	"author": anything, "tag": anything, "contains": anything, "where": anything, "since": anything, "until": anything,
	"contact": anything, "agent": anything, "allow": anything, "title": anything, "older": anything, "at": anything, "url": anything,
	"limit": anything, "max-pages": anything, "max-time": anything, "max-bytes": anything, "delay": anything, "listen": anything,
}

// valuesIn says the same where a name means something else in one verb.
var valuesIn = map[string]map[string]completer{
	"winnow export":        {"format": exportFormats},
	"winnow extract":       {"format": words("json", "text", "markdown", "html")},
	"winnow show":          {"format": words("text", "json", "markdown", "html")},
	"winnow dedupe":        {"kind": words("copy", "boilerplate"), "method": words("canonical", "same-text", "near-text", "by-hand")},
	"winnow dataset build": {"text": words("full", "none"), "respect": signals, "output": folders},
	"winnow archive ls":    {"type": words("response", "request", "revisit", "metadata", "resource", "warcinfo", "conversion")},
}

// arguments says what the arguments of a verb are. Those of others are files.
var arguments = map[string]completer{
	"winnow show": once(articles), "winnow diff": once(articles), "winnow explain": articles, "winnow split": articles,
	"winnow join": articles, "winnow forget": articles, "winnow why": once(stored(store.ChooseAddress)),
	"winnow backfill": once(sourceIDs), "winnow dataset build": once(datasetNames), "winnow config check": once(endings("yaml", "yml")),
	"winnow dataset verify": once(folders), "winnow dataset diff": folders, "winnow dataset hydrate": once(folders),
	"winnow dataset trace": folders, "winnow db merge": endings("db", "sqlite", "sqlite3"),
	"winnow archive ls": archives, "winnow archive cat": once(archives), "winnow archive check": archives, "winnow archive extract": once(archives), "winnow replay": once(archives),
	"winnow snapshot diff": folders, "winnow opml import": once(endings("opml", "xml")),
	"winnow init": once(folders), "winnow man": once(folders),
	"winnow search": anything, "winnow crawl": anything, "winnow snapshot": anything, "winnow discover": anything,
}

// completions tells every verb how its flags and arguments are completed.
func completions(root *cobra.Command) {
	tree(root, func(cmd *cobra.Command) {
		for name, complete := range flagValues {
			if own := valuesIn[cmd.CommandPath()][name]; own == nil && cmd.LocalFlags().Lookup(name) != nil {
				_ = cmd.RegisterFlagCompletionFunc(name, complete) // fails for a flag that is not there
			}
		}
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if kind := f.Value.Type(); kind == "int" || kind == "duration" {
				_ = cmd.RegisterFlagCompletionFunc(f.Name, anything) // fails where the table above knows more
			}
		})
		for name, complete := range valuesIn[cmd.CommandPath()] {
			_ = cmd.RegisterFlagCompletionFunc(name, complete)
		}
		switch complete := arguments[cmd.CommandPath()]; {
		case complete != nil:
			cmd.ValidArgsFunction = complete
		case takesNone(cmd):
			cmd.ValidArgsFunction = anything
		}
	})
}

// archives are the files that others call web archives.
var archives = endings("gz", "warc", "wacz")

// takesNone reports whether a verb refuses any argument.
func takesNone(cmd *cobra.Command) bool {
	return cmd.Args != nil && cmd.Args(cmd, nil) == nil && cmd.Args(cmd, []string{"a"}) != nil
}

func words(list ...string) completer {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return slices.Clone(list), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
	}
}

func endings(list ...string) completer {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return list, cobra.ShellCompDirectiveFilterFileExt
	}
}

// anything is what nobody can guess, and no file.
var anything completer = cobra.NoFileCompletions

func folders(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveFilterDirs
}

// once completes the first argument only.
func once(complete completer) completer {
	return func(cmd *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return complete(cmd, args, begun)
	}
}
