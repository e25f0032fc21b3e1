package feed

import (
	"testing"
	"time"
)

var testNow = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func TestParseDate(t *testing.T) {
	for _, c := range []struct{ name, raw, language, want string }{
		{"RFC 822 with offset", "Tue, 03 Mar 2026 09:05:00 +0100", "", "2026-03-03T09:05:00+01:00"},
		{"RFC 822 GMT", "Tue, 03 Mar 2026 09:05:00 GMT", "", "2026-03-03T09:05:00Z"},
		{"one-digit day", "Tue,  3 Mar 2026 09:05:00 GMT", "", "2026-03-03T09:05:00Z"},
		{"two-digit year", "03 Mar 26 09:05 EST", "", "2026-03-03T09:05:00-05:00"},
		{"no seconds", "Tue, 03 Mar 2026 09:05 GMT", "", "2026-03-03T09:05:00Z"},
		{"no time", "Tue, 03 Mar 2026", "", "2026-03-03"},
		{"RFC 3339", "2026-03-03T09:05:00Z", "", "2026-03-03T09:05:00Z"},
		{"RFC 3339 with fraction", "2026-03-03T09:05:00.123+02:00", "", "2026-03-03T09:05:00+02:00"},
		{"no colon in the offset", "2026-03-03T09:05:00-0500", "", "2026-03-03T09:05:00-05:00"},
		{"blank for T", "2026-03-03 09:05:00", "", "2026-03-03T09:05:00Z"},
		{"blank for T with offset", "2026-03-03 09:05:00 -00:20", "", "2026-03-03T09:05:00-00:20"},
		{"lower case t and z", "2026-03-03t09:05:00z", "", "2026-03-03T09:05:00Z"},
		{"no minutes of seconds", "2026-03-03T09:05Z", "", "2026-03-03T09:05:00Z"},
		{"day only", "2026-03-03", "", "2026-03-03"},
		{"compact", "20260303", "", "2026-03-03"},
		{"compact with time", "20260303T090500Z", "", "2026-03-03T09:05:00Z"},
		{"compact in one piece", "20260303090500", "", "2026-03-03T09:05:00Z"},
		{"day of the year", "2026-062", "", "2026-03-03"},
		{"extra zero in the month", "2026-003-03T09:05:00+00:00", "", "2026-03-03T09:05:00Z"},
		{"slashes with year first", "Tue, 2026/03/03 09:05:00 EDT", "", "2026-03-03T09:05:00-04:00"},
		{"asctime", "Tue Mar  3 09:05:06 2026", "", "2026-03-03T09:05:06Z"},
		{"asctime with zone inside", "Tue Mar 03 09:05:06 +0000 2026", "", "2026-03-03T09:05:06Z"},
		{"US order with comma", "March 3, 2026 9:05 pm", "", "2026-03-03T21:05:00Z"},
		{"ordinal", "3rd March 2026", "", "2026-03-03"},
		{"hyphens around the month", "03-Mar-2026 09:05:00", "", "2026-03-03T09:05:00Z"},
		{"long weekday, stray comma", "Tues, 03 Mar, 2026 09:05:00 UTC", "", "2026-03-03T09:05:00Z"},
		{"Sept", "Thu, 03 Sept 2026 09:05:00 GMT", "", "2026-09-03T09:05:00Z"},
		{"lower case", "thu, 03 sep 2026 09:05:00 gmt", "", "2026-09-03T09:05:00Z"},
		{"midnight as 24:00", "Tue, 03 Mar 2026 24:00:00 GMT", "", "2026-03-04T00:00:00Z"},
		{"leap second", "2016-12-31T23:59:60Z", "", "2017-01-01T00:00:00Z"},
		{"offset and its name", "Tue, 03 Mar 2026 09:05:00 +0100 (CET)", "", "2026-03-03T09:05:00+01:00"},
		{"GMT+1", "Tue, 03 Mar 2026 09:05:00 GMT+1", "", "2026-03-03T09:05:00+01:00"},
		{"GMT-01:01", "Tue, 03 Mar 2026 09:05:00 GMT-01:01", "", "2026-03-03T09:05:00-01:01"},
		{"Etc/GMT", "Tue, 03 Mar 2026 09:05:00 Etc/GMT", "", "2026-03-03T09:05:00Z"},
		{"ET in winter", "Tue, 03 Mar 2026 09:05:00 ET", "", "2026-03-03T09:05:00-05:00"},
		{"ET in summer", "Fri, 03 Jul 2026 09:05:00 ET", "", "2026-07-03T09:05:00-04:00"},
		{"CEST", "Fri, 03 Jul 2026 09:05:00 CEST", "", "2026-07-03T09:05:00+02:00"},
		{"unknown zone costs the time", "Tue, 03 Mar 2026 09:05:00 XYZT", "", "2026-03-03"},
		{"Unix seconds", "1772528700", "", "2026-03-03T09:05:00Z"},
		{"Unix milliseconds", "1772528700000", "", "2026-03-03T09:05:00Z"},
		{"German", "Dienstag, 3. März 2026, 09:05 Uhr", "de", "2026-03-03T09:05:00Z"},
		{"German with zone", "Di, 03 Mrz 2026 09:05:00 MEZ", "de", "2026-03-03T09:05:00+01:00"},
		{"German numbers", "03.02.2026 09:05", "de", "2026-02-03T09:05:00Z"},
		{"French", "mardi 3 mars 2026 à 09h05", "fr", "2026-03-03T09:05:00Z"},
		{"French abbreviated Tuesday", "mar., 03 févr. 2026 09:05:00 +0100", "fr", "2026-02-03T09:05:00+01:00"},
		{"Spanish", "3 de marzo de 2026", "es", "2026-03-03"},
		{"Spanish Tuesday in March", "mar, 03 mar 2026 09:05:00 +0000", "es", "2026-03-03T09:05:00Z"},
		{"Italian", "3 marzo 2026 09:05", "it", "2026-03-03T09:05:00Z"},
		{"Portuguese", "terça-feira, 3 de março de 2026", "pt", "2026-03-03"},
		{"Dutch", "3 maart 2026", "nl", "2026-03-03"},
		{"the zone of the Pacific, no Friday", "Mon, 26 January 2004 16:31:00 PT", "", "2004-01-26T16:31:00-08:00"},
		{"Polish with a weekday", "wt., 3 marca 2026 09:05", "pl", "2026-03-03T09:05:00Z"},
		{"Arabic", "٣ مارس ٢٠٢٦", "ar", "2026-03-03"},
		{"Indonesian", "Selasa, 3 Maret 2026 09:05:00 +0700", "id", "2026-03-03T09:05:00+07:00"},
		{"RFC 822 with a weekday of Basque", "ar., 03 Mar 2026 09:05:00 +0100", "eu", "2026-03-03T09:05:00+01:00"},
		{"Polish", "3 marca 2026", "pl", "2026-03-03"},
		{"Russian", "3 марта 2026 09:05", "ru", "2026-03-03T09:05:00Z"},
		{"Greek", "Τρι, 03 Μαρ 2026 09:05:00 EST", "el", "2026-03-03T09:05:00-05:00"},
		{"Hungarian", "2026-július-13T9:15-05:00", "hu", "2026-07-13T09:15:00-05:00"},
		{"Korean", "2026년 03월 03일  01:31:15", "ko", "2026-03-03T01:31:15+09:00"},
		{"Korean afternoon", "2026-03-03 오후 11:23:17", "ko", "2026-03-03T23:23:17+09:00"},
		{"Japanese", "2026年3月3日", "ja", "2026-03-03"},
		{"settled by the size", "13/06/2026", "", "2026-06-13"},
		{"settled by the size, month first", "06/13/2026", "", "2026-06-13"},
		{"settled by British English", "05/06/2026", "en-GB", "2026-06-05"},
		{"settled by American English", "05/06/2026", "en-US", "2026-05-06"},
		{"settled by French", "05/06/2026", "fr", "2026-06-05"},
		{"settled by the weekday", "Fri, 05/06/2026", "", "2026-06-05"},
		{"same either way", "05/05/2026", "", "2026-05-05"},
		{"a day ahead", "2026-11-24", "", "2026-11-24"},

		{"ambiguous", "05/06/2026", "", ""},
		{"ambiguous in English", "05/06/2026 10:00", "en", ""},
		{"year only", "2026", "", ""},
		{"month only", "2026-03", "", ""},
		{"named month only", "March 2026", "", ""},
		{"no year", "3 March", "", ""},
		{"30 February", "Mon, 30 Feb 2026 09:05:00 GMT", "", ""},
		{"day 99", "Sun, 99 Jun 2026 12:00:00 GMT", "", ""},
		{"month 13", "2026-13-03", "", ""},
		{"hour 25", "2026-03-03T25:14:55Z", "", ""},
		{"minute 61", "2026-03-03T10:61:55Z", "", ""},
		{"second 61", "2026-03-03T10:14:61Z", "", ""},
		{"offset 99", "2026-03-03T10:14:00+99:99", "", ""},
		{"offset in letters", "Sun, 16 Dec 2012 11:47:32 +zz:00", "", ""},
		{"offset minutes in letters", "Sun, 16 Dec 2012 11:47:32 +00:zz", "", ""},
		{"four parts of time", "Sun, 16 Dec 2012 1:2:3:4 GMT", "", ""},
		{"four parts of date", "2013-01-27-01", "", ""},
		{"tail", "2013-01-28T11:30:00-06:00Textra", "", ""},
		{"no month", "Sun, 16 zzz 2012 11:47:32 GMT", "", ""},
		{"day in letters", "Sun, Dec x 2012 11:47:32 GMT", "", ""},
		{"letters for a month", "2013-xx-27", "", ""},
		{"letters for minutes", "2013-01-28T09:xx:00Z", "", ""},
		{"year 1", "0001-01-01T00:00:00Z", "", ""},
		{"1970", "Thu, 01 Jan 1970 00:00:00 GMT", "", ""},
		{"2999", "2999-01-01T00:00:00Z", "", ""},
		{"three days ahead", "2026-11-26T13:00:00Z", "", ""},
		{"words", "yesterday", "", ""},
		{"long", "2026-03-03 and a great deal of prose that goes on and on about nothing in particular for quite a while indeed", "", ""},
		{"empty", "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := parseDate(c.raw, c.language, testNow)
			if got.String() != c.want || ok != (c.want != "") {
				t.Errorf("parseDate(%q, %q) = %q, %v; want %q", c.raw, c.language, got, ok, c.want)
			}
		})
	}
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"Tue, 03 Mar 2026 09:05:00 +0100", "2026年3月3日 下午 5:00", "mar., 03 févr. 2026", "05/06/2026", "1772528700"} {
		f.Add(s, "fr")
	}
	f.Fuzz(func(t *testing.T, raw, language string) {
		d, ok := parseDate(raw, language, testNow)
		if ok == d.IsZero() {
			t.Fatalf("parseDate(%q) = %v, %v", raw, d, ok)
		}
		if ok && (d.Time.Year() < firstYear || d.Time.After(testNow.Add(maxAhead))) {
			t.Fatalf("parseDate(%q) = %v is absurd", raw, d)
		}
	})
}
