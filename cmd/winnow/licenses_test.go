package main

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"winnow/store"
)

// program is what is built, with the tags that it is built with.
const programPath = "winnow/cmd/winnow"

// systems are those that winnow is built for: some modules are linked on one only.
var systems = []string{"linux", "darwin", "windows"}

// TestLicenses holds the list to the modules that are linked and to their files
// in the module cache; with -update it writes it.
func TestLicenses(t *testing.T) {
	want := collect(t)
	if *update {
		writeLicenses(t, want)
		return
	}
	got, err := recordedLicenses()
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(got, want); diff != "" {
		t.Errorf("the list is not what is linked; "+mended+"\nlist (-) linked (+):\n%s", diff)
	}
	if len(got) < 30 {
		t.Errorf("%d modules, want all", len(got))
	}
}

// collect asks the go command what is linked, and reads the licences.
func collect(t *testing.T) []linkedModule {
	t.Helper()
	type linked struct {
		version, root string
		folders       map[string]bool
	}
	modules := map[string]*linked{}
	for _, system := range systems {
		cmd := exec.Command("go", "list", "-deps", "-tags", "sqlite_fts5", "-json=Dir,Module", programPath)
		cmd.Env = append(os.Environ(), "GOOS="+system, "GOARCH=amd64", "CGO_ENABLED=1")
		var said bytes.Buffer
		cmd.Stderr = &said
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("go list: %v\n%s", err, said.String())
		}
		for d := json.NewDecoder(bytes.NewReader(out)); ; {
			var p struct {
				Dir    string
				Module *struct {
					Path, Version, Dir string
					Main               bool
				}
			}
			if err := d.Decode(&p); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatal(err)
			}
			if p.Module == nil || p.Module.Main {
				continue
			}
			m := modules[p.Module.Path]
			if m == nil {
				m = &linked{p.Module.Version, p.Module.Dir, map[string]bool{}}
				modules[p.Module.Path] = m
			}
			for folder := p.Dir; len(folder) >= len(m.root); folder = filepath.Dir(folder) {
				m.folders[folder] = true
			}
		}
	}
	list := []linkedModule{goLicense(t)}
	for path, m := range modules {
		module := linkedModule{Path: path, Version: m.version}
		for folder := range m.folders {
			module.Texts = append(module.Texts, statements(t, m.root, folder)...)
		}
		list = append(list, withNames(t, module))
		if path == "github.com/mattn/go-sqlite3" {
			list = append(list, sqliteLicense(t, m.root))
		}
	}
	slices.SortFunc(list, func(a, b linkedModule) int { return cmp.Compare(strings.ToLower(a.Path), strings.ToLower(b.Path)) })
	return list
}

var statement = regexp.MustCompile(`(?i)^(un)?(licen[cs]e|copying|notice|patents)([.-].*)?$`)

