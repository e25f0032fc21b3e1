package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"winnow/store"
)

const dedupeHelp = `Dedupe lists the clusters: articles of several publishers with one text, and pages
that hold nothing but the same boilerplate. Each article of a cluster stays an
article of its own; winnow explain tells more of one, winnow split and winnow join
decide otherwise.

Roles: original, copy, syndicated (a copy of a wire agency's text), twin (nothing
but boilerplate). How each was found: canonical (its page names the original),
same-text, near-text (the same but for some edits), by-hand, boilerplate. Shared is
the part of the runs of four words in either text that this and the original have
in common.

With --json, one object a cluster and line. --rebuild finds everything anew from the
texts and what was decided by hand; with --dry-run it only says what would change.

Examples:
  winnow dedupe
  winnow dedupe --kind copy --source example-world --least 3
  winnow dedupe --agency reuters --json
  winnow dedupe --rebuild --dry-run

Exit codes:
  0  listed                   2  wrong usage
  1  the database cannot be read
  75 with --rebuild: another run holds the database`

// dedupeFlags are the flags of winnow dedupe.
type dedupeFlags struct {
	database
	filter  store.ClusterFilter
	rebuild bool
	dryRun  bool
	json    bool
}

func dedupeVerb(c *console) *cobra.Command {
	var f dedupeFlags
	cmd := &cobra.Command{
		Use:   "dedupe",
		Short: "List copies and boilerplate by cluster",
		Long:  dedupeHelp,
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return c.dedupe(cmd.Context(), &f) },
	}
	f.database.flags(cmd)
	flags := cmd.Flags()
	flags.StringVar(&f.filter.Name, "cluster", "", "only this cluster")
	flags.StringVar(&f.filter.Kind, "kind", "", "only copy or boilerplate")
	flags.StringVar(&f.filter.Source, "source", "", "only clusters with an article of this source")
	flags.StringVar(&f.filter.Method, "method", "", "only clusters with an article that was found so: canonical, same-text, near-text, by-hand")
	flags.StringVar(&f.filter.Agency, "agency", "", "only texts of this wire agency")
	flags.IntVar(&f.filter.Least, "least", 0, "only clusters with at least this many articles")
	flags.IntVar(&f.filter.Limit, "limit", 0, "at most this many clusters (0 is all)")
	flags.BoolVar(&f.rebuild, "rebuild", false, "find all clusters anew")
	flags.BoolVar(&f.dryRun, "dry-run", false, "with --rebuild: write nothing")
	flags.BoolVar(&f.json, "json", false, "as JSON, one cluster a line")
	return cmd
}

func (c *console) dedupe(ctx context.Context, f *dedupeFlags) error {
	for flag, n := range map[string]int{"least": f.filter.Least, "limit": f.filter.Limit} {
		if err := natural(flag, n); err != nil {
			return err
		}
	}
	if kinds := []string{"", "copy", "boilerplate"}; !slices.Contains(kinds, f.filter.Kind) {
		return usagef("copy or boilerplate", "unknown kind %q", f.filter.Kind)
	}
	switch {
	case f.rebuild:
		return c.rebuildClusters(ctx, f)
	case f.dryRun:
		return usagef("listing writes nothing", "--dry-run needs --rebuild")
	}
	db, err := f.open(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	lines := json.NewEncoder(c.out)
	lines.SetEscapeHTML(false)
	clusters, articles := 0, 0
	err = db.Clusters(ctx, f.filter, func(cluster store.Cluster) error {
		clusters, articles = clusters+1, articles+len(cluster.Members)
		if f.json {
			return lines.Encode(cluster)
		}
		c.cluster(cluster)
		return nil
	})
	switch {
	case err != nil || f.json:
	case clusters == 0:
		fmt.Fprintln(c.err, "no clusters")
	default:
		fmt.Fprintf(c.out, "%s in %s\n", count(articles, "article", "articles"), count(clusters, "cluster", "clusters"))
	}
	return err
}

// cluster prints one cluster as a table.
func (c *console) cluster(cluster store.Cluster) {
	head := "Cluster " + cluster.Name + ", " + cluster.Kind
	if cluster.Agency != "" {
		head += ", credits " + cluster.Agency
	}
	fmt.Fprintln(c.out, harmless(head))
	t := c.table("Role", "Found by", "Shared", "ID", "Published", "Words", "Address")
	for _, m := range cluster.Members {
		t.AppendRow(row(m.Role, m.Method, shareOf(m), m.ID, firstOf(m.Published, "-"), m.WordCount, m.URL))
	}
	t.Render()
	fmt.Fprintln(c.out)
}

func shareOf(m store.ClusterMember) string {
	if m.Share == nil {
		return "-"
	}
	return percent(*m.Share)
}

func percent(share float64) string { return fmt.Sprintf("%.1f %%", share*100) }

func (c *console) rebuildClusters(ctx context.Context, f *dedupeFlags) error {
	db, err := f.openToWrite(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	told := time.Now()
	r, err := db.Recluster(ctx, f.dryRun, func(done, all int) {
		if time.Since(told) > 10*time.Second {
			told = time.Now()
			fmt.Fprintf(c.err, "%d of %d articles\n", done, all)
		}
	})
	if err != nil {
		return err
	}
	if f.json {
		return indented(c.out, r)
	}
	changed := "changed"
	if f.dryRun {
		changed = "would change"
	}
	fmt.Fprintf(c.out, "%s, of which %d %s their cluster or role\n", count(r.Documents, "article", "articles"), r.Changed, changed)
	return nil
}
