package jsonl

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"rashomon/annotate"
	"rashomon/internal/clean"
)

// place is where something stands, in both units.
type place struct {
	RuneStart int `json:"rune_start"`
	RuneEnd   int `json:"rune_end"`
	ByteStart int `json:"byte_start"`
	ByteEnd   int `json:"byte_end"`
}

func (p place) span() annotate.Span { return annotate.Span{Start: p.ByteStart, End: p.ByteEnd} }

// agrees says whether both units name the same place of a text that holds the span.
func (p place) agrees(u *annotate.Units) bool {
	return u.Rune(p.ByteStart) == p.RuneStart && u.Rune(p.ByteEnd) == p.RuneEnd
}

// fits says whether the place can be that of the quote in some text.
func (p place) fits(quote string) bool {
	return p.RuneStart >= 0 && p.RuneStart <= p.ByteStart && p.RuneEnd-p.RuneStart == utf8.RuneCountInString(quote)
}

// cleaned is what was taken out of a text on its way in, by kind.
type cleaned struct {
	Escapes    int `json:"escapes"`
	Controls   int `json:"controls"`
	Directions int `json:"directions"`
	Invisible  int `json:"invisible"`
	Tags       int `json:"tags"`
	Private    int `json:"private"`
	Marks      int `json:"marks"`
	Broken     int `json:"broken"`
}

// articleLine is the keys of an article record that are read.
type articleLine struct {
	ID        string  `json:"id"`
	Revision  int     `json:"revision"`
	Hash      string  `json:"hash"`
	Story     string  `json:"story_id"`
	Source    string  `json:"source"`
	Title     string  `json:"title"`
	TitleMade bool    `json:"title_made"`
	Author    string  `json:"author"`
	Date      string  `json:"date"`
	Place     string  `json:"place"`
	URL       string  `json:"url"`
	Language  string  `json:"language"`
	Format    string  `json:"format"`
	Added     string  `json:"added"`
	Revised   string  `json:"revised"`
	Mended    string  `json:"mended"`
	Cleaned   cleaned `json:"cleaned"`
	Extra     string  `json:"extra"`
	Text      string  `json:"text"`
	Sentences []place `json:"sentences"`
}

func (d *decoder) readArticle(line []byte) (*annotate.Arrival, error) {
	d.units = nil // what follows a bad article is not about the one before it
	var in articleLine
	if err := Decode(line, &in); err != nil {
		return nil, err
	}
	f := fields{what: "article", name: in.ID}
	a := annotate.Article{
		ID: f.id("id", in.ID), Story: f.id("story_id", in.Story), Revision: in.Revision, Hash: in.Hash,
		Source: in.Source, Title: in.Title, TitleMade: in.TitleMade, Author: in.Author, Date: in.Date,
		Place: in.Place, URL: in.URL, Language: in.Language, Format: annotate.Format(in.Format),
		Sentences: len(in.Sentences), Added: f.time("added", in.Added), Revised: f.timeOrNone("revised", in.Revised), Mended: stated(in.Mended),
		Cleaned: annotate.Cleaned(in.Cleaned), Extra: f.extra(in.Extra),
	}
	f.uncontrolled("text", in.Text)
	f.clean("source, title, author, date, place, url or language", &a.Source, &a.Title, &a.Author, &a.Date, &a.Place, &a.URL, &a.Language)
	f.cleaned(in.Cleaned)
	if f.err != nil {
		return nil, f.err
	}
	b := annotate.Body{Text: in.Text}
	for _, s := range in.Sentences {
		b.Sentences = append(b.Sentences, s.span())
	}
	if err := checkArticle(a, b); err != nil {
		return nil, err
	}
	u := annotate.NewUnits(b.Text)
	if i := slices.IndexFunc(in.Sentences, func(p place) bool { return !p.agrees(u) }); i >= 0 {
		return nil, fmt.Errorf("article %s: sentence %d: code points and bytes disagree", a.ID, i)
	}
	d.article, d.body, d.units = a, b, u
	d.mended = mend(a, b)
	if d.mended != nil {
		return &d.mended.Arrival, nil
	}
	return &annotate.Arrival{Article: a, Body: b}, nil
}

