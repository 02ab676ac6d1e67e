package jsonl

import (
	"errors"
	"fmt"

	"rashomon/annotate"
)

// schemeLine is the keys of a scheme record that are read.
type schemeLine struct {
	Name    string `json:"name"`
	Several bool   `json:"several"`
	Labels  []struct {
		Name        string `json:"name"`
		Key         string `json:"key"`
		Colour      string `json:"colour"`
		Glyph       string `json:"glyph"`
		On          string `json:"on"`
		Description string `json:"description"`
	} `json:"labels"`
	Attributes []struct {
		Name        string   `json:"name"`
		Key         string   `json:"key"`
		Choices     []string `json:"choices"`
		Labels      []string `json:"labels"`
		Description string   `json:"description"`
	} `json:"attributes"`
	Guidelines string `json:"guidelines"`
}

func readScheme(line []byte) (*annotate.Scheme, error) {
	var in schemeLine
	if err := Decode(line, &in); err != nil {
		return nil, err
	}
	f := fields{what: "scheme", name: in.Name}
	f.clean("name", &in.Name)
	f.clean("guidelines", &in.Guidelines)
	s := annotate.Scheme{Name: in.Name, Several: in.Several, Guidelines: in.Guidelines}
	for _, l := range in.Labels {
		f.clean("labels", &l.Name, &l.Key, &l.Colour, &l.Glyph, &l.On, &l.Description)
		s.Labels = append(s.Labels, annotate.Label{
			Name: l.Name, Key: l.Key, Colour: l.Colour, Glyph: l.Glyph, On: annotate.On(l.On), Description: l.Description,
		})
	}
	for _, a := range in.Attributes {
		f.clean("attributes", &a.Name, &a.Key, &a.Description)
		f.cleanAll("attributes", a.Choices, a.Labels)
		x := annotate.Attribute{Name: a.Name, Key: a.Key, Choices: a.Choices, Description: a.Description}
		if len(a.Labels) > 0 {
			x.Labels = a.Labels
		}
		s.Attributes = append(s.Attributes, x)
	}
	if f.err != nil {
		return nil, f.err
	}
	return &s, checkScheme(s)
}

func readStory(line []byte) (*annotate.Story, error) {
	var in struct {
		ID    string `json:"id"`
		Title string `json:"title"`
	}
	if err := Decode(line, &in); err != nil {
		return nil, err
	}
	f := fields{what: "story", name: in.ID}
	s := annotate.Story{ID: f.id("id", in.ID), Title: in.Title}
	f.clean("title", &s.Title)
	if f.err == nil && s.ID == 0 {
		f.err = errors.New("a story without an id")
	}
	return &s, f.err
}

func (d *decoder) readSpeaker(line []byte) (*annotate.Speaker, string, error) {
	var in struct {
		ID        string   `json:"id"`
		Story     string   `json:"story_id"`
		Article   string   `json:"article_id"`
		Hash      string   `json:"hash"`
		Name      string   `json:"name"`
		Spellings []string `json:"spellings"`
	}
	if err := Decode(line, &in); err != nil {
		return nil, "", err
	}
	f := fields{what: "speaker", name: in.ID}
	x := annotate.Speaker{ID: f.id("id", in.ID), Of: f.id("story_id", in.Story), Name: in.Name}
	article := f.id("article_id", in.Article)
	if len(in.Spellings) > 0 {
		x.Spellings = in.Spellings
	}
	f.clean("name or spellings", &x.Name)
	f.cleanAll("name or spellings", x.Spellings)
	switch {
	case f.err != nil:
		return nil, "", f.err
	case x.Of != 0 && article != 0, x.Of != 0 && in.Hash != "":
		return nil, "", fmt.Errorf("speaker %s: in a story or in an article, not in both", x.ID)
	case article != 0 && in.Hash == "":
		return nil, "", fmt.Errorf("speaker %s: its article has no hash", x.ID)
	case article != 0:
		x.Of = article
	}
	if d.units != nil && article == d.article.ID && in.Hash != d.article.Hash {
		return nil, "", fmt.Errorf("speaker %s: the hash is not that of its article", x.ID)
	}
	if d.mended != nil && article == d.article.ID && in.Hash == d.article.Hash {
		in.Hash = d.mended.Article.Hash
	}
	return &x, in.Hash, x.Check()
}

func readSearch(line []byte) (*annotate.Search, error) {
	var in struct {
		Name  string `json:"name"`
		Query string `json:"query"`
	}
	if err := Decode(line, &in); err != nil {
		return nil, err
	}
	f := fields{what: "search", name: in.Name}
	f.clean("name or query", &in.Name, &in.Query)
	if f.err != nil {
		return nil, f.err
	}
	x := annotate.Search{Name: in.Name, Query: in.Query}
	return &x, checkSearch(x)
}
