package config

import "testing"

func TestPattern(t *testing.T) {
	const live, video = "https://news.example/2026/02/live?page=2", "https://www.news.example/video/17"
	for _, row := range []struct {
		pattern       string
		onLive, onVid bool
	}{
		{"/video/", false, true},
		{"VIDEO", false, false},
		{"*live*", true, false},
		{"*/live", false, false},
		{"https://news.example/*", true, false},
		{"https://*/video/*", false, true},
		{"/20*/live*", true, false},
		{"/video/*", false, true},
		{"/*", true, true},
		{"/live*", false, false},
		{"news.example/*", true, false},
		{"*.example/*", true, true},
		{"re:/[0-9]+$", false, true},
		{"re:^/2026", false, false},
	} {
		t.Run(row.pattern, func(t *testing.T) {
			p := pattern(t, row.pattern)
			if got, want := [2]bool{p.Match(live), p.Match(video)}, [2]bool{row.onLive, row.onVid}; got != want {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}
