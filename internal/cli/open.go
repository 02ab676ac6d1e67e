package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"rashomon/annotate"
	"rashomon/export"
	"rashomon/ingest"
	"rashomon/internal/byhand"
	"rashomon/internal/clean"
	"rashomon/internal/config"
	"rashomon/internal/sample"
	"rashomon/store"
	"rashomon/ui"
)

var errNoTerminal = errors.New("the screens need a terminal")

// lookFlags is how the screens look.
type lookFlags struct {
	theme   string
	ascii   bool
	noMouse bool
}

func (f *lookFlags) add(c *cobra.Command) {
	c.Flags().StringVar(&f.theme, "theme", "auto", "colours: auto, dark, light or none")
	c.Flags().BoolVar(&f.ascii, "ascii", false, "draw with ASCII only")
	c.Flags().BoolVar(&f.noMouse, "no-mouse", false, "leave the mouse to the terminal")
}

// over puts the flags that are given over the settings.
func (f *lookFlags) over(c *config.Config, changed func(flag string) bool) {
	if f == nil {
		return
	}
	if changed("theme") {
		c.Set("theme", "--theme", func(c *config.Config) { c.Theme = f.theme })
	}
	if changed("ascii") {
		c.Set("ascii", "--ascii", func(c *config.Config) { c.ASCII = f.ascii })
	}
	if changed("no-mouse") {
		c.Set("mouse", "--no-mouse", func(c *config.Config) { c.Mouse = !f.noMouse })
	}
}

// options turns the settings into how the screens run.
func (a *app) options() ui.Options {
	c := a.config
	o := ui.Options{
		Annotator: a.annotatorName(), Now: a.now, Dark: true, Colour: c.Theme != "none", ASCII: c.ASCII, Mouse: c.Mouse,
		Rebind: c.Keys, Advance: c.AutoAdvance, Goal: c.Goal, Idle: c.Idle,
	}
	if c.Theme == "dark" || c.Theme == "light" {
		o.Dark, o.Fixed = c.Theme == "dark", true
	}
	if len(c.Suggester.Command) > 0 {
		o.Suggester = a.askSuggester
	}
	return o
}

// open shows the library on the screen.
func (a *app) open(cmd *cobra.Command, look lookFlags) error {
	return a.show(cmd, look, "library.db", false)
}

func (a *app) demoCommand() *cobra.Command {
	var look lookFlags
	c := &cobra.Command{
		Use:   "demo",
		Short: "Open the sample story, in a library of its own",
		Long:  "Opens five invented reports of one invented event. They are kept in a library of their own,\nwith what you say of them, so that nothing is lost when you leave.",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.show(cmd, look, "demo.db", true)
		},
	}
	look.add(c)
	return c
}

// show runs the screens on a library; with the sample story, if demo.
func (a *app) show(cmd *cobra.Command, look lookFlags, name string, demo bool) (err error) {
	if err := a.mayShow(cmd, look); err != nil {
		return err
	}
	path := a.libraryPath(name)
	if path != a.libraryPath("library.db") { // hints name it, then
		a.library = path
	}
	if err := mayMake(path); err != nil {
		return err
	}
	how, stop := a.opening()
	lib, err := store.Open(path, how)
	stop()
	if err != nil {
		return unwritable(unopened(err, path), path)
	}
	uncopied := error(nil)
	defer func() { err = a.leave(lib, path, err, uncopied) }()
	o := a.options()
	o.Name, o.Command = filepath.Base(path), a.called()
	if o.Scheme, err = a.schemeInForce(lib); demo && a.scheme == "" && errors.Is(err, errNoScheme) {
		o.Scheme, err = lib.Scheme(annotate.DefaultScheme().Name)
	}
	if err != nil {
		return err
	}
	if taken := a.takenFrom(o.Scheme); len(taken) > 0 {
		settings, _ := config.Path(a.configFile)
		return byhand.Broken{Path: settings, Mistakes: taken}
	}
	o.Sample = func() error { return a.addSample(lib) }
	a.takesIn(&o, lib)
	o.Write = func(name string, replace bool, to func(io.Writer) error) error {
		return writeFile(name, path, replace, to)
	}
	if rows, err := lib.Rows(1); demo && err == nil && len(rows) == 0 {
		if err := o.Sample(); err != nil {
			return err
		}
	}
	r := a.keepsSafe(&o, lib)
	a.onScreen.Store(true)
	left := ui.Run(cmd.Context(), lib, o)
	a.onScreen.Store(false)
	if err := r.unsaved(left); err != nil {
		return err
	}
	uncopied = a.copyQuietly(lib)
	return nil
}

