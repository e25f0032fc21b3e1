package fetch

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// newCertificate signs a certificate by itself.
func newCertificate(t *testing.T, until time.Time, ips ...net.IP) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, IPAddresses: ips, DNSNames: []string{"named.test"},
		NotBefore: until.Add(-48 * time.Hour), NotAfter: until, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(signed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

func TestTLS(t *testing.T) {
	local := net.IPv4(127, 0, 0, 1)
	for _, c := range []struct {
		name    string
		until   time.Duration
		ips     []net.IP
		trusted bool
		serve   func(net.Conn) // instead of TLS
		code    string
		says    string
	}{
		{name: "good", until: time.Hour, ips: []net.IP{local}, trusted: true},
		{name: "untrusted", until: time.Hour, ips: []net.IP{local}, code: CodeTLS, says: "unknown authority"},
		{name: "expired", until: -time.Hour, ips: []net.IP{local}, trusted: true, code: CodeTLS, says: "expired"},
		{name: "another name", until: time.Hour, trusted: true, code: CodeTLS, says: "IP SANs"},
		{name: "plain HTTP", serve: func(c net.Conn) { write(c, ok) }, code: CodeTLS},
		{name: "nonsense", serve: func(c net.Conn) { write(c, strings.Repeat("\x00", 100)) }, code: CodeTLS},
		{name: "stalled", serve: hang, code: CodeTimeout},
		{name: "closed", serve: func(c net.Conn) { c.(*net.TCPConn).CloseWrite(); hang(c) }, code: CodeClosed},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			cert, pool := newCertificate(t, time.Now().Add(c.until), c.ips...)
			s := newScripted(t, func(conn net.Conn, next func() *http.Request) {
				if c.serve != nil {
					c.serve(conn)
					return
				}
				secure := tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{cert}})
				if secure.Handshake() == nil {
					secure.Read(make([]byte, 4096))
					write(secure, ok)
				}
			})
			f := newTestFetcher(t, func(o *Options) {
				if c.code == CodeTimeout {
					impatient(o)
				}
				if o.RootCAs = x509.NewCertPool(); c.trusted {
					o.RootCAs = pool
				}
			})
			start := time.Now()
			_, err := f.Get(context.Background(), Request{URL: strings.Replace(s.URL, "http:", "https:", 1)})
			if got := codeOf(t, err); got != c.code {
				t.Errorf("code %q (%v), want %q", got, err, c.code)
			}
			if err != nil && !strings.Contains(err.Error(), c.says) {
				t.Errorf("%q is not in %v", c.says, err)
			}
			if took := time.Since(start); took > 10*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}
