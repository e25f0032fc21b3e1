package crawler_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"winnow/crawler"
	"winnow/crawler/frontier"
	"winnow/crawler/scope"
)

// trap is a part of a site without end.
type trap struct {
	name    string
	entry   string // where the home page links to; blanks part several addresses
	want    string // the reason that is recorded; commas part those that would do
	most    int    // requests within the trap; 0 is trapMost
	change  func(*scope.Rules)
	respond func(s *trapSite, w http.ResponseWriter, r *http.Request)
}

const (
	trapMost   = 1000
	trapMemory = 150 << 20
	trapGood   = 24 // articles beside each trap: half are linked from the home page, half from sections
)

// links answers with a page of nothing but links, and a few words of its own.
func pageOf(w http.ResponseWriter, title string, links ...string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprintf(w, "<html><head><title>%s</title></head><body><h1>%s</h1><ul>", title, title)
	for _, l := range links {
		fmt.Fprintf(w, `<li><a href="%s">%s</a></li>`, l, strings.Trim(l, "/"))
	}
	fmt.Fprint(w, "</ul></body></html>")
}

// lastNumber reads the number that an address ends in.
func lastNumber(s string) int {
	at := strings.LastIndexFunc(s, func(r rune) bool { return r < '0' || r > '9' })
	n, _ := strconv.Atoi(s[at+1:])
	return n
}

// word makes a word of a number: never the same for two.
func word(n int) string {
	var b []byte
	for n = n*7919 + 104729; n > 0; n /= 26 {
		b = append(b, byte('a'+n%26))
	}
	return string(b)
}

// fresh is a number that no other answer of the site holds.
func (s *trapSite) fresh() int { return int(s.counter.Add(1)) }

