package fetch

import (
	"context"
	"encoding/base64"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

// testProxy is a proxy that finds every host at one server.
type testProxy struct {
	*httptest.Server
	mu      sync.Mutex
	targets []string // what it was asked to reach
	auth    string   // the last Proxy-Authorization
}

// newTestProxy forwards plain requests itself and tunnels CONNECT to server.
func newTestProxy(t *testing.T, server string) *testProxy {
	p := &testProxy{}
	p.Server = newServer(t, func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		p.targets = append(p.targets, r.Host)
		p.auth = r.Header.Get("Proxy-Authorization")
		p.mu.Unlock()
		if r.Method != http.MethodConnect {
			io.WriteString(w, "plain "+r.URL.String())
			return
		}
		out, err := net.Dial("tcp", server)
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		defer out.Close()
		in, buffered, err := w.(http.Hijacker).Hijack()
		if err != nil {
			return
		}
		defer in.Close()
		write(in, "HTTP/1.1 200 Connected\r\n\r\n")
		go func() { io.Copy(out, buffered); out.(*net.TCPConn).CloseWrite() }()
		io.Copy(in, out)
	})
	return p
}

func (p *testProxy) asked() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.targets)
}

// noNames is a resolver that knows no name.
func noNames(t testing.TB) *net.Resolver {
	return newResolver(t, func(string, int) answer { return answer{rcode: dnsmessage.RCodeNameError} })
}

func TestProxy(t *testing.T) {
	s, trusting := newTLS(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "tunneled "+r.Host+" "+r.Header.Get("Proxy-Authorization"))
	}))
	p := newTestProxy(t, s.Listener.Addr().String())
	f := newTestFetcher(t, trusting, func(o *Options) {
		o.Allow = nil // the proxy is on loopback, and exempt
		o.Proxy = strings.Replace(p.URL, "http://", "http://me:key@", 1)
		o.Resolver = noNames(t)
	})
	for addr, want := range map[string]string{
		"https://example.com/a": "tunneled example.com ", // a name of the test certificate
		"http://news.test/b?c":  "plain http://news.test/b?c",
	} {
		for range 2 {
			if got := string(get(t, f, addr).Body); got != want {
				t.Errorf("%s: body %q, want %q", addr, got, want)
			}
		}
	}
	if want := "Basic " + base64.StdEncoding.EncodeToString([]byte("me:key")); p.auth != want {
		t.Errorf("Proxy-Authorization %q, want %q", p.auth, want)
	}
}

func TestProxyChecksTargets(t *testing.T) {
	p := newTestProxy(t, "")
	resolver := newResolver(t, func(name string, n int) answer {
		switch name {
		case "private.test":
			return answer{ips: []string{"10.0.0.1"}}
		case "both.test":
			return answer{ips: []string{"93.184.216.34", "10.0.0.1"}}
		case "public.test":
			return answer{ips: []string{"93.184.216.34"}}
		case "allowed.test":
			return answer{ips: []string{"10.9.0.1"}}
		}
		return answer{rcode: dnsmessage.RCodeNameError}
	})
	f := newTestFetcher(t, func(o *Options) {
		o.Proxy, o.Resolver, o.Allow = p.URL, resolver, []netip.Prefix{netip.MustParsePrefix("10.9.0.0/16")}
	})
	for _, c := range []struct{ host, code string }{
		{"unknown.test", ""},
		{"public.test", ""},
		{"private.test", CodePrivate},
		{"private.test", CodePrivate}, // remembered
		{"both.test", CodePrivate},
		{"allowed.test", ""},
		{"93.184.216.34", ""},
		{"10.9.0.1", ""},
		{"10.0.0.1", CodePrivate},
		{"169.254.169.254", CodePrivate},
		{"167772161", CodePrivate}, // 10.0.0.1
		{"[::ffff:10.0.0.1]", CodePrivate},
		{"[64:ff9b::a00:1]", CodePrivate},
		{"127.0.0.1", CodePrivate}, // straight, by the rules of proxies
		{"localhost", CodePrivate},
		{"a.localhost", CodePrivate},
	} {
		before := len(p.asked())
		_, err := f.Get(context.Background(), Request{URL: "http://" + c.host + "/"})
		if got := codeOf(t, err); got != c.code {
			t.Errorf("%s: code %q (%v), want %q", c.host, got, err, c.code)
		}
		if asked := len(p.asked()) - before; (asked == 1) != (c.code == "") {
			t.Errorf("%s: the proxy was asked %d times", c.host, asked)
		}
	}
}

