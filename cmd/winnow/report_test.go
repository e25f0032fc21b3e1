package main

import (
	"bytes"
	"encoding/json"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"winnow/crawler"
)

// TestReportsKeepTheirSchema validates what runs of all kinds report by the schema
// that is promised.
func TestReportsKeepTheirSchema(t *testing.T) {
	schema := reportSchema(t)
	site := httptest.NewServer(pressroom(siteOfReports(t)))
	defer site.Close()
	d := watchDesk(t, site.URL)
	for _, row := range []struct {
		name string
		args []string
		code int
	}{
		{"a first run", []string{"run", "-q"}, exitOK},
		{"nothing due", []string{"run", "-q"}, exitOK},
		{"a watch", []string{"run", "-q", "--watch", "--cycles", "3"}, exitOK},
		{"a source that is not there", []string{"run", "-q", "--all"}, exitAllDown},
	} {
		t.Run(row.name, func(t *testing.T) {
			if row.code == exitAllDown {
				site.Close()
			}
			var out, said bytes.Buffer
			args := append(row.args, "--config", d.config, "--db", d.db, "--report", d.report)
			if code := program(args, strings.NewReader(""), &out, &said); code != row.code {
				t.Fatalf("exit %d, want %d: %s", code, row.code, said.String())
			}
			b, err := os.ReadFile(d.report)
			if err != nil {
				t.Fatal(err)
			}
			validate(t, schema, b)
		})
	}
}

// TestTheSchemaIsStrict: a report that lacks what it promises, or says more, does
// not pass, so that no key can come without its description.
func TestTheSchemaIsStrict(t *testing.T) {
	schema := reportSchema(t)
	r := &crawler.Report{Run: "one", Sources: []*crawler.Tally{{Source: "quay"}}, Joined: []crawler.Joined{{What: "alias"}},
		Notes: []crawler.Note{{What: crawler.Silent}}, LeftOut: []*crawler.LeftOut{{Reason: "robots"}}, Library: &crawler.FromLibrary{}}
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	validate(t, schema, b)
	for _, row := range []struct{ name, from, to string }{
		{"a key more", `"run":`, `"more":1,"run":`},
		{"a key less", `"run":"one",`, ``},
		{"a key more in a source", `"source":"quay",`, `"source":"quay","more":1,`},
		{"a number below nothing", `"due":0`, `"due":-1`},
		{"another word", `"what":"silent"`, `"what":"asleep"`},
	} {
		t.Run(row.name, func(t *testing.T) {
			changed := strings.Replace(string(b), row.from, row.to, 1)
			v, err := jsonschema.UnmarshalJSON(strings.NewReader(changed))
			if err != nil || changed == string(b) {
				t.Fatal("the row changes nothing, or breaks the JSON", err)
			}
			if schema.Validate(v) == nil {
				t.Error("it passes")
			}
		})
	}
	if n := reflect.TypeFor[crawler.Tally]().NumField(); n != 21 {
		t.Errorf("a tally has %d keys: describe the new one in docs/report.schema.json", n)
	}
}

func siteOfReports(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "site"), 0o755); err != nil {
		t.Fatal(err)
	}
	feed := `<?xml version="1.0"?><rss version="2.0"><channel><title>Press</title>` +
		`<item><title>Story 1</title><link>$SITE/1.html</link></item><item><title>Again</title><link>$SITE/1.html?utm_source=feed</link></item>` +
		`<item><title>Lost</title><link>$SITE/lost.html</link></item></channel></rss>`
	for name, text := range map[string]string{"rss.xml": feed, "1.html": storyPage(1)} {
		if err := os.WriteFile(filepath.Join(folder, "site", name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func reportSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile("../../docs/report.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func validate(t *testing.T, schema *jsonschema.Schema, b []byte) {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(v); err != nil {
		t.Errorf("%v\n%s", err, b)
	}
}
