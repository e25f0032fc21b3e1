package extract

import "strings"

// Refresh gives the address that a page sends its readers on to by
// <meta http-equiv="refresh">, however long they are to wait; empty when it sends
// them nowhere, or to itself. It is written "5; url=/home", with or without
// quotes (HTML Standard, section 4.2.5.3).
func (d *Doc) Refresh() string {
	for _, content := range d.scanned().metaAll("refresh") {
		target := strings.TrimLeft(content, "0123456789. \t\r\n")
		if target == "" || target == content || target[0] != ';' && target[0] != ',' {
			continue
		}
		target = strings.TrimSpace(target[1:])
		if len(target) > len("url") && strings.EqualFold(target[:len("url")], "url") {
			if rest, ok := strings.CutPrefix(strings.TrimSpace(target[len("url"):]), "="); ok {
				target = strings.TrimSpace(rest)
			}
		}
		if target != "" && (target[0] == '"' || target[0] == '\'') {
			target, _, _ = strings.Cut(target[1:], target[:1])
		}
		if target == "" {
			continue
		}
		clean, err := resolve(target, d.base)
		if err == nil && (d.url == nil || clean != d.url.String()) {
			return clean
		}
	}
	return ""
}
