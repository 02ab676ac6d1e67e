package store

import (
	"bytes"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
)

// disk is what is for certain on a disk, and what was done since and may be there or not: the
// system writes in any order it likes, and a power cut ends that anywhere. Until a file is synced
// each write to it may be there, or missing, or be there in part, by sectors; until a folder is, of
// what was done to the names in it there may be any part from the beginning, as file systems keep a
// journal of those.
type disk struct {
	images  map[int][]byte // of files, by number; never changed in place
	names   map[string]int // of files; of folders aFolder
	pending []call
}

const aFolder = -1 // stands for the number of a folder, which has none

func newDisk(folder string) (d disk, err error) {
	files, err := folderImage(folder)
	d = disk{images: map[int][]byte{}, names: map[string]int{folder: aFolder}}
	for _, path := range slices.Sorted(maps.Keys(files)) {
		n := len(d.images)
		d.names[path], d.images[n] = n, files[path]
		for in := filepath.Dir(path); in != folder; in = filepath.Dir(in) {
			d.names[in] = aFolder
		}
	}
	return d, err
}

// clone is a disk that stays as it is when the other goes on.
func (d disk) clone() disk {
	return disk{images: maps.Clone(d.images), names: maps.Clone(d.names), pending: slices.Clone(d.pending)}
}

// numbers is the numbers of the files by their paths.
func (d *disk) numbers() map[string]int {
	out := maps.Clone(d.names)
	maps.DeleteFunc(out, func(_ string, file int) bool { return file == aFolder })
	return out
}

// do does what the process did: a sync makes certain what it syncs.
func (d *disk) do(c call) {
	certain := func(p call) bool { return c.does == syncs && p.isData() && p.file == c.file }
	switch c.does {
	case says:
		return
	case syncs:
	case syncsNames:
		certain = func(p call) bool { return !p.isData() && filepath.Dir(p.name) == c.name }
	default:
		d.pending = append(d.pending, c)
		return
	}
	var rest []call
	for _, p := range d.pending {
		if certain(p) {
			d.apply(p, nil)
		} else {
			rest = append(rest, p)
		}
	}
	d.pending = rest
}

func (c call) isData() bool { return c.does == writes || c.does == sizes }

// apply does a call for certain; of a write those sectors that there says, or all.
func (d *disk) apply(c call, there func() bool) {
	switch c.does {
	case writes:
		image := bytes.Clone(d.images[c.file])
		for from := 0; from < len(c.data); {
			to := min(len(c.data), from+sector-int(c.at+int64(from))%sector)
			if there == nil || there() {
				image = resized(image, max(len(image), int(c.at)+to))
				copy(image[c.at+int64(from):], c.data[from:to])
			}
			from = to
		}
		d.images[c.file] = image
	case sizes:
		d.images[c.file] = resized(bytes.Clone(d.images[c.file]), int(c.at))
	case makes, links:
		d.names[c.name] = c.file
	case makesDir:
		d.names[c.name] = aFolder
	case removes:
		delete(d.names, c.name)
	case renames:
		d.names[c.to] = d.names[c.name]
		delete(d.names, c.name)
	}
}

func resized(image []byte, size int) []byte {
	if size <= len(image) {
		return image[:size]
	}
	return append(image, make([]byte, size-len(image))...)
}

// cut is what the disk may hold after a power cut now: of what is pending each call is there that
// keep says, and torn in part that tear says.
func (d disk) cut(keep, tear func(n int) bool, random *rand.Rand) disk {
	out := d.clone()
	out.pending = nil
	journal := true
	for n, c := range d.pending {
		kept := keep(n)
		if !c.isData() {
			kept, journal = kept && journal, kept && journal
		}
		switch {
		case kept && tear(n):
			out.apply(c, func() bool { return random.IntN(2) == 0 })
		case kept:
			out.apply(c, nil)
		}
	}
	return out
}

// cuts is some of what the disk may hold after a power cut now: all and nothing of what is pending,
// each call alone and each one missing, as many as are asked for, the rest by chance.
func (d disk) cuts(most int, random *rand.Rand) (out []disk) {
	never := func(int) bool { return false }
	always := func(int) bool { return true }
	coin := func(int) bool { return random.IntN(2) == 0 }
	out = append(out, d.cut(never, never, random))
	if len(d.pending) == 0 {
		return out
	}
	out = append(out, d.cut(always, never, random), d.cut(always, always, random))
	for len(out) < most {
		one := random.IntN(len(d.pending))
		only := func(n int) bool { return n == one }
		but := func(n int) bool { return n != one }
		early := func(n int) bool { return n <= one }
		for _, keep := range []func(int) bool{only, but, early, coin} {
			out = append(out, d.cut(keep, never, random), d.cut(keep, coin, random))
		}
	}
	return out[:min(most, len(out))]
}

// lay writes the files to the folder, in the place of what is there.
func (d disk) lay(folder string) error {
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	for _, path := range slices.Sorted(maps.Keys(d.names)) { // a folder comes before what is in it
		if file := d.names[path]; d.names[filepath.Dir(path)] != aFolder && path != folder {
			continue // its folder is not there
		} else if file == aFolder {
			if err := os.MkdirAll(path, 0o700); err != nil {
				return err
			}
		} else if err := os.WriteFile(path, d.images[file], 0o600); err != nil {
			return err
		}
	}
	return nil
}
