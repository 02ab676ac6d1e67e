package cli

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"rashomon/ingest/fetch"
)

// What went wrong with a pasted address fits into a line, with what to do about it there.
func TestHintOf(t *testing.T) {
	get := func(err error) error { return fmt.Errorf("get https://harbour.example/news/flood: %w", err) }
	for _, x := range []struct {
		err  error
		want string
	}{
		{get(fmt.Errorf("%w (404 Not Found)", fetch.ErrNotFound)), "there is no such page (404 Not Found): look at how the address is written"},
		{get(fmt.Errorf("%w (410 Gone)", fetch.ErrGone)), "there is no such page any more (410 Gone): an archive of the web may have it"},
		{get(fmt.Errorf("%w: nobody whom this machine trusts vouches for its certificate", fetch.ErrTLS)), "the server cannot prove who it is: paste its text from a browser"},
		{get(fmt.Errorf("which leads to http://router.lan/: %w", fetch.ErrPrivate)), "which leads to http://router.lan/: it is an address inside a private network: paste that address if you mean it"},
		{get(fmt.Errorf("which leads to http://router.lan/%s: %w", strings.Repeat("a", 60), fetch.ErrPrivate)), "it is an address inside a private network: paste that address if you mean it"},
		{hinted{get(fetch.ErrFeed), "another"}, "it is a feed, not a page: 'rashomon feed add URL' follows it"},
		{errors.New("the disk is full\x1b[2J"), "the disk is full"},
	} {
		if got := hintOf(x.err); got != x.want {
			t.Errorf("%v: %q", x.err, got)
		}
	}
	for _, h := range onScreen {
		if said := hintOf(get(h.err)); utf8.RuneCountInString(said) > longestOnScreen || !strings.HasPrefix(said, h.err.Error()) {
			t.Errorf("%q", said)
		}
	}
}
