package fetch

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
)

// site is the host of addresses that a test names by path only.
const site = "http://site.test"

// robotsCases are conformance cases: for each file and agent, the paths that are
// allowed and those that are not.
var robotsCases = []struct {
	name   string
	file   string
	agent  string
	allow  []string
	forbid []string
}{
	{"no file", "", "spider", []string{"/", "/a"}, nil},
	{"no file, no agent", "", "", []string{"", "/"}, nil},
	{"another agent", "user-agent: spider\ndisallow: /\n", "", []string{"", "/a"}, nil},
	{"empty address is the root", "user-agent: spider\ndisallow: /\n", "spider", nil, []string{""}},

	{"colon", "user-agent: spider\ndisallow: /\n", "spider", nil, []string{"/x/y"}},
	{"unknown names", "who: spider\nnot: /\n", "spider", []string{"/x/y"}, nil},
	{"forgotten colon", "user-agent spider\ndisallow /\n", "spider", nil, []string{"/x/y"}},
	{"forgotten colon, three words", "user-agent: spider\ndisallow / please\n", "spider", []string{"/x/y"}, nil},
	{"blanks around the colon", "  User-agent \t:\t spider  \n Disallow : /x \n", "spider", []string{"/y"}, []string{"/x"}},
	{"no blank after the colon", "User-agent:spider\nDisallow:/x\n", "spider", []string{"/y"}, []string{"/x"}},

	{"rules before any agent", "disallow: /\nuser-agent: spider\nallow: /a\n", "spider", []string{"/", "/b"}, nil},
	{
		"groups are merged", "user-agent: spider\ndisallow: /\nallow: /one/\nuser-agent: beetle\ndisallow: /\nallow: /two/\n\n\nallow: /three/\nuser-agent: moth\n\nuser-agent: spider\nallow: /four/\ndisallow: /\n",
		"spider", []string{"/one/a", "/four/a"}, []string{"/two/a", "/three/a", "/other"},
	},
	{
		"a blank line ends no group", "user-agent: spider\ndisallow: /\nuser-agent: beetle\ndisallow: /\nallow: /two/\n\n\nallow: /three/\n",
		"beetle", []string{"/two/a", "/three/a"}, []string{"/four/a"},
	},
	{"agents share a group", "user-agent: moth\n\nuser-agent: spider\nallow: /four/\ndisallow: /\n", "moth", []string{"/four/a"}, []string{"/x"}},
	{"a sitemap ends no list of agents", "User-agent: beetle\nSitemap: https://site.test/s.xml\nUser-agent: *\nDisallow: /\n", "beetle", nil, []string{"/"}},
	{"nor does an unknown line", "User-agent: spider\nNew-idea: yes\nUser-agent: *\nDisallow: /\n", "spider", nil, []string{"/"}},
	{"nor does a delay", "User-agent: spider\nCrawl-delay: 5\nUser-agent: *\nDisallow: /\n", "spider", nil, []string{"/"}},
	{"and everybody else is in it too", "User-agent: spider\nNew-idea: yes\nUser-agent: *\nDisallow: /\n", "beetle", nil, []string{"/"}},
	{"an empty rule ends the list", "User-agent: spider\nDisallow:\nUser-agent: beetle\nDisallow: /\n", "spider", []string{"/"}, nil},

	{"names of lines in capitals", "USER-AGENT: spider\nALLOW: /x/\nDISALLOW: /\n", "spider", []string{"/x/y"}, []string{"/a"}},
	{"names of lines in both", "uSeR-aGeNt: spider\nAlLoW: /x/\ndIsAlLoW: /\n", "spider", []string{"/x/y"}, []string{"/a"}},
	{"misspelt names", "useragent: spider\ndisalow: /a\ndissallow: /b\ndissalow: /c\ndiasllow: /d\ndisallaw: /e\ndesallow: /f\n", "spider", []string{"/g"}, []string{"/a", "/b", "/c", "/d", "/e", "/f"}},

	{"agent in capitals", "User-Agent: SPIDER\nDisallow: /\n", "spider", nil, []string{"/"}},
	{"asked in capitals", "User-Agent: spider\nDisallow: /\n", "SPIDER", nil, []string{"/"}},
	{"agent with a second word", "User-Agent: Spider Images\nAllow: /x/\nDisallow: /\n", "spider", []string{"/x/y"}, []string{"/a"}},
	{"agent with a version", "User-agent: *\nDisallow: /\nUser-agent: spider/2.1\nDisallow: /x\n", "spider", []string{"/a"}, []string{"/x"}},
	{"asked with a version", "User-agent: *\nDisallow: /\nUser-agent: spider\nDisallow: /x\n", "spider/1.0 (+mailto:a@site.test)", []string{"/a"}, []string{"/x"}},
	{"a name with a blank is no token", "User-Agent: *\nDisallow: /\nUser-Agent: Spider Images\nAllow: /x/\nDisallow: /\n", "Spider Images", nil, []string{"/x/y"}},
	{"the beginning of a name is not the name", "User-agent: spid\nDisallow: /\n", "spider", []string{"/"}, nil},
	{"nor is a longer one", "User-agent: spiderling\nDisallow: /\n", "spider", []string{"/"}, nil},
	{"a name within another value", "User-agent: Mozilla/5.0 (compatible; spider)\nDisallow: /\n", "spider", []string{"/"}, nil},
	{"a name with a digit", "User-agent: bot2\nDisallow: /two\nUser-agent: bot3\nDisallow: /three\n", "bot3/1", []string{"/two"}, []string{"/three"}},
	{"a digit ends the token", "User-agent: bot2\nDisallow: /two\n", "bot", nil, []string{"/two"}},
	{"a name that begins with a digit", "User-agent: 9spider\nDisallow: /\n", "9spider", nil, []string{"/"}},
	{"agent with a comment", "User-Agent: spider #the old one\nDisallow: /\n", "spider", nil, []string{"/"}},

	{"everybody", "user-agent: *\nallow: /\nuser-agent: spider\ndisallow: /\n", "beetle", []string{"/x"}, nil},
	{"everybody but one", "user-agent: *\nallow: /\nuser-agent: spider\ndisallow: /\n", "spider", nil, []string{"/x"}},
	{"everybody with a note", "user-agent: * really\ndisallow: /\n", "beetle", nil, []string{"/x"}},
	{"a star is not the beginning of a name", "user-agent: *bot\ndisallow: /\n", "bot", []string{"/x"}, nil},
	{"nobody else", "user-agent: spider\nallow: /\nuser-agent: beetle\ndisallow: /\n", "moth", []string{"/x"}, nil},
	{"rules for everybody are merged", "user-agent: *\ndisallow: /a\n\nuser-agent: *\ndisallow: /b\n", "moth", []string{"/c"}, []string{"/a", "/b"}},
	{"own rules replace those for everybody", "user-agent: *\ndisallow: /x\nuser-agent: spider\ndisallow: /y\n", "spider", []string{"/x"}, []string{"/y"}},
	{"own group without rules", "user-agent: *\ndisallow: /x\nuser-agent: spider\n", "spider", []string{"/x"}, nil},
	{"own group with an empty rule", "user-agent: *\ndisallow: /x\nuser-agent: spider\ndisallow:\n", "spider", []string{"/x"}, nil},

	{"paths have case", "user-agent: spider\ndisallow: /X/\n", "spider", []string{"/x/y"}, []string{"/X/y"}},
	{"longer disallow", "user-agent: spider\ndisallow: /x/page.html\nallow: /x/\n", "spider", []string{"/x/"}, []string{"/x/page.html"}},
	{"longer allow", "user-agent: spider\nallow: /x/page.html\ndisallow: /x/\n", "spider", []string{"/x/page.html"}, []string{"/x/"}},
	{"two empty rules", "user-agent: spider\ndisallow: \nallow: \n", "spider", []string{"/x/page.html"}, nil},
	{"a tie is allowed", "user-agent: spider\ndisallow: /\nallow: /\n", "spider", []string{"/x"}, nil},
	{"a longer tie is allowed", "user-agent: spider\ndisallow: /x/page.html\nallow: /x/page.html\n", "spider", []string{"/x/page.html"}, nil},
	{"a slash is an octet", "user-agent: spider\ndisallow: /x\nallow: /x/\n", "spider", []string{"/x/"}, []string{"/x"}},
	{"a star is one too", "user-agent: spider\nallow: /page\ndisallow: /*.html\n", "spider", []string{"/page"}, []string{"/page.html"}},
	{"longer than with a star", "user-agent: spider\nallow: /x/page.\ndisallow: /*.html\n", "spider", []string{"/x/page.html"}, []string{"/x/y.html"}},
	{"a shorter allow loses to a star", "user-agent: spider\nallow: /page\ndisallow: /*.htm\n", "spider", nil, []string{"/page.htm"}},
	{"only the root", "user-agent: spider\nallow: /$\ndisallow: /\n", "spider", []string{"/", ""}, []string{"/page.html"}},
	{"ties across groups", "user-agent: spider\ndisallow: /a\nuser-agent: spider\nallow: /a\n", "spider", []string{"/a"}, nil},
	{"specificity across groups", "user-agent: spider\ndisallow: /a/b\nuser-agent: spider\nallow: /a\n", "spider", []string{"/a"}, []string{"/a/b"}},

	{"prefix", "user-agent: spider\ndisallow: /\nallow: /fish\n", "spider",
		[]string{"/fish", "/fish.html", "/fish/salmon.html", "/fishheads", "/fishheads/yummy.html", "/fish.html?id=any"},
		[]string{"/bar", "/Fish.asp", "/catfish", "/?id=fish"}},
	{"a last star changes nothing", "user-agent: spider\ndisallow: /\nallow: /fish*\n", "spider",
		[]string{"/fish", "/fish.html", "/fish/salmon.html", "/fishheads", "/fish.html?id=any"},
		[]string{"/bar", "/Fish.asp", "/catfish", "/?id=fish"}},
	{"folder", "user-agent: spider\ndisallow: /\nallow: /fish/\n", "spider",
		[]string{"/fish/", "/fish/salmon", "/fish/?salmon", "/fish/salmon.html", "/fish/?id=any"},
		[]string{"/fish", "/fish.html", "/Fish/Salmon.html"}},
	{"ending anywhere", "user-agent: spider\ndisallow: /\nallow: /*.php\n", "spider",
		[]string{"/file.php", "/folder/file.php", "/folder/file.php?p", "//folder/any.php.file.html", "/file.php/", "/index?f=file.php/"},
		[]string{"/bar", "/php/", "/index?php", "/windows.PHP"}},
	{"ending at the end", "user-agent: spider\ndisallow: /\nallow: /*.php$\n", "spider",
		[]string{"/file.php", "/folder/file.php"},
		[]string{"/bar", "/file.php?p", "/file.php/", "/file.php5", "/php/", "/file?php", "/aaaphpaaa", "//windows.PHP"}},
	{"star in the middle", "user-agent: spider\ndisallow: /\nallow: /fish*.php\n", "spider",
		[]string{"/fish.php", "/fishheads/catfish.php?p"}, []string{"/Fish.PHP", "/fish.asp"}},
	{"two stars", "user-agent: spider\ndisallow: /*fish*.php\n", "spider",
		[]string{"/fishheads/catfish.htm"}, []string{"/fish.php", "/superfishheads/catfish.php?p"}},
	{"star is anchored at the front", "user-agent: spider\ndisallow: /private*/x\n", "spider", []string{"/foo/private1/x"}, []string{"/private1/x"}},
	{"pattern that begins with a star", "user-agent: spider\ndisallow: *.gif$\n", "spider", []string{"/a.gif?x"}, []string{"/a.gif", "/b/c.gif"}},
	{"star and a longer end", "user-agent: spider\ndisallow: /a*ab$\n", "spider", []string{"/ab", "/aba"}, []string{"/aab", "/aXab", "/abab"}},
	{"many stars in a row", "user-agent: spider\ndisallow: /a***b\n", "spider", []string{"/a"}, []string{"/ab", "/aXXb"}},
	{"the end only", "user-agent: spider\ndisallow: /foo/bar$\nallow: /foo/bar/qux\n", "spider", []string{"/foo/bar/qux", "/foo/bar/", "/foo/bar/baz"}, []string{"/foo/bar"}},
	{"dollar in the middle is a dollar", "user-agent: spider\ndisallow: /a$b\n", "spider", []string{"/a", "/ab"}, []string{"/a$b", "/a$bc", "/a%24b"}},
	{"two dollars at the end", "user-agent: spider\ndisallow: /a$$\n", "spider", []string{"/a", "/a$b"}, []string{"/a$"}},
	{"a rule without slash matches nothing", "user-agent: spider\ndisallow: private\n", "spider", []string{"/private"}, nil},

	{"comments", "user-agent: spider\n# disallow: /\ndisallow: /foo/quz#qux\nallow: /\n", "spider", []string{"/foo/bar"}, []string{"/foo/quz"}},
	{"comment behind an agent", "User-agent: * # \u00a2 \u20b5\nDisallow: /x\n", "spider", []string{"/y"}, []string{"/x"}},
	{"all in comments", "#user-agent: *\n#disallow: /\n", "spider", []string{"/x"}, nil},

	{"query with an address", "user-agent: spider\ndisallow: /\nallow: /foo/bar?qux=taz&baz=http://foo.test?tar&par\n", "spider", []string{"/foo/bar?qux=taz&baz=http://foo.test?tar&par"}, []string{"/foo/bar"}},
	{"other alphabet in the file", "user-agent: spider\ndisallow: /\nallow: /foo/\u30c4\n", "spider", []string{"/foo/%E3%83%84", "/foo/%e3%83%84", "/foo/\u30c4"}, []string{"/foo/"}},
	{"other alphabet, encoded in the file", "user-agent: spider\ndisallow: /\nallow: /foo/%E3%83%84\n", "spider", []string{"/foo/%E3%83%84"}, []string{"/foo/"}},
	{"plain letters, encoded in the file", "user-agent: spider\ndisallow: /foo/%62%61%7A\n", "spider", []string{"/foo/"}, []string{"/foo/baz", "/foo/%62%61%7A", "/foo/b%61z"}},
	{"tilde", "user-agent: spider\nallow: /~mak\ndisallow: /\n", "spider", []string{"/~mak/a.html", "/%7Emak/a.html", "/%7emak/a.html"}, []string{"/%7Ejim/a.html"}},
	{"an encoded slash is no slash", "user-agent: spider\ndisallow: /a/b\n", "spider", []string{"/a%2Fb", "/a%2fb"}, []string{"/a/b"}},
	{"an encoded question mark is none", "user-agent: spider\ndisallow: /a?b\n", "spider", []string{"/a%3Fb"}, []string{"/a?b"}},
	{"an encoded equals sign", "user-agent: spider\ndisallow: /list/page=\n", "spider", []string{"/list/page"}, []string{"/list/page%3D5", "/list/page=5"}},
	{"hex in small letters", "user-agent: spider\ndisallow: /a%2fb\n", "spider", []string{"/a/b"}, []string{"/a%2Fb", "/a%2fb"}},
	{"encoded star is a star", "user-agent: spider\ndisallow: /a%2Ab\n", "spider", []string{"/aXb"}, []string{"/a*b", "/a%2Ab"}},
	{"encoded dollar is a dollar", "user-agent: spider\ndisallow: /a%24\n", "spider", []string{"/a"}, []string{"/a$", "/a$b"}},
	{"apostrophe", "user-agent: spider\ndisallow: /a?b='c'\n", "spider", nil, []string{"/a?b='c'", "/a?b=%27c%27"}},
	{"blank in an address", "user-agent: spider\ndisallow: /a%20b\n", "spider", []string{"/ab"}, []string{"/a%20b", "/a b"}},
	{"broken percent sign", "user-agent: spider\ndisallow: /100%\n", "spider", []string{"/100"}, []string{"/100%", "/100%zz"}},

	{"dot segments", "user-agent: spider\ndisallow: /private\n", "spider", []string{"/private/../open", "/./open"}, []string{"/a/../private/x", "/./private", "/a/%2e%2E/private", "/../private"}},
	{"dots that are none", "user-agent: spider\ndisallow: /.well\n", "spider", []string{"/..well", "/a/.well"}, []string{"/.well-known/x"}},
	{"dots in a query", "user-agent: spider\ndisallow: /a?u=/../b\n", "spider", nil, []string{"/a?u=/../b"}},
	{"the fragment does not count", "user-agent: spider\ndisallow: /a$\n", "spider", nil, []string{"/a#b", "/a#/c"}},

	{"an index page is its folder", "user-agent: *\nallow: /open/index.html\ndisallow: /\n", "spider", []string{"/open/", "/open/index.html"}, []string{"/open/index.htm", "/other"}},
	{"but only allowed ones", "user-agent: *\ndisallow: /shut/index.html\n", "spider", []string{"/shut/"}, []string{"/shut/index.html"}},

	{"robots.txt itself", "user-agent: *\ndisallow: /\n", "spider", []string{"/robots.txt"}, []string{"/robots.txt.bak", "/a/robots.txt"}},

	{"line feeds", "user-agent: spider\nallow: /a\nuser-agent: beetle\n\n\ndisallow: /\n", "beetle", nil, []string{"/a"}},
	{"carriage returns and line feeds", "user-agent: spider\r\nallow: /a\r\nuser-agent: beetle\r\n\r\n\r\ndisallow: /\r\n", "beetle", nil, []string{"/a"}},
	{"carriage returns", "user-agent: spider\rallow: /a\ruser-agent: beetle\r\r\rdisallow: /\r", "beetle", nil, []string{"/a"}},
	{"no line end at the end", "user-agent: spider\nallow: /a\nuser-agent: beetle\n\n\ndisallow: /", "beetle", nil, []string{"/a"}},
	{"all kinds of line ends", "user-agent: spider\nallow: /a\r\nuser-agent: beetle\r\r\n\ndisallow: /", "beetle", nil, []string{"/a"}},

	{"byte order mark", "\xEF\xBB\xBFuser-agent: spider\ndisallow: /\n", "spider", nil, []string{"/a"}},
	{"two thirds of a mark", "\xEF\xBBuser-agent: spider\ndisallow: /\n", "spider", nil, []string{"/a"}},
	{"a third of a mark", "\xEFuser-agent: spider\ndisallow: /\n", "spider", nil, []string{"/a"}},
	{"a broken mark spoils its line", "\xEF\x11\xBFuser-agent: spider\ndisallow: /\n", "spider", []string{"/a"}, nil},
	{"a mark in the middle too", "user-agent: spider\n\xEF\xBB\xBFdisallow: /\n", "spider", []string{"/a"}, nil},
	{"UTF-16, little end first", utf16File("user-agent: spider\ndisallow: /\u00fc\n", false), "spider", []string{"/a"}, []string{"/%C3%BC"}},
	{"UTF-16, big end first", utf16File("user-agent: spider\ndisallow: /\u00fc\n", true), "spider", []string{"/a"}, []string{"/%C3%BC"}},
	{"UTF-16 without a mark", utf16File("user-agent: spider\ndisallow: /a\n", false)[2:], "spider", []string{"/b"}, []string{"/a"}},
	{"NULs", "user-agent: spi\x00der\ndis\x00allow: /a\x00\n", "spider", []string{"/b"}, []string{"/a"}},
	{"saved as a web page", "<!DOCTYPE html><html><body>\nUser-agent: spider<BR>\nDisallow: <br>\n\nUser-agent: *<br/>\nDisallow: /<br>\n</body></html>\n", "beetle", nil, []string{"/a"}},
	{"saved as a web page, own group", "<!DOCTYPE html><html><body>\nUser-agent: spider<BR>\nDisallow: <br>\n\nUser-agent: *<br/>\nDisallow: /<br>\n</body></html>\n", "spider", []string{"/a"}, nil},
	{"some other web page", "<html><head><title>Under maintenance</title></head></html>", "spider", []string{"/a"}, nil},
	{"trailing next-line character", "user-agent: spider\ndisallow: \u0085\n", "spider", []string{"/a"}, nil},

	{"line too long is cut", "user-agent: spider\ndisallow: /x/" + strings.Repeat("a", 16649) + "/qux\n", "spider", []string{"/fux"}, []string{"/x/" + strings.Repeat("a", 16649) + "/fux"}},
	{
		"allow too long is cut", "user-agent: spider\ndisallow: /\nallow: /x/" + strings.Repeat("b", 16652) + "/qux\n", "spider",
		[]string{"/x/" + strings.Repeat("b", 16652) + "/qux", "/x/" + strings.Repeat("b", 16652) + "/fux"}, []string{"/"},
	},
	{"beyond 500 KiB nothing is read", "user-agent: spider\ndisallow: /a\n" + strings.Repeat("#"+strings.Repeat("x", 98)+"\n", 5120) + "disallow: /b\n", "spider", []string{"/b"}, []string{"/a"}},
	{"half a line at 500 KiB is none", "user-agent: spider\n" + strings.Repeat("\n", 500<<10-31) + "disallow: /a-long-one\n", "spider", []string{"/", "/a-long-one"}, nil},
}

