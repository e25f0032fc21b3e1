// Package query reads the language in which articles are selected:
//
//	language = en and words >= 200 and not (tag in (sports, weather) or title ~ "live blog")
//
// Parse checks an expression as a whole: fields, operators and values. What is
// left is a tree that a store translates without having to doubt it.
package query

import (
	"fmt"
	"strings"
	"time"
)

// Expr is one expression: a test, or other expressions joined. The zero Expr
// asks for nothing.
type Expr struct {
	Join Join
	Args []Expr // one for Not, two or more for And and Or
	Test Test   // for Is
}

// Join says how the parts of an expression belong together.
type Join int

// The ways to join expressions.
const (
	None Join = iota // no condition at all
	Is               // one test
	And
	Or
	Not
)

// Test compares one field with values.
type Test struct {
	Field  Field
	Op     string  // one of =, !=, <, <=, >, >=, ~ (contains), !~, in, known, unknown
	Values []Value // one, or more for in; none for known and unknown
}

// Value is what a field is compared with, read as the kind of the field wants.
type Value struct {
	Text       string    // as it was written
	Number     int64     // of a Number, and 1 or 0 of a Flag
	Start, End time.Time // of a Day: the first instant that it means, and the first after it
}

// MaxDepth bounds how deep brackets may be nested.
const MaxDepth = 100

// Parse reads an expression. An empty one is the zero Expr. The error is an *Error
// that tells the place.
func Parse(text string) (Expr, error) {
	words, err := split(text)
	if err != nil {
		return Expr{}, err
	}
	if len(words) == 1 { // the end
		return Expr{}, nil
	}
	p := parser{text: text, words: words}
	e, err := p.either(0)
	if err != nil {
		return Expr{}, err
	}
	if w := p.peek(); w.kind != end {
		return Expr{}, p.wrong(w, `put and, or between two conditions, and a value with spaces in quotes`, "unexpected %s", w)
	}
	return e, nil
}

// All gives the expression that holds where each of them does.
func All(list ...Expr) Expr { return joined(And, list) }

func joined(how Join, list []Expr) Expr {
	var args []Expr
	for _, e := range list {
		if e.Join != None {
			args = append(args, e)
		}
	}
	switch len(args) {
	case 0:
		return Expr{}
	case 1:
		return args[0]
	}
	return Expr{Join: how, Args: args}
}

type parser struct {
	text  string
	words []word
}

func (p *parser) peek() word { return p.words[0] }

func (p *parser) next() word {
	w := p.words[0]
	if w.kind != end {
		p.words = p.words[1:]
	}
	return w
}

// keyword takes a bare word of the language, in either case.
func (p *parser) keyword(name string) bool {
	if w := p.peek(); w.kind == bare && strings.EqualFold(w.text, name) {
		p.next()
		return true
	}
	return false
}

func (p *parser) wrong(at word, hint, format string, args ...any) error {
	return &Error{Text: p.text, Offset: at.offset, Message: fmt.Sprintf(format, args...), Hint: hint}
}

func (p *parser) either(depth int) (Expr, error) { return p.chain(depth, "or", Or, p.all) }

func (p *parser) all(depth int) (Expr, error) { return p.chain(depth, "and", And, p.single) }

func (p *parser) chain(depth int, name string, how Join, part func(int) (Expr, error)) (Expr, error) {
	var list []Expr
	for {
		e, err := part(depth)
		if err != nil {
			return Expr{}, err
		}
		if list = append(list, e); !p.keyword(name) {
			return joined(how, list), nil
		}
	}
}

func (p *parser) single(depth int) (Expr, error) {
	w := p.peek()
	if depth > MaxDepth {
		return Expr{}, p.wrong(w, "", "nested too deep")
	}
	if p.keyword("not") {
		e, err := p.single(depth + 1)
		return Expr{Join: Not, Args: []Expr{e}}, err
	}
	if w.kind != sign || w.text != "(" {
		return p.test()
	}
	p.next()
	e, err := p.either(depth + 1)
	if err != nil {
		return Expr{}, err
	}
	if c := p.next(); c.kind != sign || c.text != ")" {
		return Expr{}, p.wrong(c, "", "want ) for the bracket in column %d, got %s", w.column(p.text), c)
	}
	return e, nil
}

func (p *parser) test() (Expr, error) {
	name := p.next()
	if name.kind != bare {
		return Expr{}, p.wrong(name, "for example "+example, "want a field, got %s", name)
	}
	field, ok := Find(name.text)
	if !ok {
		return Expr{}, p.wrong(name, hintFor(name.text), "unknown field %q", name.text)
	}
	t := Test{Field: field}
	at := p.peek()
	var err error
	if t.Op, err = p.operator(field); err != nil {
		return Expr{}, err
	}
	if !strings.Contains(" "+field.Kind.operators()+" ", " "+t.Op+" ") {
		return Expr{}, p.wrong(at, "it can be asked with "+field.Kind.operators(), "%s cannot be asked with %s", field.Name, at)
	}
	switch t.Op {
	case "known", "unknown":
	case "in":
		t.Values, err = p.several(field)
	default:
		t.Values, err = p.one(field)
	}
	return Expr{Join: Is, Test: t}, err
}

// operator takes an operator; a field of yes and no may stand alone.
func (p *parser) operator(field Field) (string, error) {
	w := p.peek()
	switch {
	case w.kind == sign && w.text != "(" && w.text != ")" && w.text != ",":
		return p.next().text, nil
	case p.keyword("in"):
		return "in", nil
	case p.keyword("is"):
		switch {
		case p.keyword("known"):
			return "known", nil
		case p.keyword("unknown"):
			return "unknown", nil
		}
		return "", p.wrong(p.peek(), "", "want known or unknown after is, got %s", p.peek())
	}
	return "", p.wrong(w, "it can be asked with "+field.Kind.operators(), "want an operator after %s, got %s", field.Name, w)
}

func (p *parser) one(field Field) ([]Value, error) {
	w := p.next()
	if w.kind != bare && w.kind != quoted {
		return nil, p.wrong(w, "a value with spaces or signs stands in quotes", "want a value for %s, got %s", field.Name, w)
	}
	v, err := field.Kind.read(w.text)
	if err != nil {
		return nil, p.wrong(w, "", "%s: %v", field.Name, err)
	}
	return []Value{v}, nil
}

func (p *parser) several(field Field) ([]Value, error) {
	if w := p.next(); w.kind != sign || w.text != "(" {
		return nil, p.wrong(w, "for example "+field.Name+" in (a, b)", "want ( after in, got %s", w)
	}
	var values []Value
	for {
		v, err := p.one(field)
		if err != nil {
			return nil, err
		}
		values = append(values, v...)
		switch w := p.next(); {
		case w.kind == sign && w.text == ",":
		case w.kind == sign && w.text == ")":
			return values, nil
		default:
			return nil, p.wrong(w, "", "want , or ) in the list, got %s", w)
		}
	}
}
