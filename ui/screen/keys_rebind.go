package screen

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rashomon/internal/byhand"
)

// BadKey is something wrong with the keys that somebody wants.
type BadKey struct {
	Binding string // its name in the settings; empty where it is about a scheme's own keys
	Label   string // or attribute, whose key it is; empty where it is about bindings only
	What    string
}

// BadKeys is all that is wrong with keys.
type BadKeys []BadKey

// Error is all of it on one line.
func (b BadKeys) Error() string {
	var out []string
	for _, x := range b {
		out = append(out, x.What)
	}
	return strings.Join(out, "; ")
}

// Rebind is the keys with others for some bindings, by their names; no keys take a binding
// off the keyboard. What is wrong is BadKeys: a name that is
// none, a key that cannot be bound, two bindings that want one key on one screen.
func (k Keys) Rebind(others map[string][]string) (Keys, error) {
	if len(others) == 0 { // at most starts
		return k, nil
	}
	var bad BadKeys
	names := slices.Sorted(maps.Keys(others))
	for _, name := range names {
		field, ok := fieldCalled(name)
		f, free := forces()[field]
		switch {
		case !ok:
			bad = append(bad, BadKey{Binding: name, What: fmt.Sprintf("there is no binding %q: the nearest is %q", Safe(name), byhand.Nearest(name, k.names()))})
			continue
		case !free:
			bad = append(bad, BadKey{Binding: name, What: fmt.Sprintf("‘%s’ cannot have other keys: %s", name, fixed()[field])})
			continue
		}
		keys := append([]string(nil), others[name]...) // nil: not enabled
		if field == "Back" && !slices.Contains(keys, "esc") {
			keys = append(keys, "esc")
		}
		bad = append(bad, f.refuse(name, field, keys)...)
		b := k.binding(field)
		b.SetKeys(keys...)
		b.SetHelp(written(keys), b.Help().Desc)
	}
	if len(bad) == 0 {
		bad = k.clashes(names)
	}
	if len(bad) > 0 {
		return k, bad
	}
	return k, nil
}

func (k Keys) names() (out []string) {
	for _, b := range k.Bindings() {
		out = append(out, b.Name)
	}
	return out
}

// refuse says which keys a binding cannot have.
func (f force) refuse(name, field string, keys []string) (bad BadKeys) {
	for _, p := range keys {
		why := Unbindable(p)
		switch {
		case field == "Back" && p == "esc":
			continue
		case why != "":
		case f.removes && byHabit(p):
			why = "it is pressed by habit, and this takes something away"
		case f.where&inLibrary != 0 && len(p) > 1 && (p[0] == '[' || p[0] == ']'):
			why = "in the library no two keys belong together"
		}
		if why != "" {
			bad = append(bad, BadKey{Binding: name, What: fmt.Sprintf("‘%s’ cannot have the key %q: %s", name, Safe(p), why)})
		}
	}
	return bad
}

// byHabit says whether a key is one that people press to scroll or to take back a letter.
func byHabit(p string) bool { return slices.Contains([]string{"ctrl+d", "backspace", "ctrl+h"}, p) }

// Clashes says which keys of the scheme are not to be had: those of a binding that is in
// force where one labels (both are named), and those that no label can have. It is nil or
// BadKeys.
func Clashes(k Keys) error {
	var bad BadKeys
	taken := k.owners(labelled)
	for _, o := range k.ofScheme() {
		for _, p := range o.keys {
			why := Unbindable(p)
			if why == "" && byHabit(p) {
				why = "it is pressed by habit"
			}
			if why != "" {
				bad = append(bad, BadKey{Label: o.name, What: fmt.Sprintf("%s cannot have the key %q: %s", o.what, Safe(p), why)})
				continue
			}
			for _, other := range wanting(p, taken) {
				bad = append(bad, BadKey{Label: o.name, What: fmt.Sprintf("%s and the binding ‘%s’ both want %s", o.what, other, p)})
			}
		}
	}
	if len(bad) > 0 {
		return bad
	}
	return nil
}

// wanting is the bindings that want a key somewhere, by who wants which.
func wanting(p string, by []byKey) (names []string) {
	for _, at := range by {
		for _, o := range at.owners[p] {
			if !slices.Contains(names, o.name) {
				names = append(names, o.name)
			}
		}
	}
	return names
}

