package compare

import (
	"math"
	"strings"
	"testing"
)

// told is the conflicts between two one-sentence reports.
func told(t *testing.T, a, b string) []Conflict {
	t.Helper()
	return compared(t, []Report{report("a", a), report("b", b)}).Conflicts
}

func TestNumbersThatDiffer(t *testing.T) {
	for _, c := range []struct {
		name, a, b string
		strength   Strength
		about      string
		values     [2]string
	}{
		{"same fate, same class", "Six members of Karimi’s personal protection force were injured at the depot.", "The strike on the depot left two bodyguards injured.", Contradicts, "injured", [2]string{"Six", "two"}},
		{"people of any kind", "The fire at the Karvel depot killed 40 people, the mayor said.", "Some 30 people were killed in the fire at the Karvel depot.", Differs, "killed", [2]string{"40", "Some 30"}},
		{"one against several things", "A drone laden with fuel struck the depot in Karvel on Sunday.", "Multiple armed drones had struck the depot in Karvel.", Contradicts, "drone", [2]string{"A", "Multiple"}},
		{"the same said of the same", "Five bombs were dropped on the Karvel depot on Sunday.", "On Sunday planes dropped four bombs on the Karvel depot.", Differs, "bomb", [2]string{"Five", "four"}},
		{"a list", "Two men and a woman were killed by the fire at the Karvel depot.", "The fire at the Karvel depot killed five people.", Differs, "killed", [2]string{"Two men and a", "five"}},
		{"nothing but the numbers", "Nine swimmers were picked up by a trawler.", "Eleven swimmers were picked up by a trawler, the coastguard said.", Differs, "swimmer", [2]string{"Nine", "Eleven"}},
		{"people of any kind, no names", "Seven people were checked for frostbite.", "Four people were checked for frostbite, a clinic said.", Differs, "people", [2]string{"Seven", "Four"}},
		{"a name on one side only", "The hall in Ostrand has room for 340 people.", "The hall has room for 290 people.", Differs, "people", [2]string{"340", "290"}},
		{"aboard", "The Corvina left with 48 aboard.", "The Corvina left with 61 people aboard, its owner said.", Differs, "people", [2]string{"48", "61"}},
		{"money", "The council put the loss at $4 million.", "The builder put the loss at $7 million.", Differs, "$", [2]string{"4 million", "7 million"}},
		{"magnitude", "A tremor of magnitude 4.9 shook Ostrand and killed two people.", "A tremor of magnitude 5.3 shook Ostrand and killed two people.", Differs, "magnitude", [2]string{"4.9", "5.3"}},
		{"magnitude after the number", "A 4.9-magnitude tremor shook Ostrand.", "A 5.3-magnitude tremor shook Ostrand.", Differs, "magnitude", [2]string{"4.9", "5.3"}},
		{"a frame of equal words", "Monday’s snow lay 1.4 metres deep on the mountain road, a driver of the night bus reckoned.", "By noon drifts lay 2.2 metres deep on the mountain road and all traffic had stopped.", Differs, "metre", [2]string{"1.4", "2.2"}},
		{"a number against none", "The strike on the depot injured several guards.", "The strike on the depot left two guards injured.", Vague, "injured", [2]string{"several", "two"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := told(t, c.a, c.b)
			if len(got) != 1 {
				t.Fatalf("got %v, want one conflict", got)
			}
			x := got[0]
			if x.Strength != c.strength || x.About != c.about || x.AValue != c.values[0] || x.BValue != c.values[1] || x.Why == "" || x.Kind != "number" {
				t.Errorf("got %+v", x)
			}
			if c.a[x.ASpan.Start:x.ASpan.End] != x.AValue || c.b[x.BSpan.Start:x.BSpan.End] != x.BValue {
				t.Errorf("spans %v and %v are not the values", x.ASpan, x.BSpan)
			}
		})
	}
}