var traps = []trap{
	{name: "calendar in the query", entry: "/events/?month=1&year=2026", want: "calendar",
		respond: func(_ *trapSite, w http.ResponseWriter, r *http.Request) {
			m, _ := strconv.Atoi(r.URL.Query().Get("month"))
			y, _ := strconv.Atoi(r.URL.Query().Get("year"))
			at := func(d int) string { return fmt.Sprintf("/events/?month=%d&year=%d", (m+d+11)%12+1, y+(m+d-1)/12) }
			pageOf(w, fmt.Sprintf("Events in %s of %d", time.Month(m), y), at(1), at(-1), at(12))
		}},
	{name: "calendar in the path", entry: "/calendar/2026/2/", want: "calendar",
		respond: func(_ *trapSite, w http.ResponseWriter, r *http.Request) {
			n := lastNumber(strings.TrimSuffix(r.URL.Path, "/"))
			pageOf(w, fmt.Sprintf("Month %s", word(n)), fmt.Sprintf("/calendar/%d/%d/", 2026+n/12, n+1), fmt.Sprintf("/calendar/%d/%d/", 2025-n/12, n+2))
		}},
	{name: "days without end", entry: "/archive/2026/02/14/", want: "pattern-budget,calendar,depth",
		respond: func(_ *trapSite, w http.ResponseWriter, r *http.Request) {
			day, err := time.Parse("/archive/2006/01/02/", r.URL.Path)
			if err != nil {
				http.NotFound(w, r)
				return
			}
			pageOf(w, "Nothing happened on "+word(day.YearDay()), day.AddDate(0, 0, -1).Format("/archive/2006/01/02/"), day.AddDate(0, 0, 1).Format("/archive/2006/01/02/"))
		}},
	{name: "pagination without end", entry: "/list/?page=1", want: "pattern-budget",
		respond: func(_ *trapSite, w http.ResponseWriter, r *http.Request) {
			n := lastNumber(r.URL.RawQuery)
			pageOf(w, "Listing "+word(n), fmt.Sprintf("/list/?page=%d", n+1))
		}},
	{name: "pagination in the path that repeats its last page", entry: "/old/page/1/", want: "repeated-content,pattern-budget",
		respond: func(_ *trapSite, w http.ResponseWriter, r *http.Request) {
			n := lastNumber(strings.TrimSuffix(r.URL.Path, "/"))
			fmt.Fprintf(w, "<html><title>Older</title><body><h1>Older</h1><p>%s</p><a href='/old/page/%d/'>older</a></body></html>",
				strings.Repeat("there is nothing more to be found in this part of the paper today ", 3), n+1)
		}},
	{name: "session in the query", entry: "/shop/?PHPSESSID=0011223344556677", want: "parameter",
		respond: func(s *trapSite, w http.ResponseWriter, r *http.Request) {
			var links []string
			for i := range 8 {
				links = append(links, fmt.Sprintf("/shop/%s?PHPSESSID=%016x", word(i), s.fresh()*7919))
			}
			pageOf(w, "Shop "+r.URL.Path, links...)
		}},
	{name: "session in the path", entry: "/desk;jsessionid=00112233445566AA", want: "parameter",
		respond: func(s *trapSite, w http.ResponseWriter, r *http.Request) {
			pageOf(w, "Desk", fmt.Sprintf("/desk;jsessionid=%016X", s.fresh()*104729), fmt.Sprintf("/desk/a;jsessionid=%016X", s.fresh()*104729))
		}},
	{name: "facets", entry: "/wares/?color=red&size=1", want: "facets",
		respond: func(_ *trapSite, w http.ResponseWriter, r *http.Request) {
			q := r.URL.Query()
			n := lastNumber(r.URL.RawQuery)
			var links []string
			for _, f := range []string{"color", "size", "price", "brand", "rating"} {
				q.Set(f, word(n+len(f)))
				links = append(links, "/wares/?"+q.Encode()+fmt.Sprintf("&size=%d", n+1))
			}
			pageOf(w, "Wares "+word(n*13), links...)
		}},
	{name: "order of parameters", entry: "/mix/?a=1&b=2&c=3", want: "pattern-budget,none", most: 12,
		respond: func(_ *trapSite, w http.ResponseWriter, _ *http.Request) {
			pageOf(w, "Mix", "/mix/?b=2&a=1&c=3", "/mix/?c=3&b=2&a=1", "/mix/?b=2&c=3&a=1", "/mix/?a=1&c=3&b=2", "/mix/?c=3&a=1&b=2")
		}},
	{name: "sort orders", entry: "/table/", want: "sort-order", most: 2,
		respond: func(_ *trapSite, w http.ResponseWriter, r *http.Request) {
			var links []string
			for i := range 20 {
				links = append(links, fmt.Sprintf("/table/?sort=%s&order=%d", word(i), i%2))
			}
			pageOf(w, "Table", links...)
		}},
	{name: "print, reply, share and login links", entry: "/desk/1", want: "print,reply,share,login", most: 3,
		respond: func(_ *trapSite, w http.ResponseWriter, r *http.Request) {
			n := lastNumber(r.URL.Path)
			pageOf(w, "Desk", fmt.Sprintf("/print/desk/%d", n), fmt.Sprintf("/desk/%d?print=1", n), fmt.Sprintf("/desk/%d?replytocom=%d", n, n),
				fmt.Sprintf("/share/desk/%d", n), fmt.Sprintf("/login?return=/desk/%d", n))
		}},
	{name: "soft 404s", entry: "/lost/a", want: "soft-404,repeated-content",
		respond: func(s *trapSite, w http.ResponseWriter, _ *http.Request) {
			fmt.Fprintf(w, "<html><title>Page not found</title><body><h1>Page not found</h1><p>Try <a href='/lost/%s'>this</a> or <a href='/lost/%s'>that</a>.</p></body></html>",
				word(s.fresh()), word(s.fresh()))
		}},
	{name: "login redirects", entry: "/members/1", want: "login-redirect,pattern-budget",
		respond: func(_ *trapSite, w http.ResponseWriter, r *http.Request) {
			n := lastNumber(r.URL.Path)
			if n == 1 {
				var links []string
				for i := 2; i < 400; i++ {
					links = append(links, fmt.Sprintf("/members/%d", i))
				}
				pageOf(w, "Members", links...)
				return
			}
			http.Redirect(w, r, fmt.Sprintf("/members/login?next=/members/%d", n), http.StatusFound)
		}},
	{name: "one content under any address", entry: "/mirror/a", want: "repeated-content,pattern-budget",
		respond: func(s *trapSite, w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			story := page("The mirror", 77)
			fmt.Fprint(w, strings.Replace(story, "</article>", fmt.Sprintf("</article><a href='/mirror/%s'>x</a><a href='/mirror/%s'>y</a>", word(s.fresh()), word(s.fresh())), 1))
		}},
	{name: "relative links without end", entry: "/deep/", want: "repeated-segments,deep-path", most: 40,
		respond: func(_ *trapSite, w http.ResponseWriter, r *http.Request) {
			pageOf(w, "Deep "+word(len(r.URL.Path)), "more/", "more/other/")
		}},
	{name: "deep paths of ever new words", entry: "/maze/", want: "deep-path,pattern-budget,host-budget,depth",
		respond: func(s *trapSite, w http.ResponseWriter, r *http.Request) {
			base := strings.TrimSuffix(r.URL.Path, "/")
			pageOf(w, "Maze "+word(s.fresh()), base+"/"+word(s.fresh())+"/", base+"/"+word(s.fresh())+"/", base+"/"+word(s.fresh())+"/")
		}},
	{name: "tokens in the query", entry: "/token/?t=1", want: "pattern-budget",
		respond: func(s *trapSite, w http.ResponseWriter, _ *http.Request) {
			pageOf(w, "Token "+word(s.fresh()), fmt.Sprintf("/token/?t=%d", s.fresh()), fmt.Sprintf("/token/?t=%d", s.fresh()))
		}},
	{name: "a maze of redirects", entry: "/go/1", want: "too-many-redirects,pattern-budget",
		respond: func(_ *trapSite, w http.ResponseWriter, r *http.Request) {
			n := lastNumber(r.URL.Path)
			if n%7 == 0 {
				pageOf(w, "Crossing "+word(n), fmt.Sprintf("/go/%d", n*3+1), fmt.Sprintf("/go/%d", n*5+2), fmt.Sprintf("/go/%d", n*11+3))
				return
			}
			http.Redirect(w, r, fmt.Sprintf("/go/%d", n+1), http.StatusFound)
		}},
	{name: "pages of a thousand links", entry: "/many/1", want: "pattern-budget",
		respond: func(s *trapSite, w http.ResponseWriter, _ *http.Request) {
			links := make([]string, 1000)
			for i := range links {
				links[i] = fmt.Sprintf("/many/%d", s.fresh())
			}
			pageOf(w, "Many "+word(s.fresh()), links...)
		}},
	{name: "a cloud of tags", entry: "/tag/one/", want: "tag-pages",
		respond: func(s *trapSite, w http.ResponseWriter, _ *http.Request) {
			links := make([]string, 30)
			for i := range links {
				links[i] = "/tag/" + word(s.fresh()) + "/"
			}
			pageOf(w, "Tag "+word(s.fresh()), links...)
		}},
	{name: "search results", entry: "/find/", want: "search", most: 2,
		respond: func(s *trapSite, w http.ResponseWriter, _ *http.Request) {
			links := make([]string, 30)
			for i := range links {
				links[i] = "/search?q=" + word(s.fresh())
			}
			pageOf(w, "Find", links...)
		}},
	{name: "mirrors in any language", entry: "/aa/home", want: "repeated-content,pattern-budget",
		respond: func(_ *trapSite, w http.ResponseWriter, r *http.Request) {
			a, b := int(r.URL.Path[1]-'a'), int(r.URL.Path[2]-'a')
			fmt.Fprint(w, "<html><title>Mirror</title><body><p>", strings.Repeat("the same words in what is said to be another language ", 4), "</p>")
			for i := range 26 {
				fmt.Fprintf(w, "<a href='/%c%c/home'>l</a>", 'a'+(a+i)%26, 'a'+(b+i*i+1)%26)
			}
			fmt.Fprint(w, "</body></html>")
		}},
	{name: "versions of files", entry: "/build/", want: "asset", most: 2,
		respond: func(s *trapSite, w http.ResponseWriter, _ *http.Request) {
			links := make([]string, 50)
			for i := range links {
				links[i] = fmt.Sprintf("/static/app.%d.js?v=%d", s.fresh(), i)
			}
			pageOf(w, "Build", links...)
		}},
	{name: "letters in either case", entry: "/Case/abcdefgh", want: "repeated-content,pattern-budget",
		respond: func(s *trapSite, w http.ResponseWriter, r *http.Request) {
			n := s.fresh()
			spelt := []byte("abcdefgh")
			for i := range spelt {
				if n>>i&1 == 1 {
					spelt[i] -= 'a' - 'A'
				}
			}
			fmt.Fprint(w, "<html><title>Case</title><body><p>", strings.Repeat("large and small letters make no difference to this server at all ", 4), "</p>")
			fmt.Fprintf(w, "<a href='/Case/%s'>a</a><a href='/case/%s'>b</a></body></html>", spelt, spelt)
		}},
	{name: "machine-made prose", entry: "/prose/a", want: "pattern-budget,host-budget,depth-budget,depth",
		respond: func(s *trapSite, w http.ResponseWriter, _ *http.Request) {
			var b strings.Builder
			for range 6 {
				b.WriteString("<p>")
				for range 60 {
					b.WriteString(word(s.fresh()) + " ")
				}
				fmt.Fprintf(&b, "<a href='/prose/%s'>%s</a>.</p>", word(s.fresh()), word(s.fresh()))
			}
			fmt.Fprintf(w, "<html><title>%s</title><body><h1>%s</h1>%s</body></html>", word(s.fresh()), word(s.fresh()), b.String())
		}},
	{name: "machine-made prose that is signed and dated", entry: "/daily/a", want: "pattern-budget",
		respond: func(s *trapSite, w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			title := "Daily " + word(s.fresh())
			fmt.Fprintf(w, `<html><head><title>%s</title><meta property="og:type" content="article"><meta name="author" content="Ada Quill">
<meta property="article:published_time" content="2026-02-14T09:30:00+01:00"></head><body><article><h1>%s</h1>`, title, title)
			for range 6 {
				fmt.Fprint(w, "<p>")
				for range 60 {
					fmt.Fprint(w, word(s.fresh()), " ")
				}
				fmt.Fprint(w, ".</p>")
			}
			fmt.Fprintf(w, "</article><a href='/daily/%s'>x</a><a href='/daily/%s'>y</a></body></html>", word(s.fresh()), word(s.fresh()))
		}},
	{name: "people who know people", entry: "/circle/a_a", want: "pattern-budget",
		respond: func(s *trapSite, w http.ResponseWriter, r *http.Request) {
			links := []string{r.URL.Path + "/follow"}
			for range 20 {
				links = append(links, "/circle/"+word(s.fresh())+"_"+word(s.fresh()))
			}
			pageOf(w, "Profile of "+word(s.fresh()), links...)
		}},
	{name: "drops that fall slowly", entry: "/drip/1", want: "timeout,pattern-budget", most: 60,
		respond: func(s *trapSite, w http.ResponseWriter, r *http.Request) {
			if s.fresh()%4 == 0 { // every fourth never ends
				w.WriteHeader(http.StatusOK)
				w.(http.Flusher).Flush()
				select {
				case <-r.Context().Done():
				case <-s.closing:
				}
				return
			}
			n := lastNumber(r.URL.Path)
			pageOf(w, "Drip "+word(n), fmt.Sprintf("/drip/%d", n*2+1), fmt.Sprintf("/drip/%d", n*2+2))
		}, change: func(r *scope.Rules) { r.PatternPages = 10 }},
}

