package cli_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"maps"
	"net"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"
)

// soakFigures names the socket on which the program tells its figures while it runs.
const soakFigures = "RASHOMON_SOAK_FIGURES"

// The test binary is the program too; where it is told to, it also tells its figures.
func init() {
	path := os.Getenv(soakFigures)
	if path == "" {
		return
	}
	listening, err := net.Listen("unix", path)
	if err != nil {
		panic(err)
	}
	go func() {
		for {
			asked, err := listening.Accept()
			if err != nil {
				return
			}
			_ = json.NewEncoder(asked).Encode(ownFigures())
			_ = asked.Close()
		}
	}()
}

// told is what the program tells of itself. Memory is in kilobytes, and none of it is what is
// read from files: what the library's map holds, the system can have back at any time. Own
// is what is resident, Kept what of that is left when garbage is collected and given back: what
// grows by itself grows there.
type told struct {
	Own, Kept, Mapped int
	Goroutines        int
}

func ownFigures() (f told) {
	f.Own, f.Mapped = resident()
	f.Goroutines = runtime.NumGoroutine()
	debug.FreeOSMemory()
	f.Kept, _ = resident()
	return f
}

// resident is the memory of the process that is its own, and what it has of files.
func resident() (own, mapped int) {
	rollup, err := os.Open("/proc/self/smaps_rollup")
	if err != nil {
		panic(err)
	}
	defer rollup.Close()
	all := 0
	for lines := bufio.NewScanner(rollup); lines.Scan(); {
		_, _ = fmt.Sscanf(lines.Text(), "Rss: %d kB", &all)
		_, _ = fmt.Sscanf(lines.Text(), "Anonymous: %d kB", &own)
	}
	return own, all - own
}

// soakMinute is the figures of a minute.
type soakMinute struct {
	told
	at   time.Time
	file int64   // bytes
	load float64 // programs that the machine had to run, on average over the minute
	keys int
	took map[string][]time.Duration
}

// measure is the figures since it was called before.
func (x *soak) measure() soakMinute {
	x.t.Helper()
	s := soakMinute{at: time.Now(), keys: x.keys, took: x.took}
	x.keys, x.took = 0, map[string][]time.Duration{}
	asked, err := net.Dial("unix", x.figures)
	x.must(err)
	defer asked.Close()
	x.must(json.NewDecoder(asked).Decode(&s.told))
	info, err := os.Stat(x.library)
	x.must(err)
	s.file = info.Size()
	load, err := os.ReadFile("/proc/loadavg")
	x.must(err)
	_, err = fmt.Sscan(string(load), &s.load)
	x.must(err)
	return s
}

// soakReport is the figures of a run, minute by minute; the first before it began.
type soakReport []soakMinute

func (r *soakReport) add(s soakMinute) { *r = append(*r, s) }

// last is the figures of the last minute, as a line of the table.
func (r soakReport) last() string {
	s := r[len(r)-1]
	label, saved := s.took["label"], s.took["saved"]
	return fmt.Sprintf("%6.1f %6.1f %6.1f %6.1f %10d %7.1f %6d %6d %7.1f %7.1f %7.1f %7.1f %5.1f", s.at.Sub(r[0].at).Minutes(),
		float64(s.Own)/1024, float64(s.Kept)/1024, float64(s.Mapped)/1024, s.Goroutines, float64(s.file)/(1<<20), s.keys, len(saved),
		ms(share(label, 0.5)), ms(share(label, 0.99)), ms(share(saved, 0.5)), ms(share(saved, 0.99)), s.load)
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// share is the time that this share of all keys took at most; 0 where there is none.
func share(took []time.Duration, of float64) time.Duration {
	if len(took) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(took))
	return sorted[min(int(of*float64(len(sorted))), len(sorted)-1)]
}

func (r soakReport) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%6s %6s %6s %6s %10s %7s %6s %6s %15s %15s\n", "", "own", "kept", "mapped", "", "file", "", "", "label shown, ms", "label saved, ms")
	fmt.Fprintf(&b, "%6s %6s %6s %6s %10s %7s %6s %6s %7s %7s %7s %7s %5s\n", "minute", "MB", "MB", "MB", "goroutines", "MB", "keys", "labels", "p50", "p99", "p50", "p99", "load")
	for n := range r {
		b.WriteString(r[:n+1].last() + "\n")
	}
	b.WriteString("\n")
	if len(r) < 3 {
		return b.String()
	}
	first, second := r.halves()
	fmt.Fprintf(&b, "%-10s %26s %26s\n%-10s %8s %8s %8s %8s %8s %8s\n", "", "first half, ms", "second half, ms", "", "times", "p50", "p99", "times", "p50", "p99")
	for _, kind := range slices.Sorted(maps.Keys(r.all())) {
		one, two := first.all()[kind], second.all()[kind]
		fmt.Fprintf(&b, "%-10s %8d %8.1f %8.1f %8d %8.1f %8.1f\n", kind, len(one), ms(share(one, 0.5)), ms(share(one, 0.99)), len(two), ms(share(two, 0.5)), ms(share(two, 0.99)))
	}
	return b.String()
}

