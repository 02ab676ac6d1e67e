package reader

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	"github.com/charmbracelet/x/ansi"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

// orphans is the annotations without a place in the newest text, while somebody goes through
// them: one at a time, with the cursor where it may belong.
type orphans struct {
	current annotate.ID
	moved   bool // the cursor was moved since it came to the likeliest place
}

// openOrphans begins to go through them.
func (s *Screen) openOrphans() []screen.Request {
	all := s.page.Reading.Orphans()
	if len(all) == 0 {
		return say("%s", s.placed())
	}
	s.page.Deselect()
	if s.likely == nil {
		s.likely = newLikeliest(s.page.Reading.Body)
	}
	s.orphans = &orphans{}
	s.layOut()
	s.showOrphan(all[0])
	return nil
}

// placed says that nothing of the annotator's is without a place, and whose is.
func (s *Screen) placed() string {
	n, whose := s.page.Reading.OrphansElsewhere()
	if n == 0 {
		return "all annotations have a place in this text"
	}
	return fmt.Sprintf("all of yours have a place in this text; %s of %s %s: is:orphan finds them", screen.Number(n), screen.Safe(listed(whose)), map[bool]string{true: "has none", false: "have none"}[n == 1])
}

// listed is names as people list them: ana, ben and cy.
func listed(names []string) string {
	const most = 4
	if len(names) > most {
		names = append(slices.Clone(names[:most-1]), fmt.Sprintf("%d others", len(names)-most+1))
	}
	if last := len(names) - 1; last > 0 {
		return strings.Join(names[:last], ", ") + " and " + names[last]
	}
	return strings.Join(names, "")
}

func (s *Screen) leaveOrphans() {
	s.orphans = nil
	s.layOut()
}

// showOrphan goes to an orphan: the cursor to where it may belong, or if nothing is like it about
// where it stood, as far from the beginning of the text.
func (s *Screen) showOrphan(x annotate.Annotation) {
	s.page.Deselect()
	s.orphans.current, s.orphans.moved = x.ID, false
	p := s.likely.of(x)
	switch {
	case !p.ok:
		s.page.SetCursor(annotate.SentenceAt(s.page.Reading.Body.Sentences, x.Span.Start))
	case p.target.Sentence >= 0:
		s.page.SetCursor(p.target.Sentence)
	default:
		s.page.SetCursor(annotate.SentenceAt(s.page.Reading.Body.Sentences, p.target.Span.Start))
		s.page.Pane.Follow(p.target.Span)
	}
}

// orphan is the one that is shown, its number from 0, and how many there are.
func (s *Screen) orphan() (x annotate.Annotation, n, of int) {
	all := s.page.Reading.Orphans()
	n = max(slices.IndexFunc(all, func(x annotate.Annotation) bool { return x.ID == s.orphans.current }), 0)
	return all[n], n, len(all)
}

// orphansEdited goes on after edits from elsewhere: to an orphan that is one again because
// that was undone, and back to the text where there is none any more.
func (s *Screen) orphansEdited(msg screen.Edited) {
	r := s.page.Reading
	if s.orphans == nil {
		return
	}
	if r.OrphanCount() == 0 {
		s.leaveOrphans()
		return
	}
	x, _, _ := s.orphan()
	for _, e := range msg.Edits {
		if a := e.Annotation; msg.Show && a != nil && a.After != nil && a.After.OrphanOf(r.Article) && slices.ContainsFunc(r.Orphans(), func(o annotate.Annotation) bool { return o.ID == a.After.ID }) {
			x = *a.After
		}
	}
	if x.ID != s.orphans.current || msg.Show {
		s.showOrphan(x)
	}
}

