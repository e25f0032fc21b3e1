package fetch

import (
	"net/netip"
	"strings"
)

// reserved lists the networks that no public site lives in (IANA special-purpose
// address registries, RFC 6890 and its successors).
var reserved = []struct {
	prefix netip.Prefix
	what   string
}{
	{netip.MustParsePrefix("0.0.0.0/8"), "this network"},
	{netip.MustParsePrefix("10.0.0.0/8"), "private"},
	{netip.MustParsePrefix("100.64.0.0/10"), "shared by a carrier"},
	{netip.MustParsePrefix("127.0.0.0/8"), "loopback"},
	{netip.MustParsePrefix("169.254.0.0/16"), "link-local"},
	{netip.MustParsePrefix("172.16.0.0/12"), "private"},
	{netip.MustParsePrefix("192.0.0.0/24"), "for protocols"},
	{netip.MustParsePrefix("192.0.2.0/24"), "for documentation"},
	{netip.MustParsePrefix("192.88.99.0/24"), "a 6to4 relay"},
	{netip.MustParsePrefix("192.168.0.0/16"), "private"},
	{netip.MustParsePrefix("198.18.0.0/15"), "for benchmarks"},
	{netip.MustParsePrefix("198.51.100.0/24"), "for documentation"},
	{netip.MustParsePrefix("203.0.113.0/24"), "for documentation"},
	{netip.MustParsePrefix("224.0.0.0/4"), "multicast"},
	{netip.MustParsePrefix("240.0.0.0/4"), "reserved"}, // and the broadcast address
	{netip.MustParsePrefix("::1/128"), "loopback"},
	{netip.MustParsePrefix("::/96"), "unspecified or IPv4-compatible"},
	{netip.MustParsePrefix("64:ff9b::/96"), "a translated IPv4 address"},
	{netip.MustParsePrefix("64:ff9b:1::/48"), "a translated IPv4 address"},
	{netip.MustParsePrefix("100::/64"), "discarded"},
	{netip.MustParsePrefix("2001::/23"), "for protocols, such as Teredo"},
	{netip.MustParsePrefix("2001:db8::/32"), "for documentation"},
	{netip.MustParsePrefix("2002::/16"), "a 6to4 address"},
	{netip.MustParsePrefix("3fff::/20"), "for documentation"},
	{netip.MustParsePrefix("5f00::/16"), "for segment routing"},
	{netip.MustParsePrefix("fc00::/7"), "private"},
	{netip.MustParsePrefix("fe80::/10"), "link-local"},
	{netip.MustParsePrefix("fec0::/10"), "site-local"},
	{netip.MustParsePrefix("ff00::/8"), "multicast"},
}

// globalUnicast holds every IPv6 address that has been given out so far.
var globalUnicast = netip.MustParsePrefix("2000::/3")

// translators are the prefixes of which the last four bytes are an IPv4 address
// that a gateway of the own network connects to (RFC 6052, section 2.1).
var translators = []netip.Prefix{netip.MustParsePrefix("64:ff9b::/96")}

// guard says which addresses may be connected to.
type guard struct {
	allow []netip.Prefix
}

// check refuses an address that lies in a reserved network which is not allowed.
func (g guard) check(ip netip.Addr) error {
	ip = ip.WithZone("").Unmap()
	allowed := g.allows(ip)
	for _, t := range translators {
		if t.Contains(ip) && allowed {
			// Allowing the gateway does not allow what lies behind it.
			b := ip.As16()
			return g.check(netip.AddrFrom4([4]byte(b[12:])))
		}
	}
	if allowed {
		return nil
	}
	for _, r := range reserved {
		if r.prefix.Contains(ip) {
			return errorf(CodePrivate, "%s is %s", ip, r.what)
		}
	}
	if ip.Is6() && !globalUnicast.Contains(ip) || !ip.IsValid() {
		return errorf(CodePrivate, "%s is reserved", ip)
	}
	return nil
}

func (g guard) allows(ip netip.Addr) bool {
	for _, p := range g.allow {
		if p.Contains(ip) {
			return true
		}
		if p.Addr().Is4In6() && p.Bits() >= 96 && netip.PrefixFrom(p.Addr().Unmap(), p.Bits()-96).Contains(ip) {
			return true
		}
	}
	return false
}

// checkDial refuses what a dialer is about to connect to: an address with a port.
func (g guard) checkDial(addr string) error {
	ap, err := netip.ParseAddrPort(addr)
	if err != nil {
		return errorf(CodePrivate, "%s cannot be checked", addr)
	}
	return g.check(ap.Addr())
}

// literal is the IP address that a host of an address is, or that its name means
// everywhere (RFC 6761, section 6.3).
func literal(host string) (netip.Addr, bool) {
	if ip, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
		return ip, true
	}
	name := strings.ToLower(strings.TrimSuffix(host, "."))
	if name == "localhost" || strings.HasSuffix(name, ".localhost") {
		return netip.AddrFrom4([4]byte{127, 0, 0, 1}), true
	}
	return netip.Addr{}, false
}
