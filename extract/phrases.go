package extract

import "strings"

// phrases are beginnings of blocks in lower case, by their first byte: every
// block is compared with them, and most begin like none.
type phrases [256][]string

func phrasesOf(all ...string) *phrases {
	p := &phrases{}
	for _, w := range all {
		p[w[0]] = append(p[w[0]], w)
	}
	return p
}

// begin reports whether one of them begins a text in lower case.
func (p *phrases) begin(lower string) bool {
	if lower == "" {
		return false
	}
	for _, w := range p[lower[0]] {
		if strings.HasPrefix(lower, w) {
			return true
		}
	}
	return false
}

// relatedHeads head lists of other articles.
var relatedHeads = phrasesOf("related", "read more", "read next", "read also", "more from", "more on this", "more stories", "more news",
	"you may also", "you might also", "you may like", "you might like", "recommended", "further reading", "see also", "don't miss", "don’t miss",
	"up next", "next up", "trending", "most read", "most popular", "latest news", "latest stories", "editor's picks", "editors' picks",
	"what to read next", "keep reading", "also read", "popular posts", "recent posts",
	"mehr zum thema", "lesen sie auch", "lesen sie mehr", "das könnte sie", "auch interessant", "weitere artikel", "weiterlesen", "mehr lesen",
	"lire aussi", "à lire aussi", "a lire aussi", "sur le même sujet", "lire la suite", "articles liés", "pour aller plus loin",
	"lee también", "lea también", "te puede interesar", "le puede interesar", "más noticias", "noticias relacionadas", "artículos relacionados", "leer más",
	"leggi anche", "potrebbe interessarti", "articoli correlati", "lees ook", "lees meer", "leia também", "leia mais", "veja também", "notícias relacionadas",
	"läs också", "läs även", "läs mer", "les også", "læs også", "lue myös", "czytaj też", "czytaj także", "zobacz też", "zobacz także", "přečtěte si",
	"čtěte také", "читайте также", "по теме", "関連記事", "あわせて読みたい", "相关阅读", "延伸阅读", "相關新聞", "baca juga", "ilgili haberler")

// pageDates begin a line that says when the page was changed, and by whom.
var pageDates = phrasesOf("last changed", "last updated", "last modified", "last reviewed", "last edited", "page last", "page updated", "this page was last", "this page last",
	"zuletzt geändert", "zuletzt aktualisiert", "letzte änderung", "letzte aktualisierung", "dernière mise à jour", "dernière modification",
	"mis à jour le", "última actualización", "actualizado el", "ultimo aggiornamento", "laatst gewijzigd", "laatst bijgewerkt", "última atualização",
	"senast uppdaterad", "sist oppdatert", "senest opdateret", "ostatnia aktualizacja", "последнее обновление", "最后更新", "最終更新")

// callsToAction ask for something: a subscription, money, a follow.
var callsToAction = phrasesOf("subscribe to", "subscribe now", "subscribe today", "subscribe for", "sign up", "sign-up", "join our", "get our", "get the latest", "get more", "follow us", "follow our",
	"follow me", "like us on", "find us on", "download our", "download the app", "click here", "share this", "share on", "tweet this", "print this", "email this", "support us", "support our",
	"donate", "become a member", "become a patron", "become a subscriber", "please consider", "register for", "register to", "log in", "forgot your password", "forgotten your password", "forgot password", "create an account", "listen to this article",
	"advertisement", "advertising", "article continues below", "continue reading below", "story continues", "this article contains affiliate", "leave a comment", "leave a reply", "view comments", "enter your email",
	"by signing up", "by subscribing", "buy now", "shop now", "sponsored", "newsletter", "our newsletter", "anzeige", "jetzt abonnieren", "newsletter abonnieren", "folgen sie uns", "jetzt anmelden", "artikel teilen", "abonnez-vous",
	"inscrivez-vous", "suivez-nous", "publicité", "suscríbete", "suscríbase", "síguenos", "comparte", "publicidad", "iscriviti", "seguici", "pubblicità", "abonneer", "volg ons",
	"assine", "inscreva-se", "siga-nos", "publicidade", "annons", "annonse", "annonce", "reklama", "подписывайтесь", "подпишитесь")