func (s *Screen) pressOrphans(p screen.Press) []screen.Request {
	k := s.keys
	switch {
	case key.Matches(p, k.Undo):
		return []screen.Request{screen.Undo{}}
	case key.Matches(p, k.Redo):
		return []screen.Request{screen.Redo{}}
	case key.Matches(p, k.Back, k.Orphans) && !s.page.Selecting():
		s.leaveOrphans()
		return nil
	case key.Matches(p, k.Open):
		return s.attach()
	case key.Matches(p, k.Accept):
		return s.unite()
	case key.Matches(p, k.Remove):
		return s.askDrop()
	case key.Matches(p, k.Next):
		return s.nextOrphan(1)
	case key.Matches(p, k.Previous):
		return s.nextOrphan(-1)
	case key.Matches(p, k.Revisions):
		return s.revisions()
	case key.Matches(p, k.Labels...), key.Matches(p, k.Attributes...), key.Matches(p, k.Speaker, k.Note, k.Flag, k.Reason, k.Repeat):
		return say("the keys are about annotations without a place: %s leaves them", screen.Shortcut(k.Back))
	}
	out, handled := s.page.Press(p)
	if !handled {
		return say("%s attaches, %s goes to the next, %s leaves", screen.Shortcut(k.Open), screen.Shortcut(k.Next), screen.Shortcut(k.Back))
	}
	s.orphans.moved = true
	return out
}

func say(format string, args ...any) []screen.Request {
	return []screen.Request{screen.Say{Text: fmt.Sprintf(format, args...)}}
}

func (s *Screen) nextOrphan(by int) []screen.Request {
	_, n, of := s.orphan()
	if of == 1 {
		return say("this is the only one")
	}
	s.showOrphan(s.page.Reading.Orphans()[(n+by+of)%of])
	return nil
}

// target is where enter attaches the orphan: to the words that are selected or in which it
// was likeliest found, else to the current sentence.
func (s *Screen) target() annotate.Target {
	x, _, _ := s.orphan()
	p := s.likely.of(x)
	if p.ok && p.target.Sentence < 0 && !s.orphans.moved && !s.page.Selecting() {
		return p.target
	}
	return s.page.Target()
}

// unchosen is why nothing is done with the orphan where nothing is like it and nobody has gone to
// a sentence for it; nothing where there is such a place, or somebody has.
func (s *Screen) unchosen(x annotate.Annotation) string {
	if s.orphans.moved || s.likely.of(x).ok {
		return ""
	}
	k := s.keys
	return fmt.Sprintf("nothing in this text is like it; it stood about here: %s %s choose a sentence", screen.Shortcut(k.Down), screen.Shortcut(k.Up))
}

// attach gives the orphan the place under the cursor.
func (s *Screen) attach() []screen.Request {
	r, t := s.page.Reading, s.target()
	x, n, _ := s.orphan()
	if why := cmp.Or(s.unchosen(x), s.refused(x, t)); why != "" {
		return say("%s", why)
	}
	c, ok := r.Attach(x.ID, t, s.labelling.Now())
	if !ok {
		return say("there is no sentence here")
	}
	return s.made(c, n, "attached to "+s.called(t))
}

// unite adds what the orphan says to what is said of the place under the cursor.
func (s *Screen) unite() []screen.Request {
	r, t := s.page.Reading, s.target()
	x, n, _ := s.orphan()
	if why := cmp.Or(s.unchosen(x), s.unfit(x, t)); why != "" {
		return say("%s", why)
	}
	c, ok := r.Unite(x.ID, t, s.labelling.Now())
	if !ok {
		return say("nothing is said of %s: %s attaches the annotation to it", s.called(t), screen.Shortcut(s.keys.Open))
	}
	return s.made(c, n, "added to what is said of "+s.called(t))
}

// askDrop asks whether to delete the orphan.
func (s *Screen) askDrop() []screen.Request {
	x, n, _ := s.orphan()
	return []screen.Request{screen.Confirm{
		Question: fmt.Sprintf("Delete the annotation without a place %s? %s brings it back", quoted(x.Quote, 40), screen.Shortcut(s.keys.Undo)),
		Yes: func() []screen.Request {
			c, ok := s.page.Reading.Drop(x.ID, s.labelling.Now())
			if !ok {
				return say("it is gone already")
			}
			return s.made(c, n, "deleted")
		},
	}}
}

