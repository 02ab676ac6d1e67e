package store

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// Recovery is what Recover saved.
type Recovery struct {
	Format uint64 `json:"format"` // of what was read; 0 where that cannot be told
	// History: every change can be undone and redone as before, but for what it did to things that are
	// lost. Else the first of them can, and what else was saved came in by a new step.
	History bool `json:"history"`
	// NewOrigin: the first change is lost, and with it the origin (Store.Origin), so that the new library
	// counts as another than the damaged one.
	NewOrigin bool `json:"new_origin"`
	// Places is how many places of the file cannot be read: a page, or a value.
	Places int         `json:"damaged_places"`
	Kinds  []Recovered `json:"kinds"`
	// Reports are those of which something is missing, by name.
	Reports  []LostReport `json:"reports,omitempty"`
	Leftover string       `json:"leftover,omitempty"` // the file with what could not go into the library
	Problems []Problem    `json:"problems,omitempty"` // what Check says of the new library: as it did of the old one before it was damaged
}

// Recovered is how many records of a kind were saved.
type Recovered struct {
	Kind  string `json:"kind"`
	Saved int    `json:"saved"` // that are in the new library
	// Stray is how many of these nothing leads to any more: they were found by looking through
	// all of the file, or in the history.
	Stray int `json:"stray"`
	Left  int `json:"left"` // that are in the file of leftovers
	Lost  int `json:"lost"` // that are known to have been there, and cannot be read
	// AtLeast: what would tell how many there were is damaged too, so that more may be lost.
	AtLeast bool `json:"at_least,omitempty"`
}

// Recover saves what can be read of a damaged library into a new one, which passes Check. It
// does not change the old one, and does not open it: it reads the pages themselves, those that
// nothing leads to any more among them, and takes what has the right checksum. The
// changes are made again, one by one, as far as none of them is missing; what stands otherwise then comes in by
// new changes, which are one step to undo. What cannot go into a library, as an
// annotation whose text is gone, goes to out.leftover.jsonl. Progress is told what is being
// done, and how far it is.
//
// It returns fs.ErrExist where out is there, fs.ErrNotExist where in or the folder of out is not,
// ErrNotALibrary, ErrNewer, ErrLocked, or the context's error; then it leaves nothing behind.
func Recover(ctx context.Context, in, out string, progress func(what string, done, all int)) (Recovery, error) {
	r := &recovery{ctx: ctx, progress: progress, path: out}
	defer r.close()
	for _, step := range []struct {
		path string
		do   func() error
	}{{out, r.free}, {in, func() error { return r.read(in) }}, {out, r.build}} {
		if err := step.do(); err != nil {
			return r.report, fmt.Errorf("recover: %q: %w", step.path, inWords(err))
		}
	}
	return r.report, nil
}

// LeftoverSuffix is what the name of the file has behind that of the library, which could not
// take what is in it.
const LeftoverSuffix = ".leftover.jsonl"

// recovery is one run.
type recovery struct {
	ctx      context.Context
	progress func(what string, done, all int)
	path     string // of the new library
	report   Recovery
	in       *os.File
	release  func() // gives back the lock of it
	*findings
	folder   string // beside the new library, for what is not whole yet
	out      *Store
	left     *leftovers
	unfit    map[string]bool // keys of texts that no library can have
	unknown  []string        // keys of texts of which nothing was known besides
	replayed uint64          // changes that were made again
}

// free says whether the new files can have their names.
func (r *recovery) free() error {
	folder, err := os.Stat(filepath.Dir(r.path))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("its folder: %w", plain(err))
	case err != nil:
		return err
	case !folder.IsDir():
		return fmt.Errorf("its folder: %w", syscall.ENOTDIR)
	}
	for _, suffix := range []string{"", LeftoverSuffix} {
		if _, err := os.Lstat(r.path + suffix); err == nil && suffix == "" {
			return fs.ErrExist
		} else if err == nil {
			return fmt.Errorf("with %s behind it: %w", suffix, fs.ErrExist)
		}
	}
	return nil
}

// read finds what is in the damaged file, and keeps it open.
func (r *recovery) read(in string) error {
	f, info, err := openRegular(in, os.O_RDONLY)
	if err != nil {
		return err
	}
	r.in = f
	release, err := waitForLock(f, false, time.Now())
	switch {
	case err == nil:
		r.release = release
	case errors.Is(err, ErrLocked):
		return err // else the drive knows no locks
	}
	r.findings = newFindings(r.ctx, f, info.Size())
	if err := r.find(r.progress); err != nil {
		return err
	}
	r.report.Format, r.report.Places = r.format, r.places()
	return nil
}

// close lets go of the damaged file.
func (r *recovery) close() {
	if r.release != nil {
		r.release()
	}
	if r.in != nil {
		r.in.Close()
	}
}

// build makes the new library in a folder of its own and gives it its name when it is whole.
func (r *recovery) build() (err error) {
	if r.folder, err = os.MkdirTemp(filepath.Dir(r.path), ".rashomon-recover-*.tmp"); err != nil {
		return err
	}
	defer os.RemoveAll(r.folder)
	defer r.abandon()
	if err := r.fill(); err != nil {
		return err
	}
	if err := r.count(); err != nil {
		return err
	}
	checked, err := r.out.Check(r.ctx)
	if r.report.Problems = checked.Problems; err != nil && !errors.Is(err, ErrDamaged) {
		return err
	}
	if err := errors.Join(r.out.db.Sync(), r.left.close()); err != nil {
		return err
	}
	if err := r.out.Close(); err != nil {
		return err
	}
	return r.name()
}

// fill puts everything into the new library: the changes, as many as can be made again, and what
// these do not lead to.
func (r *recovery) fill() error {
	if err := r.begin(); err != nil {
		return err
	}
	p := player{recovery: r, wanted: wanted{}, next: 1, names: map[string]bool{}}
	if !r.sound() {
		p.seed, p.versions = maphash.MakeSeed(), map[uint64]bool{}
	}
	whole, err := p.replay()
	if err != nil {
		return err
	}
	if err := p.standing(whole); err != nil {
		return err
	}
	r.replayed = p.next - 1
	r.report.History = whole && len(r.left.keys["changes"]) == 0 && (r.replayed > 0 || !r.hurt(historyBucket))
	if err := p.bring(); err != nil {
		return err
	}
	if err := r.keepOrigin(); err != nil {
		return err
	}
	return r.besides()
}

// begin makes an empty library, with the texts in it.
func (r *recovery) begin() (err error) {
	if r.out, err = Open(filepath.Join(r.folder, "library.db"), Options{noSync: true}); err != nil {
		return err
	}
	if r.left, err = newLeftovers(filepath.Join(r.folder, "leftover.jsonl")); err != nil {
		return err
	}
	return r.texts()
}

// abandon gives up what was begun.
func (r *recovery) abandon() {
	if r.out != nil {
		r.out.drop()
	}
	if r.left != nil {
		r.left.close()
	}
}

// name gives the new files their names. Neither takes the place of another.
func (r *recovery) name() error {
	if r.left.lines > 0 {
		r.report.Leftover = r.path + LeftoverSuffix
		if err := rename(filepath.Join(r.folder, "leftover.jsonl"), r.report.Leftover); err != nil {
			return err
		}
	}
	if err := rename(filepath.Join(r.folder, "library.db"), r.path); err != nil {
		return err
	}
	syncFolder(r.path)
	return nil
}

func rename(from, to string) error {
	if _, err := os.Lstat(to); err == nil {
		return fmt.Errorf("%q: %w", to, fs.ErrExist)
	}
	return os.Rename(from, to)
}
