package config

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"

	"winnow/extract"
)

// AddressRules is a file of rules that tell addresses apart.
type AddressRules struct {
	File    string // as it is written; empty when there is none
	Digest  string // SHA-256 of the file, hex: other rules are another configuration
	rules   *extract.AddressRules
	skipped []extract.SkippedRule
}

// Equal reports whether two files say the same.
func (a AddressRules) Equal(b AddressRules) bool { return a.File == b.File && a.Digest == b.Digest }

// Rules gives the rules; nil when there are none.
func (a AddressRules) Rules() *extract.AddressRules { return a.rules }

// Skipped gives the patterns of the file that are left out.
func (a AddressRules) Skipped() []extract.SkippedRule { return a.skipped }

// mostRulesFile is a little more than any usable file has: extract has the limit.
const mostRulesFile = 5 << 20

// addressRules reads the file that a key names.
func addressRules(name string) (AddressRules, error) {
	a := AddressRules{File: name}
	if name == "" {
		return a, nil
	}
	info, err := os.Stat(name)
	if err != nil {
		return a, wrong("the file of rules is looked for in the folder winnow runs in", "%s", err)
	}
	if !info.Mode().IsRegular() {
		return a, wrong("", "%s is no file", name)
	}
	f, err := os.Open(name)
	if err != nil {
		return a, wrong("", "%s", err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, mostRulesFile))
	if err != nil {
		return a, wrong("", "%s", err)
	}
	if a.rules, a.skipped, err = extract.ReadAddressRules(b); err != nil {
		return a, wrong("", "%s", fmt.Errorf("%s: %w", name, err))
	}
	sum := sha256.Sum256(b)
	a.Digest = hex.EncodeToString(sum[:])
	return a, nil
}
