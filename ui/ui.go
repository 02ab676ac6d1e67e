// Package ui is the program on the screen. The root model here knows which screen is
// active, the keys that work everywhere, the one line of input, and the queue of changes
// on their way to disk; what a screen shows and does is the screen's own.
package ui

import (
	"io"
	"slices"
	"sync/atomic"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/compare"
	"rashomon/ui/library"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// Library is what the screens need of a library. Its methods are called off the event
// loop, the writing ones one at a time.
type Library interface {
	Rows(most int) ([]annotate.Row, error) // the newest first; all where most is 0
	Stories() ([]annotate.Story, error)
	Progress(annotator, scheme string, articles ...annotate.ID) (map[annotate.ID]annotate.Progress, error)
	Article(annotate.ID) (annotate.Article, error)
	Body(id annotate.ID, revision int) (annotate.Body, error)
	Annotations(article annotate.ID) ([]annotate.Annotation, error)
	Story(annotate.ID) (annotate.Story, error)
	StoryArticles(story annotate.ID) ([]annotate.ID, error)
	Rulings(articles ...annotate.ID) ([]annotate.Ruling, error) // about at least one of them
	Apply(...annotate.Change) ([]annotate.Change, error)
	NextUndo() (annotate.Change, error) // the change that Undo would take back
	Undo(by string) (annotate.Change, error)
	Redo(by string) (annotate.Change, error)
}

// Options is how the program runs.
type Options struct {
	Name      string // of the library, for the head of the screen
	Annotator string
	Scheme    annotate.Scheme
	Dark      bool // what to assume until the terminal has said
	Fixed     bool // the theme is chosen: do not ask the terminal
	Colour    bool
	ASCII     bool // glyphs of ASCII only
	Mouse     bool
	Now       func() time.Time
	Sample    func() error // brings the sample story into the library
	// Write writes a file whole or not at all; where there is one of that name the error is
	// fs.ErrExist, unless it may be replaced.
	Write func(name string, replace bool, to func(io.Writer) error) error
}

// Screen is one of the screens on the stack.
type Screen interface {
	SetSize(width, height int)
	SetTheme(theme.Theme)
	Update(tea.Msg) []screen.Request
	View() []string // at most the screen's height, no line wider than its width
	Title() string
	Status() string
	Help() []screen.Group
}

// Model is the root model.
type Model struct {
	lib           Library
	o             Options
	keys          screen.Keys
	theme         theme.Theme
	width, height int

	library   *library.Screen
	screens   []Screen // the library at the bottom, the active one last
	labelling *screen.Labelling
	saving    queue
	writing   int            // files on their way to the disk
	compared  *compare.Cache // what stories were compared to find, for all screens

	opening bool              // a screen is being read from disk
	doing   bool              // the library is making a change of its own: undo, a story, …
	held    []tea.KeyPressMsg // keys pressed meanwhile: they are meant for what comes of it
	prefix  screen.Press      // the first of two keys that belong together
	message screen.Say
	prompt  *prompt
	confirm *screen.Confirm
	over    overlay     // help or palette, nil for neither
	leaving bool        // quit as soon as all is saved
	ordered bool        // by a signal: quit even if that fails
	lost    error       // what could not be saved on leaving
	editing atomic.Bool // an editor has the terminal, and the interrupt key
}

// comparisons is how many stories' comparisons are kept.
const comparisons = 8

// New makes the program on the screen of a library.
func New(lib Library, o Options) *Model {
	if o.Now == nil {
		o.Now = time.Now
	}
	m := &Model{lib: lib, o: o, keys: screen.NewKeys(o.Scheme), compared: compare.NewCache(comparisons)}
	m.theme = m.newTheme(o.Dark)
	m.labelling = screen.NewLabelling(m.keys, o.Now)
	m.library = library.New(m.keys, m.theme, o.Annotator, o.Scheme)
	m.screens = []Screen{m.library}
	return m
}

func (m *Model) newTheme(dark bool) theme.Theme {
	t := theme.New(dark, m.o.Colour)
	if m.o.ASCII {
		t = t.Plain()
	}
	return t
}

// Init asks the terminal for its background and reads the library: what fills a screen
// first, so that one can begin in a library of any size, then all of it.
func (m *Model) Init() tea.Cmd {
	cmds := []tea.Cmd{m.library.Load(m.newest)}
	if !m.o.Fixed && m.o.Colour {
		cmds = append(cmds, tea.RequestBackgroundColor)
	}
	return tea.Batch(cmds...)
}

// screenful is how many rows are read before all others.
const screenful = 200

// newest reads the newest rows, with what belongs to them.
func (m *Model) newest() (c library.Contents, err error) {
	if c.Rows, err = m.lib.Rows(screenful); err != nil || len(c.Rows) < screenful {
		return m.contents(c.Rows, err)
	}
	c.Part = true
	stories, ids := map[annotate.ID]bool{}, make([]annotate.ID, len(c.Rows))
	for i, r := range c.Rows {
		ids[i] = r.ID
		if r.Story == 0 || stories[r.Story] {
			continue
		}
		stories[r.Story] = true
		s, err := m.lib.Story(r.Story)
		if err != nil {
			return c, err
		}
		c.Stories = append(c.Stories, s)
	}
	c.Progress, err = m.lib.Progress(m.o.Annotator, m.o.Scheme.Name, ids...)
	return c, err
}

// load reads all that the library screen shows.
func (m *Model) load() tea.Cmd {
	return m.library.Load(func() (library.Contents, error) { return m.contents(m.lib.Rows(0)) })
}

// contents is rows with all stories and all progress.
func (m *Model) contents(rows []annotate.Row, err error) (library.Contents, error) {
	c := library.Contents{Rows: rows}
	if err != nil {
		return c, err
	}
	if c.Stories, err = m.lib.Stories(); err != nil {
		return c, err
	}
	c.Progress, err = m.lib.Progress(m.o.Annotator, m.o.Scheme.Name)
	return c, err
}

func (m *Model) active() Screen { return m.screens[len(m.screens)-1] }

// Update takes a message. It reads and writes nothing itself.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
		m.resize()
	case tea.BackgroundColorMsg:
		m.setTheme(msg.IsDark())
	case tea.KeyPressMsg:
		return m, m.key(msg)
	case tea.MouseClickMsg:
		if msg.Button == tea.MouseLeft {
			return m, m.mouse(screen.Click{X: msg.X, Y: msg.Y - headLines})
		}
	case tea.MouseWheelMsg:
		return m, m.mouse(screen.Wheel{X: msg.X, Y: msg.Y - headLines, Lines: wheelLines(msg.Button)})
	case tea.PasteMsg:
		return m, m.paste(msg)
	case leave:
		m.ordered = true
		return m, m.quit()
	case saved:
		return m, m.saved(msg)
	case editorReady:
		return m, m.openEditor(msg)
	case editorClosed:
		return m, m.editorClosed(msg)
	case written:
		return m, m.written(msg)
	case library.Failed:
		m.fail(msg.Err)
	case library.Loaded:
		cmd := m.everyone(msg)
		if msg.Part() {
			cmd = tea.Batch(cmd, m.load())
		}
		return m, cmd
	default:
		return m, m.everyone(msg)
	}
	return m, nil
}

