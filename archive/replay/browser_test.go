package replay_test

import (
	"context"
	"image"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"winnow/archive/mirror"
	"winnow/archive/replay"
)

// A browser shows the replay and the mirror of a site as it showed the site, and
// asks nobody else. WINNOW_CHROMIUM names the browser.
func TestBrowser(t *testing.T) {
	browser := os.Getenv("WINNOW_CHROMIUM")
	if browser == "" {
		t.Skip("WINNOW_CHROMIUM names no browser")
	}
	live := newSite(t)
	a := fetched(t, live.URL)
	var strangers atomic.Int32
	stranger := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { strangers.Add(1) }))
	t.Cleanup(stranger.Close)

	original := shoot(t, browser, live.URL+"/")
	live.Close()
	catalog := catalogOf(t, a)
	s := httptest.NewServer(replay.New(catalog, nil, "", nil))
	t.Cleanup(s.Close)
	same(t, "replay", original, shoot(t, browser, s.URL+replay.Path(live.URL+"/", time.Now())))

	folder := filepath.Join(t.TempDir(), "mirror")
	if _, err := mirror.Write(context.Background(), catalog, folder, mirror.Options{}); err != nil {
		t.Fatal(err)
	}
	home := filepath.Join(folder, strings.ReplaceAll(strings.TrimPrefix(live.URL, "http://"), ":", "_"), "index.html")
	same(t, "mirror", original, shoot(t, browser, "file://"+home))

	spy := `<script>fetch("` + stranger.URL + `/a");new Image().src="` + stranger.URL + `/b";var w=new WebSocket("` + strings.Replace(stranger.URL, "http", "ws", 1) + `")</script>`
	text, err := os.ReadFile(home)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(home, []byte(strings.Replace(string(text), "</body>", spy+"</body>", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	shoot(t, browser, "file://"+home)
	if n := strangers.Load(); n != 0 {
		t.Errorf("a script of the mirror asked another server %d times", n)
	}
}

// shoot takes a picture of a page.
func shoot(t *testing.T, browser, address string) image.Image {
	t.Helper()
	folder := t.TempDir()
	name := filepath.Join(folder, "shot.png")
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--user-data-dir="+folder,
		"--no-first-run", "--disable-background-networking", "--disable-component-update", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
		"--window-size=800,600", "--virtual-time-budget=4000", "--screenshot="+name, address)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%s", browser, address, err, out)
	}
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	picture, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

// same compares two pictures; all but a thousandth of their points have to agree.
func same(t *testing.T, name string, want, got image.Image) {
	t.Helper()
	if want.Bounds() != got.Bounds() {
		t.Fatalf("%s: %v, want %v", name, got.Bounds(), want.Bounds())
	}
	other, white := 0, 0
	bounds := want.Bounds()
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			r, g, b, _ := want.At(x, y).RGBA()
			if r2, g2, b2, _ := got.At(x, y).RGBA(); r != r2 || g != g2 || b != b2 {
				other++
			}
			if r&g&b == 0xffff {
				white++
			}
		}
	}
	area := bounds.Dx() * bounds.Dy()
	if white == area {
		t.Fatalf("%s: the original is blank", name)
	}
	if other > area/1000 {
		t.Errorf("%s: %d of %d points differ from the original", name, other, area)
	}
}
