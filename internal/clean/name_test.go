package clean

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzName prints names of anything: nothing in them disturbs, and a plain one is as it was.
func FuzzName(f *testing.F) {
	for _, seed := range []string{"report.txt", "", "a\x1b[2J", "a\u034f", "\u0600", "é\u202e", "\xff", "می\u200cخواهم", "a\nb"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		shown := Name(name)
		if shown == "" || strings.ContainsFunc(shown, Disturbs) || !utf8.ValidString(shown) {
			t.Errorf("%q is shown as %q", name, shown)
		}
		if name != "" && Line(name) == name && shown != name {
			t.Errorf("%q, which is plain, is shown as %q", name, shown)
		}
	})
}
