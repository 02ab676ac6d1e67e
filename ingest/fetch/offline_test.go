package fetch

import (
	"errors"
	"net/http"
	"testing"
)

// TestOffline: nothing is asked of any server, whatever the address.
func TestOffline(t *testing.T) {
	in(t, Options{Offline: true}, func(w http.ResponseWriter, _ *http.Request) { say(w, "text/plain", prose) }, func(t *testing.T, w *world, c *Client) {
		for _, address := range []string{"http://a.example/", "https://a.example/", "http://127.0.0.1:1/", "http://ana:s3cr3t@a.example/"} {
			for _, outside := range []bool{false, true} {
				if _, err := c.Get(t.Context(), Request{URL: address, Outside: outside}); !errors.Is(err, ErrOffline) {
					t.Errorf("%s: %v", address, err)
				}
				if _, err := c.Page(t.Context(), Request{URL: address, Outside: outside}); !errors.Is(err, ErrOffline) {
					t.Errorf("%s: %v", address, err)
				}
			}
		}
		if _, err := c.Get(t.Context(), Request{URL: "no address"}); !errors.Is(err, ErrAddress) {
			t.Error(err)
		}
		if len(w.asked) > 0 {
			t.Errorf("asked: %q", w.asked)
		}
	})
}
