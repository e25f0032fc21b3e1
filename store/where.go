package store

import (
	"strings"

	"winnow/query"
)

// asked gives for each field of a selection the SQL that has its value; d is the
// document, v its row in the view articles.
var asked = map[string]string{
	"id":           `v.id`,
	"url":          `v.url`,
	"site":         `d.site`,
	"source":       `v.source`,
	"organization": `v.organization`,
	"author":       `v.authors`,
	"title":        `v.title`,
	"section":      `v.section`,
	"tag":          `v.tags`,
	"language":     `v.language`,
	"license":      `v.license`,
	"text":         `v.text`,
	"words":        `v.word_count`,
	"date":         `d.dated`,
	"published":    `CASE WHEN v.published IS NOT NULL THEN d.dated END`,
	"fetched":      `unixepoch(v.fetched_at) * 1000`,
	"first_seen":   `d.first_seen`,
	"run":          `v.run`,
	"revision":     `v.revision`,
	"cluster":      `v.cluster`,
	"role":         `v.role`,
	"access":       `d.access`,
	"gone":         `d.gone IS NOT NULL`,
	"noai":         `EXISTS (SELECT 1 FROM page WHERE document = d.id AND signals ->> '$.noai')`,
	"tdm_reserved": `EXISTS (SELECT 1 FROM page WHERE document = d.id AND signals ->> '$.tdm_reserved')`,
}

// where translates an expression. Every value is a parameter; what is unknown
// fits no test but unknown and the ones that ask for something else.
func where(e query.Expr) (sql string, args []any) {
	switch e.Join {
	case query.None:
		return `1`, nil
	case query.Is:
		return tested(e.Test)
	case query.Not:
		sql, args = where(e.Args[0])
		return `NOT ` + sql, args
	}
	between := ` AND `
	if e.Join == query.Or {
		between = ` OR `
	}
	var parts []string
	for _, part := range e.Args {
		s, a := where(part)
		parts, args = append(parts, s), append(args, a...)
	}
	return `(` + strings.Join(parts, between) + `)`, args
}

func tested(t query.Test) (sql string, args []any) {
	value := asked[t.Field.Name]
	list := t.Field.Kind == query.List
	if list {
		value = `json_each(` + value + `)`
	}
	switch t.Op {
	case "known", "unknown":
		known := value + ` IS NOT NULL`
		if list {
			known = `EXISTS (SELECT 1 FROM ` + value + `)`
		}
		if t.Op == "unknown" {
			return `NOT (` + known + `)`, nil
		}
		return `(` + known + `)`, nil
	case "!=":
		return negated(t, "=")
	case "!~":
		return negated(t, "~")
	}
	var parts []string
	for _, v := range t.Values {
		s, a := compared(t.Field.Kind, t.Op, v)
		parts, args = append(parts, s), append(args, a...)
	}
	sql = strings.Join(parts, ` OR `)
	if list {
		return `EXISTS (SELECT 1 FROM ` + value + ` WHERE ` + strings.ReplaceAll(sql, `@`, `value`) + `)`, args
	}
	return `coalesce(` + strings.ReplaceAll(sql, `@`, `(`+value+`)`) + `, 0)`, args
}

func negated(t query.Test, op string) (string, []any) {
	t.Op = op
	sql, args := tested(t)
	return `NOT ` + sql, args
}

// compared is one comparison, with @ for the value of the field.
func compared(k query.Kind, op string, v query.Value) (string, []any) {
	if op == "in" {
		op = "="
	}
	switch k {
	case query.Day:
		return during(op, v)
	case query.Number, query.Flag:
		return `@ ` + op + ` ?`, []any{v.Number}
	case query.Language:
		return `(@ || '-') LIKE ? ESCAPE '\'`, []any{literal(v.Text) + "-%"}
	}
	if op == "~" {
		return `@ LIKE ? ESCAPE '\'`, []any{"%" + literal(v.Text) + "%"}
	}
	return `@ = ? COLLATE NOCASE`, []any{v.Text}
}

// during compares an instant with the time that a value covers.
func during(op string, v query.Value) (string, []any) {
	start, end := millis(v.Start), millis(v.End)
	switch op {
	case "<":
		return `@ < ?`, []any{start}
	case "<=":
		return `@ < ?`, []any{end}
	case ">":
		return `@ >= ?`, []any{end}
	case ">=":
		return `@ >= ?`, []any{start}
	}
	return `@ >= ? AND @ < ?`, []any{start, end}
}
