package arrival

import "rashomon/annotate"

// Foresee is what Take would make of an arrival, in the library as it stands. Of what would be
// revised Moved counts all annotations on the text that is there, as nothing was looked for yet.
func Foresee(lib Library, x annotate.Arrival, o Options) (Outcome, error) {
	t := taking{lib: lib, o: o}
	out, of, err := t.find(&arrived{Arrival: x})
	if err != nil || of == nil {
		if out.Result == "" {
			out.Result = Added
		}
		return out, err
	}
	out = Outcome{ID: of.ID, Result: Revised, Number: of.Revision + 1}
	said, err := lib.Annotations(of.ID)
	for _, a := range said {
		if a.Revision == of.Revision {
			out.Moved++
		}
	}
	return out, err
}