// statements gives the files of a folder that state a licence.
func statements(t *testing.T, root, folder string) (texts []licenseText) {
	t.Helper()
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if f.IsDir() || !statement.MatchString(f.Name()) || strings.HasSuffix(f.Name(), ".go") {
			continue
		}
		b, err := os.ReadFile(filepath.Join(folder, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		name, err := filepath.Rel(root, filepath.Join(folder, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, licensed(filepath.ToSlash(name), b))
	}
	return texts
}

func licensed(file string, b []byte) licenseText {
	s := strings.ToValidUTF8(strings.ReplaceAll(string(b), "\r\n", "\n"), "\uFFFD")
	sum := sha256.Sum256([]byte(s))
	return licenseText{File: file, Digest: hex.EncodeToString(sum[:8]), Text: s}
}

// licenseSigns tell licences by a sentence of theirs, in SPDX's names, and by one that
// is not in them.
var licenseSigns = []struct{ name, has, lacks string }{
	{"Apache-2.0", "apache license", ""},
	{"MIT", "permission is hereby granted, free of charge, to any person obtaining a copy", ""},
	{"ISC", "permission to use, copy, modify, and", ""},
	{"BSD-3-Clause", "neither the name", ""},
	{"BSD-2-Clause", "redistribution and use in source and binary forms", "neither the name"},
	{"MPL-2.0", "mozilla public license", ""},
	{"Unlicense", "this is free and unencumbered software", ""},
	{"blessing", "disclaims copyright to this source code", ""},
}

// withNames puts names to the texts of a module.
func withNames(t *testing.T, m linkedModule) linkedModule {
	t.Helper()
	slices.SortFunc(m.Texts, func(a, b licenseText) int { return cmp.Compare(a.File, b.File) })
	for _, one := range m.Texts {
		words := strings.ToLower(strings.Join(strings.Fields(strings.ReplaceAll(one.Text, "*", " ")), " "))
		for _, s := range licenseSigns {
			if strings.Contains(words, s.has) && (s.lacks == "" || !strings.Contains(words, s.lacks)) && !slices.Contains(m.Licenses, s.name) {
				m.Licenses = append(m.Licenses, s.name)
			}
		}
	}
	if len(m.Licenses) == 0 {
		t.Errorf("%s: no licence is known among %d files", m.Path, len(m.Texts))
	}
	slices.Sort(m.Licenses)
	return m
}

func goLicense(t *testing.T) linkedModule {
	t.Helper()
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	root := strings.TrimSpace(string(out))
	return withNames(t, linkedModule{Path: goItself, Texts: statements(t, root, root)})
}

// sqliteLicense reads the head of the amalgamation that the driver brings along.
func sqliteLicense(t *testing.T, root string) linkedModule {
	t.Helper()
	const name = "sqlite3-binding.h"
	b, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	head := regexp.MustCompile(`(?s)/\*\n\*\* 2001.*?\*{20,}`).Find(b)
	version := regexp.MustCompile(`#define SQLITE_VERSION\s+"([0-9.]+)"`).FindSubmatch(b)
	if head == nil || version == nil {
		t.Fatalf("%s does not begin as it did", name)
	}
	return withNames(t, linkedModule{Path: sqliteItself, Version: string(version[1]), Texts: []licenseText{licensed(name, append(head, '\n'))}})
}

func writeLicenses(t *testing.T, list []linkedModule) {
	t.Helper()
	if err := os.RemoveAll("licenses"); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll("licenses", 0o777); err != nil {
		t.Fatal(err)
	}
	for _, m := range list {
		for i, one := range m.Texts {
			if err := os.WriteFile(filepath.Join("licenses", one.Digest+".txt"), []byte(one.Text), 0o666); err != nil {
				t.Fatal(err)
			}
			m.Texts[i].Text = ""
		}
	}
	b, err := json.MarshalIndent(list, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("licenses/index.json", append(b, '\n'), 0o666); err != nil {
		t.Fatal(err)
	}
}

// TestNoTextIsLeftOver holds that every text is that of a module.
func TestNoTextIsLeftOver(t *testing.T) {
	list, err := recordedLicenses()
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{"index.json": true}
	for _, m := range list {
		for _, one := range m.Texts {
			used[one.Digest+".txt"] = true
		}
	}
	texts, err := fs.ReadDir(licenseFiles, "licenses")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range texts {
		if !used[f.Name()] {
			t.Errorf("licenses/%s is of no module", f.Name())
		}
	}
}

// TestLinkedLicenses holds that a build tells of what it was linked with, in the
// versions that it was, and hides nothing that is not recorded.
func TestLinkedLicenses(t *testing.T) {
	list, err := linkedLicenses(&debug.BuildInfo{GoVersion: "go1.99", Deps: []*debug.Module{
		{Path: "github.com/spf13/cobra", Version: "v9.9.9"}, {Path: "quay.test/unheard", Version: "v1.0.0"}}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range list {
		got = append(got, m.Path+" "+m.Version+" "+strings.Join(m.Licenses, ","))
		if len(m.Texts) == 0 && m.Path != "quay.test/unheard" {
			t.Errorf("%s has no text", m.Path)
		}
	}
	want := []string{"winnow " + version + " MIT", "Go go1.99 BSD-3-Clause", "SQLite " + store.SQLiteVersion() + " blessing",
		"github.com/spf13/cobra v9.9.9 Apache-2.0", "quay.test/unheard v1.0.0 "}
	if diff := gocmp.Diff(got, want); diff != "" {
		t.Errorf("got (-) want (+):\n%s", diff)
	}
}
