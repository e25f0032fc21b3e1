package config

import (
	"fmt"
	"math"
	"math/big"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"go.yaml.in/yaml/v4"
	"golang.org/x/text/language"

	"winnow/extract"
)

// scalar reads one word, number or text by parse. The tags are those that the
// value may have when it is written without quotes; want names it in messages.
func scalar[T any](dst *T, want string, tags []string, parse func(string) (T, error)) kind {
	looks := func() *shape { return &shape{Type: typesOf(tags), want: want} }
	return kind{readScalar(dst, want, tags, parse), looks}
}

func readScalar[T any](dst *T, want string, tags []string, parse func(string) (T, error)) rule {
	return func(w *walk, v value) {
		if err := checkScalar(v, want, tags); err != nil {
			w.report(v, err)
			return
		}
		got, err := parse(v.node.Value)
		if err != nil {
			w.report(v, err)
			return
		}
		*dst = got
	}
}

var (
	textTag    = []string{"!!str"}
	numberTag  = []string{"!!int", "!!float"}
	measureTag = []string{"!!str", "!!int"}
)

func checkScalar(v value, want string, tags []string) error {
	if v.node.Kind == yaml.ScalarNode && slices.Contains(tags, v.node.Tag) {
		return nil
	}
	hint := ""
	if v.node.Kind == yaml.ScalarNode && !v.empty() && slices.Contains(tags, "!!str") {
		hint = "put it in quotes"
	}
	return wrong(hint, "want %s, got %s", want, kindOf(v.node))
}

// list reads a list of scalars; an empty value is an empty list.
func list[T any](dst *[]T, want string, parse func(string) (T, error)) kind {
	looks := func() *shape {
		return &shape{Type: []string{"array", "null"}, Items: &shape{Type: "string"}, want: "a list: " + want}
	}
	return kind{readList(dst, want, parse), looks}
}

// of is like for the items of a list.
func (k kind) of(item kind) kind {
	return k.like(func(s *shape) { s.Items = item.shape() })
}

func readList[T any](dst *[]T, want string, parse func(string) (T, error)) rule {
	return func(w *walk, v value) {
		if v.empty() {
			return
		}
		if v.node.Kind != yaml.SequenceNode {
			w.report(v, wrong("write [ and ] around it", "want a list, got %s", kindOf(v.node)))
			return
		}
		items := make([]T, 0, len(v.node.Content))
		for i, n := range v.node.Content {
			item := newValue(n, fmt.Sprintf("%s[%d]", v.path, i))
			if !w.visit(item) {
				return
			}
			var got T
			before := len(w.issues)
			readScalar(&got, want, textTag, parse)(w, item)
			if len(w.issues) == before {
				items = append(items, got)
			}
		}
		*dst = items
	}
}

// text reads a text that is not empty and prints on one line.
func text(dst *string) kind { return scalar(dst, "text", textTag, parseText).matching(lineShape) }

func parseText(s string) (string, error) {
	if strings.TrimSpace(s) == "" {
		return "", wrong("", "is empty")
	}
	if strings.IndexFunc(s, unicode.IsControl) >= 0 {
		return "", wrong("", "holds a control character")
	}
	return s, nil
}

// oneOf reads one of a few words.
func oneOf[T ~string](dst *T, words ...T) kind {
	all := make([]string, len(words))
	for i, word := range words {
		all[i] = string(word)
	}
	return scalar(dst, "one of "+strings.Join(all, ", "), textTag, func(s string) (T, error) {
		if slices.Contains(all, s) {
			return T(s), nil
		}
		hint := ""
		if near := nearest(s, all); near != "" {
			hint = "did you mean " + near + "?"
		}
		return "", wrong(hint, "want one of %s, got %q", strings.Join(all, ", "), clip(s))
	}).among(all...)
}

// integer reads a decimal number from least to most.
func integer(dst *int, least, most int) kind {
	return scalar(dst, "a whole number", numberTag, func(s string) (int, error) {
		n, err := strconv.Atoi(s)
		if err != nil || n < least || n > most {
			return 0, wrong("", "want a whole number from %d to %d, got %s", least, most, clip(s))
		}
		return n, nil
	}).like(func(s *shape) {
		low, high := float64(least), float64(most)
		s.Type, s.Minimum, s.Maximum, s.want = "integer", &low, &high, fmt.Sprintf("a whole number from %d to %d", least, most)
	})
}

