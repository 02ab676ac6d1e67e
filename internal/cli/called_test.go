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
}
