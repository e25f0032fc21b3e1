package main

import (
	"embed"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"runtime/debug"
	"slices"
	"strings"

	"winnow"
)

// licenseFiles are index.json, a list of linkedModule, and the texts that it names
// by digest; go generate makes them from the module cache.
//
//go:embed licenses
var licenseFiles embed.FS

// linkedModule is something that winnow is built of.
type linkedModule struct {
	Path     string        `json:"module"`   // of the Go module; winnow, Go and SQLite for what is none
	Version  string        `json:"version"`  // empty for winnow and Go in the list: a build tells it for itself
	Licenses []string      `json:"licenses"` // SPDX identifiers; empty when nothing is recorded
	Texts    []licenseText `json:"texts"`
}

// licenseText is a file of a module that states its licence.
type licenseText struct {
	File   string `json:"file"` // within the module
	Digest string `json:"sha256,omitempty"`
	Text   string `json:"text,omitempty"`
}

// What is linked and is no module of others.
const (
	winnowItself = "winnow"
	goItself     = "Go"
	sqliteItself = "SQLite"
)

// recordedLicenses gives every module that is linked on any system winnow is built
// for, in the order of their names, with all texts.
func recordedLicenses() ([]linkedModule, error) {
	b, err := licenseFiles.ReadFile("licenses/index.json")
	if err != nil {
		return nil, err
	}
	var list []linkedModule
	if err := json.Unmarshal(b, &list); err != nil {
		return nil, fmt.Errorf("list of licences: %w", err)
	}
	for _, m := range list {
		for i, t := range m.Texts {
			text, err := licenseFiles.ReadFile(path.Join("licenses", t.Digest+".txt"))
			if err != nil {
				return nil, err
			}
			m.Texts[i].Text = string(text)
		}
	}
	return list, nil
}

// linkedLicenses gives winnow itself, and those of the recorded modules that this
// build was linked with, in the versions that the linker noted. One that is not
// recorded is there without a licence.
func linkedLicenses(info *debug.BuildInfo) ([]linkedModule, error) {
	recorded, err := recordedLicenses()
	if err != nil {
		return nil, err
	}
	list := []linkedModule{{winnowItself, version, []string{"MIT"}, []licenseText{{File: "LICENSE", Text: winnow.License}, {File: "NOTICE", Text: winnow.Notice}}}}
	for _, m := range recorded {
		switch m.Path {
		case goItself:
			m.Version = info.GoVersion
			list = append(list, m)
		case sqliteItself:
			list = append(list, m)
		}
	}
	for _, d := range info.Deps {
		i := slices.IndexFunc(recorded, func(m linkedModule) bool { return m.Path == d.Path })
		m := linkedModule{Path: d.Path, Licenses: []string{}, Texts: []licenseText{}}
		if i >= 0 {
			m = recorded[i]
		}
		m.Version = d.Version
		list = append(list, m)
	}
	return list, nil
}

// licenses prints what this build is made of: a table, then each text once.
func (c *console) licenses(asJSON bool) error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return fmt.Errorf("this build does not know what it was linked with")
	}
	list, err := linkedLicenses(info)
	if err != nil {
		return err
	}
	if asJSON {
		return indented(c.out, list)
	}
	return flushed(c.out, func(w io.Writer) error {
		t := c.table("Module", "Version", "Licence")
		t.SetOutputMirror(w)
		for _, m := range list {
			t.AppendRow(row(m.Path, m.Version, firstOf(strings.Join(m.Licenses, ", "), "not recorded")))
		}
		t.Render()
		return licenseTexts(w, list)
	})
}

// licenseTexts prints every text with the modules that it is of.
func licenseTexts(w io.Writer, list []linkedModule) error {
	printed := map[string]bool{}
	for _, m := range list {
		for _, t := range m.Texts {
			if printed[t.Text] {
				continue
			}
			printed[t.Text] = true
			var of []string
			for _, other := range list {
				for _, o := range other.Texts {
					if o.Text == t.Text {
						of = append(of, other.Path+" "+o.File)
					}
				}
			}
			_, err := fmt.Fprintf(w, "\n%s\n%s\n\n%s\n", strings.Repeat("=", 72), strings.Join(of, "\n"), strings.TrimRight(t.Text, "\n"))
			if err != nil {
				return err
			}
		}
	}
	return nil
}
