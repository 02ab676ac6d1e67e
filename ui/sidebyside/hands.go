package sidebyside

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"

	"rashomon/annotate"
	"rashomon/compare"
	"rashomon/ui/screen"
)

// hand acts on the keys with which a person rules on links and conflicts, and carries what
// is said of a sentence to its copies. It is asked before any other keys.
func (s *Screen) hand(p screen.Press) (out []screen.Request, handled bool) {
	k := s.keys
	if key.Matches(p, k.Back) && s.picked != nil && !slices.ContainsFunc(s.pages, (*screen.Page).Searching) {
		s.picked = nil
		return []screen.Request{screen.Say{Text: "let go of the picked sentence"}}, true
	}
	if !key.Matches(p, k.Pick, k.Same, k.Cut, k.Clash, k.Dismiss, k.Carry) {
		return nil, false
	}
	page, n, ok := s.current()
	switch {
	case !ok:
		return say("%s is silent here: there is no sentence to rule on", screen.ReportName(s.focus)), true
	case s.comparing.Found == nil:
		return say("not compared yet"), true
	}
	here := compare.Ref{Report: page, Sentence: n}
	switch {
	case key.Matches(p, k.Pick):
		return s.pick(here), true
	case key.Matches(p, k.Same):
		return s.ruleLink(here, true), true
	case key.Matches(p, k.Cut):
		return s.ruleLink(here, false), true
	case key.Matches(p, k.Clash):
		return s.clash(here), true
	case key.Matches(p, k.Dismiss):
		return s.dismiss(here), true
	}
	return s.carry(here), true
}

func say(format string, args ...any) []screen.Request {
	return []screen.Request{screen.Say{Text: fmt.Sprintf(format, args...)}}
}

// refName is a sentence as the screens name it: A 13.
func refName(r compare.Ref) string {
	return fmt.Sprintf("%s %d", screen.ReportName(r.Report), r.Sentence+1)
}

// pick takes hold of a sentence, so that the next key rules on it and another.
func (s *Screen) pick(here compare.Ref) []screen.Request {
	if s.picked != nil && *s.picked == here {
		s.picked = nil
		return say("let go of %s", refName(here))
	}
	s.picked = &here
	k := s.keys
	return say("picked %s: go to a sentence of another report, then %s they say the same, %s they do not, %s they contradict",
		refName(here), screen.Shortcut(k.Same), screen.Shortcut(k.Cut), screen.Shortcut(k.Clash))
}

// pair is the two sentences that a ruling is on: the picked one and the current one, or the
// current one and the one that it is compared with.
func (s *Screen) pair(here compare.Ref) (other compare.Ref, why string) {
	switch {
	case s.picked == nil:
		to, ok := s.counterpartOf(here)
		if !ok {
			return here, fmt.Sprintf("%s is linked to nothing: %s picks it, to be linked with another", refName(here), screen.Shortcut(s.keys.Pick))
		}
		return to, ""
	case *s.picked == here:
		return here, "this is the picked sentence: go to one of another report"
	case s.picked.Report == here.Report:
		return here, fmt.Sprintf("%s is of the same report: go to one of another", refName(*s.picked))
	}
	return *s.picked, ""
}

// ruleLink says that two sentences say the same, or that they do not.
func (s *Screen) ruleLink(here compare.Ref, same bool) []screen.Request {
	other, why := s.pair(here)
	if why != "" {
		return say("%s", why)
	}
	s.picked = nil
	links := s.comparing.Found.Links
	i := slices.IndexFunc(links, func(l compare.Link) bool { return l.A == here && l.B == other || l.A == other && l.B == here })
	what := "linked"
	switch {
	case same && i >= 0 && links[i].Ruling != 0:
		return say("the link of %s and %s is confirmed already", refName(here), refName(other))
	case same && i >= 0:
		what = "confirmed the link of"
	case !same:
		what = "cut the link of"
	}
	what = fmt.Sprintf("%s %s and %s", what, refName(here), refName(other))
	return s.rule(what, s.ruling(annotate.OnLink, same, "", "", s.comparing.Spot(here, annotate.Span{}), s.comparing.Spot(other, annotate.Span{})))
}

// rule makes rulings and says what they do.
func (s *Screen) rule(what string, rulings ...annotate.Ruling) []screen.Request {
	out := s.comparing.Rule(what, s.annotator(), s.labelling.Now(), rulings...)
	return append(out, screen.Say{Text: what + " · " + screen.Shortcut(s.keys.Undo) + " undoes"})
}

func (s *Screen) annotator() string { return s.page().Reading.Annotator }

func (s *Screen) ruling(on annotate.Matter, stands bool, about, note string, places ...annotate.Place) annotate.Ruling {
	return annotate.NewRuling(on, stands, about, note, s.annotator(), s.labelling.Now(), places...)
}

