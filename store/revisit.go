package store

import (
	"bytes"
	"slices"
	"strings"

	"winnow/crawler/frontier"
	"winnow/extract"
)

// Reasons why a later reading of a page is not believed, and makes no revision.
const (
	doubtCut        = "cut"        // the text is a part of what was read before, less than half: a paywall, a broken answer
	doubtStub       = "stub"       // the text is another, less than half as long: an error page, a notice
	doubtAlternates = "alternates" // the page goes back and forth between texts it has had: a test of headlines
)

const (
	// lostShare is how much of the words has to be left for a shorter text to be a
	// revision at once. Editors cut paragraphs; walls and errors leave a teaser.
	lostShare = 0.5
	// retractionVisits is how many visits in a row have to find a short notice
	// under the same headline for it to be what the publisher has to say now.
	retractionVisits = 3
	// longestStay bounds how many visits in a row are asked for of a text that has
	// come and gone, as a power of two.
	longestStay = 6
)

// finding is what reading a page again has come to.
type finding struct {
	changed []string // the fields of a new revision
	again   bool     // only the way of reading has changed: an extraction of the same revision
	doubt   string   // why it is not believed
}

// revisit compares a page with what was read at the same address before.
func (b *batch) revisit(r *reading, before pageRow, saved frontier.Saved) (frontier.Saved, error) {
	doc, err := b.document(before.document)
	if err != nil {
		return saved, err
	}
	saved.What, saved.Article = frontier.Same, doc.ref
	f, err := b.find(r, doc, before)
	if err != nil {
		return saved, err
	}
	if f.doubt != "" {
		return saved, b.doubt(r, before, f.doubt)
	}
	if err := b.reread(r); err != nil {
		return saved, err
	}
	switch {
	case len(f.changed) > 0:
		saved.What = frontier.Revised
		err = b.revise(r, doc.id, doc.number+1, f.changed)
	case f.again:
		if err = b.show(r, doc.id, doc.revision); err == nil {
			_, err = b.exec(`UPDATE revision SET digest = ? WHERE id = ?`, r.digest, doc.revision)
		}
	}
	if err != nil {
		return saved, err
	}
	if len(f.changed) > 0 || f.again || !bytes.Equal(before.canonical, r.canonicalKey()) {
		if err := b.recluster(doc.id); err != nil {
			return saved, err
		}
	}
	return b.reconsider(r, doc, saved)
}

// reread takes over what a page that is believed says of itself.
func (b *batch) reread(r *reading) error {
	if _, err := b.exec(`UPDATE page SET digest = ?, canonical = ?, signals = ?, fetch = coalesce(?, fetch), entry = coalesce(?, entry),
		unchanged = 0, doubt = nullif(nullif(doubt, 'cut'), 'stub'), doubted = NULL, doubts = 0 WHERE address = ?`,
		r.digest, r.canonicalKey(), signalsJSON(r.signals), row(r.fetch), row(r.entry), r.address); err != nil {
		return err
	}
	if _, err := b.exec(`DELETE FROM naming WHERE page = ?`, r.address); err != nil {
		return err
	}
	return b.namings(r)
}

// doubt notes a reading that is not believed. Everything else stays as it was,
// the validators included: the next visit gets the page anew.
func (b *batch) doubt(r *reading, before pageRow, why string) error {
	_, err := b.exec(`UPDATE page SET doubt = ?, doubted = ?, doubts = ?, unchanged = 0 WHERE address = ?`,
		why, r.digest, b.stay(r, before), r.address)
	return err
}

// stay counts the visits in a row, this one included, that found a doubted
// reading.
func (b *batch) stay(r *reading, before pageRow) int64 {
	if sameDigest(before.doubted, r.digest) {
		return before.doubts + 1
	}
	return 1
}

