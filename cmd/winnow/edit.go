package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"winnow/config"
	"winnow/extract"
)

// editFlags are the flags of verbs that add sources to the configuration.
type editFlags struct {
	config string
	dryRun bool
	json   bool
}

func (f *editFlags) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.config, "config", configFile, "the configuration to add to")
	cmd.Flags().BoolVar(&f.dryRun, "dry-run", false, "say what would be added; write nothing")
	cmd.Flags().BoolVar(&f.json, "json", false, "as a JSON object")
}

// addition is what became of the sources that were to be added.
type addition struct {
	File    string        `json:"file"`
	Added   []addedSource `json:"added"`
	Known   []knownFeed   `json:"known"` // addresses that a source has already
	Written bool          `json:"written"`
}

// addedSource is a source as it stands in the configuration now.
type addedSource struct {
	ID       string   `json:"id"`
	Title    string   `json:"title"`
	Homepage string   `json:"homepage"`
	Tags     []string `json:"tags"`
	Feeds    []string `json:"feeds"`
	Sitemaps []string `json:"sitemaps"`
	Start    []string `json:"start"`
}

// knownFeed is an address that need not be added.
type knownFeed struct {
	URL    string `json:"url"`
	Source string `json:"source"`
}

// addSources adds sources to the configuration file and says what it did. What
// is known already is left out, ids are made where they are missing or taken.
func (c *console) addSources(f editFlags, sources []config.Source) error {
	before, err := os.ReadFile(f.config)
	if err != nil {
		return &failure{exitUsage, err, "winnow init writes one"}
	}
	settings, err := config.ParseForReading(f.config, before)
	if err != nil {
		return err
	}
	fresh, answer := missing(settings, sources)
	after, err := config.AddSources(f.config, before, fresh)
	if errors.Is(err, config.ErrFlowSources) {
		return &failure{exitUsage, fmt.Errorf("%s: %w", f.config, err), "write each source on lines of its own: \"- id: …\""}
	}
	if err != nil {
		return err
	}
	answer.File = f.config
	if len(fresh) > 0 && !f.dryRun {
		if err := c.toFile(f.config, func(w io.Writer) error { _, err := w.Write(after); return err }); err != nil {
			return err
		}
		answer.Written = true
	}
	if f.json {
		return indented(c.out, answer)
	}
	c.additionTold(answer)
	return nil
}

// missing leaves out what the configuration has and gives the rest their ids.
func missing(settings *config.Config, sources []config.Source) ([]config.Source, addition) {
	answer := addition{Added: []addedSource{}, Known: []knownFeed{}}
	owner, ids := map[string]string{}, map[string]bool{}
	for _, s := range settings.Sources {
		ids[s.ID] = true
		for _, address := range s.Addresses() {
			owner[extract.Key(address)] = s.ID
		}
	}
	var fresh []config.Source
	for _, s := range sources {
		if s.ID == "" || ids[s.ID] || !config.ValidID(s.ID) {
			s.ID = config.NewID(firstOf(s.Title, s.ID), func(id string) bool { return ids[id] })
		}
		for _, list := range []*[]string{&s.Feeds, &s.Sitemaps, &s.Start} {
			var left []string
			for _, address := range *list {
				if of, known := owner[extract.Key(address)]; known {
					answer.Known = append(answer.Known, knownFeed{address, of})
					continue
				}
				owner[extract.Key(address)] = s.ID
				left = append(left, address)
			}
			*list = left
		}
		if len(s.Addresses()) == 0 {
			continue
		}
		ids[s.ID] = true
		fresh = append(fresh, s)
		answer.Added = append(answer.Added, addedSource{
			s.ID, s.Title, s.Homepage, orEmpty(s.Tags), orEmpty(s.Feeds), orEmpty(s.Sitemaps), orEmpty(s.Start),
		})
	}
	return fresh, answer
}

func (c *console) additionTold(a addition) {
	for _, k := range a.Known {
		fmt.Fprintf(c.err, "%s is in source %s already\n", harmless(k.URL), k.Source)
	}
	verb := "added to"
	if !a.Written {
		verb = "would be added to"
	}
	for _, s := range a.Added {
		for _, list := range [][]string{s.Feeds, s.Sitemaps, s.Start} {
			for _, address := range list {
				fmt.Fprintf(c.out, "%s  %s\n", s.ID, harmless(address))
			}
		}
	}
	if len(a.Added) == 0 {
		fmt.Fprintf(c.err, "nothing to add to %s\n", a.File)
		return
	}
	fmt.Fprintf(c.err, "%s %s %s\n", count(len(a.Added), "source", "sources"), verb, a.File)
}
