package screen

import (
	"fmt"
	"slices"

	"charm.land/bubbles/v2/key"

	"rashomon/annotate"
)

// selection is words selected in a text. One of its ends moves; what is selected at the
// other stays so, whichever way the moving end goes.
//
// A selection is held when it has just been labelled, or when somebody went to a labelled
// span: keys that say something are about it, keys that move its ends begin to stretch it,
// and any other key lets go of it. So nobody has to leave it by hand.
type selection struct {
	fixed, moving int           // its ends, as offsets
	home          annotate.Span // what stays selected, at the fixed end
	held          bool
	was           annotate.Span // of what is said of it, before its ends were moved; empty for none
}

// span is what is selected.
func (s *selection) span() annotate.Span {
	return annotate.Span{Start: min(s.fixed, s.moving), End: max(s.fixed, s.moving)}
}

// stretching says whether the ends of a labelled span have been moved.
func (s *selection) stretching() bool { return s.was.Len() > 0 && s.was != s.span() }

// Selecting says whether words are selected.
func (p *Page) Selecting() bool { return p.sel != nil }

// Modal says whether words are selected of which nothing has been said yet, or whose ends
// have been moved: nearly all keys are about them.
func (p *Page) Modal() bool { return p.sel != nil && !p.sel.held }

// Selection is what is selected; empty where nothing is.
func (p *Page) Selection() annotate.Span {
	if p.sel == nil {
		return annotate.Span{}
	}
	return p.sel.span()
}

// Deselect lets go of what is selected. The next selection begins after it, or where it was
// if nothing has been said of it.
func (p *Page) Deselect() {
	if p.sel == nil {
		return
	}
	s := p.sel.span()
	if p.next = s; p.sel.held {
		p.next = annotate.Span{Start: s.End, End: s.End}
	}
	p.sel = nil
}

// Target is what the labelling keys are about: what is selected, or else the current sentence.
func (p *Page) Target() annotate.Target {
	if p.sel != nil {
		return annotate.OnSpan(p.sel.span())
	}
	return annotate.OnSentence(p.Pane.Cursor())
}

// selecting acts on the keys that select words, and on all that are about those selected.
func (p *Page) selecting(press Press) (out []Request, handled bool) {
	k := p.keys
	switch {
	case key.Matches(press, k.NextSpan):
		return p.nextSpan(1), true
	case key.Matches(press, k.PreviousSpan):
		return p.nextSpan(-1), true
	case key.Matches(press, k.Select) && (p.sel == nil || p.sel.held):
		return p.selectWord(), true
	case p.sel == nil:
		return nil, false
	case key.Matches(press, k.Select, k.Back):
		p.Deselect()
		return nil, true
	case key.Matches(press, k.Labels...), key.Matches(press, k.Attributes...), key.Matches(press, k.Speaker, k.Note, k.Flag, k.Reason, k.Repeat):
		return p.say(press), true
	case key.Matches(press, k.Copy, k.Undo, k.Redo, k.Advance):
		out, _, _ = p.labelling.Press(press, p.Reading, p.Target())
		return out, true
	case key.Matches(press, k.Open):
		return p.enter(), true
	}
	if out, handled := p.moveEnds(press); handled {
		return out, true
	}
	if p.sel.held {
		p.Deselect()
		return nil, false
	}
	switch {
	case key.Matches(press, k.Down):
		return p.extend(sentencesOf, 1), true
	case key.Matches(press, k.Up):
		return p.extend(sentencesOf, -1), true
	}
	return nil, false
}

// moveEnds acts on the keys that move the ends of a selection.
func (p *Page) moveEnds(press Press) (out []Request, handled bool) {
	k := p.keys
	switch {
	case key.Matches(press, k.WordOn):
		out = p.extend(wordsOf, 1)
	case key.Matches(press, k.WordBack):
		out = p.extend(wordsOf, -1)
	case key.Matches(press, k.LetterOn):
		out = p.nudge(1)
	case key.Matches(press, k.LetterBack):
		out = p.nudge(-1)
	case key.Matches(press, k.WordAfter):
		out = p.another(1)
	case key.Matches(press, k.WordBefore):
		out = p.another(-1)
	case key.Matches(press, k.SentenceStart):
		out = p.toEdge(false)
	case key.Matches(press, k.SentenceEnd):
		out = p.toEdge(true)
	case key.Matches(press, k.OtherEnd):
		p.otherEnd()
	default:
		return nil, false
	}
	return out, true
}

// selectWord begins a selection in the current sentence: at the hit of a search that was
// shown last, after what was selected last, or at the first word.
func (p *Page) selectWord() []Request {
	p.Deselect()
	n := p.Pane.Cursor()
	if n >= len(p.Reading.Body.Sentences) {
		return []Request{Say{Text: "there is no sentence here"}}
	}
	words := p.stopsOf(n).words
	if len(words) == 0 {
		return []Request{Say{Text: fmt.Sprintf("there are no words in sentence %d to select", n+1)}}
	}
	home := words[0]
	if at := p.from(n); at.Len() > 0 {
		home = at
	} else if i := slices.IndexFunc(words, func(w annotate.Span) bool { return w.Start >= at.Start }); i >= 0 {
		home = words[i]
	}
	p.begin(home)
	return nil
}