// everyone gives a screen's own message to all of them: each knows its own.
func (m *Model) everyone(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	for _, s := range m.screens {
		cmds = append(cmds, m.carryOut(m.heard(s, s.Update(msg))))
	}
	return tea.Batch(cmds...)
}

// heard is what a screen asks for, without what it says while another one is shown.
func (m *Model) heard(s Screen, requests []screen.Request) []screen.Request {
	if s == m.active() {
		return requests
	}
	return slices.DeleteFunc(requests, func(r screen.Request) bool { _, says := r.(screen.Say); return says })
}

// wheelLines is how far one notch scrolls.
func wheelLines(b tea.MouseButton) int {
	switch b {
	case tea.MouseWheelDown:
		return 3
	case tea.MouseWheelUp:
		return -3
	}
	return 0
}

func (m *Model) mouse(msg tea.Msg) tea.Cmd {
	if m.prompt != nil || m.confirm != nil || m.over != nil || m.opening || m.doing {
		return nil
	}
	m.message = screen.Say{}
	return m.carryOut(m.active().Update(msg))
}

// key sends a key press to whoever has the keys: an open input first, the screen last.
func (m *Model) key(msg tea.KeyPressMsg) tea.Cmd {
	press := screen.Press(msg.String())
	switch {
	case key.Matches(press, m.keys.Quit):
		return m.quit()
	case key.Matches(press, m.keys.Suspend):
		return tea.Suspend
	case m.prompt != nil:
		return m.promptKey(msg)
	case m.confirm != nil:
		return m.answer(press)
	case m.over != nil:
		return m.overKey(msg)
	case m.opening || m.doing:
		m.held = append(m.held, msg)
		return nil
	}
	return m.press(press)
}

