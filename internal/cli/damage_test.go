package cli_test

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"rashomon/internal/cli"
)

// cut FILE PART cuts a file to so many hundredths of its size.
func cut(ts *script, _ bool, args []string) {
	content, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	part, err := strconv.Atoi(args[1])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), content[:len(content)*part/100], 0o600))
}

// ruin FILE TEXT writes over every place in a file where a text is.
func ruin(ts *script, _ bool, args []string) {
	content, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), bytes.ReplaceAll(content, []byte(args[1]), bytes.Repeat([]byte("#"), len(args[1]))), 0o600))
}

// called runs a command in this process.
func called(t *testing.T, args ...string) (code int, out, complaints string) {
	t.Helper()
	var o, e bytes.Buffer
	code = cli.Main(t.Context(), args, cli.Streams{In: strings.NewReader(""), Out: &o, Err: &e})
	return code, o.String(), e.String()
}

// Whatever is done to the file, each command that reads either works or says in a line what is wrong
// and in another what to do; and what recover makes passes the check.
func TestCommandsOnDamagedLibraries(t *testing.T) {
	content, err := os.ReadFile(filepath.Join("..", "..", "store", "testdata", "format-5.db"))
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	path := filepath.Join(folder, "library.db")
	random := rand.New(rand.NewPCG(8, 12))
	commands := [][]string{{"list"}, {"export"}, {"stats"}, {"search", "ferry"}, {"stories"}, {"feed", "list"}, {"undo"}, {"backup", filepath.Join(folder, "copy.db")}, {"check"}, {"check", "--json"}}
	refused := 0
	for round := range 60 {
		damaged := damagedContent(content, random)
		command := commands[round%len(commands)]
		if err := os.WriteFile(path, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		code, out, said := called(t, append([]string{"--library", path, "--annotator", "ana"}, command...)...)
		switch {
		case code == 10:
			refused++
			if !strings.Contains(said, "rashomon: ") || strings.Count(said, "\nhint: ") != 1 {
				t.Errorf("round %d: %v says %q", round, command, said)
			}
		case code != 0 && code != 1 && code != 5:
			t.Errorf("round %d: %v: exit code %d: %q %q", round, command, code, out, said)
		}
		if round%6 != 0 {
			continue
		}
		saved := filepath.Join(folder, strconv.Itoa(round)+".db")
		if code, _, said := called(t, "recover", path, saved); code != 0 && code != 3 {
			t.Errorf("round %d: recover: exit code %d: %q", round, code, said)
		} else if code, _, said := called(t, "--library", saved, "check"); code != 0 {
			t.Errorf("round %d: the check of what was recovered: exit code %d: %q", round, code, said)
		}
	}
	if refused < 20 {
		t.Errorf("only %d of 60 were refused", refused)
	}
}

// damagedContent zeroes a page, puts one in the place of another, flips bits, or cuts the file.
func damagedContent(content []byte, random *rand.Rand) []byte {
	const page = 4096
	out := bytes.Clone(content)
	some := func() []byte { n := random.IntN(len(out) / page); return out[n*page : (n+1)*page] }
	switch random.IntN(4) {
	case 0:
		clear(some())
	case 1:
		copy(some(), some())
	case 2:
		for range 6 {
			out[random.IntN(len(out))] ^= byte(1 << random.IntN(8))
		}
	case 3:
		out = out[:(3+random.IntN(len(out)/page-3))*page]
	}
	return out
}