// duration reads a length of time from least to most.
func duration(dst *time.Duration, least, most time.Duration) kind {
	return scalar(dst, "a duration like 90s, 10m, 24h or 7d", measureTag, func(s string) (time.Duration, error) {
		d, err := parseDuration(s)
		if err != nil {
			return 0, err
		}
		if d < least || d > most {
			return 0, wrong("", "want a duration from %s to %s, got %s", short(least), short(most), clip(s))
		}
		return d, nil
	}).like(func(s *shape) {
		s.want = fmt.Sprintf("a duration from %s to %s", short(least), short(most))
		s.Type, s.AnyOf = nil, []*shape{{Type: "string", Pattern: durationShape}}
		if least == 0 { // the one number that needs no unit
			s.AnyOf = append(s.AnyOf, &shape{Type: "integer", Const: 0})
		}
	})
}

const day = 24 * time.Hour

// parseDuration reads what time.ParseDuration does, and whole days as 7d.
func parseDuration(s string) (time.Duration, error) {
	if n, err := strconv.ParseUint(strings.TrimSuffix(s, "d"), 10, 16); err == nil && strings.HasSuffix(s, "d") {
		return time.Duration(n) * day, nil
	}
	d, err := time.ParseDuration(s)
	if err == nil {
		return d, nil
	}
	hint := ""
	if _, err := strconv.ParseFloat(s, 64); err == nil {
		hint = "a unit is missing: did you mean " + clip(s) + "s?"
	}
	return 0, wrong(hint, "want a duration like 90s, 10m, 24h or 7d, got %q", clip(s))
}

// short writes a duration as one would in the file: 24h0m0s is 24h.
func short(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// units of sizes, in bytes: powers of ten (SI) and of two (IEC 80000-13).
var units = map[string]int64{
	"": 1, "B": 1, "KB": 1e3, "MB": 1e6, "GB": 1e9, "KIB": 1 << 10, "MIB": 1 << 20, "GIB": 1 << 30,
}

// size reads a number of bytes from least to most.
func size(dst *int64, least, most int64) kind {
	return scalar(dst, "a size like 10MB or 512KiB", measureTag, func(s string) (int64, error) {
		n, err := ParseSize(s)
		if err == nil && (n < least || n > most) {
			err = wrong("", "want a size from %d to %d bytes, got %s", least, most, clip(s))
		}
		return n, err
	}).matching(sizeShape).between(float64(least), float64(most)).like(func(s *shape) {
		s.want = fmt.Sprintf("a size like 10MB or 512KiB, from %d to %d bytes", least, most)
	})
}

// ParseSize reads a number of bytes as crawl.yaml writes it: 10MB, 512KiB, 1.5GB
// or a number alone. It fails for what is no such size, or beyond 2^63 bytes.
func ParseSize(s string) (int64, error) {
	digits := strings.TrimRight(s, "BKMGibkmgI ")
	unit, known := units[strings.ToUpper(strings.TrimSpace(s[len(digits):]))]
	n, ok := new(big.Rat).SetString(digits)
	if !known || !ok || len(digits) > 20 || strings.ContainsAny(digits, "/eEpPxX_-+") {
		return 0, wrong("", "want a size like 10MB or 512KiB, got %q", clip(s))
	}
	n.Mul(n, new(big.Rat).SetInt64(unit))
	if n.Cmp(new(big.Rat).SetInt64(math.MaxInt64)) > 0 {
		return math.MaxInt64, nil
	}
	f, _ := n.Float64()
	return int64(min(f, math.MaxInt64/2)), nil
}

// prefix reads a network in CIDR notation.
func prefix(s string) (netip.Prefix, error) {
	p, err := netip.ParsePrefix(s)
	if err == nil {
		return p.Masked(), nil
	}
	hint := ""
	if a, err := netip.ParseAddr(s); err == nil && a.Zone() == "" {
		hint = fmt.Sprintf("did you mean %s/%d?", a, a.BitLen())
	}
	return netip.Prefix{}, wrong(hint, "want a network like 127.0.0.1/32, got %q", clip(s))
}

// ValidLanguage reports whether a text can be the language of a source (BCP 47).
func ValidLanguage(s string) bool {
	_, err := tag(s)
	return err == nil
}

// tag reads a language tag and gives its canonical form (BCP 47).
func tag(s string) (string, error) {
	t, err := language.Parse(s)
	if err != nil || t == language.Und {
		return "", wrong("", "want a language like en or pt-BR (BCP 47), got %q", clip(s))
	}
	return t.String(), nil
}

// selector compiles a CSS selector: one that does not compile would silently
// match nothing.
func selector(s string) (extract.Selector, error) {
	compiled, err := extract.CompileSelector(s)
	if err != nil {
		return compiled, wrong("", "is no CSS selector: %s", clip(err.Error()))
	}
	return compiled, nil
}
