package main

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"winnow/extract"
)

const inspectHelp = `Inspect shows what run would make of a page, and why: field by field with where
the value came from and what else was on offer, block by block with what was kept
and by which rule, and for an address what robots.txt says. It stores nothing.

The page is an address, a file (.html or .html.gz), or - for standard input. With
--source, the selectors of that source of the configuration are applied.

Examples:
  winnow inspect https://news.example/story.html
  winnow inspect page.html --url https://news.example/story.html --blocks all
  winnow inspect page.html --source example-world --json

Exit codes:
  0  shown                    2  wrong usage
  1  the page cannot be read, or fetched`

// inspectFlags are the flags of winnow inspect.
type inspectFlags struct {
	extractFlags
	database
	source string
	blocks string
	json   bool
}

func inspectVerb(c *console) *cobra.Command {
	var f inspectFlags
	cmd := &cobra.Command{
		Use:   "inspect URL|FILE|-",
		Short: "Show what would be stored of a page, and why",
		Long:  inspectHelp,
		Args:  takes(1, 1, "an address, a file or -"),
		RunE:  func(cmd *cobra.Command, args []string) error { return c.inspect(cmd.Context(), args[0], f) },
	}
	cmd.Flags().StringVar(&f.url, "url", "", "address of the page, when it is read from a file")
	cmd.Flags().StringSliceVar(&f.allow, "allow", nil, "private network that may be reached, for example 127.0.0.1/32")
	cmd.Flags().StringVar(&f.source, "source", "", "apply the selectors of this source")
	cmd.Flags().StringVar(&f.config, "config", "", "configuration file that lists the source (default: crawl.yaml)")
	cmd.Flags().StringVar(&f.blocks, "blocks", "near", "blocks to show: kept, near (kept, and left out close to them), all, or none")
	cmd.Flags().BoolVar(&f.json, "json", false, "as a JSON object, with every block")
	return cmd
}

// inspection is what inspect --json prints.
type inspection struct {
	Article    extract.Article    `json:"article"`
	Verdict    inspectedVerdict   `json:"verdict"`
	Robots     *robotsLine        `json:"robots"` // null for files
	Canonical  *string            `json:"canonical"`
	Directives extract.Directives `json:"directives"`
	Blocks     []inspectedBlock   `json:"blocks"`
}

type inspectedVerdict struct {
	Article    bool    `json:"article"`
	Confidence float64 `json:"confidence"`
	Reason     string  `json:"reason"`
}

type inspectedBlock struct {
	Kind   string  `json:"kind"`
	Text   string  `json:"text"`
	Words  int     `json:"words"`
	Score  float64 `json:"score"`
	Kept   bool    `json:"kept"`
	Reason string  `json:"reason"`
}

func (c *console) inspect(ctx context.Context, from string, f inspectFlags) error {
	if !slices.Contains([]string{"kept", "near", "all", "none"}, f.blocks) {
		return usagef("kept, near, all or none", "unknown --blocks %q", f.blocks)
	}
	body, opts, err := c.page(ctx, from, f.extractFlags)
	if err != nil {
		return err
	}
	if opts.Selectors, err = f.selectors(); err != nil {
		return err
	}
	if isAddress(from) && f.url == "" && opts.URL != from && !f.json {
		fmt.Fprintf(c.out, "redirected to %s\n\n", harmless(opts.URL))
	}
	doc, err := extract.Parse(body, opts)
	if err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	found := inspected(doc)
	if isAddress(from) {
		if found.Robots, err = robotsOf(ctx, opts.URL, f.allow); err != nil {
			return err
		}
	}
	if f.json {
		return indented(c.out, found)
	}
	c.inspectTables(found, f.blocks)
	return nil
}

// selectors are those of --source.
func (f *inspectFlags) selectors() (extract.Selectors, error) {
	if f.source == "" {
		return extract.Selectors{}, nil
	}
	settings, err := f.settings()
	if err != nil {
		return extract.Selectors{}, err
	}
	s := settings.Source(f.source)
	if s == nil {
		return extract.Selectors{}, usagef("winnow config check lists the sources", "no source is called %q", f.source)
	}
	return s.Selectors, nil
}

