package fetch

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

// answer is what the name server of a test says of a name.
type answer struct {
	ips    []string
	rcode  dnsmessage.RCode
	alias  string // a CNAME instead of addresses
	silent bool
}

// newResolver is a resolver that asks a name server of its own; n counts the questions of a name.
func newResolver(t testing.TB, say func(name string, n int) answer) *net.Resolver {
	t.Helper()
	server, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	go func() {
		asked := map[string]int{}
		buf := make([]byte, 1500)
		for {
			n, from, err := server.ReadFrom(buf)
			if err != nil {
				return
			}
			var q dnsmessage.Message
			if q.Unpack(buf[:n]) != nil || len(q.Questions) != 1 {
				continue
			}
			name := strings.TrimSuffix(q.Questions[0].Name.String(), ".")
			if q.Questions[0].Type == dnsmessage.TypeA {
				asked[name]++
			}
			if a := say(name, asked[name]); !a.silent {
				server.WriteTo(a.pack(q), from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", server.LocalAddr().String())
	}}
}

func (a answer) pack(q dnsmessage.Message) []byte {
	question := q.Questions[0]
	m := dnsmessage.Message{Header: dnsmessage.Header{ID: q.ID, Response: true, Authoritative: true, RCode: a.rcode}, Questions: q.Questions}
	head := dnsmessage.ResourceHeader{Name: question.Name, Type: question.Type, Class: question.Class}
	if a.alias != "" {
		head.Type = dnsmessage.TypeCNAME
		m.Answers = append(m.Answers, dnsmessage.Resource{Header: head, Body: &dnsmessage.CNAMEResource{CNAME: dnsmessage.MustNewName(a.alias + ".")}})
	}
	for _, s := range a.ips {
		if ip := netip.MustParseAddr(s); ip.Is4() && question.Type == dnsmessage.TypeA {
			m.Answers = append(m.Answers, dnsmessage.Resource{Header: head, Body: &dnsmessage.AResource{A: ip.As4()}})
		} else if ip.Is6() && question.Type == dnsmessage.TypeAAAA {
			m.Answers = append(m.Answers, dnsmessage.Resource{Header: head, Body: &dnsmessage.AAAAResource{AAAA: ip.As16()}})
		}
	}
	b, _ := m.Pack()
	return b
}

// hostileNames says what the name server answers to the nth question for a name.
func hostileNames(name string, n int) answer {
	switch name {
	case "many.test":
		var many []string
		for i := range 28 {
			many = append(many, netip.AddrFrom4([4]byte{127, 0, 0, byte(2 + i)}).String())
		}
		return answer{ips: many}
	case "rebind.test":
		if n == 1 {
			return answer{ips: []string{"127.0.0.1"}}
		}
		return answer{ips: []string{"127.0.0.2"}}
	}
	if a, found := map[string]answer{
		"good.test":     {ips: []string{"127.0.0.1"}},
		"nx.test":       {rcode: dnsmessage.RCodeNameError},
		"fail.test":     {rcode: dnsmessage.RCodeServerFailure},
		"empty.test":    {},
		"loop.test":     {alias: "loop.test"},
		"silent.test":   {silent: true},
		"both.test":     {ips: []string{"127.0.0.2", "127.0.0.1"}},
		"private.test":  {ips: []string{"127.0.0.2"}},
		"mapped.test":   {ips: []string{"::ffff:127.0.0.2"}},
		"metadata.test": {ips: []string{"169.254.169.254"}},
	}[name]; found {
		return a
	}
	return answer{rcode: dnsmessage.RCodeRefused}
}

// newCanary counts the connections to an address that nothing may connect to.
func newCanary(t *testing.T, addr string) *atomic.Int32 {
	t.Helper()
	l, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	var hits atomic.Int32
	go func() {
		for c, err := l.Accept(); err == nil; c, err = l.Accept() {
			hits.Add(1)
			c.Close()
		}
	}()
	return &hits
}

func TestNames(t *testing.T) {
	s := newServer(t, func(w http.ResponseWriter, r *http.Request) { w.Write([]byte(page)) })
	port := mustParse(t, s.URL).Port()
	canary := newCanary(t, "127.0.0.2:"+port)
	resolver := newResolver(t, hostileNames)
	f := newTestFetcher(t, func(o *Options) { o.Resolver = resolver })
	hasty := newTestFetcher(t, func(o *Options) { o.Resolver = resolver })
	hasty.transport.dnsTime = 100 * time.Millisecond
	for _, c := range []struct{ host, code string }{
		{"good.test", ""},
		{"nx.test", CodeDNS},
		{"fail.test", CodeDNS},
		{"empty.test", CodeDNS},
		{"loop.test", CodeDNS},
		{"silent.test", CodeTimeout},
		{"both.test", ""},
		{"private.test", CodePrivate},
		{"mapped.test", CodePrivate},
		{"metadata.test", CodePrivate},
		{"many.test", CodePrivate},
		{"rebind.test", ""},
		{"rebind.test", CodePrivate},
	} {
		start := time.Now()
		asking := f
		if c.code == CodeTimeout {
			asking = hasty
		}
		_, err := asking.Get(context.Background(), Request{URL: "http://" + c.host + ":" + port + "/"})
		if got := codeOf(t, err); got != c.code {
			t.Errorf("%s: code %q (%v), want %q", c.host, got, err, c.code)
		}
		if err != nil && !strings.Contains(err.Error(), c.host) {
			t.Errorf("%s: not named in %v", c.host, err)
		}
		if took := time.Since(start); took > 8*time.Second {
			t.Errorf("%s: took %v", c.host, took)
		}
		f.Close() // the next request must connect anew
	}
	if n := canary.Load(); n > 0 {
		t.Errorf("%d connections to a private address", n)
	}
}

func mustParse(t testing.TB, addr string) *url.URL {
	t.Helper()
	u, err := url.Parse(addr)
	if err != nil {
		t.Fatal(err)
	}
	return u
}
