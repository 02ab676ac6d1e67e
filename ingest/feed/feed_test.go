package feed

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/unicode"

	"rashomon/annotate"
	"rashomon/ingest"
)

var noon = time.Date(2031, 3, 7, 12, 0, 0, 0, time.UTC)

// all reads a feed to its end: its entries, and what is wrong with others.
func all(t *testing.T, r io.Reader, address string) (Head, []Entry, []string) {
	t.Helper()
	f, err := NewReader(r, address, "")
	if err != nil {
		t.Fatal(err)
	}
	var entries []Entry
	var bad []string
	for {
		e, err := f.Next()
		var broken *EntryError
		switch {
		case err == io.EOF:
			return f.Head(), entries, bad
		case err == ErrCutOff:
			return f.Head(), entries, append(bad, err.Error())
		case errors.As(err, &broken):
			bad = append(bad, err.Error())
		case err != nil:
			t.Fatal(err)
		default:
			entries = append(entries, e)
		}
	}
}

func fileOf(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// told is an entry as an article, in lines.
func told(t *testing.T, e Entry, source string) string {
	t.Helper()
	a, notes, err := e.Article(source, noon)
	if err != nil {
		t.Fatal(err)
	}
	x := a.Article
	return strings.Join([]string{x.Title, x.Source, x.Author, x.Date, x.URL, x.Language, string(x.Format), a.Body.Text, strings.Join(notes, "; ")}, "|")
}

func TestQuirksOfRSS(t *testing.T) {
	h, entries, bad := all(t, strings.NewReader(fileOf(t, "quirks.rss")), "https://quay.example/feed.rss")
	if h.Title != "The Quay & Harbour Post" || h.Site != "https://quay.example/" || h.Language != "en-gb" {
		t.Errorf("head %+v", h)
	}
	if strings.Join(bad, ", ") != "entry 5: it says nothing" {
		t.Errorf("bad: %q", bad)
	}
	want := []string{
		"quay-1|Ferry stranded off the north pier|Post|Ada Lund, Bo Reyes|2031-03-04T08:15:00+02:00|https://quay.example/news/ferry?utm_source=rss|en-GB|markdown|A ferry with **forty people** on board ran aground on Tuesday.\n\nNobody was hurt, the harbour master said.|enclosed files left out: 1",
		"https://quay.example/entity|&c; entity|Post|||https://quay.example/entity|en-GB|plain|Profits fell < 5 percent — the port\u00a0says &c;.|the feed has a summary only",
		"quay-3|Broken markup|Post|||https://quay.example/broken|en-GB|plain|Fewer than < 5 boats left, and a reference  that may not stand.|the feed has a summary only",
		"quay-4|The one that nobody closed comes before this|Post|||https://quay.example/after|en-GB|plain|Only words here, no tags.\n\nA second paragraph.|the feed has a summary only; date \"yesterday, more or less\" cannot be read and is left out",
		"same|Twin|Post|||https://quay.example/twin-a|en-GB|plain|The first of two that share a name.|the feed has a summary only",
		"same+|Twin|Post|||https://quay.example/twin-b|en-GB|plain|The second of two that share a name.|the feed has a summary only",
		"https://quay.example/headline|Only a headline|Post|||https://quay.example/headline|en-GB|plain|Only a headline|the feed has its title only",
		"https://quay.example/episodes/4|Episode 4: the lighthouse|Post|Quay Radio|2031-03-04T10:00:00Z|https://quay.example/episodes/4|en-GB|plain|An hour with the keeper of the lighthouse, who retires in May.|the feed has a summary only",
		"quay-9|From elsewhere|Other Wire||||en-GB|markdown|A report that another outlet wrote.|the feed has a summary only",
	}
	compare(t, entries, want)
}

func compare(t *testing.T, entries []Entry, want []string) {
	t.Helper()
	if len(entries) != len(want) {
		t.Errorf("%d entries, want %d", len(entries), len(want))
	}
	for n, e := range entries[:min(len(entries), len(want))] {
		name, _, more := strings.Cut(e.Name, " ")
		if more {
			name += "+"
		}
		if got := name + "|" + told(t, e, "Post"); got != want[n] {
			t.Errorf("entry %d:\n got %q\nwant %q", e.Number, got, want[n])
		}
	}
}

func TestQuirksOfAtom(t *testing.T) {
	h, entries, bad := all(t, strings.NewReader(fileOf(t, "quirks.atom")), "")
	if h.Title != "Fjord Weekly" || h.Site != "https://fjord.example/blog/" || len(bad) > 0 {
		t.Errorf("head %+v, bad %q", h, bad)
	}
	compare(t, entries, []string{
		"urn:fjord:1|Xhtml inside|Post|Kari Moe, Per Dahl|2031-03-05T09:00:00+01:00|https://fjord.example/blog/one|nb|markdown|The bridge is *closed*, see [the map](https://fjord.example/blog/map).\n\nIt opens in May.|",
		"urn:fjord:2|Plain text, 3 < 4|Post||2031-03-04|https://fjord.example/blog/two|nb|plain|Three boats are fewer than four.\nThey left at six.|",
		"urn:fjord:3|Html & escaped|Elsewhere Times|Eli||https://elsewhere.example/three|nb|markdown|The council met… and went home.|the feed has a summary only; enclosed files left out: 1",
	})
}

func TestQuirksOfRDF(t *testing.T) {
	h, entries, bad := all(t, strings.NewReader(fileOf(t, "quirks.rdf")), "")
	if h.Title != "Old Gazette" || len(bad) > 0 || len(h.Notes) != 1 || h.Notes[0] != "converted from windows-1252" {
		t.Errorf("head %+v, bad %q", h, bad)
	}
	compare(t, entries, []string{"https://old.example/1|Café reopens|Post|R. Vale|2031-03-01T12:00:00Z|https://old.example/1||plain|The café at the gate reopens.|the feed has a summary only"})
}

func TestQuirksOfJSON(t *testing.T) {
	h, entries, bad := all(t, strings.NewReader(fileOf(t, "quirks.json")), "https://isle.example/feed.json")
	if h.Title != `Isle "Daily"` || h.Site != "https://isle.example/" || strings.Join(bad, ", ") != "entry 3: it is broken, entry 4: it is broken" {
		t.Errorf("head %+v, bad %q", h, bad)
	}
	compare(t, entries, []string{
		"1|One|Post|Cy, Di|2031-03-06T07:00:00-05:00|https://isle.example/one|en|markdown|The mill burned down.|",
		"2|Two|Post|||https://isle.example/two|en|plain|It will be rebuilt, says the mayor.|",
		"4|A line of it […]|Post|||https://isle.example/four|fr|plain|A line of it […]|the feed has a summary only; enclosed files left out: 1",
	})
}

func TestEncodings(t *testing.T) {
	const body = `<rss><channel><title>Ö</title><item><title>Ärger am Hafen</title><description>Größer – „so“</description></item></channel></rss>`
	wide, err := unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String(body)
	if err != nil {
		t.Fatal(err)
	}
	latin := strings.NewReplacer("Ö", "\xd6", "Ä", "\xc4", "ö", "\xf6", "ß", "\xdf", "–", "\x96", "„", "\x84", "“", "\x93").Replace(body)
	for name, c := range map[string]struct{ feed, contentType string }{
		"utf-8":                       {body, ""},
		"utf-8 with a mark":           {"\xef\xbb\xbf" + body, "text/xml; charset=latin1"},
		"utf-16":                      {wide, "application/rss+xml"},
		"declared":                    {`<?xml version="1.0" encoding='windows-1252'?>` + latin, ""},
		"declared, server is wrong":   {`<?xml version="1.0" encoding='windows-1252'?>` + latin, "text/xml; charset=utf-8"},
		"server says":                 {latin, "text/xml; charset=windows-1252"},
		"declared wrongly":            {`<?xml version="1.0" encoding="utf-8"?>` + latin, ""},
		"declared as what is not":     {`<?xml version="1.0" encoding="klingon"?>` + body, ""},
		"declared wide, and is not":   {`<?xml version="1.0" encoding="utf-16"?>` + body, ""},
		"words of a server before it": {"\n Notice: line 3\n" + body, ""},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := NewReader(strings.NewReader(c.feed), "", c.contentType)
			if err != nil {
				t.Fatal(err)
			}
			e, err := f.Next()
			if err != nil || e.Stated.Title != "Ärger am Hafen" || e.Text.Text != "Größer – „so“" || f.Head().Title != "Ö" {
				t.Errorf("%+v, %v, head %+v", e, err, f.Head())
			}
		})
	}
}

