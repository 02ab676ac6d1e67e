package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// How often a child is killed, and with which seed: see docs/reliability.md.
const (
	roundsVariable = "RASHOMON_KILL_ROUNDS"
	seedVariable   = "RASHOMON_KILL_SEED"
	roundsInATest  = 40
	roundsALibrary = 20 // before another is begun
)

// killing is a test of kills: its random numbers, and what it has seen.
type killing struct {
	*testing.T
	seed   uint64
	random *rand.Rand
	rounds int

	kills, early, acknowledged int
	underWay, kept             int // changes that were under way, and of them those that are on the disk
	copies                     int
}

func newKilling(t *testing.T) *killing {
	k := &killing{T: t, rounds: number(t, roundsVariable, roundsInATest)}
	k.seed = uint64(number(t, seedVariable, int(rand.Uint32())))
	k.random = rand.New(rand.NewPCG(k.seed, 11))
	t.Logf("%s=%d", seedVariable, k.seed)
	return k
}

// number is what a variable of the environment says, or else a number.
func number(t *testing.T, variable string, otherwise int) int {
	t.Helper()
	text := os.Getenv(variable)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	must(t, err)
	return n
}

// A process that changes a library in every way there is, is killed at any moment. Afterwards
// the library is sound and holds every change that was acknowledged, record by record, and of
// the one that was under way all or nothing; the history, its stacks and the backup as well.
func TestKill(t *testing.T) {
	t.Parallel()
	k := newKilling(t)
	var l *ledger
	var path string
	for n := range k.rounds {
		if n%roundsALibrary == 0 {
			l, path = newLedger(), filepath.Join(t.TempDir(), "library.db")
		}
		k.work(l, path)
		k.look(l, path)
	}
	t.Logf("%d kills, %d of them before the library was open; %d changes acknowledged, all there; of %d changes and values under way %d were on the disk; %d kills during a backup",
		k.kills, k.early, k.acknowledged, k.underWay, k.kept, k.copies)
	if k.acknowledged < k.rounds {
		t.Errorf("in %d rounds %d changes were acknowledged: that is no test", k.rounds, k.acknowledged)
	}
}

// work lets a child work until it is killed, and takes down what it says.
func (k *killing) work(l *ledger, path string) {
	k.Helper()
	cmd, lines, _ := child(k, "work", path, fmt.Sprint(k.random.Uint64()>>1), "0")
	kill := func() { _ = cmd.Process.Kill() } // it fails where the child has ended, which the test sees
	moment := time.Duration(k.random.IntN(60_000)) * time.Microsecond
	if early := k.random.IntN(5) == 0; early {
		defer time.AfterFunc(moment/2, kill).Stop()
	}
	heard := 0
	for ; lines.Scan(); heard++ {
		if heard == 0 {
			defer time.AfterFunc(moment, kill).Stop()
		}
		if !json.Valid(lines.Bytes()) {
			break // killed in the middle of a line: what that says was not begun
		}
		acknowledged, err := l.hears(lines.Bytes())
		must(k, err)
		k.acknowledged += acknowledged
	}
	must(k, lines.Err())
	if err := cmd.Wait(); err == nil || cmd.ProcessState.ExitCode() == failed {
		k.Fatalf("the child ended by itself: %v", err)
	}
	k.kills++
	if heard == 0 {
		k.early++
	}
}

// look opens the library that a kill left, and compares it.
func (k *killing) look(l *ledger, path string) {
	k.Helper()
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) && len(l.history) == 0 {
		return // killed before the first library was made
	}
	l.findsCopy(k.T, path+".copy")
	if l.now != nil && l.now.Do == backUp {
		k.copies++
	}
	k.copiesAreWhole(path)
	_, most := l.underWay()
	s, err := Open(path, Options{Now: noon})
	must(k, err)
	checked(k, s)
	there, err := l.finds(s)
	must(k, err)
	k.underWay, k.kept = k.underWay+most, k.kept+there
	closed(k, s)
}

// copiesAreWhole opens the newest of the copies that were made by themselves.
func (k *killing) copiesAreWhole(path string) {
	k.Helper()
	copies, err := CopiesOf(path)
	must(k, err)
	for _, c := range copies[:min(1, len(copies))] {
		s, err := Open(c.Path, Options{ReadOnly: true})
		must(k, err)
		want(k, "changes in a copy", checked(k, s).Changes, int(c.Change))
		closed(k, s)
	}
}
