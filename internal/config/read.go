package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"rashomon/internal/byhand"
)

// Read reads a file of settings over the defaults. Where there is none the settings are the
// defaults, unless it must be there: then the error is fs.ErrNotExist. Mistakes in the file
// are byhand.Broken; the settings are those that are right, then.
func Read(path string, must bool) (Config, error) {
	c := Default()
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) && !must {
		return c, nil
	}
	if err != nil {
		return c, fmt.Errorf("read the settings: %w", err)
	}
	defer f.Close()
	const most = 2 << 20 // bytes; Parse says where it is more than it takes
	text, err := io.ReadAll(io.LimitReader(f, most))
	if err != nil {
		return c, fmt.Errorf("read the settings: %w", err)
	}
	file, err := byhand.Parse(text)
	if err == nil {
		c.take(file, path)
		err = file.Err()
	}
	var mistakes byhand.Mistakes
	if errors.As(err, &mistakes) {
		for _, m := range mistakes { // the default is in force there
			maps.DeleteFunc(c.from, func(_, from string) bool { return from == byhand.Where(path, m.Line) })
		}
		return c, byhand.Broken{Path: path, Mistakes: mistakes}
	}
	return c, err
}

// take takes the settings of a file, and where they stand.
func (c *Config) take(file *byhand.Table, path string) {
	at := func(t *byhand.Table, key, name string) bool {
		if t.Has(key) {
			c.from[name], c.lines[name] = byhand.Where(path, t.Line(key)), t.Line(key)
		}
		return t.Has(key)
	}
	if c.Annotator = file.Text("annotator"); at(file, "annotator", "annotator") && c.Annotator == "" {
		file.Wrong("annotator", "leave the line out to be called as the computer calls you", "annotator is empty")
	}
	if theme := file.Text("theme"); at(file, "theme", "theme") {
		if slices.Contains(Themes(), theme) {
			c.Theme = theme
		} else {
			file.Wrong("theme", "it is one of "+strings.Join(Themes(), ", "), "there is no theme %q%s", theme, byhand.NearestIs(theme, Themes()))
		}
	}
	for _, b := range []struct {
		key string
		to  *bool
	}{{"ascii", &c.ASCII}, {"mouse", &c.Mouse}, {"auto_advance", &c.AutoAdvance}, {"offline", &c.Offline}} {
		file.Bool(b.key, b.to)
		at(file, b.key, b.key)
	}
	if scheme := file.Text("scheme"); at(file, "scheme", "scheme") && scheme != "" {
		c.Scheme = scheme
	} else if file.Has("scheme") {
		file.Wrong("scheme", "'rashomon scheme list' says which there are", "scheme is empty")
	}
	file.Number("goal", 0, mostGoal, &c.Goal)
	at(file, "goal", "goal")
	span(file, "idle", leastIdle, mostIdle, &c.Idle)
	at(file, "idle", "idle")
	keys := file.Table("keys")
	for _, name := range keys.Keys() {
		if c.Keys == nil {
			c.Keys = map[string][]string{}
		}
		c.Keys[name] = keys.List(name)
		at(keys, name, "keys."+name)
	}
	c.suggester(file.Table("suggester"), at)
	c.backup(file.Table("backup"), at)
	file.Done()
}

func (c *Config) suggester(t *byhand.Table, at func(*byhand.Table, string, string) bool) {
	c.Suggester.Command = t.List("command")
	if at(t, "command", "suggester.command") && (len(c.Suggester.Command) == 0 || c.Suggester.Command[0] == "") {
		t.Wrong("command", `the program and its arguments, each for itself: command = ["python3", "model.py"]`, "command names no program")
		c.Suggester.Command = nil
	}
	span(t, "timeout", leastTimeout, mostTimeout, &c.Suggester.Timeout)
	at(t, "timeout", "suggester.timeout")
	t.Bool("local", &c.Suggester.Local)
	at(t, "local", "suggester.local")
	t.Done()
}

func (c *Config) backup(t *byhand.Table, at func(*byhand.Table, string, string) bool) {
	for _, n := range []struct {
		key  string
		most int
		to   *int
	}{{"changes", mostChanges, &c.Backup.Changes}, {"days", mostDays, &c.Backup.Days}, {"keep", mostCopies, &c.Backup.Keep}} {
		t.Number(n.key, 0, n.most, n.to)
		at(t, n.key, "backup."+n.key)
	}
	t.Done()
}

// span sets to to a time from least to most, if one is written.
func span(t *byhand.Table, key string, least, most time.Duration, to *time.Duration) {
	if n, ok := t.Whole(key); ok {
		t.Wrong(key, fmt.Sprintf("write it so: %s = \"%ds\"", key, n), "%s is a whole number, and should be text: a time with its unit", key)
		return
	}
	text, ok := t.Written(key)
	if !ok {
		return
	}
	d, err := time.ParseDuration(text)
	switch {
	case err != nil:
		t.Wrong(key, `write it so: "90s", "2m", "1h"`, "%s is %q, which is no time", key, text)
	case d < least || d > most:
		t.Wrong(key, "", "%s is %s, and should be from %s to %s", key, Written(d), Written(least), Written(most))
	default:
		*to = d
	}
}