// annotationLine is the keys of an annotation record that are read.
type annotationLine struct {
	ID        string   `json:"id"`
	Article   string   `json:"article_id"`
	Revision  int      `json:"revision"`
	Hash      string   `json:"hash"`
	Sentence  *int     `json:"sentence"`
	Text      string   `json:"text"`
	place              // where it stands
	Was       string   `json:"was"`
	Scheme    string   `json:"scheme"`
	Annotator string   `json:"annotator"`
	Decider   string   `json:"adjudicator"`
	Labels    []string `json:"labels"`
	// Attributes is a list, so that a column of it is of one kind for every program.
	Attributes []struct {
		Name   string `json:"name"`
		Choice string `json:"choice"`
	} `json:"attributes"`
	Rejected []string `json:"rejected"`
	Speaker  string   `json:"speaker"`
	Note     string   `json:"note"`
	Flag     string   `json:"flag"`
	Reason   string   `json:"reason"`
	Origin   string   `json:"origin"`
	Score    float64  `json:"score"`
	Seconds  float64  `json:"seconds"`
	Extra    string   `json:"extra"`
	Created  string   `json:"created"`
	Updated  string   `json:"updated"`
}

func (d *decoder) readAnnotation(line []byte) (*annotate.Annotation, string, error) {
	var in annotationLine
	if err := Decode(line, &in); err != nil {
		return nil, "", err
	}
	f := fields{what: "annotation", name: in.ID}
	x := annotate.Annotation{
		ID: f.id("id", in.ID), Article: f.id("article_id", in.Article), Revision: in.Revision,
		Sentence: -1, Span: in.span(), Quote: in.Text, Was: in.Was, Scheme: in.Scheme, Annotator: in.Annotator, Adjudicator: in.Decider,
		Speaker: in.Speaker, Note: in.Note, Flag: annotate.Flag(in.Flag), Reason: in.Reason, Origin: annotate.Origin(in.Origin),
		Score: in.Score, Seconds: in.Seconds, Extra: f.extra(in.Extra), Created: f.time("created", in.Created), Updated: f.time("updated", in.Updated),
	}
	if in.Sentence != nil {
		x.Sentence = *in.Sentence
	}
	if len(in.Labels) > 0 {
		x.Labels = in.Labels
	}
	if len(in.Rejected) > 0 {
		x.Rejected = in.Rejected
	}
	for _, a := range in.Attributes {
		f.clean("attributes", &a.Name, &a.Choice)
		if _, twice := x.Attributes[a.Name]; twice {
			f.fail("attributes", fmt.Errorf("%.40q stands twice", a.Name))
		}
		if x.Attributes == nil {
			x.Attributes = map[string]string{}
		}
		x.Attributes[a.Name] = a.Choice
	}
	f.uncontrolled("text", x.Quote) // it is held against its text
	f.clean("was, scheme, annotator, adjudicator, speaker, note or reason", &x.Was, &x.Scheme, &x.Annotator, &x.Adjudicator, &x.Speaker, &x.Note, &x.Reason)
	f.cleanAll("labels or rejected", x.Labels, x.Rejected)
	if f.err != nil {
		return nil, "", f.err
	}
	if err := checkSelf(x); err != nil {
		return nil, "", err
	}
	if err := d.checkPlace(x, in.place, in.Hash); err != nil {
		return nil, "", err
	}
	if d.mended != nil && d.about(x) {
		return &x, d.mended.Article.Hash, d.mended.follow(&x)
	}
	return &x, in.Hash, nil
}

// about says whether the annotation is about the text read last.
func (d *decoder) about(x annotate.Annotation) bool {
	return d.units != nil && x.Article == d.article.ID && x.Revision == d.article.Revision
}

// checkPlace holds the annotation against the text read last, if it is about that.
func (d *decoder) checkPlace(x annotate.Annotation, p place, hash string) error {
	about := d.about(x)
	if about && hash != d.article.Hash {
		return fmt.Errorf("annotation %s: the hash is not that of its article", x.ID)
	}
	if about {
		if err := x.Check(d.body); err != nil {
			return err
		}
	}
	if about && !p.agrees(d.units) || !p.fits(x.Quote) {
		return fmt.Errorf("annotation %s: code points and bytes disagree", x.ID)
	}
	return nil
}

