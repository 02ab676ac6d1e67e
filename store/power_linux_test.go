package store

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"bytes"
)

// How many processes are watched, and how many states of the disk are looked at before each sync.
const (
	powerRoundsVariable = "RASHOMON_POWER_ROUNDS"
	powerRoundsInATest  = 2
	powerRoundsALibrary = 4 // before another is begun
	thingsInARound      = 10
	statesBeforeASync   = 8
)

// A kill leaves what the system has not written to the disk yet; a power cut does not. So all that a
// process writes, and each of its syncs, is taken down while it works, and played back up to every
// sync: from what is certain by then, and any part of what is not, the library opens, is sound, and
// holds every change that was acknowledged by then, and of the one under way all or nothing.
func TestPowerCut(t *testing.T) {
	t.Parallel()
	seed := uint64(number(t, seedVariable, int(rand.Uint32())))
	t.Logf("%s=%d", seedVariable, seed)
	p := &outage{T: t, random: rand.New(rand.NewPCG(seed, 13))}
	for n := range number(t, powerRoundsVariable, powerRoundsInATest) {
		if n%powerRoundsALibrary == 0 {
			p.begin()
		}
		p.round()
	}
	t.Logf("%d states of the disk, after %d syncs of %d writes; %d changes acknowledged, all there", p.states, p.syncs, p.writes, p.acknowledged)
	if p.acknowledged == 0 || p.writes == 0 {
		t.Error("nothing was acknowledged, or nothing was written: that is no test")
	}
}

// The same while a library of an older format is brought up to date: it is as it was or as it is to
// be, and then the copy of the older one is there.
func TestPowerCutWhileOpening(t *testing.T) {
	t.Parallel()
	rounds := number(t, powerRoundsVariable, powerRoundsInATest)
	p := &outage{T: t, random: rand.New(rand.NewPCG(uint64(number(t, seedVariable, 1)), 14))}
	for version := 1; version < thisVersion; version++ {
		p.begin()
		must(t, os.Mkdir(filepath.Dir(p.path), 0o700))
		must(t, os.WriteFile(p.path, contents(t, fmt.Sprintf("testdata/format-%d.db", version)), 0o600))
		d, err := newDisk(p.folder)
		must(t, err)
		calls := p.watch(d, "open", p.path)
		k := &killing{T: t}
		whole := k.content(p.path)
		present := 0
		for _, c := range append(calls, call{does: syncs, file: aFolder}) {
			for _, left := range p.before(c, d, min(rounds, statesBeforeASync)) {
				must(t, left.lay(p.folder))
				if k.left(p.path, version, whole) {
					present++
				}
			}
			d.do(c)
		}
		want(t, "at last it is up to date", present > 0, true)
	}
	t.Logf("%d states of the disk, after %d syncs", p.states, p.syncs)
}

// before is some states that the disk may be in before a sync; none before another call.
func (p *outage) before(c call, d disk, most int) []disk {
	if c.does != syncs && c.does != syncsNames {
		return nil
	}
	out := d.cuts(most, p.random)
	p.syncs, p.states = p.syncs+1, p.states+len(out)
	return out
}

// outage is a test of power cuts: the library, and what was seen.
type outage struct {
	*testing.T
	random       *rand.Rand
	folder, path string
	l            *ledger
	copied       []byte // the backup that was found to be right

	states, syncs, writes, acknowledged int
}

// begin begins with a folder that is not there.
func (p *outage) begin() {
	p.Helper()
	p.l, p.copied, p.folder = newLedger(), nil, filepath.Join(p.TempDir(), "home")
	must(p, os.Mkdir(p.folder, 0o700))
	p.path = filepath.Join(p.folder, "share", "library.db")
}

// round lets a process work, cuts the power at every sync, and goes on from one of the states that
// are left.
func (p *outage) round() {
	p.Helper()
	d, err := newDisk(p.folder)
	must(p, err)
	calls := p.watch(d, "work", p.path, fmt.Sprint(p.random.Uint64()>>1), fmt.Sprint(thingsInARound))
	goOn := len(calls)/2 + p.random.IntN(len(calls)/2)
	for n, c := range calls {
		switch c.does {
		case says:
			acknowledged, err := p.l.hears(bytes.TrimSpace(c.data))
			must(p, err)
			p.acknowledged += acknowledged
			continue
		case syncs, syncsNames:
			if p.syncs++; n >= goOn {
				p.cut(d, 1)
				return
			}
			p.cut(d, statesBeforeASync)
		case writes:
			p.writes++
		}
		d.do(c)
	}
	p.cut(d, 1)
}

// watch is all that a child did to the files.
func (p *outage) watch(d disk, does string, args ...string) []call {
	p.Helper()
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	must(p, err)
	defer null.Close()
	cmd := self(p, does, args...)
	cmd.Stdout = null // what it says is among the calls
	calls, err := traced(cmd, p.folder, d.numbers())
	if errors.Is(err, errUntraceable) {
		p.Skip(err)
	}
	must(p, err)
	p.capturedAll(d, calls)
	return calls
}

// capturedAll says that what was taken down is all that the process did: with all of it on the disk
// the files are what they are.
func (p *outage) capturedAll(d disk, calls []call) {
	p.Helper()
	have, err := folderImage(p.folder)
	must(p, err)
	d = d.clone()
	for _, c := range calls {
		d.do(c)
	}
	always := func(int) bool { return true }
	d = d.cut(always, func(int) bool { return false }, p.random)
	for path, file := range d.numbers() {
		if !bytes.Equal(have[path], d.images[file]) {
			p.Fatalf("%s holds something that nobody wrote", path)
		}
	}
	want(p, "files", len(have), len(d.numbers()))
}

// cut looks at so many states that the disk may be in after a power cut now. The last of them stays.
func (p *outage) cut(d disk, most int) {
	p.Helper()
	for _, left := range d.cuts(most, p.random) {
		p.states++
		l := p.l.clone()
		must(p, left.lay(p.folder))
		if _, err := os.Stat(p.path); errors.Is(err, fs.ErrNotExist) && len(l.history) == 0 && len(l.aside) == 0 {
			continue // the power was cut before the library was made
		}
		p.lookAtCopy(l, left)
		s, err := Open(p.path, quick())
		must(p, err)
		checked(p, s)
		_, err = l.finds(s)
		must(p, err)
		closed(p, s)
		if most == 1 {
			p.l = l
		}
	}
}

// lookAtCopy looks at the backup, where it is not the one that was looked at last.
func (p *outage) lookAtCopy(l *ledger, left disk) {
	p.Helper()
	file, there := left.names[p.path+".copy"]
	if making := l.now != nil && l.now.Do == backUp; there && !making && bytes.Equal(left.images[file], p.copied) {
		return
	}
	l.findsCopy(p.T, p.path+".copy")
	p.copied = left.images[file]
}
