package feed

import (
	"strconv"
	"strings"
)

// Chapters are the chapters of a recording (Podlove Simple Chapters).
type Chapters struct {
	Version  string    `json:"version,omitempty"`
	Chapters []Chapter `json:"chapters"`
}

// Chapter is one of them.
type Chapter struct {
	Start   string   `json:"start"`             // as written: 00:01:02.345
	Seconds *float64 `json:"seconds,omitempty"` // the same; absent when it cannot be read
	Title   string   `json:"title,omitempty"`
	URL     string   `json:"href,omitempty"`
	Image   string   `json:"image,omitempty"`
}

func chaptersOf(c *element) *Chapters {
	out := &Chapters{Version: c.attr("version"), Chapters: []Chapter{}}
	for _, ch := range c.children {
		if ch.name != "psc:chapter" {
			continue
		}
		out.Chapters = append(out.Chapters, Chapter{
			Start: ch.attr("start"), Seconds: playTime(ch.attr("start")), Title: ch.attr("title"),
			URL: safeAddress(ch.attr("href")), Image: safeAddress(ch.attr("image")),
		})
	}
	return out
}

// playTime reads the normal play time [HH:]MM:SS[.mmm] in seconds.
func playTime(s string) *float64 {
	parts := strings.Split(s, ":")
	if len(parts) < 2 || len(parts) > 3 {
		return nil
	}
	total := 0.0
	for i, part := range parts {
		whole, fraction, _ := strings.Cut(part, ".")
		if len(whole) != 2 || fraction != "" && (len(fraction) != 3 || i < len(parts)-1) {
			return nil
		}
		n, err := strconv.ParseFloat(part, 64)
		if err != nil || n < 0 || i > len(parts)-3 && n >= 60 {
			return nil
		}
		total = total*60 + n
	}
	return &total
}
