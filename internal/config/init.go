package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Template is a file of settings in which every setting stands with its default, commented out.
const Template = `# The settings of rashomon. 'rashomon config' says what is in force and from where;
# docs/config.md describes each. Take away a # to change a setting.

# Who labels. Without it, the name that you have on this computer.
# annotator = "ana"

# The scheme to label by: 'rashomon scheme list' says which there are.
# scheme = "default"

# Go on to the next sentence without a label after labelling one.
# auto_advance = false

# Sentences a day that you want to label; 0 for none.
# goal = 0

# The longest time that counts as spent on one sentence: who looks longer has left.
# idle = "1m"

# Colours: auto asks the terminal, else dark, light or none.
# theme = "auto"

# Draw with ASCII only.
# ascii = false

# Use the mouse. alt+m changes it in the program.
# mouse = true

# Use no network: pages and feeds are refused, and the suggester unless it is local.
# offline = false

# Other keys, by the name of what they do: 'rashomon config --keys' lists the names.
# [keys]
# undo = ["u", "U"]

# A program of yours that suggests labels: its name and arguments, each for itself. It
# reads the lines of the pipe commands and writes those of 'rashomon suggest --json'.
# [suggester]
# command = ["python3", "/home/ana/model.py"]
# timeout = "1m"
# It uses no network: then it is asked offline, too.
# local = false

# When the library is copied by itself into the folder LIBRARY.copies beside it: after so many
# changes, or so many days if there was one. The newest so many copies stay. 0 switches it off.
# [backup]
# changes = 1000
# days = 1
# keep = 5
`

// Init writes the template to a file that is not there yet, with its folder; where there is
// one the error is fs.ErrExist.
func Init(path string) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("write the settings: %w", err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("write the settings: %q: %w", path, fs.ErrExist)
	}
	if err != nil {
		return fmt.Errorf("write the settings: %w", err)
	}
	_, err = f.WriteString(Template)
	return errors.Join(err, f.Close())
}