// trapSite is a site with good pages and a trap.
type trapSite struct {
	*httptest.Server
	trap    trap
	counter atomic.Int64
	within  atomic.Int64 // requests for the trap
	closing chan struct{}
}

func newTrapSite(t *testing.T, x trap) *trapSite {
	s := &trapSite{trap: x, closing: make(chan struct{})}
	s.counter.Store(1000)
	s.Server = httptest.NewServer(s)
	t.Cleanup(func() { close(s.closing); s.Close() })
	return s
}

// good gives the address of a good page, of two shapes.
func good(i int) string {
	if i%2 == 0 {
		return fmt.Sprintf("/2026/02/story-of-the-day-%d", i)
	}
	return fmt.Sprintf("/news/report-%d.html", i)
}

func (s *trapSite) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := r.URL.Path
	switch n := lastNumber(strings.TrimSuffix(path, ".html")); {
	case path == "/robots.txt":
		http.NotFound(w, r)
	case path == "/":
		links := append(strings.Fields(s.trap.entry), "/section/one/", "/section/two/")
		for i := range trapGood / 2 {
			links = append(links, good(i))
		}
		pageOf(w, "Home", links...)
	case strings.HasPrefix(path, "/section/"):
		first := trapGood / 2
		if strings.Contains(path, "two") {
			first += trapGood / 4
		}
		var links []string
		for i := range trapGood / 4 {
			links = append(links, good(first+i))
		}
		pageOf(w, "Section "+path, links...)
	case n < trapGood && path == good(n):
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, page(fmt.Sprintf("Good %d", n), 500+n))
	default:
		s.within.Add(1)
		s.trap.respond(s, w, r)
	}
}

