package main

import (
	"cmp"
	"database/sql"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"

	"winnow"
	"winnow/config"
	"winnow/store"
)

// The reference in docs is made of what the program itself says of its verbs,
// flags, keys and views:
//
//go:generate go test -tags sqlite_fts5 -run "^(TestReference|TestLicenses)$" . -update

var update = flag.Bool("update", false, "rewrite the generated files instead of comparing with them")

const (
	docsFolder = "../../docs"
	made       = "<!-- Made by `go generate ./cmd/winnow`: change what it is made of instead. -->\n\n"
	mended     = "go generate ./cmd/winnow writes it anew"
)

// TestReference holds the generated files to the program; with -update it writes
// them.
func TestReference(t *testing.T) {
	schema, err := config.Schema(winnow.Example)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"reference/database.md": databasePage(t), "reference/crawl.yaml.md": keysPage(t), schemaFile: string(schema)}
	for name, page := range verbPages() {
		want["reference/"+name] = page
	}
	got := map[string]string{}
	if b, err := os.ReadFile(filepath.Join(docsFolder, schemaFile)); err == nil {
		got[schemaFile] = string(b)
	}
	err = filepath.WalkDir(filepath.Join(docsFolder, "reference"), func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(p)
		got["reference/"+path.Base(p)] = string(b)
		return err
	})
	if err != nil && !*update {
		t.Fatal(err)
	}
	if *update {
		rewrite(t, got, want)
		return
	}
	for name, page := range want {
		if diff := gocmp.Diff(got[name], page); diff != "" {
			t.Errorf("docs/%s is not what the program says; %s\nfile (-) program (+):\n%s", name, mended, diff)
		}
	}
	for name := range got {
		if _, wanted := want[name]; !wanted {
			t.Errorf("docs/%s is of nothing that is there; %s", name, mended)
		}
	}
}

func rewrite(t *testing.T, got, want map[string]string) {
	t.Helper()
	for name := range got {
		if _, wanted := want[name]; !wanted {
			if err := os.Remove(filepath.Join(docsFolder, name)); err != nil {
				t.Error(err)
			}
		}
	}
	for name, page := range want {
		file := filepath.Join(docsFolder, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(page), 0o666); err != nil {
			t.Error(err)
		}
	}
}

// allVerbs is the program as it is, to be asked about.
func allVerbs() *cobra.Command {
	return rootVerb(&console{in: strings.NewReader(""), out: io.Discard, err: io.Discard})
}

// verbPages gives a page of Markdown for each verb, and their index, by file name.
func verbPages() map[string]string {
	pages := map[string]string{}
	var index strings.Builder
	index.WriteString(made + "# Reference\n\n[The keys of crawl.yaml](crawl.yaml.md), [the views of the database](database.md).\n\n| verb | |\n|---|---|\n")
	tree(allVerbs(), func(cmd *cobra.Command) {
		name := manName(cmd.CommandPath()) + ".md"
		pages[name] = markdown(manualOf(cmd))
		fmt.Fprintf(&index, "| [`%s`](%s) | %s |\n", cmd.CommandPath(), name, cell(cmd.Short))
	})
	pages["README.md"] = index.String()
	return pages
}

// markdown writes a manual as Markdown.
func markdown(m manual) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s# %s\n\n%s.\n\n    %s\n", made, m.name, prose(m.short), m.usage)
	for _, p := range m.parts {
		if p.heading != "" {
			fmt.Fprintf(&b, "\n## %s\n", p.heading)
		}
		b.WriteString("\n")
		for _, line := range p.lines {
			if p.literal {
				b.WriteString("    " + line + "\n")
			} else {
				b.WriteString(prose(line) + "\n")
			}
		}
	}
	if len(m.below) > 0 {
		b.WriteString("\n## Verbs\n\n")
	}
	for _, sub := range m.below {
		fmt.Fprintf(&b, "- [`%s`](%s.md) %s\n", sub.CommandPath(), manName(sub.CommandPath()), prose(sub.Short))
	}
	if len(m.flags) > 0 {
		b.WriteString("\n## Flags\n\n| flag | |\n|---|---|\n")
	}
	for _, f := range m.flags {
		fmt.Fprintf(&b, "| `%s` | %s |\n", flagUse(f), cell(flagText(f)))
	}
	return b.String()
}