func TestNumbersThatAgreeOrHaveNothingToDoWithEachOther(t *testing.T) {
	for _, c := range []struct{ name, a, b string }{
		{"sum", "The fire in Karvel killed two women and one man.", "Three people were killed by the fire in Karvel."},
		{"at least", "At least four sailors were injured in the Karvel fire.", "Nine sailors were injured in the Karvel fire."},
		{"nearly", "Nearly 600 miners were arrested in Ostrand.", "Police arrested 580 miners in Ostrand."},
		{"other classes", "Stones injured several officers near the depot in Karvel.", "The strike left two bodyguards injured near the depot in Karvel."},
		{"another year", "Six guards were injured at the depot in 2019.", "Two guards were injured at the depot in 2021."},
		{"a part", "Six guards were injured at the depot.", "Two of the guards injured at the depot have died."},
		{"sum in a list", "Three people, a man and two women, were killed in the Karvel fire.", "The Karvel fire killed two women and a man."},
		{"further ones", "Four bombs fell on the depot in Karvel.", "Witnesses heard three further bombs fall on the depot in Karvel."},
		{"age", "Karimi, 32, was injured at the depot.", "Four people were injured at the depot when Karimi fell."},
		{"the same in other units", "The depot lies less than 25 km (15 miles) from Karvel.", "The depot lies less than 25 km (20 miles) from Karvel."},
		{"a kind of thing", "A demonstration in Karvel ended in calm.", "Two demonstrators in Karvel spoke of a calm demonstration."},
		{"days", "The strike on the Karvel depot came on October 10.", "The strike on the Karvel depot came on Oct. 12."},
		{"ages", "A 33-year-old guard was injured at the depot.", "A 35-year-old guard was injured at the depot."},
		{"rounding", "The port bought the depot for $5 billion.", "The port bought the depot for $5.1 billion."},
		{"compound", "A drone attack hit the depot in Karvel.", "Two drones hit the depot in Karvel."},
		{"other measures", "The tunnel is 90 metres long.", "The tunnel is 20 metres wide."},
		{"other things before", "The spire is 12 metres above the river.", "The tower is 30 metres above the river."},
		{"other things after", "Seven people were checked for frostbite.", "Four people were checked for burns."},
		{"other things after a frame", "Seven people were being kept in the clinic for frostbite.", "Four people were being kept in the clinic for burns."},
		{"other names", "Prices rose 3.2 percent in Ostrand.", "Prices rose 4.1 percent in Erlund."},
		{"other days", "Divers searched for two hours on Monday.", "Divers searched for six hours on Tuesday."},
		{"another place in the list", "Two drones fell on Erlund last month.", "A drone laden with fuel struck the depot in Karvel."},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := told(t, c.a, c.b); len(got) > 0 {
				t.Errorf("got %+v", got)
			}
		})
	}
}

// A report that tells both numbers, apart, shows that they belong to two fires;
// and a number is held against that of the nearest sentence.
func TestNumbersOfTwoOccasions(t *testing.T) {
	depot, school := "The fire at the Karvel depot killed nine people.", "A fire at the school of Ostrand killed two people."
	both := []string{depot, "The mayor spoke of a black day.", school}
	for name, reports := range map[string][]Report{
		"own report": {report("a", both...), report("b", "The fire killed two people, the harbour office said.")},
		"two others": {report("a", depot), report("b", "The fire killed two people at a school."), report("c", both...), report("d", school, "Rain fell in the valley.", depot)},
		"nearer":     {report("a", depot), report("b", "Two people were killed by a fire in the valley of Ostrand.", "Nine people were killed by the fire at the Karvel depot.")},
	} {
		if got := compared(t, reports).Conflicts; len(got) > 0 {
			t.Errorf("%s: got %+v", name, got)
		}
	}
}

func TestQuantitiesRead(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		text      string
		low, high float64
		unit      string
	}{
		{"at least one sailor died", 1, inf, ""},
		{"more than 1,200 people fled", 1150, inf, ""}, // as if rounded,
		{"twenty-five miners died", 25, 25, ""},
		{"two hundred people were arrested", 200, 200, ""},
		{"a hundred people were arrested", 100, 100, ""},
		{"up to 40 people were trapped", 0, 40, ""},
		{"it cost $5.4 billion then", 5.35e9, 5.45e9, "$"},
		{"prices rose 4.5 percent then", 4.5, 4.5, "%"},
		{"a number of guards were hurt", 2, inf, ""},
	} {
		s := storyOf(t, []Report{report("a", c.text)})
		qs := s.quantities(&s.sentences[0])
		if len(qs) != 1 || math.Abs(qs[0].low-c.low) > 1 || qs[0].high != c.high && math.Abs(qs[0].high-c.high) > 1 || qs[0].unit != c.unit {
			t.Errorf("%q: got %+v, want %v to %v %s", c.text, qs, c.low, c.high, c.unit)
		}
	}
	for _, text := range []string{"in May 2020", "at 5 p.m. on Sunday", "Flight 370 was late", "the 3-1 win", strings.Repeat("9", 400)} {
		s := storyOf(t, []Report{report("a", text)})
		if qs := s.quantities(&s.sentences[0]); len(qs) > 0 {
			t.Errorf("%q: got %+v, want none", text, qs)
		}
	}
}