// utf16File is s in UTF-16 with a byte order mark.
func utf16File(s string, big bool) string {
	var b strings.Builder
	for _, u := range append([]uint16{0xFEFF}, utf16.Encode([]rune(s))...) {
		if big {
			b.Write([]byte{byte(u >> 8), byte(u)})
		} else {
			b.Write([]byte{byte(u), byte(u >> 8)})
		}
	}
	return b.String()
}

func TestRobotsAllowed(t *testing.T) {
	for _, c := range robotsCases {
		t.Run(c.name, func(t *testing.T) {
			r := ParseRobots([]byte(c.file))
			for want, paths := range map[bool][]string{true: c.allow, false: c.forbid} {
				for _, path := range paths {
					for _, addr := range []string{path, site + path} {
						if got, rule := r.Allowed(c.agent, addr); got != want {
							t.Errorf("Allowed(%q, %.60q) = %v by %.60q, want %v", c.agent, addr, got, rule, want)
						}
					}
				}
			}
		})
	}
}

func TestRobotsRule(t *testing.T) {
	r := ParseRobots([]byte("user-agent: *\nDISALLOW:  /a*b$ # no\nAllow: /a/\u00fc\n"))
	for path, want := range map[string]string{
		"/a-b":      "Disallow: /a*b$",
		"/a/%C3%BC": "Allow: /a/\u00fc",
		"/c":        "",
	} {
		if _, got := r.Allowed("spider", path); got != want {
			t.Errorf("Allowed(%q) by %q, want %q", path, got, want)
		}
	}
}