// keysPage lists the keys of crawl.yaml, a table a mapping.
func keysPage(t *testing.T) string {
	t.Helper()
	keys, err := config.Keys(winnow.Example)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString(made + "# The keys of crawl.yaml\n\n[crawl.yaml](../../crawl.yaml) shows all of them in use; " +
		"[crawl.schema.json](../crawl.schema.json) tells them to editors. Durations are written 500ms, 90s, 10m, 24h or 7d.\n")
	below := map[string][]config.Key{}
	var order []string
	for _, k := range keys {
		parent := k.Path[:max(strings.LastIndex(k.Path, "."), 0)]
		if below[parent] == nil {
			order = append(order, parent)
		}
		below[parent] = append(below[parent], k)
	}
	for _, parent := range order {
		fmt.Fprintf(&b, "\n## %s\n\n| key | value | default or example | |\n|---|---|---|---|\n", prose(cmp.Or(parent, "The top")))
		for _, k := range below[parent] {
			value, shown := cmp.Or(k.Want, "keys"), "`"+cmp.Or(k.Default, k.Sample)+"`"
			if k.Default != "" {
				shown += " (default)"
			}
			if shown == "``" {
				shown = ""
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", k.Path[strings.LastIndex(k.Path, ".")+1:], cell(value), strings.ReplaceAll(shown, "|", `\|`), cell(k.About))
		}
	}
	return b.String()
}

// markdownSigns are the characters that Markdown would read in a sentence.
var markdownSigns = strings.NewReplacer("*", `\*`, "_", `\_`, "<", "&lt;", "[", `\[`)

func prose(s string) string { return markdownSigns.Replace(s) }

func cell(s string) string { return strings.ReplaceAll(prose(s), "|", `\|`) }

// databasePage lists the views that are promised to stay, with what the schema
// says of their columns.
func databasePage(t *testing.T) string {
	t.Helper()
	at := filepath.Join(t.TempDir(), "new.db")
	db, err := store.Open(t.Context(), at, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString(made + "# The views of the database\n\nTheir columns keep their names and meaning; later versions only add some.\n")
	for _, view := range views(t, at) {
		told := toldOf(t, view.name)
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n| column | |\n|---|---|\n", view.name, prose(told.about))
		for _, column := range view.columns {
			meaning := cmp.Or(told.columns[column], everywhere[column])
			if meaning == "" {
				t.Errorf("store/schema does not say what %s.%s is: it belongs behind the column as -- a comment", view.name, column)
			}
			fmt.Fprintf(&b, "| `%s` | %s |\n", column, cell(meaning))
		}
	}
	return b.String()
}

// everywhere says what columns mean that are the same in every view that has them.
var everywhere = map[string]string{
	"address": "the address", "article": "id of the article; NULL when there is none", "source": "the source of the configuration",
	"title": "headline, of a feed its name", "subtitle": "standfirst or deck", "authors": "list of names", "published": "first publication",
	"modified": "last change that the publisher announces", "word_count": "words of text", "text": "paragraphs joined by newlines",
	"reason": "why, as a short code", "run": "the run that stored it", "fetched_at": "when it was fetched", "time": "when it failed last",
	"first_seen": "when it was seen first", "last_seen": "when it was seen last", "last_poll": "when it was asked for last",
	"last_success": "when that was last understood", "last_new_article": "when an article was last stored that was not known",
	"next_due": "when it is asked for again", "articles": "how many there are", "failures": "how many addresses failed or wait",
}

type view struct {
	name    string
	columns []string
}

// views asks a database of its own for its views.
func views(t *testing.T, at string) []view {
	t.Helper()
	db, err := sql.Open("sqlite3", at)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(t.Context(), `SELECT s.name, c.name FROM sqlite_schema s, pragma_table_info(s.name) c WHERE s.type = 'view' ORDER BY s.name, c.cid`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var list []view
	for rows.Next() {
		var name, column string
		if err := rows.Scan(&name, &column); err != nil {
			t.Fatal(err)
		}
		if len(list) == 0 || list[len(list)-1].name != name {
			list = append(list, view{name: name})
		}
		list[len(list)-1].columns = append(list[len(list)-1].columns, column)
	}
	if err := rows.Err(); err != nil || len(list) == 0 {
		t.Fatal(list, err)
	}
	return list
}

// toldView is what the comments of the schema say of a view.
type toldView struct {
	about   string
	columns map[string]string
}

var columnLine = regexp.MustCompile(`(?m)^.*?\b([a-z_0-9]+),?[ \t]*--[ \t]*(.*)$`)

// toldOf reads the comments of every version of a view, the newest last: each may
// leave out what an older one has said.
func toldOf(t *testing.T, name string) toldView {
	t.Helper()
	files, err := filepath.Glob("../../store/schema/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	told := toldView{columns: map[string]string{}}
	start := regexp.MustCompile(`((?:--.*\n)*)(?:DROP VIEW ` + name + `;\n)?CREATE VIEW ` + name + ` AS\n`)
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		at := start.FindSubmatchIndex(b)
		if at == nil {
			continue
		}
		if about := strings.TrimSpace(strings.ReplaceAll("\n"+string(b[at[2]:at[3]]), "\n-- ", "\n")); about != "" {
			told.about = about
		}
		body, _, _ := strings.Cut(string(b[at[1]:]), ";\n")
		for _, m := range columnLine.FindAllStringSubmatch(body, -1) {
			told.columns[m[1]] = m[2]
		}
	}
	if told.about == "" {
		t.Errorf("store/schema has no comment above CREATE VIEW %s", name)
	}
	return told
}
