package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rashomon/annotate"
	"rashomon/store/pages"
)

func quiet(string, int, int) {}

// recovered recovers a damaged file, and returns what is in the new library, which passes the check.
func recovered(t testing.TB, content []byte) (Recovery, model, *Store) {
	t.Helper()
	in := filepath.Join(t.TempDir(), "damaged.db")
	must(t, os.WriteFile(in, content, 0o600))
	out := filepath.Join(t.TempDir(), "new.db")
	r, err := Recover(context.Background(), in, out, quiet)
	must(t, err)
	s := reopen(t, out)
	t.Cleanup(func() { closed(t, s) })
	checked(t, s)
	have, err := held(s)
	must(t, err)
	return r, have, s
}

func TestRecoverAWholeLibrary(t *testing.T) {
	t.Parallel()
	path, before, after := decided(t)
	r, have, s := recovered(t, contents(t, path))
	want(t, "same", maps.Equal(have, after), true)
	want(t, "history", r.History, true)
	want(t, "leftover", r.Leftover, "")
	for _, k := range r.Kinds {
		want(t, k.Kind+" lost", k.Lost+k.Left+k.Stray, 0)
	}
	_, err := s.Undo("eve")
	must(t, err)
	have, err = held(s)
	must(t, err)
	want(t, "undone", maps.Equal(have, before), true)
	feeds, err := s.Feeds()
	must(t, err)
	want(t, "feeds", len(feeds), 1)
	kept, err := s.Kept("queue")
	must(t, err)
	want(t, "kept", string(kept), "sentence 7")
}

func TestRecoverEveryFormat(t *testing.T) {
	t.Parallel()
	for n, file := range []string{format1, format2, format3, format4, format5} {
		old := contents(t, file)
		s := reopen(t, damagedFile(t, "library.db", old))
		after, err := held(s)
		must(t, err)
		closed(t, s)
		r, have, s := recovered(t, old)
		want(t, "format", r.Format, uint64(n+1))
		want(t, "history", r.History, true)
		delete(after, "scheme default") // an older one becomes the program's own, if it was never touched
		delete(have, "scheme default")
		want(t, "same", maps.Equal(have, after), true)
		_, err = s.Undo("ana")
		must(t, err)
		checked(t, s)
	}
}

// untouched are the records of a library that lie on none of the pages that changed.
func untouched(t testing.TB, content, damaged []byte) map[string][]byte {
	t.Helper()
	const page = 4096
	metas, err := pages.Metas(bytes.NewReader(content), int64(len(content)))
	must(t, err)
	changed := func(at int64) bool {
		at -= at % page
		return int64(len(damaged)) < at+page || !bytes.Equal(content[at:at+page], damaged[at:at+page])
	}
	out := map[string][]byte{}
	must(t, pages.Walk(bytes.NewReader(content), int64(len(content)), metas[0], func(r pages.Record) error {
		if !changed(r.At) && !changed(r.At+int64(len(r.Value))) && !changed(max(r.At-page, 2*page)) {
			out[r.Bucket+"\x00"+string(r.Key)] = bytes.Clone(r.Value)
		}
		return nil
	}, func(d pages.Damage) error { return d }))
	return out
}

// What lies on pages that are as they were is saved: it is in the new library, or left over.
func TestRecoverSavesWhatIsIntact(t *testing.T) {
	t.Parallel()
	path, _, after := decided(t)
	content := contents(t, path)
	random := rand.New(rand.NewPCG(21, 8))
	histories, partly := 0, 0
	for round := range 25 {
		damaged := ruined(content, random)
		in := damagedFile(t, "damaged.db", damaged)
		out := filepath.Join(t.TempDir(), "new.db")
		r, err := Recover(context.Background(), in, out, quiet)
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		s := reopen(t, out)
		checked(t, s)
		have, err := held(s)
		must(t, err)
		closed(t, s)
		if r.History {
			histories++
		}
		if !maps.Equal(have, after) {
			partly++
		}
		left := ""
		if r.Leftover != "" {
			left = string(contents(t, r.Leftover))
		}
		saved := map[string]bool{}
		for _, x := range have {
			saved[x] = true
		}
		for name, value := range untouched(t, content, damaged) {
			bucket, key, _ := strings.Cut(name, "\x00")
			if !slices.ContainsFunc(recordKinds(), func(k recordKind) bool { return k.bucket == bucket }) {
				continue
			}
			payload, err := unseal([]byte(key), value)
			must(t, err)
			if bytes.Contains(payload, []byte(`"annotator":"eve"`)) {
				continue // said, undone, and said again in one millisecond: nothing tells the two apart
			}
			if !saved[string(payload)] && !strings.Contains(left, string(payload)) && !retold(have, left, bucket, payload) {
				t.Errorf("round %d (history %v): %s %x is lost", round, r.History, bucket, key)
			}
		}
	}
	t.Logf("%d with their history, %d partly", histories, partly)
	if histories == 0 || histories == 25 || partly == 0 {
		t.Fatalf("%d of 25 with their history, %d partly: the test says little", histories, partly)
	}
}

// retold says whether an article is there with an older text, because its own is gone.
func retold(have model, left, bucket string, payload []byte) bool {
	if bucket != articlesBucket {
		return false
	}
	var a, b annotate.Article
	if json.Unmarshal(payload, &a) != nil || json.Unmarshal([]byte(have["article "+a.ID.String()]), &b) != nil {
		return false
	}
	return b.Revision < a.Revision && b.Title == a.Title
}

