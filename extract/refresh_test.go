package extract

import "testing"

func TestRefresh(t *testing.T) {
	for _, row := range []struct{ name, content, want string }{
		{"at once", "0;url=/home", "https://p.test/home"},
		{"spaces and letters", " 5 ; URL = 'next.html' ", "https://p.test/dir/next.html"},
		{"double quotes", `1.5; url=&quot;https://other.test/a&quot;`, "https://other.test/a"},
		{"a comma", "3,url=//other.test/b", "https://other.test/b"},
		{"no word for it", "0; /home", "https://p.test/home"},
		{"an address that begins so", "0; urlaub/", "https://p.test/dir/urlaub/"},
		{"the page itself, again and again", "300", ""},
		{"the page itself, by its address", "300; url=https://p.test/dir/page", ""},
		{"nothing", "0; url=", ""},
		{"no time", "url=/home", ""},
		{"no page", "0; url=javascript:go()", ""},
		{"an open quote", "0; url='", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			doc, err := Parse([]byte(`<meta HTTP-EQUIV="Refresh" content="`+row.content+`"><p>Wait.`), Options{URL: "https://p.test/dir/page"})
			if err != nil {
				t.Fatal(err)
			}
			if got := doc.Refresh(); got != row.want {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
}