// mayShow reads the settings and says why the screens cannot be shown: a flag, the settings, no terminal.
func (a *app) mayShow(cmd *cobra.Command, look lookFlags) error {
	if !slices.Contains(config.Themes(), look.theme) {
		return usage(fmt.Errorf("--theme %q: not auto, dark, light or none", look.theme))
	}
	if err := a.configure(&look, cmd.Flags().Changed); err != nil {
		return err
	}
	if !isTerminal(a.In) || !isTerminal(a.Out) {
		return errNoTerminal
	}
	if a.annotatorName() == annotate.Gold {
		return errGold
	}
	return nil
}

// leave closes a library after its screens, tells what went wrong beside, and returns what it ended with.
func (a *app) leave(lib *store.Store, path string, ended, uncopied error) error {
	if errors.Is(ended, ui.ErrHangs) { // as closing it would
		return ended
	}
	gone, amiss := fileAt(path) == nil, lib.Stands()
	closed := lib.Close()
	a.tellUncopied(uncopied, closed)
	switch {
	case closed == nil && errors.Is(amiss, store.ErrRemoved):
		a.sayAstray(path, gone, amiss)
	case ended == nil:
		return closed
	case errors.Is(closed, store.ErrRemoved): // it names the file with all that was saved
		fmt.Fprintf(a.Err, "rashomon: %s\n", clean.Line(closed.Error()))
	}
	return ended
}

// writeFile writes a file for the screens, but never the library; ~/ is the home folder, as
// a shell would have it.
func writeFile(name, library string, replace bool, to func(io.Writer) error) error {
	name, err := atHome(name)
	if err != nil {
		return err
	}
	if sameFile(name, library) {
		return fmt.Errorf("write %q: %w", name, errLibraryItself)
	}
	if info, err := os.Stat(name); err == nil && !replace && !info.IsDir() {
		return fmt.Errorf("write %q: %w", name, fs.ErrExist)
	}
	return export.File(name, to)
}

// atHome is a path in which ~/ is the home folder.
func atHome(name string) (string, error) {
	rest, ok := strings.CutPrefix(name, "~/")
	if !ok {
		return name, nil
	}
	home, err := os.UserHomeDir()
	return filepath.Join(home, rest), err
}

// addSample brings the sample story into a library; what is there already stays as it is.
func (a *app) addSample(lib *store.Store) error {
	names, err := fs.Glob(sample.Files(), "*")
	if err != nil {
		return err
	}
	story := annotate.NewStory(sample.Story)
	var arrivals []annotate.Arrival
	for _, name := range names {
		arrival, err := readSample(name, story, a)
		if err != nil {
			return err
		}
		arrivals = append(arrivals, arrival)
	}
	_, err = lib.Add(arrivals, []annotate.Story{story}, a.annotatorName(), "import the sample story")
	return err
}

func readSample(name string, story annotate.Story, a *app) (annotate.Arrival, error) {
	f, err := sample.Files().Open(name)
	if err != nil {
		return annotate.Arrival{}, err
	}
	defer f.Close()
	format, err := ingest.FormatOf(name)
	if err != nil {
		return annotate.Arrival{}, err
	}
	arrival, _, err := ingest.Read(f, name, format, a.now())
	arrival.Article.Story = story.ID
	return arrival, err
}
