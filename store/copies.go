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

// AskAfter is how many changes may be made before CopyIfDue is asked again: it lists a folder, which is too
// much for each change.
func (c Copies) AskAfter() int {
	const most = 100
	if c.Changes <= 0 {
		return most
	}
	return min(c.Changes, most)
}

// Copy is a copy that a library made of itself.
type Copy struct {
	Path   string
	Number int       // from 1, in the order in which they were made
	Change uint64    // the number of the newest change in it
	Origin string    // of the library that it is of, as Store.Origin has it; empty where its name does not say
	At     time.Time // when it was made
	Bytes  int64
}

// CopiesOf lists the copies that a library made of itself, the newest first. Other files in their
// folder are passed over.
func CopiesOf(library string) ([]Copy, error) {
	folder := copiesFolder(library)
	files, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("copies of %q: %w", library, inWords(err))
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
		c.Origin = m[4]
		if errors.Join(bad[:]...) == nil {
			copies = append(copies, c)
		}
	}
	slices.SortFunc(copies, func(a, b Copy) int { return cmp.Compare(b.Number, a.Number) })
	return copies, nil
}

// CopyIfDue copies the library into the folder of its copies if that is due, and takes away those that
// are too many; made is nil where none is due. A copy is there only when it is whole and found sound, and only
// then do others go. Copies of another library that had the same name stay, as all that is left of it perhaps;
// and of those with changes that this one has not, the newest. It returns ErrNoRoom, ErrDamaged (the copies stay
// as they are), or what the system says.
func (s *Store) CopyIfDue(ctx context.Context, c Copies) (made *Copy, err error) {
	if s.beside || c.Keep <= 0 || c.Changes <= 0 && c.Days <= 0 {
		return nil, nil
	}
	all, err := CopiesOf(s.real)
	if err != nil {
		return nil, err
	}
	is, err := s.present()
	if err != nil || is.change == 0 {
		return nil, err
	}
	own := slices.Clone(all)
	own = slices.DeleteFunc(own, func(of Copy) bool { return of.Origin != is.origin })
	if !s.due(c, is, own) {
		return nil, nil
	}
	made = &Copy{Number: 1, Change: is.change, Origin: is.origin, At: s.now().UTC().Truncate(time.Second)}
	if len(all) > 0 {
		made.Number = all[0].Number + 1
	}
	if err := s.copyAway(ctx, made); err != nil {
		return nil, err
	}
	for _, old := range tooMany(slices.Insert(own, 0, *made), c.Keep) {
		if err := os.Remove(old.Path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return made, fmt.Errorf("take away the copy %q: %w", old.Path, inWords(err))
		}
	}
	sweep(filepath.Dir(s.real))
	return made, nil
}

// tooMany is those of the copies of a library, the newest first, that are not to stay.
func tooMany(own []Copy, keep int) (gone []Copy) {
	var last bool // the newest is met that has changes of which the newest copy knows nothing
	for i, c := range own {
		beyond := c.Change > own[0].Change && !last
		last = last || beyond
		if i >= keep && !beyond {
			gone = append(gone, c)
		}
	}
	return gone
}

// sweep takes away what was left in a folder where a process was killed in the middle of a copy.
func sweep(folder string) {
	files, _ := os.ReadDir(folder)
	for _, f := range files {
		if draft, _ := filepath.Match(draftName, f.Name()); !draft {
			continue
		}
		if info, err := f.Info(); err == nil && info.Mode().IsRegular() && time.Since(info.ModTime()) > 24*time.Hour {
			removeUnheld(filepath.Join(folder, f.Name()))
		}
	}
}

// removeUnheld takes away a file that nobody has the lock of.
func removeUnheld(path string) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return
	}
	release, err := tryLock(f, true)
	if err == nil {
		release()
	}
	f.Close() // some systems remove nothing that is open
	if err == nil {
		os.Remove(path)
	}
}

// state is how far a library is.
type state struct {
	origin string
	change uint64    // the number of the newest change, 0 where there is none
	first  time.Time // when the first was made
}

func (s *Store) present() (is state, err error) {
	return is, s.view("copy", func(tx *bbolt.Tx) error {
		history := in(tx, historyBucket).Cursor()
		last, _ := history.Last()
		if last == nil {
			return nil
		}
		k, first := history.First()
		e, err := openRecord[entry](k, first)
		is = state{originIn(tx), uint64(keyID(last)), e.Change.At}
		return err
	})
}

// due says whether a copy is due. Where there is none yet, changes and days count from the first change.
func (s *Store) due(c Copies, is state, own []Copy) bool {
	was, at := uint64(0), is.first
	if len(own) > 0 {
		was, at = own[0].Change, own[0].At
	}
	if is.change == was {
		return false
	}
	age, day := s.now().Sub(at), 24*time.Hour
	return is.change < was || // an older copy was restored
		c.Changes > 0 && is.change-was >= uint64(c.Changes) ||
		c.Days > 0 && (age >= time.Duration(c.Days)*day || age <= -day) // the clock was wrong, or is
}

// copyAway makes the copy, and says where it is and how large.
func (s *Store) copyAway(ctx context.Context, c *Copy) error {
	folder := copiesFolder(s.real)
	if err := makeFolders(folder); err != nil {
		return fmt.Errorf("make the folder %q: %w", folder, inWords(err))
	}
	info, err := s.stat()
	if err != nil {
		return plain(err)
	}
	if err := hasRoom(folder, info.Size()+info.Size()/8+roomForOthers); err != nil {
		return fmt.Errorf("copy to %q: %w", folder, err)
	}
	c.Path = filepath.Join(folder, fmt.Sprintf("%04d-%s-change-%d-of-%s.db", c.Number, stamp(c.At), c.Change, c.Origin))
	if err := s.Backup(ctx, c.Path); err != nil {
		return err
	}
	if info, err = os.Stat(c.Path); err != nil {
		return plain(err)
	}
	c.Bytes = info.Size()
	return nil
}

// roomForOthers is how many bytes stay for what is written meanwhile where a copy is not asked for by itself.
const roomForOthers = 16 << 20

// hasRoom says whether the drive of a folder has room for so many bytes, as far as the system tells: nil or
// ErrNoRoom.
func hasRoom(folder string, bytes int64) error {
	const mb = 1 << 20
	if room, known := roomIn(folder); known && room < bytes {
		return fmt.Errorf("%w: %d MB are free, and %d MB are needed", ErrNoRoom, room/mb, (bytes+mb-1)/mb)
	}
	return nil
}

// copiesFolder is where the copies of a library are: beside it, also if path is a link to it.
func copiesFolder(path string) string { return linked(path) + ".copies" }

// linked is what a path leads to, also where nothing is there yet; the path itself where links lead in a
// circle.
func linked(path string) string {
	at := path
	for range 40 { // as many as systems follow
		if real, err := filepath.EvalSymlinks(at); err == nil {
			return real
		}
		to, err := os.Readlink(at)
		if err != nil {
			return at
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(filepath.Dir(at), to)
		}
		at = to
	}
	return path
}

// copyName is how copies are called: number, time (UTC), newest change, origin.
func copyName() *regexp.Regexp {
	return regexp.MustCompile(`^([0-9]{4,9})-([0-9]{8}T[0-9]{6})-change-([0-9]{1,20})(?:-of-([0-9a-f]{8}))?\.db$`)
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
