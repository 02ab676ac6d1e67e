package fetch

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"syscall"
)

// transport is how connections are made.
func transport(o Options) *http.Transport {
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            (&net.Dialer{Timeout: o.Timeout / 3}).DialContext,
		ForceAttemptHTTP2:      true,
		DisableCompression:     true, // it is unpacked here, where there are limits
		TLSHandshakeTimeout:    o.Timeout / 3,
		ResponseHeaderTimeout:  o.Timeout * 2 / 3,
		MaxResponseHeaderBytes: headers,
		MaxIdleConnsPerHost:    1,
		MaxIdleConns:           32,
		IdleConnTimeout:        idle,
	}
}

// fenced is a transport that reaches no private network. The address is looked at when the
// connection is made, after names have been looked up: a name may stand for another address each
// time that one asks. A proxy may be anywhere; what it is asked for is then its own to refuse.
func fenced(o Options) *http.Transport {
	t := transport(o)
	var proxies sync.Map // host:port of those in use
	t.Proxy = func(r *http.Request) (*url.URL, error) {
		u, err := http.ProxyFromEnvironment(r)
		if err == nil && u != nil {
			proxies.Store(hostPort(u), true)
		}
		return u, err
	}
	free := t.DialContext
	within := (&net.Dialer{Timeout: o.Timeout / 3, Control: refusePrivate}).DialContext
	t.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		if _, is := proxies.Load(address); is {
			return free(ctx, network, address)
		}
		return within(ctx, network, address)
	}
	return t
}

// hostPort is where a proxy listens.
func hostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"https": "443", "socks5": "1080", "socks5h": "1080"}[u.Scheme]
	}
	if port == "" {
		port = "80"
	}
	return net.JoinHostPort(u.Hostname(), port)
}

func refusePrivate(_, address string, _ syscall.RawConn) error {
	if at, err := netip.ParseAddrPort(address); err != nil || private(at.Addr()) {
		return ErrPrivate
	}
	return nil
}

// Private says whether a host is one that can only be inside a private network or on this machine,
// by its name or number alone: what no proxy is to be asked for either. A name that is looked up
// may stand for such an address, too.
func Private(host string) bool {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	if at, err := netip.ParseAddr(host); err == nil {
		return private(at)
	}
	last := host[strings.LastIndexByte(host, '.')+1:]
	switch last {
	case host, "localhost", "local", "internal", "intranet", "lan", "localdomain":
		return true // of one word is what only those beside it call so
	}
	// Some read what ends in a number as an address: 127.1, 0x7f.1.
	return strings.HasSuffix(host, ".home.arpa") || last != "" && '0' <= last[0] && last[0] <= '9'
}

// private says whether an address is none of the public internet (IANA's special-purpose
// registries, RFC 6890). Of the addresses that carry one of IPv4 that one is looked at.
func private(at netip.Addr) bool {
	at = at.WithZone("").Unmap()
	if at.Is4() {
		return at.IsPrivate() || at.IsLoopback() || at.IsLinkLocalUnicast() || at.IsMulticast() || reserved4(at.As4())
	}
	b := at.As16()
	if nat64 := [12]byte{0, 0x64, 0xff, 0x9b}; [12]byte(b[:12]) == nat64 {
		return private(netip.AddrFrom4([4]byte(b[12:])))
	}
	switch {
	case b[0]>>5 != 1: // 2000::/3 is all that is global
		return true
	case b[0] == 0x20 && b[1] == 0x02: // 6to4
		return private(netip.AddrFrom4([4]byte(b[2:6])))
	case b[0] == 0x20 && b[1] == 0x01 && b[2] < 0x02: // protocol assignments, Teredo among them
		return true
	}
	return b[0] == 0x20 && b[1] == 0x01 && b[2] == 0x0d && b[3] == 0xb8 // documentation
}

// reserved4 says whether an IPv4 address is one that leads nowhere on the public internet, beside
// those that package netip knows.
func reserved4(b [4]byte) bool {
	switch b[0] {
	case 0:
		return true
	case 100:
		return b[1]&0xc0 == 64 // shared by a provider's customers
	case 192:
		return b[1] == 0 && (b[2] == 0 || b[2] == 2) || b[1] == 88 && b[2] == 99
	case 198:
		return b[1] == 18 || b[1] == 19 || b[1] == 51 && b[2] == 100
	case 203:
		return b[1] == 0 && b[2] == 113
	}
	return b[0] >= 240
}

// timedOut says whether an error means that something took too long.
func timedOut(err error) bool {
	t, ok := err.(interface{ Timeout() bool })
	return ok && t.Timeout()
}
