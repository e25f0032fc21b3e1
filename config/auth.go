package config

import (
	"encoding/base64"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
	"golang.org/x/net/http/httpguts"
)

// Auth is what a source asks for before it answers. The zero Auth is nothing.
type Auth struct {
	User     string
	Password Secret
	Headers  map[string]Secret // by canonical name
}

// Credentials gives the header fields that a request to address carries: none
// unless it goes to a host that the configuration itself names for the source,
// so that no link or redirect can carry a secret elsewhere.
func (s *Source) Credentials(address string) http.Header {
	if s.Auth.User == "" && len(s.Auth.Headers) == 0 || !s.own(address) {
		return nil
	}
	h := http.Header{}
	if s.Auth.User != "" {
		pair := s.Auth.User + ":" + s.Auth.Password.Reveal()
		h.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(pair)))
	}
	for name, value := range s.Auth.Headers {
		h.Set(name, value.Reveal())
	}
	return h
}

// HeaderNames gives the names of the header fields that any source sends as
// credentials, so that whoever keeps what was sent can leave them out.
func (c *Config) HeaderNames() []string {
	var names []string
	for _, s := range c.Sources {
		names = slices.AppendSeq(names, maps.Keys(s.Auth.Headers))
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// own reports whether an address has the scheme, host and port of one that the
// configuration names.
func (s *Source) own(address string) bool {
	u, err := url.Parse(address)
	return err == nil && slices.ContainsFunc(s.Addresses(), func(a string) bool {
		named, err := url.Parse(a)
		return err == nil && named.Scheme == u.Scheme && strings.EqualFold(named.Host, u.Host)
	})
}

// auth is what a source asks for.
func (s *Source) auth() kind {
	return kind{s.readAuth, func() *shape {
		looks := mapping(s.Auth.fields()).shape()
		looks.Together = map[string][]string{"user": {"password_env"}, "password_env": {"user"}}
		return looks
	}}
}

func (s *Source) readAuth(w *walk, v value) {
	mapping(s.Auth.fields(), s.Auth.check).read(w, v)
}

func (a *Auth) check(w *walk, v value) {
	if (a.User == "") != (a.Password.env == "") && w.untouched(v.path, "user", "password_env") {
		w.report(v, wrong("", "user and password_env go together"))
	}
	if a.User != "" && strings.Contains(a.User, ":") {
		w.report(w.at[join(v.path, "user")], wrong("", "a user name holds no colon (RFC 7617)"))
	}
	if _, both := a.Headers["Authorization"]; both && a.User != "" {
		w.report(w.at[join(v.path, "headers_env")], wrong("", "Authorization is already given by user and password_env"))
	}
}

// variable is the name of an environment variable that holds a secret.
func variable(dst *Secret) kind {
	return scalar(dst, "the name of an environment variable", textTag, secret).matching(envShape)
}

// headers are names of header fields with variables.
func (a *Auth) headers() kind {
	return kind{a.readHeaders, func() *shape {
		var own []string
		for _, name := range ownHeaders {
			own = append(own, anyCase(name))
		}
		return &shape{Type: []string{"object", "null"}, want: "names of header fields with those of environment variables",
			KeyNames: &shape{Pattern: headerShape, Not: &shape{Pattern: "^(" + strings.Join(own, "|") + ")$"}},
			Others:   variable(new(Secret)).shape()}
	}}
}

// ownHeaders are the header fields that the fetcher sets itself.
var ownHeaders = []string{"Host", "User-Agent", "From", "Connection", "Content-Length", "Transfer-Encoding", "Accept-Encoding", "If-None-Match", "If-Modified-Since"}

// readHeaders reads header names with the variables their values come from.
func (a *Auth) readHeaders(w *walk, v value) {
	if v.empty() {
		return
	}
	if v.node.Kind != yaml.MappingNode {
		w.report(v, wrong("", "want keys like X-Api-Key: EXAMPLE_KEY, got %s", kindOf(v.node)))
		return
	}
	a.Headers = map[string]Secret{}
	for i := 0; i+1 < len(v.node.Content); i += 2 {
		key := newValue(v.node.Content[i], v.path)
		name := http.CanonicalHeaderKey(key.node.Value)
		if _, doubled := a.Headers[name]; doubled {
			w.report(key, wrong("", "doubled header field %s", clip(name)))
			continue
		}
		if !httpguts.ValidHeaderFieldName(name) || slices.Contains(ownHeaders, name) {
			w.report(key, wrong("", "no header field that may be set"))
			continue
		}
		var got Secret
		item := newValue(v.node.Content[i+1], join(v.path, name))
		if !w.visit(item) {
			return
		}
		variable(&got).read(w, item)
		a.Headers[name] = got
	}
}
