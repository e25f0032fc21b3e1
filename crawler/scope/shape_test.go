package scope

import "testing"

func TestShape(t *testing.T) {
	for _, row := range []struct{ address, shape, coarse string }{
		{"https://p.test/", "/", ""},
		{"https://p.test/world/", "/world/", "/w"},
		{"https://p.test/World/Europe", "/world/europe", "/w/w"},
		{"https://p.test/2026/02/14/ferry-line-reopens/", "/#/#/#/~/", "/#/#/#/~"},
		{"https://p.test/news/world/ferry-17.html", "/news/world/~.html", "/w/w/~.html"},
		{"https://p.test/story.php?id=17&x=a", "/story.php?id=#&x=~", "/w?id&x"},
		{"https://p.test/tag/ferry/", "/tag/*/", "/w/*"},
		{"https://p.test/en/a", "/@/a", "/@/w"},
		{"https://p.test/a9f8e7d6c5b4", "/~", "/~"},
	} {
		shape := Shape(row.address)
		if shape != row.shape || Coarse(shape) != row.coarse {
			t.Errorf("%s: got %q %q, want %q %q", row.address, shape, Coarse(shape), row.shape, row.coarse)
		}
	}
}

func TestFollows(t *testing.T) {
	for _, row := range []struct {
		page, next string
		want       bool
	}{
		{"https://p.test/story", "https://p.test/story?page=2", true},
		{"https://p.test/story?page=2", "https://p.test/story?page=3", true},
		{"https://p.test/story?page=2", "https://p.test/story?page=4", false},
		{"https://p.test/story", "https://p.test/story?page=3", false},
		{"https://p.test/story/", "https://p.test/story/2/", true},
		{"https://p.test/story/", "https://p.test/story/page/2/", true},
		{"https://p.test/story-17.html", "https://p.test/story-17-2.html", true},
		{"https://p.test/story.html", "https://p.test/story_2.html", true},
		{"https://p.test/story-2.html", "https://p.test/story-3.html", true},
		{"https://p.test/one-thing", "https://p.test/another-thing", false},
		{"https://p.test/story", "https://p.test/other?page=2", false},
		{"https://p.test/2026/02/14/a", "https://p.test/2026/02/15/b", false},
	} {
		if got := Follows(row.page, row.next); got != row.want {
			t.Errorf("%s -> %s: got %v, want %v", row.page, row.next, got, row.want)
		}
	}
}
