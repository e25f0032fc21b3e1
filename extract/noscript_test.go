package extract

import (
	"strings"
	"testing"
)

// TestNoscript holds that what a page says where no scripts run is read when it
// shows nothing else, and only then.
func TestNoscript(t *testing.T) {
	posts := func(of []string) string {
		var b strings.Builder
		for i, p := range of {
			b.WriteString(`<div class="post"><span>keeper` + string(rune('a'+i)) + `</span><div class="cooked"><p>` + p + "</p></div></div>")
		}
		return b.String()
	}
	head := "<title>The old ferry comes ashore</title><body>"
	thread := "<noscript><h1>The old ferry comes ashore</h1>" + posts(paragraphs) + "</noscript>"
	tests := []struct {
		name, page string
		want       bool // that the thread is read
	}{
		{"an empty shell", head + `<div id="main"></div>` + thread, true},
		{"a shell that says to wait", head + `<div id="main"><p>One moment, the forum is being fetched for you.</p></div>` + thread, true},
		{"an article beside it", head + "<article><h1>Another story</h1><p>" + strings.Join(paragraphsToo, "</p><p>") + "</p></article>" + thread, false},
		{"a plea to turn scripts on", head + `<div id="main"></div><noscript><p>Please turn scripts on. ` + paragraphs[0] + "</p></noscript>", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a, err := Page([]byte(test.page), Options{URL: "https://forum.example/t/ferry/12"})
			if err != nil {
				t.Fatal(err)
			}
			found := 0
			for _, p := range paragraphs {
				found += strings.Count(a.Text, p)
			}
			want := 0
			if test.want {
				want = len(paragraphs)
			}
			if found != want {
				t.Errorf("%d posts in the text, want %d:\n%s", found, want, a.Text)
			}
		})
	}
}
