package sidebyside

import (
	"fmt"
	"slices"

	"charm.land/bubbles/v2/key"
	"github.com/charmbracelet/x/ansi"

	"rashomon/compare"
	"rashomon/ui/screen"
)

// Title is what the head of the screen says.
func (s *Screen) Title() string {
	title := screen.Count(len(s.pages), "report", "reports") + " side by side"
	if s.story.Title != "" {
		title = screen.Safe(s.story.Title)
	}
	if n := s.inView(); n < len(s.pages) {
		title += fmt.Sprintf(" · %d of %d in view", n, len(s.pages))
	}
	if s.view == s.aligned {
		title += s.aligned.chosen()
	}
	return title
}

// Status is what the status line says when there is no message: of the current sentence,
// its labels, what it contradicts, and where else it stands.
func (s *Screen) Status() string {
	page, n, ok := s.current()
	progress := s.comparing.Progress()
	if progress != "" {
		progress += " · "
	}
	if !ok {
		return progress + s.aligned.silence()
	}
	name, said, dispute, also := screen.ReportName(page), s.page().Describe(n), s.inWords(s.disputesOf(page, n)), ""
	if s.page().Modal() {
		return name + " " + said
	}
	if s.linked != nil {
		also = s.alsoIn(compare.Ref{Report: page, Sentence: n})
	}
	out := progress + name + " " + joined(said, dispute, also, s.modes())
	if dispute != "" && ansi.StringWidth(out) > s.width-len(" ✓ saved ") {
		return joined(dispute, progress+name+" "+said, also, s.modes())
	}
	return out
}

// modes is what is on, for the status line.
func (s *Screen) modes() string {
	var unhooked, advance string
	if s.view == s.free && s.free.unhooked {
		unhooked = "unhooked"
	}
	if s.labelling.Advance {
		advance = "auto-advance"
	}
	return joined(unhooked, advance)
}

// joined is the parts that say something, with dots between them.
func joined(parts ...string) (out string) {
	for _, p := range parts {
		if p != "" && out != "" {
			out += " · "
		}
		out += p
	}
	return out
}

// Hints is the keys of most use: to label, and to find what the reports do not agree on.
func (s *Screen) Hints() []key.Binding {
	k := s.keys
	out := append(slices.Clone(k.Labels), k.NextConflict, screen.Does(k.Only, "show only …"), k.Matrix, k.Brief, screen.Does(k.View, "free view"))
	return append(out, k.Speaker, k.Note, screen.Does(k.Right, "next report"), screen.Does(k.Same, "same"), screen.Does(k.Cut, "cut"), k.Flag, k.Copy)
}

// Help is the keys of the screen, in groups.
func (s *Screen) Help() []screen.Group {
	k := s.keys
	return []screen.Group{
		k.Labelling(), k.Selects(),
		{Title: "Side by side", Bindings: []key.Binding{k.Left, k.Right, k.Column, k.Base, k.View, k.Only, k.Collapse, k.Hook, screen.Does(k.Open, "read this report alone"), k.Matrix, k.Brief, k.Queue, k.Speakers, k.External}},
		{Title: "Differences", Bindings: []key.Binding{k.NextChange, k.PreviousChange, k.NextConflict, k.PreviousConflict}},
		{Title: "By hand", Bindings: []key.Binding{k.Pick, k.Same, k.Cut, k.Clash, k.Dismiss, k.Carry, k.Join, k.Split}},
		k.Moving(),
		screen.Signs(s.theme.Glyphs, true),
	}
}
