package store

import (
	"encoding/binary"
	"slices"
	"strconv"
	"strings"
)

const (
	// nearShare is how much of the shingles of two texts has to be in both for
	// one to be a copy of the other. Edited copies that were measured share 0.57
	// and more, few less; lists made from one template 0.34; reports of one event
	// by two newsrooms 0.10.
	nearShare = 0.45
	// kinShare is what two articles have to share even when one names the other
	// as its canonical address, or both are near a third: different stories share
	// at most half of that.
	kinShare = 0.2
	// neighbours bounds how many documents of one mark are looked at in each
	// direction, and how many are compared: a wire story stands on hundreds of
	// sites, and each of them finds the whole cluster through any of its members.
	neighbours = 64
	// crowd is how many documents all marks of a text together may have before
	// each mark is looked at by itself.
	crowd = 256
	// comparedBytes bounds the text that one article is compared with: far more
	// than copies of a story have, and half a second where pages of megabytes
	// are all alike.
	comparedBytes = 16 << 20
)

// neighbour is a document of another site that is worth comparing.
type neighbour struct {
	document int64
	common   int  // marks in common; more than all when named
	named    bool // one names the other as its canonical address
}

// relate finds the documents of other sites whose texts are like that of a
// document, in place of those that were found before. It reports whether there
// are any. What pages of its own site were found to be like is looked at again
// where it may be no more than what they all have in common.
func (b *batch) relate(c content, document int64) (bool, error) {
	alike, mates, err := b.relateOne(c, document)
	if err != nil || len(mates) < twinPages-1 {
		return alike, err
	}
	if err := b.sameSite(c, document); err != nil {
		return alike, err
	}
	for _, mate := range mates {
		liked, err := b.row(`SELECT 1 FROM likeness WHERE document = ? LIMIT 1`, []any{mate}, new(int))
		if err != nil || !liked {
			if err != nil {
				return alike, err
			}
			continue
		}
		other, found, err := b.content(mate)
		if err == nil && found {
			_, _, err = b.relateOne(other, mate)
		}
		if err != nil {
			return alike, err
		}
	}
	return alike, nil
}

// relateOne is relate for one document. It gives the pages of its own site that
// share marks with it.
func (b *batch) relateOne(c content, document int64) (alike bool, mates []int64, err error) {
	if err := b.unrelate(document); err != nil || c.textKey == nil {
		return false, nil, err
	}
	run := shingles(c.words, b.run[:0])
	b.run = run
	m, site := sketch(run), siteMark(c.site)
	near, mates, err := b.neighbours(m, site, document)
	if err != nil {
		return false, nil, err
	}
	if alike, err = b.compare(c, document, near, mates); err != nil {
		return false, nil, err
	}
	return alike, mates, b.mark(m, site, document)
}

// unrelate forgets what a document is like. Those it was like lose it.
func (b *batch) unrelate(document int64) error {
	var packed []byte
	var site int64
	found, err := b.row(`SELECT site, marks FROM sketch WHERE document = ?`, []any{document}, &site, &packed)
	if err != nil || !found {
		return err
	}
	others, err := b.ids(`SELECT other FROM likeness WHERE document = ?`, document)
	if err != nil {
		return err
	}
	twins, err := b.ids(`SELECT o.document FROM member m JOIN cluster c ON c.id = m.cluster JOIN member o ON o.cluster = c.id
		WHERE m.document = ? AND c.kind = ? LIMIT ?`, document, kindBoilerplate, twinsSettled)
	if err != nil {
		return err
	}
	for _, other := range append(append(others, twins...), document) {
		b.dirty[other] = true
	}
	var m marks
	for i := range m {
		m[i] = int64(binary.BigEndian.Uint64(packed[8*i:]))
	}
	if _, err := b.exec(deleteMarks, m.args(document, site)...); err != nil {
		return err
	}
	for _, query := range []string{`DELETE FROM sketch WHERE document = ?1`, `DELETE FROM likeness WHERE document = ?1`} {
		if _, err := b.exec(query, document); err != nil {
			return err
		}
	}
	for _, other := range others {
		if _, err := b.exec(`DELETE FROM likeness WHERE document = ? AND other = ?`, other, document); err != nil {
			return err
		}
	}
	return nil
}

// Statements for all marks of a text at once: a call for each would cost more
// than what it does.
var (
	findMarks   = `SELECT document, site FROM signature WHERE value IN (` + strings.Join(markParameters(), ", ") + `) LIMIT ?1`
	findByMark  = findByMarkSQL()
	insertMarks = `INSERT INTO signature (document, site, value) VALUES (?1, ?2, ` + strings.Join(markParameters(), "), (?1, ?2, ") + `) ON CONFLICT DO NOTHING`
	deleteMarks = `DELETE FROM signature WHERE document = ?1 AND site = ?2 AND value IN (` + strings.Join(markParameters(), ", ") + `)`
)

// findByMarkSQL gives as many documents of each mark. It looks up and down from
// the own site, not at it: what all pages of a site have in common, such as a
// newsletter box, costs nothing then.
func findByMarkSQL() string {
	var parts []string
	for _, value := range markParameters() {
		for _, side := range []string{"<", ">"} {
			parts = append(parts, `SELECT document FROM (SELECT document FROM signature WHERE value = `+value+` AND site `+side+` +?2 LIMIT ?1)`)
		}
	}
	return strings.Join(parts, " UNION ALL ")
}

