package mirror

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"winnow/archive"
)

// catalogOf archives answers: address, Content-Type, body. A type that begins
// with "to " is a redirect.
func catalogOf(t *testing.T, answers ...[3]string) *archive.Catalog {
	t.Helper()
	folder := t.TempDir()
	w, err := archive.Create(archive.Options{Folder: folder})
	if err != nil {
		t.Fatal(err)
	}
	for i, a := range answers {
		x := &archive.Exchange{URL: a[0], Time: time.Date(2026, 3, 1, 12, 0, i, 0, time.UTC), Status: 200, Header: http.Header{"Content-Type": {a[1]}}, Body: []byte(a[2])}
		if to, found := strings.CutPrefix(a[1], "to "); found {
			x.Status, x.Header = 301, http.Header{"Location": {to}}
		}
		if _, err := w.Store(x); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	a, err := archive.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	c, err := a.Catalog(context.Background(), func(err error) { t.Error(err) })
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestPlan(t *testing.T) {
	p := newPlan(catalogOf(t,
		[3]string{"http://news.example:8080/", "text/html", "home"},
		[3]string{"http://news.example/story", "text/html", "story"},
		[3]string{"http://news.example/story/photo.PNG", "image/png", "photo"},
		[3]string{"http://news.example/story.html", "text/html", "other story"},
		[3]string{"http://news.example/page.php?id=7", "text/html", "page"},
		[3]string{"http://news.example/page.php?id=8", "text/html", "next page"},
		[3]string{"http://news.example/style.php", "text/css", "style"},
		[3]string{"http://news.example/a/../../etc/passwd", "text/plain", "x"},
		[3]string{"http://news.example/con/nul.txt", "text/plain", "x1"},
		[3]string{"http://news.example/b", "application/octet-stream", "file"},
		[3]string{"http://news.example/b/c.png", "image/png", "in a folder of that name"},
		[3]string{"http://news.example/" + strings.Repeat("long", 90) + ".html", "text/html", "long"},
		[3]string{"http://news.example/moved", "to /hop", ""},
		[3]string{"http://news.example/hop", "to /story", ""},
		[3]string{"http://news.example/loop", "to /pool", ""},
		[3]string{"http://news.example/pool", "to /loop", ""},
	))
	for address, want := range map[string]string{
		"http://news.example:8080/":              "news.example_8080/index.html",
		"http://news.example/story":              "news.example/story.html",
		"http://news.example/story/photo.PNG":    "news.example/story/photo.PNG",
		"http://news.example/page.php?id=7":      "news.example/page_" + mark("id=7") + ".php.html",
		"http://news.example/page.php?id=8":      "news.example/page_" + mark("id=8") + ".php.html",
		"http://news.example/style.php":          "news.example/style.php.css",
		"http://news.example/a/../../etc/passwd": "news.example/a/_/_/etc/passwd.txt",
		"http://news.example/con/nul.txt":        "news.example/_con/_nul.txt",
		"http://news.example/moved":              "news.example/story.html",
	} {
		if got, found := p.find(address); !found || got != want {
			t.Errorf("%s is at %q, want %q", address, got, want)
		}
	}
	for _, gone := range []string{"http://news.example/loop", "http://news.example/none"} {
		if got, found := p.find(gone); found {
			t.Errorf("%s is at %q, want nothing", gone, got)
		}
	}
	seen := map[string]bool{}
	for _, f := range p.files {
		if lower := strings.ToLower(f.path); seen[lower] || len(filepath.Base(lower)) > maxSegment+20 || strings.Contains(lower, "..") {
			t.Errorf("path %q is taken, too long or leads out", f.path)
		} else {
			seen[lower] = true
		}
	}
	if len(p.files) != 12 {
		t.Errorf("%d files, want 12", len(p.files))
	}
}

func TestWrite(t *testing.T) {
	c := catalogOf(t,
		[3]string{"http://news.example/", "text/html", `<a href="/story?a=1">Story</a><a href="https://other.example/x">Other</a><img src="/none.png"><link rel=stylesheet href="http://cdn.example/s.css">`},
		[3]string{"http://news.example/story?a=1", "text/html", `<a href="/">Home</a>`},
		[3]string{"http://cdn.example/s.css", "text/css", `a{b:url(http://news.example/i%20mage.png#f)}`},
		[3]string{"http://news.example/i%20mage.png", "image/png", "png"},
	)
	folder := filepath.Join(t.TempDir(), "site")
	report, err := Write(context.Background(), c, folder, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if report.Files != 5 || report.Pages != 2 || report.Missing != 1 || len(report.Left) != 0 {
		t.Errorf("report %+v, want 5 files, 2 pages, 1 missing", report)
	}
	read := func(name string) string {
		b, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(name)))
		if err != nil {
			t.Error(err)
		}
		return string(b)
	}
	story := "story_" + mark("a=1") + ".html"
	for name, wants := range map[string][]string{
		"news.example/index.html": {`href="` + story + `"`, `href="https://other.example/x"`, `src="data:,"`, `href="../cdn.example/s.css"`, "Content-Security-Policy"},
		"news.example/" + story:   {`href="index.html"`},
		"cdn.example/s.css":       {`url("../news.example/i%20mage.png#f")`},
		"index.html":              {`href="news.example/index.html"`, `href="news.example/` + story + `"`},
	} {
		for _, want := range wants {
			if text := read(name); !strings.Contains(text, want) {
				t.Errorf("%s lacks %s:\n%s", name, want, text)
			}
		}
	}
	if _, err := Write(context.Background(), c, folder, Options{}); err == nil || !strings.Contains(err.Error(), "there already") {
		t.Errorf("a second time: %v", err)
	}
}

func TestWriteStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	folder := t.TempDir()
	if _, err := Write(ctx, catalogOf(t, [3]string{"http://news.example/", "text/html", "x"}), filepath.Join(folder, "site"), Options{}); err == nil {
		t.Error("no error")
	}
	if left, _ := os.ReadDir(folder); len(left) != 0 {
		t.Errorf("half a folder is left: %v", left)
	}
}
