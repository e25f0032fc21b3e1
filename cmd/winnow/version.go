package main

import (
	"encoding/json"
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"winnow/store"
)

// version is set by release builds with -ldflags "-X main.version=1.2.3".
var version = "1.0.0-dev"

// agent is how winnow names itself where no configuration does.
const agent = "winnow/1.0"

func versionVerb(c *console) *cobra.Command {
	var asJSON, licenses bool
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Print the version of winnow and of what it is built on",
		Long: `Version prints the version of winnow, of Go and of SQLite, and whether this
build can search (build tag sqlite_fts5). With --licenses it prints every module that
this build is linked with, its licence and the text of that.

Examples:
  winnow version
  winnow version --licenses
  winnow version --json

Exit codes:
  0  printed`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			v := struct {
				Version string `json:"version"`
				Go      string `json:"go"`
				SQLite  string `json:"sqlite"`
				Schema  int    `json:"schema"`
				Search  bool   `json:"search"`
				System  string `json:"system"`
			}{version, runtime.Version(), store.SQLiteVersion(), store.SchemaVersion, store.HasSearch, runtime.GOOS + "/" + runtime.GOARCH}
			if licenses {
				return c.licenses(asJSON)
			}
			if asJSON {
				return json.NewEncoder(c.out).Encode(v)
			}
			_, err := fmt.Fprintf(c.out, "winnow %s (%s, SQLite %s, schema %d, search %t, %s)\n", v.Version, v.Go, v.SQLite, v.Schema, v.Search, v.System)
			return err
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "as a JSON object")
	cmd.Flags().BoolVar(&licenses, "licenses", false, "the licences of all that is linked in, with their texts")
	return cmd
}
