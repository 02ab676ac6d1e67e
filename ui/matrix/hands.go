package matrix

import (
	"fmt"
	"strings"

	"rashomon/annotate"
	"rashomon/compare"
	"rashomon/ui/screen"
)

// askName asks what to call the statement of the current row.
func (s *Screen) askName() []screen.Request {
	x, ok := s.row()
	switch {
	case !ok:
		return say("there is no statement to name here")
	case x.Dispute >= 0:
		return say("a dispute has its name from what is counted: its statements stand further down")
	}
	was, ruling := s.findings.name(x)
	members := s.members(x)
	return []screen.Request{screen.Ask{
		Title: "name of the statement (empty: none)", Value: was,
		Done: func(text string) []screen.Request {
			defer s.settle()
			return s.name(members, ruling, was, annotate.Line(text))
		},
	}}
}

// members is the sentences of a row's statement. A sentence of no statement is named alone:
// what it is linked to says it in part.
func (s *Screen) members(x *compare.MatrixRow) []compare.Ref {
	if x.Statement < 0 {
		return []compare.Ref{x.Lead}
	}
	return s.findings.of.Statements[x.Statement].Members
}

// name gives the statement of these sentences a name; an empty one takes it away.
func (s *Screen) name(members []compare.Ref, ruling annotate.ID, was, name string) []screen.Request {
	switch {
	case name == was:
		return say("nothing to change")
	case name == "":
		return s.comparing.Unrule(fmt.Sprintf("take away the name %q", was), s.annotator(), s.labelling.Now(), ruling)
	}
	var places []annotate.Place
	for _, m := range members {
		places = append(places, s.comparing.Spot(m, annotate.Span{}))
	}
	r := annotate.NewRuling(annotate.OnStatement, true, "", name, s.annotator(), s.labelling.Now(), places...)
	if ruling != 0 {
		r.ID = ruling
	}
	return s.comparing.Rule(fmt.Sprintf("name a statement %q", name), s.annotator(), s.labelling.Now(), r)
}

func (s *Screen) annotator() string { return s.comparing.Readings[0].Annotator }

// dispute is that of the current row; where there is none, out says why not.
func (s *Screen) dispute() (d compare.Dispute, out []screen.Request) {
	x, ok := s.row()
	switch {
	case ok && x.Dispute >= 0:
		return s.findings.disputes[x.Dispute], nil
	case ok && clashes(x):
		return d, say("numbers are ruled on in their own rows: " + screen.Shortcut(s.keys.PreviousConflict) + " goes there")
	}
	return d, say("no numbers conflict here")
}

// dismiss says that no two numbers of the current row's dispute contradict one another.
func (s *Screen) dismiss() []screen.Request {
	d, no := s.dispute()
	if no != nil {
		return no
	}
	return s.ruleOn("dismiss the conflict", d, false, "")
}

// askClash asks for a note to confirm the current row's dispute with.
func (s *Screen) askClash() []screen.Request {
	d, no := s.dispute()
	if no != nil {
		return no
	}
	return []screen.Request{screen.Ask{
		Title: "confirm the conflict, with a note", Value: d.Note, Editor: true,
		Done: func(text string) []screen.Request {
			defer s.settle()
			return s.ruleOn("confirm the conflict", d, true, strings.TrimSpace(text))
		},
	}}
}

// ruleOn rules on every conflict of a dispute in one change.
func (s *Screen) ruleOn(what string, d compare.Dispute, stands bool, note string) []screen.Request {
	conflicts := make([]compare.Conflict, len(d.Conflicts))
	for i, n := range d.Conflicts {
		conflicts[i] = s.findings.of.Conflicts[n]
	}
	rulings := s.comparing.OnConflicts(conflicts, stands, note, s.annotator(), s.labelling.Now())
	if d.About != "" {
		what += ": " + d.About
	}
	return s.comparing.Rule(what, s.annotator(), s.labelling.Now(), rulings...)
}

func say(text string) []screen.Request { return []screen.Request{screen.Say{Text: text}} }
