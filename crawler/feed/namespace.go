package feed

import (
	"bytes"
	"strings"
)

// maxPrefixes is how many namespace prefixes are remembered: more is an attack.
const maxPrefixes = 256

// namespaces turns the names of elements into canonical ones: lower case,
// with the usual prefix of their vocabulary, and none for the feed's own.
// Prefixes hold from where they are declared to the end of the document: no
// feed gives one prefix two meanings. Only the default namespace is scoped.
type namespaces struct {
	native   string            // "rss", "atom" or "sitemap"
	rootURI  string            // an unknown default namespace of the root, taken for the native one
	prefixes map[string]string // as written to canonical
	names    map[string]string // as written to canonical, for unprefixed names in the native default
}

func newNamespaces(native string) *namespaces {
	return &namespaces{native: native, prefixes: map[string]string{}, names: map[string]string{}}
}

// declare reads the declarations of a tag and gives the default namespace
// that holds inside it.
func (n *namespaces) declare(tag []byte, def string) string {
	if !bytes.Contains(tag, []byte("xmlns")) {
		return def
	}
	for _, a := range attributes(tag) {
		prefix, found := strings.CutPrefix(strings.ToLower(a.name), "xmlns")
		switch {
		case !found:
		case prefix == "":
			if def = namespacePrefix(a.value, ""); def == n.rootURI {
				def = n.native
			}
		case prefix[0] == ':' && len(n.prefixes) < maxPrefixes:
			prefix = prefix[1:]
			n.prefixes[prefix] = namespacePrefix(a.value, prefix)
			clear(n.names)
		}
	}
	return def
}

// declareRoot is declare for the root element. Many feeds give it a default
// namespace that does not exist.
func (n *namespaces) declareRoot(tag []byte) string {
	def := n.declare(tag, "")
	if strings.Contains(def, "/") || strings.Contains(def, ":") || def == "rss" {
		n.rootURI, def = def, n.native
	}
	return def
}

// namespacePrefix is the canonical prefix of a namespace; one that is not
// known goes by the prefix it is given, and as a default by its address.
func namespacePrefix(uri, prefix string) string {
	uri = strings.ToLower(strings.TrimRight(strings.TrimSpace(uri), "/"))
	if p, ok := canonicalPrefix[uri]; ok {
		return p
	}
	if p, ok := knownPrefixes[prefix]; ok && prefix != "" {
		return p
	}
	if prefix == "" {
		return uri
	}
	return "?" + prefix
}

// name is the canonical name of an element. Second is false for a prefix that
// was never declared.
func (n *namespaces) name(raw []byte, def string) (string, bool) {
	if def == n.native || def == "" {
		if name, ok := n.names[string(raw)]; ok {
			return name, true
		}
	}
	lower := strings.ToLower(string(raw))
	prefix, local, prefixed := strings.Cut(lower, ":")
	if !prefixed {
		local, prefix = lower, def
		if def == "" {
			prefix = n.native
		}
		name := n.join(prefix, local)
		if prefix == n.native {
			n.remember(raw, name)
		}
		return name, true
	}
	canonical, declared := n.prefixes[prefix]
	if !declared {
		canonical = prefix
		if p, ok := knownPrefixes[prefix]; ok {
			canonical = p
		}
	}
	name := n.join(canonical, local)
	if declared {
		n.remember(raw, name)
	}
	return name, declared
}

func (n *namespaces) join(prefix, local string) string {
	if prefix == n.native || prefix == "rdf" && local == "rdf" {
		return local
	}
	return prefix + ":" + local
}

// remember bounds what a hostile feed with a million names can make it keep.
func (n *namespaces) remember(raw []byte, name string) {
	if len(n.names) < 2*maxPrefixes {
		n.names[string(raw)] = name
	}
}
