package fetch

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"rashomon/internal/clean"
)

const prose = "The crane fell at noon. Nobody was hurt, the foreman said."

func say(w http.ResponseWriter, kind, text string) {
	w.Header().Set("Content-Type", kind)
	_, _ = io.WriteString(w, text)
}

// harmless fails where an error could disturb a terminal or is more than a line.
func harmless(t *testing.T, err error) {
	t.Helper()
	if strings.ContainsFunc(err.Error(), clean.Disturbs) || !utf8.ValidString(err.Error()) || len(err.Error()) > 4000 {
		t.Errorf("it says %q", err)
	}
}

func TestStatus(t *testing.T) {
	for status, want := range map[int]struct {
		err   error
		tries int
		says  string
	}{
		400: {ErrRefused, 1, "the server refuses it (400 Bad Request)"},
		401: {ErrRefused, 1, "(401 Unauthorized)"},
		403: {ErrRefused, 1, "(403 Forbidden)"},
		404: {ErrNotFound, 1, "get http://harbour.example/crane: there is no such page (404 Not Found)"},
		410: {ErrGone, 1, "there is no such page any more (410 Gone)"},
		418: {ErrRefused, 1, "(418 I'm a teapot)"},
		429: {ErrBusy, 3, "(429 Too Many Requests)"},
		451: {ErrRefused, 1, "(451 Unavailable For Legal Reasons)"},
		499: {ErrRefused, 1, "(499)"},
		500: {ErrServer, 3, "(500 Internal Server Error)"},
		501: {ErrServer, 1, "(501 Not Implemented)"},
		502: {ErrServer, 3, "(502 Bad Gateway)"},
		503: {ErrServer, 3, "(503 Service Unavailable)"},
		504: {ErrServer, 3, "(504 Gateway Timeout)"},
		300: {ErrAnswer, 1, "(300 Multiple Choices)"},
		304: {ErrAnswer, 1, "(304 Not Modified)"}, // nobody asked whether
	} {
		t.Run(strconv.Itoa(status), func(t *testing.T) {
			in(t, Options{}, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }, func(t *testing.T, w *world, c *Client) {
				_, err := c.Get(t.Context(), Request{URL: "http://harbour.example/crane"})
				if !errors.Is(err, want.err) || !strings.HasSuffix(err.Error(), want.says) || len(w.asked) != want.tries {
					t.Errorf("%v after %q", err, w.asked)
				}
			})
		})
	}
}

// What a server cannot do now it may do later; how much later, it may say.
func TestAgain(t *testing.T) {
	for name, x := range map[string]struct {
		after string
		asked []string
		err   string
	}{
		"twice as long each time": {"", []string{"0s a.example/", "1s a.example/", "3s a.example/"}, ""},
		"as the server asks":      {"7", []string{"0s a.example/", "7s a.example/", "14s a.example/"}, ""},
		"until a date":            {"date", []string{"0s a.example/", "20s a.example/", "40s a.example/"}, ""},
		"not for nonsense":        {"-3\x1b", []string{"0s a.example/", "1s a.example/", "3s a.example/"}, ""},
		"not too long":            {"7200", []string{"0s a.example/"}, "get http://a.example/: the server has had enough for now (429 Too Many Requests), and asks to wait 2h0m0s"},
	} {
		t.Run(name, func(t *testing.T) {
			n := 0
			in(t, Options{}, func(w http.ResponseWriter, r *http.Request) {
				if n++; n == 3 {
					say(w, "text/plain", prose)
					return
				}
				if x.after == "date" {
					now := time.Now()
					w.Header().Set("Date", now.Add(-time.Hour).UTC().Format(http.TimeFormat)) // its clock is wrong
					w.Header().Set("Retry-After", now.Add(20*time.Second-time.Hour).UTC().Format(http.TimeFormat))
				} else if x.after != "" {
					w.Header().Set("Retry-After", x.after)
				}
				w.WriteHeader(429)
			}, func(t *testing.T, w *world, c *Client) {
				a, err := c.Get(t.Context(), Request{URL: "http://a.example/"})
				if x.err != "" {
					if err == nil || err.Error() != x.err {
						t.Errorf("it says %v", err)
					}
					if _, err := c.Get(t.Context(), Request{URL: "http://www.a.example/other"}); !errors.Is(err, ErrBusy) {
						t.Errorf("then %v", err)
					}
				} else if err != nil || string(a.Bytes()) != prose {
					t.Errorf("%v, %v", a, err)
				}
				if !slices.Equal(w.asked, x.asked) && !nearly(w.asked, x.asked) {
					t.Errorf("asked %q, want %q", w.asked, x.asked)
				}
			})
		})
	}
}

// nearly says whether the times are the same but for a second: pauses differ by chance.
func nearly(got, want []string) bool {
	return slices.EqualFunc(got, want, func(g, w string) bool {
		a, _, _ := strings.Cut(g, " ")
		b, _, _ := strings.Cut(w, " ")
		x, _ := time.ParseDuration(a)
		y, _ := time.ParseDuration(b)
		return (x - y).Abs() <= time.Second
	})
}