// rulingLine is the keys of a ruling record that are read.
type rulingLine struct {
	ID     string `json:"id"`
	On     string `json:"on"`
	Stands bool   `json:"stands"`
	About  string `json:"about"`
	Name   string `json:"name"`
	Note   string `json:"note"`
	Places []struct {
		Article  string `json:"article_id"`
		Revision int    `json:"revision"`
		Hash     string `json:"hash"`
		Sentence int    `json:"sentence"`
		Text     string `json:"text"`
		place           // where it stands
	} `json:"places"`
	Annotator string `json:"annotator"`
	Made      string `json:"made"`
}

func readRuling(line []byte) (*annotate.Ruling, []string, error) {
	var in rulingLine
	if err := Decode(line, &in); err != nil {
		return nil, nil, err
	}
	f := fields{what: "ruling", name: in.ID}
	f.clean("about, name, note or annotator", &in.About, &in.Name, &in.Note, &in.Annotator)
	r := annotate.Ruling{
		ID: f.id("id", in.ID), On: annotate.Matter(in.On), Stands: in.Stands, About: in.About,
		Text: in.Note, By: in.Annotator, Made: f.time("made", in.Made),
	}
	spare := in.Name
	if r.On == annotate.OnStatement {
		r.Text, spare = in.Name, in.Note
	}
	var hashes []string
	for _, p := range in.Places {
		x := annotate.Place{Article: f.id("article_id", p.Article), Revision: p.Revision, Sentence: p.Sentence, Span: p.span(), Quote: p.Text}
		f.uncontrolled("text", p.Text)
		if why := checkPlace(x, p.place); why != nil {
			f.fail("places", why)
		}
		r.Places, hashes = append(r.Places, x), append(hashes, p.Hash)
	}
	switch {
	case f.err != nil:
		return nil, nil, f.err
	case spare != "":
		return nil, nil, fmt.Errorf("ruling %s: a name is for a statement, and a note for all else", r.ID)
	}
	return &r, hashes, r.Check()
}

// fields reads the values that JSON has no type for. The first error stays.
type fields struct {
	what, name string // the record that they belong to
	err        error
}

func (f *fields) fail(key string, why error) {
	if f.err == nil {
		f.err = fmt.Errorf("%s %.40q: %s: %w", f.what, f.name, key, why)
	}
}

func (f *fields) id(key, s string) annotate.ID {
	id, err := annotate.ParseID(s)
	if err != nil {
		f.fail(key, err)
	}
	return id
}

func (f *fields) time(key, s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		f.fail(key, fmt.Errorf("%.40q is not an RFC 3339 time", s))
	}
	return annotate.Instant(t)
}

// extra is what other programs said besides, as annotate has it.
func (f *fields) extra(s string) string {
	if err := annotate.CheckExtra(s); err != nil {
		f.fail("extra", err)
	}
	return s
}

// uncontrolled refuses control characters.
func (f *fields) uncontrolled(key, s string) {
	if err := uncontrolled(s); err != nil {
		f.fail(key, err)
	}
}

// clean refuses control characters in texts, and takes out of them what else would do harm. What a
// library holds stays as it is.
func (f *fields) clean(key string, texts ...*string) {
	for _, s := range texts {
		f.uncontrolled(key, *s)
		*s = clean.Harmless(*s)
	}
}

// cleanAll is clean for lists.
func (f *fields) cleanAll(key string, lists ...[]string) {
	for _, l := range lists {
		for i := range l {
			f.clean(key, &l[i])
		}
	}
}

// timeOrNone is a time, or none where nothing stands.
func (f *fields) timeOrNone(key, s string) time.Time {
	if s == "" {
		return time.Time{}
	}
	return f.time(key, s)
}

// stated is those of the names that are fields of an article.
func stated(names string) string {
	kept := strings.Split(names, ",")
	return strings.Join(slices.DeleteFunc(annotate.StatedFields(), func(f string) bool { return !slices.Contains(kept, f) }), ",")
}

// cleaned refuses counts below zero.
func (f *fields) cleaned(c cleaned) {
	if min(c.Escapes, c.Controls, c.Directions, c.Invisible, c.Tags, c.Private, c.Marks, c.Broken) < 0 {
		f.fail("cleaned", errors.New("a count below zero"))
	}
}
