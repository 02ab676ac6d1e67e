//go:build unix

package cli_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// Commands that change a library, or make another file of it, are killed at any moment. The library
// is sound then, and holds what it did before or what it does after; of reports that come in or go
// some at a time it may hold a part. Called once more, the command does all of it. A file that is
// made is there wholly or not at all.
func TestKillCommands(t *testing.T) {
	t.Parallel()
	k := &killing{t: t, random: killSeed(t), rounds: max(2, number(t, killRoundsVariable, 0)/8)}
	k.prepare()
	for _, c := range []command{
		{args: []string{"import", "more.jsonl"}, from: "older.db", parts: true},
		{args: []string{"undo", "--anyway"}, from: "newer.db", parts: true},
		{args: []string{"restore", "older.db", "--yes"}, from: "newer.db"},
		{args: []string{"compact"}, from: "newer.db"},
		{args: []string{"backup", "made.db"}, from: "newer.db", makes: true},
	} {
		t.Run(c.args[0], func(t *testing.T) {
			k := *k
			k.t = t
			k.kill(c)
		})
	}
}

// command is one that is killed.
type command struct {
	args  []string
	from  string // the library that it begins with
	parts bool   // the library may hold a part of what it does
	makes bool   // it makes the file made.db, and changes nothing
}

// killing kills commands; its folder holds libraries to begin with.
type killing struct {
	t      *testing.T
	random *rand.Rand
	rounds int
	folder string
}

func (k *killing) must(err error) {
	k.t.Helper()
	if err != nil {
		k.t.Fatal(err)
	}
}

// prepare makes a library of a few reports, and one of many, which came in at once.
func (k *killing) prepare() {
	k.t.Helper()
	k.folder = k.t.TempDir()
	for name, reports := range map[string]int{"few.jsonl": 5, "more.jsonl": 150} {
		var lines strings.Builder
		for n := range reports {
			title := fmt.Sprintf("%s %d", strings.TrimSuffix(name, ".jsonl"), n)
			fmt.Fprintf(&lines, `{"title":"Night of %s","source":"Outlet %d","text":"The night of %s. %s %s"}`+"\n", title, n, title, sentenceOf(n, 1), sentenceOf(n, 2))
		}
		k.must(os.WriteFile(filepath.Join(k.folder, name), []byte(lines.String()), 0o600))
	}
	for _, args := range [][]string{{"import", "few.jsonl"}, {"backup", "older.db"}, {"import", "more.jsonl"}, {"backup", "newer.db"}} {
		k.run(k.folder, args...)
	}
}

// command is the program on the library in a folder.
func (k *killing) command(folder string, args ...string) *exec.Cmd {
	k.t.Helper()
	cmd := exec.Command(program(k.t), args...)
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), environment(filepath.Join(folder, "library.db"))...)
	return cmd
}

// run runs a command, which must succeed, and returns what it prints.
func (k *killing) run(folder string, args ...string) string {
	k.t.Helper()
	cmd := k.command(folder, args...)
	var complaints strings.Builder
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil {
		k.t.Fatalf("rashomon %s: %v: %s", strings.Join(args, " "), err, complaints.String())
	}
	return string(out)
}

// begin is a new folder with the library that a command begins with.
func (k *killing) begin(c command) (folder string) {
	k.t.Helper()
	folder = k.t.TempDir()
	for from, to := range map[string]string{c.from: "library.db", "older.db": "older.db", "more.jsonl": "more.jsonl"} {
		content, err := os.ReadFile(filepath.Join(k.folder, from))
		k.must(err)
		k.must(os.WriteFile(filepath.Join(folder, to), content, 0o600))
	}
	return folder
}

// content is what a library holds, but for the times.
func (k *killing) content(folder, library string) string {
	k.t.Helper()
	at := regexp.MustCompile(`"\d{4}-\d\d-\d\dT[^"]*"`)
	return at.ReplaceAllString(k.run(folder, "--library", library, "export"), `""`)
}

func (k *killing) kill(c command) {
	k.t.Helper()
	whole := k.begin(c)
	before := k.content(whole, "library.db")
	begun := time.Now()
	k.run(whole, c.args...)
	takes := time.Since(begun)
	after := k.content(whole, "library.db")
	kills, first, last := 0, 0, 0
	for range k.rounds {
		folder := k.begin(c)
		cmd := k.command(folder, c.args...)
		k.must(cmd.Start())
		timer := time.AfterFunc(time.Duration(k.random.Float64()*float64(takes)), func() { _ = cmd.Process.Kill() }) // it may have ended
		err := cmd.Wait()
		timer.Stop()
		if err != nil {
			kills++
		}
		if said := k.run(folder, "check"); !strings.Contains(said, " is sound: ") {
			k.t.Errorf("check says %q", said)
		}
		left := k.content(folder, "library.db")
		switch {
		case left == after:
			last++
		case left == before:
			first++
		case !c.parts:
			k.t.Fatalf("the library is neither as before nor as after: %d bytes of it, not %d or %d", len(left), len(before), len(after))
		}
		if _, err := os.Stat(filepath.Join(folder, "made.db")); err == nil && k.content(folder, "made.db") != after {
			k.t.Fatal("the file that was made is not whole")
		}
		if left != after || c.makes {
			k.run(folder, c.args...)
		}
		if k.content(folder, "library.db") != after {
			k.t.Fatal("called once more, the command does not do all of it")
		}
		if c.makes && k.content(folder, "made.db") != after {
			k.t.Fatal("the file that was made is another")
		}
	}
	k.t.Logf("%d kills: %d times as before, %d as after, %d in between", kills, first, last, k.rounds-first-last)
}
