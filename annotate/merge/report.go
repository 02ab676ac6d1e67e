package merge

import (
	"cmp"
	"maps"
	"slices"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
)

// Report says what became of everything, or what would.
type Report struct {
	Files     []FileReport `json:"files"`
	Here      Here         `json:"here"`
	Missing   []Missing    `json:"missing"`
	Alike     []Alike      `json:"alike"`
	Placeless []Placeless  `json:"placeless"`
	Schemes   []SchemeNote `json:"schemes"`
	Clashes   []Clash      `json:"clashes"`
}

// FileReport says what became of the records of one file.
type FileReport struct {
	File       string        `json:"file"`
	Lines      int           `json:"lines"`
	Failed     int           `json:"failed"` // lines that are no good; they and what is refused are not in
	Unread     bool          `json:"unread"` // it cannot be read
	Texts      int           `json:"texts"`  // of articles that have another text here, to which something moves
	Annotators []Counts      `json:"annotators"`
	Overruled  []Overruled   `json:"overruled"`
	Outcome    jsonl.Outcome `json:"outcome"`

	annotators map[string]*Counts
	overruled  map[Overruled]int // by who decided; the number is the value
	refused    []jsonl.LineError
}

// Overruled counts decisions of one adjudicator here that give way to later ones of another in
// a file.
type Overruled struct {
	Adjudicator string `json:"adjudicator"` // here
	By          string `json:"by"`          // in the file
	Decisions   int    `json:"decisions"`
}

// Counts says what became of the annotations of one annotator in one file.
type Counts struct {
	Annotator   string `json:"annotator"`
	Annotations int    `json:"annotations"` // that the file has
	New         int    `json:"new"`
	Updated     int    `json:"updated"` // later than the library's
	Same        int    `json:"same"`
	Kept        int    `json:"kept"`    // the library has a later one
	Removed     int    `json:"removed"` // of the library's, that gave way to another of the same annotator
	Refused     int    `json:"refused"`
	Reanchored  int    `json:"reanchored"` // of all these: moved to another text of the article
	Placeless   int    `json:"placeless"`  // of all these: found no place there, and are kept with their own text
}

// Here counts what became of what the library had.
type Here struct {
	Texts      int `json:"texts"`      // newer ones of articles that it had
	Reanchored int `json:"reanchored"` // annotations that moved to them
	Placeless  int `json:"placeless"`  // that stay on the older ones
	Rulings    int `json:"rulings"`    // that moved to them
	Unruled    int `json:"unruled"`    // rulings that stay on the older ones
}

// Placeless is an annotation that found no place in the text that the library has of its
// article. It is in the library, on the text that it is about.
type Placeless struct {
	File       string      `json:"file"` // empty where the library had it
	Annotator  string      `json:"annotator"`
	Annotation annotate.ID `json:"annotation"`
	Article    annotate.ID `json:"article"` // where it is kept
	Revision   int         `json:"revision"`
	Of         annotate.ID `json:"of"` // the article in whose newest text it has no place
	Title      string      `json:"title"`
	Quote      string      `json:"quote"`
	Labels     []string    `json:"labels"`
}

func placeless(file string, x annotate.Annotation, of annotate.Article) Placeless {
	return Placeless{file, x.Annotator, x.ID, x.Article, x.Revision, of.ID, of.Title, x.Quote, append([]string{}, x.Labels...)}
}

// SchemeNote says how a scheme of a file differs from the library's of that name.
type SchemeNote struct {
	Scheme  string   `json:"scheme"`
	File    string   `json:"file"`
	Missing []string `json:"missing"` // labels that annotations of the file have and the library's scheme has not
	Used    int      `json:"used"`    // annotations' labels that are of those
	Other   bool     `json:"other"`   // the file has another scheme of that name; the library's stays
}

func (r *FileReport) of(annotator string) *Counts {
	if r.annotators[annotator] == nil {
		r.annotators[annotator] = &Counts{Annotator: annotator}
	}
	return r.annotators[annotator]
}

