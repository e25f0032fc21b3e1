package extract

import (
	"testing"
	"time"
)

func TestReadDates(t *testing.T) {
	now := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	for _, tt := range []struct{ name, lang, in, want string }{
		{"RFC 3339", "", "2026-02-14T08:30:05+01:00", "2026-02-14T08:30:05+01:00"},
		{"with a fraction", "", "2026-02-14T08:30:05.123Z", "2026-02-14T08:30:05Z"},
		{"offset without colon", "", "2026-02-14T08:30:05-0500", "2026-02-14T08:30:05-05:00"},
		{"a blank between", "", "2026-02-14 08:30:05 +02:00", "2026-02-14T08:30:05+02:00"},
		{"no zone: only the day is sure", "", "2026-02-14T08:30:05", "2026-02-14"},
		{"RFC 1123", "", "Sat, 14 Feb 2026 08:30:05 GMT", "2026-02-14T08:30:05Z"},
		{"twelve-hour clock", "en", "February 14, 2026 at 8:30 p.m. EST", "2026-02-14T20:30:00-05:00"},
		{"compact", "", "20260214", "2026-02-14"},
		{"English", "en", "Jun 20, 2025", "2025-06-20"},
		{"English ordinal", "en", "the 3rd of March, 2026", "2026-03-03"},
		{"month first", "en-US", "05/06/2026", "2026-05-06"},
		{"day first", "en-GB", "05/06/2026", "2026-06-05"},
		{"month first is impossible", "en-US", "25/06/2026", "2026-06-25"},
		{"German", "de", "Freitag, 20. Juni 2025, 14:30 Uhr", "2025-06-20"},
		{"German digits", "de", "20.6.2025", "2025-06-20"},
		{"French", "fr", "vendredi 20 juin 2025", "2025-06-20"},
		{"French first of the month", "fr", "1er août 2025", "2025-08-01"},
		{"Spanish", "es", "20 de junio de 2025", "2025-06-20"},
		{"Portuguese", "pt", "20 de março de 2025", "2025-03-20"},
		{"Italian", "it", "20 giugno 2025", "2025-06-20"},
		{"Dutch", "nl", "20 juni 2025", "2025-06-20"},
		{"Swedish", "sv", "20 maj 2025", "2025-05-20"},
		{"Finnish", "fi", "20. kesäkuuta 2025", "2025-06-20"},
		{"Polish", "pl", "20 czerwca 2025", "2025-06-20"},
		{"Czech", "cs", "20. června 2025", "2025-06-20"},
		{"Hungarian", "hu", "2025. június 20.", "2025-06-20"},
		{"Russian", "ru", "20 июня 2025", "2025-06-20"},
		{"Greek", "el", "20 Ιουνίου 2025", "2025-06-20"},
		{"Turkish", "tr", "20 Haziran 2025", "2025-06-20"},
		{"Lithuanian", "lt", "2025 m. birželio 20 d.", "2025-06-20"},
		{"Chinese", "zh", "2025年6月20日 星期五", "2025-06-20"},
		{"Korean", "ko", "2025년 6월 20일", "2025-06-20"},
		{"Japanese with clock and offset", "ja", "2025年06月20日 14:30 JST", "2025-06-20T14:30:00+09:00"},
		{"Arabic in both traditions", "ar", "الجمعة 24 نيسان / أبريل 2020", "2020-04-24"},
		{"Arabic digits", "ar", "٢٤ أبريل ٢٠٢٠", "2020-04-24"},
		{"Persian digits", "fa", "۲۰۲۰/۰۴/۲۴", "2020-04-24"},
		{"Devanagari digits", "hi", "१८ अक्टूबर २०२३", "2023-10-18"},
		{"Bengali", "bn", "৫ মার্চ ২০২৪", "2024-03-05"},
		{"the months of the Levant", "ar", "9 تشرين الثاني 2023", "2023-11-09"},
		{"Iran in words", "fa", "۱۵ اردیبهشت ۱۴۰۳", "2024-05-04"},
		{"Iran in numbers", "fa", "۱۴۰۲/۱۲/۲۹", "2024-03-19"},
		{"Iran, last day of a leap year", "fa", "30 اسفند 1399", "2021-03-20"},
		{"Iran, no such day", "fa", "30 اسفند 1400", ""},
		{"Thailand in words", "th", "14 มิถุนายน 2567", "2024-06-14"},
		{"Thailand in short", "th", "14 มิ.ย. พ.ศ. 2567", "2024-06-14"},
		{"Japan, era", "ja", "令和6年2月29日", "2024-02-29"},
		{"Taiwan, era", "zh-TW", "民國113年5月2日", "2024-05-02"},
		{"Vietnam", "vi", "Ngày 12 tháng 4 năm 2024", "2024-04-12"},
		{"Hebrew", "he", "15 בינואר 2024", "2024-01-15"},
		{"Indonesia, zone", "id", "Senin, 13 Mei 2024 07:45 WIB", "2024-05-13T07:45:00+07:00"},
		{"bars", "de", "26 | 01 | 2022", "2022-01-26"},
		{"two-digit year", "de", "20.06.25", "2025-06-20"},
		{"no such day", "", "2026-02-30", ""},
		{"month 13", "", "2026-13-01", ""},
		{"in the year 2999", "", "2999-01-01T00:00:00Z", ""},
		{"year 0", "", "0000-01-01", ""},
		{"after the page was fetched", "", "2026-12-24", ""},
		{"impossible offset", "", "2026-02-14T08:00:00+99:00", "2026-02-14"},
		{"version number", "en", "release 10.12.2.1", ""},
		{"a month alone", "en", "May 2026", ""},
		{"words", "en", "no date at all", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := newDateReader(tt.lang, now).read(tt.in)
			if got.String() != tt.want || ok != (tt.want != "") {
				t.Errorf("read(%q) = %q, %v, want %q", tt.in, got, ok, tt.want)
			}
		})
	}
}