// owner is a binding, label or attribute that wants keys.
type owner struct {
	name, what, as string
	keys           []string
}

// ofScheme is the scheme's labels and attributes.
func (k Keys) ofScheme() (out []owner) {
	for _, b := range k.Labels {
		out = append(out, owner{name: b.Help().Desc, what: "label ‘" + Safe(b.Help().Desc) + "’", keys: b.Keys()})
	}
	for _, b := range k.Attributes {
		out = append(out, owner{name: b.Help().Desc, what: "attribute ‘" + Safe(b.Help().Desc) + "’", keys: b.Keys()})
	}
	return out
}

// byKey is the bindings that are in force on one screen, by key.
type byKey struct {
	at     screens
	owners map[string][]owner
}

// owners is the bindings that are in force on each of the screens. Those that cannot be given
// other keys are in force everywhere.
func (k Keys) owners(where screens) (out []byKey) {
	for at := screens(1); at < everywhere; at <<= 1 {
		if at&where != 0 {
			out = append(out, byKey{at, map[string][]owner{}})
		}
	}
	in := forces()
	for _, field := range fields() {
		if field == "Choose" { // where annotators are numbered, labels have no digits
			continue
		}
		f, free := in[field]
		o := owner{name: called(field), as: f.as}
		for _, p := range k.binding(field).Keys() {
			for _, x := range out {
				if !free || f.where&x.at != 0 {
					x.owners[p] = append(x.owners[p], o)
				}
			}
		}
	}
	return out
}

// clashes is where two bindings want one key on one screen. Those in names are to blame.
func (k Keys) clashes(names []string) (bad BadKeys) {
	seen := map[string]bool{}
	for _, x := range k.owners(everywhere) {
		at, bound := x.at, x.owners
		for _, p := range slices.Sorted(maps.Keys(bound)) {
			for i, a := range bound[p] {
				for _, b := range bound[p][:i] {
					if a.as != "" && a.as == b.as || seen[p+" "+a.name+" "+b.name] {
						continue
					}
					seen[p+" "+a.name+" "+b.name] = true
					blame := a.name
					if !slices.Contains(names, blame) {
						blame = b.name
					}
					bad = append(bad, BadKey{Binding: blame, What: fmt.Sprintf("the bindings ‘%s’ and ‘%s’ both want %s (%s)", b.name, a.name, p, at)})
				}
			}
		}
	}
	return bad
}

// Unbindable says why nothing can be bound to a key; it is empty where something can.
func Unbindable(p string) string {
	switch p {
	case "":
		return "no key is called so"
	case "ctrl+c":
		return "it always leaves the program"
	case "ctrl+z":
		return "it belongs to the terminal"
	case "esc":
		return "it always goes back"
	case "[", "]":
		return "two keys begin with it, like " + p + "d"
	case "ctrl+i", "ctrl+m", "ctrl+[":
		return "terminals send it for " + map[string]string{"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+[": "esc"}[p]
	case " ":
		return `write "space"`
	}
	if p[0] == '[' || p[0] == ']' {
		p = p[1:]
	}
	key := p
	for _, m := range []string{"ctrl+", "alt+", "shift+"} {
		key = strings.TrimPrefix(key, m)
	}
	r, size := utf8.DecodeRuneInString(key)
	switch {
	case size == len(key) && size > 0:
		if r == utf8.RuneError || !unicode.IsGraphic(r) || unicode.IsSpace(r) || unicode.Is(unicode.Mn, r) {
			return "it is no character that can be typed"
		}
		if strings.HasPrefix(p, "shift+") {
			return fmt.Sprintf("write it as what is typed: %q", string(unicode.ToUpper(r)))
		}
		if strings.Contains(p, "ctrl+") && unicode.IsUpper(r) {
			return fmt.Sprintf("write %q", strings.ToLower(p))
		}
		return ""
	case slices.Contains(keyNames(), key):
		return ""
	}
	return fmt.Sprintf("no key is called so: the nearest is %q", byhand.Nearest(key, keyNames()))
}

// keyNames is how Bubble Tea names keys that type no character.
func keyNames() []string {
	out := []string{"enter", "tab", "space", "backspace", "delete", "insert", "up", "down", "left", "right", "home", "end", "pgup", "pgdown"}
	for n := range 12 {
		out = append(out, fmt.Sprintf("f%d", n+1))
	}
	return out
}
