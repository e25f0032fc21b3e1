package config

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"winnow"
)

// editor is the schema as an editor reads it.
func editor(t testing.TB) *jsonschema.Schema {
	t.Helper()
	text, err := Schema(winnow.Example)
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("crawl.schema.json", document); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("crawl.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// edited gives a file as an editor sees it: YAML 1.2, which knows no dates.
func edited(text string) (any, error) {
	var doc yaml.Node
	if err := yaml.Load([]byte(text), &doc); err != nil {
		return nil, err
	}
	b, err := json.Marshal(plainTree(&doc))
	if err != nil {
		return nil, err
	}
	return jsonschema.UnmarshalJSON(bytes.NewReader(b))
}

func plainTree(n *yaml.Node) any {
	switch n.Kind {
	case yaml.DocumentNode:
		return plainTree(n.Content[0])
	case yaml.AliasNode:
		return plainTree(n.Alias)
	case yaml.SequenceNode:
		list := []any{}
		for _, item := range n.Content {
			list = append(list, plainTree(item))
		}
		return list
	case yaml.MappingNode:
		object := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			object[n.Content[i].Value] = plainTree(n.Content[i+1])
		}
		return object
	}
	var value any
	if n.Tag == "!!timestamp" || n.Decode(&value) != nil {
		return n.Value
	}
	return value
}

func TestSchemaAcceptsWhatCheckAccepts(t *testing.T) {
	t.Setenv("NEWS_EXAMPLE_PASSWORD", "p")
	t.Setenv("NEWS_EXAMPLE_KEY", "k")
	const source = "sources:\n  - id: a\n    feeds: [http://localhost/]\n    "
	s := editor(t)
	for name, text := range map[string]string{
		"the example":             ownContact(),
		"every option":            allOptions(),
		"small":                   small,
		"nothing but a version":   "version: 1\n",
		"keys with nothing below": small + "    tags:\n    exclude:\n    selectors:\npoliteness:\nnetwork: {}\ndatasets:\n",
		"durations":               "politeness: { delay: 0, crawl_delay_max: 1.5s, retry_after_max: \"30d\" }\nlimits: { request_time: 1m30s }\ndefaults: { retain: +1h }\n" + small,
		"sizes of number":         "limits: { page_bytes: 2048 }\n" + small,
		"sizes of text":           "limits: { page_bytes: 1.5 mib }\n" + small,
		"size in quotes":          "limits: { page_bytes: \"4096\" }\n" + small,
		"no visits":               source + "revisit: off\n",
		"visits":                  source + "revisit: { 3h: 15m, 2d: 1d }\n",
		"addresses":               source + "start: [\"HTTP://[::1]:8080/a b?c=@#d\", http://paper.localhost]\n",
		"proxy":                   "network: { proxy: socks5://127.0.0.1:1080, allow: [\"::1/128\"] }\n" + small,
		"contact of http":         "identity: { agent: a_b-C/2.0+x, contact: \"https://paper.test/crawler\" }\n" + source + "delay: 1s\n",
		"language":                source + "language: zh-Hant_TW\n",
		"quoted day":              "datasets: [{ name: q, splits: { test_from: \"2026-03-01\" } }]\n" + small,
		"a day":                   "datasets: [{ name: q, splits: { test_from: 2026-03-01 }, filters: { min_language_score: 1 } }]\n" + small,
		"by alias":                "sources:\n  - { id: a, feeds: &f [http://localhost/] }\n  - { id: b, feeds: *f }\n",
	} {
		t.Run(name, func(t *testing.T) {
			if got := issues(t, text); got != nil {
				t.Fatalf("config check: %q", got)
			}
			value, err := edited(text)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Validate(value); err != nil {
				t.Errorf("the schema refuses it: %v", err)
			}
		})
	}
}

// beyond are the mistakes that no schema can tell, with the reason.
var beyond = map[string]string{
	"doubled key": "JSON has none", "doubled key below": "JSON has none", "doubled id": "compares items",
	"min beyond max": "compares values", "min beyond the default max": "compares values", "duration beyond its bound": "is a text",
	"text is a date": "is a text in YAML 1.2", "text with a strange tag": "JSON has no tags", "size beyond its bound": "is a text",
	"address with a port too high": "is a text", "pattern": "is a text",
	"variable that is not set": "is outside", "variable of two lines": "is outside", "header field doubled": "JSON has none",
}

func TestSchemaRefusesWhatCheckRefuses(t *testing.T) {
	s := editor(t)
	var slipped []string
	for _, row := range mistaken(t) {
		value, err := edited(row.text)
		if err != nil {
			t.Errorf("%s: %v", row.name, err)
		} else if s.Validate(value) == nil {
			slipped = append(slipped, row.name)
		}
	}
	slices.Sort(slipped)
	if diff := cmp.Diff(slipped, slices.Sorted(maps.Keys(beyond))); diff != "" {
		t.Errorf("accepted (-) beyond any schema (+):\n%s", diff)
	}
}

func TestSchemaNamesEveryKey(t *testing.T) {
	keys, err := Keys(winnow.Example)
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for _, k := range keys {
		listed[k.Path] = true
	}
	for path, o := range tables() {
		for _, key := range o.keys() {
			if p := join(path, key); !listed[p] {
				t.Errorf("the schema lacks %s", p)
			}
			delete(listed, join(path, key))
		}
	}
	for path := range listed {
		t.Errorf("the schema has %s, which no table of config has", path)
	}
}

// FuzzSchema holds that an editor marks nothing that run would take, wherever a
// text may stand.
func FuzzSchema(f *testing.F) {
	f.Setenv("NEWS_EXAMPLE_KEY", "k")
	for _, text := range []string{"2s", "+1.5h", "-0s", ".5m", "7d", "1. kb", "512KiB", "winnow/1.0", "mailto:a@b.test", "https://a.test/(", "::1/128",
		"socks5://[::1]:1", "HTTP://a.test/ b", "env", "pt_br", "x-a", "en-u-co-phonebk", "/2026/*", "re:a+", "language = en", "NEWS_EXAMPLE_KEY", "off", "quay-2026", "2026-02-29", "Äpfel\u0085", "\u00a0x"} {
		f.Add(text)
	}
	const head = "identity: { contact: \"mailto:a@b.test\" }\n"
	files := []string{
		head + "politeness: { delay: $ }\n", head + "limits: { page_bytes: $ }\n", head + "limits: { request_time: $ }\n", "identity: { agent: $ }\n", "identity: { contact: $ }\n",
		head + "network: { allow: [$] }\n", head + "network: { proxy: $ }\n", head + "store: { path: $ }\n", head + "defaults: { revisit: $ }\n", head + "defaults: { revisit: { $: 1m } }\n",
		head + "datasets: [{ name: $ }]\n", head + "datasets: [{ name: q, where: $ }]\n", head + "datasets: [{ name: q, splits: { test_from: $ } }]\n",
		head + "sources: [{ id: $, feeds: [http://localhost/] }]\n", head + "sources: [{ id: a, feeds: [$] }]\n", head + "sources: [{ id: a, feeds: [http://localhost/], homepage: $ }]\n",
		head + "sources: [{ id: a, feeds: [http://localhost/], language: $ }]\n", head + "sources: [{ id: a, feeds: [http://localhost/], tags: [$] }]\n",
		head + "sources: [{ id: a, feeds: [http://localhost/], exclude: [$] }]\n", head + "sources: [{ id: a, feeds: [http://localhost/], selectors: { body: $, remove: [$] } }]\n",
		head + "sources: [{ id: a, feeds: [http://localhost/], auth: { headers_env: { $: NEWS_EXAMPLE_KEY } } }]\n", head + "sources: [{ id: a, feeds: [http://localhost/], auth: { headers_env: { A: $ } } }]\n",
	}
	s := editor(f)
	f.Fuzz(func(t *testing.T, text string) {
		quoted, err := json.Marshal(text) // JSON is YAML
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			file = strings.ReplaceAll(file, "$", string(quoted))
			if _, err := Parse("crawl.yaml", []byte(file)); err != nil {
				continue
			}
			value, err := edited(file)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Validate(value); err != nil {
				t.Errorf("%s: %v", file, err)
			}
		}
	})
}
