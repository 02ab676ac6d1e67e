package annotate_test

import (
	"slices"
	"testing"

	"rashomon/annotate"
)

// A sentence that is skipped has no labels, whatever is left on it; words are never skipped.
func TestRating(t *testing.T) {
	left := []string{"quote"}
	for name, c := range map[string]struct {
		said        annotate.Annotation
		labels      []string
		skipped, ok bool
	}{
		"nothing":                    {annotate.Annotation{Note: "see below"}, nil, false, false},
		"flagged":                    {annotate.Annotation{Flag: annotate.Flagged}, nil, false, false},
		"labelled":                   {annotate.Annotation{Labels: left}, left, false, true},
		"flagged and labelled":       {annotate.Annotation{Labels: left, Flag: annotate.Flagged}, left, false, true},
		"skipped":                    {annotate.Annotation{Flag: annotate.Skipped}, nil, true, true},
		"skipped, with a label left": {annotate.Annotation{Flag: annotate.Skipped, Labels: left}, nil, true, true},
		"words":                      {annotate.Annotation{Sentence: -1, Labels: left, Flag: annotate.Skipped}, left, false, true},
		"words without a label":      {annotate.Annotation{Sentence: -1, Flag: annotate.Skipped}, nil, false, false},
	} {
		labels, skipped, ok := c.said.Rating()
		if !slices.Equal(labels, c.labels) || skipped != c.skipped || ok != c.ok || c.said.Rated() != c.ok {
			t.Errorf("%s: %v %v %v", name, labels, skipped, ok)
		}
	}
}
