package archive

import (
	"bytes"
	"fmt"
	"strings"
)

// Field is one named field of a record.
type Field struct{ Name, Value string }

// Fields are the named fields of a record, in their order. Names compare
// without regard to case (WARC 1.1, section 4).
type Fields []Field

// Get gives the first value of a field, or nothing.
func (f Fields) Get(name string) string {
	for _, field := range f {
		if strings.EqualFold(field.Name, name) {
			return field.Value
		}
	}
	return ""
}

// add appends a field unless it has no value.
func (f *Fields) add(name, value string) {
	if value != "" {
		*f = append(*f, Field{name, value})
	}
}

// write appends the fields as lines. Line breaks within a value would end it, so
// they become spaces.
func (f Fields) write(b *bytes.Buffer) {
	for _, field := range f {
		b.WriteString(field.Name)
		b.WriteString(": ")
		b.WriteString(oneLine.Replace(field.Value))
		b.WriteString("\r\n")
	}
}

var oneLine = strings.NewReplacer("\r\n", " ", "\r", " ", "\n", " ")

// parseFields reads the lines of a head: named fields, or HTTP headers. Folded
// lines are joined. A line without a colon is an error when strict is set and
// left out otherwise, since servers send such lines.
func parseFields(head []byte, strict bool) (Fields, error) {
	var fields Fields
	for line := range bytes.Lines(head) {
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			continue
		}
		if (line[0] == ' ' || line[0] == '\t') && len(fields) > 0 {
			last := &fields[len(fields)-1]
			last.Value = strings.TrimSpace(last.Value + " " + string(bytes.TrimSpace(line)))
			continue
		}
		name, value, found := bytes.Cut(line, []byte(":"))
		if !found || len(bytes.TrimSpace(name)) == 0 {
			if strict {
				return nil, fmt.Errorf("%w: a line of the head is no named field: %.60q", errHead, line)
			}
			continue
		}
		fields = append(fields, Field{string(bytes.TrimSpace(name)), string(bytes.TrimSpace(value))})
	}
	return fields, nil
}

// info is a body of the type application/warc-fields.
func (f Fields) info() []byte {
	var b bytes.Buffer
	f.write(&b)
	return b.Bytes()
}
