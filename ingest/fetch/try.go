package fetch

import (
	"bytes"
	"cmp"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"rashomon/internal/clean"
)

// failed is why one try failed.
type failed struct {
	error
	again bool          // another try may do better
	after time.Duration // that the server asks to wait before it
}

func (f failed) Unwrap() error { return f.error }

// ask asks for one address, again where that may help: what it answers, or where it sends to.
func (c *Client) ask(ctx context.Context, u *url.URL, r Request, t *turn, wanted func(string) error) (*Answer, *url.URL, error) {
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
func (c *Client) try(ctx context.Context, u *url.URL, r Request, wanted func(string) error) (*Answer, *url.URL, error) {
	ctx, cancel := context.WithTimeout(ctx, c.o.Timeout)
	defer cancel()
	by := c.inside
	if r.Outside {
		if by = c.outside; privateName(u.Hostname()) {
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
		return nil, to, err
	case s < 200 || s > 299:
		return nil, nil, refused(res)
	}
	a := &Answer{URL: bare(u), ContentType: res.Header.Get("Content-Type"), Condition: conditionOf(res.Header)}
	if err := wanted(a.ContentType); err != nil {
		return nil, nil, failed{error: err}
	}
	if a.data, err = c.read(res); err != nil {
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

// sentTo is where a redirect leads.
func sentTo(from *url.URL, location string) (*url.URL, error) {
	to, err := from.Parse(location)
	if err == nil {
		to, err = parse(to.String())
	}
	if location == "" || err != nil {
		return nil, failed{error: fmt.Errorf("%w: it redirects to %s, which is no web address", ErrAnswer, Shown(location))}
	}
	to.User = nil
	return to, nil
}

// refused is what an answer means that is none.
func refused(res *http.Response) error {
	s := res.StatusCode
	said := strings.TrimSpace(strconv.Itoa(s) + " " + http.StatusText(s)) // the server's own words may be anything
	f := failed{error: fmt.Errorf("%w (%s)", ErrRefused, said)}
	switch {
	case s == http.StatusNotFound || s == http.StatusGone:
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

// read reads and unpacks a body, up to the limit.
func (c *Client) read(res *http.Response) ([]byte, error) {
	packed := strings.ToLower(strings.TrimSpace(res.Header.Get("Content-Encoding")))
	if (packed == "" || packed == "identity") && res.ContentLength > c.o.Limit {
		return nil, c.tooLarge()
	}
	body, err := unpacked(res.Body, packed)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if _, err := b.ReadFrom(io.LimitReader(body, c.o.Limit+1)); err != nil {
		return nil, err
	}
	if int64(b.Len()) > c.o.Limit {
		return nil, c.tooLarge()
	}
	return b.Bytes(), nil
}

func (c *Client) tooLarge() error {
	if c.o.Limit < 1<<20 {
		return fmt.Errorf("%w: more than %d bytes", ErrTooLarge, c.o.Limit)
	}
	return fmt.Errorf("%w: more than %d MiB", ErrTooLarge, c.o.Limit>>20)
}

// unpacked is what is in a body. Only gzip is asked for; deflate some servers send unasked, in
// either of the two forms that go by that name.
func unpacked(body io.Reader, packed string) (io.Reader, error) {
	switch packed {
	case "", "identity":
		return body, nil
	case "gzip", "x-gzip":
		return gzip.NewReader(body)
	case "deflate":
		var start [2]byte
		n, err := io.ReadFull(body, start[:])
		if err != nil {
			return nil, err
		}
		body = io.MultiReader(bytes.NewReader(start[:n]), body)
		if start[0]&0x0f == 8 && (uint(start[0])<<8|uint(start[1]))%31 == 0 { // RFC 1950, 2.2
			return zlib.NewReader(body)
		}
		return flate.NewReader(body), nil
	}
	return nil, fmt.Errorf("%w: it is packed as %s, which was not asked for", ErrAnswer, short(packed))
}

// unread is why a body could not be read.
func unread(ctx context.Context, err error) error {
	switch {
	case errors.Is(err, ErrTooLarge), errors.Is(err, ErrAnswer):
		return failed{error: err}
	case ctx.Err() != nil || timedOut(err):
		return failed{error: fmt.Errorf("%w: it stopped in the middle", ErrSlow), again: true}
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum), errors.Is(err, zlib.ErrHeader), errors.Is(err, zlib.ErrChecksum), errors.As(err, new(flate.CorruptInputError)):
		return failed{error: fmt.Errorf("%w: it is packed wrongly", ErrAnswer)}
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return failed{error: fmt.Errorf("%w: it breaks off", ErrAnswer), again: true}
	}
	return failed{error: fmt.Errorf("%w: it breaks off: %s", ErrAnswer, short(clean.Line(err.Error()))), again: true}
}