func inspected(doc *extract.Doc) inspection {
	v := doc.Verdict()
	found := inspection{
		Article: doc.Article(), Verdict: inspectedVerdict{v.Article, v.Confidence, v.Reason},
		Canonical: orNull(doc.Canonical()), Directives: doc.Directives(agent), Blocks: []inspectedBlock{},
	}
	for _, b := range doc.Blocks() {
		found.Blocks = append(found.Blocks, inspectedBlock{b.Kind.String(), b.Text, b.Words, b.Score, b.Kept, b.Reason})
	}
	return found
}

// robotsOf is what the robots.txt of an address says to winnow.
func robotsOf(ctx context.Context, address string, allow []string) (*robotsLine, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	f := robotsFlags{agent: agent, allow: allow}
	body, status, err := fetchRobots(ctx, u.Scheme+"://"+u.Host, f)
	if err != nil {
		return nil, err
	}
	line := answerAddress(body, status, agent, address)
	return &line, nil
}

// nearBlocks is how far from a kept block one that was left out is shown.
const nearBlocks = 3

func (c *console) inspectTables(found inspection, which string) {
	a := found.Article
	t := c.table("Field", "Value", "From", "Sure", "Also on offer")
	for _, key := range slices.Sorted(maps.Keys(a.Provenance)) {
		o := a.Provenance[key]
		var others []string
		for _, other := range o.Candidates {
			others = append(others, clip(other.Value, 40)+" ("+other.Source+")")
		}
		t.AppendRow(row(key, clip(valueOf(a, key), 60), o.Source, fmt.Sprintf("%.2f", o.Confidence), others))
	}
	t.Render()
	fmt.Fprintf(c.out, "\n%s: %s (%.2f), %s\n", map[bool]string{true: "an article", false: "no article"}[found.Verdict.Article],
		found.Verdict.Reason, found.Verdict.Confidence, count(a.WordCount, "word", "words"))
	if d := a.Details; d.Canonical != "" || len(d.Links)+len(d.Comments)+len(d.Citation) > 0 {
		fmt.Fprintf(c.out, "besides: canonical %s, %s out of the text, %s, %s for citations\n", orDash(d.Canonical),
			count(len(d.Links), "link", "links"), count(len(d.Comments), "comment", "comments"), count(len(d.Citation), "element", "elements"))
	}
	if r := found.Robots; r != nil {
		fmt.Fprintln(c.out, strings.TrimSpace("robots.txt: "+map[bool]string{true: "allowed", false: "forbidden"}[r.Allowed]+" "+harmless(deref(r.Rule))))
	}
	if which == "none" {
		return
	}
	fmt.Fprintln(c.out)
	blocks := c.table("", "Kind", "Why", "Score", "Text")
	for i, b := range found.Blocks {
		if shown(found.Blocks, i, which) {
			blocks.AppendRow(row(map[bool]string{true: "+", false: ""}[b.Kept], b.Kind, b.Reason, fmt.Sprintf("%.2f", b.Score), clip(b.Text, 90)))
		}
	}
	blocks.Render()
}

func shown(blocks []inspectedBlock, i int, which string) bool {
	if which == "all" || blocks[i].Kept {
		return true
	}
	near := blocks[max(0, i-nearBlocks):min(len(blocks), i+nearBlocks+1)]
	return which == "near" && slices.ContainsFunc(near, func(b inspectedBlock) bool { return b.Kept })
}

// valueOf is the value of a field by its JSON name.
func valueOf(a extract.Article, key string) string {
	switch key {
	case "is_article":
		return map[bool]string{true: "yes", false: "no"}[a.IsArticle]
	case "title":
		return a.Title
	case "subtitle":
		return a.Subtitle
	case "authors":
		return list(a.Authors)
	case "published":
		return a.Published.String()
	case "modified":
		return a.Modified.String()
	case "organization":
		return a.Organization
	case "site_name":
		return a.SiteName
	case "section":
		return a.Section
	case "tags":
		return list(a.Tags)
	case "language":
		return a.Language
	case "license":
		return a.License
	case "image":
		return a.Image
	case "access":
		return a.Details.Access
	case "image_caption":
		return a.Details.ImageCaption
	case "image_credit":
		return a.Details.ImageCredit
	}
	return ""
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
