package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"time"

	"go.etcd.io/bbolt"
)

// ErrNoRoom says that the disk has not the room for a copy.
var ErrNoRoom = errors.New("the disk has not the room")

// Copies is when a library is copied by itself, and how many of the copies stay.
type Copies struct {
	Changes int // a copy is due after so many changes; 0: their number does not matter
	Days    int // a copy is due after so many days if there was a change; 0: time does not matter
	Keep    int // the newest so many stay; 0: there are none
}

// Copy is a copy that a library made of itself.
type Copy struct {
	Path   string
	Number int       // from 1, in the order in which they were made
	Change uint64    // the number of the newest change in it
	At     time.Time // when it was made
	Bytes  int64
}

// CopiesOf lists the copies that a library made of itself, the newest first. Other files in their
// folder are passed over.
func CopiesOf(library string) ([]Copy, error) {
	folder := copiesFolder(library)
	files, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("copies of %q: %w", library, plain(err))
	}
	named := copyName()
	var copies []Copy
	for _, f := range files {
		m := named.FindStringSubmatch(f.Name())
		info, err := f.Info()
		if m == nil || err != nil || !info.Mode().IsRegular() {
			continue
		}
		c := Copy{Path: filepath.Join(folder, f.Name()), Bytes: info.Size()}
		var bad [3]error
		c.Number, bad[0] = strconv.Atoi(m[1])
		c.At, bad[1] = time.Parse(stampLayout, m[2])
		c.Change, bad[2] = strconv.ParseUint(m[3], 10, 64)
		if errors.Join(bad[:]...) == nil {
			copies = append(copies, c)
		}
	}
	slices.SortFunc(copies, func(a, b Copy) int { return cmp.Compare(b.Number, a.Number) })
	return copies, nil
}

// CopyIfDue copies the library into the folder of its copies if that is due, and takes away those that
// are too many; made is nil where none is due. A copy is there only when it is whole and found sound, and only
// then do others go. It returns ErrNoRoom, ErrDamaged (the copies stay as they are), or what the system says.
func (s *Store) CopyIfDue(ctx context.Context, c Copies) (made *Copy, err error) {
	if s.beside {
		return nil, nil
	}
	copies, err := CopiesOf(s.real)
	if err != nil {
		return nil, err
	}
	change, due, err := s.due(c, copies)
	if err != nil || !due {
		return nil, err
	}
	made, err = s.copyAway(ctx, change, copies)
	if err != nil {
		return nil, err
	}
	copies = slices.Insert(copies, 0, *made)
	for _, old := range copies[min(c.Keep, len(copies)):] {
		if err := os.Remove(old.Path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return made, fmt.Errorf("take away the copy %q: %w", old.Path, plain(err))
		}
	}
	sweep(filepath.Dir(made.Path))
	return made, nil
}

// sweep takes away what was left in the folder of the copies where a process was killed in the middle of one.
func sweep(folder string) {
	files, _ := os.ReadDir(folder)
	for _, f := range files {
		draft, _ := filepath.Match(draftName, f.Name())
		if info, err := f.Info(); draft && err == nil && time.Since(info.ModTime()) > 24*time.Hour {
			os.Remove(filepath.Join(folder, f.Name()))
		}
	}
}

// due says whether a copy is due, and what the newest change is. Where there is none yet, changes and
// days count from the first change.
func (s *Store) due(c Copies, copies []Copy) (newest uint64, due bool, err error) {
	if c.Keep <= 0 || c.Changes <= 0 && c.Days <= 0 {
		return 0, false, nil
	}
	var was uint64
	var at time.Time
	err = s.view("copy", func(tx *bbolt.Tx) error {
		history := in(tx, historyBucket).Cursor()
		last, _ := history.Last()
		if last == nil {
			return nil
		}
		newest = uint64(keyID(last))
		if len(copies) > 0 {
			was, at = copies[0].Change, copies[0].At
			return nil
		}
		e, err := openRecord[entry](history.First())
		at = e.Change.At
		return err
	})
	if err != nil || newest == was {
		return newest, false, err
	}
	age, day := s.now().Sub(at), 24*time.Hour
	due = newest < was || // an older copy was restored
		c.Changes > 0 && newest-was >= uint64(c.Changes) ||
		c.Days > 0 && (age >= time.Duration(c.Days)*day || age <= -day) // the clock was wrong, or is
	return newest, due, nil
}

// copyAway makes the copy.
func (s *Store) copyAway(ctx context.Context, change uint64, copies []Copy) (*Copy, error) {
	folder := copiesFolder(s.real)
	if err := makeFolders(folder); err != nil {
		return nil, fmt.Errorf("make the folder %q: %w", folder, plain(err))
	}
	info, err := s.stat()
	if err != nil {
		return nil, plain(err)
	}
	const less = 16 << 20 // bytes that others may want meanwhile
	if room, known := roomIn(folder); known && room < info.Size()+info.Size()/8+less {
		return nil, fmt.Errorf("copy to %q: %w: %d MB are free, and the library has %d MB", folder, ErrNoRoom, room>>20, info.Size()>>20)
	}
	c := Copy{Number: 1, Change: change, At: s.now().UTC().Truncate(time.Second)}
	if len(copies) > 0 {
		c.Number = copies[0].Number + 1
	}
	c.Path = filepath.Join(folder, fmt.Sprintf("%04d-%s-change-%d.db", c.Number, stamp(c.At), change))
	if err := s.Backup(ctx, c.Path); err != nil {
		return nil, err
	}
	if info, err = os.Stat(c.Path); err != nil {
		return nil, plain(err)
	}
	c.Bytes = info.Size()
	return &c, nil
}

// copiesFolder is where the copies of a library are: beside it, also if path is a link to it.
func copiesFolder(path string) string { return linked(path) + ".copies" }

// linked is what a path leads to, or the path itself where that leads nowhere.
func linked(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	return path
}

// copyName is how copies are called: number, time (UTC), newest change.
func copyName() *regexp.Regexp {
	return regexp.MustCompile(`^([0-9]{4,9})-([0-9]{8}T[0-9]{6})-change-([0-9]{1,20})\.db$`)
}

const stampLayout = "20060102T150405"

// stamp is a time in a file's name.
func stamp(t time.Time) string { return t.UTC().Format(stampLayout) }

// freeName is a name that no file has: that one, or with a number behind it.
func freeName(path string) string {
	name := path
	for n := 2; ; n++ {
		if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) || n > 1000 {
			return name
		}
		name = fmt.Sprintf("%s-%d", path, n)
	}
}
