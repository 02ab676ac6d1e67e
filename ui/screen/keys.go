package screen

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"

	"rashomon/annotate"
)

// Keys is every key of the program. Screens match against it and choose from it for
// their help, so what help, footer, palette and README say is what the keys do.
type Keys struct {
	Down, Up, First, Last            key.Binding
	HalfDown, HalfUp, Page, PageUp   key.Binding
	PageDown                         key.Binding // in a list, where space marks
	Left, Right, Column              key.Binding
	Open, Back                       key.Binding
	Search, Next, Previous           key.Binding
	NextChange, PreviousChange       key.Binding
	NextUndone, PreviousUndone       key.Binding
	Speaker, Note, Flag, Advance     key.Binding
	Undo, Redo, Repeat, Copy         key.Binding
	Filter, Sort, Mark, Fold, Unfold key.Binding
	Beside, Story, Rename, Remove    key.Binding
	Hook, Base, Sample               key.Binding
	NextConflict, PreviousConflict   key.Binding
	View, Only, Collapse             key.Binding // of the side-by-side screen
	Pick, Same, Cut, Clash, Dismiss  key.Binding // rulings
	Carry, Matrix, Brief, Name       key.Binding
	Write, Format, Suggestions       key.Binding // of the brief
	Suggest, Accept, AcceptAll       key.Binding // of the library: stories
	Select, OtherEnd                 key.Binding // words within or across sentences
	WordOn, WordBack                 key.Binding // while words are selected
	LetterOn, LetterBack             key.Binding
	WordAfter, WordBefore            key.Binding
	SentenceStart, SentenceEnd       key.Binding
	NextSpan, PreviousSpan           key.Binding
	Join, Split                      key.Binding // sentence boundaries
	Reason, Reject, Ghosts, External key.Binding // of flags; of suggestions
	Queue, Speakers, Scheme          key.Binding
	Read                             key.Binding // the report that a sentence of a queue is from
	Find, History, Progress          key.Binding
	Guidelines                       key.Binding
	Agreement, Adjudicate            key.Binding
	Choose, Blind, Pass              key.Binding // of adjudication: that annotator; names or not; by a rule
	Details, Revisions, Orphans      key.Binding // of a report
	Save                             key.Binding // what it states
	Newer, Older                     key.Binding // of its revisions
	Update                           key.Binding // of the library: feeds
	Backup, Unsaved                  key.Binding // of the library; of what the disk did not take
	Palette, Help, Mouse, Redraw     key.Binding
	Suspend, Leave, Quit             key.Binding
	Labels                           []key.Binding // one a label, in the scheme's order
	Attributes                       []key.Binding // one an attribute, in the scheme's order
}

