package task

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
)

// ErrNoFormat says that a file is of none of the formats.
var ErrNoFormat = errors.New("it is of none of the formats that can be imported")

// Alike says that a file is as well of one format as of another.
type Alike struct{ One, Other string }

// Error names both.
func (e Alike) Error() string { return fmt.Sprintf("it may be %s as well as %s", e.One, e.Other) }

// Sure is how surely a file has to be of a format at least to be taken for one.
const Sure = 0.05

// Sniff tells the format of a file by its name, which may be empty, and its first kB. It
// returns ErrNoFormat, or an Alike.
func Sniff(name string, beginning []byte) (Format, error) {
	type guess struct {
		Format
		sure float64
	}
	var all []guess
	for _, f := range Formats() {
		if sure := f.Fits(beginning); sure >= Sure && mayBe(f, name) {
			all = append(all, guess{f, sure})
		}
	}
	slices.SortStableFunc(all, func(a, b guess) int { // the surest first
		switch {
		case a.sure > b.sure:
			return -1
		case a.sure < b.sure:
			return 1
		}
		return 0
	})
	switch {
	case len(all) == 0:
		return Format{}, ErrNoFormat
	case len(all) > 1 && all[0].sure == all[1].sure:
		return Format{}, Alike{all[0].Name, all[1].Name}
	}
	return all[0].Format, nil
}

// mayBe says whether files with such a name may be of a format: what reads lines reads no .csv.
func mayBe(f Format, name string) bool {
	lines := []string{".jsonl", ".ndjson", ".json"}
	switch ext := strings.ToLower(path.Ext(name)); {
	case ext == ".csv" || ext == ".tsv":
		return f.Ext == ".csv"
	case slices.Contains(lines, ext):
		return slices.Contains(lines, f.Ext)
	}
	return true
}

// Named is the format of that name; ok is false where there is none.
func Named(name string) (f Format, ok bool) {
	all := Formats()
	i := slices.IndexFunc(all, func(f Format) bool { return f.Name == name })
	if i < 0 {
		return Format{}, false
	}
	return all[i], true
}
