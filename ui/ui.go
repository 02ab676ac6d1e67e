// Package ui is the program on the screen. The root model here knows which screen is
// active, the keys that work everywhere, the one line of input, and the queue of changes
// on their way to disk; what a screen shows and does is the screen's own.
package ui

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/compare"
	"rashomon/compare/stories"
	"rashomon/ui/library"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

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
	lib           *seen // the library, with what is not saved yet
	o             Options
	keys          screen.Keys
	theme         theme.Theme
	width, height int

	library   *library.Screen
	screens   []Screen // the library at the bottom, the active one last
	labelling *screen.Labelling
	saving    queue
	stuck     *stuck         // nil unless the disk did not take what is to be saved
	unmade    unmade         // what was taken back before it was saved
	behind    behind         // copies of the library, and a look through its file
	writing   int            // files on their way to the disk
	compared  *compare.Cache // what stories were compared to find, for all screens
	voices    *voices        // who speaks in the stories that are open
	errand    *errand        // what goes on beside all else, nil where nothing does
	wanted    []wanted       // addresses to fetch after that
	unfetched int            // of those that were pasted: how many could not be fetched
	abroad    sync.WaitGroup // errands that are not back, those too that were given up

	ctx  context.Context // of all that goes on off the event loop; it ends when one leaves
	stop context.CancelFunc

	opening            bool         // a screen is being read from disk
	doing              bool         // the library is making a change of its own: undo, a story, …
	stepping, stopping bool         // a long undo or redo is under way, or a way back, and is to stop
	onWayBack          *goingBack   // nil where none is
	held               []tea.Msg    // keys pressed meanwhile, with pastes and clicks between them: they are meant for what comes of it
	prefix             screen.Press // the first of two keys that belong together
	message            screen.Say
	prompt             *prompt
	confirm            *confirm
	choose             *screen.Choose
	over               overlay       // help, palette or guidelines, nil for none
	leaving            bool          // quit as soon as all is saved
	insists            bool          // was asked to quit again meanwhile
	ordered            bool          // by a signal: quit even if that fails
	lost               error         // what could not be saved on leaving
	hurry              chan struct{} // closed when a disk that does not answer is not to be waited for
	hurried            sync.Once
	editing            atomic.Bool // an editor has the terminal, and the interrupt key
}

// comparisons is how many stories' comparisons are kept.
const comparisons = 8

// New makes the program on the screen of a library.
func New(lib Library, o Options) *Model {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.After == nil {
		o.After = func(d time.Duration, then tea.Msg) tea.Cmd {
			return tea.Tick(d, func(time.Time) tea.Msg { return then })
		}
	}
	m := &Model{lib: &seen{Library: lib}, o: o, compared: compare.NewCache(comparisons), voices: newVoices(), hurry: make(chan struct{})}
	m.ctx, m.stop = context.WithCancel(context.Background())
	m.theme = m.newTheme(o.Dark)
	m.labelling = screen.NewLabelling(m.keys, o.Now)
	m.labelling.Advance, m.labelling.Speakers, m.labelling.Used = o.Advance, m.voices.of, m.voices.usedIn
	m.labelling.Idle = cmp.Or(o.Idle, m.labelling.Idle)
	if _, err := m.use(o.Scheme); err != nil {
		m.fail(err)
	}
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
	if c.Progress, err = m.lib.Progress(m.o.Annotator, m.o.Scheme.Name); err != nil {
		return c, err
	}
	c.Suggested, err = stories.Recall(m.lib.Kept)
	return c, err
}

func (m *Model) active() Screen { return m.screens[len(m.screens)-1] }

// Update takes a message. It reads and writes nothing itself.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmd := m.hear(msg)
	if m.behind.doubt && !m.behind.looking {
		cmd = tea.Batch(cmd, m.lookAgain(false))
	}
	if next := m.settle(); next != nil {
		cmd = tea.Batch(cmd, next)
	}
	return m, cmd
}

func (m *Model) hear(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
		m.resize()
	case tea.BackgroundColorMsg:
		m.setTheme(msg.IsDark())
	case tea.KeyPressMsg:
		return m.key(msg)
	case tea.MouseMsg:
		return m.pointed(msg)
	case tea.PasteMsg:
		return m.paste(msg)
	case leave:
		m.ordered = true
		return m.quit()
	case saved:
		return m.saved(msg)
	case editorReady:
		return m.openEditor(msg)
	case editorClosed:
		return m.editorClosed(msg)
	case written:
		return m.written(msg)
	case second:
		return m.second(msg)
	case rescued:
		return m.rescued(msg)
	case rescueKept:
		return m.rescueKept(msg)
	case hanging:
		return m.hanging(msg)
	case stillBack:
		return m.stillBack(msg)
	case lookedThrough:
		return m.lookedThrough(msg)
	case lookTime:
		return tea.Batch(m.lookAtPlace(), m.lookLater())
	case lookedAgain:
		return m.lookedAgain(msg)
	case copyTime:
		return tea.Batch(m.copyLibrary(), m.copyLater())
	case copied:
		return m.copied(msg)
	case screen.Suggested:
		m.labelling.Ghosts.Take(msg)
	case returned:
		return m.returned(msg)
	case stillAway:
		return m.stillAway(msg)
	case library.Failed:
		m.fail(msg.Err)
	case library.Loaded:
		return m.loaded(msg)
	default:
		return tea.Batch(m.everyone(msg), m.arrived())
	}
	return nil
}

