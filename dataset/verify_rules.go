package dataset

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"winnow/extract"
)

// rule is what the values of a column have to be by themselves: its constraint.
type rule struct {
	column           int
	required         bool
	pattern          *regexp.Regexp
	allowed          []string
	least, most      float64
	hasLeast, hasMax bool
}

// rules makes ready what datapackage.json says of the columns.
func (a *audit) rules(columns []Column) []rule {
	var list []rule
	for i, c := range columns {
		said := constraints[c.Name]
		r := rule{column: i}
		r.required, _ = said["required"].(bool)
		if p, ok := said["pattern"].(string); ok {
			r.pattern = regexp.MustCompile(`^(?:` + p + `)$`)
		}
		r.allowed, _ = said["enum"].([]string)
		if n, ok := said["minimum"].(int); ok {
			r.least, r.hasLeast = float64(n), true
		}
		if n, ok := said["maximum"].(int); ok {
			r.most, r.hasMax = float64(n), true
		}
		list = append(list, r)
	}
	return list
}

// breach tells what is wrong with a value; nothing when it may stand there.
func (r *rule) breach(k Kind, c *cell) string {
	n := c.real
	if k == Integer {
		n = float64(c.number)
	}
	switch {
	case k == Text && c.known:
		return "is a text without letters instead of null"
	case c.none():
		if r.required {
			return "is null"
		}
		return ""
	case k == Text && !utf8.ValidString(c.text):
		return "is no UTF-8"
	case r.pattern != nil && !r.pattern.MatchString(c.text):
		return fmt.Sprintf("%q has not the form %s", clip(c.text), r.pattern)
	case len(r.allowed) > 0 && !slices.Contains(r.allowed, c.text):
		return fmt.Sprintf("%q is none of %s", clip(c.text), strings.Join(r.allowed, ", "))
	case r.hasLeast && n < r.least, r.hasMax && n > r.most:
		return fmt.Sprintf("%v is out of range", n)
	}
	return ""
}

// none tells whether a cell has no value.
func (c *cell) none() bool { return c.text == "" && len(c.list) == 0 && !c.known }

// identity checks what names a row, and remembers it for what refers to it.
func (s *shard) identity(cells []cell) {
	k := kept{split: s.split, hash: s.get(cells, "text_sha256").text, cluster: s.get(cells, "cluster").text, role: s.get(cells, "cluster_role").text,
		revision: s.get(cells, "revision").number, size: s.get(cells, "minhash_cluster_size").number, where: s.name + ": row " + strconv.Itoa(s.row)}
	if _, twice := s.rows[s.id]; twice {
		s.wrong("id", "stands there twice")
	} else {
		s.ids = append(s.ids, s.id)
	}
	if s.id <= s.last && s.row > 1 {
		s.wrong("id", "stands behind %s: rows are in the order of their ids", clip(s.last))
	}
	s.last, s.rows[s.id] = s.id, k
	if said := s.get(cells, "split").text; said != s.split {
		s.wrong("split", "is %q in a file of %s", clip(said), s.split)
	}
	if k.cluster == "" {
		return
	}
	if other, known := s.found.clusters[k.cluster]; known && other != s.split {
		s.wrong("cluster", "%s is in %s and in %s", clip(k.cluster), other, s.split)
	}
	s.found.clusters[k.cluster] = s.split
}

// ruled checks the values of a row: each by itself, against the others, and against
// what the recipe lets in.
func (s *shard) ruled(cells []cell) {
	for i := range s.rules {
		r := &s.rules[i]
		c := s.table.columns[r.column]
		if said := r.breach(c.Kind, &cells[r.column]); said != "" {
			s.wrong(c.Name, "%s", said)
		}
	}
	s.measured(cells)
	s.agreed(cells)
	s.admitted(cells)
}

// measured checks what follows from the text.
func (s *shard) measured(cells []cell) {
	text := s.get(cells, "text").text
	if text == "" {
		if s.has("text") {
			s.wrong("text", "is null")
		}
		return
	}
	if hash := s.get(cells, "text_sha256").text; HashText(text) != hash {
		s.wrong("text", "has another digest than text_sha256")
	}
	if n := s.get(cells, "token_count"); s.has("token_count") && n.number != int64(tokens(text)) {
		s.wrong("token_count", "is %d, of the text it is %d", n.number, tokens(text))
	}
}

// agreed checks values that say the same or go with each other.
func (s *shard) agreed(cells []cell) {
	get := func(column string) cell { return s.get(cells, column) }
	for _, name := range []string{"published", "modified"} {
		if s.has(name) && s.has(name+"_precision") && (get(name).text == "") != (get(name+"_precision").text == "") {
			s.wrong(name+"_precision", "is %q with %q in %s", get(name+"_precision").text, get(name).text, name)
		}
	}
	for _, name := range []string{"date", "published", "modified", "first_seen", "fetched_at", "gone"} {
		if t := get(name).text; t != "" {
			if _, err := time.Parse(stampLayout, t); err != nil {
				s.wrong(name, "%q is no instant", clip(t))
			}
		}
	}
	if p, ok := parseStamp(get("published").text); ok && s.has("date") {
		if d, ok := parseStamp(get("date").text); ok && !d.Equal(p) {
			s.wrong("date", "%s is not the instant of published, %s", get("date").text, get("published").text)
		}
	}
	if dump := get("dump").text; s.has("dump") && s.recipe.Name != "" && dump != s.recipe.Name {
		s.wrong("dump", "%q is not the name of the data set, %s", clip(dump), s.recipe.Name)
	}
	if s.has("cluster_role") && (get("cluster").text == "") != (get("cluster_role").text == "") {
		s.wrong("cluster_role", "is %q with %q in cluster", get("cluster_role").text, clip(get("cluster").text))
	}
	s.leadsBack(cells)
	for _, name := range []string{"provenance", "content_signal"} {
		if t := get(name).text; t != "" && !json.Valid([]byte(t)) {
			s.wrong(name, "is no JSON")
		}
	}
	if p, ok := s.sureness(get("provenance").text); ok && s.has("language_score") && get("language").text != "" && p != get("language_score").real {
		s.wrong("language_score", "is %v, in provenance %v", get("language_score").real, p)
	}
}

func parseStamp(s string) (time.Time, bool) {
	t, err := time.Parse(stampLayout, s)
	return t, err == nil
}

// sureness is that of the language, by its provenance.
func (s *shard) sureness(provenance string) (float64, bool) {
	var p extract.Provenance
	if provenance == "" || json.Unmarshal([]byte(provenance), &p) != nil {
		return 0, false
	}
	o, ok := p["language"]
	return o.Confidence, ok
}

// leadsBack checks the columns that say where the page is.
func (s *shard) leadsBack(cells []cell) {
	if !s.has("file_path") {
		return
	}
	path, raw, record := s.get(cells, "file_path").text, s.get(cells, "raw_sha256").text, s.get(cells, "warc_record_id").text
	digest, inDatabase := strings.CutPrefix(path, "sha256:")
	switch {
	case inDatabase && s.has("raw_sha256") && digest != raw:
		s.wrong("file_path", "%s is not the digest in raw_sha256, %s", clip(path), clip(raw))
	case s.has("warc_record_id") && (record != "") != (path != "" && !inDatabase):
		s.wrong("warc_record_id", "is %q with %q in file_path", clip(record), clip(path))
	case s.has("warc_offset") && s.get(cells, "warc_offset").known != (path != "" && !inDatabase):
		s.wrong("warc_offset", "does not go with %q in file_path", clip(path))
	}
}
