package split

import (
	"context"
	"fmt"
	"strings"
	"testing"
)

// TestMarksOfVowels: outlets write them or not, and make words longer by a stroke.
func TestMarksOfVowels(t *testing.T) {
	w := newWordings()
	for pointed, plain := range map[string]string{
		"غَرِقَتِ العَبّارَةُ فِي المِينَاءِ.": "غرقت العبارة في الميناء.",
		"وصلت الســفن إلى المرفأ":              "وصلت السفن إلى المرفأ",
		"הָאֳנִיָּה טָבְעָה בַּנָּמֵל":         "האניה טבעה בנמל",
	} {
		if a, b := w.add(pointed), w.add(plain); a != b {
			t.Errorf("%q and %q are two sentences", pointed, plain)
		}
	}
	for _, two := range [][2]string{{"سأل", "سال"}, {"é", "e"}, {"ـــ", "ألف"}} {
		if a, b := w.add(two[0]), w.add(two[1]); a == b {
			t.Errorf("%q and %q are one sentence", two[0], two[1])
		}
	}
}

// TestLongSentences: the place of a word in a long one is more than is kept of it.
func TestLongSentences(t *testing.T) {
	var words []string
	for i := range 7_000 {
		words = append(words, fmt.Sprint("w", i))
	}
	w := newWordings()
	a := w.add(strings.Join(words, " "))
	b := w.add(strings.Join(words[:6_000], " "))
	c := w.add(strings.Join(words[2_000:], " "))
	family, err := w.families(context.Background(), nil)
	if err != nil || family[a] != family[b] || family[a] == family[c] {
		t.Errorf("families %d %d %d, %v", family[a], family[b], family[c], err)
	}
}