// ruined changes some pages of a library.
func ruined(content []byte, random *rand.Rand) []byte {
	const page = 4096
	out := bytes.Clone(content)
	all := len(out) / page
	for range 1 + random.IntN(6) {
		n := random.IntN(all)
		at := out[n*page : (n+1)*page]
		switch random.IntN(5) {
		case 0:
			clear(at)
		case 1:
			for i := range at {
				at[i] = byte(random.IntN(256))
			}
		case 2:
			copy(at, out[random.IntN(all)*page:][:page])
		case 3:
			at[random.IntN(page)] ^= byte(1 + random.IntN(255))
		case 4:
			for range 8 {
				at[random.IntN(64)] ^= byte(1 + random.IntN(255))
			}
		}
	}
	if random.IntN(8) == 0 {
		out = out[:len(out)/2+random.IntN(len(out)/2)]
	}
	return out
}

func TestRecoverWithoutTheFirstPages(t *testing.T) {
	t.Parallel()
	path, _, after := decided(t)
	content := contents(t, path)
	clear(content[:2*4096])
	_, have, _ := recovered(t, content)
	want(t, "same", maps.Equal(have, after), true)
}

// The newest change is saved when the page that leads to it is gone.
func TestRecoverTheNewestChange(t *testing.T) {
	t.Parallel()
	path, _, after := decided(t)
	content := contents(t, path)
	metas, err := pages.Metas(bytes.NewReader(content), int64(len(content)))
	must(t, err)
	content[metas[0].At+40] ^= 1
	r, have, _ := recovered(t, content)
	want(t, "same", maps.Equal(have, after), true)
	want(t, "history", r.History, true)
}

func TestRecoverRefuses(t *testing.T) {
	t.Parallel()
	path, _, _ := worked(t)
	text := damagedFile(t, "text.db", []byte(strings.Repeat("The harbour was quiet.\n", 4000)))
	folder := t.TempDir()
	for _, x := range []struct {
		in, out string
		want    error
	}{
		{path, path, fs.ErrExist},
		{path, text, fs.ErrExist},
		{text, filepath.Join(folder, "a.db"), ErrNotALibrary},
		{folder, filepath.Join(folder, "b.db"), ErrNotALibrary},
		{filepath.Join(folder, "none.db"), filepath.Join(folder, "c.db"), fs.ErrNotExist},
		{damagedFile(t, "empty.db", nil), filepath.Join(folder, "d.db"), ErrNotALibrary},
		{path, filepath.Join(folder, "no", "such", "g.db"), fs.ErrNotExist},
	} {
		_, err := Recover(context.Background(), x.in, x.out, quiet)
		wantError(t, err, x.want)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := Recover(ctx, path, filepath.Join(folder, "e.db"), quiet)
	wantError(t, err, context.Canceled)
	s := reopen(t, path)
	_, err = Recover(context.Background(), path, filepath.Join(folder, "f.db"), quiet)
	wantError(t, err, ErrLocked)
	closed(t, s)
	left, err := os.ReadDir(folder)
	must(t, err)
	want(t, "files left behind", len(left), 0)
}

// It ends when it is told to, also where no record is right.
func TestRecoverEnds(t *testing.T) {
	t.Parallel()
	path, _, _ := worked(t)
	content := contents(t, path)
	clear(content[2*4096 : 3*4096])
	content = append(content, bytes.Repeat([]byte{2}, 4<<20)...)
	folder := t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	_, err := Recover(ctx, damagedFile(t, "damaged.db", content), filepath.Join(folder, "new.db"), func(what string, done, all int) {
		if ctx.Err() != nil {
			t.Errorf("%s goes on: %d of %d", what, done, all)
		}
		if what == "looking through all pages" {
			cancel()
		}
	})
	wantError(t, err, context.Canceled)
}

// The reports that are lost are named.
func TestRecoverNamesWhatIsLost(t *testing.T) {
	t.Parallel()
	path, _, _ := worked(t)
	content := contents(t, path)
	gone := report(2, 0)
	content = bytes.ReplaceAll(content, []byte(gone.Body.Text), bytes.Repeat([]byte("#"), len(gone.Body.Text)))
	r, _, _ := recovered(t, content)
	want(t, "reports that are lost", len(r.Reports), 1)
	want(t, "its title", r.Reports[0].Title, gone.Article.Title)
}

// choices is chance that a fuzzer makes: two bytes for each choice, and after the last what PCG makes.
type choices struct {
	of   []byte
	rest rand.PCG
}

func (c *choices) Uint64() uint64 {
	if len(c.of) < 2 {
		return c.rest.Uint64()
	}
	n := binary.BigEndian.Uint16(c.of)
	c.of = c.of[2:]
	return uint64(n) << 48
}

// FuzzRecover has the fuzzer choose what is damaged in a library.
func FuzzRecover(f *testing.F) {
	whole := contents(f, format3)
	for n := range byte(4) {
		f.Add(bytes.Repeat([]byte{70 * n, 85 * n, n}, int(4*n)))
	}
	f.Fuzz(func(t *testing.T, chosen []byte) {
		content := whole
		if len(chosen) > 0 {
			content = ruined(whole, rand.New(&choices{of: chosen}))
		}
		out := filepath.Join(t.TempDir(), "new.db")
		_, err := Recover(context.Background(), damagedFile(t, "damaged.db", content), out, quiet)
		if err == nil {
			s := reopen(t, out)
			checked(t, s)
			closed(t, s)
		} else if !errors.Is(err, ErrNotALibrary) && !errors.Is(err, ErrNewer) {
			t.Fatal(err)
		}
	})
}