// NewKeys is the default keys, with those of the scheme's labels.
func NewKeys(scheme annotate.Scheme) Keys {
	k := Keys{
		Down: bind("down", "j", "down"), Up: bind("up", "k", "up"),
		First: bind("first", "g", "home"), Last: bind("last", "G", "end"),
		HalfDown: bind("half a page down", "ctrl+d"), HalfUp: bind("half a page up", "ctrl+u"),
		Page: bind("a page down", "space", "pgdown"), PageUp: bind("a page up", "pgup"),
		PageDown: bind("a page down", "pgdown"),
		Left:     bind("report to the left", "h", "left", "shift+tab"), Right: bind("report to the right", "l", "right", "tab"),
		Column: bind("that report", "alt+1", "alt+2", "alt+3", "alt+4", "alt+5", "alt+6", "alt+7", "alt+8", "alt+9"),
		Open:   bind("open", "enter"), Back: bind("back", "esc"),
		Search: bind("search", "/"), Next: bind("next hit", "n"), Previous: bind("previous hit", "N"),
		NextChange: bind("next difference", "]d"), PreviousChange: bind("previous difference", "[d"),
		NextUndone: bind("next without a label", "]u"), PreviousUndone: bind("previous without a label", "[u"),
		Speaker: bind("speaker", "s"), Note: bind("note", "m"), Flag: bind("flag, skip, neither", "x"),
		Advance: bind("auto-advance on or off", "a"),
		Undo:    bind("undo", "u"), Redo: bind("redo", "ctrl+r"), Repeat: bind("repeat the last labels", "."),
		Copy:   bind("copy with source", "y"),
		Filter: bind("filter", "/"), Sort: bind("sort", "o"), Mark: bind("mark", "space"),
		Fold: bind("fold", "h", "left"), Unfold: bind("unfold", "l", "right"),
		Beside: bind("side by side", "b"), Story: bind("put into a story", "t"), Rename: bind("rename the story", "r"),
		Remove: bind("remove", "D"), Hook: bind("hook or unhook the panes", "z"), Base: bind("make it the base", "b"),
		NextConflict: bind("next conflict", "]c"), PreviousConflict: bind("previous conflict", "[c"),
		View: bind("aligned or free", "t"), Only: bind("all, differing, conflicts, only here", "o"),
		Collapse: bind("collapse what all share", "e"),
		Pick:     bind("pick, to link with another", "p"), Same: bind("these say the same", "="), Cut: bind("these do not: cut the link", "-"),
		Clash: bind("confirm the conflict, with a note", "!"), Dismiss: bind("dismiss the conflict", "d"),
		Carry:  bind("carry labels to the copies", "C"),
		Matrix: bind("matrix", "M"), Brief: bind("brief", "B"), Name: bind("name the statement", "r"),
		Write: bind("write to a file", "w"), Format: bind("Markdown, HTML, JSON", "o"), Suggestions: bind("with suggestions or without", "s"),
		Suggest: bind("suggest stories", "S"), Accept: bind("accept the suggested story", "+"), AcceptAll: bind("accept all suggested stories", "A"),
		Select: bind("select words", "v"), OtherEnd: bind("the other end", "o"),
		WordOn: bind("a word on", "l", "right"), WordBack: bind("a word back", "h", "left"),
		LetterOn: bind("a letter on", "L", "shift+right"), LetterBack: bind("a letter back", "H", "shift+left"),
		WordAfter: bind("the word after alone", "w"), WordBefore: bind("the word before alone", "b"),
		SentenceStart: bind("to the sentence's first word", "0"), SentenceEnd: bind("to the sentence's end", "$"),
		NextSpan: bind("next labelled span", "]s"), PreviousSpan: bind("previous labelled span", "[s"),
		Join: bind("join with the next sentence", "J"), Split: bind("split the sentence here", "|"),
		Reason: bind("flag or skip, with a reason", "X"), Reject: bind("turn the suggestion down", "-"),
		Ghosts: bind("show suggestions or not", "I"), External: bind("ask the external suggester", "E"),
		Queue: bind("label a queue", "Q"), Read: bind("read the report here", "o"), Speakers: bind("who speaks in this story", "W"), Scheme: bind("another scheme", "alt+s"),
		Find: bind("find in all reports", "F"), History: bind("history", "H"), Progress: bind("progress", "P"),
		Guidelines: bind("guidelines", "K"),
		Agreement:  bind("how far annotators agree", "R"), Adjudicate: bind("decide where annotators differ", "T"),
		Choose: bind("take what that annotator says", "1", "2", "3", "4", "5", "6", "7", "8", "9"), Blind: bind("with names or blind", "b"),
		Pass:    bind("decide by a rule: majority, best annotator", "M"),
		Details: bind("what the report states: title, source, date", "alt+i"), Revisions: bind("revisions of the text", "V"),
		Save:    bind("save", "ctrl+s"),
		Orphans: bind("annotations without a place", "O"),
		Newer:   bind("the next revision", "l", "right"), Older: bind("the revision before", "h", "left"),
		Update: bind("update the feeds", "alt+u"),
		Backup: bind("back up the library", "alt+b"), Unsaved: bind("what is not saved: again, or elsewhere", "alt+w"),
		Sample:  bind("bring in the sample story", "e"),
		Palette: bind("commands", "ctrl+p", ":"), Help: bind("help", "?"), Mouse: bind("mouse on or off", "alt+m"),
		Redraw: bind("draw again", "ctrl+l"), Suspend: bind("suspend", "ctrl+z"),
		Leave: bind("leave", "q"), Quit: bind("leave", "ctrl+c"),
	}
	k.Labels, k.Attributes = schemeKeys(scheme)
	return k
}

