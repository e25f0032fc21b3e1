package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"winnow"
	"winnow/config"
)

const initHelp = `Init writes crawl.yaml, the commented configuration that is also the default, to
begin with, and makes the folder where there is none. It never overwrites a file
unless --force says so.

With --schema it writes crawl.schema.json beside it, by which editors that know
JSON Schema complete the keys and mark mistakes as you type.

Examples:
  winnow init --contact mailto:me@university.example
  winnow init --schema
  winnow init ~/collections/press

Exit codes:
  0  written                  2  the file is there already, or wrong usage
  1  the folder may not be written to`

func initVerb(c *console) *cobra.Command {
	var contact string
	var force, dryRun, schema bool
	cmd := &cobra.Command{
		Use:   "init [FOLDER]",
		Short: "Write crawl.yaml, the commented configuration",
		Long:  initHelp,
		Args:  takes(0, 1, "at most one folder"),
		RunE: func(_ *cobra.Command, args []string) error {
			folder := "."
			if len(args) == 1 {
				folder = args[0]
			}
			files, err := initFiles(folder, contact, schema)
			if err != nil {
				return err
			}
			return c.init(files, contact != "", force, dryRun)
		},
	}
	cmd.Flags().StringVar(&contact, "contact", "", "a mailto: or https: address where you answer for the crawler")
	cmd.Flags().BoolVar(&force, "force", false, "overwrite the file that is there")
	cmd.Flags().BoolVar(&schema, "schema", false, "write crawl.schema.json as well, for editors")
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "print the file instead of writing it")
	return cmd
}

// initFile is a file that init writes.
type initFile struct {
	path string
	text []byte
}

// initFiles gives the files to write, crawl.yaml the last, so that it names no
// schema that is not there.
func initFiles(folder, contact string, schema bool) ([]initFile, error) {
	text, err := configText(contact)
	if err != nil {
		return nil, err
	}
	if !schema {
		return []initFile{{filepath.Join(folder, configFile), text}}, nil
	}
	about, err := config.Schema(winnow.Example)
	if err != nil {
		return nil, err
	}
	text = append([]byte(schemaLine+schemaFile+"\n"), text...)
	return []initFile{{filepath.Join(folder, schemaFile), about}, {filepath.Join(folder, configFile), text}}, nil
}

func (c *console) init(files []initFile, contact, force, dryRun bool) error {
	if dryRun {
		_, err := c.out.Write(files[len(files)-1].text)
		return err
	}
	for _, f := range files {
		if _, err := os.Lstat(f.path); err == nil && !force {
			return &failure{exitUsage, fmt.Errorf("%s is there already", f.path), "--force overwrites it"}
		}
	}
	for _, f := range files {
		if err := os.MkdirAll(filepath.Dir(f.path), 0o777); err != nil {
			return err
		}
		err := c.toFile(f.path, func(w io.Writer) error {
			_, err := w.Write(f.text)
			return err
		})
		if err != nil {
			return err
		}
	}
	todo := "set identity.contact, list your sources"
	if contact {
		todo = "list your sources"
	}
	fmt.Fprintf(c.err, "%s written: %s, then\n  winnow config check\n  winnow run\n", files[len(files)-1].path, todo)
	return nil
}

// schemaLine is how a YAML file names its schema to editors; the example names
// the one of this repository, which nobody else has.
const (
	schemaLine = "# yaml-language-server: $schema="
	schemaFile = "crawl.schema.json"
)

// configText is the default configuration with a contact filled in. A contact
// that the configuration would refuse is refused here.
func configText(contact string) ([]byte, error) {
	text := winnow.Example
	if bytes.HasPrefix(text, []byte(schemaLine)) {
		_, text, _ = bytes.Cut(text, []byte("\n"))
	}
	if contact == "" {
		return text, nil
	}
	text = bytes.Replace(text, []byte("mailto:you@example.org"), []byte(contact), 1)
	const example = "for example mailto:me@university.example"
	settings, err := config.Parse(configFile, text)
	var bad *config.Error
	switch {
	case errors.As(err, &bad):
		return nil, usagef(example, "--contact %s: %s", contact, bad.Issues[0].Message)
	case err != nil:
		return nil, err
	case settings.Identity.Contact != contact: // YAML reads something else into it
		return nil, usagef(example, "--contact %s: cannot be written as it is", contact)
	}
	return text, nil
}
