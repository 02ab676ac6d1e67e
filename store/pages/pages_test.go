package pages_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"rashomon/store/pages"
)

// written is a file that bbolt wrote in so many transactions, of puts, deletes, values of
// many pages, and buckets within buckets; and its records.
func written(t testing.TB, seed uint64, pageSize int, o bbolt.Options) (content []byte, records map[string]string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), fmt.Sprintf("%d.db", seed))
	o.PageSize, o.NoSync, o.NoGrowSync = pageSize, true, true
	db, err := bbolt.Open(path, 0o600, &o)
	must(t, err)
	db.AllocSize = 64 << 10
	random := rand.New(rand.NewPCG(seed, 1))
	for range 30 {
		must(t, db.Update(func(tx *bbolt.Tx) error { return some(tx, random) }))
	}
	records = map[string]string{}
	must(t, db.View(func(tx *bbolt.Tx) error {
		return tx.ForEach(func(name []byte, b *bbolt.Bucket) error { return held(string(name), b, records) })
	}))
	must(t, db.Close())
	content, err = os.ReadFile(path)
	must(t, err)
	return content, records
}

func some(tx *bbolt.Tx, random *rand.Rand) error {
	for _, name := range []string{"harbours", "isles", "tides"} {
		b, err := tx.CreateBucketIfNotExists([]byte(name))
		if err != nil {
			return err
		}
		if name == "isles" {
			if b, err = b.CreateBucketIfNotExists([]byte("north")); err != nil {
				return err
			}
		}
		for range random.IntN(40) {
			key := fmt.Appendf(nil, "%03d%s", random.IntN(300), strings.Repeat("k", random.IntN(50)))
			long := 100
			if random.IntN(20) == 0 {
				long = 20_000
			}
			if err := b.Put(key, bytes.Repeat([]byte{byte(random.IntN(256))}, random.IntN(long))); err != nil {
				return err
			}
		}
		for range random.IntN(20) {
			if k, _ := b.Cursor().Seek(fmt.Appendf(nil, "%03d", random.IntN(300))); k != nil {
				if err := b.Delete(bytes.Clone(k)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func held(name string, b *bbolt.Bucket, into map[string]string) error {
	return b.ForEach(func(k, v []byte) error {
		if inner := b.Bucket(k); inner != nil {
			return held(name+"/"+string(k), inner, into)
		}
		into[name+"="+string(k)] = string(v)
		return nil
	})
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func none(uint64) bool { return false }

func sound(content []byte, d pages.Depth) error {
	return pages.Sound(bytes.NewReader(content), int64(len(content)), d)
}

func TestWhatBboltWritesIsSound(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		for _, size := range []int{1024, 4096, 16384} {
			o := bbolt.Options{NoFreelistSync: seed == 3}
			if seed%2 == 1 {
				o.FreelistType = bbolt.FreelistMapType
			}
			content, records := written(t, seed, size, o)
			must(t, sound(content, pages.Inner))
			must(t, sound(content, pages.All))
			metas, err := pages.Metas(bytes.NewReader(content), int64(len(content)))
			must(t, err)
			if len(metas) != 2 || metas[0].Tx != metas[1].Tx+1 || metas[0].PageSize != int64(size) {
				t.Fatalf("metas %+v", metas)
			}
			found := map[string]string{}
			must(t, pages.Walk(bytes.NewReader(content), int64(len(content)), metas[0], func(r pages.Record) error {
				if at := string(content[r.At : r.At+int64(len(r.Value))]); at != string(r.Value) {
					t.Fatalf("%q is not at %d", r.Key, r.At)
				}
				found[r.Bucket+"="+string(r.Key)] = string(r.Value)
				return nil
			}, func(d pages.Damage) error { return d }))
			if !maps.Equal(found, records) {
				t.Fatalf("%d records were found of %d", len(found), len(records))
			}
			missing := maps.Clone(records)
			must(t, pages.Scan(bytes.NewReader(content), int64(len(content)), int64(size), none, func(r pages.Record) error {
				maps.DeleteFunc(missing, func(k, v string) bool {
					return strings.HasSuffix(k, "="+string(r.Key)) && v == string(r.Value)
				})
				return nil
			}, func(int64, int64) error { return nil }))
			if len(missing) > 0 {
				t.Fatalf("%d records are in no page", len(missing))
			}
		}
	}
}

// used opens a file with bbolt, reads all of it and writes; what panics is an error. What
// the garbage collector makes of wrong pointers could not be caught.
func used(path string) (err error) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{NoSync: true, NoGrowSync: true, FreelistType: bbolt.FreelistMapType})
	if err != nil {
		return err
	}
	defer db.Close()
	random := rand.New(rand.NewPCG(5, 5))
	err = db.View(func(tx *bbolt.Tx) error {
		return tx.ForEach(func(name []byte, b *bbolt.Bucket) error { return held(string(name), b, map[string]string{}) })
	})
	for range 2 {
		err = errors.Join(err, db.Update(func(tx *bbolt.Tx) error { return some(tx, random) }))
	}
	return err
}

// What is sound never makes bbolt panic, whatever happened to the file.
func TestWhatIsSoundCanBeUsed(t *testing.T) {
	t.Parallel()
	content, _ := written(t, 4, 1024, bbolt.Options{})
	random := rand.New(rand.NewPCG(9, 9))
	path := filepath.Join(t.TempDir(), "damaged.db")
	passed, found := 0, 0
	for round := range 250 {
		damaged := damage(content, 1024, random)
		if err := sound(damaged, pages.All); err != nil {
			if !errors.Is(err, pages.ErrDamaged) {
				t.Fatalf("round %d: %v", round, err)
			}
			found++
			continue
		}
		passed++
		must(t, os.WriteFile(path, damaged, 0o600))
		if err := used(path); err != nil && !strings.Contains(err.Error(), "incompatible value") && !strings.Contains(err.Error(), "bucket already exists") {
			t.Fatalf("round %d: %v", round, err)
		}
	}
	if passed < 30 || found < 30 {
		t.Fatalf("%d passed, %d were found: the test says little", passed, found)
	}
}

// damage changes a few bytes, or pages.
func damage(content []byte, pageSize int, random *rand.Rand) []byte {
	out := bytes.Clone(content)
	all := len(out) / pageSize
	page := func() []byte { n := random.IntN(all); return out[n*pageSize : (n+1)*pageSize] }
	switch random.IntN(6) {
	case 0:
		clear(page())
	case 1:
		copy(page(), page())
	case 2:
		out = out[:random.IntN(all)*pageSize+pageSize]
	case 3: // a header, or what follows it
		page()[random.IntN(64)] ^= byte(1 << random.IntN(8))
	case 4: // not the first two
		for range 1 + random.IntN(4) {
			out[2*pageSize+random.IntN(len(out)-2*pageSize)] ^= byte(1 + random.IntN(255))
		}
	case 5:
		out[random.IntN(len(out))] = byte(random.IntN(256))
	}
	return out
}

func TestACircleIsFound(t *testing.T) {
	t.Parallel()
	content, _ := written(t, 6, 1024, bbolt.Options{})
	circles := 0
	for at := 2 * 1024; at+1024 <= len(content); at += 1024 {
		if content[at+8] != 1 { // no branch
			continue
		}
		for i := range int(content[at+10]) {
			damaged := bytes.Clone(content)
			copy(damaged[at+16+16*i+8:], damaged[at:at+8]) // it leads to itself
			if bytes.Equal(damaged, content) {
				continue
			}
			metas, _ := pages.Metas(bytes.NewReader(damaged), int64(len(damaged)))
			reached := false
			must(t, pages.Walk(bytes.NewReader(damaged), int64(len(damaged)), metas[0], func(pages.Record) error { return nil },
				func(d pages.Damage) error { reached = reached || d.Page == uint64(at/1024); return nil }))
			if !reached {
				continue // a page that is free
			}
			circles++
			for _, d := range []pages.Depth{pages.Inner, pages.All} {
				if err := sound(damaged, d); !errors.Is(err, pages.ErrDamaged) {
					t.Fatalf("page %d, %d: %v", at/1024, i, err)
				}
			}
		}
	}
	if circles == 0 {
		t.Fatal("no branch was met")
	}
}

func TestTheFirstPages(t *testing.T) {
	t.Parallel()
	content, _ := written(t, 2, 4096, bbolt.Options{})
	metas, err := pages.Metas(bytes.NewReader(content), int64(len(content)))
	must(t, err)
	for _, x := range []struct {
		name string
		gone []int
		want error
		left int
	}{{"the first", []int{0}, nil, 1}, {"the second", []int{4096}, nil, 1}, {"both", []int{0, 4096}, pages.ErrDamaged, 0}} {
		for _, zero := range []bool{true, false} {
			damaged := bytes.Clone(content)
			for _, at := range x.gone {
				if damaged[at+16+50] ^= 1; zero {
					clear(damaged[at : at+4096])
				}
			}
			left, err := pages.Metas(bytes.NewReader(damaged), int64(len(damaged)))
			if !errors.Is(err, x.want) || len(left) != x.left {
				t.Fatalf("%s: %v %v", x.name, left, err)
			}
			if len(left) == 1 && !slices.Contains(metas, left[0]) {
				t.Fatalf("%s: %+v", x.name, left)
			}
		}
	}
}

func TestFilesCutShort(t *testing.T) {
	t.Parallel()
	content, _ := written(t, 3, 4096, bbolt.Options{})
	metas, err := pages.Metas(bytes.NewReader(content), int64(len(content)))
	must(t, err)
	for size := 0; size < len(content); size += 512 {
		err := sound(content[:size], pages.Inner)
		whole := int64(size) >= int64(metas[0].Pages)*4096
		if whole != (err == nil) || err != nil && size > 0 && !errors.Is(err, pages.ErrDamaged) {
			t.Fatalf("%d of %d bytes: %v", size, len(content), err)
		}
	}
}

func TestOtherFiles(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ content, says string }{
		{"", "not a bbolt database"},
		{"The harbour was quiet.", "text"},
		{strings.Repeat("The harbour was quiet. Ĉ\n", 9000), "text"},
		{"SQLite format 3\x00" + strings.Repeat("\x00\x01", 9000), "SQLite"},
		{"PK\x03\x04" + strings.Repeat("\x00\x01", 9000), "ZIP"},
		{strings.Repeat("\x00", 1<<20), "zeros"},
	} {
		err := sound([]byte(x.content), pages.All)
		if !errors.Is(err, pages.ErrOther) || !strings.Contains(err.Error(), x.says) {
			t.Errorf("%.20q: %v", x.content, err)
		}
	}
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

// FuzzSound has the fuzzer choose what is damaged in a file, since it would hardly ever come upon a file
// by itself.
func FuzzSound(f *testing.F) {
	whole, _ := written(f, 1, 1024, bbolt.Options{})
	for n := range byte(12) {
		f.Add(bytes.Repeat([]byte{21 * n, 85 * n, n}, int(n)))
	}
	f.Fuzz(func(t *testing.T, chosen []byte) {
		content, random := whole, rand.New(&choices{of: chosen})
		for range min(len(chosen)/4, 8) {
			content = damage(content, 1024, random)
		}
		all, r := sound(content, pages.All), bytes.NewReader(content)
		if err := sound(content, pages.Inner); err != nil && all == nil {
			t.Fatalf("%v, and yet all of it is sound", err)
		}
		if metas, err := pages.Metas(r, r.Size()); err == nil {
			must(t, pages.Walk(r, r.Size(), metas[0], func(pages.Record) error { return nil }, func(pages.Damage) error { return nil }))
		}
		for _, size := range pages.PageSizes(r, r.Size()) {
			must(t, pages.Scan(r, r.Size(), size, none, func(pages.Record) error { return nil }, func(int64, int64) error { return nil }))
		}
		path := filepath.Join(t.TempDir(), "fuzzed.db")
		if all == nil {
			must(t, os.WriteFile(path, content, 0o600))
			if err := used(path); err != nil && strings.Contains(err.Error(), "panic") {
				t.Fatal(err)
			}
		}
	})
}

func BenchmarkSound(b *testing.B) {
	content, _ := written(b, 1, 4096, bbolt.Options{})
	for _, d := range []pages.Depth{pages.Inner, pages.All} {
		b.Run([]string{"Inner", "All"}[d], func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(content)))
			for b.Loop() {
				must(b, sound(content, d))
			}
		})
	}
}
