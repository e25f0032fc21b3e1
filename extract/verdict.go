package extract

import (
	"bytes"
	_ "embed"
	"math"
	"strings"
	"sync"
)

// Verdict is the decision whether a page is an article: a news story, a blog
// post, an essay and the like.
type Verdict struct {
	Article    bool
	Confidence float64 // 0.5 to 1: how sure the decision is
	Reason     string  // one of the Page constants
	rule       bool    // it was not the model that decided
	overruled  []Candidate
}

// origin is the verdict as provenance: its source is "model" or "rule", and the
// candidates are what else the page was taken for, by its Page constant.
func (v Verdict) origin() Origin {
	o := Origin{Source: "model", Confidence: hundredths(v.Confidence), Candidates: append([]Candidate{}, v.overruled...)}
	if v.rule {
		o.Source = "rule"
	}
	return o
}

func hundredths(x float64) float64 { return math.Round(x*100) / 100 }

// What a page is, when it is no article; PageArticle when it is one.
const (
	PageArticle  = "article"
	PageEmpty    = "empty"     // no text at all
	PageThin     = "thin"      // less text than a short notice
	PageNotFound = "not-found" // an error page that was served as a success
	PageLogin    = "login"     // asks for a password
	PageListing  = "listing"   // leads to other pages: home, section, search, archive
	PageForum    = "forum"     // a thread of many voices
	PageProduct  = "product"   // sells something
	PageOther    = "other"     // none of these: a service, a manual, a profile
)

//go:embed pages.model
var pagesModel []byte

var embeddedPages = sync.OnceValue(func() *Model {
	m, err := ReadModel(bytes.NewReader(pagesModel))
	if err != nil {
		return &Model{}
	}
	return m
})

// articleMargin is the log-odds from which a page counts as an article. It is
// set so that 99 in 100 labelled news pages pass in cross-validation: a lost
// article is worse than a kept product page.
const articleMargin = -0.5

const (
	thinWords  = 25  // fewer words are no article, whatever the markup
	shortWords = 150 // an error or login page has fewer
)

// judge decides whether the page that was read is an article.
func (d *Doc) judge(r *reading) Verdict {
	words := r.keptWords()
	certain := func(reason string) Verdict { return Verdict{Reason: reason, Confidence: 0.95, rule: true} }
	switch {
	case words == 0:
		return certain(PageEmpty)
	case words < shortWords && r.saysNotFound():
		return certain(PageNotFound)
	case words < shortWords && r.passwords > 0:
		return certain(PageLogin)
	case words < thinWords:
		return certain(PageThin)
	}
	p := r.article
	if p >= 0.5 {
		return Verdict{Article: true, Confidence: p, Reason: PageArticle}
	}
	reason := d.reasonAgainst(r)
	if reason == PageOther && r.isStory() {
		return Verdict{Article: true, Confidence: storySure, Reason: PageArticle, rule: true,
			overruled: []Candidate{{Value: reason, Source: "model", Confidence: hundredths(1 - p)}}}
	}
	return Verdict{Confidence: 1 - p, Reason: reason, overruled: []Candidate{{Value: PageArticle, Source: "model", Confidence: hundredths(p)}}}
}

// notFoundPhrases are what the title or the main heading of an error page says.
var notFoundPhrases = []string{"error 404", "404 error", "404 page", "not found", "page not found", "page cannot be found", "page can't be found", "page can’t be found", "doesn't exist", "doesn’t exist", "does not exist",
	"no longer available", "something went wrong", "access denied", "403 forbidden", "500 internal", "service unavailable", "nicht gefunden",
	"non trouvée", "introuvable", "no encontrada", "no encontrado", "non trovata", "niet gevonden", "não encontrada", "hittades inte", "не найдена"}

// longestError bounds a heading that says nothing but the error.
const longestError = 12 // words

func (r *reading) saysNotFound() bool {
	for _, t := range r.clues.titles {
		if says(t) {
			return true
		}
	}
	for i := range r.blocks {
		if b := &r.blocks[i]; (b.heading == 1 || b.heading == 2) && b.words.len() <= longestError && says(b.text) {
			return true
		}
	}
	return false
}

func says(s string) bool {
	s = strings.ToLower(s)
	if len(strings.Fields(s)) > longestError {
		return false
	}
	if strings.HasPrefix(s, "404") {
		return true
	}
	for _, p := range notFoundPhrases {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}

// teaserShare is the share of linked characters from which a page is there to
// lead elsewhere.
const teaserShare = 0.45

// reasonAgainst names what a page is that was found to be no article.
func (d *Doc) reasonAgainst(r *reading) string {
	var words wordSet
	for _, t := range r.clues.pageTypes {
		words |= typeWords.match(t)
	}
	if d.url != nil {
		words |= urlWords.match(d.url.Path) &^ (1 << 5)
	}
	all := span{0, int32(len(r.blocks))}
	switch {
	case r.passwords > 0:
		return PageLogin
	case words&(1<<2) != 0:
		return PageForum
	case words&(1<<1) != 0:
		return PageProduct
	case words&(1<<4) != 0 || r.linkShare(all) >= teaserShare || d.url != nil && strings.Trim(d.url.Path, "/") == "":
		return PageListing
	}
	return PageOther
}
