package feed

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"rashomon/annotate"
)

// listed reads an OPML file: its feeds, a line each, and what is wrong with others.
func listed(s string) (feeds []Listed, bad []string, err error) {
	err = ReadOPML(strings.NewReader(s), func(x Listed, err error) {
		if err != nil {
			bad = append(bad, err.Error())
			return
		}
		feeds = append(feeds, x)
	})
	return feeds, bad, err
}

func TestReadOPML(t *testing.T) {
	feeds, bad, err := listed(`<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.1"><head><title>x</title></head><body>
<outline text="News">
  <outline text="Inner"><outline type="rss" text="Quay &amp; Co" xmlUrl="https://quay.example/feed.rss" htmlUrl="https://quay.example/"/></outline>
  <OUTLINE TYPE="rss" TITLE="Fjord" TEXT="F" XMLURL="feed://fjord.example/atom"></OUTLINE>
</outline>
<outline type="rss" text="No address"/>
<outline text="Bad" xmlUrl="javascript:alert(1)"/>
<outline text="Plain` + "\x1b[31m" + `" xmlUrl=" isle.example/feed "/>
</body></opml>`)
	if err == nil { // a control character ends what encoding/xml reads
		t.Error("no error")
	}
	if len(feeds) != 2 || feeds[0].Feed.Title != "Quay & Co" || feeds[0].Feed.Site != "https://quay.example/" || feeds[0].Line != 4 || feeds[1].Feed.URL != "http://fjord.example/atom" || feeds[1].Feed.Title != "Fjord" {
		t.Errorf("%+v", feeds)
	}
	if fmt.Sprint(bad) != `[line 7: "": it is not a web address line 8: javascript:alert(1): it is not a web address]` {
		t.Errorf("%q", bad)
	}
}

func TestNoOPML(t *testing.T) {
	for _, s := range []string{"", "words", "<html></html>", "<rss><channel/></rss>", "\xff\xfe"} {
		if _, _, err := listed(s); !errors.Is(err, ErrNotOPML) {
			t.Errorf("%q: %v", s, err)
		}
	}
	line := &LineError{}
	if feeds, _, err := listed("<opml><body>\n<outline xmlUrl='https://a.example/'/>\n<outline"); len(feeds) != 1 || !errors.As(err, &line) || line.Line != 3 {
		t.Errorf("%v, %v", feeds, err)
	}
	if feeds, _, err := listed("<opml>" + strings.Repeat("<outline text='a'>", 100_000) + "<outline xmlUrl='https://a.example/'/>"); len(feeds) != 1 || err != nil {
		t.Errorf("%v, %v", feeds, err)
	}
}

func TestOPMLRound(t *testing.T) {
	feeds := []Listed{
		{Feed: annotate.Feed{URL: "https://a.example/f?x=1&y=2", Title: `The "Quay" <Post>`, Site: "https://a.example/", Full: true}, Story: "Ferry & fire"},
		{Feed: annotate.Feed{URL: "https://b.example/", Title: "海の新聞"}},
	}
	var b bytes.Buffer
	if err := WriteOPML(&b, feeds, noon); err != nil {
		t.Fatal(err)
	}
	got, bad, err := listed(b.String())
	for n := range got {
		got[n].Line = 0
	}
	if err != nil || len(bad) > 0 || !reflect.DeepEqual(got, feeds) {
		t.Errorf("%+v, %q, %v\n%s", got, bad, err, b.String())
	}
}

func TestAddress(t *testing.T) {
	for in, want := range map[string]string{
		"https://a.example/f": "https://a.example/f", "feed://a.example/f": "http://a.example/f", "feed:https://a.example/f#x": "https://a.example/f",
		"a.example/f": "https://a.example/f", " http://a.example ": "http://a.example", "": "", "words": "", "file:///etc/passwd": "", "javascript:alert(1)": "", "me@a.example": "",
	} {
		if got, err := Address(in); got != want || (err == nil) != (want != "") {
			t.Errorf("Address(%q) = %q, %v", in, got, err)
		}
	}
}

// FuzzOPML: what is read of it is written and read again as it was.
func FuzzOPML(f *testing.F) {
	f.Add(`<opml><body><outline text="a"><outline xmlUrl="https://a.example/?a&amp;b" title="&lt;x" rashomon:full="true"/></outline></body></opml>`)
	f.Add(`<opml><outline xmlurl=a.b`)
	f.Fuzz(func(t *testing.T, s string) {
		feeds, _, _ := listed(s)
		var b bytes.Buffer
		if err := WriteOPML(&b, feeds, noon); err != nil {
			t.Fatal(err)
		}
		again, bad, err := listed(b.String())
		if err != nil || len(bad) > 0 || len(again) != len(feeds) {
			t.Fatalf("%q: %+v, then %+v, %q, %v", s, feeds, again, bad, err)
		}
		for n, x := range again {
			if x.Feed.URL != feeds[n].Feed.URL || x.Story != feeds[n].Story || x.Feed.Full != feeds[n].Feed.Full {
				t.Errorf("%+v, then %+v", feeds[n], x)
			}
		}
	})
}
