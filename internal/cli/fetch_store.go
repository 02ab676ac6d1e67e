package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"rashomon/ingest/fetch"
	"rashomon/store"
	"rashomon/ui/screen"
)

// Pages are stored some at once, so that what comes in hours is not lost in a moment: so many, or
// fewer long ones.
const (
	pagesAtOnce = 50
	textAtOnce  = pagesAtOnce * leastText // bytes: 16 MB
	leastText   = 320 << 10               // that a page counts for
)

// waitForLock is how long fetched pages wait in the end for a library that is open elsewhere.
const waitForLock = 5 * time.Minute

// opening opens the library, calls a function with it and closes it.
type opening func(do func(*store.Store) error) error

// came takes up what became of an address, and stores what came where that is enough. Where the
// library is open elsewhere more is fetched, and then it is tried again. An error is of the library.
func (f *fetching) came(x fetched, with opening) error {
	f.one.Lock()
	defer f.one.Unlock()
	f.pages = append(f.pages, x)
	f.weight += max(len(x.arrival.Body.Text), leastText)
	if !errors.Is(x.err, context.Canceled) {
		f.done++
	}
	if x.err != nil {
		f.lost++
	}
	if f.bar != nil && f.lost > 0 {
		f.bar.unit = fmt.Sprintf(", %d failed", f.lost)
	}
	f.bar.show(f.done)
	if f.weight < textAtOnce || f.ctx.Err() != nil {
		return nil
	}
	f.weight = 0
	if err := f.put(with, f.into); !errors.Is(err, store.ErrLocked) {
		return err
	}
	return nil
}

// finish stores what came last, and says how it went.
func (f *fetching) finish(with opening) error {
	f.stopped = f.ctx.Err() != nil
	err := f.put(with, func(lib *store.Store) error {
		err := f.into(lib)
		if f.sum(); err == nil && lib != nil && !f.dry && !f.alone {
			f.gather(f.ctx, lib, f.added)
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case f.stopped:
		return fmt.Errorf("fetch stopped after %d of %s: %w", f.done, screen.Count(f.all, "page", "pages"), context.Canceled)
	case f.failed > 0:
		return someFailed{f.failed, f.partly, f.all}
	}
	return nil
}

// put has pages stored; the library is not opened where there is nothing to do with it.
func (f *fetching) put(with opening, do func(*store.Store) error) error {
	if len(f.added) == 0 && !slices.ContainsFunc(f.pages, func(p fetched) bool { return p.err == nil }) {
		return do(nil)
	}
	return with(do)
}

// into stores the pages that came, and tells what became of them, in the order of the addresses.
// One undo takes back all of a run. Lib may be nil where no page came.
func (f *fetching) into(lib *store.Store) (err error) {
	slices.SortFunc(f.pages, func(a, b fetched) int { return cmp.Compare(a.n, b.n) })
	tell := func(lib *store.Store) error {
		f.lib, f.stories = lib, nil // they may be others than when it was open before
		for _, p := range f.pages {
			if p.err != nil {
				f.store() // in order
			}
			f.arrive(fetch.Bare(p.address), p.arrival, p.notes, p.err)
		}
		f.store()
		f.pages = nil
		return nil
	}
	if lib == nil {
		return tell(nil)
	}
	f.first, err = lib.TogetherSince(f.first, tell)
	return err
}

// whenFree opens the library; where somebody opened it elsewhere while pages came, they wait.
func (f *fetching) whenFree(do func(*store.Store) error) error {
	for since, told := time.Now(), false; ; told = true {
		opened := false
		err := f.withLibrary(false, func(lib *store.Store) error {
			opened = true
			return do(lib)
		})
		if opened || !errors.Is(err, store.ErrLocked) || f.ctx.Err() != nil || time.Since(since) > waitForLock {
			return err
		}
		if !told {
			fmt.Fprintln(f.Err, "the pages are fetched, but the library has been opened in another rashomon: they go in when that is left; ctrl+c gives them up")
		}
	}
}
