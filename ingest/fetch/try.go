package fetch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// failed is why one try failed.
type failed struct {
	error
	again bool          // another try may do better
	after time.Duration // that the server asks to wait before it
}

func (f failed) Unwrap() error { return f.error }

// ask asks for one address, again where that may help: what it answers, or where it sends to.
func (c *Client) ask(ctx context.Context, u *url.URL, r Request, t *turn, wanted func(string) error) (*Answer, *redirect, error) {
	for try := 1; ; try++ {
		a, to, err := c.try(ctx, u, r, wanted)
		var f failed
		if err == nil || ctx.Err() != nil || !errors.As(err, &f) {
			return a, to, err
		}
		if f.after > 0 {
			t.next, t.busy = time.Now().Add(f.after), f.error
		}
		switch {
		case f.after > patience:
			return nil, nil, fmt.Errorf("%w, and asks to wait %s", f.error, f.after.Round(time.Second))
		case !f.again || try >= c.o.Tries:
			return nil, nil, f.error
		}
		if err := pause(ctx, max(f.after, backOff(c.o.Pause, try))); err != nil {
			return nil, nil, err
		}
		t.busy = nil
	}
}

// backOff is how long to wait after so many tries: twice as long each time, give or take a quarter.
func backOff(first time.Duration, tries int) time.Duration {
	d := min(first<<min(tries-1, 16), patience)
	return d*3/4 + rand.N(d/2+1)
}

// try asks once. Its errors are of type failed.
func (c *Client) try(ctx context.Context, u *url.URL, r Request, wanted func(string) error) (*Answer, *redirect, error) {
	ctx, cancel := context.WithTimeout(ctx, c.o.Timeout)
	defer cancel()
	by := c.inside
	if r.Outside {
		if by = c.outside; Private(u.Hostname()) {
			return nil, nil, failed{error: ErrPrivate}
		}
	}
	q, err := c.request(ctx, u, r)
	if err != nil {
		return nil, nil, failed{error: ErrAddress}
	}
	res, err := by.RoundTrip(q)
	if err != nil {
		return nil, nil, unreached(ctx, u, err)
	}
	defer res.Body.Close()
	switch s := res.StatusCode; {
	case s == http.StatusNotModified && r.Condition != Condition{}:
		said := conditionOf(res.Header)
		return &Answer{URL: bare(u), Unchanged: true, Condition: Condition{cmp.Or(said.ETag, r.Condition.ETag), cmp.Or(said.Modified, r.Condition.Modified)}}, nil, nil
	case s == 301 || s == 302 || s == 303 || s == 307 || s == 308:
		to, err := sentTo(u, res.Header.Get("Location"))
		if err != nil {
			return nil, nil, err
		}
		return nil, &redirect{to, s == http.StatusMovedPermanently || s == http.StatusPermanentRedirect}, nil
	case s < 200 || s > 299:
		return nil, nil, refused(res)
	}
	a := &Answer{URL: bare(u), ContentType: res.Header.Get("Content-Type"), Condition: conditionOf(res.Header)}
	if err := wanted(a.ContentType); err != nil {
		return nil, nil, failed{error: err}
	}
	if a.data, err = c.read(res, r.Into); err != nil {
		return nil, nil, unread(ctx, err)
	}
	return a, nil, nil
}

func (c *Client) request(ctx context.Context, u *url.URL, r Request) (*http.Request, error) {
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, bare(u), nil)
	if err != nil {
		return nil, err
	}
	if u.User != nil && !r.Outside {
		password, _ := u.User.Password()
		q.SetBasicAuth(u.User.Username(), password)
	}
	for name, value := range map[string]string{
		"User-Agent":        c.o.Agent,
		"Accept":            cmp.Or(r.Accept, "text/html, application/xhtml+xml, text/markdown;q=0.9, text/plain;q=0.8, */*;q=0.1"),
		"Accept-Encoding":   "gzip",
		"If-None-Match":     r.Condition.ETag,
		"If-Modified-Since": r.Condition.Modified,
	} {
		if value != "" {
			q.Header.Set(name, value)
		}
	}
	return q, nil
}

// conditionOf is what an answer says of itself, as far as that can be sent back harmlessly.
func conditionOf(h http.Header) Condition {
	plain := func(name string) string {
		s := h.Get(name)
		if len(s) > 1<<10 || strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) {
			return ""
		}
		return s
	}
	return Condition{plain("ETag"), plain("Last-Modified")}
}

// redirect is where an answer sends to.
type redirect struct {
	*url.URL
	forGood bool
}

// sentTo is where a redirect leads. Name and password go to no server but that they were meant for,
// nor to one that the redirect names.
func sentTo(from *url.URL, location string) (*url.URL, error) {
	to, err := from.Parse(location)
	if err == nil {
		to, err = parse(to.String())
	}
	if location == "" || err != nil {
		return nil, failed{error: fmt.Errorf("%w: it redirects to %s, which is no web address", ErrAnswer, Shown(location))}
	}
	if to.User = nil; hostPort(from) == hostPort(to) || from.Scheme == "http" && to.Scheme == "https" && from.Port() == "" && to.Port() == "" && from.Host == to.Host {
		to.User = from.User
	}
	return to, nil
}

// refused is what an answer means that is none.
func refused(res *http.Response) error {
	s := res.StatusCode
	said := strings.TrimSpace(strconv.Itoa(s) + " " + http.StatusText(s)) // the server's own words may be anything
	f := failed{error: fmt.Errorf("%w (%s)", ErrRefused, said)}
	switch {
	case s == http.StatusGone:
		f.error = fmt.Errorf("%w (%s)", ErrGone, said)
	case s == http.StatusNotFound:
		f.error = fmt.Errorf("%w (%s)", ErrNotFound, said)
	case s == http.StatusTooManyRequests:
		f.error, f.again = fmt.Errorf("%w (%s)", ErrBusy, said), true
	case s >= 500:
		f.error = fmt.Errorf("%w (%s)", ErrServer, said)
		f.again = s == 500 || s == 502 || s == 503 || s == 504
	case s < 400:
		f.error = fmt.Errorf("%w (%s)", ErrAnswer, said)
	}
	if s == http.StatusTooManyRequests || s == http.StatusServiceUnavailable {
		f.after = asksToWait(res.Header)
	}
	return f
}

// asksToWait is how long a server asks to wait: seconds, or until a date by its own clock.
func asksToWait(h http.Header) time.Duration {
	said := strings.TrimSpace(h.Get("Retry-After"))
	if n, err := strconv.ParseUint(said, 10, 31); err == nil {
		return time.Duration(n) * time.Second
	}
	at, err := http.ParseTime(said)
	if err != nil {
		return 0
	}
	now, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		now = time.Now()
	}
	return min(max(at.Sub(now), 0), 365*24*time.Hour)
}