// from is where a selection in sentence n begins: at these words, or after the offset.
func (p *Page) from(n int) annotate.Span {
	s := p.span(n)
	at := p.next
	if !s.Holds(at.Start) {
		if i := slices.IndexFunc(p.hits, func(h annotate.Span) bool { return h.Overlaps(s) }); i >= 0 {
			at = p.hits[i]
		}
	}
	if !s.Holds(at.Start) {
		return annotate.Span{Start: s.Start, End: s.Start}
	}
	if at.Len() == 0 {
		return at
	}
	first, ok := p.after(lettersOf, at.Start, false)
	last, also := p.before(lettersOf, at.End, false)
	if !ok || !also || last.End <= first.Start {
		return annotate.Span{Start: s.Start, End: s.Start}
	}
	return annotate.Span{Start: first.Start, End: last.End}
}

// nowhere is a span that no sentence holds.
func nowhere() annotate.Span { return annotate.Span{Start: -1, End: -1} }

func (p *Page) begin(home annotate.Span) {
	p.sel = &selection{fixed: home.Start, moving: home.End, home: home}
	p.follow()
}

// hold selects a span of which something is said.
func (p *Page) hold(s annotate.Span) {
	p.begin(s)
	p.sel.held, p.sel.home = true, p.homeAt(s, false)
}

// homeAt is the first word of a span, or the last; all of it where there is none.
func (p *Page) homeAt(s annotate.Span, last bool) annotate.Span {
	w, ok := p.after(wordsOf, s.Start, false)
	if last {
		w, ok = p.before(wordsOf, s.End, false)
	}
	if w.Start, w.End = max(w.Start, s.Start), min(w.End, s.End); !ok || w.Len() <= 0 {
		return s
	}
	if last {
		w.End = s.End
	} else {
		w.Start = s.Start
	}
	return w
}

// changes notes that the ends of the selection are about to move.
func (p *Page) changes() {
	if s := p.sel; s.held {
		s.held, s.was = false, annotate.Span{}
		if _, said := p.Reading.At(annotate.OnSpan(s.span())); said {
			s.was = s.span()
		}
	}
}

// extend moves the moving end to the next word, or sentence, or the one before.
func (p *Page) extend(kind func(stops) []annotate.Span, way int) []Request {
	p.changes()
	s := p.sel
	to, ok := annotate.Span{}, false
	switch right := s.moving > s.fixed; {
	case way > 0 && right, way > 0 && s.moving == s.home.Start:
		if to, ok = p.after(kind, s.span().End, false); ok {
			s.fixed, s.moving = s.home.Start, to.End
		}
	case way > 0:
		if to, ok = p.after(kind, s.moving, true); ok && to.Start < s.home.Start {
			s.moving = to.Start
		} else {
			s.fixed, s.moving, ok = s.home.Start, s.home.End, true
		}
	case !right, s.moving == s.home.End:
		if to, ok = p.before(kind, s.span().Start, false); ok {
			s.fixed, s.moving = s.home.End, to.Start
		}
	default:
		if to, ok = p.before(kind, s.moving, true); ok && to.End > s.home.End {
			s.moving = to.End
		} else {
			s.fixed, s.moving, ok = s.home.Start, s.home.End, true
		}
	}
	return p.moved(ok)
}

// nudge moves the moving end by a letter. One letter at least stays selected.
func (p *Page) nudge(way int) []Request {
	p.changes()
	s := p.sel
	right := s.moving > s.fixed
	to, ok := p.after(lettersOf, s.moving, !right)
	if way < 0 {
		to, ok = p.before(lettersOf, s.moving, right)
	}
	at := to.Start
	if right {
		at = to.End
	}
	if ok = ok && (right == (at > s.fixed)) && at != s.fixed; ok {
		s.moving = at
		all := s.span()
		s.home = annotate.Span{Start: max(s.home.Start, all.Start), End: min(s.home.End, all.End)}
	}
	return p.moved(ok)
}

// another selects the word after what is selected, or the one before, in its place.
func (p *Page) another(way int) []Request {
	s := p.sel.span()
	w, ok := p.after(wordsOf, s.End-1, true)
	if way < 0 {
		w, ok = p.before(wordsOf, s.Start+1, true)
	}
	if !ok {
		return p.moved(false)
	}
	p.begin(w)
	return nil
}

// toEdge moves the moving end to the end of its sentence, or to the first word of the
// sentence that the other end is in.
func (p *Page) toEdge(end bool) []Request {
	p.changes()
	s := p.sel
	if end {
		at, ok := p.after(sentencesOf, s.span().End-1, false)
		if ok {
			s.fixed, s.moving = s.home.Start, at.End
		}
		return p.moved(ok)
	}
	at, ok := p.before(sentencesOf, s.home.Start+1, false)
	if ok {
		s.fixed, s.moving = s.home.End, at.Start
	}
	return p.moved(ok)
}

// otherEnd has the other end move from now on.
func (p *Page) otherEnd() {
	p.changes()
	s := p.sel
	s.fixed, s.moving = s.moving, s.fixed
	s.home = p.homeAt(s.span(), s.fixed > s.moving)
	p.follow()
}

func (p *Page) moved(ok bool) []Request {
	if !ok {
		return []Request{Say{Text: "no further that way"}}
	}
	p.follow()
	return nil
}

// follow keeps the moving end in sight.
func (p *Page) follow() {
	at := annotate.Span{Start: p.sel.moving, End: p.sel.moving + 1}
	if p.sel.moving > p.sel.fixed {
		if last, ok := p.before(lettersOf, p.sel.moving, false); ok {
			at = last
		}
	}
	p.Pane.Follow(at)
}
