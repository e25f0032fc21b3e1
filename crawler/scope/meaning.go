package scope

// meanings say in a few words why addresses are left out.
var meanings = map[string]string{
	GuardAsset:    "a file, not a page",
	GuardRepeated: "the path says the same again and again",
	GuardDeep:     "more folders than path_depth",
	GuardLength:   "longer than address_length",
	GuardParams:   "more parameters than parameters allows",
	GuardCalendar: "a calendar without end",
	GuardSession:  "a new address for every visitor",
	GuardFacets:   "one more combination of filters",
	GuardSort:     "the same listing in another order",
	GuardSearch:   "an answer of the site's own search",
	GuardTags:     "listings by keyword that yield nothing",
	GuardPrint:    "another form of a page",
	GuardAMP:      "another form of a page",
	GuardReply:    "a form to answer with",
	GuardShare:    "a link to pass a page on",
	GuardLogin:    "asks who the reader is",
	GuardEdit:     "a form to change or buy something with",
	BudgetPattern: "pages of such addresses yield nothing: pattern_pages",
	BudgetDepth:   "pages so many links away yield nothing: depth_pages",
	BudgetHost:    "the host yields nothing: host_pages",

	"nofollow":         "link or page asks not to be followed",
	"out-of-scope":     "of another site, by scope and hops",
	"depth":            "more links away than depth",
	"hosts-budget":     "hosts of the site yield nothing: hosts",
	"excluded":         "by include and exclude",
	"robots":           "robots.txt forbids it",
	"parameter":        "the same without a parameter",
	"repeated-content": "its content stood at another address",
	"soft-404":         "says that there is no such page",
	"login-redirect":   "leads to where readers log in",
	"no-article":       "no article",
}

// Meaning says in a few words why addresses are left out; empty for a reason
// that is not one of a crawl of links.
func Meaning(reason string) string { return meanings[reason] }
