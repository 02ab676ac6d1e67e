// Package feed reads RSS, Atom and JSON feeds, brings what is new in them in as articles, and
// reads and writes OPML.
//
// A feed is cut into its entries, of which a library (gofeed) understands one at a time: so a
// feed of any size is read in bounded memory, and an entry that is broken loses only itself.
package feed

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"mime"
	"strings"
)

// Why a feed, or one of its entries, cannot be read. Errors of the reader come as they are.
var (
	ErrNotFeed  = errors.New("it is not a feed")
	ErrBroken   = errors.New("it is broken")
	ErrCutOff   = errors.New("it is cut off")
	ErrTooLarge = fmt.Errorf("it is larger than %d MiB", entryLimit>>20)
	ErrDeep     = errors.New("it is nested too deeply")
	ErrNothing  = errors.New("it says nothing")
)

// Bounds of what a Reader holds at once, in bytes.
const (
	entryLimit = 4 << 20  // of one entry
	headLimit  = 1 << 20  // of what stands outside the entries
	block      = 64 << 10 // that is read at once
	rescan     = 16 << 20 // read again, after what has no end, beside four times the feed; then it is given up
)

// Head is what a feed says of itself. What it does not say is empty.
type Head struct {
	Title    string
	Site     string // the page that it belongs to
	Language string
	Notes    []string // what was done to it, a line each, for people
}

// EntryError is what is wrong with one entry; those after it can be read.
type EntryError struct {
	Number int // of the entry, from 1
	Why    error
}

// Error names the entry.
func (e *EntryError) Error() string { return fmt.Sprintf("entry %d: %v", e.Number, e.Why) }

// Unwrap is why.
func (e *EntryError) Unwrap() error { return e.Why }

// Reader reads a feed entry by entry. It holds one entry, what stands outside of the entries, and
// for each entry some 40 bytes by which it knows others of the same name.
type Reader struct {
	address string
	cut     cutter
	form    form
	head    Head
	headed  bool
	number  int
	seed    maphash.Seed
	names   map[uint64]struct{}
}

// cutter cuts a feed into pieces, an entry each.
type cutter interface {
	// next is the next entry. It returns an *EntryError without a number, io.EOF, ErrCutOff where
	// the feed ends before it is closed, ErrBroken for what cannot be read on, or the reader's error.
	next() ([]byte, error)
	// whole is a piece as a feed of its own; without a piece, all that stood outside of the
	// entries by now.
	whole(piece []byte) []byte
}

// form understands a feed that is held whole.
type form interface {
	head(feed []byte) (Head, error)
	entry(feed []byte) (Entry, error)
}

// NewReader begins to read a feed. Address is where it is from, for links that lean on it;
// contentType is what a server said of it. Both may be empty. It returns ErrNotFeed or the
// reader's error.
func NewReader(r io.Reader, address, contentType string) (*Reader, error) {
	_, params, _ := mime.ParseMediaType(contentType)
	text, note, err := decoded(r, params["charset"])
	if err != nil {
		return nil, err
	}
	f := &Reader{address: address, seed: maphash.MakeSeed(), names: map[uint64]struct{}{}}
	if err := f.begin(text); err != nil {
		return nil, err
	}
	if note != "" {
		f.head.Notes = []string{note}
	}
	return f, nil
}

// begin tells by its beginning what kind of feed it is.
func (f *Reader) begin(text *bufio.Reader) error {
	start, err := text.Peek(block)
	if err != nil && err != io.EOF {
		return err
	}
	if bytes.HasPrefix(bytes.TrimLeft(start, " \t\r\n"), []byte("{")) {
		c := &jsonCutter{src: text}
		f.cut, f.form = c, jsonForm{}
		return c.begin(start)
	}
	c := &xmlCutter{src: text}
	root, err := c.begin()
	if err != nil {
		return err
	}
	f.cut, f.form = c, rssForm{}
	if root == "feed" {
		f.form = atomForm{}
	}
	return nil
}

// Head is what the feed says of itself, as far as it is read: all of it, once Next has returned io.EOF.
func (f *Reader) Head() Head { return f.head }

// Next is the next entry. It returns io.EOF at the end, an *EntryError for an entry that cannot be
// read, after which it goes on, ErrCutOff, ErrBroken or the reader's error where it does not.
func (f *Reader) Next() (Entry, error) {
	piece, err := f.cut.next()
	if !f.headed || err == io.EOF || err == ErrCutOff {
		f.headed = true
		f.readHead()
	}
	bad := (*EntryError)(nil)
	if err != nil && !errors.As(err, &bad) {
		return Entry{}, err
	}
	f.number++
	var e Entry
	if err == nil {
		e, err = f.form.entry(f.cut.whole(piece))
	}
	if err == nil {
		err = e.complete(f)
	}
	if err != nil {
		if bad != nil {
			err = bad.Why
		}
		return Entry{}, &EntryError{f.number, err}
	}
	return e, nil
}

// readHead reads what stands outside of the entries. What is broken there loses no entry.
func (f *Reader) readHead() {
	h, err := f.form.head(f.cut.whole(nil))
	if err != nil {
		return
	}
	h.Notes = f.head.Notes
	h.Title, h.Language = plain(h.Title), strings.TrimSpace(h.Language)
	h.Site = absolute(f.address, h.Site)
	f.head = h
}

// first says whether no entry before had this name.
func (f *Reader) first(name string) bool {
	h := maphash.String(f.seed, name)
	_, had := f.names[h]
	f.names[h] = struct{}{}
	return !had
}