func (r *FileReport) add(t jsonl.Taken) {
	r.Outcome.Add(t.Outcome)
	r.refused = append(r.refused, t.Refused...)
	for _, e := range t.Annotations {
		if x := e.Annotation; x.Before != nil && x.After != nil && x.After.Annotator == annotate.Gold && x.Before.Adjudicator != x.After.Adjudicator {
			r.overruled[Overruled{Adjudicator: x.Before.Adjudicator, By: x.After.Adjudicator}]++
		}
	}
	for annotator, n := range t.Annotators {
		c := r.of(annotator)
		c.New += n.Added
		c.Updated += n.Changed
		c.Same += n.Same
		c.Kept += n.Kept
		c.Removed += n.Removed
		c.Refused += n.Refused
	}
}

// Refused is the lines of a file that are good and found no place.
func (r FileReport) Refused() []jsonl.LineError { return r.refused }

// report is what became of everything by now, with the files as they were named.
func (in *merging) report(m *Merge) Report {
	r := Report{Here: in.here, Missing: in.missed(), Alike: append([]Alike{}, in.alike...), Placeless: append([]Placeless{}, in.lost...),
		Schemes: append([]SchemeNote{}, in.notes...), Clashes: append([]Clash{}, m.clashes...), Files: []FileReport{}}
	slices.SortFunc(r.Placeless, func(a, b Placeless) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Of, b.Of), cmp.Compare(a.Annotator, b.Annotator), cmp.Compare(a.Annotation, b.Annotation))
	})
	for _, f := range m.named {
		x := FileReport{File: f.Name}
		if y := in.files[f]; y != nil {
			x = *y
		}
		x.Lines, x.Failed, x.Unread, x.Annotators, x.Overruled = f.lines, f.failed, f.unread, []Counts{}, []Overruled{}
		for o, n := range x.overruled {
			o.Decisions = n
			x.Overruled = append(x.Overruled, o)
		}
		slices.SortFunc(x.Overruled, func(a, b Overruled) int {
			return cmp.Or(cmp.Compare(a.Adjudicator, b.Adjudicator), cmp.Compare(a.By, b.By))
		})
		for _, name := range slices.Sorted(maps.Keys(f.annotators)) {
			c := Counts{Annotator: name}
			if y := x.annotators[name]; y != nil {
				c = *y
			}
			c.Annotations = f.annotators[name]
			x.Annotators = append(x.Annotators, c)
		}
		r.Files = append(r.Files, x)
	}
	return r
}

// schemes notes where those of the files and the library's differ.
func (in *merging) schemes(m *Merge) error {
	for _, f := range m.files {
		names := maps.Clone(f.used)
		for name := range f.schemes {
			if names[name] == nil {
				names[name] = map[string]int{}
			}
		}
		for _, name := range slices.Sorted(maps.Keys(names)) {
			here, have, err := in.lib.Scheme(name)
			if err != nil {
				return err
			}
			theirs, brought := f.schemes[name]
			note := SchemeNote{Scheme: name, File: f.Name, Missing: []string{}, Other: have && brought && differ(here, theirs)}
			for _, label := range slices.Sorted(maps.Keys(names[name])) {
				if _, ok := here.Label(label); !ok {
					note.Missing, note.Used = append(note.Missing, label), note.Used+names[name][label]
				}
			}
			if note.Other || len(note.Missing) > 0 {
				in.notes = append(in.notes, note)
			}
		}
	}
	return nil
}

// differ says whether two schemes have other labels, or take them otherwise.
func differ(a, b annotate.Scheme) bool {
	names := func(s annotate.Scheme) (out []string) {
		for _, l := range s.Labels {
			out = append(out, l.Name+"\x00"+string(l.On))
		}
		slices.Sort(out)
		return out
	}
	return a.Several != b.Several || !slices.Equal(names(a), names(b))
}
