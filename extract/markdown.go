package extract

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html/atom"
)

// markdown writes the tree as CommonMark with tables (GitHub Flavored Markdown,
// section 4.10).
func (p *piece) markdown() string {
	var b strings.Builder
	p.writeBlocks(&b, "")
	return strings.TrimSpace(b.String())
}

// writeBlocks writes the children of p, each as a block whose further lines
// begin with indent.
func (p *piece) writeBlocks(b *strings.Builder, indent string) {
	number := p.start - 1
	for i := 0; i < len(p.pieces); i++ {
		c := p.pieces[i]
		switch c.tag {
		case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
			b.WriteString(strings.Repeat("#", int(headingLevel(c.tag))) + " " + headingLine(c.inline()))
		case atom.Ul, atom.Ol, atom.Dl:
			c.writeBlocks(b, indent)
			continue
		case atom.Li:
			number++
			mark := "- "
			if p.tag == atom.Ol {
				mark = strconv.Itoa(number) + ". "
			}
			b.WriteString(mark + c.within(indent+strings.Repeat(" ", len(mark))))
			endBlock(b, indent, i+1 == len(p.pieces))
			continue
		case atom.Blockquote:
			b.WriteString("> " + c.within(indent+"> "))
		case atom.Pre:
			b.WriteString(fenced(c.plain(), c.language, indent))
		case atom.Table:
			c.writeTable(b, indent)
		case atom.P:
			b.WriteString(paragraphLines(c.inline(), indent))
		case atom.Figure, atom.Figcaption, atom.Dt, atom.Dd:
			b.WriteString(c.within(indent))
		default: // text beside blocks: all of it up to the next block is one paragraph
			loose := &piece{}
			for ; i < len(p.pieces) && !blockElements.of(p.pieces[i].tag); i++ {
				loose.add(p.pieces[i])
			}
			i--
			b.WriteString(paragraphLines(loose.inline(), indent))
		}
		endBlock(b, indent, true)
	}
}

// endBlock ends a block; a blank line after it unless list items follow each other.
func endBlock(b *strings.Builder, indent string, blank bool) {
	b.WriteByte('\n')
	if blank {
		b.WriteString(strings.TrimRight(indent, " ") + "\n")
	}
	b.WriteString(indent)
}

// within writes the blocks inside p without the blank lines around them.
func (p *piece) within(indent string) string {
	var b strings.Builder
	p.writeBlocks(&b, indent)
	return trimBlank(b.String(), indent)
}

// trimBlank takes the blank lines off the end of blocks with this indent.
func trimBlank(s, indent string) string {
	mark := strings.TrimRight(indent, " ")
	for {
		t := strings.TrimRight(s, " \n")
		if mark != "" && strings.HasSuffix(t, "\n"+mark) {
			t = t[:len(t)-len(mark)]
		}
		if t == s {
			return s
		}
		s = t
	}
}

// inline writes phrasing pieces.
func (p *piece) inline() string {
	var b strings.Builder
	p.writeInline(&b)
	return strings.TrimSpace(b.String())
}

var inlineMarks = map[tag]string{atom.Em: "*", atom.Strong: "**"}

func (p *piece) writeInline(b *strings.Builder) {
	if p.tag == 0 && p.text != "" {
		escapeMarkdown(b, p.text)
	}
	switch p.tag {
	case atom.Br:
		b.WriteString("\\\n")
		return
	case atom.Img:
		b.WriteString("![")
		escapeMarkdown(b, p.text)
		b.WriteString("](" + markdownAddress(p.address) + ")")
		return
	case atom.Code:
		b.WriteString(codeSpan(p.plain()))
		return
	case atom.A:
		b.WriteByte('[')
	}
	for i, c := range p.pieces {
		mark := inlineMarks[c.tag]
		if mark != "" && !p.emphasises(i, b.String()) {
			mark = ""
		}
		b.WriteString(mark)
		c.writeInline(b)
		b.WriteString(mark)
	}
	if p.tag == atom.A {
		b.WriteString("](" + markdownAddress(p.address) + ")")
	}
}

// emphasises reports whether a reader takes the marks around piece i of p for
// emphasis: not beside others, nor where punctuation within them touches a word
// outside (CommonMark, section 6.2). Written are the texts before it.
func (p *piece) emphasises(i int, written string) bool {
	said := strings.TrimSpace(p.pieces[i].plain())
	first, _ := utf8.DecodeRuneInString(said)
	last, _ := utf8.DecodeLastRuneInString(said)
	before, _ := utf8.DecodeLastRuneInString(written)
	after := utf8.RuneError
	if i+1 < len(p.pieces) {
		if inlineMarks[p.pieces[i+1].tag] != "" {
			return false
		}
		after, _ = utf8.DecodeRuneInString(p.pieces[i+1].plain())
	}
	if i > 0 && before == '*' && inlineMarks[p.pieces[i-1].tag] != "" {
		return false
	}
	return said != "" && (!sign(first) || apartFrom(before)) && (!sign(last) || apartFrom(after))
}

