package ui

import (
	"cmp"
	"errors"
	"slices"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/ui/reader"
	"rashomon/ui/screen"
	"rashomon/ui/sidebyside"
	"rashomon/ui/theme"
)

// carryOut does what a screen asked for, in order.
func (m *Model) carryOut(requests []screen.Request) tea.Cmd {
	var cmds []tea.Cmd
	for _, r := range requests {
		cmds = append(cmds, m.request(r))
	}
	return tea.Batch(cmds...)
}

func (m *Model) request(r screen.Request) tea.Cmd {
	switch r := r.(type) {
	case screen.Make:
		m.tellOthers(screen.Edited{Edits: r.Change.Edits})
		return m.save(job{change: &r.Change})
	case screen.Undo:
		return m.do(func(lib Library) (annotate.Change, error) { return lib.Undo(m.o.Annotator) })
	case screen.Redo:
		return m.do(func(lib Library) (annotate.Change, error) { return lib.Redo(m.o.Annotator) })
	case screen.Place:
		return m.do(m.place(r))
	case screen.Rename:
		return m.do(m.rename(r))
	case screen.Remove:
		return m.do(m.remove(r))
	case screen.Sample:
		return m.do(func(Library) (annotate.Change, error) {
			return annotate.Change{What: "the sample story is in"}, m.o.Sample()
		})
	case screen.Say:
		m.message = r
	case screen.Ask:
		m.prompt = newPrompt(r, m.theme, m.width)
	case screen.Confirm:
		m.confirm = &r
	case screen.Read:
		t := m.theme
		return m.open(func() (Screen, error) { return m.readArticle(r, t) })
	case screen.Beside:
		t := m.theme
		return m.open(func() (Screen, error) { return m.layBeside(r, t) })
	case screen.Copy:
		m.message = screen.Say{Text: r.Said}
		return tea.SetClipboard(r.Text)
	case screen.Back:
		m.back()
	case screen.Quit:
		return m.quit()
	case screen.Do:
		return r.Cmd
	}
	return nil
}

// do has the library make a change of its own. What the keys after it mean depends on what
// comes of it, so they wait.
func (m *Model) do(change func(Library) (annotate.Change, error)) tea.Cmd {
	m.doing = true
	return m.save(job{do: change})
}

// tellOthers tells every screen but the active one, which knows already.
func (m *Model) tellOthers(msg tea.Msg) {
	for _, s := range m.screens[:len(m.screens)-1] {
		s.Update(msg)
	}
}

func (m *Model) back() {
	if len(m.screens) == 1 {
		return
	}
	closeScreen(m.active())
	m.screens = m.screens[:len(m.screens)-1]
}

// opened is the message that a screen has been read from disk.
type opened struct {
	screen Screen
	err    error
}

// open makes a screen off the event loop. What is not saved yet is saved first, so that
// the screen shows it.
func (m *Model) open(read func() (Screen, error)) tea.Cmd {
	m.opening = true
	return m.save(job{open: func() opened {
		s, err := read()
		return opened{s, err}
	}})
}

func (m *Model) opened(msg opened) tea.Cmd {
	m.opening = false
	if msg.err != nil {
		m.held = nil
		m.fail(msg.err)
		return nil
	}
	var cmds []tea.Cmd
	msg.screen.SetTheme(m.theme)
	msg.screen.SetSize(m.width, m.bodyHeight())
	m.screens = append(m.screens, msg.screen)
	if s, ok := msg.screen.(interface{ Start() []screen.Request }); ok {
		cmds = append(cmds, m.carryOut(s.Start()))
	}
	return tea.Batch(append(cmds, m.release())...)
}

func (m *Model) readArticle(r screen.Read, t theme.Theme) (Screen, error) {
	reading, err := m.reading(r.Article)
	if err != nil {
		return nil, err
	}
	story, err := m.storyTitle(reading.Article.Story)
	if err != nil {
		return nil, err
	}
	return reader.New(reading, story, r.Sentence, m.keys, m.labelling, t), nil
}

func (m *Model) layBeside(r screen.Beside, t theme.Theme) (Screen, error) {
	articles, story := r.Articles, ""
	var err error
	if len(articles) == 0 {
		if articles, err = m.lib.StoryArticles(r.Story); err != nil {
			return nil, err
		}
		if story, err = m.storyTitle(r.Story); err != nil {
			return nil, err
		}
	}
	if len(articles) == 0 {
		return nil, errors.New("there are no reports to lay side by side")
	}
	readings := make([]*annotate.Reading, len(articles))
	for i, id := range articles {
		if readings[i], err = m.reading(id); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(readings, func(x, y *annotate.Reading) int {
		a, b := x.Article, y.Article
		undated := func(a annotate.Article) string { return cmp.Or(a.Date, "\uffff") }
		return cmp.Or(cmp.Compare(undated(a), undated(b)), cmp.Compare(a.Source, b.Source), cmp.Compare(a.Title, b.Title))
	})
	return sidebyside.New(readings, story, r.Base, r.Sentence, m.keys, m.labelling, t), nil
}

func (m *Model) reading(id annotate.ID) (*annotate.Reading, error) {
	a, err := m.lib.Article(id)
	if err != nil {
		return nil, err
	}
	body, err := m.lib.Body(id, a.Revision)
	if err != nil {
		return nil, err
	}
	said, err := m.lib.Annotations(id)
	if err != nil {
		return nil, err
	}
	return annotate.NewReading(a, body, m.o.Scheme, m.o.Annotator, said), nil
}

func (m *Model) storyTitle(id annotate.ID) (string, error) {
	if id == 0 {
		return "", nil
	}
	s, err := m.lib.Story(id)
	return s.Title, err
}
