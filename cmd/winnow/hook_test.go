package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"winnow/config"
)

func TestHookPosts(t *testing.T) {
	var got notice
	var header http.Header
	status := http.StatusNoContent
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if err := json.Unmarshal(body, &got); err != nil {
			t.Error(err)
		}
		header = r.Header
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(status)
	}))
	defer s.Close()
	t.Setenv("HOOK_ADDRESS", s.URL+"/secret-path")
	t.Setenv("HOOK_KEY", "k-1")
	c, err := config.Parse("crawl.yaml", []byte("version: 1\nidentity: { contact: \"mailto:desk@paper.test\" }\nnotify: { url_env: HOOK_ADDRESS, headers_env: { X-Key: HOOK_KEY } }\n"))
	if err != nil {
		t.Fatal(err)
	}
	h := hook{c.Notify, "winnow/1.0"}
	want := invented(time.Date(2026, 3, 1, 6, 0, 0, 0, time.UTC))
	if err := h.tell(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	want.Version = 1
	if got != want || header.Get("X-Key") != "k-1" || header.Get("Content-Type") != "application/json" || header.Get("User-Agent") != "winnow/1.0" {
		t.Errorf("got %+v with %v, want %+v", got, header, want)
	}
	for _, status = range []int{http.StatusInternalServerError, http.StatusFound} {
		err := h.tell(t.Context(), want)
		if err == nil || strings.Contains(err.Error(), "secret-path") {
			t.Errorf("status %d: %v, want an error that does not name the address", status, err)
		}
	}
	s.Close()
	if err := h.tell(t.Context(), want); err == nil || strings.Contains(err.Error(), "secret-path") {
		t.Errorf("nobody there: %v, want an error that does not name the address", err)
	}
}

func TestHookRunsNoShell(t *testing.T) {
	folder := t.TempDir()
	t.Chdir(folder)
	n := invented(time.Now())
	n.Source, n.Detail = "$(touch injected)", "`touch injected`; touch injected"
	h := hook{config.Notify{Command: []string{"tee", "$(touch injected).json"}, Timeout: 10 * time.Second}, ""}
	if err := h.tell(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(folder, "injected")); err == nil {
		t.Error("a shell has read what was told")
	}
	if b, err := os.ReadFile("$(touch injected).json"); err != nil || !json.Valid(b) {
		t.Errorf("%s, %v", b, err)
	}
}

func TestWebhookHasAnEnd(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.ReadAll(r.Body)
		<-r.Context().Done()
	}))
	defer s.Close()
	t.Setenv("HOOK_ADDRESS", s.URL)
	c, err := config.Parse("crawl.yaml", []byte("version: 1\nidentity: { contact: \"mailto:desk@paper.test\" }\nnotify: { url_env: HOOK_ADDRESS }\n"))
	if err != nil {
		t.Fatal(err)
	}
	h := hook{c.Notify, "winnow/1.0"}
	h.Timeout = 100 * time.Millisecond
	got, want := h.tell(t.Context(), invented(time.Now())), "webhook: not done within 100ms"
	if got == nil || got.Error() != want {
		t.Errorf("got %v, want %q", got, want)
	}
}

func TestHookHasAnEnd(t *testing.T) {
	h := hook{config.Notify{Command: []string{"sleep", "60"}, Timeout: 50 * time.Millisecond}, ""}
	began := time.Now()
	if err := h.tell(t.Context(), invented(began)); err == nil || !strings.Contains(err.Error(), "not done within 50ms") {
		t.Errorf("got %v", err)
	}
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("took %s", took)
	}
}
