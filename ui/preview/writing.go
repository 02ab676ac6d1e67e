package preview

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"rashomon/ui/screen"
)

// format is what a brief is written as.
type format int

const (
	markdown format = iota
	html
	jsonFormat
	formats // how many there are
)

// String is the format's name.
func (f format) String() string { return [...]string{"Markdown", "HTML", "JSON"}[f] }

// endings are what names of files in the format end in, the usual one first.
func (f format) endings() []string {
	return [...][]string{{".md", ".markdown"}, {".html", ".htm"}, {".json"}}[f]
}

// name is where the brief is to be written: as was typed last, else by the story's title.
func (s *Screen) name() string {
	if s.typed != "" {
		return s.typed
	}
	return fileName(s.story.Title, s.format)
}

// setFormat chooses the format, and gives what was typed its ending if it has another's.
func (s *Screen) setFormat(f format) {
	if s.format = f; s.typed != "" && !slices.Contains(f.endings(), endingOf(s.typed)) {
		s.typed = strings.TrimSuffix(s.typed, filepath.Ext(s.typed)) + f.endings()[0]
	}
}

func endingOf(name string) string { return strings.ToLower(filepath.Ext(name)) }

// formatOf is the format of files whose names end so, if there is one.
func formatOf(ending string) (f format, ok bool) {
	for f := range formats {
		if slices.Contains(f.endings(), ending) {
			return f, true
		}
	}
	return 0, false
}

// askName asks where to write the brief. A name that ends as another format's files do
// chooses that; one that ends as none's do is not written to, as what is in the file would
// not be what its name says.
func (s *Screen) askName() screen.Request {
	return screen.Ask{
		Title: "write the brief as " + s.format.String() + " to",
		Value: s.name(),
		Done: func(name string) []screen.Request {
			if name = strings.TrimSpace(name); name == "" {
				return []screen.Request{screen.Say{Text: "nothing written: no name"}}
			}
			ending := endingOf(name)
			f, known := formatOf(ending)
			if s.typed = name; !known && ending != "" {
				s.setFormat(s.format)
				return []screen.Request{screen.Say{Text: "nothing written: a brief ends in .md, .html or .json, not in " + screen.Safe(ending)}}
			}
			if known {
				s.format = f
			}
			return []screen.Request{screen.Write{Name: name, To: s.writer()}}
		},
	}
}

// writer writes the brief that is shown now, whatever is shown later.
func (s *Screen) writer() func(io.Writer) error {
	b, f := s.shown.brief, s.format
	return func(w io.Writer) error {
		switch f {
		case html:
			return b.HTML(w)
		case jsonFormat:
			return b.JSON(w)
		}
		return b.Markdown(w)
	}
}

const longestName = 60 // code points, the ending not counted: at most 240 bytes, which any disk takes

// fileName is a story's title as the name of a file in the current folder: letters and
// figures in lower case, whatever stands between them a hyphen. A title cannot make it a
// path, a hidden file, or a name that a system keeps for itself.
func fileName(title string, f format) string {
	var b strings.Builder
	for _, r := range strings.ToLower(title) {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r) && b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	name := []rune(b.String())
	short := strings.Trim(string(name[:min(len(name), longestName)]), "-")
	switch {
	case short == "":
		short = "brief"
	case reserved(short):
		short += "-brief"
	}
	return fmt.Sprint(short, f.endings()[0])
}

// reserved says whether Windows keeps a name for a device, with any ending.
func reserved(name string) bool {
	if slices.Contains([]string{"con", "prn", "aux", "nul"}, name) {
		return true
	}
	return len(name) == 4 && (strings.HasPrefix(name, "com") || strings.HasPrefix(name, "lpt")) && '0' <= name[3] && name[3] <= '9'
}
