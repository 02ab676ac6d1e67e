// Screenshots remakes the pictures in this folder from the real program: it
// builds it, runs each scene of scenes.go in a pseudo-terminal, and draws the
// screen. Run it from the top of the checkout:
//
//	go run ./screenshots          remake all pictures
//	go run ./screenshots -check   fail if a picture is not what the program shows
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
)

func main() {
	check := flag.Bool("check", false, "compare the pictures on disk instead of writing them")
	out := flag.String("out", "screenshots", "folder of the pictures")
	flag.Parse()
	if err := run(*check, *out); err != nil {
		fmt.Fprintln(os.Stderr, "screenshots:", err)
		os.Exit(1)
	}
}

func run(check bool, out string) error {
	folder, err := os.MkdirTemp("", "screenshots")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	program := filepath.Join(folder, "rashomon")
	if text, err := exec.Command("go", "build", "-o", program, "rashomon").CombinedOutput(); err != nil {
		return fmt.Errorf("build the program: %w: %s", err, text)
	}
	return takeAll(scenes, program, func(file string, picture []byte) error {
		path := filepath.Join(out, file)
		if check {
			return compare(path, picture)
		}
		fmt.Println(path, len(picture)/1024, "kB")
		return os.WriteFile(path, picture, 0o644)
	})
}

// takeAll takes every picture and hands it to done; one that fails does not
// keep the others from being taken.
func takeAll(scenes []scene, program string, done func(file string, picture []byte) error) error {
	p, err := newPainter()
	if err != nil {
		return err
	}
	var errs []error
	for _, s := range scenes {
		picture, err := take(s, p, program)
		if err == nil {
			err = done(s.file, picture)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", s.file, err))
		}
	}
	return errors.Join(errs...)
}

// compare looks at pixels, not bytes: a newer compressor changes no picture.
func compare(path string, picture []byte) error {
	file, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	want, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		return err
	}
	got, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if !samePixels(want, got) {
		return fmt.Errorf("%s is not what the program shows: remake it with: go run ./screenshots", path)
	}
	return nil
}

func samePixels(a, b image.Image) bool {
	if a.Bounds() != b.Bounds() {
		return false
	}
	for y := a.Bounds().Min.Y; y < a.Bounds().Max.Y; y++ {
		for x := a.Bounds().Min.X; x < a.Bounds().Max.X; x++ {
			ar, ag, ab, _ := a.At(x, y).RGBA()
			br, bg, bb, _ := b.At(x, y).RGBA()
			if ar != br || ag != bg || ab != bb {
				return false
			}
		}
	}
	return true
}
