package demo

import (
	"bytes"
	"net"
	"net/http"
	"slices"
	"strings"
)

// Visit is one request as the newsroom saw it.
type Visit struct {
	URL    string
	Agent  string
	Status int
}

// Visits gives every request so far, in the order in which they were answered.
func (n *Newsroom) Visits() []Visit {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.visits)
}

// ServeHTTP answers a request for one of the sites: in the form that a proxy
// receives (RFC 9112, section 3.2.2), or with the name of the site as Host.
func (n *Newsroom) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	host := r.URL.Host
	if host == "" {
		host = r.Host
	}
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.ToLower(host)
	seen := &statusWriter{ResponseWriter: w}
	n.answer(seen, r, host)
	n.mu.Lock()
	defer n.mu.Unlock()
	n.visits = append(n.visits, Visit{URL: "http://" + host + r.URL.RequestURI(), Agent: r.UserAgent(), Status: seen.status})
}

func (n *Newsroom) answer(w http.ResponseWriter, r *http.Request, host string) {
	switch {
	case !slices.ContainsFunc(sites, func(s *site) bool { return s.host == host }):
		http.Error(w, "this proxy leads to the demonstration only", http.StatusBadGateway)
		return
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		http.Error(w, "nothing can be sent here", http.StatusMethodNotAllowed)
		return
	}
	a, ok := n.edition.Load().lookup(host, r.URL.EscapedPath(), r.URL.RawQuery)
	switch {
	case !ok:
		http.Error(w, "there is no such page", http.StatusNotFound)
	case a.location != "":
		http.Redirect(w, r, a.location, a.status)
	case a.status != http.StatusOK:
		w.Header().Set("Content-Type", a.kind)
		w.WriteHeader(a.status)
		w.Write(a.body)
	default:
		w.Header().Set("Content-Type", a.kind)
		w.Header().Set("ETag", a.etag)
		http.ServeContent(w, r, "", a.modified, bytes.NewReader(a.body))
	}
}

// statusWriter remembers the status of an answer.
type statusWriter struct {
	http.ResponseWriter
	status int
}

// WriteHeader notes the status and passes it on.
func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}
