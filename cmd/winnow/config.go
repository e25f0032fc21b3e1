package main

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"winnow"
	"winnow/config"
)

const configCheckHelp = `Config check reads a configuration as run would and lists every mistake in it,
each with file, line, column and the nearest right key. Without mistakes it
lists the sources.

With --json, one object: {"file","ok","issues":[…],"sources":[…]}.

Examples:
  winnow config check
  winnow config check other.yaml --json

Exit codes:
  0  no mistakes              2  mistakes, or no such file`

func configVerb(c *console) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Check the configuration, describe it to editors",
		Long:  "Config holds what concerns crawl.yaml: check and schema.\n\nExamples:\n  winnow config check\n  winnow config schema\n\n" + exitHelp,
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(configCheckVerb(c), configSchemaVerb(c))
	return cmd
}

func configCheckVerb(c *console) *cobra.Command {
	var asJSON bool
	var file string
	cmd := &cobra.Command{
		Use:   "check [FILE]",
		Short: "List the mistakes of a configuration, or its sources",
		Long:  configCheckHelp,
		Args:  takes(0, 1, "at most one file"),
		RunE: func(_ *cobra.Command, args []string) error {
			name := firstOf(append(args, file, configFile)...)
			d := database{config: name}
			settings, err := d.settings()
			var bad *config.Error
			if asJSON && (err == nil || errors.As(err, &bad)) {
				return errors.Join(c.checkJSON(name, settings, bad), err)
			}
			if err != nil {
				return err
			}
			c.checkTable(name, settings)
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "as a JSON object")
	cmd.Flags().StringVar(&file, "config", "", "the file, as for the other verbs")
	return cmd
}

const configSchemaHelp = `Config schema prints the JSON Schema (draft 2020-12) of crawl.yaml. Editors with a
YAML language server complete keys by it and mark mistakes as you type, once the
first line of crawl.yaml names it:

  # yaml-language-server: $schema=crawl.schema.json

winnow init --schema writes both. What no schema can tell, winnow config check does.

Examples:
  winnow config schema > crawl.schema.json

Exit codes:
  0  printed                  2  wrong usage`

func configSchemaVerb(c *console) *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of crawl.yaml, for editors",
		Long:  configSchemaHelp,
		Args:  noArgs,
		RunE: func(*cobra.Command, []string) error {
			text, err := config.Schema(winnow.Example)
			if err != nil {
				return err
			}
			_, err = c.out.Write(text)
			return err
		},
	}
}

// checkIssue is one mistake in config check --json.
type checkIssue struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Key     string `json:"key"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
}

// checkSource is one source in config check --json.
type checkSource struct {
	ID       string   `json:"id"`
	Feeds    []string `json:"feeds"`
	Sitemaps []string `json:"sitemaps"`
	Start    []string `json:"start"`
}

func (c *console) checkJSON(name string, settings *config.Config, bad *config.Error) error {
	answer := struct {
		File    string        `json:"file"`
		OK      bool          `json:"ok"`
		Issues  []checkIssue  `json:"issues"`
		Sources []checkSource `json:"sources"`
	}{File: name, OK: bad == nil, Issues: []checkIssue{}, Sources: []checkSource{}}
	if bad != nil {
		for _, i := range bad.Issues {
			answer.Issues = append(answer.Issues, checkIssue(i))
		}
	} else {
		for _, s := range settings.Sources {
			answer.Sources = append(answer.Sources, checkSource{s.ID, orEmpty(s.Feeds), orEmpty(s.Sitemaps), orEmpty(s.Start)})
		}
	}
	return json.NewEncoder(c.out).Encode(answer)
}

func (c *console) checkTable(name string, settings *config.Config) {
	t := c.table("Source", "Organization", "Feeds", "Sitemaps", "Start pages")
	for _, s := range settings.Sources {
		t.AppendRow(row(s.ID, s.Organization, len(s.Feeds), len(s.Sitemaps), len(s.Start)))
	}
	t.Render()
	for _, rule := range settings.Store.Rules.Skipped() {
		fmt.Fprintf(c.err, "%s: %s\n", settings.Store.Rules.File, harmless(rule.Error()))
	}
	fmt.Fprintf(c.err, "%s: no mistakes, %s\n", name, count(len(settings.Sources), "source", "sources"))
}

func orEmpty(l []string) []string {
	if l == nil {
		return []string{}
	}
	return l
}
