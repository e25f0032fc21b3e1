package store

import (
	"slices"
	"strings"

	"winnow/extract"
)

// wire is a news agency: how its name stands in bylines and credits, the short
// form that stands in datelines, and where it publishes itself.
type wire struct {
	name  string
	names []string // in lower case, as words
	short []string // exact case: "(AP)", "AFP -"
	sites []string
}

// wires are the agencies whose texts are printed most. Names that are words of
// their own language are known by their datelines only.
var wires = []wire{
	{"Associated Press", []string{"associated press"}, []string{"AP"}, []string{"apnews.com", "ap.org"}},
	{"Reuters", []string{"reuters", "thomson reuters"}, []string{"Reuters", "REUTERS"}, []string{"reuters.com"}},
	{"AFP", []string{"agence france presse", "agence france-presse"}, []string{"AFP"}, []string{"afp.com"}},
	{"dpa", []string{"deutsche presse agentur", "deutsche presse-agentur"}, []string{"dpa", "DPA", "dpa-AFX"}, []string{"dpa.com", "dpa-international.com"}},
	{"EFE", []string{"agencia efe"}, []string{"EFE"}, []string{"efe.com"}},
	{"Europa Press", []string{"europa press"}, []string{"EUROPA PRESS", "Europa Press"}, []string{"europapress.es"}},
	{"ANSA", []string{"agenzia ansa"}, []string{"ANSA"}, []string{"ansa.it"}},
	{"Xinhua", []string{"xinhua", "xinhua news agency"}, []string{"Xinhua"}, []string{"xinhuanet.com", "news.cn"}},
	{"TASS", []string{"itar tass"}, []string{"TASS"}, []string{"tass.com", "tass.ru"}},
	{"Interfax", []string{"interfax"}, []string{"Interfax"}, []string{"interfax.com", "interfax.ru"}},
	{"PA Media", []string{"pa media", "press association"}, []string{"PA"}, []string{"pa.media"}},
	{"Press Trust of India", []string{"press trust of india"}, []string{"PTI"}, []string{"ptinews.com"}},
	{"IANS", []string{"indo asian news service"}, []string{"IANS"}, []string{"ians.in"}},
	{"ANI", []string{"asian news international"}, []string{"ANI"}, []string{"aninews.in"}},
	{"UPI", []string{"united press international"}, []string{"UPI"}, []string{"upi.com"}},
	{"Kyodo", []string{"kyodo news"}, []string{"Kyodo"}, []string{"kyodonews.net"}},
	{"Jiji", []string{"jiji press"}, []string{"Jiji Press"}, []string{"jiji.com"}},
	{"Yonhap", []string{"yonhap", "yonhap news agency"}, []string{"Yonhap"}, []string{"yna.co.kr"}},
	{"AAP", []string{"australian associated press"}, []string{"AAP"}, []string{"aap.com.au"}},
	{"Canadian Press", []string{"canadian press", "the canadian press"}, []string{"CP"}, []string{"thecanadianpress.com"}},
	{"APA", []string{"austria presse agentur"}, []string{"APA"}, []string{"apa.at"}},
	{"Keystone-SDA", []string{"keystone sda"}, []string{"sda", "SDA"}, []string{"keystone-sda.ch"}},
	{"Belga", []string{"belga"}, []string{"Belga", "BELGA"}, []string{"belga.be"}},
	{"ANP", []string{"algemeen nederlands persbureau"}, []string{"ANP"}, []string{"anp.nl"}},
	{"NTB", []string{"norsk telegrambyra"}, []string{"NTB"}, []string{"ntb.no"}},
	{"Ritzau", []string{"ritzau"}, []string{"/ritzau/"}, []string{"ritzau.dk"}},
	{"STT", []string{"stt lehtikuva"}, []string{"STT"}, []string{"stt.fi"}},
	{"Lusa", []string{"agencia lusa"}, []string{"Lusa", "LUSA"}, []string{"lusa.pt"}},
	{"MTI", nil, []string{"MTI"}, []string{"mti.hu"}},
	{"PAP", nil, []string{"PAP"}, []string{"pap.pl"}},
	{"ČTK", []string{"ceska tiskova kancelar"}, []string{"ČTK", "CTK"}, []string{"ctk.cz"}},
	{"Anadolu Agency", []string{"anadolu agency", "anadolu ajansi"}, []string{"AA"}, []string{"aa.com.tr"}},
	{"Bernama", []string{"bernama"}, []string{"Bernama", "BERNAMA"}, []string{"bernama.com"}},
	{"Antara", nil, []string{"ANTARA"}, []string{"antaranews.com"}},
	{"epd", []string{"evangelischer pressedienst"}, []string{"epd"}, []string{"epd.de"}},
	{"KNA", []string{"katholische nachrichten agentur"}, []string{"KNA"}, []string{"kna.de"}},
}

