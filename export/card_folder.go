package export

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"rashomon/annotate/task"
	"rashomon/internal/private"
)

// Why a folder is not replaced.
var (
	ErrNotOurs = errors.New("the folder has files that rashomon did not write")
	ErrChanged = errors.New("files in the folder were changed since rashomon wrote them")
	ErrOldPart = errors.New("a part of an earlier division would stay beside the new ones")
)

// readme is the file of a folder that says what it is. Its last line is the seal.
const readme = "README.md"

const (
	sealBegin = "<!-- written by rashomon, sha256 "
	sealEnd   = " -->\n"
)

// Folder writes a folder of files, whole or not at all: write makes the files, README.md among
// them, in a folder beside, which takes the place of the one at the path when it is safe on the
// disk. Where that fails the path is as it was. Only its owner can read it.
//
// A folder that is there is replaced if it is empty, or is as Folder wrote it: else it returns
// ErrNotOurs or ErrChanged, unless force is true: then files of the same names are replaced, and
// all others kept; where one of these is the part of a data set, and write made others, it returns
// ErrOldPart. It returns private.ErrPlanted where somebody else put a link there, ErrNoFolder where the folder that it is to go into does not exist, ErrFolder
// where it cannot be written into, the error that write returned, or that of the file system.
func Folder(path string, force bool, write func(create func(name string) (io.Writer, error)) error) error {
	if err := folder(path, force, write); err != nil {
		return fmt.Errorf("write %q: %w", path, err)
	}
	return nil
}

// CheckFolder says whether Folder would write there, before any work is done.
func CheckFolder(path string, force bool) error {
	_, err := whereTo(path, force)
	if err != nil {
		return fmt.Errorf("write %q: %w", path, err)
	}
	return nil
}

func folder(path string, force bool, write func(create func(name string) (io.Writer, error)) error) (err error) {
	if path, err = whereTo(path, force); err != nil {
		return err
	}
	beside, release, err := private.FolderBeside(path)
	if err != nil {
		return notInto(filepath.Dir(path), err)
	}
	defer release()
	err = fill(beside, write)
	if err == nil {
		_, err = whereTo(path, force) // it may be another one by now
	}
	if err == nil && force && sealed(path) != nil {
		err = oldPart(beside, path)
	}
	if err != nil {
		return errors.Join(err, os.RemoveAll(beside))
	}
	return exchange(beside, path)
}

// oldPart looks for a part of a data set that would stay beside those of the new folder, with rows
// that are in these too.
func oldPart(beside, path string) error {
	has := func(dir, part string) bool {
		_, err := os.Lstat(filepath.Join(dir, part+task.HuggingFace().Ext))
		return err == nil
	}
	if !has(beside, "train") {
		return nil // it is no data set
	}
	for _, part := range []string{"validation", "test"} {
		if has(path, part) && !has(beside, part) {
			return fmt.Errorf("%w: %s", ErrOldPart, part+task.HuggingFace().Ext)
		}
	}
	return nil
}

// whereTo is the path of the folder itself, if it may be written.
func whereTo(path string, force bool) (string, error) {
	path = filepath.Clean(path)
	if err := private.Own(path); err != nil {
		return "", err
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(filepath.Dir(path)); errors.Is(err, fs.ErrNotExist) {
			return "", ErrNoFolder
		}
		return path, nil
	}
	if err != nil {
		return "", err
	}
	if !info.IsDir() {
		return "", errors.New("it is a file")
	}
	if path, err = filepath.Abs(path); err != nil || force {
		return path, err
	}
	return path, sealed(path)
}

// fill makes the files in a new folder, and seals it.
func fill(dir string, write func(create func(name string) (io.Writer, error)) error) (err error) {
	var files []*os.File
	var writers []*bufio.Writer
	defer func() {
		for _, f := range files {
			err = errors.Join(err, f.Close())
		}
	}()
	err = write(func(name string) (io.Writer, error) {
		f, err := os.OpenFile(filepath.Join(dir, name), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return nil, err
		}
		files, writers = append(files, f), append(writers, bufio.NewWriterSize(f, 64<<10))
		return writers[len(writers)-1], nil
	})
	if err != nil {
		return err
	}
	for _, w := range writers {
		if err := w.Flush(); err != nil {
			return err
		}
	}
	sum, err := digest(dir)
	if err != nil {
		return err
	}
	for _, f := range files {
		if filepath.Base(f.Name()) == readme {
			if _, err := f.WriteString(sealBegin + sum + sealEnd); err != nil {
				return err
			}
		}
		if err := f.Sync(); err != nil {
			return err
		}
	}
	return nil
}