func TestRobotsPath(t *testing.T) {
	for addr, want := range map[string]string{
		"": "/", "http://a.test": "/", "http://a.test/": "/", "http://a.test/b": "/b", "http://a.test/b/": "/b/",
		"http://a.test/b/c?d=http://e.f/":    "/b/c?d=http://e.f/",
		"http://a.test/b/c?d=e&f=g#fragment": "/b/c?d=e&f=g",
		"a.test":                             "/", "a.test/": "/", "a.test/b": "/b", "a.test/b/c?d=e#f": "/b/c?d=e",
		"a": "/", "a/": "/", "/a": "/a", "a/b": "/b", "a.test?b": "/?b", "a.test/b;c#d": "/b;c", "//a/b/c": "/b/c",
		"http://a.test?b": "/?b", "http://a.test#b/c": "/",
	} {
		if got := robotsPath(addr); got != want {
			t.Errorf("robotsPath(%q) = %q, want %q", addr, got, want)
		}
	}
}

func TestRobotsCrawlDelay(t *testing.T) {
	for _, c := range []struct {
		name, file string
		want       time.Duration
		found      bool
	}{
		{"none", "user-agent: *\ndisallow: /a\n", 0, false},
		{"seconds", "user-agent: *\ncrawl-delay: 3\n", 3 * time.Second, true},
		{"a fraction", "user-agent: *\nCrawl-Delay: 0.5\n", 500 * time.Millisecond, true},
		{"zero", "user-agent: *\ncrawl-delay: 0\n", 0, true},
		{"with a unit", "user-agent: *\ncrawl-delay: 5 s\n", 5 * time.Second, true},
		{"a day", "user-agent: *\ncrawl-delay: 86400\n", 24 * time.Hour, true},
		{"beyond all bounds", "user-agent: *\ncrawl-delay: 99999999999999999999999999\n", maxDelay, true},
		{"negative", "user-agent: *\ncrawl-delay: -1\n", 0, false},
		{"not a number", "user-agent: *\ncrawl-delay: NaN\n", 0, false},
		{"infinite", "user-agent: *\ncrawl-delay: Inf\n", 0, false},
		{"hexadecimal", "user-agent: *\ncrawl-delay: 0x10\n", 0, false},
		{"exponent", "user-agent: *\ncrawl-delay: 1e9\n", 0, false},
		{"words", "user-agent: *\ncrawl-delay: soon\n", 0, false},
		{"empty", "user-agent: *\ncrawl-delay:\n", 0, false},
		{"the longest", "user-agent: *\ncrawl-delay: 2\ncrawl-delay: 7\ncrawl-delay: 1\n", 7 * time.Second, true},
		{"before the rules", "user-agent: *\ncrawl-delay: 2\ndisallow: /\n", 2 * time.Second, true},
		{"after the rules", "user-agent: *\ndisallow: /\ncrawl-delay: 2\n", 2 * time.Second, true},
		{"of the own group", "user-agent: *\ncrawl-delay: 2\n\nuser-agent: spider\ncrawl-delay: 9\n", 9 * time.Second, true},
		{"of the own group only", "user-agent: *\ncrawl-delay: 2\ndisallow: /a\nuser-agent: spider\ndisallow: /a\n", 0, false},
		{"not of an agent above", "user-agent: beetle\ncrawl-delay: 10\nuser-agent: *\ndisallow: /a\n", 0, false},
		{"shared by agents", "user-agent: beetle\nuser-agent: spider\ncrawl-delay: 10\n", 10 * time.Second, true},
		{"outside of groups", "crawl-delay: 10\nuser-agent: *\n", 0, false},
	} {
		got, found := ParseRobots([]byte(c.file)).CrawlDelay("spider/1.0")
		if got != c.want || found != c.found {
			t.Errorf("%s: CrawlDelay = %v, %v, want %v, %v", c.name, got, found, c.want, c.found)
		}
	}
}

