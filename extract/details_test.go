package extract

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDetailsOfAPage(t *testing.T) {
	body, err := os.ReadFile("testdata/details/page.html")
	if err != nil {
		t.Fatal(err)
	}
	a, err := Page(body, Options{URL: "https://news.example/canal?from=feed"})
	if err != nil {
		t.Fatal(err)
	}
	spec, err := os.ReadFile("testdata/details/page.json")
	if err != nil {
		t.Fatal(err)
	}
	var want Details
	if err := json.Unmarshal(spec, &want); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, a.Details); diff != "" {
		t.Errorf("details (-want +got):\n%s", diff)
	}
	for _, c := range want.Comments {
		if strings.Contains(a.Text, c.Text) {
			t.Errorf("the text holds the comment %q", c.Text)
		}
	}
	for field, source := range map[string]string{"access": "json-ld:isAccessibleForFree", "image_caption": "figcaption", "image_credit": "figcaption"} {
		if got := a.Provenance[field].Source; got != source {
			t.Errorf("%s comes from %q, want %q", field, got, source)
		}
	}
	b, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	var again Article
	if err := json.Unmarshal(b, &again); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(a.Details, again.Details); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
}

func TestAccess(t *testing.T) {
	ld := func(fields string) string {
		return `<script type="application/ld+json">{"@type":"NewsArticle","headline":"Canal reopens",` + fields + `}</script>`
	}
	for _, tt := range []struct{ name, head, body, want string }{
		{"free", ld(`"isAccessibleForFree":true`), "", "free"},
		{"paid, as text", ld(`"isAccessibleForFree":"False"`), "", "paid"},
		{"a paid part", ld(`"isAccessibleForFree":true,"hasPart":{"@type":"WebPageElement","isAccessibleForFree":false,"cssSelector":".rest"}`), "", "paid"},
		{"tier", `<meta property="article:content_tier" content="metered">`, "", "paid"},
		{"microdata", "", `<meta itemprop="isAccessibleForFree" content="false">`, "paid"},
		{"a class alone", "", `<div class="paywall-hidden">Subscribe</div>`, ""},
		{"unknown", "", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			doc, err := Parse([]byte("<html><head>"+tt.head+"</head><body><h1>Canal reopens</h1>"+tt.body+"</body></html>"), Options{})
			if err != nil {
				t.Fatal(err)
			}
			a := doc.Metadata()
			if a.Details.Access != tt.want {
				t.Errorf("access = %q, want %q (%+v)", a.Details.Access, tt.want, a.Provenance["access"])
			}
			if strings.Contains(tt.body, "paywall") && len(a.Provenance["access"].Candidates) != 1 {
				t.Error("the class is no candidate")
			}
		})
	}
}

func TestSplitCredit(t *testing.T) {
	for _, tt := range []struct{ words, by, caption, credit string }{
		{"The lock at dawn (Photo: Jane Doe)", "", "The lock at dawn", "Jane Doe"},
		{"The lock at dawn. © Jane Doe/Agency", "", "The lock at dawn.", "Jane Doe/Agency"},
		{"Die Schleuse | Bild: Jana Müller", "", "Die Schleuse", "Jana Müller"},
		{"The lock at dawn Jane Doe", "Jane Doe", "The lock at dawn", "Jane Doe"},
		{"The lock at dawn", "", "The lock at dawn", ""},
	} {
		if caption, credit := splitCredit(tt.words, tt.by); caption != tt.caption || credit != tt.credit {
			t.Errorf("splitCredit(%q, %q) = %q, %q, want %q, %q", tt.words, tt.by, caption, credit, tt.caption, tt.credit)
		}
	}
}
