//go:build sqlite_fts5 || fts5

package store

import (
	"fmt"
	"testing"

	"winnow/extract"
)

// What people type finds what is printed, in every script, and the snippet shows where.
func TestSearchScripts(t *testing.T) {
	rows := []struct{ name, text, query, mark string }{
		{"a single ideograph", "明日の東京は晴れ", "東", "東"},
		{"the last character", "明日は曇", "曇", "曇"},
		{"alone among letters", "plan麒b", "麒", "麒"},
		{"before a sign", "峠、谷", "峠", "峠"},
		{"a name with Latin letters", "iPhone大阪モデル", "iPhone大阪", "iPhone大阪"},
		{"a name and a number", "名古屋2020大会", "名古屋2020", "名古屋2020"},
		{"a number and a word", "札幌1972五輪", "1972五輪", "1972五輪"},
		{"with signs between, in quotation marks", "天津，廣州", `"天津 廣州"`, "天津"},
		{"beyond the basic plane", "𠮷野家", "𠮷野", "𠮷野"},
		{"katakana", "スーパーマーケット", "パーマー", "パーマー"},
		{"katakana of half width", "ｹｲｻﾞｲ", "ケイザイ", "ｹｲ"},
		{"kana with a voicing mark", "ガンダム", "ガ", "ガ"},
		{"Hangul, a part of a word", "대한민국의 수도", "민국", "민국"},
		{"Thai with a tone mark", "น้ำท่วม", "ท่ว", "ท่ว"},
		{"Thai, am in two parts", "คำ", "ค\u0e4d\u0e32", "คำ"},
		{"Lao", "ສະບາຍດີ", "ບາຍ", "ບາຍ"},
		{"Devanagari", "हिन्दी में", "हिन्दी", "हिन्दी"},
		{"sharp s", "Die Straße", "strasse", "Straße"},
		{"a capital sharp s", "GROẞ", "groß", "GROẞ"},
		{"sharp s as typed", "Gasse", "gaße", "Gasse"},
		{"Turkish i with a dot", "İzmir", "izmir", "İzmir"},
		{"Turkish i without", "Kırıkkale", "kirikkale", "Kırıkkale"},
		{"Greek without tonos", "Η Ελλάδα", "ελλαδα", "Ελλάδα"},
		{"Greek capitals", "Οδυσσεύς", "ΟΔΥΣΣΕΥΣ", "Οδυσσεύς"},
		{"Cyrillic io", "ёлка", "елка", "ёлка"},
		{"Arabic without hamza", "أحمد", "احمد", "أحمد"},
		{"Arabic with vowel signs and tatweel", "مُحَمَّـد", "محمد", "مُحَمَّـد"},
		{"Arabic, another end", "شركة", "شركه", "شركة"},
		{"Persian letters", "ایران", "ايران", "ایران"},
		{"Arabic digits", "١٤٤٥", "1445", "١٤٤٥"},
		{"Hebrew with points", "שָׁלוֹם", "שלום", "שָׁלוֹם"},
		{"full width", "Ｌａｎｔｅｒｎ", "lantern", "Ｌａｎｔｅｒｎ"},
		{"full width as typed", "windmill", "ＷＩＮＤＭＩＬＬ", "windmill"},
		{"a ligature", "ﬁnal", "final", "ﬁnal"},
		{"oe", "Œuvre", "oeuvre", "Œuvre"},
		{"strokes", "Łódź", "lodz", "Łódź"},
		{"Vietnamese", "Đà Nẵng", "nang", "Nẵng"},
		{"an accent apart from its letter", "nai\u0308ve", "naïve", "nai\u0308ve"},
		{"a soft hyphen", "co\u00adoperate", "cooperate", "co\u00adoperate"},
		{"printed quotation marks", "the night train", "“night train”", "night"},
	}
	var articles []extract.Article
	for i, row := range rows {
		articles = append(articles, extract.Article{Title: fmt.Sprint(i), Text: row.text})
	}
	h := shelf(t, articles...)
	for i, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			got, err := h.Search(t.Context(), row.query, Filter{Limit: 100})
			if err != nil {
				t.Fatal(err)
			}
			for _, hit := range got.Hits {
				if hit.Title != fmt.Sprint(i) {
					continue
				}
				if len(hit.Marks) == 0 || hit.Snippet[hit.Marks[0][0]:hit.Marks[0][1]] != row.mark {
					t.Errorf("marked %v in %q, want %q", hit.Marks, hit.Snippet, row.mark)
				}
				return
			}
			t.Errorf("%q is not found by %q", row.text, row.query)
		})
	}
	for _, query := range []string{"津廣", "東阪", "名古大会", "\uE000s1", `"州 天"`} {
		if got, err := h.Search(t.Context(), query, Filter{}); err == nil && len(got.Hits) > 0 {
			t.Errorf("%q finds %s", query, got.Hits[0].Snippet)
		}
	}
}

// Whatever a text and a query are, marks stand in the snippet, one behind the other.
func FuzzSnippet(f *testing.F) {
	f.Add("明日の東京は晴れ", "東 晴れ")
	f.Add("Die Stra\u00adße\xff", `"die straße" stra*`)
	f.Add("\u4bba\x80", "0")
	f.Fuzz(func(t *testing.T, text, query string) {
		terms, err := parseQuery(query)
		if err != nil {
			return
		}
		cut, marks := snippet(text, terms)
		at := 0
		for _, m := range marks {
			if m[0] < at || m[1] <= m[0] || m[1] > len(cut) {
				t.Fatalf("marks %v in %d bytes of %q for %q", marks, len(cut), text, query)
			}
			at = m[1]
		}
	})
}