func TestNoFeed(t *testing.T) {
	for name, s := range map[string]string{
		"nothing": "", "a page": "<!DOCTYPE html><html><head><title>x</title></head></html>", "words": "Two boats.",
		"JSON": `{"error": "gone"}`, "OPML": `<opml version="2.0"></opml>`, "a bomb": "<!DOCTYPE a [" + strings.Repeat("<!ENTITY x 'y'>", 1000),
		"a long beginning": strings.Repeat("x", 3*headLimit) + "<rss>", "a tag without end": "<rss" + strings.Repeat(" ", 3*headLimit),
		"namespaces": "<rss" + strings.Repeat(` xmlns:a="b"`, 2000) + "><channel><item><title>a</title></item></channel></rss>",
	} {
		if _, err := NewReader(strings.NewReader(s), "", ""); !errors.Is(err, ErrNotFeed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// One entry that goes on for ever, or is nested without end, loses itself and nothing else.
func TestOneHostileEntry(t *testing.T) {
	good := func(n int) string {
		return fmt.Sprintf("<item><title>Good %d</title><guid>%d</guid><description>Words.</description></item>", n, n)
	}
	for name, c := range map[string]struct {
		bad string
		why error
	}{
		"a section without end":   {"<item><title>x</title><description><![CDATA[ no end", ErrBroken},
		"a comment without end":   {"<item><title>x</title><!-- no end", ErrBroken},
		"a tag without end":       {"<item><title>x</title><guid>9</guid><a b='", nil},
		"too large":               {"<item><title>x</title><description>" + strings.Repeat("words ", entryLimit/4) + "</description></item>", ErrTooLarge},
		"too deep":                {"<item>" + strings.Repeat("<x:a>", 3*deepest) + "</item>", ErrDeep},
		"too many sections":       {"<item><x:a>" + strings.Repeat("<![CDATA[a]]>b", 2*mostCDATA) + "</x:a></item>", ErrBroken},
		"too many namespaces":     {"<item>" + strings.Repeat("<a xmlns:b='c'>", 2*mostSpaces) + "</item>", ErrBroken},
		"nothing":                 {"<item/>", ErrNothing},
		"an entry in another":     {"<item><title>x</title><guid>9</guid><description>y</description>", nil},
		"ends that nothing began": {"<item></p></b></channel><title>x</title></item>", ErrNothing},
	} {
		t.Run(name, func(t *testing.T) {
			_, entries, bad := all(t, strings.NewReader("<rss><channel><title>T</title>"+good(1)+c.bad+good(2)+good(3)+"</channel></rss>"), "")
			var names []string
			for _, e := range entries {
				names = append(names, e.Name)
			}
			want, wantBad := "1 2 3", []string{fmt.Sprintf("entry 2: %v", c.why)}
			if c.why == nil {
				want, wantBad = "1 9 2 3", nil
			}
			if got := strings.Join(names, " "); got != want || strings.Join(bad, ";") != strings.Join(wantBad, ";") {
				t.Errorf("entries %q, bad %q; want %q, %q", got, bad, want, wantBad)
			}
		})
	}
}

// What was cut off in the middle gives what stands before.
func TestCutOff(t *testing.T) {
	for name, at := range map[string]string{"quirks.rss": "From elsewhere", "quirks.atom": "Elsewhere Times", "quirks.json": "external_url"} {
		whole := fileOf(t, name)
		_, entries, _ := all(t, strings.NewReader(whole), "")
		cut := whole[:strings.LastIndex(whole, at)]
		_, fewer, bad := all(t, strings.NewReader(cut), "")
		if len(fewer) != len(entries)-1 || len(bad) == 0 || bad[len(bad)-1] != ErrCutOff.Error() {
			t.Errorf("%s: %d of %d, bad %q", name, len(fewer), len(entries), bad)
		}
	}
}

// Where it ends between two entries, that is said, too.
func TestCutOffBetweenEntries(t *testing.T) {
	for _, cut := range []string{
		"<rss><channel><item><title>A</title></item>", "<rss><channel><item><title>A</title></item></channel>", "<feed><entry><title>A</title></entry>\n",
		`{"version":"https://jsonfeed.org/version/1","items":[{"title":"A"},`, `{"items":[{"title":"A"}]`,
	} {
		if _, entries, bad := all(t, strings.NewReader(cut), ""); len(entries) != 1 || len(bad) != 1 || bad[0] != ErrCutOff.Error() {
			t.Errorf("%s: %d, %q", cut, len(entries), bad)
		}
	}
}

func TestErrorsOfTheReader(t *testing.T) {
	gone := errors.New("gone")
	r := io.MultiReader(strings.NewReader(strings.Repeat(" ", block)+"<rss><channel><item><title>a</title></item><item>"), failing{gone})
	f, err := NewReader(r, "", "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err = f.Next(); err != nil {
		t.Fatal(err)
	}
	if _, err = f.Next(); !errors.Is(err, gone) {
		t.Errorf("%v, want %v", err, gone)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// An entry's name and hash are the same the next time, wherever it stands then.
func TestNamesLast(t *testing.T) {
	a := "<item><title>A</title><pubDate>Tue, 04 Mar 2031 08:15:00 GMT</pubDate><description>One.</description></item>"
	b := "<item><title>B</title><guid> g </guid><description>Two.</description></item>"
	_, first, _ := all(t, strings.NewReader("<rss><channel>"+a+b+"</channel></rss>"), "")
	_, then, _ := all(t, strings.NewReader("<rss><channel><lastBuildDate>now</lastBuildDate>"+b+strings.Replace(a, "One", "Other", 1)+"</channel></rss>"), "")
	if first[1].Name != "g" || first[1].Name != then[0].Name || first[1].Hash != then[0].Hash {
		t.Errorf("%+v, then %+v", first[1], then[0])
	}
	if first[0].Name != then[1].Name || first[0].Hash == then[1].Hash {
		t.Errorf("%+v, then %+v", first[0], then[1])
	}
}

// Entries that a live blog names and calls alike, and has at one address, are several all the same.
func TestEntriesOfOneName(t *testing.T) {
	feed := "<rss><channel>"
	for _, said := range []string{"The water rises.", "The quay is shut.", "Two boats are out.", "All are home.", "The quay is shut."} {
		feed += "<item><guid>live</guid><link>https://a.example/live</link><title>Live</title><description>" + said + "</description></item>"
	}
	s, entries := survey(t, feed+"</channel></rss>")
	known := memory{}
	for _, e := range entries {
		if !s.Fresh(e) {
			t.Errorf("%+v is not fresh", e)
		}
		known["f "+e.Name] = e.Hash
	}
	if n, err := s.Sift(known, "f", false); n != 0 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
}

// What a weblog's program writes below each entry goes, and nothing else.
func TestWhereItAppearedFirst(t *testing.T) {
	const text = "<p>The crane fell into the water, and <a href='https://a.example/'>all</a> saw it.</p>"
	for below, goes := range map[string]bool{
		`<p>The post <a href="https://a.example/news/crane/">Crane &#8211; falls</a> appeared first on <a href="https://a.example">Quay</a>.</p>`:                              true,
		"\n<p>Der Beitrag <a rel=nofollow href='/news/crane'>Crane falls</a> erschien zuerst auf <a rel=nofollow href='https://a.example/news'>Quay</a>.</p>\n":                true,
		`<p>Der Beitrag <a href="https://a.example/news/other">Other</a> erschien bei <a href="https://a.example">Quay</a>.</p>`:                                               false,
		`<p>Der Beitrag <a href="https://a.example/news/crane">Crane</a> erschien bei <a href="https://b.example">Quay</a>.</p>`:                                               false,
		`<p>Read on <a href="https://a.example/news/crane">there</a>.</p>`:                                                                                                     false,
		`<p><a href="https://a.example/news/crane">Crane</a><a href="https://a.example">Quay</a></p>`:                                                                          false,
		`<p>At <a href="https://a.example/news/crane">the crane</a> nobody of <a href="https://a.example/">the port</a> was hurt, ` + strings.Repeat("it says, ", 9) + `.</p>`: false,
	} {
		feed := "<rss><channel><item><title>Crane</title><link>https://a.example/news/crane</link><description><![CDATA[" + text + below + "]]></description></item></channel></rss>"
		_, entries, _ := all(t, strings.NewReader(feed), "")
		a, _, err := entries[0].Article("", noon)
		if err != nil || strings.Contains(a.Body.Text, "\n\n") == goes || !strings.Contains(a.Body.Text, "saw it.") {
			t.Errorf("%s: %q, %v", below, a.Body.Text, err)
		}
	}
}

func TestArticles(t *testing.T) {
	var got []string
	h, err := Articles(strings.NewReader(fileOf(t, "quirks.rss")), "", noon, func(name string, a annotate.Arrival, notes ingest.Notes, err error) error {
		got = append(got, fmt.Sprintf("%s %s %v", name, a.Article.Source, err))
		return nil
	})
	if err != nil || h.Title == "" || len(got) != 10 || got[0] != "quay-1 The Quay & Harbour Post <nil>" || !strings.HasPrefix(got[4], "entry 5  it says nothing") {
		t.Errorf("%+v, %v: %q", h, err, got)
	}
	stop := errors.New("stop")
	if _, err = Articles(strings.NewReader(fileOf(t, "quirks.rss")), "", noon, func(string, annotate.Arrival, ingest.Notes, error) error { return stop }); err != stop {
		t.Errorf("%v", err)
	}
}

func TestLinks(t *testing.T) {
	got := Links([]byte(`<html><head><base href="/de/"><title>x</title>
		<link rel="stylesheet" type="text/css" href="a.css"><LINK REL="alternate home" TYPE="application/rss+xml; charset=utf-8" HREF="feed" title="News &amp; more">
		<link rel=alternate type=application/atom+xml href="//b.example/atom"><link rel="alternate" type="application/feed+json" href="https://a.example/de/feed">
		<link rel=alternate type="text/html" href="/en"><link rel="alternate" type="application/rss+xml" href="javascript:x">
		</head><body><link rel="alternate" type="application/rss+xml" href="in-the-body">`), "https://a.example/x/y")
	if len(got) != 2 || got[0].URL != "https://a.example/de/feed" || got[0].Title != "News & more" || got[1].URL != "https://b.example/atom" {
		t.Errorf("%+v", got)
	}
}

// FuzzReader: whatever it is, it is read to its end, and no entry comes without a name.
func FuzzReader(f *testing.F) {
	for _, name := range []string{"quirks.rss", "quirks.atom", "quirks.rdf", "quirks.json"} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte("<rss><channel><item><![CDATA[<item>]]></item><item><!--<item>--><item/></rss>"))
	f.Add([]byte(`{"items":[{"id":"]"},[,"\"`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := NewReader(strings.NewReader(string(data)), "https://a.example/", "")
		if err != nil {
			return
		}
		names := map[string]bool{}
		for n := 0; n <= len(data); n++ {
			e, err := r.Next()
			var bad *EntryError
			if err != nil && !errors.As(err, &bad) {
				return
			}
			if err != nil {
				continue
			}
			if e.Name == "" || e.Hash == "" || names[e.Name] && len(names) < 2 {
				t.Errorf("%+v", e)
			}
			names[e.Name] = true
			if _, _, err := e.Article("", noon); err != nil && !errors.Is(err, ingest.ErrEmpty) {
				t.Errorf("%+v: %v", e, err)
			}
		}
		t.Errorf("%q never ends", data)
	})
}
