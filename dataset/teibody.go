package dataset

import (
	"fmt"
	"strings"

	"golang.org/x/net/html"

	"winnow/extract"
)

// blocks says what becomes of a block of HTML: each block of the sanitised body
// is one block of TEI, and what stands in a row of a table one paragraph.
var blocks = map[string]string{
	"p": "p", "li": "item", "blockquote": "quote", "pre": "p", "tr": "p", "figcaption": "p", "dt": "p", "dd": "p",
	"h1": "head", "h2": "head", "h3": "head", "h4": "head", "h5": "head", "h6": "head",
}

// teiBlock is a block of text as TEI has it.
type teiBlock struct {
	name string // p, item, quote, head
	text string
}

// body writes the text of an article with its headings, lists and quotations, and
// gives how many blocks it has.
func (t *teiCorpus) body(a *extract.Article) int {
	list := blocksOf(a.HTML)
	if len(list) == 0 {
		for line := range strings.SplitSeq(a.Text, "\n") {
			if line = oneLine(line); line != "" {
				list = append(list, teiBlock{"p", line})
			}
		}
	}
	t.divisions(list)
	return len(list)
}

// divisions writes blocks, those below a heading as a division of their own.
func (t *teiCorpus) divisions(list []teiBlock) {
	if len(list) == 0 {
		return
	}
	t.raw("<div>")
	in := "" // the element that holds several blocks
	for i, b := range list {
		if b.name != "item" && in != "" {
			t.raw("</list>")
			in = ""
		}
		switch b.name {
		case "head":
			if i > 0 {
				t.raw("</div><div>")
			}
			t.element("head", b.text)
			if i+1 == len(list) || list[i+1].name == "head" {
				t.raw("<p/>")
			}
		case "item":
			if in == "" {
				t.raw("<list>")
				in = "list"
			}
			t.element("item", b.text)
		case "quote":
			t.raw("<quote>")
			t.element("p", b.text)
			t.raw("</quote>")
		default:
			t.element("p", b.text)
		}
	}
	if in != "" {
		t.raw("</list>")
	}
	t.raw("</div>")
}

// blocksOf cuts HTML into its blocks of text. Text between blocks is a paragraph.
func blocksOf(body string) []teiBlock {
	var list []teiBlock
	var text strings.Builder
	name := "p"
	end := func(next string) {
		if s := oneLine(text.String()); s != "" {
			list = append(list, teiBlock{name, s})
		}
		text.Reset()
		name = next
	}
	quote := 0
	for z := html.NewTokenizer(strings.NewReader(body)); ; {
		switch z.Next() {
		case html.ErrorToken:
			end("p")
			return list
		case html.TextToken:
			text.Write(z.Text())
		case html.StartTagToken, html.SelfClosingTagToken:
			tag, _ := z.TagName()
			switch kind := blocks[string(tag)]; {
			case string(tag) == "br" || string(tag) == "td" || string(tag) == "th":
				text.WriteByte(' ')
			case string(tag) == "blockquote":
				end("quote")
				quote++
			case kind == "p" && quote > 0:
				end("quote")
			case kind != "":
				end(kind)
			}
		case html.EndTagToken:
			tag, _ := z.TagName()
			if string(tag) == "blockquote" {
				quote = max(0, quote-1)
			}
			if blocks[string(tag)] != "" {
				end("p")
			}
		}
	}
}

// target is an address as an attribute of TEI may hold it (anyURI): what no address
// may have stands there by its number.
func target(address string) string {
	var b strings.Builder
	for i := 0; i < len(address); i++ {
		c := address[i]
		escape := c <= ' ' || c >= 0x7f || strings.IndexByte(`"<>\^`+"`{|}", c) >= 0
		if c == '%' {
			escape = i+2 >= len(address) || !isHex(address[i+1]) || !isHex(address[i+2])
		}
		if escape {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

func isHex(c byte) bool { return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f' }
