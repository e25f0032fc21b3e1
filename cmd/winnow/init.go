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

Examples:
  winnow init --contact mailto:me@university.example
  winnow init ~/collections/press

Exit codes:
  0  written                  2  the file is there already, or wrong usage
  1  the folder may not be written to`

func initVerb(c *console) *cobra.Command {
	var contact string
	var force, dryRun bool
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
			return c.init(filepath.Join(folder, configFile), contact, force, dryRun)
		},
	}
	cmd.Flags().StringVar(&contact, "contact", "", "a mailto: or https: address where you answer for the crawler")
	cmd.Flags().BoolVar(&force, "force", false, "overwrite the file that is there")
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "print the file instead of writing it")
	return cmd
}

func (c *console) init(path, contact string, force, dryRun bool) error {
	text, err := configText(contact)
	if err != nil {
		return err
	}
	if dryRun {
		_, err := c.out.Write(text)
		return err
	}
	if _, err := os.Lstat(path); err == nil && !force {
		return &failure{exitUsage, fmt.Errorf("%s is there already", path), "--force overwrites it"}
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	err = c.toFile(path, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
	if err != nil {
		return err
	}
	todo := "set identity.contact, list your sources"
	if contact != "" {
		todo = "list your sources"
	}
	fmt.Fprintf(c.err, "%s written: %s, then\n  winnow config check\n  winnow run\n", path, todo)
	return nil
}

// configText is the default configuration with a contact filled in. A contact
// that the configuration would refuse is refused here.
func configText(contact string) ([]byte, error) {
	if contact == "" {
		return winnow.Example, nil
	}
	text := bytes.Replace(winnow.Example, []byte("mailto:you@example.org"), []byte(contact), 1)
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
