package store

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"rashomon/annotate"
	"rashomon/store/pages"
)

// A look reads the file while others write to it, and finds nothing wrong.
func TestLookWhileOthersWrite(t *testing.T) {
	t.Parallel()
	s := library(t)
	id := added(t, s, report(1, 0))[0].ID
	var writing sync.WaitGroup
	writing.Add(1)
	go func() {
		defer writing.Done()
		for range 60 {
			c, _ := reading(t, s, id, "ana").Toggle(annotate.OnSentence(0), "fact", noon())
			if _, err := s.Apply(c); err != nil {
				t.Error(err)
			}
		}
	}()
	for range 60 {
		must(t, s.Look(context.Background()))
	}
	writing.Wait()
}

// A value that is changed under an open library is found by the next look.
func TestLookFindsDamage(t *testing.T) {
	t.Parallel()
	path, _, _ := worked(t)
	s := reopen(t, path)
	must(t, s.Look(context.Background()))
	content := contents(t, path)
	metas, err := pages.Metas(bytes.NewReader(content), int64(len(content)))
	must(t, err)
	at := int64(0)
	must(t, pages.Walk(bytes.NewReader(content), int64(len(content)), metas[0], func(r pages.Record) error {
		if r.Bucket == bodiesBucket {
			at = r.At
		}
		return nil
	}, func(d pages.Damage) error { return d }))
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	must(t, err)
	_, err = f.WriteAt([]byte{^content[at+9]}, at+9)
	must(t, err)
	must(t, f.Close())
	err = s.Look(context.Background())
	wantError(t, err, ErrDamaged)
	want(t, "says where", strings.Contains(err.Error(), "bodies"), true)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	wantError(t, s.Look(ctx), context.Canceled)
	closed(t, s)
}

// A page that goes bad under an open library ends what needs it, and all that writes; what can be read
// still is, and whoever closes it is told.
func TestDamageWhileItIsOpen(t *testing.T) {
	t.Parallel()
	path, _, _ := worked(t)
	s := reopen(t, path)
	rows, err := s.Rows(0)
	must(t, err)
	content := contents(t, path)
	metas, err := pages.Metas(bytes.NewReader(content), int64(len(content)))
	must(t, err)
	at, id := int64(0), annotate.ID(0)
	must(t, pages.Walk(bytes.NewReader(content), int64(len(content)), metas[0], func(r pages.Record) error {
		if r.Bucket == bodiesBucket {
			at, id = r.At/metas[0].PageSize*metas[0].PageSize, keyID(r.Key[:8])
		}
		return nil
	}, func(d pages.Damage) error { return d }))
	change, _ := reading(t, s, id, "cem").Toggle(annotate.OnSentence(0), "claim", noon())
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	must(t, err)
	defer f.Close()
	_, err = f.WriteAt([]byte("the tide"), at) // in the place of its number
	must(t, err)
	for range 2 {
		_, err = s.Apply(change)
		wantError(t, err, ErrDamaged)
		want(t, "to be tried again", errors.Is(err, annotate.ErrUnwritten), false)
		again, err := s.Rows(0)
		must(t, err)
		want(t, "rows", len(again), len(rows))
	}
	wantError(t, s.Backup(context.Background(), path+".copy"), ErrDamaged)
	wantError(t, s.Close(), ErrDamaged)
	_, err = f.WriteAt(content[at:at+8], at)
	must(t, err)
	s = reopen(t, path)
	must(t, s.Backup(context.Background(), path+".copy"))
	checked(t, s)
	closed(t, s)
}

// Examine lists what Open refuses.
func TestExamine(t *testing.T) {
	t.Parallel()
	path, _, _ := worked(t)
	content := contents(t, path)
	for page := 4; (page+1)*4096 <= len(content); page += 3 { // some of them are in use
		clear(content[page*4096 : (page+1)*4096])
	}
	damaged := damagedFile(t, "damaged.db", content)
	_, err := Open(damaged, quick())
	wantError(t, err, ErrDamaged)
	r, err := Examine(context.Background(), damaged, untold)
	wantError(t, err, ErrDamaged)
	if r.Found == 0 || r.Found != len(r.Problems) || !strings.HasPrefix(r.Problems[0].Where, "page ") {
		t.Errorf("%+v", r)
	}
	_, err = Examine(context.Background(), damagedFile(t, "other.db", []byte("The tide was late.")), untold)
	wantError(t, err, ErrNotALibrary)
	_, err = Examine(context.Background(), filepath.Join(t.TempDir(), "none.db"), untold)
	wantError(t, err, os.ErrNotExist)
}
