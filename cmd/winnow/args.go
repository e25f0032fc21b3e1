package main

import (
	"strings"

	"github.com/spf13/cobra"
)

// takes gives the rule for a verb with least to most arguments; what says in
// words which.
func takes(least, most int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < least || len(args) > most {
			return usagef(helpOf(cmd), "%s takes %s, got %s", cmd.CommandPath(), what, count(len(args), "argument", "arguments"))
		}
		return nil
	}
}

// noArgs is the rule for a verb without arguments. Below a verb that has verbs
// of its own, an argument is one that does not exist.
func noArgs(cmd *cobra.Command, args []string) error {
	switch {
	case len(args) == 0:
		return nil
	case !cmd.HasSubCommands():
		return takes(0, 0, "no arguments")(cmd, args)
	}
	hint := helpOf(cmd)
	cmd.SuggestionsMinimumDistance = 2 // letters that may be wrong
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		hint = "did you mean " + strings.Join(near, " or ") + "?"
	}
	return usagef(hint, "unknown command %q for %q", args[0], cmd.CommandPath())
}

func helpOf(cmd *cobra.Command) string { return "see " + cmd.CommandPath() + " --help" }

// natural refuses a number below 0: a flag for which 0 means no limit.
func natural(flag string, n int) error {
	if n < 0 {
		return usagef("0 is no limit", "--%s %d: want a number from 0", flag, n)
	}
	return nil
}

// alone refuses flags that say nothing beside another one.
func alone(cmd *cobra.Command, flag string, others ...string) error {
	for _, other := range others {
		if cmd.Flags().Changed(other) {
			return usagef(helpOf(cmd), "--%s and --%s do not go together", flag, other)
		}
	}
	return nil
}