func TestRobotsSitemaps(t *testing.T) {
	r := ParseRobots([]byte("Sitemap: https://a.test/1.xml # news\nuser-agent: *\ndisallow: /\nSITE-MAP:https://a.test/2.xml\nsitemap:\nsitemap: /3.xml\n"))
	want := []string{"https://a.test/1.xml", "https://a.test/2.xml", "/3.xml"}
	if diff := cmp.Diff(want, r.Sitemaps()); diff != "" {
		t.Error(diff)
	}
}

func TestRobotsVerdict(t *testing.T) {
	for status, want := range map[int]RobotsAccess{
		0: RobotsDefer, 100: RobotsDefer, 200: RobotsParse, 204: RobotsParse, 301: RobotsAllow, 400: RobotsAllow, 401: RobotsAllow,
		403: RobotsAllow, 404: RobotsAllow, 410: RobotsAllow, 418: RobotsAllow, 429: RobotsDefer, 451: RobotsAllow,
		500: RobotsDefer, 503: RobotsDefer, 520: RobotsDefer, 599: RobotsDefer, 999: RobotsDefer,
	} {
		if got := RobotsVerdict(status); got != want {
			t.Errorf("RobotsVerdict(%d) = %v, want %v", status, got, want)
		}
	}
}

// hostileRobots are files that are dear to read carelessly.
func hostileRobots() map[string]string {
	stars := strings.Repeat("*a", 5000)
	var agents, blocks strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&agents, "user-agent: a%d\n", i)
		fmt.Fprintf(&blocks, "user-agent: a%d\nallow:/\n", i)
	}
	return map[string]string{
		"stars":            "user-agent: *\ndisallow: /" + stars + "$\ndisallow: /" + stars + "b\n",
		"a line of 20 MB":  "user-agent: *\ndisallow: /" + strings.Repeat("a", 20<<20),
		"agents and rules": agents.String() + strings.Repeat("disallow:/a*b\n", 20_000),
		"agents and waits": agents.String() + strings.Repeat("crawl-delay:1\n", 10_000),
		"blocks":           blocks.String(),
		"one agent":        strings.Repeat("user-agent: *\ndisallow:/a*a*a*b\n", 20_000),
		"tags":             "<" + strings.Repeat("user-agent: *<<<<<<<<<<<<<\n", 20_000),
	}
}

