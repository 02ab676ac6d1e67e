package ingest

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"rashomon/annotate"
)

// Limit is the size in bytes of the largest file that is read.
const Limit = 16 << 20

// Why a text was not imported. Errors of the operating system come as they are
// (fs.ErrNotExist, fs.ErrPermission, …).
var (
	ErrEmpty       = errors.New("there is no text in it")
	ErrBinary      = errors.New("it is not text")
	ErrTooLarge    = fmt.Errorf("it is larger than %d MiB", Limit>>20)
	ErrEncoding    = errors.New("its encoding cannot be told")
	ErrUnsupported = errors.New("only .txt, .md and .markdown can be imported")
)

// Notes say what was done to a text on its way in, a line each: "converted from
// windows-1251". They are for people.
type Notes []string

// File reads one file as an article that arrived at the given time. The error names the
// file, on one line, and is one of this package's or the operating system's.
func File(path string, added time.Time) (annotate.Arrival, Notes, error) {
	arrival, notes, err := readFile(path, added)
	if err != nil {
		return annotate.Arrival{}, nil, named(path, err)
	}
	return arrival, notes, nil
}

// Read reads one article from r, in the given format. The name is for the error only.
func Read(r io.Reader, name string, format annotate.Format, added time.Time) (annotate.Arrival, Notes, error) {
	arrival, notes, err := read(r, format, added)
	if err != nil {
		return annotate.Arrival{}, nil, named(name, err)
	}
	return arrival, notes, nil
}

// FormatOf tells the format by a file's name. It returns ErrUnsupported for a name that
// ends in none of those that can be imported; one without an extension is plain text.
func FormatOf(name string) (annotate.Format, error) {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".txt", "":
		return annotate.Plain, nil
	case ".md", ".markdown":
		return annotate.Markdown, nil
	}
	return "", ErrUnsupported
}

func readFile(path string, added time.Time) (annotate.Arrival, Notes, error) {
	info, err := os.Stat(path)
	if err != nil {
		return annotate.Arrival{}, nil, err
	}
	format, err := FormatOf(path)
	switch {
	case info.IsDir():
		return annotate.Arrival{}, nil, syscall.EISDIR
	case err != nil:
		return annotate.Arrival{}, nil, err
	case info.Size() > Limit:
		return annotate.Arrival{}, nil, ErrTooLarge
	}
	f, err := os.Open(path)
	if err != nil {
		return annotate.Arrival{}, nil, err
	}
	defer f.Close()
	return read(f, format, added)
}

func read(r io.Reader, format annotate.Format, added time.Time) (annotate.Arrival, Notes, error) {
	data, err := io.ReadAll(io.LimitReader(r, Limit+1))
	if err != nil {
		return annotate.Arrival{}, nil, err
	}
	if len(data) > Limit {
		return annotate.Arrival{}, nil, ErrTooLarge
	}
	text, note, err := decode(data)
	if err != nil {
		return annotate.Arrival{}, nil, err
	}
	arrival, notes, err := arrive(text, format, added)
	if note != "" {
		notes = append(Notes{note}, notes...)
	}
	return arrival, notes, err
}

// named is the error with the name it is about, made safe to print. What the operating
// system says loses the path that it repeats.
func named(name string, err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return fmt.Errorf("read %s: %w", Shown(name), err)
}

// Shown is a file's name as it may be printed: quoted where it holds anything but plain characters.
func Shown(name string) string {
	if name == "" || Line(name) != name {
		return strconv.Quote(name)
	}
	return name
}
