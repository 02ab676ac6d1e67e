package screen_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"

	"rashomon/ui/screen"
)

// FuzzRebind gives a binding any keys: either it is refused, in words that can be shown, or the
// binding has the keys, no other binding has lost its own, and going back still works.
func FuzzRebind(f *testing.F) {
	for _, seed := range [][2]string{{"undo", "U ctrl+y"}, {"next_undone", "]n"}, {"back", "f2"}, {"quit", "x"}, {"undo", "[ ] [[ ]] "}, {"undo", "ctrl+"}, {"note", "\x1b[31m"}, {"", ""}, {"flag", "shift+é ctrl+Ü"}, {"undo", "f13"}} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, name, keys string) {
		wanted := strings.Split(keys, " ")
		before := defaultKeys()
		after, err := before.Rebind(map[string][]string{name: wanted})
		if err != nil {
			if strings.ContainsFunc(err.Error(), unicode.IsControl) || !utf8.ValidString(err.Error()) {
				t.Errorf("a message that cannot be shown: %q", err)
			}
			return
		}
		if !key.Matches(screen.Press("esc"), after.Back) || !key.Matches(screen.Press("ctrl+c"), after.Quit) {
			t.Errorf("%q on %q: esc or ctrl+c has another meaning", keys, name)
		}
		had := before.Bindings()
		for i, b := range after.Bindings() {
			want := had[i].Keys
			if b.Name == name {
				want = wanted
			}
			for _, k := range want {
				if why := screen.Unbindable(k); b.Name == name && why != "" && k != "esc" {
					t.Errorf("%q has the key %q: %s", name, k, why)
				}
				if !strings.Contains(strings.Join(b.Keys, " "), k) {
					t.Errorf("%q on %q: %q has lost %q", keys, name, b.Name, k)
				}
			}
		}
	})
}
