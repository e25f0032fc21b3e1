package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"
)

const planted = "s3cr3t-planted"

func withSecrets(t *testing.T) *Config {
	t.Helper()
	t.Setenv("PAPER_PASSWORD", planted)
	t.Setenv("PAPER_KEY", planted)
	return parse(t, `identity: { contact: "mailto:desk@paper.test" }
sources:
  - id: a
    feeds: [https://paper.fr/rss, http://paper.fr:8080/rss]
    auth: { user: reader, password_env: PAPER_PASSWORD, headers_env: { x-api-key: PAPER_KEY } }
`)
}

func TestSecretsAreNeverPrinted(t *testing.T) {
	c := withSecrets(t)
	password := c.Sources[0].Auth.Password
	if password.Reveal() != planted || password.Env() != "PAPER_PASSWORD" {
		t.Fatalf("secret is %q of %q", password.Reveal(), password.Env())
	}
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&out, verb+verb+verb+"\n", c, *c, c.Sources[0].Auth)
		fmt.Fprintf(&out, verb+verb+"\n", password, &password)
	}
	asJSON, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	asYAML, err := yaml.Dump(c.Sources[0].Auth)
	if err != nil {
		t.Fatal(err)
	}
	out.Write(asJSON)
	out.Write(asYAML)
	slog.New(slog.NewTextHandler(&out, nil)).Info("config", "c", c, "auth", c.Sources[0].Auth, "p", password)
	slog.New(slog.NewJSONHandler(&out, nil)).Info("config", "c", c, "auth", c.Sources[0].Auth, "p", password)
	hexed := fmt.Sprintf("%x", planted)
	if s := out.String(); strings.Contains(s, planted) || strings.Contains(s, hexed) {
		t.Errorf("the secret is printed:\n%s", s)
	}
	if !strings.Contains(string(asJSON), "$PAPER_PASSWORD") {
		t.Errorf("JSON does not name the variable: %s", asJSON)
	}
}

// A password that was written where it does not belong is not repeated.
func TestMistakesRepeatNoPassword(t *testing.T) {
	rows := []struct{ name, text string }{
		{"in password_env", "auth: { user: a, password_env: " + planted + " }"},
		{"under an unknown key", "auth: { user: a, password: " + planted + " }"},
		{"in headers_env", "auth: { headers_env: { X-Key: " + planted + " } }"},
		{"in an address", "start: ['https://me:" + planted + "@paper.fr/']"},
		{"in a broken address", "start: ['https://me:" + planted + "@pa per.fr/']"},
		{"in an address without scheme", "start: ['me:" + planted + "@paper.fr/']"},
		{"in an address of another scheme", "start: ['ftp://me:" + planted + "@paper.fr/']"},
		{"in a contact", "x: 1\nidentity: { contact: 'https://me:" + planted + "@paper.fr/' }"},
		{"in a proxy", "x: 1\nnetwork: { proxy: 'http://me:" + planted + "@paper.fr:81' }"},
		{"in a proxy without scheme", "x: 1\nnetwork: { proxy: 'me:" + planted + "@paper.fr:81' }"},
		{"as an alias", "auth: { user: a, password: *" + planted + " }"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			got := strings.Join(issues(t, "sources:\n  - id: a\n    feeds: [http://localhost/]\n    "+row.text+"\n"), "\n")
			if got == "" || strings.Contains(got, planted) {
				t.Errorf("got %q, want a mistake without the password", got)
			}
		})
	}
}

func TestCredentialsStayWithTheirHosts(t *testing.T) {
	s := withSecrets(t).Sources[0]
	want := http.Header{"Authorization": {"Basic cmVhZGVyOnMzY3IzdC1wbGFudGVk"}, "X-Api-Key": {planted}}
	rows := []struct {
		name, address string
		want          http.Header
	}{
		{"a feed", "https://paper.fr/rss", want},
		{"an article of the same host", "https://PAPER.fr/2026/a", want},
		{"another port that is named", "http://paper.fr:8080/a", want},
		{"another port", "https://paper.fr:8443/a", nil},
		{"in the clear", "http://paper.fr/rss", nil},
		{"a host below it", "https://www.paper.fr/", nil},
		{"a host that ends like it", "https://evilpaper.fr/", nil},
		{"another host", "https://elsewhere.fr/?https://paper.fr/", nil},
		{"no address", "://", nil},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			if diff := cmp.Diff(s.Credentials(row.address), row.want); diff != "" {
				t.Errorf("got (-) want (+):\n%s", diff)
			}
		})
	}
	if got := (&Source{Feeds: s.Feeds}).Credentials("https://paper.fr/rss"); got != nil {
		t.Errorf("a source without auth sends %v", got)
	}
}

func TestLoadStoreNeedsNoSecrets(t *testing.T) {
	const text = "version: 1\nstore: { path: press.db }\nsources:\n  - { id: paper, feeds: [https://paper.test/rss], auth: { user: reader, password_env: PAPER_NOT_SET } }\n"
	rows := []struct{ name, text, path, mistake string }{
		{"variable that is not set", text, "press.db", ""},
		{"mistake beside it", text + "limist: {}\n", "", "limist"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "crawl.yaml")
			if err := os.WriteFile(file, []byte(row.text), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := Load(file); err == nil || !strings.Contains(err.Error(), "not set") && row.mistake == "" {
				t.Errorf("Load: got %v, want the variable that is not set", err)
			}
			got, err := LoadStore(file)
			if got.Path != row.path {
				t.Errorf("got the path %q, want %q", got.Path, row.path)
			}
			if (err != nil) != (row.mistake != "") || err != nil && (!strings.Contains(err.Error(), row.mistake) || strings.Contains(err.Error(), "not set")) {
				t.Errorf("got the error %v, want only %q", err, row.mistake)
			}
		})
	}
}
