package fetch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/http/httpproxy"
)

// proxy chooses the proxy of a request, and checks the target in the place of
// the dialer, which sees only the proxy.
type proxy struct {
	choices  func(*url.URL) (*url.URL, error)
	guard    guard
	resolver *net.Resolver
	patience time.Duration // with the resolver

	mu     sync.Mutex
	known  map[string]nameVerdict
	silent time.Time // until when a resolver that does not answer is not asked
}

// nameVerdict is what the resolver of this machine says of a name.
type nameVerdict struct {
	err   error // why its address is refused
	until time.Time
}

const (
	// lookupTime is short because the answer is only a second opinion: many
	// networks with a proxy resolve no foreign names at all.
	lookupTime = time.Second
	// silentTime is for how long a resolver that timed out is left alone.
	silentTime = time.Minute
	// verdictTime is how long a verdict is remembered.
	verdictTime = 5 * time.Minute
	// maxVerdicts bounds the memory; at the limit it starts afresh.
	maxVerdicts = 10_000
)

// newProxy reads setting: "env", "none" or an address; see Options.Proxy.
func newProxy(setting string, g guard, resolver *net.Resolver) (*proxy, error) {
	if resolver == nil {
		resolver = net.DefaultResolver
	}
	p := &proxy{guard: g, resolver: resolver, patience: lookupTime, known: map[string]nameVerdict{}}
	config := &httpproxy.Config{HTTPProxy: setting, HTTPSProxy: setting}
	switch setting {
	case "", "env":
		config = httpproxy.FromEnvironment()
	case "none":
		config = &httpproxy.Config{}
	}
	for name, addr := range map[string]string{"http": config.HTTPProxy, "https": config.HTTPSProxy} {
		// httpproxy would go straight where it cannot read the address.
		if addr != "" && !isProxy(addr) {
			return nil, fmt.Errorf("the proxy for %s is not an address such as http://proxy.example:3128", name)
		}
	}
	p.choices = config.ProxyFunc()
	return p, nil
}

// isProxy tells whether addr names a proxy; the scheme may be left out.
func isProxy(addr string) bool {
	if !strings.Contains(addr, "://") {
		addr = "http://" + addr
	}
	u, err := url.Parse(addr)
	return err == nil && u.Host != "" && slices.Contains([]string{"http", "https", "socks5", "socks5h"}, u.Scheme)
}

// choose gives the proxy for target, nil when it is to be reached straight. The
// target is refused when it is, or here resolves to, an address that the guard refuses.
func (p *proxy) choose(ctx context.Context, target *url.URL) (*url.URL, error) {
	via, err := p.choices(target)
	if err != nil {
		return nil, errorf(CodeProxy, "choosing the proxy: %w", errors.New("not an address"))
	}
	if via == nil {
		return nil, nil
	}
	return via, p.check(ctx, target.Hostname())
}

func (p *proxy) check(ctx context.Context, host string) error {
	if ip, ok := literal(host); ok {
		return p.guard.check(ip)
	}
	now := time.Now()
	p.mu.Lock()
	verdict, found := p.known[host]
	silent := now.Before(p.silent)
	p.mu.Unlock()
	if found && now.Before(verdict.until) {
		return verdict.err
	}
	if silent {
		return nil
	}
	return p.lookUp(ctx, host)
}

// lookUp asks the resolver of this machine. Only an address that it gives can
// refuse a name; that it knows none, or does not answer, means nothing.
func (p *proxy) lookUp(ctx context.Context, host string) error {
	lookup, cancel := context.WithTimeout(ctx, p.patience)
	defer cancel()
	ips, err := p.resolver.LookupNetIP(lookup, "ip", host)
	p.mu.Lock()
	defer p.mu.Unlock()
	var dns *net.DNSError
	if errors.As(err, &dns) && dns.IsTimeout && ctx.Err() == nil {
		p.silent = time.Now().Add(silentTime)
		return nil
	}
	if len(p.known) >= maxVerdicts {
		clear(p.known)
	}
	verdict := nameVerdict{err: p.refused(ips), until: time.Now().Add(verdictTime)}
	p.known[host] = verdict
	return verdict.err
}

func (p *proxy) refused(ips []netip.Addr) error {
	for _, ip := range ips {
		if err := p.guard.check(ip); err != nil {
			return err
		}
	}
	return nil
}

// proxyKey tells connections through different proxies apart.
func proxyKey(via *url.URL) string {
	if via == nil {
		return ""
	}
	return via.String()
}