// TestTraps crawls a site beside each trap that there is: all good pages are
// found, the trap is left, and why is written down.
func TestTraps(t *testing.T) {
	if testing.Short() {
		t.Skip("asks for thousands of pages")
	}
	used := heapPeak(t)
	for _, x := range traps {
		t.Run(x.name, func(t *testing.T) {
			s, db := newTrapSite(t, x), filepath.Join(t.TempDir(), "winnow.db")
			report := harvest(t, db, func(o *crawler.Options) { follows(o, s.URL+"/", x.change) },
				frontier.Lead{URL: s.URL + "/", Kind: frontier.Start, Source: "quay"})
			most := x.most
			if most == 0 {
				most = trapMost
			}
			if n := int(s.within.Load()); n > most {
				t.Errorf("%d requests within the trap, want %d at most", n, most)
			}
			held, missing := withAliases(articles(t, db)), 0
			for i := range trapGood {
				if held[s.URL+good(i)].Title != fmt.Sprintf("Good %d", i) {
					missing++
				}
			}
			if missing > 0 {
				t.Errorf("%d of %d good pages are missing", missing, trapGood)
			}
			var reasons []string
			recorded := false
			for _, l := range report.LeftOut {
				reasons = append(reasons, fmt.Sprintf("%s %d", l.Reason, l.Addresses))
				recorded = recorded || strings.Contains(","+x.want+",", ","+l.Reason+",")
			}
			if !recorded && !strings.HasSuffix(x.want, "none") {
				t.Errorf("recorded %s, want %s", strings.Join(reasons, ", "), x.want)
			}
			t.Logf("%d requests within: %s", s.within.Load(), strings.Join(reasons, ", "))
		})
	}
	runtime.GC()
	if peak := used(); peak > trapMemory {
		t.Errorf("%d MB of heap", peak>>20)
	}
}