func TestDateInPath(t *testing.T) {
	r := newDateReader("", time.Time{})
	for _, tt := range []struct{ path, want string }{
		{"/2026/02/14/a-slug-7/", "2026-02-14"},
		{"/news/2026-02-14-a-slug", "2026-02-14"},
		{"/section/2026/feb/14/slug", "2026-02-14"},
		{"/city/2026-02/14/content_77.htm", "2026-02-14"},
		{"/n1/2026/0214/c1001-77.html", "2026-02-14"},
		{"/n1/2026/7714/c1001-77.html", ""},
		{"/a/20260214/slug", "2026-02-14"},
		{"/2026/02/slug", ""},
		{"/article/20269999", ""},
		{"/a20260214b", ""},
		{"/story/1234567890", ""},
	} {
		got, _ := r.inPath(tt.path)
		if got.String() != tt.want {
			t.Errorf("inPath(%q) = %q, want %q", tt.path, got, tt.want)
		}
	}
}

func TestDayInLastPartOfPath(t *testing.T) {
	r := newDateReader("", time.Time{})
	for _, tt := range []struct{ last, want string }{
		{"08112021-open-day", "2021-11-08"},
		{"harbour-nid03052022", "2022-05-03"},
		{"harbour-99999999", ""},
		{"12345678901", ""},
		{"", ""},
	} {
		if got, _ := r.dayRun(tt.last); got.String() != tt.want {
			t.Errorf("dayRun(%q) = %q, want %q", tt.last, got, tt.want)
		}
	}
}

func FuzzDates(f *testing.F) {
	for _, seed := range []string{"2026-02-14T08:30:05+01:00", "20 de junio de 2025", "2025年6月20日", "Jun. 20th, '25 8:30 a.m. (CET)", "10.12.2.1", "99999999999999"} {
		f.Add(seed, "en")
	}
	f.Fuzz(func(t *testing.T, in, lang string) {
		r := newDateReader(lang, time.Time{})
		d, from, to, ok := r.find(in, firstYear)
		if !ok {
			return
		}
		if from < 0 || to > len(in) || from >= to {
			t.Errorf("find(%q) = [%d, %d)", in, from, to)
		}
		if y := d.Time.Year(); y < firstYear-1 || y > lastYear {
			t.Errorf("find(%q) = %v", in, d)
		}
		again, err := ParseDate(d.String())
		if err != nil || again.String() != d.String() {
			t.Errorf("ParseDate(%q) = %v, %v", d, again, err)
		}
	})
}
