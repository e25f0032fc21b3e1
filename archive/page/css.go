package page

import (
	"bytes"
	"strings"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/css"
)

// CSS visits the addresses of a style sheet, or of a style attribute, and gives
// it with those that were replaced: url(), the strings of @import and of image-set().
func CSS(sheet []byte, visit Visit) []byte {
	if !bytes.Contains(sheet, []byte("(")) && !bytes.Contains(sheet, []byte("@")) {
		return sheet
	}
	var out bytes.Buffer
	changed := false
	lexer := css.NewLexer(parse.NewInputBytes(bytes.Clone(sheet)))
	var rule, function string // the at-rule and the function that a string stands in
	depth := 0                // of parentheses within function
	for {
		kind, text := lexer.Next()
		if kind == css.ErrorToken {
			break
		}
		value, use, found := "", Embed, false
		switch kind {
		case css.AtKeywordToken:
			rule = strings.ToLower(string(text))
		case css.SemicolonToken, css.LeftBraceToken, css.RightBraceToken:
			rule, function, depth = "", "", 0
		case css.FunctionToken:
			if depth++; function == "" {
				function, depth = strings.ToLower(string(text)), 1
			}
		case css.LeftParenthesisToken:
			depth++
		case css.RightParenthesisToken:
			if depth--; depth <= 0 {
				function = ""
			}
		case css.URLToken:
			value, found = urlOf(string(text)), true
		case css.StringToken:
			value = unquote(string(text))
			found = rule == "@import" && function == "" || isImageSet(function)
		}
		if found && !inline(value) {
			if rule == "@import" {
				use = Style
			}
			if with, replace := visit(Ref{value, use}); replace {
				changed = true
				if kind == css.URLToken {
					out.WriteString("url(" + quote(with) + ")")
				} else {
					out.WriteString(quote(with))
				}
				continue
			}
		}
		out.Write(text)
	}
	if !changed {
		return sheet
	}
	return out.Bytes()
}

// isImageSet reports the functions whose strings are addresses.
func isImageSet(function string) bool {
	return function == "image-set(" || function == "-webkit-image-set(" || function == "src("
}

// urlOf gives the address within url( ).
func urlOf(token string) string {
	if i := strings.IndexByte(token, '('); i >= 0 {
		token = token[i+1:]
	}
	return unquote(strings.TrimSpace(strings.TrimSuffix(token, ")")))
}

// unquote takes off quotation marks and resolves escapes (CSS Syntax, section 4.3.7).
func unquote(s string) string {
	if len(s) >= 2 && (s[0] == '"' || s[0] == '\'') {
		s = strings.TrimSuffix(s[1:], s[:1])
	}
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		if s[i] == '\n' {
			continue
		}
		n, digits := rune(0), 0
		for digits < 6 && i+digits < len(s) && isHex(s[i+digits]) {
			n = n<<4 | hexOf(s[i+digits])
			digits++
		}
		if digits == 0 {
			b.WriteByte(s[i])
			continue
		}
		b.WriteRune(n)
		if i += digits - 1; i+1 < len(s) && (s[i+1] == ' ' || s[i+1] == '\t' || s[i+1] == '\n') {
			i++ // one space ends an escape
		}
	}
	return b.String()
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f'
}

func hexOf(c byte) rune {
	if c <= '9' {
		return rune(c - '0')
	}
	return rune(c|0x20-'a') + 10
}

// quote writes a string of CSS.
func quote(s string) string {
	return `"` + quotes.Replace(s) + `"`
}

var quotes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\a `, "\r", `\d `)
