package split

import (
	"fmt"
	"math"
	"testing"

	"rashomon/annotate"
)

// TestCloseToTheRatios: small bundles come within half a per cent of all rows, and labels are
// spread better than by chance.
func TestCloseToTheRatios(t *testing.T) {
	rows := manyRows(200, 4, 3)
	o := Options{Ratios: ratios(t, "80/10/10"), Seed: 1, Tie: DefaultTie}
	p := divided(t, o, rows)
	for _, side := range p.Report.Sides {
		if math.Abs(side.Share-side.Asked) > 0.005 {
			t.Errorf("%s: %.4f of the rows, not %.2f", side.Name, side.Share, side.Asked)
		}
	}
	mine := unevenness(rows, func(n int) int { return p.Side(n) })
	for seed := range uint64(20) {
		chance := unevenness(rows, func(n int) int {
			switch x := mix(seed, uint64(rows[n].Story)) % 10; x {
			case 0, 1:
				return int(x) + 1
			}
			return 0
		})
		if mine*3 > chance {
			t.Errorf("seed %d: labels differ by %.4f from the whole, by chance %.4f", seed, mine, chance)
		}
	}
}

// unevenness is how far the shares of labels on the smaller sides are from those of the whole.
func unevenness(rows []Row, side func(int) int) (sum float64) {
	var all [4]map[string]float64
	for k := range all {
		all[k] = map[string]float64{}
	}
	for n, r := range rows {
		for _, to := range []int{side(n), 3} {
			all[to][""]++
			for _, l := range r.Labels {
				all[to][l]++
			}
		}
	}
	for k := range 3 {
		for l := range all[3] {
			sum += math.Abs(all[k][l]/all[k][""] - all[3][l]/all[3][""])
		}
	}
	return sum
}

// TestNoLump: stories of which each has a sentence of the next stay no chain: the sides
// come to their shares, and still nothing is on two of them.
func TestNoLump(t *testing.T) {
	var rows []Row
	for i := range 100 {
		for _, n := range []int{i, i + 1} {
			rows = append(rows, Row{Story: annotate.ID(1 + i), Article: annotate.ID(1000 + i), Sentences: []string{fmt.Sprintf("Bridge%d of%d the%d river%d holds%d.", n, n, n, n, n)}})
		}
	}
	p := divided(t, Options{Ratios: ratios(t, "80/10/10"), Tie: DefaultTie}, rows)
	r := p.Report
	if r.Largest > 80 || r.LeftOut[1].Rows == 0 || r.LeftOut[0].Rows+r.LeftOut[2].Rows > 0 {
		t.Errorf("the largest bundle has %d of %d rows, left out %+v", r.Largest, len(rows), r.LeftOut)
	}
	sides := map[string]int{}
	for n, row := range rows {
		if side := p.Side(n); side != LeftOut {
			if was, met := sides[row.Sentences[0]]; met && was != side {
				t.Errorf("%q is on two sides", row.Sentences[0])
			}
			sides[row.Sentences[0]] = side
		}
	}
	for _, side := range r.Sides {
		if math.Abs(side.Share-side.Asked) > 0.03 {
			t.Errorf("%s has %.3f", side.Name, side.Share)
		}
	}
}

func FuzzRatios(f *testing.F) {
	for _, s := range []string{"80/10/10", "90/10", "8/1/1", "0.8/0.1/0.1", "100", "", "80/10/10/0", "-1/2", "NaN/1", "Inf/1", "1e309/1", "0x10/1", "80 / 20", "1e-300/1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := ParseRatios(text)
		if err != nil {
			return
		}
		sum := 0.0
		for k := range r.Names() {
			if s := r.Share(k); !(s > 0 && s < 1) {
				t.Errorf("%q: share %v", text, s)
			}
			sum += r.Share(k)
		}
		if math.Abs(sum-1) > 1e-9 || r.String() != text {
			t.Errorf("%q: shares of %v, %q", text, sum, r)
		}
	})
}