// asWords gives the names of the agencies as normalised words, with a blank on
// either side: they are looked for in every article.
var asWords = func() map[string]string {
	table := make(map[string]string)
	for _, w := range wires {
		for _, n := range append([]string{strings.ToLower(w.name)}, w.names...) {
			words, _ := normalise(n)
			table[n] = " " + words + " "
		}
	}
	return table
}()

// datelineBytes is how far into a text its dateline may stand, and creditBytes how
// far before its end a credit.
const (
	datelineBytes = 160
	creditBytes   = 240
)

// agency names the wire agency that an article credits: as an author, in the
// dateline, or at the end; empty when it names none.
func agency(a *extract.Article) string {
	for _, author := range a.Authors {
		name, _ := normalise(author)
		name = " " + name + " "
		for _, w := range wires {
			for _, n := range w.names {
				if strings.Contains(name, asWords[n]) {
					return w.name
				}
			}
			for _, s := range w.short {
				if strings.TrimSpace(author) == s {
					return w.name
				}
			}
		}
	}
	head := a.Text[:min(len(a.Text), datelineBytes)]
	tail := a.Text[max(0, len(a.Text)-creditBytes):]
	signed := newCredit(tail)
	mayDate := strings.ContainsAny(head, "(/") || strings.Contains(head, " -") || strings.Contains(head, " –") || strings.Contains(head, " —")
	for _, w := range wires {
		if mayDate && w.datelined(head) || w.credited(signed) {
			return w.name
		}
	}
	return ""
}

// datelined reports whether a text begins "PARIS (AFP)", "Berlin (dpa) -",
// "LONDON, March 3 (Reuters) -" or "AP - ".
func (w wire) datelined(head string) bool {
	for _, s := range w.short {
		if strings.Contains(head, "("+s+")") || strings.Contains(head, "("+s+"/") || strings.Contains(head, "/"+s+")") {
			return true
		}
		for _, dash := range []string{" - ", " – ", " — ", " -- "} {
			if strings.HasPrefix(head, s+dash) {
				return true
			}
		}
	}
	return false
}

// credit is the end of a text, made ready to look for the signs of many agencies.
type credit struct {
	end       string // without the blanks and stops behind it
	words     string // normalised, with a blank on either side; empty when nothing leads up to a name
	copyright string // words from the last "copyright" on
	sign      string // end from the last © on, when that is near
}

// leads stand before the name of an agency that is given as the source.
var leads = []string{" copyright ", " copyright the ", " source ", " with material from ", " this article was provided by ",
	" originally published by ", " first published by "}

// signBytes is how far behind a © a name may end.
const signBytes = 40

func newCredit(tail string) credit {
	c := credit{end: strings.TrimRight(tail, " \n.")}
	words, _ := normalise(tail)
	words = " " + words + " "
	if slices.ContainsFunc(leads, func(lead string) bool { return strings.Contains(words, lead) }) {
		c.words = words
	}
	if at := strings.LastIndex(words, " copyright "); at >= 0 {
		c.copyright = words[at:]
	}
	if at := strings.LastIndex(c.end, "©"); at >= 0 && len(c.end)-at < signBytes {
		c.sign = c.end[at:]
	}
	return c
}

// credited reports whether a text ends with the sign of an agency: "(AFP)",
// "© 2026 AFP", "Copyright The Associated Press", "Source: Xinhua".
func (w wire) credited(c credit) bool {
	for _, s := range w.short {
		before, found := strings.CutSuffix(strings.TrimSuffix(c.end, ")"), s)
		if !found {
			continue
		}
		bracketed := strings.HasSuffix(c.end, ")")
		if bracketed && strings.HasSuffix(before, "(") ||
			!bracketed && (strings.HasSuffix(before, "/") || strings.HasSuffix(before, "\n") || strings.HasSuffix(before, "© ")) ||
			!bracketed && c.sign != "" && strings.HasSuffix(before, " ") {
			return true
		}
	}
	if c.words == "" {
		return false // as nearly always
	}
	for _, name := range append(w.names[:len(w.names):len(w.names)], strings.ToLower(w.name)) {
		n := asWords[name]
		if !strings.Contains(c.words, n) {
			continue
		}
		if slices.ContainsFunc(leads, func(lead string) bool { return strings.Contains(c.words, lead+n[1:]) }) || strings.Contains(c.copyright, n) {
			return true
		}
	}
	return false
}

// agencySite reports whether an agency publishes on a site itself.
func agencySite(name, site string) bool {
	for _, w := range wires {
		if w.name != name {
			continue
		}
		for _, s := range w.sites {
			if s == site {
				return true
			}
		}
	}
	return false
}