// clash confirms the conflicts of a sentence, with a note; brings back those that were
// dismissed where there are no others; and makes one of the picked sentence and this one.
func (s *Screen) clash(here compare.Ref) []screen.Request {
	if s.picked != nil {
		return s.makeConflict(here)
	}
	found := conflictsOf(s.comparing.Found.Conflicts, here)
	if len(found) == 0 {
		found = conflictsOf(s.comparing.Found.Dismissed, here)
	}
	if len(found) == 0 {
		return say("%s contradicts nothing that was found: %s picks it, to set it against another", refName(here), screen.Shortcut(s.keys.Pick))
	}
	return []screen.Request{screen.Ask{
		Title: "note on the conflict about " + screen.Safe(found[0].About), Value: found[0].Note,
		Done: func(note string) []screen.Request {
			return s.rule("confirmed the conflict about "+found[0].About, s.comparing.OnConflicts(found, true, note, s.annotator(), s.labelling.Now())...)
		},
	}}
}

// makeConflict asks what the picked sentence and this one contradict each other about.
func (s *Screen) makeConflict(here compare.Ref) []screen.Request {
	other, why := s.pair(here)
	if why != "" {
		return say("%s", why)
	}
	return []screen.Request{screen.Ask{
		Title: fmt.Sprintf("what %s and %s contradict each other about", refName(other), refName(here)),
		Done: func(about string) []screen.Request {
			if annotate.Line(about) == "" {
				return say("a conflict is about something: say what in a word or two")
			}
			s.picked = nil
			return s.rule(fmt.Sprintf("%s and %s contradict each other about %s", refName(other), refName(here), annotate.Line(about)),
				s.ruling(annotate.OnConflict, true, about, "", s.comparing.Spot(other, annotate.Span{}), s.comparing.Spot(here, annotate.Span{})))
		},
	}}
}

// dismiss takes the conflicts of a sentence away.
func (s *Screen) dismiss(here compare.Ref) []screen.Request {
	found := conflictsOf(s.comparing.Found.Conflicts, here)
	if len(found) == 0 {
		return say("%s is in no conflict", refName(here))
	}
	return s.rule(fmt.Sprintf("dismissed the conflict of %s about %s", refName(here), found[0].About), s.comparing.OnConflicts(found, false, "", s.annotator(), s.labelling.Now())...)
}

// conflictsOf is the conflicts of a sentence that are about the same as its first.
func conflictsOf(all []compare.Conflict, here compare.Ref) (out []compare.Conflict) {
	for _, c := range all {
		if (c.A == here || c.B == here) && (len(out) == 0 || c.About == out[0].About) {
			out = append(out, c)
		}
	}
	return out
}

// copies is the sentences of other reports with the same words.
func (s *Screen) copies(here compare.Ref) (refs []compare.Ref) {
	if s.comparing.Found == nil {
		return nil
	}
	for _, l := range s.comparing.Found.Links {
		switch {
		case l.Relation != compare.Verbatim:
		case l.A == here:
			refs = append(refs, l.B)
		case l.B == here:
			refs = append(refs, l.A)
		}
	}
	return refs
}

// carry gives the copies of a sentence what is said of it, in one step.
func (s *Screen) carry(here compare.Ref) []screen.Request {
	copies := s.copies(here)
	if len(copies) == 0 {
		return say("no other report has %s word for word", refName(here))
	}
	from := s.comparing.Readings[here.Report]
	if a, ok := from.Sentence(here.Sentence); !ok || len(a.Labels) == 0 && a.Speaker == "" && a.Note == "" {
		return say("nothing is said of %s yet: label it first", refName(here))
	}
	to := make([]annotate.Copy, len(copies))
	for i, c := range copies {
		to[i] = annotate.Copy{Reading: s.comparing.Readings[c.Report], Sentence: c.Sentence}
	}
	change, carried, kept := from.Carry(here.Sentence, to, s.labelling.Now())
	said := fmt.Sprintf("carried to %s", screen.Count(carried, "copy", "copies"))
	if carried == 0 {
		said = "the copies say so already"
	}
	if kept > 0 {
		said += fmt.Sprintf(" · %s labelled otherwise by hand", screen.Count(kept, "stays as it is:", "stay as they are:"))
	}
	if carried == 0 {
		return say("%s", said)
	}
	for _, r := range s.comparing.Readings {
		r.Apply(change.Edits)
	}
	return append(s.labelling.Make(change), screen.Say{Text: said})
}

// offer says where else the sentence stands word for word, when something is said of it:
// at once, or when the line that is asked for has been written.
func (s *Screen) offer(here compare.Ref, out []screen.Request) []screen.Request {
	for i, r := range out {
		if ask, ok := r.(screen.Ask); ok {
			done := ask.Done
			ask.Done = func(text string) []screen.Request { return s.offer(here, done(text)) }
			out[i] = ask
		}
	}
	if !slices.ContainsFunc(out, func(r screen.Request) bool { _, made := r.(screen.Make); return made }) {
		return out
	}
	from, ok := s.comparing.Readings[here.Report].Sentence(here.Sentence)
	if !ok || len(from.Labels) == 0 && from.Speaker == "" && from.Note == "" {
		return out
	}
	var names []string
	for _, c := range s.copies(here) {
		if a, ok := s.comparing.Readings[c.Report].Sentence(c.Sentence); !ok || len(a.Labels) == 0 || a.Origin == annotate.Carried {
			names = append(names, refName(c))
		}
	}
	if len(names) == 0 {
		return out
	}
	return append(out, screen.Say{Text: fmt.Sprintf("word for word in %s: %s carries this there", strings.Join(names, ", "), screen.Shortcut(s.keys.Carry))})
}
