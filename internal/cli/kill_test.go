//go:build unix

package cli_test

import (
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// How often the program is killed, and with which seed: as in the tests of the store.
const (
	killRoundsVariable = "RASHOMON_KILL_ROUNDS"
	killSeedVariable   = "RASHOMON_KILL_SEED"
	killRoundsInATest  = 4
)

// number is what a variable of the environment says, or else a number.
func number(t *testing.T, variable string, otherwise int) int {
	t.Helper()
	text := os.Getenv(variable)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func killSeed(t *testing.T) *rand.Rand {
	t.Helper()
	seed := number(t, killSeedVariable, int(rand.Uint32()))
	t.Logf("%s=%d", killSeedVariable, seed)
	return rand.New(rand.NewPCG(uint64(seed), 1))
}

// The program is killed while it acts on keys, at any moment. What it leaves is sound, and what the
// model was at a moment not before the one that the screen said was saved: nothing that was shown as
// saved is lost, and nothing is saved out of its turn, or in part.
func TestKillInATerminal(t *testing.T) {
	t.Parallel()
	const reports, saved, underWay, roundsALibrary = 3, 4, 25, 10
	random := killSeed(t)
	rounds := number(t, killRoundsVariable, killRoundsInATest)
	keys, lost := 0, 0
	var x *hand
	var next [reports]int // the first sentence of each that nobody has been at
	for round := range rounds {
		if round%roundsALibrary == 0 {
			x = &hand{random: random, model: newModel(reports, roundsALibrary*(saved+underWay))}
			x.session = session{t: t, library: filepath.Join(t.TempDir(), "library.db")}
			x.fill()
			next = [reports]int{}
		}
		x.start()
		report := random.IntN(reports)
		x.open(report)
		some := func(most int) {
			for range 1 + random.IntN(most) {
				x.sentence(next[report])
				next[report]++
			}
		}
		some(saved)
		x.flush()
		some(underWay)
		keys += len(x.keys)
		lost += x.killWhenever()
	}
	t.Logf("%d kills in the middle of %d keys; %d changes were under way and are not there", rounds, keys, lost)
}

// killWhenever presses the keys and kills the program at any moment after. The model goes on from
// what is left. It returns how many moments of the model are not there.
func (x *hand) killWhenever() (lost int) {
	x.t.Helper()
	moments := append(x.before, x.model)
	defer time.AfterFunc(time.Duration(x.random.IntN(250_000))*time.Microsecond, func() { _ = x.Kill() }).Stop()
	_ = x.Keys(x.keys...) // it may be killed before it has read them
	if code, err := x.Wait(); err != nil || code != -1 {
		x.t.Fatalf("killed: exit code %d, %v", code, err)
	}
	left := x.stored()
	from := x.shown(moments)
	at := slices.IndexFunc(moments[from:], func(m *model) bool { return maps.EqualFunc(m.said, left, saying.equal) })
	if at < 0 {
		x.t.Fatalf("what a kill left is none of the %d states after number %d, which was shown as saved; screen:\n%s", len(moments)-from, from, x.Screen())
	}
	x.model, x.keys, x.before = moments[from+at].clone(), nil, nil
	x.model.done, x.model.undone, x.model.selected = nil, nil, place{} // not to be taken back: moments may be alike
	if said := x.run("check"); !strings.Contains(said, " is sound: ") {
		x.t.Errorf("check says %q", said)
	}
	return len(moments) - 1 - from - at
}

// shown is the first moment of those that the last frame can be of, if that says that all is saved;
// the first of all if not.
func (x *hand) shown(moments []*model) int {
	for _, row := range strings.Split(x.Screen(), "\n") {
		if row = strings.TrimSpace(row); !strings.HasSuffix(row, "✓ saved") {
			continue
		}
		return max(0, slices.IndexFunc(moments, func(m *model) bool { return strings.HasPrefix(row+" ", m.describe()+" ") }))
	}
	return 0
}
