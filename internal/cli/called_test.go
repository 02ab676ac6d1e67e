package cli

import "testing"

func TestHintsNameTheLibrary(t *testing.T) {
	t.Parallel()
	hint := "'rashomon check' says what is damaged, 'rashomon recover IN OUT' saves it, 'rashomon scheme edit NAME' and 'show' work"
	if got := (&app{}).asGiven(hint); got != hint {
		t.Errorf("without --library: %s", got)
	}
	want := "'rashomon --library a/k.db check' says what is damaged, 'rashomon recover IN OUT' saves it, 'rashomon --library a/k.db scheme edit NAME' and 'show' work"
	if got := (&app{library: "a/k.db"}).asGiven(hint); got != want {
		t.Errorf("with --library: %s", got)
	}
	want = "see “rashomon --library 'my d/k.db' restore --to X”"
	if got := (&app{library: "my d/k.db"}).asGiven("see 'rashomon restore --to X'"); got != want {
		t.Errorf("with a path that is quoted: %s", got)
	}
}
