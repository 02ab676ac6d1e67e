package ui_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	cleaning "rashomon/internal/clean"
	"rashomon/store"
)

// evil is a piece of all that no import lets in: a title, a colour, a link and the clipboard set, C1,
// turned directions, an isolate left open, what nobody sees, tags, private and unassigned code points,
// bytes behind a smile, marks without end, and at last a link that deceives.
const evil = "\x1b]0;owned\x07\x1b[31m\x1b]52;c;eA==\x07\x1bPq\x1b\\\u009b2J\u009d0;owned\u009c\u202e\u2067\u200b\u200f\ufeff\U000E0041\U000E007F\ue000\u0378\ufdd0\x08😀\U000E0123Z" +
	"\u0335\u0335\u0335\u0335\u0335\u0335\u0335\u0335\u0335\u0335\u0335\u0335\u3164\u115f\x1b]8;;https://evil.example\x1b\\x\x1b]8;;\x1b\\"

// evilLibrary fills a library of which every field is evil, as only a hostile file can be.
func evilLibrary(s *store.Store) {
	story := annotate.NewStory("Story" + evil)
	scheme := annotate.Scheme{Name: "tone", Several: true, Guidelines: "# Guide" + evil + "\n\n- so" + evil + "\n",
		Labels:     []annotate.Label{{Name: "fact" + evil, Key: "f", Colour: "red" + evil, Glyph: evil, Description: evil}, {Name: "claim" + evil, Key: "c"}},
		Attributes: []annotate.Attribute{{Name: "sure" + evil, Key: "Y", Choices: []string{"no" + evil, "yes"}, Description: evil}}}
	edits := []annotate.Edit{
		{Scheme: &annotate.Replaced[annotate.Scheme]{After: &scheme}},
		{Search: &annotate.Replaced[annotate.Search]{After: &annotate.Search{Name: "wet" + evil, Query: "crane" + evil}}},
	}
	var arrivals []annotate.Arrival
	var places []annotate.Place
	for n, words := range []string{"Six people fell off a crane" + evil + " on Sunday.", "Two people fell off a crane" + evil + " on Sunday.", "# Head" + evil + "\n\n[Two](javascript:" + evil + ") people **fell** " + evil + " &#27;[31m."} {
		a := annotate.Article{Title: fmt.Sprint("Title", n, evil), Source: fmt.Sprint("Source", n, evil), Author: evil, Date: "2031-03-0" + fmt.Sprint(n+1) + evil, Place: evil, URL: "https://e.example/" + evil, Language: evil, Story: story.ID, Cleaned: annotate.Cleaned{Tags: 3}}
		if n == 2 {
			a.Format = annotate.Markdown
		}
		x := arrival(a, words, "Nobody "+evil+" spoke, said Brandt"+evil+".")
		arrivals = append(arrivals, x)
		places = append(places, annotate.PlaceOf(x.Article, x.Body, 0, annotate.Span{}))
		for w, who := range []string{annotator, "bo" + evil} {
			for _, on := range []annotate.Target{annotate.OnSentence(0), annotate.OnSentence(1), annotate.OnSpan(annotate.Span{Start: 0, End: 3})} {
				said := annotate.NewAnnotation(x.Article, x.Body, on, "tone", who)
				said.Labels, said.Rejected, said.Speaker, said.Note = []string{scheme.Labels[w].Name}, []string{evil}, "Brandt"+evil, "note"+evil+"\n"+evil
				said.Flag, said.Reason, said.Attributes = annotate.Flagged, evil, map[string]string{"sure" + evil: "no" + evil}
				said.Created, said.Updated = noon(), noon()
				edits = append(edits, annotate.Edit{Annotation: &annotate.Replaced[annotate.Annotation]{After: &said}})
			}
		}
	}
	voice := annotate.NewSpeaker(story.ID, "Brandt"+evil, "B."+evil)
	ruling := annotate.NewRuling(annotate.OnLink, true, "", "why"+evil, "bo"+evil, noon(), places[0], places[1])
	edits = append(edits, annotate.Edit{Speaker: &annotate.Replaced[annotate.Speaker]{After: &voice}}, annotate.Edit{Ruling: &annotate.Replaced[annotate.Ruling]{After: &ruling}})
	_, err := s.Add(arrivals, []annotate.Story{story}, "bo"+evil, "import"+evil)
	must(err)
	for _, e := range edits {
		_, err := s.Apply(annotate.Change{At: noon(), By: "bo" + evil, What: "label" + evil, Edits: []annotate.Edit{e}})
		must(err)
	}
}

