package main

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"winnow/config"
	"winnow/crawler/scope"
	"winnow/dataset"
	"winnow/store"
)

// mostChoices is how many values are offered: more than anybody reads.
const mostChoices = 100

// patience is how long the database may take: no answer is better than a late one.
const patience = 500 * time.Millisecond

// atHand is the database and configuration that the flags of a begun command name.
func atHand(cmd *cobra.Command) database {
	var d database
	for name, into := range map[string]*string{"db": &d.path, "config": &d.config} {
		if f := cmd.Flags().Lookup(name); f != nil {
			*into = f.Value.String()
		}
	}
	return d
}

// stored gives values of the database. What is wrong with it is no matter here:
// then there is nothing to offer.
func stored(kind store.Kind) completer {
	return func(cmd *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
		return choices(cmd, kind, begun), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
	}
}

func choices(cmd *cobra.Command, kind store.Kind, begun string) []string {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	d := atHand(cmd)
	db, err := d.open(ctx)
	if err != nil {
		return nil
	}
	defer db.Close()
	found, err := db.Choices(ctx, kind, begun, mostChoices)
	if err != nil {
		return nil
	}
	var list []string
	for _, choice := range found {
		list = append(list, cobra.CompletionWithDesc(harmless(choice.Value), harmless(strings.Join(strings.Fields(choice.Told), " "))))
	}
	return list
}

// articles gives ids, or addresses once one was begun.
func articles(cmd *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
	kind := store.ChooseArticle
	if strings.HasPrefix(begun, "http") {
		kind = store.ChooseAddress
	}
	return choices(cmd, kind, begun), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
}

// sourceIDs gives the sources of the configuration; where there is none, or --db
// names a database, those that it knows.
func sourceIDs(cmd *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
	d := atHand(cmd)
	sources, _ := config.Named(d.configuration())
	if sources == nil || d.path != "" {
		return choices(cmd, store.ChooseSource, begun), cobra.ShellCompDirectiveNoFileComp
	}
	return offered(sources), cobra.ShellCompDirectiveNoFileComp
}

func datasetNames(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	d := atHand(cmd)
	_, datasets := config.Named(d.configuration())
	return offered(datasets), cobra.ShellCompDirectiveNoFileComp
}

func offered(list [][2]string) (out []string) {
	for _, named := range list {
		out = append(out, cobra.CompletionWithDesc(harmless(named[0]), harmless(named[1])))
	}
	return out
}

func guards(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return scope.Names(), cobra.ShellCompDirectiveNoFileComp
}

func columns(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return dataset.FieldNames(), cobra.ShellCompDirectiveNoFileComp
}

func signals(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return append(slices.Clone(dataset.Signals), "all"), cobra.ShellCompDirectiveNoFileComp
}

func exportFormats(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return append(strings.Split(dataset.Names(), ", "), formatOPML), cobra.ShellCompDirectiveNoFileComp
}
