package ui

import (
	"context"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/annotate/query"
	"rashomon/ui/adjudicate"
	"rashomon/ui/agreement"
	"rashomon/ui/counts"
	"rashomon/ui/find"
	"rashomon/ui/focus"
	"rashomon/ui/history"
	"rashomon/ui/matrix"
	"rashomon/ui/preview"
	"rashomon/ui/reader"
	"rashomon/ui/revisions"
	"rashomon/ui/screen"
	"rashomon/ui/sidebyside"
	"rashomon/ui/speakers"
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
		m.unmade = unmade{}
		told := m.tellOthers(screen.Edited{Edits: r.Change.Edits})
		return tea.Batch(told, m.save(job{change: &r.Change}))
	case screen.Say:
		m.say(r)
	case screen.Ask:
		m.prompt = newPrompt(r, m.theme, m.width)
	case screen.Confirm:
		m.confirm = newConfirm(r, m.theme)
	case screen.Choose:
		m.choose = &r
	case screen.Suggest:
		return m.suggest(r)
	case screen.External:
		return m.external(r)
	case screen.TakeIn:
		return m.takeIn(r)
	case screen.Update:
		return m.update()
	case screen.UseScheme:
		return m.useScheme(r)
	case screen.Queue:
		return m.queue(r)
	case screen.Read, screen.Beside, screen.Matrix, screen.Brief, screen.Find, screen.History, screen.Counts, screen.Speakers, screen.Agreement, screen.Adjudicate, screen.Revisions, screen.Details, pastedReport:
		return m.visit(r)
	case screen.Write:
		return m.write(r, false)
	case replacing:
		return m.write(r.Write, true)
	case screen.Copy:
		m.message = screen.Say{Text: r.Said}
		return tea.SetClipboard(safeLines(r.Text))
	case screen.Keep:
		return m.save(job{keep: &r})
	case screen.Back:
		return m.back()
	case screen.Undo:
		return m.takeBackLast()
	case screen.Redo:
		return m.makeLastAgain()
	default:
		return m.last(r)
	}
	return nil
}

// last is what is asked for when one leaves, or of the library itself.
func (m *Model) last(r screen.Request) tea.Cmd {
	switch r := r.(type) {
	case backingUp:
		return m.backUp(r)
	case rescuing:
		return m.rescue(r)
	case losing:
		m.closeAll()
		return tea.Quit
	case screen.Quit:
		return m.quit()
	case leave:
		return m.leave()
	case screen.BackTo:
		return m.goBack(r)
	case screen.Do:
		return r.Cmd
	}
	if change := m.changeFor(r); change != nil {
		return m.do(change)
	}
	return nil
}

// visit opens a screen, or goes back to where it is open.
func (m *Model) visit(r screen.Request) tea.Cmd {
	if cmd, ok := m.returnTo(r); ok {
		return cmd
	}
	if _, past := r.(screen.History); past && m.stuck != nil {
		m.message = screen.Say{Text: m.countUnsaved() + ", and in no history yet", Bad: true}
	}
	t := m.theme
	return m.open(func() (Screen, error) { return m.screenFor(r, t) })
}

// takeBackLast undoes what is not saved yet, else what the library did last.
func (m *Model) takeBackLast() tea.Cmd {
	if m.stuck != nil {
		if cmd, ok := m.takeLast(); ok {
			return cmd
		}
	}
	return m.do(m.undo(annotate.Step{}))
}

func (m *Model) makeLastAgain() tea.Cmd {
	if cmd, ok := m.makeLast(); ok {
		return cmd
	}
	return m.do(m.redo())
}

