package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"winnow"
	"winnow/config"
)

const initHelp = `Init writes crawl.yaml, the commented configuration that is also the default, to
begin with. It never overwrites a file unless --force says so.

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
	mode := os.O_WRONLY | os.O_CREATE | os.O_EXCL
	if force {
		mode = os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	}
	f, err := os.OpenFile(path, mode, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return &failure{exitUsage, fmt.Errorf("%s is there already", path), "--force overwrites it"}
	} else if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	fmt.Fprintf(c.err, "%s written: set identity.contact, list your sources, then\n  winnow config check\n  winnow run\n", path)
	return nil
}

// configText is the default configuration with a contact filled in. A contact
// that the configuration would refuse is refused here.
func configText(contact string) ([]byte, error) {
	if contact == "" {
		return winnow.Example, nil
	}
	text := bytes.Replace(winnow.Example, []byte("mailto:you@example.org"), []byte(contact), 1)
	var bad *config.Error
	if _, err := config.Parse(configFile, text); errors.As(err, &bad) {
		for _, issue := range bad.Issues {
			if issue.Key == "identity.contact" {
				return nil, usagef("for example mailto:me@university.example", "--contact %s: %s", contact, issue.Message)
			}
		}
	}
	return text, nil
}
