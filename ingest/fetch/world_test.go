package fetch

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// world is a network in memory, whose time is the test's: its hosts are those of a handler, or
// answer with raw bytes.
type world struct {
	conns chan net.Conn
	over  chan struct{}
	raw   map[string]string // what a host answers, whatever it is asked
	start time.Time

	mu      sync.Mutex
	asked   []string        // "12s harbour.example/crane"
	at      map[string]int  // requests that a host is answering
	crowded map[string]bool // hosts that were asked two things at once
}

// in runs a test in a world.
func in(t *testing.T, o Options, h http.HandlerFunc, test func(t *testing.T, w *world, c *Client)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := &world{conns: make(chan net.Conn), over: make(chan struct{}), raw: map[string]string{}, start: time.Now(), at: map[string]int{}, crowded: map[string]bool{}}
		s := &http.Server{Handler: w.watch(h)}
		go s.Serve(w)
		c := New(o)
		c.inside.DialContext, c.outside.DialContext = w.dial, w.dial
		defer func() {
			c.inside.CloseIdleConnections()
			c.outside.CloseIdleConnections()
			s.Close()
			synctest.Wait()
			w.mu.Lock()
			defer w.mu.Unlock()
			for host, crowded := range w.crowded {
				if crowded {
					t.Errorf("%s was asked two things at once", host)
				}
			}
		}()
		test(t, w, c)
	})
}

func (w *world) dial(ctx context.Context, _, address string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	mine, theirs := net.Pipe()
	if raw, ok := w.raw[host]; ok {
		w.note(host + "/")
		go answerRaw(theirs, raw)
		return mine, nil
	}
	select {
	case w.conns <- theirs:
		return mine, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// answerRaw reads a request and writes the bytes.
func answerRaw(c net.Conn, raw string) {
	defer c.Close()
	var asked strings.Builder
	for b := make([]byte, 1024); !strings.HasSuffix(asked.String(), "\r\n\r\n"); {
		n, err := c.Read(b)
		if err != nil {
			return
		}
		asked.Write(b[:n])
	}
	_, _ = io.WriteString(c, raw)
}

func (w *world) Accept() (net.Conn, error) {
	select {
	case c := <-w.conns:
		return c, nil
	case <-w.over:
		return nil, net.ErrClosed
	}
}

func (w *world) Close() error {
	close(w.over) // the server closes its listener once
	return nil
}

func (w *world) Addr() net.Addr { return &net.TCPAddr{} }

func (w *world) note(what string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked = append(w.asked, time.Since(w.start).Round(time.Second).String()+" "+what)
}

func (w *world) watch(h http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		w.note(r.Host + r.URL.Path)
		w.mu.Lock()
		w.at[r.Host]++
		w.crowded[r.Host] = w.crowded[r.Host] || w.at[r.Host] > 1
		w.mu.Unlock()
		defer func() {
			w.mu.Lock()
			w.at[r.Host]--
			w.mu.Unlock()
		}()
		h(out, r)
	})
}

// forever never answers.
func forever(r *http.Request) { <-r.Context().Done() }
