package history

import (
	"fmt"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	"github.com/charmbracelet/x/ansi"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

// headLines is the lines above the list: the filter, while there is one.
func (s *Screen) headLines() int {
	if s.filter != "" && s.height > 1 {
		return 1
	}
	return 0
}

func (s *Screen) listHeight() int { return max(s.height-s.headLines(), 1) }

// View draws the lines in view: at most the screen's height, none wider than its width.
func (s *Screen) View() []string {
	t := &s.theme
	switch {
	case s.detail != nil:
		return s.viewDetail()
	case s.err != nil:
		return []string{screen.Paint(t.StatusError, ansi.Truncate(" the history cannot be read: "+screen.Safe(s.err.Error()), s.width, t.Glyphs.More))}
	case !s.loaded:
		return []string{screen.Paint(t.Dim, ansi.Truncate(" reading the history …", s.width, t.Glyphs.More))}
	case s.newest == 0:
		return []string{screen.Paint(t.Title, ansi.Truncate(" Nothing was changed in this library yet.", s.width, t.Glyphs.More))}
	}
	var out []string
	if s.headLines() > 0 {
		found := fmt.Sprintf(" %s of the %s read so far have %q", screen.Number(len(s.passed)), screen.Count(s.sifted, "change", "changes"), screen.Safe(s.filter))
		out = append(out, screen.Paint(t.StatusWarn, ansi.Truncate(found, s.width, t.Glyphs.More)))
	}
	for i := s.top; i < min(s.top+s.listHeight(), s.count()); i++ {
		if i == s.cursor {
			l := s.line(s.number(i))
			out = append(out, screen.Paint(t.Selected, t.Glyphs.Cursor+screen.Pad(ansi.Truncate(l.Plain(), max(s.width-1, 0), t.Glyphs.More), s.width-1)))
			continue
		}
		out = append(out, s.styled(s.number(i)))
	}
	return out
}

// styled is a change that is not the current one, as it was drawn last if nothing of it has
// changed: a key moves the cursor, and a screenful stays.
func (s *Screen) styled(n uint64) string {
	if minute := s.o.Now().Truncate(time.Minute); !minute.Equal(s.minute) {
		clear(s.drawn)
		s.minute = minute
	}
	line, ok := s.drawn[n]
	if !ok {
		line = ansi.Truncate(" "+s.line(n).Styled(), s.width, s.theme.Glyphs.More)
		s.drawn[n] = line
	}
	return line
}

// Widths from which on the list says more of a change.
const (
	withTime = 44
	withHand = 70
)

// line is a change: its number, when, who, what and in which report, and that it is undone.
func (s *Screen) line(n uint64) screen.Line {
	t := &s.theme
	digits := len(fmt.Sprint(s.newest))
	out := screen.Line{}.Add(fmt.Sprintf("%*d ", digits, n), t.Dim)
	r, ok := s.rows[n]
	switch {
	case !ok:
		return out.Add("…", t.Dim)
	case r.gone:
		return out.Add("not in the history", t.Dim)
	}
	style, mark := t.Text, "  "
	undone := s.undone(n)
	if undone {
		style, mark = t.Dim, t.Glyphs.Skip+" "
	}
	if s.width >= withTime {
		out = out.Add(screen.Pad(s.when(r.at), 17), t.Dim)
	}
	if s.width >= withHand {
		out = out.Add(screen.Pad(ansi.Truncate(screen.Safe(r.by), 11, t.Glyphs.More), 12), t.Accent)
	}
	what := screen.Safe(annotate.Line(r.what))
	if name := screen.Safe(s.name(r.article)); name != "" {
		what += " · " + name
	}
	tag := s.tag(r, undone)
	room := max(s.width-1-out.Width()-ansi.StringWidth(mark+tag), 1)
	out = out.Add(mark, t.Accent).Add(screen.Pad(ansi.Truncate(what, room, t.Glyphs.More), room), style)
	return out.Add(tag, t.Dim)
}

// tag says how a change stands to others, where there is room.
func (s *Screen) tag(r row, undone bool) string {
	switch {
	case s.width < withHand:
		return ""
	case undone:
		return "  undone "
	case r.undoes != 0:
		return fmt.Sprintf("  undoes %d ", r.undoes)
	case r.redoes != 0:
		return fmt.Sprintf("  redoes %d ", r.redoes)
	}
	return ""
}

// when is a time as the annotator's clock has it: how long ago if it was today.
func (s *Screen) when(at time.Time) string {
	now := s.o.Now()
	at = at.In(now.Location())
	ago := now.Sub(at)
	switch {
	case at.Format(time.DateOnly) != now.Format(time.DateOnly) || ago < -time.Minute:
		return at.Format("2006-01-02 15:04")
	case ago < time.Minute:
		return "just now"
	case ago < time.Hour:
		return fmt.Sprintf("%d min ago", int(ago.Minutes()))
	}
	return fmt.Sprintf("%d h ago, %s", int(ago.Hours()), at.Format("15:04"))
}

// Title is what the head of the screen says.
func (s *Screen) Title() string {
	if s.detail != nil {
		return fmt.Sprintf("Change %d", s.detail.change.Number)
	}
	return "History"
}

// Status is what the status line says when there is no message.
func (s *Screen) Status() string {
	k := s.keys
	var parts []string
	switch {
	case s.way != nil:
		parts = append(parts, fmt.Sprintf("working out what to change to go back to %d … %s%s gives up", s.way.number, s.way.far(), screen.Shortcut(k.Back)))
	case s.opening != 0:
		parts = append(parts, fmt.Sprintf("reading change %d …", s.opening))
	case s.newest > 0:
		parts = append(parts, screen.Count(int(s.newest), "change", "changes"))
	}
	if s.filter != "" && s.seen > 1 {
		parts = append(parts, fmt.Sprintf("only what was read is looked through: %s reads on", screen.Shortcut(k.Last)))
	} else if s.newest > 0 && s.filter == "" && s.detail == nil {
		if _, last := s.inView(); s.seen > last {
			part := 100 * (s.newest + 1 - min(s.seen, s.newest+1)) / max(s.newest+1-last, 1)
			parts = append(parts, fmt.Sprintf("looking which are undone … %d %%", part))
		}
	}
	return strings.Join(parts, " · ")
}

// Help is the keys of the screen, in groups.
func (s *Screen) Help() []screen.Group {
	k := s.keys
	list := screen.Group{Title: "History", Bindings: []key.Binding{
		screen.Does(k.Open, "what it changed; from there the report"), screen.Does(k.Beside, "go back to here"), k.Filter, screen.Does(k.Copy, "copy"), k.Back,
	}}
	moving := screen.Group{Title: "Moving", Bindings: []key.Binding{k.Down, k.Up, k.First, k.Last, k.HalfDown, k.HalfUp, k.Page, k.PageUp}}
	return []screen.Group{list, moving}
}
