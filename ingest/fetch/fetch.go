// Package fetch gets pages and feeds over HTTP: with limits, politely, and saying clearly what
// went wrong.
//
// It sends no cookies, and does not ask for robots.txt: what it gets, a person asked for by its
// address, or follows as a feed. Proxies are those of the environment (HTTPS_PROXY, NO_PROXY, …).
package fetch

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"runtime/debug"
	"time"
)

// Why something was not fetched. Errors of the context come as they are.
var (
	ErrAddress  = errors.New("it is not a web address")
	ErrNotFound = errors.New("there is no such page")
	ErrGone     = fmt.Errorf("%w any more", ErrNotFound) // for good, says the server
	ErrRefused  = errors.New("the server refuses it")
	ErrBusy     = errors.New("the server has had enough for now")
	ErrServer   = errors.New("the server failed")
	ErrTooLarge = errors.New("it is too large")
	ErrSlow     = errors.New("the server does not answer in time")
	ErrHost     = errors.New("there is no such host")
	ErrReach    = errors.New("the server cannot be reached")
	ErrAnswer   = errors.New("the answer cannot be read")
	ErrTLS      = errors.New("the server cannot prove who it is")
	ErrPlain    = errors.New("the server does not speak TLS at that port")
	ErrLoop     = errors.New("it redirects for ever")
	ErrInsecure = errors.New("it redirects from https to http")
	ErrPrivate  = errors.New("it is an address inside a private network")
	ErrKind     = errors.New("it is not a page")
	ErrFeed     = errors.New("it is a feed, not a page")
	ErrOffline  = errors.New("the network is not to be used")
)

// Options is how a client fetches; zero values mean the defaults, which are stated.
type Options struct {
	Timeout time.Duration // of one try, body included; 30 s
	Limit   int64         // the largest body, in bytes, when it is unpacked; 16 MiB
	Tries   int           // 3
	Pause   time.Duration // before the second try, give or take a quarter; twice as long before the next; 1 s
	Wait    time.Duration // between two requests to one host; 1 s; negative for none
	Agent   string        // what the client calls itself; Agent()
	Offline bool          // refuse everything with ErrOffline, before a name is looked up
}

const (
	redirects = 10               // that are followed, at most
	patience  = time.Minute      // the longest that a server may ask to wait before the next try
	headers   = 256 << 10        // bytes of an answer's header, at most
	idle      = 20 * time.Second // that a connection is kept open for the next request
)

// Agent is what the program calls itself to servers: its name and version, and what it does there.
func Agent() string {
	version := "devel"
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		version = info.Main.Version
	}
	return "rashomon/" + version + " (reads the pages and feeds that its user names)"
}

// Client fetches. Its methods may be called from several goroutines: of one host it asks one
// thing at a time.
type Client struct {
	o               Options
	inside, outside *http.Transport // of which outside reaches no private network
	hosts           hosts
}

// New makes a client.
func New(o Options) *Client {
	o.Timeout = cmp.Or(o.Timeout, 30*time.Second)
	o.Limit = cmp.Or(o.Limit, 16<<20)
	o.Tries = max(cmp.Or(o.Tries, 3), 1)
	o.Pause = cmp.Or(o.Pause, time.Second)
	o.Wait = max(cmp.Or(o.Wait, time.Second), 0)
	o.Agent = cmp.Or(o.Agent, Agent())
	return &Client{o: o, inside: transport(o), outside: fenced(o)}
}

// Condition is what an earlier answer said of itself; then what has not changed need not come again.
type Condition struct{ ETag, Modified string }

// Answer is what a server answered.
type Answer struct {
	Body        io.ReadCloser // unpacked, and in memory: reading it does not fail, and it need not be closed
	URL         string        // where it was found in the end, without user name, password and fragment
	Moved       string        // where it has moved for good (301, 308), likewise; empty where it has not, or not for good
	ContentType string        // as the server says, which may be anything
	Condition   Condition     // for the next time
	Unchanged   bool          // it is as it was: there is no body

	data  []byte // of Body
	asked string // what was asked for
}

// Bytes is all of the body, however much of it has been read.
func (a *Answer) Bytes() []byte { return a.data }

// Request is what is to be fetched.
type Request struct {
	URL       string
	Condition Condition
	// Outside says that the address comes from outside, a feed say: addresses of private
	// networks and of this machine are refused. So they are where an address that somebody named
	// redirects to another host, unless it is Private itself.
	Outside bool
	Accept  string // media types; empty for pages
	// Into is where Get writes the body, unpacked, as it comes: for what is large. It is emptied
	// first, and again when the body does not come; then it stands at its start. The answer has
	// no body then. Nil for one in memory; Page does not look at it.
	Into *os.File
}

// Get fetches. It returns an error of this package that names the address, or the context's.
func (c *Client) Get(ctx context.Context, r Request) (*Answer, error) {
	return c.get(ctx, r, func(string) error { return nil })
}

// Page fetches what Answer.Article can make an article of. Beside those of Get its errors are ErrKind
// and ErrFeed.
func (c *Client) Page(ctx context.Context, r Request) (*Answer, error) {
	r.Into = nil
	a, err := c.get(ctx, r, mayBePage)
	if err != nil || a.Unchanged {
		return a, err
	}
	if _, err := a.kind(); err != nil {
		return nil, failedOn(r.URL, err)
	}
	return a, nil
}

// get fetches what is of a wanted type; that is asked before the body comes.
func (c *Client) get(ctx context.Context, r Request, wanted func(contentType string) error) (*Answer, error) {
	u, err := parse(r.URL)
	if err == nil && c.o.Offline {
		err = ErrOffline
	}
	if err != nil {
		return nil, failedOn(r.URL, err)
	}
	a, err := c.follow(ctx, u, r, wanted)
	switch {
	case err == nil:
		a.asked, a.Body = r.URL, io.NopCloser(bytes.NewReader(a.data))
		return a, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	}
	return nil, failedOn(r.URL, err)
}

func failedOn(address string, err error) error {
	return fmt.Errorf("get %s: %w", Shown(address), err)
}

// follow fetches, and goes where it is sent: one host at a time.
func (c *Client) follow(ctx context.Context, u *url.URL, r Request, wanted func(string) error) (*Answer, error) {
	var t *turn
	defer func() { c.hosts.pass(t, c.o.Wait) }()
	named, outside, moved, stays := u, r.Outside, "", true
	for seen := map[string]bool{}; len(seen) <= redirects; {
		if seen[u.String()] {
			return nil, ErrLoop
		}
		seen[u.String()] = true
		if host := hostOf(u); t == nil || t.host != host {
			c.hosts.pass(t, c.o.Wait)
			var err error
			if t, err = c.hosts.take(ctx, host); err != nil {
				return nil, err
			}
		}
		r.Outside = outside || hostOf(u) != hostOf(named) && !Private(named.Hostname())
		a, to, err := c.ask(ctx, u, r, t, wanted)
		switch {
		case err != nil && len(seen) > 1:
			return nil, fmt.Errorf("which leads to %s: %w", short(bare(u)), err)
		case err != nil:
			return nil, err
		case to == nil:
			a.Moved = moved
			return a, nil
		case u.Scheme == "https" && to.Scheme == "http":
			return nil, fmt.Errorf("%w: to %s", ErrInsecure, short(bare(to.URL)))
		}
		if stays = stays && to.forGood; stays {
			moved = bare(to.URL)
		}
		u = to.URL
	}
	return nil, fmt.Errorf("%w: more than %d times", ErrLoop, redirects)
}