func TestRobotsBoundedTime(t *testing.T) {
	path := "/" + strings.Repeat("a", 16_000)
	for name, file := range hostileRobots() {
		start := time.Now()
		r := ParseRobots([]byte(file))
		r.Allowed("spider", path)
		r.CrawlDelay("spider")
		// Honest work takes some milliseconds; a blow-up takes minutes.
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%s: took %v", name, took)
		}
	}
}

func FuzzRobots(f *testing.F) {
	for _, c := range robotsCases {
		if len(c.file) < 1000 {
			f.Add([]byte(c.file), c.agent, strings.Join(append(c.allow, c.forbid...), ""))
		}
	}
	f.Fuzz(func(t *testing.T, file []byte, agent, addr string) {
		r := ParseRobots(file)
		allowed, rule := r.Allowed(agent, addr)
		if !allowed && !strings.HasPrefix(rule, "Disallow: ") {
			t.Errorf("forbidden by %q", rule)
		}
		if again, _ := r.Allowed(agent, robotsPath(addr)); again != allowed && !strings.Contains(addr, "#") {
			t.Errorf("Allowed(%q) = %v, but %v for %q", addr, allowed, again, robotsPath(addr))
		}
		if d, ok := r.CrawlDelay(agent); d < 0 || d > maxDelay || !ok && d != 0 {
			t.Errorf("CrawlDelay = %v, %v", d, ok)
		}
	})
}

