package jsonl

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"rashomon/annotate"
)

// Kept is an annotation of a file of which the library has another version, which stays.
type Kept struct {
	Line       int // in the file
	Held, Said annotate.Annotation
}

// Error says why the library's stays.
func (k Kept) Error() string {
	if !k.Said.Updated.Before(k.Held.Updated) {
		return fmt.Sprintf("line %d: kept as here: %s: %s, and both were updated at %s", k.Line, k.quote(), k.differ(), stamp(k.Held.Updated))
	}
	return fmt.Sprintf("line %d: kept as here: %s: %s, and was updated later: at %s, in the file at %s", k.Line, k.quote(), k.differ(), stamp(k.Held.Updated), stamp(k.Said.Updated))
}

// quote is how the words begin.
func (k Kept) quote() string {
	const most = 40
	if r := []rune(annotate.Line(k.Held.Quote)); len(r) > most {
		return fmt.Sprintf("%q", string(r[:most])+"…")
	}
	return fmt.Sprintf("%q", annotate.Line(k.Held.Quote))
}

// differ says what it is here that is not so in the file.
func (k Kept) differ() string {
	if here, there := shown(k.Held.Labels), shown(k.Said.Labels); here != there {
		return fmt.Sprintf("%s says %q here and %q in the file", annotate.Line(k.Held.Annotator), here, there)
	}
	for _, f := range []struct{ what, here, there string }{
		{"note", k.Held.Note, k.Said.Note}, {"speaker", k.Held.Speaker, k.Said.Speaker}, {"flag", string(k.Held.Flag), string(k.Said.Flag)},
		{"reason", k.Held.Reason, k.Said.Reason}, {"choice of attributes", fmt.Sprint(k.Held.Attributes), fmt.Sprint(k.Said.Attributes)},
		{"place", fmt.Sprint(seatOf(k.Held)), fmt.Sprint(seatOf(k.Said))}, {"list of rejected labels", shown(k.Held.Rejected), shown(k.Said.Rejected)},
	} {
		if f.here != f.there {
			return fmt.Sprintf("%s has another %s here than in the file", annotate.Line(k.Held.Annotator), f.what)
		}
	}
	return fmt.Sprintf("%s has it here otherwise than in the file", annotate.Line(k.Held.Annotator))
}

func shown(labels []string) string {
	if len(labels) == 0 {
		return "no label"
	}
	return strings.Join(slices.Sorted(slices.Values(labels)), " + ")
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }
