package ui_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image/color"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/store"
	"rashomon/ui"
)

// message is what came of a command: it may have panicked.
type message struct {
	msg      tea.Msg
	panicked string
}

// ran is what comes of a command.
func ran(cmd tea.Cmd) (m message) {
	defer func() {
		if p := recover(); p != nil {
			m = message{panicked: fmt.Sprintf("%v\n%s", p, debug.Stack())}
		}
	}()
	return message{msg: cmd()}
}

// hear gives the program what has come of a command.
func (w *world) hear(m message) {
	w.t.Helper()
	if m.panicked != "" {
		w.t.Fatalf("a command panicked: %s", m.panicked)
	}
	if !w.left { // nobody is there any more to hear it
		w.answer(m.msg)
	}
}

// happening is the message of something that happens, from its words.
func happening(name, rest string) tea.Msg {
	switch n := numbers(rest); name {
	case "key":
		return press(rest)
	case "click":
		return tea.MouseClickMsg{X: n[0], Y: n[1], Button: tea.MouseLeft}
	case "drag":
		return tea.MouseMotionMsg{X: n[0], Y: n[1], Button: tea.MouseLeft}
	case "drop":
		return tea.MouseReleaseMsg{X: n[0], Y: n[1], Button: tea.MouseLeft}
	case "wheel":
		return tea.MouseWheelMsg{X: n[1], Y: n[2], Button: map[int]tea.MouseButton{-1: tea.MouseWheelUp, 0: tea.MouseWheelLeft, 1: tea.MouseWheelDown}[n[0]]}
	case "paste":
		text, err := strconv.Unquote(rest)
		must(err)
		return tea.PasteMsg{Content: text}
	case "size":
		return tea.WindowSizeMsg{Width: n[0], Height: n[1]}
	case "dark":
		return tea.BackgroundColorMsg{Color: color.Black}
	case "light":
		return tea.BackgroundColorMsg{Color: color.White}
	case "focus":
		return tea.FocusMsg{}
	case "blur":
		return tea.BlurMsg{}
	case "suspend":
		return tea.ResumeMsg{}
	}
	panic("nothing is called " + name)
}

func numbers(text string) (out []int) {
	for _, f := range strings.Fields(text) {
		n, _ := strconv.Atoi(f)
		out = append(out, n)
	}
	return out
}

// parts is the status line in its parts, without whether all is saved.
func (d *driver) parts() []string {
	text := strings.TrimSpace(d.status())
	for _, end := range []string{"✓ saved", "… saving"} {
		text = strings.TrimSpace(strings.TrimSuffix(text, end))
	}
	return strings.Split(text, " · ")
}

// world is the program with all that can happen to it: a driver that is told in words what to
// do, keeps them, and starts the program again when it was left.
type world struct {
	*driver
	dir      string
	o        ui.Options
	trace    []string
	slow     []chan message // commands that take longer than a key press
	clocks   []chan message // that have not gone off
	revised  int            // times that the feeds were updated
	titles   map[string]bool
	starts   int
	happened int // how much of the trace is the day's, and not its end's
}

// newWorld is the program on a library of its own in a folder.
func newWorld(t failer, dir string, file []byte, width, height int) *world {
	path := filepath.Join(dir, "library.db")
	check(t, os.WriteFile(path, file, 0o600))
	s, err := store.Open(path, store.Options{Now: noon})
	check(t, err)
	w := &world{driver: &driver{t: t, store: s, width: width, height: height}, dir: dir, titles: map[string]bool{}}
	w.o = w.options()
	w.open()
	return w
}

// open starts the program on the library.
func (w *world) open() {
	w.model, w.pending, w.slow, w.clocks, w.left = ui.New(w.store, w.o), nil, nil, nil, false
	w.pending = append(w.pending, w.model.Init())
	w.do(fmt.Sprintf("size %d %d", w.width, w.height))
	w.do("rest")
	w.starts++
}

// close leaves the program and the library, and fails where something was not saved.
func (w *world) close() {
	w.t.Helper()
	w.do("rest")
	w.send(press("ctrl+c"))
	w.send(press("ctrl+c")) // where something is filled in it asks first
	w.rest()
	if !w.left {
		w.t.Fatalf("ctrl+c does not leave:\n%s", w.frame().Text())
	}
	check(w.t, w.model.Flush())
	check(w.t, w.store.Close())
}

// do does one thing, by its words; all that can happen has some:
//
//	key ctrl+r, click 10 4, drag 11 4, drop 11 4, wheel -1 10 4, paste "text",
//	size 80 24, focus, blur, dark, light, land 3, rest, home, other
func (w *world) do(words string) {
	w.t.Helper()
	w.trace = append(w.trace, words)
	name, rest, _ := strings.Cut(words, " ")
	switch name {
	case "land":
		w.land(numbers(rest)[0])
	case "rest":
		w.rest()
	case "home":
		w.home()
	case "other":
		w.other()
	default:
		w.send(happening(name, rest))
	}
	if w.left {
		check(w.t, w.model.Flush())
		w.open()
	}
}

// sound is the driver's, and keeps which screens were seen.
func (w *world) sound() {
	w.t.Helper()
	w.titles[w.driver.sound()] = true
}