// Of one host one thing is asked at a time, with a pause between; others need not wait for it.
func TestPolite(t *testing.T) {
	in(t, Options{}, func(w http.ResponseWriter, _ *http.Request) { say(w, "text/plain", prose) }, func(t *testing.T, w *world, c *Client) {
		var all sync.WaitGroup
		for _, address := range []string{"http://a.example/", "http://www.a.example/", "http://A.example:8080/", "http://b.example/", "http://c.example/"} {
			all.Go(func() {
				if _, err := c.Get(t.Context(), Request{URL: address}); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		slices.Sort(w.asked)
		times := map[string]int{}
		for _, asked := range w.asked {
			at, _, _ := strings.Cut(asked, " ")
			times[at]++
		}
		if times["0s"] != 3 || times["1s"] != 1 || times["2s"] != 1 {
			t.Errorf("asked %q", w.asked)
		}
	})
}

func TestSpread(t *testing.T) {
	var mu sync.Mutex
	var did []int
	at := 0
	Spread([]string{"http://a.example/1", "http://b.example/", "http://www.a.example/2", "%", "http://a.example/3"}, 2, func(n int) {
		mu.Lock()
		defer mu.Unlock()
		if at++; at > 2 {
			t.Error("more than two at once")
		}
		did = append(did, n)
		at--
	})
	a := slices.DeleteFunc(slices.Clone(did), func(n int) bool { return n == 1 || n == 3 })
	if len(did) != 5 || !slices.Equal(a, []int{0, 2, 4}) {
		t.Errorf("did %v", did)
	}
}

func TestSlow(t *testing.T) {
	drip := func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			_, _ = io.WriteString(w, "word ")
			w.(http.Flusher).Flush()
			if pause(r.Context(), 5*time.Second) != nil {
				return
			}
		}
	}
	for name, x := range map[string]struct {
		h     http.HandlerFunc
		least time.Duration
	}{
		"never answers":      {func(_ http.ResponseWriter, r *http.Request) { forever(r) }, 63 * time.Second},
		"never ends":         {drip, 93 * time.Second},
		"redirects and dies": {func(w http.ResponseWriter, r *http.Request) { redirectOnce(w, r) }, 63 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			in(t, Options{}, x.h, func(t *testing.T, w *world, c *Client) {
				_, err := c.Get(t.Context(), Request{URL: "http://a.example/"})
				if took := time.Since(w.start); !errors.Is(err, ErrSlow) || (took-x.least).Abs() > 2*time.Second {
					t.Errorf("%v after %s", err, took)
				}
			})
		})
	}
}

func redirectOnce(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/" {
		http.Redirect(w, r, "/next", http.StatusFound)
		return
	}
	forever(r)
}

// Whatever it waits for, it ends at once when it is told to.
func TestCancel(t *testing.T) {
	for name, h := range map[string]http.HandlerFunc{
		"an answer": func(_ http.ResponseWriter, r *http.Request) { forever(r) },
		"a body": func(w http.ResponseWriter, r *http.Request) {
			say(w, "text/plain", prose)
			w.(http.Flusher).Flush()
			forever(r)
		},
		"the next try": func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Retry-After", "50"); w.WriteHeader(503) },
		"its turn":     nil,
	} {
		t.Run(name, func(t *testing.T) {
			if h == nil {
				h = func(w http.ResponseWriter, _ *http.Request) { say(w, "text/plain", prose) }
			}
			in(t, Options{Wait: time.Minute, Timeout: time.Hour}, h, func(t *testing.T, w *world, c *Client) {
				if name == "its turn" {
					if _, err := c.Get(t.Context(), Request{URL: "http://a.example/"}); err != nil {
						t.Fatal(err)
					}
				}
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(10*time.Second, cancel)
				_, err := c.Get(ctx, Request{URL: "http://a.example/"})
				if took := time.Since(w.start); err != context.Canceled || took != 10*time.Second {
					t.Errorf("%v after %s", err, took)
				}
			})
		})
	}
}

func TestConditions(t *testing.T) {
	const day = "Wed, 12 Mar 2031 07:30:00 GMT"
	in(t, Options{}, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"7"`)
		if r.Header.Get("If-None-Match") == `"7"` && r.Header.Get("If-Modified-Since") == day {
			w.WriteHeader(304)
			return
		}
		w.Header().Set("Last-Modified", day)
		say(w, "text/plain", prose)
	}, func(t *testing.T, w *world, c *Client) {
		a, err := c.Get(t.Context(), Request{URL: "http://a.example/"})
		if err != nil || a.Condition != (Condition{`"7"`, day}) || a.Unchanged {
			t.Fatalf("%+v, %v", a, err)
		}
		b, err := c.Get(t.Context(), Request{URL: "http://a.example/", Condition: a.Condition})
		if err != nil || !b.Unchanged || b.Condition != a.Condition || len(b.Bytes()) > 0 {
			t.Errorf("%+v, %v", b, err)
		}
		if x, _, err := c.Article(t.Context(), Request{URL: "http://a.example/", Condition: a.Condition}, w.start); err != nil || x.Body.Text != prose {
			t.Errorf("an article: %+v, %v", x, err)
		}
	})
}

func TestWhatServersAreTold(t *testing.T) {
	var told http.Header
	h := func(w http.ResponseWriter, r *http.Request) { told = r.Header; say(w, "text/plain", prose) }
	in(t, Options{}, h, func(t *testing.T, _ *world, c *Client) {
		if _, err := c.Get(t.Context(), Request{URL: "http://ana:secret@a.example/"}); err != nil {
			t.Fatal(err)
		}
		if told.Get("Authorization") == "" || !strings.HasPrefix(told.Get("User-Agent"), "rashomon/") || told.Get("Accept-Encoding") != "gzip" || told.Get("Cookie")+told.Get("Referer") != "" {
			t.Errorf("%v", told)
		}
	})
	in(t, Options{Agent: "reading room"}, h, func(t *testing.T, _ *world, c *Client) {
		if _, err := c.Get(t.Context(), Request{URL: "http://ana:secret@a.example/", Outside: true, Accept: "application/rss+xml"}); err != nil {
			t.Fatal(err)
		}
		if told.Get("Authorization") != "" || told.Get("User-Agent") != "reading room" || told.Get("Accept") != "application/rss+xml" {
			t.Errorf("%v", told)
		}
	})
}
