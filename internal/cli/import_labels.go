package cli

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
	"rashomon/annotate/schemefile"
	"rashomon/annotate/task"
	"rashomon/internal/clean"
	"rashomon/internal/private"
)

// mostLabels is how many labels a file can add to a scheme: with more, it is not labels
// that stand there.
const mostLabels = 40

// labelled brings in a file of tasks with labels that the scheme has not: it is read twice.
func (i *importing) labelled(path string, format task.Format, r io.Reader, f *os.File, at time.Time) {
	if f == nil {
		spool, remove, err := private.Spool()
		defer remove()
		if err == nil {
			defer spool.Close()
			_, err = io.Copy(spool, r)
		}
		if err != nil {
			i.fail(path, fmt.Errorf("%s: keep it to read it twice: %w", clean.Name(path), plain(err)))
			return
		}
		f = spool
	}
	again := func() (io.Reader, error) {
		_, err := f.Seek(0, io.SeekStart)
		return bufio.NewReaderSize(i.shown(&stoppable{ctx: i.ctx, r: f}), enough), err
	}
	r, err := again()
	if err == nil {
		err = i.addLabels(path, format, r)
	}
	if err == nil {
		r, err = again()
	}
	if err != nil {
		i.fail(path, fmt.Errorf("%s: %w", clean.Name(path), plain(err)))
		return
	}
	i.tasks(path, format, r, at)
}

// addLabels adds the labels of a file to the schemes that have them not.
func (i *importing) addLabels(path string, f task.Format, r io.Reader) error {
	inForce, err := i.schemeInForce(i.lib)
	if err != nil {
		return err
	}
	missing := map[string][]string{} // by the name of the scheme
	schemes := map[string]annotate.Scheme{"": inForce}
	err = f.Read(r, func(t task.Task) error {
		for _, x := range t.Said {
			s, known := schemes[x.Scheme]
			if !known {
				s, known, err = held{i.lib}.Scheme(x.Scheme)
				if err != nil {
					return err
				}
				if !known {
					s = inForce
				}
				schemes[x.Scheme] = s
			}
			for _, name := range slices.Concat(x.Labels, x.Rejected) {
				name = clean.Line(name)
				if _, has := task.Label(s, name); has || slices.ContainsFunc(missing[s.Name], func(l string) bool { return strings.EqualFold(l, name) }) {
					continue
				}
				if missing[s.Name] = append(missing[s.Name], name); len(missing[s.Name]) > mostLabels {
					return hinted{fmt.Errorf("more than %d labels that the scheme %s has not", mostLabels, s.Name), "look at what stands where the labels should; 'rashomon scheme new' makes a scheme of many"}
				}
			}
		}
		return nil
	}, func(jsonl.LineError) {})
	if err != nil || len(missing) == 0 {
		return err
	}
	return i.extend(path, missing)
}

// extend adds labels to schemes, as one change.
func (i *importing) extend(path string, missing map[string][]string) error {
	c := annotate.Change{By: i.annotatorName()}
	var told []string
	for name, labels := range missing {
		before, err := i.lib.Scheme(name)
		if err != nil {
			return err
		}
		after, err := i.withLabels(before, labels)
		if err != nil {
			return err
		}
		c.Edits = append(c.Edits, annotate.Edit{Scheme: &annotate.Replaced[annotate.Scheme]{Before: &before, After: &after}})
		for _, l := range after.Labels[len(before.Labels):] {
			told = append(told, fmt.Sprintf("%s (%s) to %s", l.Name, cmp.Or(l.Key, "its digit"), name))
		}
	}
	slices.Sort(told)
	c.What = "add labels for " + clean.Line(path)
	if _, err := i.lib.Apply(c); err != nil {
		return err
	}
	i.bar.clear()
	fmt.Fprintf(i.Err, "labels added: %s\n", strings.Join(told, ", "))
	return nil
}

// withLabels is a scheme with more labels, each with a key that is free.
func (i *importing) withLabels(s annotate.Scheme, names []string) (annotate.Scheme, error) {
	s.Labels = slices.Clone(s.Labels)
	colours := schemefile.Colours()
	for _, name := range names {
		n := len(s.Labels)
		s.Labels = append(s.Labels, annotate.Label{Name: name, Colour: colours[n%len(colours)]})
		if key, free := i.freeKey(s); free {
			s.Labels[n].Key = key
		}
		if err := s.Check(); err != nil {
			return s, hinted{fmt.Errorf("label %q cannot be added: %w", name, err), "'rashomon scheme edit " + s.Name + "' gives labels other keys and names"}
		}
	}
	return s, nil
}

// freeKey is a key that the scheme's last label can have: a letter of its name, or any.
func (i *importing) freeKey(s annotate.Scheme) (string, bool) {
	const letters = "abcdefghijklmnopqrstuvwxyz"
	last := &s.Labels[len(s.Labels)-1]
	defer func() { last.Key = "" }()
	for _, r := range strings.ToLower(last.Name) + letters + strings.ToUpper(letters) {
		if last.Key = string(r); strings.ContainsRune(letters+strings.ToUpper(letters), r) && s.Check() == nil && i.clashes(s, schemefile.Lines{}) == nil {
			return last.Key, true
		}
	}
	return "", false
}