// land runs one of the commands that wait. A clock that was set is put aside, and heard when it
// goes off; so is what takes longer than one has patience with.
func (w *world) land(n int) {
	w.t.Helper()
	w.hearSlow()
	if len(w.pending) == 0 {
		return
	}
	n %= len(w.pending)
	cmd := w.pending[n]
	w.pending = slices.Delete(w.pending, n, n+1)
	if cmd == nil {
		return
	}
	answer := make(chan message, 1)
	go func() { answer <- ran(cmd) }()
	if strings.HasSuffix(runtime.FuncForPC(reflect.ValueOf(cmd).Pointer()).Name(), ".Tick.func1") {
		w.clocks = append(w.clocks, answer)
		return
	}
	select {
	case m := <-answer:
		w.hear(m)
	case <-time.After(quick):
		w.slow = append(w.slow, answer)
	}
}

const quick = 10 * time.Millisecond

// hearSlow hears what has come of commands that were put aside.
func (w *world) hearSlow() {
	w.t.Helper()
	for _, all := range []*[]chan message{&w.clocks, &w.slow} {
		var still []chan message
		came := *all
		*all = nil
		for _, c := range came {
			select {
			case m := <-c:
				w.hear(m)
			default:
				still = append(still, c)
			}
		}
		*all = append(still, *all...)
	}
}

// rest waits until nothing is under way any more but clocks.
func (w *world) rest() {
	w.t.Helper()
	for !w.left && len(w.pending)+len(w.slow) > 0 {
		for !w.left && len(w.pending) > 0 {
			w.land(0)
		}
		if w.left || len(w.slow) == 0 {
			continue
		}
		c := w.slow[0]
		w.slow = w.slow[1:]
		select {
		case m := <-c:
			w.hear(m)
		case <-time.After(2 * time.Minute):
			buf := make([]byte, 1<<20)
			w.t.Fatalf("a command does not end:\n%s", buf[:runtime.Stack(buf, true)])
		}
	}
}

// other is another annotator who says something of a sentence, past the screens: the feeds and
// a merge do so too.
func (w *world) other() {
	rows, err := w.store.Rows(1)
	check(w.t, err)
	if len(rows) == 0 {
		return
	}
	a, err := w.store.Article(rows[0].ID)
	check(w.t, err)
	body, err := w.store.Body(a.ID, a.Revision)
	check(w.t, err)
	said, err := w.store.Annotations(a.ID)
	check(w.t, err)
	r := annotate.NewReading(a, body, annotate.DefaultScheme(), "ben", said)
	if c, ok := r.Toggle(annotate.OnSentence(0), "claim", noon()); ok {
		_, err := w.store.Apply(c)
		check(w.t, err)
	}
}

// snapshot is all that the library holds, as text, for comparing; of the history nothing.
func (w *world) snapshot() string {
	w.t.Helper()
	var b strings.Builder
	put := func(x any, err error) {
		check(w.t, err)
		line, err := json.Marshal(x)
		check(w.t, err)
		if string(line) == "null" {
			line = []byte("[]") // none is none
		}
		b.Write(append(line, '\n'))
	}
	for a, err := range w.store.Articles() {
		put(a, err)
		body, err := w.store.Body(a.ID, a.Revision)
		put(body, err)
		said, err := w.store.Annotations(a.ID)
		put(said, err)
		voices, err := w.store.Speakers(a.VoicesIn())
		put(voices, err)
	}
	stories, err := w.store.Stories()
	put(stories, err)
	rulings, err := w.store.Rulings()
	put(rulings, err)
	schemes, err := w.store.Schemes()
	put(schemes, err)
	searches, err := w.store.Searches()
	put(searches, err)
	return b.String()
}

// checks fails unless the library is sound.
func (w *world) checks() {
	w.t.Helper()
	r, err := w.store.Check(context.Background())
	if err != nil {
		w.t.Fatalf("%v %v", err, r.Problems)
	}
}

// next is the number of the change that undo would take back; 0 where there is none.
func (w *world) next() uint64 {
	w.t.Helper()
	c, err := w.store.NextUndo()
	if errors.Is(err, store.ErrNothingToUndo) {
		return 0
	}
	check(w.t, err)
	return c.Number
}

// home leaves whatever is open, for the library, on a screen that shows where one is.
func (w *world) home() {
	w.t.Helper()
	if w.width < 60 || w.height < 14 {
		w.send(tea.WindowSizeMsg{Width: 100, Height: 30})
	}
	for range 40 {
		w.rest()
		switch {
		case w.left:
			return
		case atLibrary(w.model):
			return
		case w.asked():
			w.send(press("y"))
		default:
			w.send(press("esc"))
		}
	}
	w.t.Fatalf("esc does not lead to the library:\n%s", w.frame().Text())
}

// asked says whether a question is open.
func (w *world) asked() bool { return strings.Contains(w.line(-1), "any other key no") }

// atLibrary says whether nothing is open but the library.
func atLibrary(m *ui.Model) bool {
	lines := strings.Split(sgr.ReplaceAllString(m.View().Content, ""), "\n")
	return m.View().WindowTitle == "rashomon · Library" && strings.HasSuffix(strings.TrimSpace(lines[len(lines)-1]), "? help")
}

// undoTo undoes until the change of that number is the next to be undone, or one before it. It
// gives how many steps that took.
func (w *world) undoTo(number uint64) (steps int) {
	w.t.Helper()
	for at := w.next(); at > number; steps++ {
		w.do("key u")
		w.do("rest")
		if w.asked() {
			w.do("key y")
			w.do("rest")
		}
		now := w.next()
		if now >= at {
			w.t.Fatalf("u takes nothing back of %d:\n%s", at, w.frame().Text())
		}
		at = now
	}
	return steps
}