// made shows a change, asks for it to be stored, and goes on to the orphan that has the number now.
func (s *Screen) made(c annotate.Change, n int, what string) []screen.Request {
	r := s.page.Reading
	s.page.Edited(screen.Edited{Edits: c.Edits})
	out := s.labelling.Make(c)
	left := r.Orphans()
	switch {
	case len(left) == 0:
		s.page.Deselect()
		s.leaveOrphans()
		return append(out, say("%s; none is without a place any more", what)...)
	case s.orphans != nil:
		s.showOrphan(left[n%len(left)])
	}
	return append(out, say("%s; %s without a place", what, screen.Count(len(left), "is", "are"))...)
}

// refused is why the orphan cannot be attached there, nothing where it can.
func (s *Screen) refused(x annotate.Annotation, t annotate.Target) string {
	if why := s.unfit(x, t); why != "" {
		return why
	}
	if had, taken := s.page.Reading.At(t); taken {
		return fmt.Sprintf("%s has an annotation already (%s): %s adds this one to it", s.called(t), s.saying(had), screen.Shortcut(s.keys.Accept))
	}
	return ""
}

// unfit is why what the orphan says cannot be said there: a label for words on a sentence.
func (s *Screen) unfit(x annotate.Annotation, t annotate.Target) string {
	for _, name := range x.Labels {
		l, known := s.page.Reading.Scheme.Label(name)
		switch {
		case !known || l.Allows(t):
		case t.Sentence >= 0:
			return fmt.Sprintf("%s is a label for words, not for a sentence: %s selects words", screen.Safe(name), screen.Shortcut(s.keys.Select))
		default:
			return fmt.Sprintf("%s is a label for a sentence, not for words in it", screen.Safe(name))
		}
	}
	return ""
}

// called is a target in a few words.
func (s *Screen) called(t annotate.Target) string {
	if t.Sentence >= 0 || !t.In(s.page.Reading.Body) {
		return t.Name()
	}
	return quoted(s.page.Reading.Body.Text[t.Span.Start:t.Span.End], 24)
}

// quoted is words in quotation marks, in at most so many columns and these; in their own, if
// they have any.
func quoted(words string, most int) string {
	words = ansi.Truncate(screen.Safe(annotate.Line(words)), most, "…")
	if strings.HasPrefix(words, "“") {
		return strings.TrimSuffix(words, "”") + "”"
	}
	return "“" + words + "”"
}

// saying is what an annotation says, in a line.
func (s *Screen) saying(x annotate.Annotation) string {
	g := s.theme.Glyphs
	var parts []string
	if len(x.Labels) > 0 {
		parts = append(parts, strings.Join(x.Labels, ", "))
	}
	parts = append(parts, s.page.Attributes(x)...)
	if flag := screen.Flag(x); flag != "" {
		parts = append(parts, flag)
	}
	if x.Speaker != "" {
		parts = append(parts, g.Speaker+" "+x.Speaker)
	}
	if x.Note != "" {
		parts = append(parts, g.Note+" "+annotate.Line(x.Note))
	}
	if len(x.Rejected) > 0 {
		parts = append(parts, "not "+strings.Join(x.Rejected, ", "))
	}
	return screen.Safe(strings.Join(parts, " · "))
}

// orphanKeys is the keys that are about an orphan.
func (s *Screen) orphanKeys() screen.Group {
	k := s.keys
	return screen.Group{Title: "Annotations without a place", Bindings: []key.Binding{
		screen.Does(k.Open, "attach it here"), screen.Does(k.Next, "the next one"), screen.Does(k.Previous, "the one before"),
		screen.Does(k.Accept, "add it to what is said here"), screen.Does(k.Select, "attach it to words"),
		screen.Does(k.Remove, "delete it"), screen.Does(k.Back, "leave them"),
	}}
}
