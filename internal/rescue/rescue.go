// Package rescue is the file of the changes that a library could not take: they are written
// elsewhere, and taken in when the library can be written again. docs/rescue.md describes it.
package rescue

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"time"

	"rashomon/annotate"
)

// ErrNotRescue says that a file is something else, ErrNewer that a newer program wrote it.
var (
	ErrNotRescue = errors.New("not a rescue file of rashomon")
	ErrNewer     = errors.New("a newer rashomon wrote it: update this one to read it")
)

// Head is the first line of the file.
type Head struct {
	Magic   string    `json:"rashomon"` // magic
	Version int       `json:"version"`
	Library string    `json:"library"`          // the name of its file, without the folder
	Path    string    `json:"path,omitempty"`   // the whole path of that, links and all
	Origin  string    `json:"origin,omitempty"` // by what it and its copies are known (store.Origin); empty where it had no history yet
	At      time.Time `json:"at"`
	Changes int       `json:"changes"` // how many lines follow
}

const (
	magic   = "rescue"
	version = 1
)

// line is each of the others.
type line struct {
	Sum    string          `json:"sum"` // CRC-32C of the change as it is written, in hexadecimal
	Change json.RawMessage `json:"change"`
}

// LongestLine is in bytes; a change of more than that does not leave a program.
const LongestLine = 256 << 20

// Write writes changes in the order in which they were made. Of the head it wants the library and
// the time.
func Write(w io.Writer, head Head, changes []annotate.Change) error {
	out := json.NewEncoder(w)
	head.Magic, head.Version, head.Changes = magic, version, len(changes)
	if err := out.Encode(head); err != nil {
		return err
	}
	for _, c := range changes {
		text, err := json.Marshal(c)
		if err != nil {
			return err
		}
		if err := out.Encode(line{Sum: sum(text), Change: text}); err != nil {
			return err
		}
	}
	return nil
}

func sum(text []byte) string {
	return fmt.Sprintf("%08x", crc32.Checksum(text, crc32.MakeTable(crc32.Castagnoli)))
}

// Read reads the changes that are whole. Flaws says of each of the others what is wrong with it, a
// missing end included. The errors are ErrNotRescue, ErrNewer, and those of r.
func Read(r io.Reader) (head Head, changes []annotate.Change, flaws []error, err error) {
	in := bufio.NewReaderSize(r, 1<<16)
	if head, err = readHead(in); err != nil {
		return head, nil, nil, err
	}
	n := 1
	for ; ; n++ {
		text, err := readLine(in, LongestLine)
		if errors.Is(err, io.EOF) && len(text) == 0 {
			break
		}
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, errLong) {
			return head, changes, flaws, err
		}
		c, wrong := change(text)
		if errors.Is(err, errLong) {
			wrong = err
		}
		if wrong != nil {
			flaws = append(flaws, fmt.Errorf("line %d: %w", n+1, wrong))
			continue
		}
		changes = append(changes, c)
	}
	if missing := head.Changes - (n - 1); missing > 0 {
		flaws = append(flaws, fmt.Errorf("it ends too early: %d of %d changes are not in it", missing, head.Changes))
	}
	return head, changes, flaws, nil
}

// ReadHead reads the first line only. The errors are those of Read.
func ReadHead(r io.Reader) (Head, error) { return readHead(bufio.NewReaderSize(r, 1<<12)) }

// longestHead is in bytes: paths are of a few KB at most.
const longestHead = 64 << 10

func readHead(in *bufio.Reader) (head Head, err error) {
	first, err := readLine(in, longestHead)
	switch {
	case err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, errLong):
		return head, err
	case json.Unmarshal(first, &head) != nil || head.Magic != magic || head.Version < 1:
		return head, ErrNotRescue
	case head.Version > version:
		return head, ErrNewer
	}
	return head, nil
}

var (
	errLong    = errors.New("longer than any change is")
	errDamaged = errors.New("damaged: its checksum is wrong")
)

// change reads a line. A change in such a file has no place in a history yet.
func change(text []byte) (c annotate.Change, err error) {
	var l line
	if err := json.Unmarshal(text, &l); err != nil {
		return c, errDamaged
	}
	if l.Sum != sum(l.Change) {
		return c, errDamaged
	}
	if err := json.Unmarshal(l.Change, &c); err != nil {
		return c, fmt.Errorf("no change: %w", err)
	}
	c.Number, c.Undoes, c.Redoes, c.Batch = 0, 0, 0, 0
	return c, nil
}

// readLine reads a line without its end. Of one that is longer than most it returns errLong, and
// stands behind it.
func readLine(in *bufio.Reader, most int) (text []byte, err error) {
	long := false
	for {
		part, err := in.ReadSlice('\n')
		if len(text)+len(part) > most {
			long, text = true, nil
		} else if !long {
			text = append(text, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case long && (err == nil || errors.Is(err, io.EOF)):
			return nil, errLong
		case err != nil:
			return text, err
		}
		return text[:len(text)-1], nil
	}
}