// release acts on the keys that were held, as if they came now.
func (m *Model) release() tea.Cmd {
	held := m.held
	m.held = nil
	var cmds []tea.Cmd
	for _, k := range held {
		cmds = append(cmds, m.key(k))
	}
	return tea.Batch(cmds...)
}

// press is a key press when no input is open.
func (m *Model) press(p screen.Press) tea.Cmd {
	m.message = screen.Say{}
	if m.prefix != "" {
		p, m.prefix = m.prefix+p, ""
	} else if (p == "]" || p == "[") && len(m.screens) > 1 {
		m.prefix = p
		m.message = screen.Say{Text: string(p) + " … then d for differences, c for conflicts, u for sentences without a label"}
		return nil
	}
	switch k := m.keys; {
	case key.Matches(p, k.Help):
		m.over = newHelp(m.active().Title(), append(m.active().Help(), k.Everywhere()), m.theme)
	case key.Matches(p, k.Palette):
		m.over = newPalette(append(m.active().Help(), k.Everywhere()), m.theme)
	case key.Matches(p, k.Redraw):
		return tea.ClearScreen
	case key.Matches(p, k.Mouse):
		m.o.Mouse = !m.o.Mouse
		m.message.Text = "mouse off: the terminal selects text again"
		if m.o.Mouse {
			m.message.Text = "mouse on: click a sentence, turn the wheel"
		}
	default:
		return m.carryOut(m.active().Update(p))
	}
	return nil
}

func (m *Model) answer(p screen.Press) tea.Cmd {
	yes := m.confirm.Yes
	m.confirm = nil
	if p != "y" && p != "Y" {
		m.message = screen.Say{Text: "left as it was"}
		return nil
	}
	return m.carryOut(yes())
}

func (m *Model) setTheme(dark bool) {
	if m.o.Fixed || dark == m.theme.Dark {
		return
	}
	m.theme = m.newTheme(dark)
	for _, s := range m.screens {
		s.SetTheme(m.theme)
	}
}

func (m *Model) resize() {
	for _, s := range m.screens {
		s.SetSize(m.width, m.bodyHeight())
	}
	if m.prompt != nil {
		m.prompt.fit(m.width)
	}
}

func (m *Model) fail(err error) {
	m.message = screen.Say{Text: screen.Safe(err.Error()), Bad: true}
}

// leave asks to quit from outside: a signal.
type leave struct{}

// quit leaves when everything is on disk.
func (m *Model) quit() tea.Cmd {
	if m.busy() {
		m.leaving = true
		m.message = screen.Say{Text: "saving, then leaving …"}
		return nil
	}
	m.closeAll()
	return tea.Quit
}

// busy says whether something is still on its way to a disk.
func (m *Model) busy() bool { return m.saving.busy() || m.writing > 0 }

func (m *Model) closeAll() {
	for _, s := range m.screens {
		closeScreen(s)
	}
}

func closeScreen(s Screen) {
	if c, ok := s.(interface{ Close() }); ok {
		c.Close()
	}
}
