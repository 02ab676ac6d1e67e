package compare

import (
	"context"
	"testing"
)

// TestASentenceThatGivesTheNumberToo is in conflict with what contradicts it, however little
// of the wording it shares. The third report tells of another accident besides, with a two
// of its own, so that its six could be another matter if it were not for the first report.
func TestASentenceThatGivesTheNumberToo(t *testing.T) {
	reports := []Report{
		report("a", "The ferry Halvard struck the pier at Ostrand on Friday.", "Six members of Marn Ovrick’s ferry crew who had been on watch below the bridge were injured.", "The pier will stay closed until the summer.", "Marn Ovrick was unhurt, the harbour office said."),
		report("b", "A ferry struck the pier at Ostrand.", "The night left two members of the ferry crew injured, a nurse at the clinic told Tideline.", "The mayor promised a new pier."),
		report("c", "Halvard, a ferry, struck the pier at Ostrand.", "Marn Ovrick, the master, was unhurt, but six members of his ferry crew were injured on watch, Radio Skerry said.", "The divers went home in the evening.", "In 2027, two members of the ferry crew were injured when a trawler struck the same pier."),
	}
	found, err := Compare(context.Background(), reports, Options{})
	if err != nil {
		t.Fatal(err)
	}
	said := Disputes(found.Conflicts)
	if len(said) != 1 || said[0].Words(func(i int) string { return string(rune('A' + i)) }, "≠") != "injured: six (A, C) ≠ two (B)" {
		t.Errorf("%+v", said)
	}
}
