//go:build unix

package cli

import (
	"os/exec"
	"strings"
	"testing"

	"rashomon/internal/clean"
)

// A shell reads the words as they were, and a terminal shows them as they are written.
func TestShellWords(t *testing.T) {
	t.Parallel()
	bash, err := exec.LookPath("bash")
	if err != nil {
		bash = "/bin/bash"
	}
	for _, text := range []string{"/x/k.db", "my library.db", "a  b", "it's", "$(rm) `x` \\ \"!", "~/k.db", "-k", "ö.db", "a\x1b[31m'\n\u202eb", "\xff.db", ""} {
		word := shellWord(text)
		if strings.ContainsFunc(word, clean.Disturbs) {
			t.Errorf("%q: %q disturbs a terminal", text, word)
		}
		cmd := exec.Command(bash, "-c", "printf %s "+word)
		cmd.Env = []string{"LC_ALL=C.UTF-8"}
		if said, err := cmd.Output(); err != nil || string(said) != text {
			t.Errorf("%q: the shell reads %s as %q, %v", text, word, said, err)
		}
	}
}
