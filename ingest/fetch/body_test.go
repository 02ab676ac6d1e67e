package fetch

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// packed is a text as a server packs it.
func packed(t testing.TB, how, text string) []byte {
	var b bytes.Buffer
	var w io.WriteCloser
	switch how {
	case "gzip":
		w = gzip.NewWriter(&b)
	case "zlib":
		w = zlib.NewWriter(&b)
	case "flate":
		w, _ = flate.NewWriter(&b, 6)
	}
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPacked(t *testing.T) {
	zipped := packed(t, "gzip", prose)
	for name, x := range map[string]struct {
		how  string
		body []byte
		want error
	}{
		"gzip":           {"gzip", zipped, nil},
		"GZIP":           {" GZip ", zipped, nil},
		"x-gzip":         {"x-gzip", zipped, nil},
		"deflate":        {"deflate", packed(t, "zlib", prose), nil},
		"raw deflate":    {"deflate", packed(t, "flate", prose), nil},
		"identity":       {"identity", []byte(prose), nil},
		"brotli":         {"br", []byte("\x0b\x02\x80"), ErrAnswer},
		"hostile":        {"a\u202eb\u009b2J", []byte(prose), ErrAnswer},
		"not what it is": {"gzip", []byte(prose), ErrAnswer},
		"cut":            {"gzip", zipped[:len(zipped)-9], ErrAnswer},
		"damaged":        {"gzip", slices.Concat(zipped[:30], []byte{0xff, 0xff, 0xff}, zipped[33:]), ErrAnswer},
		"nothing":        {"gzip", nil, ErrAnswer},
	} {
		in(t, Options{}, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", x.how)
			say(w, "text/plain", string(x.body))
		}, func(t *testing.T, w *world, c *Client) {
			a, err := c.Get(t.Context(), Request{URL: "http://a.example/"})
			if !errors.Is(err, x.want) || err == nil && string(a.Bytes()) != prose {
				t.Errorf("%s: %v", name, err)
			}
			if err != nil {
				harmless(t, err)
			}
		})
	}
}

// bomb is zeros of so many bytes, packed as tightly as gzip can: about a thousandth of them.
func bomb(size int64) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	zeros := make([]byte, 1<<20)
	for ; size > 0; size -= int64(len(zeros)) {
		_, _ = w.Write(zeros)
	}
	_ = w.Close()
	return b.Bytes()
}

func TestBomb(t *testing.T) {
	part := bomb(16 << 20)
	in(t, Options{}, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		for range 640 { // 10 MB that are 10 GB
			if _, err := w.Write(part); err != nil {
				return
			}
		}
	}, func(t *testing.T, w *world, c *Client) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := c.Get(t.Context(), Request{URL: "http://a.example/"})
		runtime.ReadMemStats(&after)
		if !errors.Is(err, ErrTooLarge) || !strings.HasSuffix(err.Error(), "it is too large: more than 16 MiB") || len(w.asked) != 1 {
			t.Errorf("%v after %q", err, w.asked)
		}
		if took := after.TotalAlloc - before.TotalAlloc; took > 200<<20 {
			t.Errorf("%d MiB were allocated", took>>20)
		}
	})
}

func TestTooLarge(t *testing.T) {
	for name, h := range map[string]http.HandlerFunc{
		"as it says": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "1000000000000")
			w.(http.Flusher).Flush()
			forever(r)
		},
		"without end": func(w http.ResponseWriter, _ *http.Request) {
			for block := bytes.Repeat([]byte("word "), 1000); ; {
				if _, err := w.Write(block); err != nil {
					return
				}
			}
		},
	} {
		in(t, Options{Limit: 100_000}, h, func(t *testing.T, w *world, c *Client) {
			_, err := c.Get(t.Context(), Request{URL: "http://a.example/"})
			if !errors.Is(err, ErrTooLarge) || len(w.asked) != 1 || time.Since(w.start) > 0 {
				t.Errorf("%s: %v after %q, %s", name, err, w.asked, time.Since(w.start))
			}
		})
	}
	in(t, Options{Limit: int64(len(prose))}, func(w http.ResponseWriter, _ *http.Request) { say(w, "text/plain", prose) }, func(t *testing.T, w *world, c *Client) {
		if a, err := c.Get(t.Context(), Request{URL: "http://a.example/"}); err != nil || string(a.Bytes()) != prose {
			t.Errorf("just as long as may be: %v", err)
		}
	})
}

