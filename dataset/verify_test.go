package dataset

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// forger changes files of a package.
type forger struct {
	t      *testing.T
	folder string
}

func (f forger) path(name string) string { return filepath.Join(f.folder, filepath.FromSlash(name)) }

func (f forger) must(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

// text replaces the first place of a text in a file.
func (f forger) text(name, old, now string) {
	f.t.Helper()
	b, err := os.ReadFile(f.path(name))
	f.must(err)
	if !bytes.Contains(b, []byte(old)) {
		f.t.Fatalf("%s has no %q", name, old)
	}
	f.must(os.WriteFile(f.path(name), bytes.Replace(b, []byte(old), []byte(now), 1), 0o600))
}

// lines changes the lines of a packed file.
func (f forger) lines(name string, change func(lines []string) []string) {
	f.t.Helper()
	var list []string
	f.must(eachLine(f.path(name), func(_ int, line []byte) error { list = append(list, string(line)); return nil }))
	var b bytes.Buffer
	w, err := Packed(&b, name)
	f.must(err)
	for _, line := range change(list) {
		_, err := w.Write([]byte(line + "\n"))
		f.must(err)
	}
	f.must(errors.Join(w.Close(), os.WriteFile(f.path(name), b.Bytes(), 0o600)))
}

// value changes one value of a line.
func (f forger) value(name string, line int, column string, now any) {
	f.t.Helper()
	f.lines(name, func(list []string) []string {
		var row map[string]any
		f.must(json.Unmarshal([]byte(list[line-1]), &row))
		row[column] = now
		b, err := json.Marshal(row)
		f.must(err)
		list[line-1] = string(b)
		return list
	})
}

// table changes a Parquet file: its columns, and its rows by the names of them.
func (f forger) table(name string, columns func([]Column) []Column, change func(rows []map[string]cell) []map[string]cell) {
	f.t.Helper()
	var list []map[string]cell
	var there []Column
	f.must(readTable(f.path(name), func(t *storedTable) error {
		there = t.columns
		return t.each(func(cells []cell) error {
			row := map[string]cell{}
			for i, c := range t.columns {
				row[c.Name] = cells[i]
			}
			list = append(list, row)
			return nil
		})
	}))
	if columns != nil {
		there = columns(there)
	}
	if change != nil {
		list = change(list)
	}
	var b bytes.Buffer
	w, err := newParquet(&b, there)
	f.must(err)
	for _, row := range list {
		var cells []cell
		for _, c := range there {
			cells = append(cells, row[c.Name])
		}
		f.must(w.row(cells))
	}
	f.must(errors.Join(w.close(), os.WriteFile(f.path(name), b.Bytes(), 0o600)))
}

// cell changes one value of a Parquet file.
func (f forger) cell(name string, row int, column string, now cell) {
	f.t.Helper()
	f.table(name, nil, func(rows []map[string]cell) []map[string]cell { rows[row-1][column] = now; return rows })
}

// both changes one value in both formats.
func (f forger) both(row int, column string, now cell, same any) {
	f.t.Helper()
	f.cell(forgedData+"parquet", row, column, now)
	f.value(forgedData+"jsonl.gz", row, column, same)
}

const forgedData = "data/train-00000-of-00001."

// forgeries are ways to change a package without a trace in its digests, each with
// what has to be told of it.
var forgeries = []struct {
	name  string
	forge func(f forger)
	want  string // the beginning of a fault
}{
	{"a title in the lines", func(f forger) { f.value(forgedData+"jsonl.gz", 2, "title", "Other") }, forgedData + `jsonl.gz: row 2 (id006), column title: is "Other", in Parquet "=T"`},
	{"a title in Parquet", func(f forger) { f.cell(forgedData+"parquet", 3, "title", text("Other")) }, forgedData + `jsonl.gz: row 3 (id007), column title: is "=T", in Parquet "Other"`},
	{"a number as a text", func(f forger) { f.value(forgedData+"jsonl.gz", 2, "word_count", "60") }, forgedData + `jsonl.gz: row 2 (id006), column word_count: is "60", in Parquet 60`},
	{"an integer as a real", func(f forger) {
		f.lines(forgedData+"jsonl.gz", func(l []string) []string {
			l[1] = strings.Replace(l[1], `"word_count":60`, `"word_count":60.0`, 1)
			return l
		})
	}, forgedData + `jsonl.gz: row 2 (id006), column word_count: is 60.0`},
	{"a list as a text", func(f forger) { f.value(forgedData+"jsonl.gz", 2, "authors", "Ida") }, forgedData + `jsonl.gz: row 2 (id006), column authors: is "Ida"`},
	{"a list without an item", func(f forger) { f.value(forgedData+"jsonl.gz", 2, "authors", []string{}) }, forgedData + `jsonl.gz: row 2 (id006), column authors: is []`},
	{"null for an empty list", func(f forger) { f.value(forgedData+"jsonl.gz", 2, "tags", nil) }, forgedData + `jsonl.gz: row 2 (id006), column tags: is null, in Parquet []`},
	{"a column more in a line", func(f forger) { f.value(forgedData+"jsonl.gz", 4, "mood", "glad") }, forgedData + `jsonl.gz: row 4 (id008), column mood: is not in Parquet`},
	{"a column less in a line", func(f forger) {
		f.lines(forgedData+"jsonl.gz", func(l []string) []string { l[1] = strings.Replace(l[1], `"noai":false,`, ``, 1); return l })
	}, forgedData + `jsonl.gz: row 2 (id006), column noai: is missing`},
	{"a line less", func(f forger) { f.lines(forgedData+"jsonl.gz", func(l []string) []string { return l[1:] }) }, forgedData + "parquet: row 1 (id004) is not in the JSON lines"},
	{"a line more", func(f forger) {
		f.lines(forgedData+"jsonl.gz", func(l []string) []string {
			return append(l, strings.Replace(l[0], `"id":"id004"`, `"id":"id999"`, 1))
		})
	}, forgedData + "jsonl.gz: row "},
	{"a line that is none", func(f forger) {
		f.lines(forgedData+"jsonl.gz", func(l []string) []string { l[2] = l[2][:40]; return l })
	}, forgedData + "jsonl.gz: row 3: no row in JSON"},
	{"a row twice", func(f forger) {
		f.table(forgedData+"parquet", nil, func(r []map[string]cell) []map[string]cell { return slices.Insert(r, 1, r[0]) })
		f.lines(forgedData+"jsonl.gz", func(l []string) []string { return slices.Insert(l, 1, l[0]) })
	}, forgedData + "parquet: row 2 (id004), column id: stands there twice"},
	{"rows in another order", func(f forger) {
		f.table(forgedData+"parquet", nil, func(r []map[string]cell) []map[string]cell { r[0], r[1] = r[1], r[0]; return r })
		f.lines(forgedData+"jsonl.gz", func(l []string) []string { l[0], l[1] = l[1], l[0]; return l })
	}, forgedData + "parquet: row 2 (id004), column id: stands behind id006"},
	{"another text", func(f forger) { f.both(2, "text", text("Words of mine."), "Words of mine.") }, forgedData + "parquet: row 2 (id006), column text: has another digest than text_sha256"},
	{"another text and its digest", func(f forger) {
		f.both(2, "text", text("Words of mine."), "Words of mine.")
		f.both(2, "text_sha256", text(HashText("Words of mine.")), HashText("Words of mine."))
		f.both(2, "token_count", integer(4), 4)
	}, `revisions.parquet: row 7 (id006), column text_sha256: is not that of data/train-00000-of-00001.parquet: row 2`},
	{"no text", func(f forger) { f.both(2, "text", cell{}, nil) }, forgedData + "parquet: row 2 (id006), column text: is null"},
	{"a date", func(f forger) { f.both(2, "date", text("1999-01-01T00:00:00.000Z"), "1999-01-01T00:00:00.000Z") }, forgedData + "parquet: row 2 (id006), column date: 1999-01-01T00:00:00.000Z is not the instant of published"},
	{"a date without its form", func(f forger) { f.both(2, "fetched_at", text("14.2.2026"), "14.2.2026") }, forgedData + `parquet: row 2 (id006), column fetched_at: "14.2.2026" has not the form`},
	{"a day that is none", func(f forger) { f.both(2, "first_seen", text("2026-02-30T00:00:00.000Z"), "2026-02-30T00:00:00.000Z") }, forgedData + `parquet: row 2 (id006), column first_seen: "2026-02-30T00:00:00.000Z" is no instant`},
	{"a split", func(f forger) { f.both(2, "split", text("test"), "test") }, forgedData + `parquet: row 2 (id006), column split: is "test" in a file of train`},
	{"a row in another split", func(f forger) {
		var moved map[string]cell
		var line string
		f.table(forgedData+"parquet", nil, func(r []map[string]cell) []map[string]cell { moved = r[0]; return r[1:] })
		f.lines(forgedData+"jsonl.gz", func(l []string) []string { line = l[0]; return l[1:] })
		moved["split"] = text("test")
		f.table("data/test-00000-of-00001.parquet", nil, func(r []map[string]cell) []map[string]cell { return slices.Insert(r, 0, moved) })
		f.lines("data/test-00000-of-00001.jsonl.gz", func(l []string) []string {
			return slices.Insert(l, 0, strings.Replace(line, `"split":"train"`, `"split":"test"`, 1))
		})
	}, "data/test-00000-of-00001.parquet: row 1 (id004), column split: is test, by the recipe it is train"},
	{"a sureness", func(f forger) { f.both(2, "language_score", cell{real: 0.99, known: true}, 0.99) }, forgedData + "parquet: row 2 (id006), column language_score: is 0.99, in provenance 0.9"},
	{"a sureness out of range", func(f forger) { f.both(2, "language_score", cell{real: 7, known: true}, 7) }, forgedData + "parquet: row 2 (id006), column language_score: 7 is out of range"},
	{"a count of words", func(f forger) { f.both(2, "word_count", integer(61), 61) }, "stats.json: words is "},
	{"too few words for the recipe", func(f forger) { f.both(2, "word_count", integer(3), 3) }, forgedData + "parquet: row 2 (id006), column word_count: 3 is left out by the recipe"},
	{"a count of tokens", func(f forger) { f.both(2, "token_count", integer(2), 2) }, forgedData + "parquet: row 2 (id006), column token_count: is 2, of the text it is "},
	{"a signal", func(f forger) { f.both(2, "noai", flag(true), true) }, forgedData + "parquet: row 2 (id006), column noai: is left out by the recipe (respect-noai)"},
	{"another language", func(f forger) { f.both(2, "language", text("fr"), "fr") }, "stats.json: languages."},
	{"another organization", func(f forger) { f.both(2, "organization", text("Acme"), "Acme") }, "stats.json: organizations.Acme is missing"},
	{"the name of the data set", func(f forger) { f.both(2, "dump", text("pier"), "pier") }, forgedData + `parquet: row 2 (id006), column dump: "pier" is not the name`},
	{"another page", func(f forger) { f.both(2, "raw_sha256", text(strings.Repeat("cd", 32)), strings.Repeat("cd", 32)) }, forgedData + "parquet: row 2 (id006), column file_path: sha256:abab"},
	{"no id", func(f forger) { f.both(2, "id", cell{}, nil) }, forgedData + "parquet: row 2 (), column id: is null"},
	{"provenance that is no JSON", func(f forger) { f.both(2, "provenance", text("{"), "{") }, forgedData + "parquet: row 2 (id006), column provenance: is no JSON"},
	{"a column as numbers", func(f forger) {
		f.table(forgedData+"parquet", func(c []Column) []Column {
			at := slices.IndexFunc(c, func(c Column) bool { return c.Name == "word_count" })
			c[at].Kind = Real
			return c
		}, nil)
	}, forgedData + "parquet: column word_count is of the type number, it should be integer"},
	{"a column less in Parquet", func(f forger) {
		f.table(forgedData+"parquet", func(c []Column) []Column {
			return slices.DeleteFunc(c, func(c Column) bool { return c.Name == "section" })
		}, nil)
	}, forgedData + "parquet: column section is missing"},
	{"a cluster", func(f forger) { f.both(2, "cluster", text("c99"), "c99") }, forgedData + `parquet: row 2 (id006), column cluster_role: is "" with "c99"`},
	{"a size of a cluster", func(f forger) { f.cell("clusters.parquet", 1, "size", integer(99)) }, "clusters.parquet: row 1 (id000), column size: "},
	{"a role", func(f forger) { f.cell("clusters.parquet", 1, "role", text("copy")) }, "clusters.parquet: row 1 (id000), column role: is copy, in "},
	{"a cluster of nobody", func(f forger) { f.cell("clusters.parquet", 2, "id", text("nobody")) }, "clusters.parquet: row 2 (nobody), column id: is no row of train"},
	{"a cluster less", func(f forger) {
		f.table("clusters.parquet", nil, func(r []map[string]cell) []map[string]cell { return r[1:] })
	}, "data/test-00000-of-00001.parquet: row 1 (id000), column cluster: c0 is not in clusters.parquet"},
	{"a revision less", func(f forger) {
		f.table("revisions.parquet", nil, func(r []map[string]cell) []map[string]cell { return r[1:] })
	}, "data/test-00000-of-00001.parquet: row 1 (id000), column revision: its text is not in revisions.parquet"},
	{"a text of a revision", func(f forger) { f.cell("revisions.parquet", 2, "text", text("x")) }, "revisions.parquet: row 2 (id001), column text: has another digest"},
	{"a revision of nobody", func(f forger) { f.cell("revisions.parquet", 2, "id", text("id002x")) }, "revisions.parquet: row 2 (id002x), column id: is no row of the data"},
	{"a reason", func(f forger) { f.value(excludedFile, 1, "reason", "too-dull") }, excludedFile + `: row 1 (id040), column reason: the recipe leaves out nothing as "too-dull"`},
	{"another reason", func(f forger) { f.value(excludedFile, 1, "reason", "no-text") }, "stats.json: excluded.duplicate is 40, by the data it is 39"},
	{"a reason that does not fit", func(f forger) {
		f.lines(excludedFile, func(l []string) []string {
			for i := range l {
				l[i] = strings.Replace(l[i], `"value":"3"`, `"value":"333"`, 1)
			}
			return l
		})
	}, excludedFile + `: row 49 (id308), column reason: "333" is no reason`},
	{"left out and in", func(f forger) { f.value(excludedFile, 1, "id", "id001") }, excludedFile + ": row 1 (id001), column id: is in the data too, data/test-00000-of-00001.parquet: row 2"},
	{"an exclusion less", func(f forger) { f.lines(excludedFile, func(l []string) []string { return l[1:] }) }, "stats.json: excluded.duplicate is 40"},
	{"a figure", func(f forger) { f.text("stats.json", `"kept": 160`, `"kept": 161`) }, "stats.json: kept is 161, by the data it is 160"},
	{"the card", func(f forger) { f.text("README.md", "160 articles, ", "9000 articles, ") }, `README.md: there is no line "160 articles, `},
	{"the head of the card", func(f forger) { f.text("README.md", "num_examples: ", "num_examples: 1") }, `README.md: there is no line "num_examples: `},
	{"a type in the card", func(f forger) {
		f.text("README.md", "name: word_count\n    dtype: int64", "name: word_count\n    dtype: string")
	}, `README.md: there is no line "dtype: int64" behind "- name: word_count"`},
	{"a type in datapackage.json", func(f forger) { f.text("datapackage.json", `"type": "integer"`, `"type": "string"`) }, "datapackage.json: resources["},
	{"a type in croissant.json", func(f forger) { f.text("croissant.json", `"dataType": "sc:Integer"`, `"dataType": "sc:Text"`) }, "croissant.json: recordSet["},
	{"a digest in datapackage.json", func(f forger) { f.text("datapackage.json", `"hash": "sha256:`, `"hash": "sha256:0`) }, "datapackage.json: resources[0].hash is "},
	{"the recipe", func(f forger) { f.text("recipe.json", `"min_words": 50`, `"min_words": 70`) }, "data/test-00000-of-00001.parquet: row 1 (id000), column word_count: 60 is left out by the recipe (min_words 70"},
	{"a chart", func(f forger) { f.text("charts/articles-by-source.svg", "160", "170") }, "charts/articles-by-source.svg: shows something else than the data"},
	{"a file more", func(f forger) { f.must(os.WriteFile(f.path("data/notes.txt"), []byte("x"), 0o600)) }, "data/notes.txt: is no file of the "},
}

// TestVerifySeesForgeries changes a package in one way after another, makes the list
// of digests anew, and asks what verify tells.
func TestVerifySeesForgeries(t *testing.T) {
	for _, row := range forgeries {
		t.Run(row.name, func(t *testing.T) {
			folder, _ := build(t, strict(), collection())
			f := forger{t, folder}
			row.forge(f)
			f.must(os.Remove(f.path(sumsFile)))
			f.must(writeSums(folder))
			found, err := Verify(folder, "test")
			if err != nil || !slices.ContainsFunc(found.Faults, func(s string) bool { return strings.HasPrefix(s, row.want) }) {
				t.Errorf("%v, want %s, got\n%s", err, row.want, strings.Join(found.Faults[:min(8, len(found.Faults))], "\n"))
			}
		})
	}
}

// TestVerifyLeavesAdditionsAlone: what people add to the card is theirs.
func TestVerifyLeavesAdditionsAlone(t *testing.T) {
	folder, _ := build(t, strict(), collection())
	f := forger{t, folder}
	f.text("README.md", "## Limits\n", "## Thanks\n\nTo all.\n\n## Limits\n")
	f.must(os.Remove(f.path(sumsFile)))
	f.must(writeSums(folder))
	if found, err := Verify(folder, "test"); err != nil || found.Count > 0 {
		t.Errorf("%+v, %v", found, err)
	}
	if found, err := Verify(folder, "of tomorrow"); err != nil || found.Count > 0 {
		t.Errorf("by another version: %+v, %v", found, err)
	}
}