// sealed says whether a folder is empty, or as it was written.
func sealed(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) == 0 {
		return err
	}
	card, err := os.ReadFile(filepath.Join(dir, readme))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	_, seal := cutSeal(card)
	if seal == "" {
		return ErrNotOurs
	}
	sum, err := digest(dir)
	if err != nil {
		return err
	}
	if sum != seal {
		return ErrChanged
	}
	return nil
}

// digest is a hash of the names and contents of all files of a folder. The seal is not in it,
// and neither is the licence, which is left to people to fill in.
func digest(dir string) (string, error) {
	entries, err := os.ReadDir(dir) // in the order of their names
	if err != nil {
		return "", err
	}
	all := sha256.New()
	for _, e := range entries {
		one := sha256.New()
		switch path := filepath.Join(dir, e.Name()); {
		case e.Name() == readme:
			card, err := os.ReadFile(path)
			if err != nil {
				return "", err
			}
			card, _ = cutSeal(card)
			one.Write(withoutLicence(card))
		case !e.Type().IsRegular():
			return "", ErrNotOurs
		default:
			if err := hashFile(one, path); err != nil {
				return "", err
			}
		}
		fmt.Fprintf(all, "%q %x\n", e.Name(), one.Sum(nil))
	}
	return hex.EncodeToString(all.Sum(nil)), nil
}

func hashFile(to io.Writer, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(to, f)
	return err
}

// cutSeal is a card without its seal, and the hash in that.
func cutSeal(card []byte) (rest []byte, seal string) {
	at := bytes.LastIndex(card, []byte(sealBegin))
	if at < 0 || !bytes.HasSuffix(card, []byte(sealEnd)) {
		return card, ""
	}
	return card[:at], string(card[at+len(sealBegin) : len(card)-len(sealEnd)])
}

// isLicence says whether a line of a card's front matter says what its licence is.
func isLicence(line string) bool {
	return slices.ContainsFunc([]string{"license:", "license_name:", "license_link:", "# license:"}, func(key string) bool {
		return strings.HasPrefix(line, key)
	})
}

// withoutLicence is a card without the lines of its front matter that say its licence.
func withoutLicence(card []byte) []byte {
	lines := strings.SplitAfter(string(card), "\n")
	for i, line := range lines {
		if i > 0 && line == "---\n" {
			break
		}
		if isLicence(line) {
			lines[i] = ""
		}
	}
	return []byte(strings.Join(lines, ""))
}

// Licence is the lines in which somebody said the licence of the data set that is in the
// folder, in the front matter of its card; none where nobody has.
func Licence(path string) (lines []string) {
	card, err := os.ReadFile(filepath.Join(path, readme))
	if _, seal := cutSeal(card); err != nil || seal == "" {
		return nil
	}
	for i, line := range strings.Split(string(card), "\n") {
		if i > 0 && line == "---" {
			break
		}
		if isLicence(line) && !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
	}
	return lines
}

// exchange puts a new folder in the place of the one at the path, and where that was not as it
// was written, what else was in it into the new one.
func exchange(beside, path string) error {
	old := beside + private.Old
	err := os.Rename(path, old)
	replaced := err == nil
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(err, os.RemoveAll(beside))
	}
	if err := os.Rename(beside, path); err != nil {
		if replaced {
			err = errors.Join(err, os.Rename(old, path))
		}
		return errors.Join(err, os.RemoveAll(beside))
	}
	if !replaced || sealed(old) == nil { // now that nobody finds it any more: a file may have come in
		return os.RemoveAll(old)
	}
	entries, err := os.ReadDir(old)
	if err != nil {
		return err
	}
	for _, e := range entries {
		to := filepath.Join(path, e.Name())
		if _, err := os.Lstat(to); errors.Is(err, fs.ErrNotExist) {
			if err := os.Rename(filepath.Join(old, e.Name()), to); err != nil {
				return fmt.Errorf("what else was in it is in %q: %w", old, err)
			}
		}
	}
	return os.RemoveAll(old)
}
