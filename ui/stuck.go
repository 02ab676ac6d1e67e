package ui

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

// stuck is that the disk did not take what is to be saved. All of it stays on the screens and in the
// queue, and is tried again after a pause that grows, at the next change, and when a key asks for it.
type stuck struct {
	err   error
	pause time.Duration // before the next try
	left  time.Duration // of that
	now   bool          // it is time
	timed bool          // the pause is over: the next one is longer
	asked bool          // somebody wants to know what comes of it
}

const (
	firstPause   = time.Second
	longestPause = 30 * time.Second
)

// second is the message that a second of a pause is over.
type second struct{ of *stuck }

// unwritten keeps what the disk did not take, and says so.
func (m *Model) unwritten(err error) tea.Cmd {
	next := &stuck{err: err, pause: firstPause}
	if was := m.stuck; was != nil {
		next.pause = was.pause
		if was.timed {
			next.pause = min(2*was.pause, longestPause)
		}
	}
	next.left = next.pause
	tell := m.stuck == nil || m.stuck.asked || m.stuck.err.Error() != err.Error()
	m.stuck = next
	if asked := m.dropAsked(); asked {
		m.message = screen.Say{Text: "not done: what is on the screen has to be saved first", Bad: true}
	} else if tell {
		m.message = screen.Say{Text: m.countUnsaved() + next.kept(), Bad: true}
	}
	switch {
	case m.ordered: // there may be nobody left to ask: what is left is written elsewhere
		m.closeAll()
		return tea.Quit
	case m.leaving && m.insists:
		m.leaving, m.insists = false, false
		return m.rescue(rescuing{leaves: true})
	case m.leaving:
		m.leaving = false
		m.message = screen.Say{}
		m.askToLeave("write %s to a file", next.why(), rescuing{leaves: true})
	}
	cmds := []tea.Cmd{m.keepRescue(), m.fly()}
	if !next.damage() {
		cmds = append(cmds, m.o.After(time.Second, second{next}))
	}
	return tea.Batch(cmds...)
}

// damage says whether time changes nothing: what the library cannot read it will not be able to.
func (s *stuck) damage() bool { return errors.Is(s.err, annotate.ErrDamaged) }

// kept says what becomes of what was not saved.
func (s *stuck) kept() string {
	if s.damage() {
		return ", and kept here: the library is damaged"
	}
	return ": kept here and tried again"
}

// why is the reason that the disk gives, as it may be shown.
func (s *stuck) why() string {
	if s.damage() {
		return annotate.ErrDamaged.Error()
	}
	return screen.Safe(reason(s.err))
}

// reason is why something was not saved without what is said beside it already.
func reason(err error) string {
	text := strings.TrimPrefix(err.Error(), "save: ")
	for _, x := range []string{annotate.ErrUnwritten.Error() + ": ", ": " + annotate.ErrUnwritten.Error()} {
		text = strings.Replace(text, x, "", 1)
	}
	return text
}

func (m *Model) countUnsaved() string {
	return screen.Count(len(m.saving.changes()), "change is", "changes are") + " not saved"
}

// askToLeave asks whether to leave although something is not saved.
// Why stands above the question where there is no room for it behind.
func (m *Model) askToLeave(how, why string, yes screen.Request) {
	c := screen.Confirm{
		Question: fmt.Sprintf(how, screen.Count(len(m.saving.changes()), "unsaved change", "unsaved changes")) + " and leave?",
		Yes:      func() []screen.Request { return []screen.Request{yes} },
	}
	if whole := c.Question + " " + why; ansi.StringWidth(whole)+len("  y/n") <= m.width {
		c.Question = whole
	} else {
		c.Lines = m.wrapped("Not saved: " + why)
	}
	m.confirm = newConfirm(c, m.theme)
	m.confirm.leaves = true
}

// wrapped is text in lines that fit on the screen.
func (m *Model) wrapped(text string) []string {
	return strings.Split(ansi.Wrap(screen.Safe(text), max(m.width-4, 1), ""), "\n")
}

// second counts down, and tries again at the end.
func (m *Model) second(msg second) tea.Cmd {
	s := msg.of
	if s != m.stuck || s.now {
		return nil
	}
	if s.left -= time.Second; s.left > 0 {
		return m.o.After(time.Second, msg)
	}
	s.timed = true
	return m.tryAgain()
}

// tryAgain saves at once what could not be saved; nil where there is nothing.
func (m *Model) tryAgain() tea.Cmd {
	if m.stuck == nil {
		return nil
	}
	m.stuck.now = true
	return m.fly()
}

// reached is that the disk took so many changes: it says so where it had not done so before.
func (m *Model) reached(n int) tea.Cmd {
	m.behind.astray = nil // nothing is taken where the file is not in its place
	m.behind.taken++
	if m.stuck == nil {
		return m.copyLibrary()
	}
	m.stuck = nil
	m.message = screen.Say{Text: fmt.Sprintf("saved: %s on the disk now", screen.Count(n, "change is", "changes are"))}
	return tea.Batch(m.clearRescue(), m.copyLibrary())
}

// alarm is what stands at the head of the screen while something is wrong that is no answer to a key;
// empty where nothing is.
func (m *Model) alarm() string {
	switch {
	case m.stuck != nil:
		return "not saved (" + screen.Shortcut(m.keys.Unsaved) + "): " + m.stuck.why() + " "
	case m.behind.damage != nil:
		what := m.o.command("check")
		if ansi.StringWidth(what) > m.width/2 {
			what = screen.Shortcut(m.keys.Unsaved) // the key shows it
		}
		return "the library is damaged: " + what + " "
	case m.behind.astray != nil || m.behind.amiss != nil:
		what, _, _ := strings.Cut(cmp.Or(m.behind.astray, m.behind.amiss).Error(), ": ") // the key shows why
		return "warning (" + screen.Shortcut(m.keys.Unsaved) + "): " + screen.Safe(what) + " "
	case m.behind.waiting != "":
		return "changes wait (" + screen.Shortcut(m.keys.Unsaved) + ") "
	}
	return ""
}

// leastTitle is the columns of where one is that an alarm leaves.
const leastTitle = 24

// savedMark says whether all that is shown is on the disk; short, without when it is tried again.
func (m *Model) savedMark(short bool) (mark string, stuck bool) {
	t := &m.theme
	n := len(m.saving.changes())
	switch {
	case m.stuck != nil && n > 0:
		mark = fmt.Sprintf("%s %s not saved", t.Glyphs.Conflict, screen.Number(n))
		if wait := fmt.Sprintf(", again in %d s", m.stuck.left/time.Second); m.stuck.now {
			mark += ", trying"
		} else if m.width >= 60 && !short && !m.stuck.damage() {
			mark += wait
		}
		return mark + " ", true
	case m.saving.unsaved() > 0:
		return t.Glyphs.Pending + " saving ", false
	case m.o.ASCII:
		return "saved ", false // ASCII's tick is an x, which would say the opposite here
	}
	return t.Glyphs.Done + " saved ", false
}
