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
	o := termtest.Options{Width: s.width, Height: s.height, Light: s.light, Dir: home, Env: []string{clock, "RASHOMON_ANNOTATOR=ana"}}
	terminal, err := termtest.Start(o, program, args...)
	if err != nil {
		return nil, err
	}
	defer terminal.Close()
	for i, step := range s.steps {
		if err := terminal.Keys(step.keys...); err != nil {
			return nil, fmt.Errorf("step %d: %w", i+1, err)
		}
		if err := terminal.WaitFor(step.show); err != nil {
			return nil, fmt.Errorf("step %d, %q: %w", i+1, step.keys, err)
		}
	}
	if err := terminal.WaitStill(settle); err != nil {
		return nil, err
	}
	return encode(p, terminal.Cells(), s.light)
}

func encode(p *painter, g termtest.Grid, light bool) ([]byte, error) {
	var file bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&file, fewColors(p.paint(g, light))); err != nil {
		return nil, err
	}
	return file.Bytes(), nil
}
