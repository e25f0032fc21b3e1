package page

import "strings"

// srcset visits the candidates of a srcset attribute: an address, and a width or
// density, between commas. A comma within an address is part of it unless it
// ends it (HTML Standard, section 4.8.4.4).
func srcset(value string, visit Visit) (string, bool) {
	var out []string
	changed := false
	for rest := value; ; {
		rest = strings.TrimLeft(rest, " \t\n\r\f,")
		if rest == "" {
			break
		}
		end := strings.IndexAny(rest, " \t\n\r\f")
		if end < 0 {
			end = len(rest)
		}
		address, descriptor := rest[:end], ""
		if trimmed := strings.TrimRight(address, ","); trimmed != address {
			address, rest = trimmed, rest[end:]
		} else {
			descriptor, rest = cutDescriptor(rest[end:])
		}
		if !inline(address) {
			if with, replace := visit(Ref{address, Embed}); replace {
				address, changed = with, true
			}
		}
		out = append(out, strings.TrimSpace(address+" "+descriptor))
	}
	return strings.Join(out, ", "), changed
}

// cutDescriptor cuts behind the comma that ends a candidate; commas within
// parentheses do not.
func cutDescriptor(s string) (descriptor, rest string) {
	depth := 0
	for i := range len(s) {
		switch s[i] {
		case '(':
			depth++
		case ')':
			depth--
		case ',':
			if depth <= 0 {
				return strings.TrimSpace(s[:i]), s[i+1:]
			}
		}
	}
	return strings.TrimSpace(s), ""
}
