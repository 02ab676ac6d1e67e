package fetch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestRedirects(t *testing.T) {
	h := func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/chain/"))
		switch {
		case strings.HasPrefix(r.URL.Path, "/chain/") && n > 0:
			w.Header().Set("Location", fmt.Sprintf("http://h%d.example/chain/%d", n-1, n-1))
			w.WriteHeader([]int{301, 302, 303, 307, 308}[n%5])
		case strings.HasPrefix(r.URL.Path, "/to/"):
			w.Header().Set("Location", r.URL.Query().Get("to"))
			w.WriteHeader(302)
		case r.Header.Get("Authorization") != "":
			w.WriteHeader(403)
		default:
			say(w, "text/plain", prose)
		}
	}
	for address, want := range map[string]struct {
		found string
		err   error
	}{
		"http://a.example/chain/10":                                          {"http://h0.example/chain/0", nil},
		"http://a.example/chain/11":                                          {"", ErrLoop},
		"http://a.example/to/?to=/to/%3Fto%3D/next%23frag":                   {"http://a.example/next", nil},
		"http://a.example/to/?to=":                                           {"", ErrAnswer},
		"http://a.example/to/?to=javascript:alert(1)":                        {"", ErrAnswer},
		"http://a.example/to/?to=file:///etc/passwd":                         {"", ErrAnswer},
		"http://a.example/to/?to=http://user:secret@b.example/to/1%E2%80%AE": {"", ErrAnswer},
		"http://a.example/to/?to=//b.example/x":                              {"http://b.example/x", nil},
		"http://a.example/to/?to=http://user:secret@b.example/x":             {"http://b.example/x", nil},
	} {
		in(t, Options{}, h, func(t *testing.T, w *world, c *Client) {
			a, err := c.Get(t.Context(), Request{URL: address})
			switch {
			case err != nil:
				harmless(t, err)
				if !errors.Is(err, want.err) || want.err == nil || strings.Contains(err.Error(), "secret") && !strings.Contains(address, "secret") {
					t.Errorf("%s: %v", address, err)
				}
			case want.err != nil || a.URL != want.found:
				t.Errorf("%s: found %s, want %v, %s", address, a.URL, want.err, want.found)
			}
		})
	}
}

func TestLoop(t *testing.T) {
	in(t, Options{}, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, map[string]string{"/a": "/b", "/b": "/a"}[r.URL.Path], http.StatusFound)
	}, func(t *testing.T, w *world, c *Client) {
		_, err := c.Get(t.Context(), Request{URL: "http://a.example/a"})
		if !errors.Is(err, ErrLoop) || len(w.asked) != 2 || time.Since(w.start) > 0 {
			t.Errorf("%v after %q", err, w.asked)
		}
	})
}

// Where a page has moved for good is told, as far as only such redirects led.
func TestMoved(t *testing.T) {
	h := func(w http.ResponseWriter, r *http.Request) {
		if status, rest, ok := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/"); ok {
			n, _ := strconv.Atoi(status)
			w.Header().Set("Location", "/"+rest)
			w.WriteHeader(n)
			return
		}
		say(w, "text/plain", prose)
	}
	for path, want := range map[string]string{
		"/x": "", "/301/x": "http://a.example/x", "/308/x": "http://a.example/x", "/302/x": "", "/307/x": "", "/303/301/x": "",
		"/301/302/x": "http://a.example/302/x", "/308/301/x": "http://a.example/x",
	} {
		in(t, Options{}, h, func(t *testing.T, _ *world, c *Client) {
			a, err := c.Get(t.Context(), Request{URL: "http://ana:secret@a.example" + path})
			if err != nil || a.Moved != want || a.URL != "http://a.example/x" {
				t.Errorf("%s: %+v, %v", path, a, err)
			}
		})
	}
}

// Who names a page of the public network does not name what is on this machine or beside it: a
// redirect there is refused, but within what is private.
func TestRedirectedInside(t *testing.T) {
	h := func(w http.ResponseWriter, r *http.Request) {
		if to := r.URL.Query().Get("to"); to != "" {
			http.Redirect(w, r, to, http.StatusFound)
			return
		}
		say(w, "text/plain", prose)
	}
	for address, want := range map[string]error{
		"http://a.example/?to=http://169.254.169.254/latest":                     ErrPrivate,
		"http://a.example/?to=http://localhost./x":                               ErrPrivate,
		"http://a.example/?to=//b.example/%3Fto%3Dhttp://router.lan/":            ErrPrivate,
		"http://a.example/?to=//b.example/%3Fto%3Dhttp://a.example/x":            nil,
		"http://a.example/?to=http://www.a.example/x":                            nil,
		"http://wiki.lan/?to=http://10.0.0.7/x":                                  nil,
		"http://127.0.0.1/?to=http://localhost/x":                                nil,
		"http://127.0.0.1/?to=http://b.example/%3Fto%3Dhttp://127.0.0.1:8080/x/": nil,
	} {
		in(t, Options{Wait: -1}, h, func(t *testing.T, w *world, c *Client) {
			if _, err := c.Get(t.Context(), Request{URL: address}); !errors.Is(err, want) {
				t.Errorf("%s: %v after %q", address, err, w.asked)
			}
		})
	}
	// By whatever name: who leaves the host that was named is dialled behind the fence.
	in(t, Options{}, h, func(t *testing.T, _ *world, c *Client) {
		c.outside.DialContext = func(context.Context, string, string) (net.Conn, error) { return nil, ErrPrivate }
		if _, err := c.Get(t.Context(), Request{URL: "http://a.example/?to=http://rebound.example/"}); !errors.Is(err, ErrPrivate) {
			t.Errorf("%v", err)
		}
	})
}

// Name and password go where they were meant for, by redirects within it too, and nowhere else.
func TestSecretsStayAtTheirServer(t *testing.T) {
	for to, want := range map[string]bool{
		"/x": true, "http://a.example/x": true, "http://a.example:80/x": true, "http://a.example:8080/x": false, "http://b.example/x": false,
		"http://www.a.example/x": false, "http://eve:other@b.example/x": false,
	} {
		told := ""
		in(t, Options{}, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/" {
				http.Redirect(w, r, to, http.StatusFound)
				return
			}
			told = r.Header.Get("Authorization")
			say(w, "text/plain", prose)
		}, func(t *testing.T, _ *world, c *Client) {
			x, _, err := c.Article(t.Context(), Request{URL: "http://ana:s3cr3t@a.example/"}, time.Unix(0, 0))
			if err != nil || (told != "") != want || strings.Contains(x.Article.URL, "s3cr3t") {
				t.Errorf("%s: told %q, %v, %s", to, told, err, x.Article.URL)
			}
		})
	}
	from, _ := url.Parse("http://ana:s3cr3t@a.example/")
	if to, err := sentTo(from, "https://a.example/x"); err != nil || to.User == nil {
		t.Errorf("to https: %v, %v", to, err)
	}
}