// harmless fails if a cell of the screen, the window's title or what goes to the clipboard is not what
// the program may show, or if a sequence that is no colour is written.
func (d *driver) harmless(after string) {
	d.t.Helper()
	v := d.model.View()
	if safe := cleaning.Safe(v.WindowTitle); safe != v.WindowTitle {
		d.t.Fatalf("after %s the title of the window is %q", after, v.WindowTitle)
	}
	for i, l := range strings.Split(v.Content, "\n") {
		plain := sgr.ReplaceAllString(l, "")
		for _, r := range plain {
			if cleaning.Disturbs(r) || unicode.Is(unicode.Cf, r) && r != '\u200c' && r != '\u200d' {
				d.t.Fatalf("after %s line %d holds %U: %q", after, i, r, l)
			}
		}
		if strings.Contains(plain, strings.Repeat("\u0335", 9)) {
			d.t.Fatalf("after %s line %d holds marks without end: %q", after, i, l)
		}
	}
	for y, row := range d.frame().Rows {
		for x, c := range row {
			if c.Link != "" || c.Style.Conceal || cleaning.Safe(c.Text) != c.Text {
				d.t.Fatalf("after %s the cell at %d, %d is %+v", after, x, y, c)
			}
		}
	}
	for _, text := range d.copied {
		if strings.ContainsAny(text, "\x1b\u009b\u202e\u2067\x07\x08") {
			d.t.Fatalf("after %s the clipboard holds %q", after, text)
		}
	}
}

// TestHostileScreens opens every screen of a library whose every field is evil, and looks at every frame.
func TestHostileScreens(t *testing.T) {
	t.Parallel()
	file := libraryFile(evilLibrary)
	o := options()
	o.Name = "library" + evil + ".db"
	schemes, err := openStore(t, file).Schemes()
	check(t, err)
	o.Scheme = schemes[slices.IndexFunc(schemes, func(x annotate.Scheme) bool { return x.Name == "tone" })]
	for name, c := range map[string]struct{ opens, then, sees string }{
		"library":      {"", "j j k o o space t", "Source"},
		"filter":       {"/ c r a n e enter", "esc", "crane"},
		"stories":      {"S", "j +", "story"},
		"rename":       {"r", "x enter", "title of the story"},
		"help":         {"?", "j j", "Keys"},
		"palette":      {":", "j j", "choose"},
		"reader":       {"j enter", "j f c s enter m x ]s / c enter n I y v l l esc X esc u ctrl+r", "sentence"},
		"markdown":     {"j j j enter", "j ] j k", "sentence"},
		"details":      {"j enter alt+i", "j j enter", "What the report states"},
		"revisions":    {"j enter V", "l h j", "Revisions"},
		"orphans":      {"j enter O", "j", ""},
		"side by side": {"b", "j ]d ]c t o e p l p = - ! x enter y C", "Source1"},
		"matrix":       {"M", "j l enter esc r", "matrix"},
		"brief":        {"B", "j o o s ]d w", "brief"},
		"queue":        {"Q", "j enter j f c o", "in order"},
		"find":         {"F c r a n e enter", "j enter", "crane"},
		"speakers":     {"W", "j l enter", "Speakers"},
		"history":      {"H", "j enter", "label"},
		"progress":     {"P", "j o ]d o ]d", "Progress"},
		"agreement":    {"R", "o ]d o ]d", "Agreement"},
		"adjudicate":   {"T", "j 1 b o", "Adjudication"},
		"adjudicated":  {"T M", "j enter", ""},
		"guidelines":   {"K", "j j", "Guide"},
		"schemes":      {"alt+s", "j enter", "scheme (now tone)"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, size := range []tea.WindowSizeMsg{{Width: 150, Height: 40}, {Width: 44, Height: 14}} {
				d := start(t, openStore(t, file), size.Width, size.Height, o)
				d.harmless("the start")
				keys := ""
				for _, key := range strings.Fields(c.opens) {
					keys += " " + key
					d.keys(key)
					d.harmless(keys)
				}
				if size.Width > 100 {
					d.says(c.sees)
				}
				d.send(tea.PasteMsg{Content: evil})
				d.drain()
				d.harmless(keys + " and a paste")
				d.keys("esc")
				for _, key := range strings.Fields(c.then) {
					keys += " " + key
					d.keys(key)
					d.harmless(keys)
				}
			}
		})
	}
}
