package scope

import (
	"testing"
	"time"
)

var winter = time.Date(2026, 2, 14, 9, 0, 0, 0, time.UTC)

func TestGuard(t *testing.T) {
	const site = "https://paper.test"
	rules := Defaults()
	rules.Roots = []string{site + "/"}
	for _, row := range []struct{ path, want string }{
		{"/", ""},
		{"/2026/02/14/ferry-line-to-reopen/", ""},
		{"/news/world/bakers-vote-81.html", ""},
		{"/story.php?id=17", ""},
		{"/research/how-the-search-for-the-wreck-began", ""},
		{"/printing/a-history-of-the-press", ""},
		{"/shares/fall-again", ""},
		{"/print", ""}, // a section of that name
		{"/report.pdf", GuardAsset},
		{"/static/app.81.JS?v=3", GuardAsset},
		{"/node.js", GuardAsset},
		{"/a/b/a/b/a/b", GuardRepeated},
		{"/more/more/more/", GuardRepeated},
		{"/a/x/a/y/a/z/a/", GuardRepeated},
		{"/a/x/a/y/", ""},
		{"/1/2/3/4/5/6/7/8/9/10/11/12/13", GuardDeep},
		{"/list?a=1&b=2&c=3&d=4&e=5&f=6&g=7", GuardParams},
		{"/print/story-17", GuardPrint},
		{"/story-17/print/", GuardPrint},
		{"/story-17?print=1", GuardPrint},
		{"/amp/story-17", GuardAMP},
		{"/story-17/amp", GuardAMP},
		{"/story-17?outputType=amp", GuardAMP},
		{"/story-17?replytocom=4", GuardReply},
		{"/share/story-17", GuardShare},
		{"/story-17?share=mastodon", GuardShare},
		{"/login?next=/story-17", GuardLogin},
		{"/index.php?action=edit", GuardEdit},
		{"/cart/", GuardEdit},
		{"/search?q=ferry", GuardSearch},
		{"/?s=ferry", GuardSearch},
		{"/world/?sort=newest", GuardSort},
	} {
		if got := rules.Guard(site+row.path, winter); got != row.want {
			t.Errorf("%s: got %q, want %q", row.path, got, row.want)
		}
	}
}

func TestSuspect(t *testing.T) {
	rules := Defaults()
	for _, row := range []struct{ path, want string }{
		{"/2026/02/14/", ""},
		{"/many/2500", ""},
		{"/calendar/2026/2/", GuardCalendar},
		{"/calendar/", ""},
		{"/2031/04/", GuardCalendar},
		{"/events/?month=3&year=2026", GuardCalendar},
		{"/wares?color=red&size=3", GuardFacets},
		{"/tag/ferries/", GuardTags},
		{"/tag/", ""},
		{"/story.php?id=17", ""},
	} {
		if got := rules.Suspect("https://paper.test"+row.path, winter); got != row.want {
			t.Errorf("%s: got %q, want %q", row.path, got, row.want)
		}
	}
}

func TestGuardsCanBeSwitchedOff(t *testing.T) {
	rules := Defaults()
	rules.LetIn = []string{GuardPrint, GuardTags}
	if got := rules.Guard("https://paper.test/print/1", winter); got != "" {
		t.Errorf("a print page: %q", got)
	}
	if got := rules.Suspect("https://paper.test/tag/a", winter); got != "" {
		t.Errorf("a tag page: %q", got)
	}
	rules = Defaults()
	rules.Roots = []string{"https://paper.test/search?q=ferry"}
	if got := rules.Guard("https://paper.test/search?q=bread", winter); got != "" {
		t.Errorf("where the start page is a search itself: %q", got)
	}
}

func TestWithin(t *testing.T) {
	for _, row := range []struct {
		reach         Reach
		address, from string
		want          bool
	}{
		{Host, "https://www.paper.test/a", "", true},
		{Host, "http://paper.test/a", "", true},
		{Host, "https://sport.paper.test/a", "", false},
		{Host, "https://sport.paper.test/a", "https://sport.paper.test/", true},
		{Host, "https://paper.test:8443/a", "", false},
		{Domain, "https://sport.paper.test/a", "", true},
		{Domain, "https://paper.example/a", "", false},
		{Prefix, "https://paper.test/news/world/a", "", true},
		{Prefix, "https://paper.test/newsletter", "", false},
		{Prefix, "https://paper.test/", "https://paper.test/news/", false},
	} {
		rules := Rules{Roots: []string{"https://paper.test/news/index.html"}, Reach: row.reach}
		if got := rules.Within(row.address, row.from); got != row.want {
			t.Errorf("%s %s from %q: got %v, want %v", row.reach, row.address, row.from, got, row.want)
		}
	}
}

func TestPlain(t *testing.T) {
	rules := Defaults()
	noise := func(name string) bool { return name == "ref" }
	for _, row := range []struct{ address, want string }{
		{"https://p.test/a?id=3", "https://p.test/a?id=3"},
		{"https://p.test/a?ref=home&id=3", "https://p.test/a?id=3"},
		{"https://p.test/a?ref=home", "https://p.test/a"},
		{"https://p.test/a?PHPSESSID=0011223344556677", "https://p.test/a"},
		{"https://p.test/a?sid=3", "https://p.test/a?sid=3"}, // too short to be a session's
		{"https://p.test/a;jsessionid=00AA11BB22CC?id=3", "https://p.test/a?id=3"},
		{"https://p.test/a;jsessionid=00AA11BB22CC/b", "https://p.test/a/b"},
		{"https://p.test/(S(abc0123def456))/b", "https://p.test/b"},
		{"https://p.test/sid-00aa11bb22cc33/b", "https://p.test/b"},
		{"https://p.test/session-notes/b", "https://p.test/session-notes/b"},
	} {
		got, changed := rules.Plain(row.address, noise)
		if got != row.want || changed != (row.want != row.address) {
			t.Errorf("%s: got %s %v, want %s", row.address, got, changed, row.want)
		}
	}
}

func FuzzAddresses(f *testing.F) {
	for _, seed := range []string{"https://p.test/a?b=c", "", "//", "https://p.test", "https://p.test/(S(", "?;jsessionid=", "https://p.test/;sid=/"} {
		f.Add(seed)
	}
	rules := Defaults()
	f.Fuzz(func(t *testing.T, address string) {
		rules.Guard(address, winter)
		rules.Suspect(address, winter)
		plain, _ := rules.Plain(address, nil)
		if again, changed := rules.Plain(plain, nil); changed && len(again) >= len(plain) {
			t.Errorf("%q is %q and then %q", address, plain, again)
		}
		shape := Shape(address)
		Coarse(shape)
		PageOf(address)
		Follows(address, plain)
	})
}
