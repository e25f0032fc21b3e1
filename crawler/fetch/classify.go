package fetch

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"strings"
	"syscall"
)

// systemErrors maps what the system reports to codes.
var systemErrors = []struct {
	errno syscall.Errno
	code  string
}{
	{syscall.ECONNREFUSED, CodeRefused},
	{syscall.ECONNRESET, CodeReset},
	{syscall.EPIPE, CodeReset},
	{syscall.ECONNABORTED, CodeReset},
	{syscall.EHOSTUNREACH, CodeUnreachable},
	{syscall.ENETUNREACH, CodeUnreachable},
	{syscall.EADDRNOTAVAIL, CodeUnreachable},
	{syscall.ETIMEDOUT, CodeTimeout},
	{syscall.EMFILE, CodeLocal},
	{syscall.ENFILE, CodeLocal},
	{syscall.ENOBUFS, CodeLocal},
	{syscall.ENOMEM, CodeLocal},
}

// messages maps what net/http says in words only, having no types for it.
var messages = []struct {
	part string
	code string
}{
	{"server response headers exceeded", CodeTooLarge},
	{"response header list larger than", CodeTooLarge},
	{"suspiciously long trailer", CodeTooLarge},
	{"server closed idle connection", CodeClosed},
	{"readLoopPeekFailLocked", CodeClosed}, // the server sent what nobody had asked for yet
	{"persistConn.readLoop exiting", CodeClosed},
	{"http2: client conn", CodeClosed},
	{"http2: client connection", CodeClosed},
	{"http2: server sent GOAWAY", CodeClosed},
	{"graceful shutdown GOAWAY", CodeClosed},
	{"use of closed network connection", CodeClosed},
	{"tls: ", CodeTLS},
	{"server gave HTTP response to HTTPS client", CodeTLS},
	{"stream error", CodeReset},
}

// classify finds the code of an error of the network.
func (x *exchange) classify(err error) *Error {
	code := networkCode(err)
	// Through a proxy, what goes wrong while connecting is between here and the
	// proxy, or in what the proxy says of the host.
	if x.dialing && x.proxy != nil && code != CodeTLS && code != CodeTimeout && code != CodeLocal {
		code = CodeProxy
	}
	return newError(code, rootCause(err))
}

func networkCode(err error) string {
	var dns *net.DNSError
	if errors.As(err, &dns) {
		return CodeDNS
	}
	if isTLS(err) {
		return CodeTLS
	}
	for _, s := range systemErrors {
		if errors.Is(err, s.errno) {
			return s.code
		}
	}
	var timeout interface{ Timeout() bool }
	if errors.As(err, &timeout) && timeout.Timeout() {
		return CodeTimeout
	}
	for _, m := range messages {
		if strings.Contains(err.Error(), m.part) {
			return m.code
		}
	}
	// net/http says EOF for a connection that ended before the answer began, and
	// unexpected EOF within the headers; bodies are classified where they are read.
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return CodeClosed
	}
	return CodeResponse
}

func isTLS(err error) bool {
	var (
		record  tls.RecordHeaderError
		verify  *tls.CertificateVerificationError
		alert   tls.AlertError
		unknown x509.UnknownAuthorityError
		host    x509.HostnameError
		invalid x509.CertificateInvalidError
	)
	return errors.As(err, &record) || errors.As(err, &verify) || errors.As(err, &alert) ||
		errors.As(err, &unknown) || errors.As(err, &host) || errors.As(err, &invalid)
}

// rootCause drops the wrapping of http.Client, which repeats the address.
func rootCause(err error) error {
	for {
		wrapped, ok := err.(interface {
			Unwrap() error
			Timeout() bool
			Temporary() bool
		})
		if _, isOp := err.(*net.OpError); !ok || isOp || wrapped.Unwrap() == nil {
			return err
		}
		if _, isDNS := err.(*net.DNSError); isDNS {
			return err
		}
		err = wrapped.Unwrap()
	}
}