// apartFrom reports whether marks may stand between a sign and this character.
func apartFrom(r rune) bool { return r == utf8.RuneError || unicode.IsSpace(r) || sign(r) }

// sign reports punctuation and symbols.
func sign(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) }

// escapeMarkdown writes text so that none of it is taken for markup.
func escapeMarkdown(b *strings.Builder, s string) {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\', '`', '*', '_', '[', ']', '<', '|':
			b.WriteByte('\\')
		case '&':
			if i+1 < len(s) && (letterOrDigit(s[i+1]) || s[i+1] == '#') { // else a reader takes &copy; for a sign
				b.WriteByte('\\')
			}
		}
		b.WriteByte(s[i])
	}
}

// paragraphLines writes the lines of a paragraph, each but the first behind
// indent.
func paragraphLines(s, indent string) string {
	if !strings.Contains(s, "\n") {
		return startOfLine(s)
	}
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = startOfLine(lines[i])
	}
	return strings.Join(lines, "\n"+indent)
}

// startOfLine escapes what would make a paragraph a heading, list or quotation.
func startOfLine(s string) string {
	if s == "" {
		return s
	}
	digits := len(s) - len(strings.TrimLeft(s, "0123456789"))
	switch {
	case strings.IndexByte("#>+-=~", s[0]) >= 0:
		return "\\" + s
	case digits > 0 && digits < len(s) && (s[digits] == '.' || s[digits] == ')'):
		return s[:digits] + "\\" + s[digits:]
	}
	return s
}

func continued(s, indent string) string {
	if indent == "" {
		return s
	}
	return strings.ReplaceAll(s, "\n", "\n"+indent)
}

// headingLine writes a heading: on one line, and without signs at its end that
// would be taken for the closing ones.
func headingLine(s string) string {
	s = strings.ReplaceAll(s, "\\\n", " ")
	if head, ends := strings.CutSuffix(s, "#"); ends {
		return head + "\\#"
	}
	return s
}

func markdownAddress(s string) string {
	return addressEscapes.Replace(s)
}

// addressEscapes stand for what would end the address of a link.
var addressEscapes = strings.NewReplacer("(", "%28", ")", "%29", " ", "%20", "<", "%3C", ">", "%3E")

// plain is the text of p without marks.
func (p *piece) plain() string {
	var b strings.Builder
	p.writePlain(&b)
	return b.String()
}

func (p *piece) writePlain(b *strings.Builder) {
	if p.tag == atom.Br {
		b.WriteByte('\n')
	}
	if p.tag == 0 {
		b.WriteString(p.text)
	}
	for _, c := range p.pieces {
		c.writePlain(b)
	}
}

// fence is a run of backticks longer than any in s, and at least least long.
func fence(s string, least int) string {
	longest, current := 0, 0
	for i := range len(s) {
		if s[i] != '`' {
			current = 0
			continue
		}
		current++
		longest = max(longest, current)
	}
	return strings.Repeat("`", max(least, longest+1))
}

// codeSpan fences code with more backticks than it holds.
func codeSpan(s string) string {
	f := fence(s, 1)
	if len(f) > 1 {
		return f + " " + s + " " + f
	}
	return f + s + f
}

func fenced(s, language, indent string) string {
	f := fence(s, 3)
	return continued(f+language+"\n"+strings.Trim(s, "\n")+"\n"+f, indent)
}

// writeTable writes rows; the first one is the head, as Markdown demands.
func (p *piece) writeTable(b *strings.Builder, indent string) {
	wide := 0 // readers drop what stands beyond the width of the head
	for _, row := range p.pieces {
		wide = max(wide, len(row.pieces))
	}
	for i, row := range p.pieces {
		if i > 0 {
			b.WriteString("\n" + indent)
		}
		for _, cell := range row.pieces {
			b.WriteString("| " + strings.Join(strings.Fields(strings.ReplaceAll(cell.flat(), "\\\n", " ")), " ") + " ")
		}
		b.WriteString("|")
		if i == 0 {
			b.WriteString(strings.Repeat(" |", wide-len(row.pieces)) + "\n" + indent + strings.Repeat("| --- ", wide) + "|")
		}
	}
}

// flat writes everything inside p on one line.
func (p *piece) flat() string {
	var parts []string
	for _, c := range p.pieces {
		if blockElements.of(c.tag) {
			parts = append(parts, c.flat())
			continue
		}
		loose := &piece{pieces: []*piece{c}}
		parts = append(parts, loose.inline())
	}
	if len(p.pieces) == 0 {
		return p.inline()
	}
	return strings.Join(parts, " ")
}
