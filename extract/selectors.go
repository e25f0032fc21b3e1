package extract

import (
	"fmt"
	"strings"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
)

// Selectors are the rules that a user gives for one site. Each is optional; a
// rule that matches wins over everything else the page says, a rule that does
// not match is as if it were not there.
type Selectors struct {
	Body      Selector   // elements that hold the text, joined in document order
	Title     Selector   // first match
	Subtitle  Selector   // first match
	Authors   Selector   // every match is a name or a list of names
	Published Selector   // first match: its datetime or content attribute, else its text
	Modified  Selector   // like Published
	Section   Selector   // first match
	Tags      Selector   // every match
	Image     Selector   // first match: its src, content or href attribute
	Remove    []Selector // elements that are taken out before the text is read
}

// Selector is a compiled CSS selector. The zero value matches nothing.
type Selector struct {
	text  string
	group cascadia.SelectorGroup
}

// maxSelector bounds a selector, so that looking for the place of a mistake is cheap.
const maxSelector = 2000

// CompileSelector compiles a CSS selector, or several joined by commas. The
// dialect is CSS 3 with :has(), :not(a, b), :contains(text) and :matches(regexp);
// it lacks :is, :where, :scope, pseudo-elements and a :has() that begins with a
// combinator. The error names the byte, counted from 1, where reading stopped.
func CompileSelector(s string) (Selector, error) {
	trimmed := strings.TrimSpace(s)
	if len(trimmed) > maxSelector {
		return Selector{}, fmt.Errorf("selector of %d bytes is longer than %d", len(trimmed), maxSelector)
	}
	if trimmed == "" {
		return Selector{}, fmt.Errorf("selector is empty")
	}
	group, err := cascadia.ParseGroup(trimmed)
	if err != nil {
		at := mistake(trimmed, err)
		return Selector{}, fmt.Errorf("selector %q, byte %d: %s", trimmed, at+1, explain(trimmed, at, err))
	}
	return Selector{text: trimmed, group: group}, nil
}

// mistake gives the index of the byte at which the parser gave up: the last one
// of the shortest beginning that fails for the same reason.
func mistake(s string, err error) int {
	var left int
	if _, scanErr := fmt.Sscanf(leftOver(err), "%d bytes left over", &left); scanErr == nil {
		return len(s) - left
	}
	for n := 1; n < len(s); n++ {
		if _, short := cascadia.ParseGroup(s[:n]); short != nil && short.Error() == err.Error() {
			return n - 1
		}
	}
	return len(s) - 1
}

func leftOver(err error) string {
	msg := err.Error()
	return msg[strings.LastIndex(msg, ": ")+1:]
}

// explain words the mistake for someone who knows CSS from the browser.
func explain(s string, at int, err error) string {
	msg := err.Error()
	switch {
	case strings.Contains(msg, "pseudoelement") || strings.Contains(msg, "pseudo-element"):
		name := s[strings.LastIndexByte(s[:at+1], ':')+1:]
		if end := strings.IndexAny(name, "( .#>[,:"); end >= 0 {
			name = name[:end]
		}
		return fmt.Sprintf("pseudo-class or pseudo-element %q is not supported", name)
	case strings.HasSuffix(msg, "bytes left over"):
		return fmt.Sprintf("%q was not expected here", s[at:])
	case strings.HasPrefix(s[:at+1], ":has(") || strings.Contains(s[:at+1], ":has(>"):
		return msg + " (a :has() that begins with a combinator is not supported)"
	}
	return msg
}

// UnmarshalText compiles a selector that stands in a configuration file.
func (s *Selector) UnmarshalText(text []byte) error {
	compiled, err := CompileSelector(string(text))
	if err != nil {
		return err
	}
	*s = compiled
	return nil
}

// MarshalText gives the selector as it was written.
func (s Selector) MarshalText() ([]byte, error) { return []byte(s.text), nil }

// String is the selector as it was written; empty for the zero value.
func (s Selector) String() string { return s.text }

// IsZero reports whether there is no rule.
func (s Selector) IsZero() bool { return len(s.group) == 0 }

// Match reports whether the selector matches the element.
func (s Selector) Match(n *html.Node) bool { return n.Type == html.ElementNode && s.group.Match(n) }

// First gives the first match under root in document order, or nil.
func (s Selector) First(root *html.Node) *html.Node {
	if s.IsZero() {
		return nil
	}
	return cascadia.Query(root, s.group)
}

// All gives every match under root in document order, without matches inside
// another match.
func (s Selector) All(root *html.Node) []*html.Node {
	if s.IsZero() {
		return nil
	}
	var out []*html.Node
	for n := root; n != nil; {
		if n != root && s.Match(n) {
			out = append(out, n)
			n = after(n, root)
			continue
		}
		n = next(n, root)
	}
	return out
}

// next gives the node after n in document order under root, or nil.
func next(n, root *html.Node) *html.Node {
	if n.FirstChild != nil {
		return n.FirstChild
	}
	return after(n, root)
}

// after is next without the children of n.
func after(n, root *html.Node) *html.Node {
	for ; n != nil && n != root; n = n.Parent {
		if n.NextSibling != nil {
			return n.NextSibling
		}
	}
	return nil
}
