package feed

import "strings"

// String is "Name (mail@example)", or as much of it as is known.
func (p Person) String() string {
	switch {
	case p.Name == "":
		return p.Email
	case p.Email == "":
		return p.Name
	}
	return p.Name + " (" + p.Email + ")"
}

// each is everyone whom one field names, as "By Jane Doe and John Roe" does, by
// their bare names: "Jane Doe" of "Jane Doe (Reuters)". A field that names nobody
// stays as it is written.
func (p Person) each() []Person {
	names := people(p.Name)
	switch len(names) {
	case 0:
		return []Person{p}
	case 1:
		p.Name = names[0]
		return []Person{p}
	}
	out := make([]Person, len(names))
	for i, name := range names {
		out[i].Name = name
	}
	return out
}

// personOf reads a person construct (RFC 4287, section 3.2) or one field that
// holds name and address of mail together.
func personOf(c *element) Person {
	if len(c.children) > 0 {
		var p Person
		for _, part := range c.children {
			switch name := plainName(part.name); name {
			case "name", "itunes:name":
				p.Name, _ = cutRunes(oneLine(part.value), maxName)
			case "email", "itunes:email":
				p.Email, _ = cutRunes(oneLine(part.value), maxName)
			case "uri", "url", "homepage":
				p.URL = safeAddress(part.value)
			}
		}
		return p
	}
	value := c.value
	if c.kind == "text/plain" {
		value = oneLine(value)
	} else {
		value = stripTags(bracketedMail(value))
	}
	return splitPerson(value)
}

// splitPerson takes the address of mail out of "mail@example (Name)",
// "Name (mail@example)", "Name <mail@example>" and "Name mail@example".
func splitPerson(s string) Person {
	at := strings.IndexByte(s, '@')
	if at < 0 {
		name, _ := cutRunes(s, maxName)
		return Person{Name: name}
	}
	start := strings.LastIndexAny(s[:at], " \t<>()[]:,;\"") + 1
	end := len(s)
	if i := strings.IndexAny(s[at:], " \t<>()[],;\"?"); i >= 0 {
		end = at + i
	}
	mail := s[start:end]
	if start == at || !strings.Contains(mail[at-start:], ".") {
		name, _ := cutRunes(s, maxName)
		return Person{Name: name}
	}
	rest := s[end:]
	if strings.HasPrefix(rest, "?") { // ?subject=…
		_, rest, _ = strings.Cut(rest, " ")
	}
	name := strings.NewReplacer("()", "", "<>", "", "[]", "").Replace(s[:start] + rest)
	name = strings.TrimSuffix(strings.TrimSpace(name), "mailto:")
	name = strings.Trim(strings.TrimSpace(name), "()<>\"")
	name, _ = cutRunes(strings.TrimSpace(name), maxName)
	return Person{Name: name, Email: mail}
}