// TestProxyItselfAsTarget has a page on the proxy's own address: being exempt as
// a proxy must not make it reachable as a target.
func TestProxyItselfAsTarget(t *testing.T) {
	p := newTestProxy(t, "")
	f := newTestFetcher(t, func(o *Options) { o.Proxy, o.Allow = p.URL, nil })
	_, err := f.Get(context.Background(), Request{URL: p.URL + "/admin"})
	if got := codeOf(t, err); got != CodePrivate || len(p.asked()) > 0 {
		t.Errorf("code %q (%v), asked %v, want %q", got, err, p.asked(), CodePrivate)
	}
}

// TestProxySilentResolver has no working resolver, as behind many proxies.
func TestProxySilentResolver(t *testing.T) {
	p := newTestProxy(t, "")
	f := newTestFetcher(t, func(o *Options) {
		o.Proxy = p.URL
		o.Resolver = newResolver(t, func(string, int) answer { return answer{silent: true} })
	})
	f.transport.proxy.patience = 300 * time.Millisecond
	get(t, f, "http://first.test/")
	f.transport.proxy.patience = time.Hour // whoever asks the resolver again hangs
	for _, host := range []string{"b.test", "c.test", "d.test"} {
		get(t, f, "http://"+host+"/")
	}
}

func TestProxyFails(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	gone := "http://" + l.Addr().String()
	l.Close()
	refusing := newServer(t, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(407) })
	for name, addr := range map[string]string{"gone": gone, "refusing": refusing.URL, "without the host": newTestProxy(t, "127.0.0.1:1").URL} {
		f := newTestFetcher(t, func(o *Options) { o.Proxy, o.Resolver = addr, noNames(t) })
		_, err := f.Get(context.Background(), Request{URL: "https://news.test/"})
		if got := codeOf(t, err); got != CodeProxy {
			t.Errorf("%s: code %q (%v), want %q", name, got, err, CodeProxy)
		}
	}
}

func TestProxyFromEnvironment(t *testing.T) {
	p, other := newTestProxy(t, ""), newTestProxy(t, "")
	t.Setenv("REQUEST_METHOD", "")
	t.Setenv("HTTP_PROXY", p.URL)
	t.Setenv("NO_PROXY", "near.test")
	f := newTestFetcher(t, func(o *Options) { o.Proxy, o.Resolver = "env", noNames(t) })
	t.Setenv("HTTP_PROXY", other.URL) // too late for f
	get(t, f, "http://far.test/")
	_, err := f.Get(context.Background(), Request{URL: "http://near.test/"})
	if got := codeOf(t, err); got != CodeDNS {
		t.Errorf("NO_PROXY: code %q (%v), want %q", got, err, CodeDNS)
	}
	get(t, newTestFetcher(t, func(o *Options) { o.Proxy, o.Resolver = "", noNames(t) }), "http://far.test/")
	if len(p.asked()) != 1 || len(other.asked()) != 1 {
		t.Errorf("the proxies were asked for %v and %v, want far.test each", p.asked(), other.asked())
	}
	if u, err := newTestFetcher(t).transport.proxy.choose(context.Background(), &url.URL{Scheme: "http", Host: "far.test"}); u != nil || err != nil {
		t.Errorf("proxy %v, %v without one", u, err)
	}
}