// halves is the minutes of the first half of the run and those of the second. The minute in
// which the library was opened and each screen for the first time counts as neither.
func (r soakReport) halves() (first, second soakReport) {
	r = r[min(2, len(r)):]
	return r[:len(r)/2], r[len(r)/2:]
}

// all is how long everything took, by its kind.
func (r soakReport) all() map[string][]time.Duration {
	out := map[string][]time.Duration{}
	for _, m := range r {
		for kind, took := range m.took {
			out[kind] = append(out[kind], took...)
		}
	}
	return out
}

// middle is the median of a figure over the minutes.
func (r soakReport) middle(of func(soakMinute) int) float64 {
	all := make([]int, len(r))
	for n, m := range r {
		all[n] = of(m)
	}
	slices.Sort(all)
	return float64(all[len(all)/2])
}

// most is the highest of a figure over the minutes.
func (r soakReport) most(of func(soakMinute) int) (most float64) {
	for _, m := range r {
		most = max(most, float64(of(m)))
	}
	return most
}

// uneven says where the second half of a run is worse than the first by more than one run
// differs from the next: kept memory by a tenth and 4 MB in the middle of the minutes, own memory
// by a quarter and 16 MB at most; goroutines by two; the times of what a key does by a quarter
// and 2 ms in the middle, and by half and 10 ms for the slowest of a hundred; and what the file
// grows by for a change by a quarter and 256 bytes.
func (r soakReport) uneven() (out []string) {
	first, second := r.halves()
	within := func(what string, one, two, factor, more float64) {
		if two > one*factor+more {
			out = append(out, fmt.Sprintf("%s: %.1f in the second half, %.1f in the first: may be %.1f", what, two, one, one*factor+more))
		}
	}
	kept, own := func(m soakMinute) int { return m.Kept }, func(m soakMinute) int { return m.Own }
	within("kept memory, kB", first.middle(kept), second.middle(kept), 1.1, 4<<10)
	within("own memory at most, kB", first.most(own), second.most(own), 1.25, 16<<10)
	goroutines := func(m soakMinute) int { return m.Goroutines }
	within("goroutines", first.middle(goroutines), second.middle(goroutines), 1, 2)
	for _, kind := range []string{"move", "label", "saved", "undo", "open", "filter"} {
		one, two := first.all()[kind], second.all()[kind]
		within(kind+", ms, p50", ms(share(one, 0.5)), ms(share(two, 0.5)), 1.25, 2)
		within(kind+", ms, p99", ms(share(one, 0.99)), ms(share(two, 0.99)), 1.5, 10)
	}
	within("bytes a change", first.bytesAChange(), second.bytesAChange(), 1.25, 2<<10) // at first there is free room in the file
	return out
}

// bytesAChange is by how much the file grew for each change, from the first of the minutes to
// the last.
func (r soakReport) bytesAChange() float64 {
	changes := 0
	for _, m := range r[1:] {
		changes += len(m.took["saved"])
	}
	return float64(r[len(r)-1].file-r[0].file) / float64(max(changes, 1))
}

// A run that grows in any way is told from one that does not.
func TestUneven(t *testing.T) {
	t.Parallel()
	for name, grow := range map[string]func(m *soakMinute, n int){
		"":               func(*soakMinute, int) {},
		"kept memory":    func(m *soakMinute, n int) { m.Kept += n << 10 },
		"own memory":     func(m *soakMinute, n int) { m.Own += n << 13 },
		"goroutines":     func(m *soakMinute, n int) { m.Goroutines += n },
		"bytes a change": func(m *soakMinute, n int) { m.file += int64(n*n) << 16 },
		"label, ms, p50": func(m *soakMinute, n int) {
			m.took["label"] = slices.Repeat([]time.Duration{time.Duration(n) * time.Millisecond}, 99)
		},
		"open, ms, p99": func(m *soakMinute, n int) { m.took["open"][0] += time.Duration(n*n) * time.Millisecond },
	} {
		var r soakReport
		for n := range 22 {
			m := soakMinute{told: told{Own: 90 << 10, Kept: 40 << 10, Goroutines: 9}, file: int64(n) << 20, took: map[string][]time.Duration{}}
			for _, kind := range []string{"move", "label", "saved", "undo", "open", "filter"} {
				m.took[kind] = slices.Repeat([]time.Duration{9 * time.Millisecond}, 99)
			}
			m.took["open"][0] = 90 * time.Millisecond
			grow(&m, n)
			r.add(m)
		}
		if got := strings.Join(r.uneven(), "; "); name == "" && got != "" || !strings.Contains(got, name) {
			t.Errorf("%s: %q", name, got)
		}
	}
}
