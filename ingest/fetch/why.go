package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"

	"rashomon/internal/clean"
)

// unreached is why no answer came.
func unreached(ctx context.Context, u *url.URL, err error) error {
	var name *net.DNSError
	var at *net.OpError
	var slow interface{ Timeout() bool }
	switch {
	case errors.Is(err, ErrPrivate):
		return failed{error: ErrPrivate}
	case errors.Is(err, http.ErrSchemeMismatch), errors.As(err, new(tls.RecordHeaderError)):
		return failed{error: ErrPlain}
	case errors.As(err, &name) && name.IsNotFound:
		return failed{error: ErrHost}
	case errors.As(err, &name):
		return failed{error: fmt.Errorf("%w: its name cannot be looked up", ErrReach), again: true}
	case untrusted(u, err) != "":
		return failed{error: fmt.Errorf("%w: %s", ErrTLS, untrusted(u, err))}
	case ctx.Err() != nil, errors.As(err, &slow) && slow.Timeout():
		return failed{error: ErrSlow, again: true}
	case errors.As(err, &at) && at.Op == "proxyconnect":
		return failed{error: fmt.Errorf("%w: the proxy: %s", ErrReach, inWords(at.Err)), again: true}
	case errors.As(err, &at) && at.Op == "dial":
		return failed{error: fmt.Errorf("%w: %s", ErrReach, inWords(at.Err)), again: true}
	}
	return failed{error: fmt.Errorf("%w: %s", ErrAnswer, inWords(err)), again: true}
}

// inWords is an error of the network or of HTTP, which may hold what the server sent.
func inWords(err error) string {
	var number syscall.Errno
	if errors.As(err, &number) {
		return number.Error()
	}
	said := strings.TrimPrefix(strings.TrimPrefix(err.Error(), "net/http: "), "HTTP/1.x transport connection broken: ")
	return short(clean.Line(said))
}

// untrusted says in words why there is no trusting a server; empty where that was not the matter.
func untrusted(u *url.URL, err error) string {
	var wrong *tls.CertificateVerificationError
	var alert *net.OpError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &alert) && (alert.Op == "remote error" || alert.Op == "local error"):
		return short(clean.Line(strings.TrimPrefix(alert.Err.Error(), "tls: ")))
	case !errors.As(err, &wrong): // what else package tls says has no type
		said, is := strings.CutPrefix(err.Error(), "tls: ")
		if !is || u.Scheme != "https" {
			return ""
		}
		return short(clean.Line(said))
	case errors.As(err, &host):
		return "its certificate is " + issuedFor(host.Certificate) + ", not for " + short(u.Hostname())
	case errors.As(err, new(x509.UnknownAuthorityError)):
		return "nobody whom this machine trusts vouches for its certificate"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		if c := invalid.Cert; time.Now().Before(c.NotBefore) {
			return "its certificate is not valid before " + c.NotBefore.Format(time.DateOnly)
		}
		return "its certificate expired on " + invalid.Cert.NotAfter.Format(time.DateOnly)
	}
	return short(clean.Line(wrong.Err.Error()))
}

// issuedFor names the hosts that a certificate is for, some of them.
func issuedFor(c *x509.Certificate) string {
	names := append([]string{}, c.DNSNames...)
	for _, ip := range c.IPAddresses {
		names = append(names, ip.String())
	}
	if len(names) == 0 {
		return "for no host"
	}
	rest := ""
	if len(names) > 3 {
		names, rest = names[:3], fmt.Sprintf(" and %d more", len(names)-3)
	}
	for n := range names {
		names[n] = short(names[n])
	}
	return "for " + strings.Join(names, ", ") + rest
}
