package ui

import (
	"errors"

	"rashomon/annotate"
	"rashomon/brief"
	"rashomon/ui/screen"
)

// readings reads articles, in the order in which the screens show them.
func (m *Model) readings(articles []annotate.ID) ([]*annotate.Reading, error) {
	readings := make([]*annotate.Reading, len(articles))
	for i, id := range articles {
		var err error
		if readings[i], err = m.reading(id); err != nil {
			return nil, err
		}
	}
	brief.Order(readings)
	return readings, nil
}

// comparing reads the articles, or those of the story where none are given.
func (m *Model) comparing(id annotate.ID, articles []annotate.ID) (*screen.Comparing, annotate.Story, error) {
	story, err := m.story(id)
	if err == nil && len(articles) == 0 {
		articles, err = m.lib.StoryArticles(id)
	}
	if err != nil {
		return nil, story, err
	}
	if len(articles) == 0 {
		return nil, story, errors.New("there are no reports to compare")
	}
	readings, err := m.readings(articles)
	if err != nil {
		return nil, story, err
	}
	rulings, err := m.lib.Rulings(articles...)
	if err != nil {
		return nil, story, err
	}
	return screen.NewComparing(readings, rulings, m.compared), story, nil
}

func (m *Model) reading(id annotate.ID) (*annotate.Reading, error) {
	return readArticle(m.lib, m.voices, m.o.Scheme, m.o.Annotator, id)
}

// readArticle reads an article, what the annotator says of it by a scheme, and who speaks in
// its story.
func readArticle(lib Library, v *voices, scheme annotate.Scheme, annotator string, id annotate.ID) (*annotate.Reading, error) {
	a, err := lib.Article(id)
	if err != nil {
		return nil, err
	}
	body, err := lib.Body(id, a.Revision)
	if err != nil {
		return nil, err
	}
	said, err := lib.Annotations(id)
	if err != nil {
		return nil, err
	}
	if err := v.hear(lib, a.VoicesIn()); err != nil {
		return nil, err
	}
	return annotate.NewReading(a, body, scheme, annotator, said), nil
}

// story is the story of that ID, nothing for 0.
func (m *Model) story(id annotate.ID) (annotate.Story, error) {
	if id == 0 {
		return annotate.Story{}, nil
	}
	return m.lib.Story(id)
}
