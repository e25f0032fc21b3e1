package extract

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestSplitNames(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"plain", "Jane Doe", "Jane Doe"},
		{"by", "By Jane Doe", "Jane Doe"},
		{"and", "By Jane Doe and John Q. Public", "Jane Doe|John Q. Public"},
		{"list", "Jane Doe, John Public, and Ana de la Cruz", "Jane Doe|John Public|Ana de la Cruz"},
		{"German", "Von Jana Müller und Karl-Heinz Groß", "Jana Müller|Karl-Heinz Groß"},
		{"Spanish", "Por María José y Íñigo Pérez", "María José|Íñigo Pérez"},
		{"label", "Author: Jane Doe", "Jane Doe"},
		{"agency in brackets", "Jane Doe (Reuters)", "Jane Doe"},
		{"role behind", "Jane Doe, Senior Political Correspondent", "Jane Doe"},
		{"role joined", "Jane Doe Staff Writer", "Jane Doe"},
		{"date behind", "By Jane Doe | Jun 20, 2025", "Jane Doe"},
		{"published on", "Jane Doe on 12 March 2026", "Jane Doe"},
		{"glued by", "ByJane Doe", "Jane Doe"},
		{"mail", "Jane Doe jane.doe@news.example", "Jane Doe"},
		{"twice", "Jane Doe; jane doe", "Jane Doe"},
		{"pen name", "nightowl", "nightowl"},
		{"Chinese", "记者：王小明", "王小明"},
		{"Irish and Icelandic", "Aoife O'Riordan & Hlín Eyjólfsdóttir", "Aoife O'Riordan|Hlín Eyjólfsdóttir"},
		{"text and interview", "Text und Interview: Jana Müller", "Jana Müller"},
		{"an office behind the name", "Jane Doe, CEO of Example", "Jane Doe"},
		{"a degree with a star", "Jane Doe, MD*", "Jane Doe"},
		{"another dot between", "Jane Doe ⋅ Review Editor", "Jane Doe"},
		{"a paper behind the names", "Jane Doe and Ana Perez, Harbour Times", "Jane Doe|Ana Perez"},
		{"words for screen readers", "Social Links for Jane Doe", "Jane Doe"},
		{"a word that was left", "on", ""},
		{"letters and staff", "ABC Staff", ""},
		{"a ministry of two things", "Ministry of Trade and Labour", ""},
		{"an account of the site", "news.example.com developer", ""},
		{"weekday and day behind", "Submitted by Jane Doe on Tue, 04/02/2024 - 10:15", "Jane Doe"},
		{"a surname like a weekday", "Mei Sun, 3 May 2024", "Mei Sun"},
		{"Russian", "Автор: Ирина Лосева", "Ирина Лосева"},
		{"Arabic", "كتب: سامر حداد", "سامر حداد"},
		{"Hebrew", "מאת: נועה ברק", "נועה ברק"},
		{"Chinese without a blank", "记者王小明", "王小明"},
		{"empty byline", "by | Jun 20, 2025", ""},
		{"only by", "By", ""},
		{"address of a publisher", "Morgenpost GmbH, Germany", ""},
		{"agency", "Reuters", ""},
		{"agency two words", "Associated Press", ""},
		{"team", "The Example News Team", ""},
		{"editors", "Redaktion", ""},
		{"address", "https://social.example/janedoe", ""},
		{"domain", "news.example.com", ""},
		{"photo credit", "Photo: Jane Doe", ""},
		{"a control", "Share on Facebook", ""},
		{"a sentence", "what we know about the strike so far today", ""},
		{"month", "June", ""},
		{"number", "12", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := strings.Join(splitNames(tt.in, false), "|"); got != tt.want {
				t.Errorf("splitNames(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func FuzzAuthors(f *testing.F) {
	for _, seed := range []string{"By Jane Doe and John Public | 12 March 2026", "记者：王小明", "by | x", "\u202eeod enaJ", "((((", "A; B; C", "Y 0@0 BA"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		for _, strict := range []bool{true, false} {
			names := splitNames(in, strict)
			if len(names) > maxAuthors {
				t.Errorf("%d names", len(names))
			}
			for _, n := range names {
				if n == "" || utf8.RuneCountInString(n) > maxAuthor || strings.Contains(n, nameJoin) || collapse(n) != n {
					t.Errorf("splitNames(%q) gives %q", in, n)
				}
			}
		}
	})
}
