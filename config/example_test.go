package config

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.yaml.in/yaml/v4"

	"winnow"
)

// ownContact is the example as its reader is asked to change it first.
func ownContact() string {
	return strings.Replace(string(winnow.Example), placeholder, "mailto:desk@paper.test", 1)
}

func TestExampleLacksNothingButAContact(t *testing.T) {
	got := issues(t, string(winnow.Example))
	if len(got) != 1 || !strings.Contains(got[0], ": identity.contact: "+placeholder+" reaches nobody") {
		t.Errorf("got %q, want one mistake, the placeholder contact", got)
	}
	parse(t, ownContact())
}

func TestExampleShowsTheDefaults(t *testing.T) {
	got := parse(t, ownContact())
	if len(got.Sources) != 1 || got.Sources[0].ID != "example-world" {
		t.Fatalf("sources are %v, want example-world alone", got.Sources)
	}
	want := Default()
	want.Identity.Contact = "mailto:desk@paper.test"
	if diff := cmp.Diff(got, want, cmpopts.IgnoreFields(Config{}, "Sources", "Datasets"), cmp.AllowUnexported(Secret{}), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("crawl.yaml (-) Default (+):\n%s", diff)
	}
}

// allOptions is the example with every key that it has commented out.
func allOptions() string { return everyOption(ownContact()) }

func TestExampleNamesEveryKey(t *testing.T) {
	t.Setenv("NEWS_EXAMPLE_PASSWORD", "p")
	t.Setenv("NEWS_EXAMPLE_KEY", "k")
	if got := issues(t, allOptions()); got != nil {
		t.Errorf("with every option in use:\n%s", strings.Join(got, "\n"))
	}
	named := keyLines(t, []byte(allOptions()))
	written := keyLines(t, winnow.Example)
	for path, o := range tables() {
		for _, key := range o.keys() {
			p := join(path, key)
			if named[p] == 0 {
				t.Errorf("crawl.yaml does not name %s", p)
			}
			if written[p] == 0 && !strings.HasPrefix(p, "sources[]") && !strings.HasPrefix(p, "datasets[]") {
				t.Errorf("crawl.yaml does not show the default of %s", p)
			}
		}
	}
}

func TestExampleExplainsEveryKey(t *testing.T) {
	keys, err := Keys(winnow.Example)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range keys {
		if key.About == "" {
			t.Errorf("crawl.yaml has no comment above %s", key.Path)
		}
	}
	if len(keys) < 90 {
		t.Errorf("%d keys, want all", len(keys))
	}
}

// keyLines gives the line of every key of a file by its path in the schema.
func keyLines(t *testing.T, b []byte) map[string]int {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Load(bytes.TrimSpace(b), &doc); err != nil {
		t.Fatal(err)
	}
	lines := map[string]int{}
	valid := tables()
	var visit func(path string, n *yaml.Node)
	visit = func(path string, n *yaml.Node) {
		switch _, schema := valid[path]; {
		case n.Kind == yaml.SequenceNode:
			for _, item := range n.Content {
				visit(path+"[]", item)
			}
		case n.Kind == yaml.MappingNode && schema:
			for i := 0; i+1 < len(n.Content); i += 2 {
				p := join(path, n.Content[i].Value)
				lines[p] = n.Content[i].Line
				visit(p, n.Content[i+1])
			}
		}
	}
	visit("", doc.Content[0])
	if len(lines) == 0 {
		t.Fatal("no key found")
	}
	return lines
}

func ExampleParse() {
	_, err := Parse("crawl.yaml", []byte("politeness: { dealy: 2s, retries: few }\nsources: [{ id: a, feeds: [http://localhost/] }]\n"))
	fmt.Println(err)
	// Output:
	// crawl.yaml:1:15: politeness.dealy: unknown key (did you mean delay?)
	// crawl.yaml:1:35: politeness.retries: want a whole number, got text
}
