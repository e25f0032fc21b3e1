package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"winnow/config"
	"winnow/query"
	"winnow/store"
)

// database says which file a verb works on.
type database struct {
	path   string
	config string
}

func (d *database) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&d.path, "db", "", "database file (default: store.path of the configuration, else winnow.db)")
	cmd.Flags().StringVar(&d.config, "config", "", "configuration file (default: crawl.yaml where there is one)")
}

// file names the database: --db, else what the configuration says, else
// winnow.db.
func (d *database) file() (string, error) {
	if d.path != "" {
		return d.path, nil
	}
	name := d.configuration()
	if name == "" {
		return config.Default().Store.Path, nil
	}
	in, err := config.LoadStore(name)
	return in.Path, asConfiguration(err)
}

// settings loads the configuration. Without --config, a folder without
// crawl.yaml has the default settings.
func (d *database) settings() (*config.Config, error) {
	name := d.configuration()
	if name == "" {
		return config.Default(), nil
	}
	settings, err := config.Load(name)
	return settings, asConfiguration(err)
}

// configuration is the file to load; empty when there is none.
func (d *database) configuration() string {
	if d.config != "" {
		return d.config
	}
	if _, err := os.Stat(configFile); errors.Is(err, fs.ErrNotExist) {
		return ""
	}
	return configFile
}

// asConfiguration marks what went wrong with a configuration file as such.
func asConfiguration(err error) error {
	var mistakes *config.Error
	if err == nil || errors.As(err, &mistakes) {
		return err
	}
	return &failure{exitUsage, err, "winnow init writes a configuration to begin with"}
}

func (d *database) open(ctx context.Context) (*store.Store, error) {
	path, err := d.file()
	if err != nil {
		return nil, err
	}
	return store.OpenReadOnly(ctx, path, store.Options{Version: version})
}

// openToWrite opens the database for a verb that changes it.
func (d *database) openToWrite(ctx context.Context) (*store.Store, error) {
	path, err := d.file()
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, &failure{exitInternal, fmt.Errorf("%s: %w", path, fs.ErrNotExist), "winnow run makes it"}
	}
	return store.Open(ctx, path, store.Options{Version: version})
}

// selection is which articles a verb is about: the same flags everywhere.
type selection struct {
	database
	filter       store.Filter
	since, until string
	where        []string
}

func (s *selection) flags(cmd *cobra.Command) {
	s.database.flags(cmd)
	f := cmd.Flags()
	f.StringArrayVar(&s.where, "where", nil, `only what this holds for, for example "words >= 200" (winnow export --help explains)`)
	for _, one := range []struct {
		to          *string
		name, usage string
	}{
		{&s.filter.Source, "source", "only this source"},
		{&s.filter.Organization, "organization", "only this organization"},
		{&s.filter.Author, "author", "only this author"},
		{&s.filter.Language, "language", "only this language, for example en or pt-BR"},
		{&s.filter.Tag, "tag", "only with this tag"},
		{&s.filter.Run, "run", "only what this run stored"},
		{&s.filter.Contains, "contains", "only with these words in title or text"},
		{&s.since, "since", "published on or after this day or instant (2006-01-02 or RFC 3339)"},
		{&s.until, "until", "published before this day or instant"},
	} {
		f.Var(&single{to: one.to, name: one.name}, one.name, one.usage)
	}
	f.IntVar(&s.filter.Limit, "limit", 0, "at most this many (0 is all)")
}

// single is a flag that is given once: the last of two values would hold, and look as
// if both did.
type single struct {
	to   *string
	name string
	set  bool
}

// String gives the value.
func (o *single) String() string {
	if o.to == nil {
		return ""
	}
	return *o.to
}

// Set takes the value, once.
func (o *single) Set(value string) error {
	if o.set && value != *o.to {
		if _, known := query.Find(o.name); known && o.name != "contains" {
			return fmt.Errorf("it is given twice; --where '%s in (%s, %s)' finds either", o.name, queried(*o.to), queried(value))
		}
		return errors.New("it is given twice")
	}
	*o.to, o.set = value, true
	return nil
}

// Type names the kind of value.
func (o *single) Type() string { return "string" }

// queried is a value in the language of --where.
func queried(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }

// open opens the database and gives the filter that the flags ask for.
func (s *selection) open(ctx context.Context) (*store.Store, store.Filter, error) {
	filter, err := s.wanted()
	if err != nil {
		return nil, filter, err
	}
	db, err := s.database.open(ctx)
	return db, filter, err
}

// wanted gives the filter that the flags ask for.
func (s *selection) wanted() (filter store.Filter, err error) {
	filter = s.filter
	if err = natural("limit", filter.Limit); err != nil {
		return filter, err
	}
	if filter.Since, err = day("since", s.since); err != nil {
		return filter, err
	}
	if filter.Until, err = day("until", s.until); err != nil {
		return filter, err
	}
	filter.Where, err = conditions(s.where)
	return filter, err
}

// conditions reads every --where; all of them hold.
func conditions(list []string) (query.Expr, error) {
	var all []query.Expr
	for _, text := range list {
		e, err := query.Parse(text)
		if err != nil {
			return e, badCondition("--where", err)
		}
		all = append(all, e)
	}
	return query.All(all...), nil
}

// badCondition shows an expression with a mark below the place of its mistake.
func badCondition(place string, err error) error {
	var bad *query.Error
	if !errors.As(err, &bad) {
		return err
	}
	text := harmless(strings.ReplaceAll(bad.Text, "\n", " "))
	return usagef(firstOf(bad.Hint, "winnow export --help explains the language"),
		"%s, %w\n  %s\n  %s^", place, err, text, strings.Repeat(" ", bad.Column()-1))
}

func day(flag, s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	return time.Time{}, usagef("for example 2026-01-31 or 2026-01-31T06:00:00Z", "--%s: %q is no date", flag, s)
}
