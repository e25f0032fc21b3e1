package extract

import (
	"bytes"
	"io"
	"testing"
	"testing/iotest"
)

func TestScriptless(t *testing.T) {
	tests := []struct{ name, page, want string }{
		{"a script", `<p>a<script>b("<p>")</script>c`, `<p>a<script></script>c`},
		{"a style, in capitals", "<STYLE\nmedia=x>b{}</Style >c", "<STYLE\nmedia=x></Style >c"},
		{"two in a row", `<script>a</script><script src=b></script><style>c</style>d`, `<script></script><script src=b></script><style></style>d`},
		{"JSON-LD", `<script type="application/ld+json">{}</script>`, `<script type="application/ld+json">{}</script>`},
		{"JSON-LD with a character reference", `<script type="application/ld&#x2B;json">{}</script>`, `<script type="application/ld&#x2B;json">{}</script>`},
		{"an end tag of another name inside", `<script>"</p></scripts>"</script>a`, `<script></script>a`},
		{"a name that only begins so", `<scripted>a</scripted>`, `<scripted>a</scripted>`},
		{"in a comment", `<!-- <script> -->a<script>b</script>`, `<!-- <script> -->a<script></script>`},
		{"in an attribute", `<p title="<script>">a<script>b</script>`, `<p title="<script>">a<script></script>`},
		{"in an attribute behind another tag", `<p title='<b>"</b> <script>'>a</p><script>b</script>`, `<p title='<b>"</b> <script>'>a</p><script></script>`},
		{"in a title", `<title><script></title><p>a<script>b</script>`, `<title><script></title><p>a<script></script>`},
		{"in a text area", `<textarea><script></textarea>a<script>b</script>`, `<textarea><script></textarea>a<script></script>`},
		{"an apostrophe", `<p title="it's">a<script>b</script>`, `<p title="it's">a<script></script>`},
		{"a quote that opens nothing", `<p a"b>a<script>b</script>`, `<p a"b>a<script></script>`},
		{"a lone less-than", `1 < 2 <script>b</script>`, `1 < 2 <script></script>`},
		{"one that hides another", `<script><!-- <script></script> --></script>a<script>b</script>`, `<script><!-- <script></script> --></script>a<script>b</script>`},
		{"one that never ends", `<p>a<script>b<p>c`, `<p>a<script>b<p>c`},
		{"a comment that ends oddly", `<!-- a --!> <script>b</script> -->c`, `<!-- a --!> <script>b</script> -->c`},
		{"a tag that never ends", `<script>a</script><p title="`, `<script></script><p title="`},
		{"nothing", ``, ``},
		{"a lone sign at the end", `<script>a</script><`, `<script></script><`},
	}
	for _, test := range tests {
		for way, reader := range map[string]io.Reader{
			"at once": newScriptless([]byte(test.page)), "by the byte": iotest.OneByteReader(newScriptless([]byte(test.page))),
		} {
			if got, err := io.ReadAll(reader); err != nil || string(got) != test.want {
				t.Errorf("%s, %s: got %q, %v, want %q", test.name, way, got, err, test.want)
			}
		}
	}
}

// What is left out is content of scripts: with it put back, the page is whole.
func FuzzScriptless(f *testing.F) {
	f.Add([]byte(`<p title="<script>">a<script>b</script><!-- <style> --><style>c</style>`))
	f.Fuzz(func(t *testing.T, page []byte) {
		short, err := io.ReadAll(newScriptless(page))
		if err != nil {
			t.Fatal(err)
		}
		var whole []byte
		for s := newScriptless(page); ; s.seek() {
			if !s.more {
				whole = append(whole, short...)
				break
			}
			kept := s.cut.content.from - len(whole)
			whole = append(append(whole, short[:kept]...), s.cut.content.of(page)...)
			short = short[kept:]
		}
		if !bytes.Equal(whole, page) {
			t.Errorf("got %q, want %q", whole, page)
		}
	})
}
