package merge

import (
	"maps"
	"slices"
	"time"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
)

// Missing counts what an annotator of the files has in the library, of reports and by schemes
// that these files have, and they have not. Nobody but the annotator knows whether it was taken
// back, or the file is of a part, or older: it stays unless Complete says that the files have
// all. Then it goes; but of reports of which the annotator has something here that was updated
// after the last that the files have, it stays even so. Gold is never missing.
type Missing struct {
	Annotator   string `json:"annotator"`
	Annotations int    `json:"annotations"`
	Removed     int    `json:"removed"` // of these
	Later       int    `json:"later"`   // of these, not removed: the library has something later of the report
}

// hearing is what the files say of one text.
type hearing struct {
	files []*file
	ids   map[annotate.ID]bool
	said  map[string][]saying // by annotator
}

// saying is of what somebody said something.
type saying struct {
	span     annotate.Span
	sentence bool
	scheme   string
}

// of says whether that is what the annotation is about: of a sentence one that shares words with
// it, as the file may cut them otherwise.
func (s saying) of(x annotate.Annotation) bool {
	switch {
	case s.scheme != x.Scheme || s.sentence != (x.Sentence >= 0):
		return false
	case s.sentence:
		return s.span.Overlaps(x.Span)
	}
	return s.span == x.Span
}

// hear keeps in mind that the file says this of a text of the library, be it nothing.
func (in *merging) hear(hash string, said []jsonl.Record) {
	h := in.heard[hash]
	if h == nil {
		h = &hearing{ids: map[annotate.ID]bool{}, said: map[string][]saying{}}
		in.heard[hash] = h
	}
	if !slices.Contains(h.files, in.file) {
		h.files = append(h.files, in.file)
	}
	for _, rec := range said {
		x := rec.Annotation
		h.ids[x.ID] = true
		h.said[x.Annotator] = append(h.said[x.Annotator], saying{x.Span, x.Sentence >= 0, x.Scheme})
	}
}

// records is annotations as records.
func records(said []annotate.Annotation) (out []jsonl.Record) {
	for _, x := range said {
		out = append(out, jsonl.Record{Annotation: &x})
	}
	return out
}

// miss counts what of the annotators of the files is here and not in them, and takes it out
// where the files are complete.
func (in *merging) miss(m *Merge) error {
	in.missing = map[string]*Missing{}
	for _, hash := range slices.Sorted(maps.Keys(in.heard)) {
		a, have, err := in.lib.ByHash(hash)
		if err != nil {
			return err
		}
		if !have {
			continue // it was refused
		}
		if err := in.ctx.Err(); err != nil {
			return err
		}
		said, err := in.lib.Annotations(a.ID)
		if err != nil {
			return err
		}
		said = slices.DeleteFunc(said, func(x annotate.Annotation) bool { return x.Revision != a.Revision || x.Annotator == annotate.Gold })
		t := in.missingOf(in.heard[hash], said, m.Complete)
		if len(t.Annotations) == 0 {
			continue
		}
		if err := in.lib.Store(t, in.heard[hash].files[0].Name); err != nil {
			return err
		}
	}
	return nil
}

// missingOf counts what is said of one text in the library and not in the files, and returns
// what goes.
func (in *merging) missingOf(h *hearing, said []annotate.Annotation, complete bool) (t jsonl.Taken) {
	later := map[string]bool{}
	for _, x := range said {
		if _, last := h.by(x); x.Updated.After(last) {
			later[x.Annotator] = true
		}
	}
	for _, x := range said {
		has, _ := h.by(x)
		if !has || h.ids[x.ID] || slices.ContainsFunc(h.said[x.Annotator], func(s saying) bool { return s.of(x) }) {
			continue
		}
		n := in.missing[x.Annotator]
		if n == nil {
			n = &Missing{Annotator: x.Annotator}
			in.missing[x.Annotator] = n
		}
		n.Annotations++
		switch {
		case later[x.Annotator]:
			n.Later++
		case complete:
			n.Removed++
			t.Annotations = append(t.Annotations, annotate.Edit{Annotation: &annotate.Replaced[annotate.Annotation]{Before: &x}})
		}
	}
	return t
}

// by says whether one of the files has the annotation's annotator and scheme, and when the
// annotator updated something last in any of them.
func (h *hearing) by(x annotate.Annotation) (has bool, last time.Time) {
	for _, f := range h.files {
		if f.annotators[x.Annotator] == 0 {
			continue
		}
		_, scheme := f.schemes[x.Scheme]
		has = has || scheme || f.used[x.Scheme] != nil
		if f.newest[x.Annotator].After(last) {
			last = f.newest[x.Annotator]
		}
	}
	return has, last
}

// missed is what is missing, by annotator.
func (in *merging) missed() []Missing {
	out := []Missing{}
	for _, name := range slices.Sorted(maps.Keys(in.missing)) {
		out = append(out, *in.missing[name])
	}
	return out
}