// loaded shows a part of the library, and asks for the next one or looks through the file.
func (m *Model) loaded(msg library.Loaded) tea.Cmd {
	next := m.lookThrough
	if msg.Part() {
		next = m.load
	}
	return tea.Batch(m.everyone(msg), next())
}

// pointed is the mouse, in the words of the screens.
func (m *Model) pointed(msg tea.MouseMsg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.MouseClickMsg:
		if msg.Button == tea.MouseLeft {
			return m.mouse(screen.Click{X: msg.X, Y: msg.Y - headLines})
		}
	case tea.MouseMotionMsg:
		if msg.Button == tea.MouseLeft {
			return m.mouse(screen.Drag{X: msg.X, Y: msg.Y - headLines})
		}
	case tea.MouseReleaseMsg:
		return m.mouse(screen.Drop{X: msg.X, Y: msg.Y - headLines})
	case tea.MouseWheelMsg:
		return m.mouse(screen.Wheel{X: msg.X, Y: msg.Y - headLines, Lines: wheelLines(msg.Button)})
	}
	return nil
}

// everyone gives a screen's own message to all of them: each knows its own.
func (m *Model) everyone(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	for _, s := range m.screens {
		cmds = append(cmds, m.carryOut(m.heard(s, s.Update(msg))))
	}
	return tea.Batch(cmds...)
}

// heard is what a screen may ask for that was told something: all of it while it is the
// active one, but no question where another is open; else only what nobody sees.
func (m *Model) heard(s Screen, requests []screen.Request) []screen.Request {
	shown, asked := s == m.active(), m.prompt != nil || m.choose != nil || m.confirm != nil
	return slices.DeleteFunc(requests, func(r screen.Request) bool {
		switch r.(type) {
		case screen.Do, screen.Make, screen.Keep:
			return false
		case screen.Ask, screen.Choose, screen.Confirm:
			return !shown || asked
		}
		return !shown
	})
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
	m.doubt(err.Error())
	m.message = screen.Say{Text: screen.Safe(err.Error()), Bad: true}
}

// leave asks to quit from outside: a signal.
type leave struct{}

// quit leaves, but asks first where something is filled in and not saved. Asked for again, or by
// a signal, it does not wait for the answer.
func (m *Model) quit() tea.Cmd {
	if m.stuck != nil && m.confirm != nil && m.confirm.leaves && !m.ordered {
		m.confirm = nil
		return m.rescue(rescuing{leaves: true})
	}
	m.insists = m.leaving
	q := m.unsaved()
	if q == "" || m.ordered || m.confirm != nil && m.confirm.leaves {
		return tea.Batch(m.leave(), m.waitNoLonger())
	}
	m.confirm = newConfirm(screen.Confirm{Question: q, Yes: func() []screen.Request { return []screen.Request{leave{}} }}, m.theme)
	m.confirm.leaves = true
	return nil
}

// leave leaves when everything is on disk.
func (m *Model) leave() tea.Cmd {
	var cmds []tea.Cmd
	for _, s := range m.screens {
		cmds = append(cmds, m.leaveScreen(s))
	}
	if m.busy() {
		m.leaving = true
		m.message = screen.Say{Text: "saving, then leaving …"}
		return tea.Batch(append(cmds, m.tryAgain())...)
	}
	m.closeAll()
	return tea.Quit
}

// leaveScreen does what a screen wants done when one leaves it: keep a place, say.
func (m *Model) leaveScreen(s Screen) tea.Cmd {
	l, ok := s.(interface{ Leave() []screen.Request })
	if !ok {
		return nil
	}
	return m.carryOut(l.Leave())
}

// busy says whether something is still on its way to a disk.
func (m *Model) busy() bool { return m.saving.busy() || m.writing > 0 }

func (m *Model) closeAll() {
	m.stop()
	for _, s := range m.screens {
		closeScreen(s)
	}
}

func closeScreen(s Screen) {
	if c, ok := s.(interface{ Close() }); ok {
		c.Close()
	}
}
