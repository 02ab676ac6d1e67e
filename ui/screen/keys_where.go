package screen

import (
	"reflect"
	"slices"
	"strings"
	"unicode"

	"charm.land/bubbles/v2/key"
)

// screens is where a key may be pressed, one bit a screen; selecting is a text while words are selected in it.
type screens uint16

const (
	inLibrary screens = 1 << iota
	inReader
	inBeside
	inFocus
	selecting
	inMatrix
	inBrief
	inFind
	inHistory
	inCounts
	inSpeakers
	inAgreement
	inAdjudicate
	inRevisions
	inDetails

	inText     = inReader | inBeside | inFocus                                                      // where one labels sentences
	labelled   = inText | selecting | inAdjudicate                                                  // where a scheme's keys are in force
	inLists    = inFind | inHistory | inCounts | inSpeakers | inAgreement | inRevisions | inDetails // a line each
	everywhere = inLibrary | labelled | inMatrix | inBrief | inLists
)

// screenNames is the screens in the order of their bits.
func screenNames() []string {
	return []string{"library", "reader", "side by side", "focus", "selecting words", "matrix", "brief", "find", "history", "progress", "speakers", "agreement", "adjudication", "revisions", "details"}
}

// String is the names of the screens.
func (p screens) String() string {
	if p == everywhere {
		return "everywhere"
	}
	var in, out []string
	for i, n := range screenNames() {
		if p&(1<<i) != 0 {
			in = append(in, n)
		} else {
			out = append(out, n)
		}
	}
	if len(out) < 3 {
		return "everywhere but " + strings.Join(out, ", ")
	}
	return strings.Join(in, ", ")
}

// force is where a binding is in force.
type force struct {
	where   screens
	removes bool   // it takes something away: never on a key that is pressed by habit
	as      string // bindings that do the same thing, each on its screens, may share their keys
}

// forces is where each binding of Keys is in force, by its field. Those that are missing
// cannot be given other keys.
func forces() map[string]force {
	return map[string]force{
		"Down": {where: everywhere}, "Up": {where: everywhere}, "First": {where: everywhere}, "Last": {where: everywhere},
		"HalfDown": {where: everywhere}, "HalfUp": {where: everywhere}, "PageUp": {where: everywhere},
		"Page":     {where: labelled | inMatrix | inBrief | inLists, as: "page"},
		"PageDown": {where: inLibrary | inFocus | inMatrix | inLists | inAdjudicate, as: "page"},
		"Left":     {where: inText | inMatrix | inFind | inAdjudicate, as: "left"}, "Right": {where: inText | inMatrix | inFind | inAdjudicate, as: "right"},
		"Open": {where: everywhere}, "Back": {where: everywhere},
		"Search": {where: inText | inBrief | inFind | inCounts | inAgreement | inRevisions, as: "search"}, "Filter": {where: inLibrary | inMatrix | inHistory | inSpeakers | inAdjudicate, as: "search"},
		"Next": {where: inLibrary | inText | inBrief | inFind | inAdjudicate | inRevisions}, "Previous": {where: inLibrary | inText | inBrief | inFind | inAdjudicate | inRevisions},
		"NextChange": {where: inBeside | inBrief | inCounts | inAgreement | inRevisions}, "PreviousChange": {where: inBeside | inBrief | inCounts | inAgreement | inRevisions},
		"NextUndone": {where: inText | inBrief | inAdjudicate}, "PreviousUndone": {where: inText | inBrief | inAdjudicate},
		"NextConflict": {where: inBeside | inMatrix}, "PreviousConflict": {where: inBeside | inMatrix},
		"NextSpan": {where: labelled}, "PreviousSpan": {where: labelled},

		"Speaker": {where: labelled}, "Note": {where: labelled}, "Flag": {where: labelled}, "Reason": {where: labelled}, "Advance": {where: labelled},
		"Repeat": {where: labelled}, "Copy": {where: labelled | inMatrix | inBrief | inLists},
		"Undo": {where: everywhere}, "Redo": {where: everywhere},
		"Select": {where: labelled}, "OtherEnd": {where: selecting},
		"WordOn": {where: selecting}, "WordBack": {where: selecting}, "LetterOn": {where: selecting}, "LetterBack": {where: selecting},
		"WordAfter": {where: selecting}, "WordBefore": {where: selecting}, "SentenceStart": {where: selecting}, "SentenceEnd": {where: selecting},
		"Join": {where: labelled, removes: true}, "Split": {where: labelled, removes: true},
		"Reject": {where: inReader | inFocus | inAdjudicate, removes: true}, "Ghosts": {where: inText}, "External": {where: inText},

		"Sort": {where: inLibrary | inCounts | inAgreement}, "Mark": {where: inLibrary},
		"Fold": {where: inLibrary | inFind | inSpeakers, as: "left"}, "Unfold": {where: inLibrary | inFind | inSpeakers, as: "right"},
		"Beside": {where: inLibrary | inFind | inHistory}, "Story": {where: inLibrary},
		"Rename": {where: inLibrary | inCounts | inSpeakers | inAgreement}, "Remove": {where: inLibrary | inReader | inFind, removes: true},
		"Sample": {where: inLibrary}, "Suggest": {where: inLibrary}, "Accept": {where: inLibrary | inReader}, "AcceptAll": {where: inLibrary | inText},
		"Queue": {where: inLibrary | inText | inFind}, "Read": {where: inFocus | inAdjudicate}, "Speakers": {where: inLibrary | inText},

		"Hook": {where: inBeside}, "Base": {where: inBeside}, "View": {where: inBeside}, "Only": {where: inBeside}, "Collapse": {where: inBeside | inRevisions},
		"Pick": {where: inBeside | inSpeakers}, "Same": {where: inBeside | inSpeakers}, "Cut": {where: inBeside | inSpeakers, removes: true}, "Carry": {where: inBeside},
		"Clash": {where: inBeside | inMatrix}, "Dismiss": {where: inLibrary | inBeside | inMatrix, removes: true},
		"Matrix": {where: inLibrary | inBeside}, "Brief": {where: inLibrary | inBeside | inMatrix}, "Name": {where: inMatrix},
		"Write": {where: inBrief | inFind | inAdjudicate}, "Format": {where: inBrief}, "Suggestions": {where: inBrief},

		"Find": {where: everywhere &^ selecting}, "History": {where: everywhere &^ selecting}, "Progress": {where: everywhere &^ selecting},
		"Guidelines": {where: everywhere &^ selecting}, "Scheme": {where: everywhere &^ selecting},
		"Agreement": {where: everywhere &^ selecting}, "Adjudicate": {where: everywhere &^ selecting},
		"Blind": {where: inAdjudicate}, "Pass": {where: inAdjudicate},
		"Details": {where: inLibrary | inReader}, "Revisions": {where: inLibrary | inReader}, "Orphans": {where: inReader | inRevisions}, "Save": {where: inDetails}, "Update": {where: inLibrary},
		"Newer": {where: inRevisions, as: "right"}, "Older": {where: inRevisions, as: "left"},
		"Backup": {where: everywhere &^ selecting}, "Unsaved": {where: everywhere &^ selecting},
		"Palette": {where: everywhere}, "Help": {where: everywhere}, "Mouse": {where: everywhere}, "Redraw": {where: everywhere},
		"Leave": {where: inLibrary | inLists},
	}
}

