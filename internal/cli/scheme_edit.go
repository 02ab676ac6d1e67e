package cli

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"os/signal"
	"reflect"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"rashomon/annotate"
	"rashomon/annotate/schemefile"
	"rashomon/internal/byhand"
	"rashomon/internal/private"
	"rashomon/store"
)

// errChanged says that a scheme became another one while somebody edited it.
var errChanged = errors.New("somebody has changed it meanwhile")

func (a *app) schemeNew() *cobra.Command {
	c := &cobra.Command{
		Use: "new NAME [FILE]", Short: "Make a scheme: from a file, or in $EDITOR",
		Example: "  rashomon scheme new newsroom\n  rashomon scheme new newsroom ours.toml",
		Args:    nameAndFile,
		RunE: func(_ *cobra.Command, args []string) error {
			name := schemefile.Name(args[0])
			err := a.withLibrary(false, func(lib *store.Store) error {
				if _, err := schemeNamed(lib, name); !errors.Is(err, errNoScheme) {
					return errors.Join(err, fmt.Errorf("scheme %q: %w", name, errSchemeThere))
				}
				return nil
			})
			if err != nil {
				return err
			}
			return a.change(annotate.Scheme{}, sketch(name), args, false)
		},
	}
	return c
}

func (a *app) schemeEdit() *cobra.Command {
	var yes bool
	c := &cobra.Command{
		Use: "edit NAME [FILE]", Short: "Change a scheme: to what a file says, or in $EDITOR",
		Long: "Opens the scheme in $VISUAL or $EDITOR, or takes what a file says. A label with was = [\"old\"] takes over what is\n" +
			"labelled so; one that is not there any more goes from all that carries it, after a question.",
		Example: "  rashomon scheme edit default\n  rashomon scheme show default > ours.toml\n  rashomon scheme edit default ours.toml --yes",
		Args:    nameAndFile,
		RunE: func(_ *cobra.Command, args []string) error {
			var before annotate.Scheme
			err := a.withLibrary(true, func(lib *store.Store) (err error) {
				before, err = schemeNamed(lib, args[0])
				return err
			})
			if err != nil {
				return err
			}
			return a.change(before, before, args, yes)
		},
	}
	c.Flags().BoolVar(&yes, "yes", false, "do not ask when labels in use go")
	return c
}

func nameAndFile(_ *cobra.Command, args []string) error {
	if len(args) != 1 && len(args) != 2 {
		return usage(errors.New("expected the name of a scheme, and perhaps a file"))
	}
	return nil
}

// sketch is what a new scheme begins as.
func sketch(name string) annotate.Scheme {
	return annotate.Scheme{
		Name:       name,
		Guidelines: "# " + name + "\n\nWhat to ask of each sentence, and in which order.\n\n## Borderline cases\n\n- …\n",
		Labels: []annotate.Label{
			{Name: "first", Key: "f", Colour: "blue", Glyph: "●", Description: "what it is for"},
			{Name: "second", Key: "r", Colour: "orange", Glyph: "▲", Description: "what it is for"},
		},
	}
}

// change makes the scheme before what a file says that it is to be, or what somebody makes
// of the draft in an editor. The zero before is a scheme that is not there yet.
func (a *app) change(before, draft annotate.Scheme, args []string, yes bool) error {
	if len(args) == 2 {
		after, was, err := a.readScheme(args[1])
		if err != nil {
			return err
		}
		return a.put(before, after, was, draft.Name, args[1], yes)
	}
	e, err := newEditing(draft)
	if err != nil {
		return err
	}
	for {
		changed, err := e.edit(a)
		if err != nil {
			return e.kept(err)
		}
		if !changed {
			fmt.Fprintln(a.Err, "nothing was changed")
			return e.done()
		}
		after, was, err := a.readScheme(e.file.Path)
		if err == nil {
			err = a.put(before, after, was, draft.Name, e.file.Path, yes)
		}
		if err == nil {
			return e.done()
		}
		if again := a.again(err); !again {
			return e.kept(err)
		}
	}
}

