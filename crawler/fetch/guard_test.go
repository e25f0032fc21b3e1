package fetch

import (
	"context"
	"net/netip"
	"testing"
)

func TestGuard(t *testing.T) {
	for _, c := range []struct {
		what    string
		ips     []string
		refused bool
	}{
		{"public", []string{"1.1.1.1", "8.8.8.8", "93.184.216.34", "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0", "100.63.255.255", "100.128.0.0", "169.253.255.255", "11.0.0.0", "128.0.0.0", "223.255.255.255"}, false},
		{"public, IPv6", []string{"2606:4700:4700::1111", "2001:4860:4860::8888", "2a00:1450:4001::1", "2400::1"}, false},
		{"public, mapped", []string{"::ffff:8.8.8.8"}, false},
		{"loopback", []string{"127.0.0.1", "127.0.0.0", "127.255.255.255", "127.1.2.3", "::1"}, true},
		{"private", []string{"10.0.0.0", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.255.255"}, true},
		{"link-local and metadata", []string{"169.254.0.1", "169.254.169.254", "fe80::1", "febf::1", "fe80::1%eth0"}, true},
		{"carrier", []string{"100.64.0.0", "100.127.255.255"}, true},
		{"unspecified", []string{"0.0.0.0", "0.1.2.3", "::"}, true},
		{"multicast", []string{"224.0.0.1", "239.255.255.255", "ff02::1", "ff0e::1"}, true},
		{"reserved and broadcast", []string{"240.0.0.1", "255.255.255.255"}, true},
		{"documentation", []string{"192.0.2.1", "198.51.100.1", "203.0.113.1", "2001:db8::1", "3fff::1"}, true},
		{"benchmarks", []string{"198.18.0.1", "198.19.255.255"}, true},
		{"protocols", []string{"192.0.0.1", "192.0.0.170"}, true},
		{"relay", []string{"192.88.99.1"}, true},
		{"unique local", []string{"fc00::1", "fdff::1", "fd00:ec2::254"}, true},
		{"site-local", []string{"fec0::1"}, true},
		{"mapped", []string{"::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:7f00:1"}, true},
		{"compatible", []string{"::127.0.0.1", "::8.8.8.8"}, true},
		{"NAT64", []string{"64:ff9b::127.0.0.1", "64:ff9b::8.8.8.8", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1"}, true},
		{"6to4", []string{"2002:7f00:1::", "2002:a00:1::1", "2002:808:808::1"}, true},
		{"Teredo", []string{"2001::1", "2001:0:7f00:1::"}, true},
		{"ORCHID", []string{"2001:10::1", "2001:20::1"}, true},
		{"discard", []string{"100::1"}, true},
		{"not given out", []string{"4000::1", "1000::1", "200::1", "e000::1"}, true},
		{"segment routing", []string{"5f00::1"}, true},
	} {
		for _, s := range c.ips {
			err := guard{}.check(netip.MustParseAddr(s))
			if got := err != nil; got != c.refused {
				t.Errorf("%s: check(%s) = %v, want refused %v", c.what, s, err, c.refused)
			}
			if err != nil && codeOf(t, err) != CodePrivate {
				t.Errorf("%s: check(%s) = %v, want %s", c.what, s, err, CodePrivate)
			}
		}
	}
	if err := (guard{}).check(netip.Addr{}); err == nil {
		t.Error("no address at all is let through")
	}
}

func TestGuardAllow(t *testing.T) {
	for _, c := range []struct {
		allow, ip string
		refused   bool
	}{
		{"127.0.0.1/32", "127.0.0.1", false},
		{"127.0.0.1/32", "::ffff:127.0.0.1", false},
		{"127.0.0.1/32", "127.0.0.2", true},
		{"127.0.0.1/32", "::1", true},
		{"127.0.0.1/32", "10.0.0.1", true},
		{"::ffff:127.0.0.0/104", "127.0.0.9", false},
		{"::ffff:127.0.0.0/104", "10.0.0.9", true},
		{"10.0.0.0/8", "10.9.9.9", false},
		{"fd00::/8", "fd12::1", false},
		{"0.0.0.0/0", "169.254.169.254", false},
		{"0.0.0.0/0", "fe80::1", true},
		{"64:ff9b::/96", "64:ff9b::8.8.8.8", false},
		{"64:ff9b::/96", "64:ff9b::169.254.169.254", true},
		{"64:ff9b::/96", "64:ff9b::127.0.0.1", true},
	} {
		g := guard{allow: []netip.Prefix{netip.MustParsePrefix(c.allow)}}
		if err := g.check(netip.MustParseAddr(c.ip)); (err != nil) != c.refused {
			t.Errorf("allowing %s: check(%s) = %v, want refused %v", c.allow, c.ip, err, c.refused)
		}
	}
}

// TestRefusedSpellings asks for private addresses in every spelling. Nothing may
// be connected to: the guard refuses before, so that no server is needed.
func TestRefusedSpellings(t *testing.T) {
	f := newTestFetcher(t, func(o *Options) { o.Allow = nil })
	for addr, want := range map[string]string{
		"http://127.0.0.1/":                   CodePrivate,
		"http://127.0.0.1:8080/":              CodePrivate,
		"http://2130706433/":                  CodePrivate,
		"http://0x7f000001/":                  CodePrivate,
		"http://0177.0.0.1/":                  CodePrivate,
		"http://127.1/":                       CodePrivate,
		"http://0/":                           CodePrivate,
		"http://[::1]/":                       CodePrivate,
		"http://[::ffff:127.0.0.1]/":          CodePrivate,
		"http://[::ffff:7f00:1]/":             CodePrivate,
		"http://[64:ff9b::7f00:1]/":           CodePrivate,
		"http://user:secret@169.254.169.254/": CodePrivate,
		"http://127.0.0.1.:80/":               CodePrivate,
		"http://\uff11\uff12\uff17.0.0.1/":    CodePrivate, // full-width digits
		"https://10.0.0.1/":                   CodePrivate,
		"http://localhost/":                   CodePrivate,
		"http://127.0.0.1:22/":                CodeAddress,
		"http://[fe80::1%25eth0]/":            CodeAddress,
		"ftp://127.0.0.1/":                    CodeAddress,
		"file:///etc/passwd":                  CodeAddress,
		"gopher://127.0.0.1:70/":              CodeAddress,
		"javascript:alert(1)":                 CodeAddress,
		"data:text/html,hello":                CodeAddress,
		"unix:///run/x.sock":                  CodeAddress,
		"/relative":                           CodeAddress,
		"":                                    CodeAddress,
		"http://":                             CodeAddress,
		"http://a.test:0/":                    CodeAddress,
		"http://a.test:99999/":                CodeAddress,
		"http://a b.test/":                    CodeAddress,
	} {
		_, err := f.Get(context.Background(), Request{URL: addr})
		if got := codeOf(t, err); got != want {
			t.Errorf("%s: code %q (%v), want %q", addr, got, err, want)
		}
	}
}
