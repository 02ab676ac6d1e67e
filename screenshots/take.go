package main

import (
	"bytes"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"time"

	"rashomon/internal/termtest"
)

// settle is how long the screen must be quiet before a picture is taken.
const settle = 150 * time.Millisecond

// clock is the time the program is told, so that no picture grows old.
const clock = "RASHOMON_CLOCK=2026-03-14T09:30:00Z"

// take runs one scene and returns its picture as a PNG file.
func take(s scene, p *painter, program string) ([]byte, error) {
	home, err := os.MkdirTemp("", "scene")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(home)
	var args []string
	for _, arg := range s.args {
		args = append(args, strings.ReplaceAll(arg, "$LIBRARY", filepath.Join(home, "library.rashomon")))
	}
	sit := func(x sitting, then func(*termtest.Terminal) error) error {
		o := termtest.Options{Width: s.width, Height: s.height, Light: s.light, Dir: home, Env: []string{clock, "RASHOMON_ANNOTATOR=" + x.annotator}}
		terminal, err := termtest.Start(o, program, args...)
		if err != nil {
			return err
		}
		defer terminal.Close()
		if err := press(terminal, x.steps); err != nil {
			return fmt.Errorf("%s: %w", x.annotator, err)
		}
		return then(terminal)
	}
	for _, x := range s.before {
		if err := sit(x, func(t *termtest.Terminal) error { _, err := t.Wait(); return err }); err != nil {
			return nil, err
		}
	}
	var picture []byte
	err = sit(sitting{"ana", s.steps}, func(t *termtest.Terminal) (err error) {
		if err := t.WaitStill(settle); err != nil {
			return err
		}
		picture, err = encode(p, t.Cells(), s.light)
		return err
	})
	return picture, err
}

// press takes the steps, one after another.
func press(terminal *termtest.Terminal, steps []step) error {
	for i, step := range steps {
		if err := terminal.Keys(step.keys...); err != nil {
			return fmt.Errorf("step %d: %w", i+1, err)
		}
		if step.paste != "" {
			if err := terminal.Paste(step.paste); err != nil {
				return fmt.Errorf("step %d: %w", i+1, err)
			}
		}
		if err := terminal.WaitFor(step.show); err != nil {
			return fmt.Errorf("step %d, %q: %w", i+1, step.keys, err)
		}
	}
	return nil
}

func encode(p *painter, g termtest.Grid, light bool) ([]byte, error) {
	var file bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&file, fewColors(p.paint(g, light))); err != nil {
		return nil, err
	}
	return file.Bytes(), nil
}