// TestTrapsTogether crawls one host with nearly all traps at once: they use up
// what the host may cost, and take no good page with them.
func TestTrapsTogether(t *testing.T) {
	if testing.Short() {
		t.Skip("asks for a thousand pages")
	}
	all, entries := map[string]trap{}, []string{}
	for _, x := range traps {
		folder, _, _ := strings.Cut(strings.TrimLeft(x.entry, "/"), "/")
		if _, taken := all[folder]; !taken && x.change == nil {
			all[folder] = x
			entries = append(entries, x.entry)
		}
	}
	s := newTrapSite(t, trap{entry: strings.Join(entries, " "), respond: func(s *trapSite, w http.ResponseWriter, r *http.Request) {
		folder, _, _ := strings.Cut(strings.TrimLeft(r.URL.Path, "/"), "/")
		if x, ok := all[strings.Split(folder, ";")[0]]; ok {
			x.respond(s, w, r)
			return
		}
		http.NotFound(w, r)
	}})
	db := filepath.Join(t.TempDir(), "winnow.db")
	harvest(t, db, func(o *crawler.Options) { follows(o, s.URL+"/", nil) }, frontier.Lead{URL: s.URL + "/", Kind: frontier.Start, Source: "quay"})
	held := withAliases(articles(t, db))
	for i := range trapGood {
		if held[s.URL+good(i)].Title != fmt.Sprintf("Good %d", i) {
			t.Errorf("%s is missing", good(i))
		}
	}
	if n := int(s.within.Load()); n < len(entries) || n > 2*trapMost {
		t.Errorf("%d requests within %d traps, want at least one each and %d at most", n, len(entries), 2*trapMost)
	}
	t.Logf("%d requests within %d traps", s.within.Load(), len(entries))
}

// follows has the first source follow links from root.
func follows(o *crawler.Options, root string, change func(*scope.Rules)) {
	rules := scope.Defaults()
	rules.Roots = []string{root}
	if change != nil {
		change(&rules)
	}
	o.Sources[0].Follow = &rules
	o.PerHost = 4
}