// changeFor is the change that the library is to make of its own; nil where a request asks
// for none.
func (m *Model) changeFor(r screen.Request) func(Library) (annotate.Change, error) {
	switch r := r.(type) {
	case undoAnyway:
		return m.undo(r.Step)
	case screen.Place:
		return m.place(r)
	case screen.PlaceAll:
		return m.place(r.Places...)
	case screen.Rename:
		return m.rename(r)
	case screen.Remove:
		return m.remove(r)
	case screen.Recut:
		return m.recut(r)
	case screen.Sample:
		return func(Library) (annotate.Change, error) {
			return annotate.Change{What: "the sample story is in"}, m.o.Sample()
		}
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
func (m *Model) tellOthers(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	if e, ok := msg.(screen.Edited); ok {
		m.voices.edited(e.Edits)
	}
	for _, s := range m.screens[:len(m.screens)-1] {
		cmds = append(cmds, m.carryOut(s.Update(msg)))
	}
	return tea.Batch(cmds...)
}

// returnTo goes back to a screen below the active one that shows what is asked for already.
func (m *Model) returnTo(r screen.Request) (cmd tea.Cmd, ok bool) {
	for i := len(m.screens) - 1; i > 0; i-- {
		if s, ok := m.screens[i].(interface{ Take(screen.Request) bool }); ok && s.Take(r) {
			return m.backTo(i + 1), true
		}
		if unsavedIn(m.screens[i]) != "" {
			break // it stays open
		}
	}
	return nil, false
}

// back closes the active screen. Keys that were held were meant for it.
func (m *Model) back() tea.Cmd {
	if len(m.screens) == 1 {
		return nil
	}
	m.held = nil
	cmd := m.leaveScreen(m.active())
	closeScreen(m.active())
	m.screens = m.screens[:len(m.screens)-1]
	return cmd
}

// backTo closes screens until so many are left.
func (m *Model) backTo(n int) tea.Cmd {
	var cmds []tea.Cmd
	for len(m.screens) > n {
		cmds = append(cmds, m.back())
	}
	return tea.Batch(cmds...)
}

// safeLines is text of several lines without what disturbs a terminal or hides from a reader.
func safeLines(text string) string {
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		lines[i] = screen.Safe(l)
	}
	return strings.Join(lines, "\n")
}

// opened is the message that screens, or what else is wanted, have been read from disk.
type opened struct {
	screens []Screen
	instead bool           // of all those above the library; else on top of them
	then    func() tea.Cmd // what to do with what was read; may be nil
	err     error
}

// open makes a screen off the event loop. What is not saved yet is saved first, so that
// the screen shows it.
func (m *Model) open(read func() (Screen, error)) tea.Cmd {
	m.opening = true
	return m.save(job{open: func() opened {
		s, err := read()
		return opened{screens: []Screen{s}, err: err}
	}})
}

func (m *Model) opened(msg opened) tea.Cmd {
	m.opening = false
	if msg.err != nil {
		m.held = nil
		m.fail(msg.err)
		return nil
	}
	old := m.screens
	if msg.instead {
		m.screens = m.screens[:1:1]
	}
	var cmds []tea.Cmd
	for _, s := range msg.screens {
		m.screens = append(m.screens, s)
		if slices.Contains(old, s) {
			continue
		}
		s.SetTheme(m.theme)
		s.SetSize(m.width, m.bodyHeight())
		if s, ok := s.(interface{ Start() []screen.Request }); ok {
			cmds = append(cmds, m.carryOut(s.Start()))
		}
	}
	for _, s := range old {
		if !slices.Contains(m.screens, s) {
			closeScreen(s)
		}
	}
	if msg.then != nil {
		cmds = append(cmds, msg.then())
	}
	return tea.Batch(append(cmds, m.release())...)
}

// screenFor reads what a screen shows, off the event loop.
func (m *Model) screenFor(r screen.Request, t theme.Theme) (Screen, error) {
	switch r := r.(type) {
	case screen.Read:
		return m.readArticle(r, t)
	case screen.Beside:
		c, story, err := m.comparing(r.Story, r.Articles)
		if err != nil {
			return nil, err
		}
		s := sidebyside.New(c, story, r.Base, r.Sentence, m.keys, m.labelling, t)
		if r.Free {
			s.ShowFree()
		}
		return s, nil
	case screen.Matrix:
		c, story, err := m.comparing(r.Story, r.Articles)
		if err != nil {
			return nil, err
		}
		return matrix.New(c, story, r.Article, r.Sentence, m.keys, m.labelling, t), nil
	case screen.Brief:
		c, story, err := m.comparing(r.Story, r.Articles)
		if err != nil {
			return nil, err
		}
		return preview.New(c, story, m.keys, m.o.Now, t), nil
	case screen.Find:
		return m.findScreen(r, t)
	case screen.History:
		o := history.Options{Read: m.lib.History, WayBack: m.lib.WayBack, Name: m.library.Name, Now: m.o.Now}
		return history.New(o, m.keys, t), nil
	case screen.Counts:
		return counts.New(r.Query, counts.Options{Count: m.count, Goal: m.o.Goal, Annotator: m.o.Annotator, Now: m.o.Now, Today: m.today}, m.keys, t), nil
	case screen.Agreement:
		return agreement.New(r.Query, agreement.Options{Count: m.compare, Now: m.o.Now, Merge: m.o.command("merge")}, m.keys, t), nil
	case screen.Adjudicate:
		return adjudicate.New(r.Query, r.Articles, m.adjudicating(), m.keys, m.labelling, t), nil
	case screen.Revisions:
		return m.revisionsScreen(r, t)
	case screen.Details, pastedReport:
		return m.detailsScreen(r, t)
	case screen.Speakers:
		return m.speakersScreen(r, t)
	case screen.Queue:
		return focus.New(r.Spec, m.queueOptions(), m.keys, m.labelling, t), nil
	}
	return nil, fmt.Errorf("no screen shows a %T", r)
}

func (m *Model) readArticle(r screen.Read, t theme.Theme) (Screen, error) {
	reading, err := m.reading(r.Article)
	if err != nil {
		return nil, err
	}
	story, err := m.story(reading.Article.Story)
	if err != nil {
		return nil, err
	}
	s := reader.New(reading, story.Title, r.Sentence, m.keys, m.labelling, t)
	if r.Orphans {
		s.Take(r)
	}
	return s, nil
}

func (m *Model) findScreen(r screen.Find, t theme.Theme) (Screen, error) {
	kept, err := m.lib.Searches()
	if err != nil {
		return nil, err
	}
	look := func(ctx context.Context, q query.Query, progress func(float64)) (query.Found, error) {
		return query.Search(ctx, q, m.lib, mostFound, progress)
	}
	return find.New(r.Query, find.Options{Look: look, Searches: kept, Annotator: m.o.Annotator}, m.keys, m.labelling, t), nil
}

func (m *Model) revisionsScreen(r screen.Revisions, t theme.Theme) (Screen, error) {
	a, err := m.lib.Article(r.Article)
	if err != nil {
		return nil, err
	}
	all, err := m.lib.Revisions(a.ID)
	if err != nil {
		return nil, err
	}
	said, err := m.lib.Annotations(a.ID)
	if err != nil {
		return nil, err
	}
	read := func(n int) (annotate.Body, error) { return m.lib.Body(a.ID, n) }
	return revisions.New(a, all, said, read, m.keys, t), nil
}

// mostFound is how many articles a search shows.
const mostFound = 200

func (m *Model) speakersScreen(r screen.Speakers, t theme.Theme) (Screen, error) {
	articles, title, of := []annotate.ID{r.Article}, "", r.Article
	if r.Story != 0 {
		story, err := m.story(r.Story)
		if err != nil {
			return nil, err
		}
		if articles, err = m.lib.StoryArticles(r.Story); err != nil {
			return nil, err
		}
		title, of = story.Title, r.Story
	}
	readings, err := m.readings(articles)
	if err != nil {
		return nil, err
	}
	if title == "" && len(readings) > 0 {
		title = readings[0].Article.Title
	}
	known, err := m.lib.Speakers(of)
	if err != nil {
		return nil, err
	}
	return speakers.New(title, readings, known, m.keys, m.labelling, t), nil
}
