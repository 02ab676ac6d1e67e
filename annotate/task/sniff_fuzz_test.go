package task

import (
	"errors"
	"testing"
)

// FuzzSniff tells the format of anything: one of those that there are, or that there is none or that
// there are two; and the same by a name that says nothing as by none.
func FuzzSniff(f *testing.F) {
	for _, seed := range []string{
		"", "{", "[", `{"text":"It rained.","spans":[],"answer":"accept"}`, `{"text":"It rained.","label":[[0,2,"fact"]]}`, `[{"data":{"text":"It rained."},"annotations":[]}]`,
		"article,sentence,text,labels\n1,1,It rained.,fact\n", `{"@context":"http://www.w3.org/ns/anno.jsonld"}`, `{"tokens":["It"],"labels":[0]}`, "\x00\xff",
	} {
		f.Add("tasks.jsonl", []byte(seed))
	}
	f.Fuzz(func(t *testing.T, name string, beginning []byte) {
		format, err := Sniff(name, beginning)
		if _, known := Named(format.Name); err == nil && !known {
			t.Errorf("the format %q", format.Name)
		}
		if alike := (Alike{}); err != nil && !errors.Is(err, ErrNoFormat) && !errors.As(err, &alike) {
			t.Errorf("%v", err)
		}
		for _, f := range Formats() {
			if sure := f.Fits(beginning); !(sure >= 0 && sure <= 1) {
				t.Errorf("%s fits by %v", f.Name, sure)
			}
		}
	})
}
