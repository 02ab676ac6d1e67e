package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"
)

// Servers may send anything. It is an error in one harmless line, or a page.
func TestHostileServers(t *testing.T) {
	const ok = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
	for name, x := range map[string]struct {
		raw  string
		want error // nil for a page
	}{
		"escapes in the status line": {"HTTP/1.1 404 \x1b[31mGone\u202e\x07\r\nContent-Length: 0\r\n\r\n", ErrNotFound},
		"no HTTP":                    {"\x1b]0;owned\x07\u009b2J SSH-2.0\r\n", ErrAnswer},
		"nothing":                    {"", ErrAnswer},
		"a header that does not end": {ok + "X-A: " + strings.Repeat("a", 300<<10) + "\r\n\r\n", ErrAnswer},
		"headers that do not end":    {ok + strings.Repeat("X-A: \x1b\r\n", 60<<10) + "\r\n", ErrAnswer},
		"an escape in a header":      {ok + "ETag: \"\x1b[2J\"\r\nX: \u202e\r\nContent-Length: 3\r\n\r\nabc", ErrAnswer},
		"a tag that turns":           {ok + "ETag: \"\u202e\"\r\nContent-Length: 3\r\n\r\nabc", nil},
		"two lengths":                {ok + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", ErrAnswer},
		"a negative length":          {ok + "Content-Length: -3\r\n\r\nabcd", ErrAnswer},
		"a broken chunk":             {ok + "Transfer-Encoding: chunked\r\n\r\n\x1b[31mzz\r\nabc", ErrAnswer},
		"a huge chunk":               {ok + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nabc", ErrAnswer},
		"a type with escapes":        {"HTTP/1.1 200 OK\r\nContent-Type: app\x1b[31m/\u202ezip\r\nContent-Length: 3\r\n\r\nabc", ErrAnswer},
		"a type that turns":          {"HTTP/1.1 200 OK\r\nContent-Type: app/\u202ezip\r\nContent-Length: 3\r\n\r\nabc", ErrKind},
		"redirected by escapes":      {"HTTP/1.1 302 F\r\nLocation: http://b\u202e.example\x9b/\r\nContent-Length: 0\r\n\r\n", ErrNotFound},
		"an unknown number":          {"HTTP/1.1 999 \x1b\r\nContent-Length: 0\r\n\r\n", ErrServer},
		"a number that is none":      {"HTTP/1.1 \x1b[1m OK\r\n\r\n", ErrAnswer},
		"a word of TLS":              {"tls: \x1b[2Jhello\r\n\r\n", ErrAnswer},
		"early hints without end":    {strings.Repeat("HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n", 100), ErrAnswer},
		"cookies":                    {ok + "Set-Cookie: a=\u202e; Domain=.example\r\nContent-Length: 3\r\n\r\nabc", nil},
	} {
		t.Run(name, func(t *testing.T) {
			in(t, Options{Tries: 1}, http.NotFound, func(t *testing.T, w *world, c *Client) {
				w.raw["a.example"] = x.raw
				a, err := c.Page(t.Context(), Request{URL: "http://a.example/"})
				if err != nil {
					harmless(t, err)
				} else if a.Condition.ETag != "" {
					t.Errorf("kept %q", a.Condition.ETag)
				}
				if !errors.Is(err, x.want) {
					t.Errorf("%v, want %v", err, x.want)
				}
			})
		})
	}
}

func FuzzServer(f *testing.F) {
	f.Add("HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=koi8-r\r\nContent-Length: 4\r\n\r\n\xf0\xf2\xf1\xf3")
	f.Add("HTTP/1.1 301 \x1b\r\nLocation: //\u202e\r\n\r\n")
	f.Add("HTTP/1.0 200 OK\r\nContent-Encoding: deflate\r\n\r\nx\x9c\x01")
	f.Add("HTTP/1.1 503 No\r\nRetry-After: 0\r\n\r\n")
	f.Add("HTTP/1.1 200 OK\r\n\r\n<?xml version='1.0'?><!-- --><rss>")
	c := New(Options{Tries: 1, Wait: -1, Limit: 1 << 16, Timeout: 5 * time.Second})
	f.Fuzz(func(t *testing.T, raw string) {
		dial := func(context.Context, string, string) (net.Conn, error) {
			mine, theirs := net.Pipe()
			go answerRaw(theirs, raw)
			return mine, nil
		}
		c.inside.DialContext, c.inside.DisableKeepAlives = dial, true
		x, _, err := c.Article(t.Context(), Request{URL: "http://a.example/"}, time.Unix(0, 0))
		if err != nil {
			harmless(t, err)
		} else if x.Body.Text == "" || !strings.HasPrefix(x.Article.URL, "http") {
			t.Errorf("%+v", x)
		}
	})
}

func FuzzShown(f *testing.F) {
	for _, s := range []string{"https://ana:s3cr3t@a.example/x?y#z", "https://ana:s3/cr3t@a.example/", "//s3cr3t@", "ana:s3cr3t@a.example", "http://a.example/\x1b[2J\u202e", "http://[::1%25\x1b]/", "%", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		shown := Shown(s)
		harmless(t, errors.New(shown))
		if u, err := parse(s); err == nil && u.User != nil && shown != short(bare(u)) {
			t.Errorf("%q is shown as %q", s, shown)
		}
	})
}

// Neither name nor password is told, whatever goes wrong.
func TestSecretsAreKept(t *testing.T) {
	for _, address := range []string{
		"http://ana:s3cr3t@a.example/gone", "http://ana:s3cr3t@b.example/", "ftp://ana:s3cr3t@a.example/", "http://ana:s3/cr3t@a.example/",
		"http://ana:s3cr3t@a.example:port/", "http://ana:s3cr3t@/", "http://ana:s3 cr3t@a.example/\x1b",
	} {
		in(t, Options{Tries: 1}, http.NotFound, func(t *testing.T, w *world, c *Client) {
			w.raw["b.example"] = "HTTP/1.1 302 F\r\nLocation: ftp://ana:s3cr3t@c.example/\r\nContent-Length: 0\r\n\r\n"
			_, err := c.Get(t.Context(), Request{URL: address})
			if err == nil || strings.Contains(err.Error(), "cr3t") || strings.Contains(err.Error(), "ana") {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestTLS(t *testing.T) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if to := r.URL.Query().Get("to"); to != "" {
			http.Redirect(w, r, to, http.StatusFound)
			return
		}
		say(w, "text/plain", prose)
	}))
	s.Config.ErrorLog = quiet()
	s.StartTLS()
	defer s.Close()
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	trusted := x509.NewCertPool()
	trusted.AddCert(s.Certificate())
	for name, x := range map[string]struct {
		address string
		roots   *x509.CertPool
		at      time.Time
		err     error
		says    string
	}{
		"trusted":      {s.URL, trusted, time.Time{}, nil, ""},
		"self-signed":  {s.URL, nil, time.Time{}, ErrTLS, "the server cannot prove who it is: nobody whom this machine trusts vouches for its certificate"},
		"expired":      {s.URL, trusted, time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC), ErrTLS, "its certificate expired on 2084-01-29"},
		"another host": {"https://ferry.test/", trusted, time.Time{}, ErrTLS, "its certificate is for example.com, *.example.com, 127.0.0.1 and 1 more, not for ferry.test"},
		"no TLS":       {strings.Replace(plain.URL, "http", "https", 1), trusted, time.Time{}, ErrPlain, "the server does not speak TLS at that port"},
		"downgraded":   {s.URL + "/?to=" + plain.URL, trusted, time.Time{}, ErrInsecure, "it redirects from https to http: to " + plain.URL},
	} {
		t.Run(name, func(t *testing.T) {
			c := New(Options{Wait: -1, Tries: 1})
			defer c.inside.CloseIdleConnections()
			if c.inside.TLSClientConfig == nil { // what the program sets stays
				c.inside.TLSClientConfig = &tls.Config{}
			}
			c.inside.TLSClientConfig.RootCAs = x.roots
			if !x.at.IsZero() {
				c.inside.TLSClientConfig.Time = func() time.Time { return x.at }
			}
			dial := c.inside.DialContext
			c.inside.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
				return dial(ctx, network, strings.Replace(address, "ferry.test:443", strings.TrimPrefix(s.URL, "https://"), 1))
			}
			_, err := c.Get(t.Context(), Request{URL: x.address})
			if !errors.Is(err, x.err) || err != nil && !strings.HasSuffix(err.Error(), x.says) {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestNobodyListens(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	_, err = New(Options{Tries: 1}).Get(t.Context(), Request{URL: "http://" + l.Addr().String() + "/"})
	if !errors.Is(err, ErrReach) || !strings.HasSuffix(err.Error(), ": connection refused") {
		t.Errorf("%v", err)
	}
}

// What comes from outside reaches neither this machine nor its network: by number, by name, or
// redirected.
func TestPrivate(t *testing.T) {
	asked := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { asked++; say(w, "text/plain", prose) }))
	defer s.Close()
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(s.URL, "http://"))
	c := New(Options{Wait: -1})
	for _, host := range []string{"127.0.0.1", "localhost", "localhost.", "a.localhost", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "127.1", "printer.local"} {
		_, err := c.Get(t.Context(), Request{URL: "http://" + host + ":" + port + "/", Outside: true})
		if !errors.Is(err, ErrPrivate) {
			t.Errorf("%s: %v", host, err)
		}
	}
	if asked > 0 {
		t.Errorf("asked %d times", asked)
	}
	if _, err := c.Get(t.Context(), Request{URL: s.URL}); err != nil || asked != 1 {
		t.Errorf("by hand: %v", err)
	}
	// A name is looked up by whoever dials: here it stands for this machine.
	dial := c.outside.DialContext
	c.outside.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return dial(ctx, network, net.JoinHostPort("127.0.0.1", port))
	}
	if _, err := c.Get(t.Context(), Request{URL: "http://rebound.example/", Outside: true}); !errors.Is(err, ErrPrivate) || asked != 1 {
		t.Errorf("a name: %v", err)
	}
	in(t, Options{}, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://169.254.169.254/latest", http.StatusFound)
	}, func(t *testing.T, w *world, c *Client) {
		if _, err := c.Get(t.Context(), Request{URL: "http://a.example/", Outside: true}); !errors.Is(err, ErrPrivate) || len(w.asked) != 1 {
			t.Errorf("redirected: %v after %q", err, w.asked)
		}
	})
}