// FuzzRobotsPattern compares the matcher with the plainest one there can be.
func FuzzRobotsPattern(f *testing.F) {
	f.Add("/a*b$", "/axxb")
	f.Add("/*a*ab$", "/aab")
	f.Add("***", "/")
	f.Fuzz(func(t *testing.T, pattern, path string) {
		if len(pattern) > 12 || len(path) > 24 || strings.Trim(pattern, "/ab*$") != "" || strings.Trim(path, "/ab") != "" {
			return
		}
		r := newRobotsRule(true, pattern)
		if got, want := r.matches(path), matchPlainly(pattern, path); got != want {
			t.Errorf("pattern %q, path %q: %v, want %v", pattern, path, got, want)
		}
	})
}

// matchPlainly tries everything that a star can stand for.
func matchPlainly(pattern, path string) bool {
	switch {
	case pattern == "":
		return true
	case pattern == "$":
		return path == ""
	case pattern[0] == '*':
		return matchPlainly(pattern[1:], path) || path != "" && matchPlainly(pattern, path[1:])
	}
	return path != "" && path[0] == pattern[0] && matchPlainly(pattern[1:], path[1:])
}

func BenchmarkRobotsAllowed(b *testing.B) {
	var file strings.Builder
	file.WriteString("user-agent: *\n")
	for i := range 200 {
		fmt.Fprintf(&file, "disallow: /section%d/*/print\n", i)
	}
	r := ParseRobots([]byte(file.String()))
	b.ReportAllocs()
	for b.Loop() {
		r.Allowed("winnow/1.0", "https://news.example/2026/11/23/some-story-of-the-day.html")
	}
}

func BenchmarkRobotsParse(b *testing.B) {
	file := []byte("user-agent: *\n" + strings.Repeat("disallow: /section/*/print\nallow: /section/open\n", 100))
	b.SetBytes(int64(len(file)))
	b.ReportAllocs()
	for b.Loop() {
		ParseRobots(file)
	}
}
