//go:build unix

package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rashomon/internal/termtest"
)

// labelled is a library in which one sentence is a fact.
func labelled(t *testing.T) (library string) {
	t.Helper()
	s := reading(t, termtest.Options{})
	s.press("f")
	s.saved("sentence 1 of 21 · fact")
	s.leave()
	return s.library
}

// exits waits for the end, with that exit code.
func (s session) exits(want int) {
	s.t.Helper()
	code, err := s.Wait()
	s.must(err)
	if code != want {
		s.t.Errorf("exit code %d, want %d; screen:\n%s", code, want, s.Screen())
	}
}

// Deleting a label in use asks, and u in the program brings it back with all that carried it.
func TestDeletingALabelInUseAsks(t *testing.T) {
	t.Parallel()
	library := labelled(t)
	s := start(t, termtest.Options{}, library, "scheme", "delete", "default", "fact")
	s.see(`"fact" stands on 1 annotation`)
	s.press("n", "<enter>")
	s.exits(1)
	if list := s.run("scheme", "list"); !strings.Contains(list, "fact, quote, claim") {
		t.Errorf("after no: %s", list)
	}
	s = start(t, termtest.Options{}, library, "scheme", "delete", "default", "fact")
	s.see("[y/N]")
	s.press("y", "<enter>")
	s.see("without fact: 1 annotation")
	s.exits(0)
	if list := s.run("scheme", "list"); !strings.Contains(list, "default  quote, claim") {
		t.Errorf("after yes: %s", list)
	}
	s = s.again()
	s.press("u")
	s.see("undo: scheme")
	s.leave()
	if list := s.run("scheme", "list"); !strings.Contains(list, "fact, quote, claim  (1 annotation)") {
		t.Errorf("after undo: %s", list)
	}
}

// A broken file is offered to the editor again, as it was left.
func TestABrokenSchemeIsEditedAgain(t *testing.T) {
	t.Parallel()
	library := labelled(t)
	dir := filepath.Dir(library)
	editor := filepath.Join(dir, "editor.sh")
	script := "#!/bin/sh\nif grep -q nonsense $1; then sed -i -e '/nonsense/d' -e 's/^name = \"fact\"/name = \"report\"\\nwas = [\"fact\"]/' $1; else echo nonsense >>$1; fi\n"
	if err := os.WriteFile(editor, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	env := []string{"VISUAL=" + editor, "TMPDIR=" + dir}
	s := start(t, termtest.Options{Env: env}, library, "scheme", "edit", "default")
	s.see("edit it again? [Y/n]")
	s.press("<enter>")
	s.see("fact becomes report: 1 annotation")
	s.exits(0)
	left, err := filepath.Glob(filepath.Join(dir, "rashomon-text-*", "*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}

	s = start(t, termtest.Options{Env: env}, library, "scheme", "edit", "default")
	s.see("edit it again? [Y/n]")
	s.press("n", "<enter>")
	s.see("what you wrote is in ")
	s.exits(4)
	if left, _ := filepath.Glob(filepath.Join(dir, "rashomon-text-*", "*")); len(left) != 1 {
		t.Errorf("kept: %v", left)
	}
}

// What the settings say is what the program does: a key, auto-advance, the scheme.
func TestSettingsAreInForce(t *testing.T) {
	t.Parallel()
	library := labelled(t)
	dir := filepath.Dir(library)
	if err := os.MkdirAll(filepath.Join(dir, "rashomon"), 0o700); err != nil {
		t.Fatal(err)
	}
	settings := "auto_advance = true\nascii = true\n[keys]\nundo = [\"U\"]\n"
	if err := os.WriteFile(filepath.Join(dir, "rashomon", "config.toml"), []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	s := start(t, termtest.Options{}, library)
	s.see("5 reports in 1 story")
	s.press("j", "<enter>", "g", "q")
	s.see("sentence 2 of 21")
	s.press("U")
	s.see("undo: ")
	s.press("?", "G")
	s.see("U            undo")
	s.leave()
}

// A binding that the settings give the key of a label is an error when the program opens.
func TestABindingOnALabelsKey(t *testing.T) {
	t.Parallel()
	library := labelled(t)
	settings := filepath.Join(filepath.Dir(library), "mine.toml")
	if err := os.WriteFile(settings, []byte("[keys]\nnote = [\"f\"]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := start(t, termtest.Options{}, library, "--config", settings)
	s.see("mine.toml:2: label ‘fact’ and the binding ‘note’")
	s.see("hint: give the binding a key that is free")
	s.exits(4)
}
