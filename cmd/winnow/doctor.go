package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"winnow/config"
	"winnow/store"
)

const doctorHelp = `Doctor examines all that a harvest stands on, and says of each thing that is wrong
what it is, where, and what to do about it: the configuration, the contact, secrets
and permissions; the limits of the system; the clock; the disk and its file system;
the database, its lock, its log and its index; the network: names, certificates,
the proxy, and what the robots.txt of each host says of the feeds, sitemaps and
start pages; and how the sources were doing lately.

It asks each host once, for its robots.txt, several hosts at a time. --offline asks
nobody. --notify hands an invented change to the notification hook. Nothing is
written, neither to the database nor beside it.

With --json, one object: {"version","ok","findings":[{"severity","area","what",
"where","remedy"}]}; severity is error, warning or note.

Examples:
  winnow doctor
  winnow doctor --offline
  winnow doctor --source example-world
  winnow doctor --json | jq '.findings[] | select(.severity == "error")'

Exit codes:
  0  nothing is wrong, or nothing but warnings      2  wrong usage
  1  it could not be examined                       3  errors were found`

// severity says how much a finding matters.
type severity string

const (
	isError   severity = "error"   // a harvest fails, or loses something
	isWarning severity = "warning" // it may, or does less than it could
	isNote    severity = "note"    // good to know
)

// finding is one thing that doctor tells.
type finding struct {
	Severity severity `json:"severity"`
	Area     string   `json:"area"` // configuration, system, clock, disk, database, network, sources, hook
	What     string   `json:"what"`
	Where    string   `json:"where"`  // file, address, source; empty when it is everywhere
	Remedy   string   `json:"remedy"` // what to do; empty where nothing is to be done
}

// doctorFlags are the flags of winnow doctor.
type doctorFlags struct {
	database
	sources []string
	offline bool
	notify  bool
	json    bool
}

func doctorVerb(c *console) *cobra.Command {
	var f doctorFlags
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Find what is wrong, and say what to do about it",
		Long:  doctorHelp,
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return c.doctor(cmd.Context(), f) },
	}
	f.database.flags(cmd)
	cmd.Flags().StringSliceVar(&f.sources, "source", nil, "ask the hosts of this source only; may be repeated")
	cmd.Flags().BoolVar(&f.offline, "offline", false, "ask nobody")
	cmd.Flags().BoolVar(&f.notify, "notify", false, "try the notification hook, too")
	cmd.Flags().BoolVar(&f.json, "json", false, "as a JSON object")
	return cmd
}

// patient is what is examined.
type patient struct {
	flags    doctorFlags
	settings *config.Config // nil when it cannot be read
	path     string         // of the database
	db       *store.Store   // nil when there is none, or it cannot be read
	now      time.Time
	progress func(address string)
	findings []finding
}

func (p *patient) find(s severity, area, where, remedy, what string, args ...any) {
	p.findings = append(p.findings, finding{s, area, fmt.Sprintf(what, args...), where, remedy})
}

// examinations are what doctor looks at, in this order.
var examinations = []func(context.Context, *patient){
	examineSystem, examineConfiguration, examineDisk, examineDatabase, examineClock, examineSources, examineNetwork, examineHook,
}

func (c *console) doctor(ctx context.Context, f doctorFlags) error {
	p := &patient{flags: f, now: time.Now()}
	shown := c.progress(f.json, c.logger(false, false))
	p.progress = shown.asked()
	for _, examine := range examinations {
		if examine(ctx, p); ctx.Err() != nil {
			shown.done()
			return ctx.Err()
		}
	}
	shown.done()
	if p.db != nil {
		p.db.Close()
	}
	rank := map[severity]int{isError: 0, isWarning: 1, isNote: 2}
	slices.SortStableFunc(p.findings, func(a, b finding) int { return cmp.Compare(rank[a.Severity], rank[b.Severity]) })
	if err := c.tellFindings(p.findings, f.json); err != nil {
		return err
	}
	if n := withSeverity(p.findings, isError); n > 0 {
		return &failure{exitPartial, errors.New(count(n, "error", "errors") + " found"), ""}
	}
	return nil
}

func withSeverity(findings []finding, s severity) (n int) {
	for _, f := range findings {
		if f.Severity == s {
			n++
		}
	}
	return n
}

func (c *console) tellFindings(findings []finding, asJSON bool) error {
	if asJSON {
		if findings == nil {
			findings = []finding{}
		}
		return indented(c.out, struct {
			Version  string    `json:"version"`
			OK       bool      `json:"ok"`
			Findings []finding `json:"findings"`
		}{version, withSeverity(findings, isError) == 0, findings})
	}
	for _, f := range findings {
		where := ""
		if f.Where != "" {
			where = harmless(f.Where) + ": "
		}
		fmt.Fprintf(c.out, "%-7s  %-13s  %s%s\n", f.Severity, f.Area, where, harmless(f.What))
		if f.Remedy != "" {
			fmt.Fprintf(c.out, "%-7s  %-13s  -> %s\n", "", "", harmless(f.Remedy))
		}
	}
	_, err := fmt.Fprintf(c.out, "%s, %s\n", count(withSeverity(findings, isError), "error", "errors"), count(withSeverity(findings, isWarning), "warning", "warnings"))
	return err
}
