// Package jsonl is the written form of the domain: one record a line, nothing lost.
//
// A file holds schemes and searches, then stories, each followed by its speakers, then the
// articles, each followed at once by the annotations of exactly that text and, where it has
// speakers of its own, by these, and at its end the rulings. So both directions stream in
// the memory of one article, and a file is the same, byte for byte, whenever the library is. Where an article was revised and annotations or rulings still stand on an
// older text, that older text is an article record of its own with the smaller revision,
// before the newer one.
//
// A ruling is about texts of several articles. So that nobody need hold them all, an
// [Encoder] asks for each text again when it writes the ruling, and [Read] checks a ruling
// for itself only: [Take] holds it against its texts.
//
// Keys never change their meaning: what cannot keep it gets a new version.
package jsonl

import (
	"errors"
	"fmt"

	"rashomon/annotate"
)

// Version is the version of the format that this package writes, and the newest it reads.
const Version = 1

// Why a line is no record; a LineError wraps one of these where it applies.
var (
	ErrNotRecord = errors.New("not a rashomon record")
	ErrNewer     = errors.New("a newer version of the format than this program reads")
	ErrLongLine  = errors.New("longer than 64 MiB")
	ErrEncoding  = errors.New("not valid UTF-8")
)

// Record is what one line says. Exactly one of the pointers is set.
type Record struct {
	Line       int // its number in the file, from 1
	Scheme     *annotate.Scheme
	Story      *annotate.Story
	Article    *annotate.Arrival
	Annotation *annotate.Annotation
	Hash       string // of the text that the annotation is about; of the article that a speaker speaks in
	Ruling     *annotate.Ruling
	Hashes     []string // of the texts that the ruling's places are about, one for each
	Speaker    *annotate.Speaker
	Search     *annotate.Search
}

// LineError says which line is no good, and why. Its message shows no control characters.
type LineError struct {
	Line int    // from 1
	What string // scheme, story, article, annotation, ruling, speaker, search; empty where it is none of them
	Why  error
}

// Error is the line's number and what is wrong with it.
func (e LineError) Error() string { return fmt.Sprintf("line %d: %v", e.Line, e.Why) }

// Unwrap is why.
func (e LineError) Unwrap() error { return e.Why }
