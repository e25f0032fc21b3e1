package main

import (
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// stuckAfter is how long a harvest may stand still before it is not well: longer
// than any single step of it, such as writing a database anew.
const stuckAfter = 10 * time.Minute

// listener serves the metrics.
type listener struct {
	address string
	server  *http.Server
	done    chan struct{}
}

// listen serves /metrics and /healthz on an address; a port alone is one of
// loopback, so that nothing is open to the network unless it is said.
func (m *meter) listen(address string) (*listener, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil && !strings.Contains(address, ":") {
		host, port, err = "", address, nil
	}
	if err != nil || port == "" {
		return nil, usagef("for example --metrics 127.0.0.1:9321", "--metrics %q: want an address with a port", address)
	}
	if host == "" {
		host = "127.0.0.1"
	}
	l, err := net.Listen("tcp", net.JoinHostPort(host, port))
	if err != nil {
		return nil, usagef("give another address, or end what listens there", "--metrics %s: %w", address, err)
	}
	mux := http.NewServeMux()
	metrics := promhttp.HandlerFor(m.all, promhttp.HandlerOpts{MaxRequestsInFlight: 4, Timeout: 10 * time.Second})
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, r *http.Request) {
		m.measureFiles()
		metrics.ServeHTTP(w, r)
	})
	mux.HandleFunc("GET /healthz", m.health)
	s := &listener{address: l.Addr().String(), done: make(chan struct{}), server: &http.Server{
		Handler: mux, ReadHeaderTimeout: 5 * time.Second, WriteTimeout: 30 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10,
	}}
	go func() {
		defer close(s.done)
		s.server.Serve(l) // until it is closed
	}()
	return s, nil
}

// health answers 200 while the harvest moves and nothing keeps it waiting, else 503
// with the reason.
func (m *meter) health(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	what := m.ailing.Load()
	switch still := m.still(); {
	case what != nil && *what != "":
		w.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprintln(w, *what)
	case still > stuckAfter:
		w.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprintf(w, "nothing has moved for %s\n", still.Round(time.Second))
	default:
		fmt.Fprintln(w, "ok")
	}
}

func (l *listener) close() {
	l.server.Close()
	<-l.done
}