// A body that breaks off is asked for again.
func TestBreaksOff(t *testing.T) {
	n := 0
	in(t, Options{}, func(w http.ResponseWriter, _ *http.Request) {
		if n++; n < 3 {
			w.Header().Set("Content-Length", strconv.Itoa(len(prose)))
			say(w, "text/plain", prose[:10])
			panic(http.ErrAbortHandler)
		}
		say(w, "text/plain", prose)
	}, func(t *testing.T, w *world, c *Client) {
		a, err := c.Get(t.Context(), Request{URL: "http://a.example/"})
		if err != nil || string(a.Bytes()) != prose || len(w.asked) != 3 {
			t.Errorf("%v after %q", err, w.asked)
		}
		if text, err := io.ReadAll(a.Body); err != nil || string(text) != prose {
			t.Errorf("the body is %q, %v", text, err)
		}
	})
}

// What is large goes into a file as it comes: however it breaks off, the file holds one body or nothing.
func TestInto(t *testing.T) {
	whole := strings.Repeat(prose+"\n", 1000)
	zipped := packed(t, "gzip", whole)
	n := 0
	h := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		switch n++; {
		case r.URL.Path == "/bomb":
			_, _ = w.Write(bomb(1 << 20))
		case n == 1:
			_, _ = w.Write(zipped[:len(zipped)/2])
			panic(http.ErrAbortHandler)
		default:
			_, _ = w.Write(zipped)
		}
	}
	into, err := os.Create(filepath.Join(t.TempDir(), "feed"))
	if err != nil {
		t.Fatal(err)
	}
	defer into.Close()
	if _, err := io.WriteString(into, strings.Repeat("what was there before ", 10_000)); err != nil {
		t.Fatal(err)
	}
	in(t, Options{Limit: 100_000}, h, func(t *testing.T, w *world, c *Client) {
		a, err := c.Get(t.Context(), Request{URL: "http://a.example/", Into: into})
		if err != nil || len(a.Bytes()) > 0 || len(w.asked) != 2 {
			t.Fatalf("%v after %q", err, w.asked)
		}
		if text, err := io.ReadAll(into); err != nil || string(text) != whole {
			t.Errorf("%d bytes, %v", len(text), err)
		}
		if _, err := c.Get(t.Context(), Request{URL: "http://a.example/bomb", Into: into}); !errors.Is(err, ErrTooLarge) {
			t.Error(err)
		}
		if about, err := into.Stat(); err != nil || about.Size() > 0 {
			t.Errorf("%v, %v", about, err)
		}
	})
	readable, err := os.Open(into.Name())
	if err != nil {
		t.Fatal(err)
	}
	defer readable.Close()
	in(t, Options{}, h, func(t *testing.T, w *world, c *Client) {
		_, err := c.Get(t.Context(), Request{URL: "http://a.example/", Into: readable})
		if err == nil || !strings.Contains(err.Error(), "keep it in a file: ") || strings.Contains(err.Error(), into.Name()) || len(w.asked) != 1 {
			t.Errorf("%v after %q", err, w.asked)
		}
	})
}

func TestIntoTakesNoMemory(t *testing.T) {
	part := bomb(16 << 20)
	into, err := os.Create(filepath.Join(t.TempDir(), "feed"))
	if err != nil {
		t.Fatal(err)
	}
	defer into.Close()
	in(t, Options{Limit: 64 << 20}, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		for range 4 {
			_, _ = w.Write(part)
		}
	}, func(t *testing.T, _ *world, c *Client) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := c.Get(t.Context(), Request{URL: "http://a.example/", Into: into})
		runtime.ReadMemStats(&after)
		if took := after.TotalAlloc - before.TotalAlloc; err != nil || took > 1<<20 {
			t.Errorf("%v, %d bytes were allocated", err, took)
		}
	})
}