// put makes the scheme in the library what it is to be.
func (a *app) put(before, after annotate.Scheme, was map[string][]string, name, path string, yes bool) error {
	if after.Name != name {
		return byhand.Broken{Path: path, Mistakes: byhand.Mistakes{{
			What: fmt.Sprintf("the scheme in it is called %q, not %q", after.Name, name), Hint: "a scheme keeps its name; 'rashomon scheme new' makes another",
		}}}
	}
	return a.withLibrary(false, func(lib *store.Store) error {
		now, err := schemeNamed(lib, name)
		if err != nil && (before.Name != "" || !errors.Is(err, errNoScheme)) {
			return err
		}
		if !reflect.DeepEqual(now, before) {
			return fmt.Errorf("scheme %q: %w", name, errChanged)
		}
		if reflect.DeepEqual(after, before) && len(was) == 0 {
			fmt.Fprintln(a.Err, "nothing was changed")
			return nil
		}
		err = a.recast(lib, before, after, respelled(before, after, was), yes)
		if unsound := (hinted{}); errors.As(err, &unsound) { // it may be edited again
			return byhand.Broken{Path: path, Mistakes: byhand.Mistakes{{What: err.Error(), Hint: unsound.hint}}}
		}
		return err
	})
}

// respelled is was, with the labels of before whose accents are written in another way than
// a file can have them: they are what the file calls so.
func respelled(before, after annotate.Scheme, was map[string][]string) map[string][]string {
	out := maps.Clone(was)
	for _, l := range before.Labels {
		name := schemefile.Name(l.Name)
		if name == l.Name {
			continue
		}
		claimed := false
		for now, olds := range out {
			if i := slices.Index(olds, name); i >= 0 {
				out[now], claimed = slices.Replace(slices.Clone(olds), i, i+1, l.Name), true
			}
		}
		if _, there := after.Label(name); there && !claimed {
			out[name] = append(slices.Clone(out[name]), l.Name)
		}
	}
	return out
}

// again tells what is wrong with an edited scheme, and asks whether to edit it again.
func (a *app) again(err error) bool {
	if !errors.As(err, new(byhand.Broken)) || !isTerminal(a.In) || !isTerminal(a.Err) {
		return false
	}
	a.complain(err)
	answer, failed := a.answer("edit it again? [Y/n] ")
	return failed == nil && answer != "n" && answer != "no"
}

// editing is a scheme in a file of its own, for an editor.
type editing struct {
	file *private.Text
	text []byte // as it was
}

func newEditing(draft annotate.Scheme) (editing, error) {
	var b bytes.Buffer
	if err := schemefile.Write(&b, draft); err != nil {
		return editing{}, err
	}
	file, err := private.NewText("scheme.toml", b.Bytes())
	return editing{file, b.Bytes()}, err
}

// edit opens the file in $VISUAL or $EDITOR, and says whether it is another one now. An
// interrupt pressed there is the editor's.
func (e editing) edit(a *app) (changed bool, err error) {
	words := []string{"vi"}
	for _, name := range []string{"EDITOR", "VISUAL"} {
		if w := strings.Fields(os.Getenv(name)); len(w) > 0 {
			words = w
		}
	}
	deaf := make(chan os.Signal, 1)
	signal.Notify(deaf, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(deaf)
	c := exec.Command(words[0], append(words[1:], e.file.Path)...)
	c.Stdin, c.Stdout, c.Stderr = a.In, a.Err, a.Err
	if f := file(a.Out); f != nil {
		c.Stdout = f
	}
	if err := c.Run(); err != nil {
		return false, fmt.Errorf("the editor %q: %w", words[0], err)
	}
	text, err := os.ReadFile(e.file.Path)
	return !bytes.Equal(text, e.text), err
}

// done removes the file.
func (e editing) done() error { return e.file.Remove() }

// kept says where the file was kept, besides what went wrong. A file that nobody has changed
// is not kept.
func (e editing) kept(err error) error {
	if text, bad := os.ReadFile(e.file.Path); bad != nil || bytes.Equal(text, e.text) {
		return errors.Join(err, e.done())
	}
	return keptFile{errors.Join(err, e.file.Keep()), e.file.Path}
}

// keptFile is an error after which what somebody wrote is still there.
type keptFile struct {
	error
	path string
}

func (k keptFile) Unwrap() error { return k.error }
