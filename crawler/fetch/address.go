package fetch

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"

	whatwg "github.com/nlnwa/whatwg-url/url"
)

// address is an address that can be asked for.
type address struct {
	href   string // normalised as browsers do, without fragment and userinfo
	origin string // scheme, host and port, the port only when it is not the default
	user   *url.Userinfo
}

// addressParser reads addresses as colly does, so that what is checked here is
// what will be sent.
var addressParser = whatwg.NewParser(whatwg.WithPercentEncodeSinglePercentSign())

// maxAddress is more than any server takes.
const maxAddress = 16 << 10

// parseAddress reads and checks an address. Its errors hold no part of it.
func parseAddress(raw string) (address, error) {
	if len(raw) > maxAddress {
		return address{}, fmt.Errorf("longer than %d bytes", maxAddress)
	}
	u, err := addressParser.Parse(raw)
	if err != nil {
		return address{}, errors.New("not an absolute address")
	}
	scheme := u.Scheme()
	if scheme != "http" && scheme != "https" {
		return address{}, fmt.Errorf("scheme %q is not http or https", scheme)
	}
	if u.Hostname() == "" {
		return address{}, errors.New("has no host")
	}
	if port := u.Port(); port != "" && forbiddenPort(port) {
		return address{}, fmt.Errorf("port %s is not for the web", port)
	}
	a := address{origin: scheme + "://" + u.Host()}
	if u.Username() != "" || u.Password() != "" {
		a.user = url.UserPassword(unescaped(u.Username()), unescaped(u.Password()))
		u.SetUsername("")
		u.SetPassword("")
	}
	a.href = u.Href(true)
	if sent, err := url.Parse(a.href); err != nil || sent.Host == "" {
		return address{}, errors.New("not an address that HTTP can carry")
	}
	return a, nil
}

func unescaped(s string) string {
	if plain, err := url.PathUnescape(s); err == nil {
		return plain
	}
	return s
}

// badPorts belong to other protocols, which a crafted request could speak to.
// It is the list that browsers refuse (WHATWG Fetch, "bad port").
var badPorts = map[int]bool{
	0: true, 1: true, 7: true, 9: true, 11: true, 13: true, 15: true, 17: true, 19: true, 20: true,
	21: true, 22: true, 23: true, 25: true, 37: true, 42: true, 43: true, 53: true, 69: true, 77: true,
	79: true, 87: true, 95: true, 101: true, 102: true, 103: true, 104: true, 109: true, 110: true, 111: true,
	113: true, 115: true, 117: true, 119: true, 123: true, 135: true, 137: true, 139: true, 143: true, 161: true,
	179: true, 389: true, 427: true, 465: true, 512: true, 513: true, 514: true, 515: true, 526: true, 530: true,
	531: true, 532: true, 540: true, 548: true, 554: true, 556: true, 563: true, 587: true, 601: true, 636: true,
	989: true, 990: true, 993: true, 995: true, 1719: true, 1720: true, 1723: true, 2049: true, 3659: true,
	4045: true, 4190: true, 5060: true, 5061: true, 6000: true, 6566: true, 6665: true, 6666: true, 6667: true,
	6668: true, 6669: true, 6679: true, 6697: true, 10080: true,
}

func forbiddenPort(port string) bool {
	n, err := strconv.Atoi(port)
	return err != nil || n > 65535 || badPorts[n]
}

// resolveLocation makes the Location header of an answer from base absolute; it is
// empty when the header cannot be understood. Bytes beyond ASCII are kept by
// encoding them one by one, for they may be of any charset.
func resolveLocation(base, location string) string {
	var b strings.Builder
	for i := 0; i < len(location); i++ {
		if location[i] < 0x80 {
			b.WriteByte(location[i])
		} else {
			fmt.Fprintf(&b, "%%%02X", location[i])
		}
	}
	if location = b.String(); location == "" || len(location) > maxAddress {
		return ""
	}
	u, err := addressParser.ParseRef(base, location)
	if err != nil {
		return ""
	}
	if u.Username() != "" || u.Password() != "" {
		u.SetUsername("")
		u.SetPassword("")
	}
	return u.Href(false)
}

// hostPort is the host and port to connect to for u.
func hostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return net.JoinHostPort(u.Hostname(), port)
}
