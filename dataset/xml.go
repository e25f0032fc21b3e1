package dataset

import (
	"bytes"
	"encoding/xml"
	"io"
	"strings"
)

// markup writes XML; the first error stays and ends all writing.
type markup struct {
	w   io.Writer
	b   bytes.Buffer
	err error
}

// raw writes what is XML already.
func (m *markup) raw(s string) { m.b.WriteString(s) }

// text writes characters. Those that XML cannot hold become the replacement
// character (XML 1.0, section 2.2).
func (m *markup) text(s string) { _ = xml.EscapeText(&m.b, []byte(s)) } // a buffer takes everything

// element writes an element with text; nothing when there is none. Attributes are
// names and values in turn; one without a value is left out.
func (m *markup) element(name, text string, attributes ...string) {
	if text == "" {
		return
	}
	m.open(name, attributes...)
	m.text(text)
	m.raw("</" + name + ">")
}

func (m *markup) open(name string, attributes ...string) {
	m.raw("<" + name)
	m.attributes(attributes)
	m.raw(">")
}

// empty writes an element without content.
func (m *markup) empty(name string, attributes ...string) {
	m.raw("<" + name)
	m.attributes(attributes)
	m.raw("/>")
}

func (m *markup) attributes(list []string) {
	for i := 0; i+1 < len(list); i += 2 {
		if list[i+1] != "" {
			m.raw(" " + list[i] + `="`)
			m.text(list[i+1])
			m.raw(`"`)
		}
	}
}

// flush hands on what was written so far.
func (m *markup) flush() error {
	if m.err == nil {
		_, m.err = m.b.WriteTo(m.w)
	}
	m.b.Reset()
	return m.err
}

// oneLine joins the lines of a text.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
