package archive

import "testing"

// The keys are those that the index tools of the field give.
func TestKey(t *testing.T) {
	for _, tt := range []struct{ name, address, want string }{
		{"host turned around, case, www and slash", "https://WWW.News.example/World/Story/", "example,news)/world/story"},
		{"numbered www", "http://www12.news.example/", "example,news)/"},
		{"a name that only begins so", "http://wwwide.example/", "example,wwwide)/"},
		{"no path", "http://news.example", "example,news)/"},
		{"default port", "https://news.example:443/a", "example,news)/a"},
		{"the other default port", "https://news.example:80/a", "example,news:80)/a"},
		{"port", "http://news.example:8080/a", "example,news:8080)/a"},
		{"userinfo", "http://me:secret@news.example/a", "example,news)/a"},
		{"fragment", "http://news.example/a#b?c", "example,news)/a"},
		{"parameters in order", "http://news.example/?b=2&a=1&a", "example,news)/?a&a=1&b=2"},
		{"an empty value is not none", "http://news.example/?a=&a", "example,news)/?a&a="},
		{"empty query", "http://news.example/a?", "example,news)/a"},
		{"session in the query", "http://news.example/?x=1&PHPSESSID=0123456789abcdef0123456789abcdef&y=2", "example,news)/?x=1&y=2"},
		{"session in the path", "http://news.example/(S(0123456789abcdefghij0123))/p.aspx?y=1", "example,news)/p.aspx?y=1"},
		{"dots and double slashes", "http://news.example/a/./b/../c//d", "example,news)/a/c/d"},
		{"escaped over again", "http://news.example/%2561%41", "example,news)/aa"},
		{"a percent sign alone", "http://news.example/100%", "example,news)/100%25"},
		{"space and umlaut", "http://news.example/a b/ü", "example,news)/a%20b/%c3%bc"},
		{"international host", "http://übung.example/", "example,xn--bung-zra)/"},
		{"IPv4", "http://127.0.0.1:8080/x", "1,0,0,127:8080)/x"},
		{"IPv6", "http://[::1]/", "::1)/"},
		{"two schemes", "http://https://news.example/a", "example,news)/a"},
		{"no scheme", "news.example/a", "example,news)/a"},
		{"no host", "urn:text:https://news.example/", "urn:text:https://news.example"},
		{"nothing", "", "-"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Key(tt.address); got != tt.want {
				t.Errorf("Key(%q) = %q, want %q", tt.address, got, tt.want)
			}
		})
	}
}