// schemeKeys is the keys of a scheme's labels and attributes.
func schemeKeys(scheme annotate.Scheme) (labels, attributes []key.Binding) {
	for i, l := range scheme.Labels {
		labels = append(labels, bind(Safe(l.Name), scheme.LabelKeys(i)...))
	}
	for _, a := range scheme.Attributes {
		attributes = append(attributes, bind(Safe(a.Name), a.Key))
	}
	return labels, attributes
}

func bind(does string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(written(keys), does))
}

// Does is a binding with other words for what it does on a screen.
func Does(b key.Binding, what string) key.Binding {
	b.SetHelp(b.Help().Key, what)
	return b
}

// written is how keys are shown: the first of them, and a second where it is shorter to say both.
func written(keys []string) string {
	show := map[string]string{"up": "↑", "down": "↓", "left": "←", "right": "→", "enter": "⏎", "pgdown": "PgDn", "pgup": "PgUp", "home": "Home", "end": "End", "shift+tab": "⇧tab"}
	var out []string
	for _, k := range keys {
		if s, ok := show[k]; ok {
			k = s
		}
		out = append(out, k)
	}
	if len(out) > 4 {
		return out[0] + "…" + out[len(out)-1]
	}
	return strings.Join(out, " ")
}

// Shortcut is a binding's first key: what the footer shows.
func Shortcut(b key.Binding) string {
	if len(b.Keys()) == 0 {
		return ""
	}
	return written(b.Keys()[:1])
}

// Step is how many lines a key moves in a list that shows so many at a time; ok is false for
// a key that moves by no such step.
func (k Keys) Step(p Press, shown int) (lines int, ok bool) {
	page := max(shown-1, 1)
	switch {
	case key.Matches(p, k.Down):
		return 1, true
	case key.Matches(p, k.Up):
		return -1, true
	case key.Matches(p, k.HalfDown):
		return (page + 1) / 2, true
	case key.Matches(p, k.HalfUp):
		return -(page + 1) / 2, true
	case key.Matches(p, k.PageDown):
		return page, true
	case key.Matches(p, k.PageUp):
		return -page, true
	}
	return 0, false
}

// Group is bindings that help shows together.
type Group struct {
	Title    string
	Bindings []key.Binding
}

// Everywhere is the keys that work on every screen.
func (k Keys) Everywhere() Group {
	return Group{"Everywhere", []key.Binding{k.Undo, k.Redo, k.Find, k.History, k.Progress, k.Agreement, k.Adjudicate, k.Guidelines, k.Scheme, k.Backup, k.Unsaved, k.Palette, k.Help, k.Mouse, k.Redraw, k.Suspend, k.Quit}}
}

// Moving is the keys that move in a text.
func (k Keys) Moving() Group {
	return Group{"Moving", []key.Binding{k.Down, k.Up, k.First, k.Last, k.HalfDown, k.HalfUp, k.Page, k.PageUp, k.NextUndone, k.PreviousUndone, k.Search, k.Next, k.Previous, k.Back}}
}

// Selecting is the keys that select words. All but the first three mean that only while some
// are selected.
func (k Keys) Selecting() Group {
	return Group{"Selecting words", []key.Binding{
		k.Select, k.NextSpan, k.PreviousSpan, k.WordOn, k.WordBack, k.LetterOn, k.LetterBack, Does(k.Down, "a sentence on"), Does(k.Up, "a sentence back"),
		k.SentenceStart, k.SentenceEnd, k.OtherEnd, k.WordAfter, k.WordBefore,
		Does(k.Open, "the labelled span has these words now"), Does(k.Back, "leave the words"),
	}}
}

// Selects is Selecting for the help of a text in which nothing is selected: those that mean
// something else there are shown, but nobody can choose them.
func (k Keys) Selects() Group {
	g := k.Selecting()
	for i := range g.Bindings[3:] {
		g.Bindings[3+i].SetEnabled(false)
	}
	return g
}

// Labelling is the keys that say something of a sentence.
func (k Keys) Labelling() Group {
	return Group{"Labelling", slices.Concat(k.Labels, k.Attributes, []key.Binding{k.Speaker, k.Note, k.Flag, k.Reason, k.Repeat, k.Advance, k.Copy})}
}
