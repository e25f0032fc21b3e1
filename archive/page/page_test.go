package page

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

var names = map[Use]string{Link: "link", Embed: "embed", Style: "style", Frame: "frame", Hint: "hint", Media: "media"}

// collect visits without a change.
func collect(found *[]string) Visit {
	return func(r Ref) (string, bool) {
		*found = append(*found, names[r.Use]+" "+r.Value)
		return "", false
	}
}

func TestHTML(t *testing.T) {
	for _, tt := range []struct {
		name, page string
		want       []string
	}{
		{"links", `<a href=/a>x</a><area href=b><a href="#top">x</a><a href="mailto:d@e.example">x</a><a href="javascript:go()">x</a>`, []string{"link /a", "link b"}},
		{"images", `<img src=a.png srcset="b.png 1x, c.png 2x"><picture><source srcset="d.webp"><img src="data:image/gif;base64,AA"></picture>`, []string{"embed a.png", "embed b.png", "embed c.png", "embed d.webp"}},
		{"lazy images", `<img data-src=/a.jpg data-srcset="/b.jpg 2x"><div data-bg="/c.jpg" data-image='{"a":1}'></div>`, []string{"embed /a.jpg", "embed /b.jpg", "embed /c.jpg"}},
		{"relations", `<link rel="shortcut icon" href=i.ico><link rel=stylesheet href=s.css><link rel=preload href=f.woff2><link rel=canonical href=/c><link rel=preconnect href=//cdn.example>`, []string{"embed i.ico", "style s.css", "embed f.woff2", "link /c", "hint //cdn.example"}},
		{"video", `<video src=v.mp4 poster=p.jpg><source src=v.webm><track src=t.vtt></video>`, []string{"media v.mp4", "embed p.jpg", "media v.webm", "media t.vtt"}},
		{"frames", `<iframe src=/f></iframe><object data=o.swf></object>`, []string{"frame /f", "frame o.swf"}},
		{"scripts", `<script src=s.js></script><script>var a = "<a href=/no>"</script>`, []string{"embed s.js"}},
		{"styles", `<style>@import "a.css"; b{background:url(c.png)}</style><p style="background: url('d.png')">`, []string{"style a.css", "embed c.png", "embed d.png"}},
		{"noscript", `<body><noscript><img src=n.gif></noscript>`, []string{"embed n.gif"}},
		{"svg", `<svg><use xlink:href="i.svg#x"/><image href="p.png"/></svg>`, []string{"embed i.svg#x", "embed p.png"}},
		{"refresh", `<meta http-equiv=refresh content="3; URL='/next'"><meta name=description content="a; url=/no">`, []string{"link /next"}},
		{"template", `<template><a href=/t>x</a></template>`, []string{"link /t"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			root, err := html.Parse(strings.NewReader(tt.page))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			HTML(root, collect(&got))
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestHTMLReplaces(t *testing.T) {
	root, err := html.Parse(strings.NewReader(`<img src=a.png srcset="b.png 1x, data:image/gif;base64,R0lG, c.png (max) 2x"><noscript><img src=n.gif></noscript><p style="background:url(d.png)"><meta http-equiv=refresh content="0;url=/e">`))
	if err != nil {
		t.Fatal(err)
	}
	HTML(root, func(r Ref) (string, bool) { return "/kept/" + r.Value, true })
	var b strings.Builder
	html.Render(&b, root)
	for _, want := range []string{
		`src="/kept/a.png"`, `srcset="/kept/b.png 1x, data:image/gif;base64,R0lG, /kept/c.png (max) 2x"`,
		`<img src="/kept/n.gif"/>`, `style="background:url(&#34;/kept/d.png&#34;)"`, `content="0; url=/kept//e"`,
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("lacks %s:\n%s", want, b.String())
		}
	}
}

func TestCSS(t *testing.T) {
	for _, tt := range []struct {
		name, sheet, want, found string
	}{
		{"url", `a{b:url(c.png)}`, `a{b:url("/k/c.png")}`, "embed c.png"},
		{"quoted", `a{b:url( "c.png" )}`, `a{b:url("/k/c.png")}`, "embed c.png"},
		{"import as string", `@import 'a.css' screen;`, `@import "/k/a.css" screen;`, "style a.css"},
		{"import as url", `@import url(a.css);b{c:url(d)}`, `@import url("/k/a.css");b{c:url("/k/d")}`, "style a.css, embed d"},
		{"font", `@font-face{font-family:"F";src:url(f.woff2) format("woff2"),url(f.woff)}`, `@font-face{font-family:"F";src:url("/k/f.woff2") format("woff2"),url("/k/f.woff")}`, "embed f.woff2, embed f.woff"},
		{"image set", `a{b:image-set("c.png" 1x, url(d.png) 2x)}`, `a{b:image-set("/k/c.png" 1x, url("/k/d.png") 2x)}`, "embed c.png, embed d.png"},
		{"in a comment", `/* url(a.png) */a{b:c}`, `/* url(a.png) */a{b:c}`, ""},
		{"in a string", `a::before{content:"url(b.png)"}`, `a::before{content:"url(b.png)"}`, ""},
		{"data", `a{b:url(data:image/png;base64,AA)}`, `a{b:url(data:image/png;base64,AA)}`, ""},
		{"fragment", `a{b:url(#c)}`, `a{b:url(#c)}`, ""},
		{"escaped", `a{b:url(c\29 .png)}`, `a{b:url("/k/c).png")}`, "embed c).png"},
		{"broken off", `a{b:url(c.png`, `a{b:url("/k/c.png")`, "embed c.png"},
		{"no address", `a{color:rgb(1,2,3)}`, `a{color:rgb(1,2,3)}`, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var found []string
			CSS([]byte(tt.sheet), collect(&found))
			got := string(CSS([]byte(tt.sheet), func(r Ref) (string, bool) { return "/k/" + r.Value, true }))
			if got != tt.want || strings.Join(found, ", ") != tt.found {
				t.Errorf("got %s (%q), want %s (%q)", got, found, tt.want, tt.found)
			}
		})
	}
}

func TestBase(t *testing.T) {
	at, _ := url.Parse("https://news.example/world/1.html")
	for page, want := range map[string]string{
		`<p>`:                               "https://news.example/world/1.html",
		`<base href=/x/>`:                   "https://news.example/x/",
		`<base href="//cdn.example/y/">`:    "https://cdn.example/y/",
		`<base target=_top><base href=/z/>`: "https://news.example/z/",
		`<base href="javascript:alert(1)">`: "https://news.example/world/1.html",
		`<base href="http://[broken">`:      "https://news.example/world/1.html",
	} {
		root, err := html.Parse(strings.NewReader(page))
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(Base(root, at)); got != want {
			t.Errorf("%s: got %s, want %s", page, got, want)
		}
	}
}

// What was written in place of addresses is read as such again.
func FuzzCSS(f *testing.F) {
	f.Add([]byte(`@import "a"; b{c:url(d) image-set("e" 1x)}`))
	f.Add([]byte(`@import url(a"b);`))
	f.Fuzz(func(t *testing.T, sheet []byte) {
		n := 0
		replaced := CSS(sheet, func(Ref) (string, bool) { n++; return "/kept", true })
		again := 0
		CSS(replaced, func(r Ref) (string, bool) {
			if again++; r.Value != "/kept" {
				t.Errorf("%q became %q, which names %q", sheet, replaced, r.Value)
			}
			return "", false
		})
		if n != again {
			t.Errorf("%q names %d addresses, and %q %d", sheet, n, replaced, again)
		}
	})
}
