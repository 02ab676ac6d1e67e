// Package config is the settings of the program: what is written in config.toml, and where
// each setting in force comes from.
package config

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/adrg/xdg"
)

// Config is the settings. A zero Config is not the defaults: see Default.
type Config struct {
	Annotator   string              // who labels; empty: the user's name
	Theme       string              // auto, dark, light or none
	ASCII       bool                // draw with ASCII only
	Mouse       bool                // use the mouse
	Scheme      string              // the name of the scheme to label by
	AutoAdvance bool                // go on to the next sentence after a label
	Goal        int                 // sentences a day; 0 for none
	Idle        time.Duration       // the longest time that counts as spent on a sentence
	Offline     bool                // use no network
	Keys        map[string][]string // other keys for a binding, by its name
	Suggester   Suggester
	Backup      Backup

	from  map[string]string // where a setting comes from, by its name
	lines map[string]int    // of the file, by the name of what stands there
}

// Suggester is the external suggester.
type Suggester struct {
	Command []string // the program and its arguments; none: there is none
	Timeout time.Duration
	Local   bool // it uses no network, its owner says: it is asked offline, too
}

// Backup is when the library is copied by itself: after so many changes, or so many days if there was
// one; 0 is never. The newest of the copies stay, so many as Keep; 0 makes none.
type Backup struct{ Changes, Days, Keep int }

// What the settings may be.
const (
	leastIdle, mostIdle       = time.Second, time.Hour
	leastTimeout, mostTimeout = time.Second, 24 * time.Hour
	mostGoal                  = 100_000
	mostChanges               = 1_000_000
	mostDays                  = 3650
	mostCopies                = 1000
)

// Default is the settings where none are written.
func Default() Config {
	return Config{Theme: "auto", Mouse: true, Scheme: "default", Idle: time.Minute, Suggester: Suggester{Timeout: time.Minute}, Backup: Backup{Changes: 1000, Days: 1, Keep: 5}, from: map[string]string{}, lines: map[string]int{}}
}

// Themes is what Theme may be.
func Themes() []string { return []string{"auto", "dark", "light", "none"} }

// Path is where the file is, and what says so: the flag, the environment variable
// RASHOMON_CONFIG, or nothing. Where something says so the file must be there.
func Path(flag string) (path, from string) {
	if flag != "" {
		return flag, "--config"
	}
	if path := os.Getenv("RASHOMON_CONFIG"); path != "" {
		return path, "RASHOMON_CONFIG"
	}
	return filepath.Join(xdg.ConfigHome, "rashomon", "config.toml"), ""
}

// From is where a setting comes from, by its name: default, a file and line, what Set was
// told. The keys of a binding are the setting keys.undo, say.
func (c Config) From(name string) string {
	if f, ok := c.from[name]; ok {
		return f
	}
	return "default"
}

// Line is the line of the file that a setting stands on; 0 where it stands on none.
func (c Config) Line(name string) int { return c.lines[name] }

// Set takes note that a setting comes from elsewhere than the file, and does it.
func (c *Config) Set(name, from string, do func(*Config)) {
	c.from = maps.Clone(c.from)
	if c.from == nil {
		c.from = map[string]string{}
	}
	c.from[name] = from
	do(c)
}

// Setting is a setting in force.
type Setting struct {
	Name  string `json:"name"`
	Value any    `json:"value"`
	From  string `json:"from"`
}

// Settings is all settings in force, in the order of the file; the keys only of bindings
// that have others.
func (c Config) Settings() []Setting {
	out := []Setting{
		{Name: "annotator", Value: c.Annotator}, {Name: "theme", Value: c.Theme}, {Name: "ascii", Value: c.ASCII}, {Name: "mouse", Value: c.Mouse},
		{Name: "scheme", Value: c.Scheme}, {Name: "auto_advance", Value: c.AutoAdvance}, {Name: "goal", Value: c.Goal}, {Name: "idle", Value: Written(c.Idle)}, {Name: "offline", Value: c.Offline},
		{Name: "suggester.command", Value: append([]string{}, c.Suggester.Command...)}, {Name: "suggester.timeout", Value: Written(c.Suggester.Timeout)},
		{Name: "suggester.local", Value: c.Suggester.Local},
		{Name: "backup.changes", Value: c.Backup.Changes}, {Name: "backup.days", Value: c.Backup.Days}, {Name: "backup.keep", Value: c.Backup.Keep},
	}
	for _, name := range slices.Sorted(maps.Keys(c.Keys)) {
		out = append(out, Setting{Name: "keys." + name, Value: append([]string{}, c.Keys[name]...)})
	}
	for i := range out {
		out[i].From = c.From(out[i].Name)
	}
	return out
}

// Written is a time as it is written in the file: 90s, 2m, 1h.
func Written(d time.Duration) string {
	text := d.String()
	for _, zero := range []string{"m0s", "h0m"} {
		if short, ok := strings.CutSuffix(text, zero); ok {
			text = short + zero[:1]
		}
	}
	return text
}