// markParameters names the parameters that take the marks of a text, after two
// others.
func markParameters() []string {
	list := make([]string, bands)
	for i := range list {
		list[i] = "?" + strconv.Itoa(i+3)
	}
	return list
}

// args are the parameters of a statement for all marks.
func (m marks) args(first, second int64) []any {
	args := append(make([]any, 0, bands+2), first, second)
	for _, value := range m {
		args = append(args, value)
	}
	return args
}

// neighbours gives the documents that are worth comparing with one: those of
// other sites that name it as canonical or are named by it, then those that share
// marks with it, most marks first. mates are the pages of its own site that do.
func (b *batch) neighbours(m marks, site, document int64) (list []neighbour, mates []int64, err error) {
	named, err := b.ids(`SELECT a.document FROM page p JOIN address a ON a.key = p.canonical WHERE p.document = ?1 AND a.document <> ?1
		UNION SELECT p.document FROM address a JOIN naming n ON n.key = a.key JOIN page p ON p.address = n.page
		WHERE a.document = ?1 AND n.kind = 'canonical' AND p.document <> ?1`, document)
	if err != nil {
		return nil, nil, err
	}
	marked, mates, err := b.marked(m, site)
	if err != nil || len(named)+len(marked) == 0 {
		return nil, mates, err
	}
	slices.Sort(marked)
	for _, id := range named {
		list = append(list, neighbour{id, bands + 1, true})
	}
	for i, id := range marked {
		if n := len(list); i > 0 && marked[i-1] == id && list[n-1].document == id {
			list[n-1].common++
		} else if !slices.Contains(named, id) {
			list = append(list, neighbour{id, 1, false})
		}
	}
	slices.SortStableFunc(list, func(a, b neighbour) int { return b.common - a.common })
	return list[:min(len(list), neighbours)], mates, nil
}

// marked gives the documents of other sites that share marks with a text, as
// often as they do, and those of its own site, each once. Looking for each mark by
// itself takes four times as long, and is done only where one of them is that of a
// crowd.
func (b *batch) marked(m marks, site int64) (others, mates []int64, err error) {
	rows := 0
	err = b.rows(findMarks, m.args(crowd, site), func(scan func(...any) error) error {
		var document, where int64
		rows++
		if err := scan(&document, &where); err != nil {
			return err
		}
		if where != site {
			others = append(others, document)
		} else if len(mates) < matesLooked && !slices.Contains(mates, document) {
			mates = append(mates, document)
		}
		return nil
	})
	if err != nil || rows < crowd {
		return others, mates, err
	}
	others, err = b.ids(findByMark, m.args(neighbours, site)...)
	return others, mates, err
}

// compare keeps which of the neighbours of a document have a text like its own.
func (b *batch) compare(c content, document int64, near []neighbour, mates []int64) (alike bool, err error) {
	if len(near) == 0 {
		return false, nil
	}
	own, left := shingleSet(c.words), comparedBytes
	var stock []uint64 // phrases of its site, once they are needed
	for _, n := range near {
		if left < 0 {
			break
		}
		other, found, err := b.content(n.document)
		if err != nil {
			return false, err
		}
		left -= len(other.words)
		if !found || other.site == c.site || other.textKey == nil {
			continue
		}
		same, share := other.words == c.words, 1.0
		if !same {
			theirs := shingleSet(other.words)
			if share = jaccard(own, theirs); share >= nearShare && !n.named {
				if stock == nil {
					if stock, err = b.stock(own, mates); err != nil {
						return false, err
					}
				}
				if share, err = b.shareWithoutStock(own, theirs, stock, n.document); err != nil {
					return false, err
				}
			}
		}
		if share < nearShare && !(n.named && share >= kinShare) {
			continue
		}
		if _, err := b.exec(`INSERT OR REPLACE INTO likeness (document, other, share, same) VALUES (?1, ?2, ?3, ?4), (?2, ?1, ?3, ?4)`,
			document, n.document, int64(share*1000), same); err != nil {
			return false, err
		}
		alike, b.dirty[document] = true, true
	}
	return alike, nil
}

// content gives what a document shows, for comparison; found is false when it was
// joined with another.
func (b *batch) content(document int64) (c content, found bool, err error) {
	var site, body string
	found, err = b.row(`SELECT d.site, coalesce(x.text, '') FROM document d JOIN extraction x ON x.id = d.extraction
		WHERE d.id = ? AND d.merged IS NULL`, []any{document}, &site, &body)
	if err != nil || !found {
		return c, false, err
	}
	return contentOf(site, body), true, nil
}

// mark keeps the marks of a document.
func (b *batch) mark(m marks, site, document int64) error {
	packed := make([]byte, 0, 8*bands)
	for _, value := range m {
		packed = binary.BigEndian.AppendUint64(packed, uint64(value))
	}
	if _, err := b.exec(insertMarks, m.args(document, site)...); err != nil {
		return err
	}
	_, err := b.exec(`INSERT INTO sketch (document, site, marks) VALUES (?, ?, ?)`, document, site, packed)
	return err
}

// ids runs a query for a list of rows.
func (t tx) ids(query string, args ...any) ([]int64, error) {
	var list []int64
	err := t.rows(query, args, func(scan func(...any) error) error {
		var id int64
		err := scan(&id)
		list = append(list, id)
		return err
	})
	return list, err
}