// find tells what a reading is, compared with what is shown. What is shown comes
// from the address the article stands under; another address of it, which may
// leave out this and that, counts only when its text says something new.
func (b *batch) find(r *reading, doc document, before pageRow) (finding, error) {
	same := sameDigest(before.digest, r.digest)
	preferred := doc.key == r.identity
	if same && !preferred {
		return finding{}, nil
	}
	shown, extractor, err := b.shown(doc)
	if err != nil {
		return finding{}, err
	}
	if same {
		return finding{changed: touchedOnly(r, shown)}, nil
	}
	words, count := normalise(shown.Text)
	if !preferred && (words == r.words || len(r.words) < len(words) && similar(words, r.words)) {
		return finding{}, nil
	}
	changed, err := b.possible(differing(shown, r.article), r, doc)
	switch {
	case err != nil:
		return finding{}, err
	case len(changed) == 0:
		return finding{changed: touchedOnly(r, shown)}, nil
	case preferred && extractor != b.s.opts.Version && !announced(r, shown):
		return finding{again: true}, nil // which of the two has changed cannot be told: see reextract
	}
	if why := lost(r, shown, words, count); why != "" && !(why == doubtStub && b.retracted(r, shown, before)) {
		return finding{doubt: why}, nil
	}
	back, err := b.back(r, doc, before)
	if err != nil || back {
		return finding{doubt: doubtAlternates}, err
	}
	return finding{changed: changed}, nil
}

// possible leaves out a change of the date of publication that cannot be one.
func (b *batch) possible(changed []string, r *reading, doc document) ([]string, error) {
	i := slices.Index(changed, "published")
	if i < 0 {
		return changed, nil
	}
	var first int64
	if _, err := b.row(`SELECT at FROM revision WHERE document = ? AND number = 1`, []any{doc.id}, &first); err != nil {
		return nil, err
	}
	if impossible(r.article.Published, first) {
		changed = slices.Delete(changed, i, i+1)
	}
	return changed, nil
}

// lost tells why a text that is much shorter than before is no revision, and is
// empty when it may be one.
func lost(r *reading, shown *extract.Article, words string, count int) string {
	now := len(strings.Fields(r.words))
	switch {
	case count < comparableWords || float64(now) >= lostShare*float64(count):
		return ""
	case r.article.Access == extract.AccessPaywall, teaser(r.words, words):
		return doubtCut
	}
	return doubtStub
}

const (
	// teaserShare is how much of what is left has to stand in the longer text: the
	// rest is what a wall says to readers.
	teaserShare = 0.5
	// openingWords is how many words at the beginning tell a text whose wall says
	// more than its teaser. A notice in place of an article begins otherwise.
	openingWords = 12
)

// teaser reports whether a text is the beginning, or some other part, of a longer
// one, with or without what a wall says.
func teaser(part, whole string) bool {
	if part == "" {
		return true
	}
	if opening := strings.Fields(part); len(opening) >= openingWords && strings.HasPrefix(whole, strings.Join(opening[:openingWords], " ")+" ") {
		return true
	}
	x, y := shingleSet(part), shingleSet(whole)
	return float64(common(x, y)) >= teaserShare*float64(len(x))
}

// retracted reports whether a short notice stands for good where the article was.
func (b *batch) retracted(r *reading, shown *extract.Article, before pageRow) bool {
	return b.stay(r, before) >= retractionVisits && titlesAgree(shown.Title, r.article.Title)
}

// back reports whether a reading is what the article said before, at a page that
// goes back and forth: the more often it has come and gone, the longer it has to
// stay to be believed. The first time counts at once.
func (b *batch) back(r *reading, doc document, before pageRow) (bool, error) {
	var known bool
	var returns int
	if _, err := b.row(`SELECT coalesce(max(digest = ?2), 0), count(*) - count(DISTINCT digest) FROM revision
		WHERE document = ?1 AND digest IS NOT NULL AND changed <> '["modified"]'`, []any{doc.id, r.digest}, &known, &returns); err != nil || !known {
		return false, err
	}
	return b.stay(r, before) < 1<<min(returns, longestStay), nil
}