// fixed is the bindings that cannot be given other keys, and why.
func fixed() map[string]string {
	return map[string]string{
		"Column":  "it is nine keys in their order",
		"Choose":  "it is nine keys in their order",
		"Suspend": "ctrl+z belongs to the terminal",
		"Quit":    "ctrl+c always leaves the program",
	}
}

// Bound is a binding under the name that the settings know it by.
type Bound struct {
	Name  string   `json:"name"`
	Keys  []string `json:"keys"`
	Does  string   `json:"does"`
	Where string   `json:"where"` // the screens on which it is in force
}

// Bindings is all bindings that can be given other keys, in the order of Keys.
func (k Keys) Bindings() (out []Bound) {
	in := forces()
	for _, field := range fields() {
		if f, ok := in[field]; ok {
			b := k.binding(field)
			out = append(out, Bound{Name: called(field), Keys: append([]string{}, b.Keys()...), Does: b.Help().Desc, Where: f.where.String()})
		}
	}
	return out
}

// fields is the names of the bindings in Keys.
func fields() (out []string) {
	t := reflect.TypeFor[Keys]()
	for i := range t.NumField() {
		if t.Field(i).Type == reflect.TypeFor[key.Binding]() {
			out = append(out, t.Field(i).Name)
		}
	}
	return out
}

// binding is a binding of k by its field.
func (k *Keys) binding(field string) *key.Binding {
	return reflect.ValueOf(k).Elem().FieldByName(field).Addr().Interface().(*key.Binding)
}

// called is a field's name as it is written in the settings: next_undone.
func called(field string) string {
	var b strings.Builder
	for i, r := range field {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// fieldCalled is the field of that name in the settings.
func fieldCalled(name string) (field string, ok bool) {
	all := fields()
	i := slices.IndexFunc(all, func(f string) bool { return called(f) == name })
	if i < 0 {
		return "", false
	}
	return all[i], true
}