func TestPrivateNames(t *testing.T) {
	for host, want := range map[string]bool{
		"localhost": true, "LOCALHOST.": true, "a.localhost": true, "printer.local": true, "metadata.google.internal": true, "nas.lan": true, "nas.lan.": true, "nas": true,
		"box.home.arpa": true, "127.1": true, "0x7f.1": true, "0x7f000001": true, "2130706433": true, "10.0.0.1": true, "::1": true, "fe80::1%eth0": true, "": true, ".": true,
		"harbour.example": false, "localhost.example": false, "8.8.8.8": false, "8.8.8.8.": false, "1.example": false, "home.arpa.example": false,
	} {
		if got := Private(host); got != want {
			t.Errorf("%s: %t", host, got)
		}
	}
}

func TestPrivateAddresses(t *testing.T) {
	for address, want := range map[string]bool{
		"10.1.2.3": true, "172.16.0.1": true, "172.32.0.1": false, "192.168.1.1": true, "127.0.0.1": true, "127.255.255.254": true, "0.0.0.0": true, "0.1.2.3": true,
		"169.254.169.254": true, "100.64.0.1": true, "100.127.255.255": true, "100.128.0.1": false, "224.0.0.1": true, "239.1.1.1": true, "240.0.0.1": true, "255.255.255.255": true,
		"192.0.0.8": true, "192.0.2.1": true, "192.1.0.1": false, "198.18.0.1": true, "198.51.100.7": true, "203.0.113.9": true, "8.8.8.8": false, "193.0.6.139": false,
		"::": true, "::1": true, "::ffff:10.0.0.1": true, "::ffff:8.8.8.8": false, "::10.0.0.1": true, "fe80::1": true, "fe80::1%eth0": true, "fec0::1": true, "fc00::1": true, "fd12::1": true,
		"ff02::1": true, "2001:db8::1": true, "2001::1": true, "2002:a00:1::": true, "2002:808:808::": false, "64:ff9b::a00:1": true, "64:ff9b::808:808": false, "64:ff9b:1::1": true,
		"2606:4700::1": false, "2a00:1450:4001::1": false, "3fff:ffff::": false,
	} {
		if got := private(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s: %t", address, got)
		}
	}
}
