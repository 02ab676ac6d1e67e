package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"

	"rashomon/annotate"
	"rashomon/internal/byhand"
	"rashomon/internal/clean"
	"rashomon/internal/config"
	"rashomon/store"
	"rashomon/ui/screen"
)

// configure reads the settings: the file, over it the environment, over that the flags; look
// is nil for a command that has none of those. An error is one of the file; the rest of the
// settings are in force then.
func (a *app) configure(look *lookFlags, changed func(flag string) bool) error {
	path, from := config.Path(a.configFile)
	c, err := config.Read(path, from != "")
	if _, bad := screen.NewKeys(annotate.Scheme{}).Rebind(c.Keys); bad != nil {
		err = withKeys(err, path, c, bad)
	}
	if c.Annotator == "" {
		c.Annotator = userName()
	}
	if name := clean.Line(os.Getenv("RASHOMON_ANNOTATOR")); name != "" {
		c.Set("annotator", "RASHOMON_ANNOTATOR", func(c *config.Config) { c.Annotator = name })
	}
	if name := clean.Line(a.annotator); name != "" {
		c.Set("annotator", "--annotator", func(c *config.Config) { c.Annotator = name })
	}
	if name := clean.Line(a.scheme); name != "" {
		c.Set("scheme", "--scheme", func(c *config.Config) { c.Scheme = name })
	}
	a.overOffline(&c)
	look.over(&c, changed)
	if os.Getenv("NO_COLOR") != "" {
		c.Set("theme", "NO_COLOR", func(c *config.Config) { c.Theme = "none" })
	}
	a.config = c
	return err
}

// withKeys is the mistakes in the file with those in its keys; none of these is in force.
func withKeys(err error, path string, c config.Config, bad error) error {
	broken := byhand.Broken{Path: path}
	errors.As(err, &broken)
	var keys screen.BadKeys
	errors.As(bad, &keys)
	for _, k := range keys {
		broken.Mistakes = append(broken.Mistakes, byhand.Mistake{Line: c.Line("keys." + k.Binding), What: k.What, Hint: "'rashomon config --keys' lists the bindings, their keys and where they are in force"})
	}
	slices.SortStableFunc(broken.Mistakes, func(a, b byhand.Mistake) int { return a.Line - b.Line })
	return broken
}

// withLabelKeys is the mistakes in the file with the keys in it that a label of the scheme
// in force has, where the library can be read.
func (a *app) withLabelKeys(err error) error {
	broken := byhand.Broken{}
	broken.Path, _ = config.Path(a.configFile)
	if err != nil && !errors.As(err, &broken) || len(a.config.Keys) == 0 {
		return err
	}
	s, known := a.schemeToSee()
	if !known {
		return err
	}
	taken := a.takenFrom(s)
	if len(taken) == 0 {
		return err
	}
	broken.Mistakes = append(slices.Clone(broken.Mistakes), taken...)
	slices.SortStableFunc(broken.Mistakes, func(a, b byhand.Mistake) int { return a.Line - b.Line })
	return broken
}

// schemeToSee is the scheme in force, if that can be told without changing anything: in no
// library yet it is the default one.
func (a *app) schemeToSee() (s annotate.Scheme, known bool) {
	lib, err := store.Open(a.libraryPath("library.db"), store.Options{ReadOnly: true, Now: a.now})
	if errors.Is(err, fs.ErrNotExist) {
		s = annotate.DefaultScheme()
		return s, a.config.Scheme == s.Name
	}
	if err != nil {
		return s, false
	}
	s, err = a.schemeInForce(lib)
	return s, errors.Join(err, lib.Close()) == nil
}

// takenFrom is which keys of a scheme the settings give to a binding. A key that is a
// binding's without them too is none of theirs.
func (a *app) takenFrom(s annotate.Scheme) (out byhand.Mistakes) {
	if len(a.config.Keys) == 0 {
		return nil
	}
	keys, err := screen.NewKeys(s).Rebind(a.config.Keys)
	if err != nil {
		return nil // that is told already
	}
	var bad, besides screen.BadKeys
	errors.As(screen.Clashes(keys), &bad)
	errors.As(screen.Clashes(screen.NewKeys(s)), &besides)
	for _, b := range bad {
		if slices.Contains(besides, b) {
			continue
		}
		m := byhand.Mistake{What: fmt.Sprintf("%s (scheme %q)", b.What, clean.Line(s.Name)),
			Hint: fmt.Sprintf("give the binding a key that is free, or the label: 'rashomon scheme edit %s'; 'rashomon config --keys' lists the bindings", clean.Line(s.Name))}
		for name := range a.config.Keys {
			if strings.Contains(b.What, "‘"+name+"’ both want") {
				m.Line = a.config.Line("keys." + name)
			}
		}
		out = append(out, m)
	}
	return out
}

// userName is the name of the user.
func userName() string {
	if u, err := user.Current(); err == nil {
		if name := clean.Line(u.Username[strings.LastIndex(u.Username, `\`)+1:]); name != "" {
			return name
		}
	}
	return "me"
}

// heeds says whether a command does what the settings say. One that works in a pipe, or on
// a library as a file, does its work whatever stands in them.
func heeds(c *cobra.Command) bool {
	for ; c.HasParent(); c = c.Parent() {
		switch c.Name() {
		case "config", "segment", "group", "compare", "check", "backup", "restore", "compact", "recover", "rescue", "help", "man", "completion", cobra.ShellCompRequestCmd, cobra.ShellCompNoDescRequestCmd:
			return c.HasParent() && c.Parent().Name() == "scheme"
		case "suggest":
			learned, _ := c.Flags().GetBool("learned")
			external, _ := c.Flags().GetBool("external")
			return learned || external
		}
	}
	return true
}

// configuring is one run of config.
type configuring struct {
	json, init, keys bool
}

// place is a file and what says that it is that one.
type place struct {
	Path  string `json:"path"`
	From  string `json:"from"`
	There bool   `json:"there"`
}

// inForce is what `config --json` writes.
type inForce struct {
	Config   place            `json:"config"`
	Library  place            `json:"library"`
	Settings []config.Setting `json:"settings"`
	Mistakes []mistake        `json:"mistakes"`
}

type mistake struct {
	Line int    `json:"line"`
	What string `json:"what"`
	Hint string `json:"hint"`
}

func (a *app) configCommand() *cobra.Command {
	var look lookFlags
	var x configuring
	c := &cobra.Command{
		Use:   "config",
		Short: "Say which settings are in force, and where each comes from",
		Long: "Prints every setting, its value and where it comes from: the file, the environment, a flag, or the default.\n" +
			"A mistake in the file is told with its line. --init writes a file with every setting explained.\ndocs/config.md describes them.",
		Example: "  rashomon config\n  rashomon config --init\n  rashomon config --keys",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if x.init {
				return a.initConfig()
			}
			err := a.withLabelKeys(a.configure(&look, cmd.Flags().Changed))
			switch {
			case x.keys:
				return errors.Join(a.printKeys(x.json), err)
			case x.json:
				return a.configJSON(err)
			}
			a.printConfig()
			return err
		},
	}
	look.add(c)
	c.Flags().BoolVar(&x.json, "json", false, "write JSON")
	c.Flags().BoolVar(&x.init, "init", false, "write a file with every setting explained, if there is none")
	c.Flags().BoolVar(&x.keys, "keys", false, "list the names of all bindings, their keys and where they are in force")
	return c
}

func (a *app) initConfig() error {
	path, _ := config.Path(a.configFile)
	err := config.Init(path)
	if errors.Is(err, fs.ErrExist) {
		return hinted{err, "it is left as it is: edit it, or move it away first; 'rashomon config' says what is in force"}
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(a.Out, "wrote %s\n", clean.Name(path))
	return nil
}

// places is where the settings and the library are.
func (a *app) places() (settings, library place) {
	settings.Path, settings.From = config.Path(a.configFile)
	library.Path, library.From = a.libraryPath("library.db"), ""
	switch {
	case a.library != "":
		library.From = "--library"
	case os.Getenv("RASHOMON_LIBRARY") != "":
		library.From = "RASHOMON_LIBRARY"
	}
	for _, p := range []*place{&settings, &library} {
		if p.From == "" {
			p.From = "default"
		}
		_, err := os.Stat(p.Path)
		p.There = !errors.Is(err, fs.ErrNotExist)
	}
	return settings, library
}

// printConfig writes a line a setting: its name, its value, where it comes from.
func (a *app) printConfig() {
	settings, library := a.places()
	rows := [][3]string{}
	for _, p := range []struct {
		name string
		place
	}{{"config", settings}, {"library", library}} {
		from := p.From
		if !p.There {
			from += ", not there yet"
		}
		rows = append(rows, [3]string{p.name, clean.Name(p.Path), from})
	}
	for _, s := range a.config.Settings() {
		rows = append(rows, [3]string{clean.Line(s.Name), shownValue(s.Value), s.From})
	}
	const most = 48 // columns: a longer value moves what follows
	var wide [2]int
	for _, r := range rows {
		for i := range wide {
			wide[i] = max(wide[i], min(ansi.StringWidth(r[i]), most))
		}
	}
	for _, r := range rows {
		for i := range wide {
			fmt.Fprint(a.Out, screen.Pad(r[i], max(wide[i], ansi.StringWidth(r[i]))), "  ")
		}
		fmt.Fprintln(a.Out, clean.Line(r[2]))
	}
}

// shownValue is a value on one line.
func shownValue(v any) string {
	switch v := v.(type) {
	case string:
		return clean.Line(v)
	case []string:
		if len(v) == 0 {
			return "none"
		}
		quoted := make([]string, len(v))
		for i, s := range v {
			quoted[i] = byhand.Quote(s)
		}
		return strings.Join(quoted, " ")
	}
	return fmt.Sprint(v)
}

func (a *app) configJSON(err error) error {
	out := inForce{Settings: a.config.Settings(), Mistakes: []mistake{}}
	out.Config, out.Library = a.places()
	var broken byhand.Broken
	if errors.As(err, &broken) {
		for _, m := range broken.Mistakes {
			out.Mistakes = append(out.Mistakes, mistake(m))
		}
	}
	if failed := writeJSON(a.Out, out, "  "); failed != nil {
		return failed
	}
	return err
}

// printKeys lists the bindings as they are in force.
func (a *app) printKeys(asJSON bool) error {
	keys := screen.NewKeys(annotate.Scheme{})
	if rebound, err := keys.Rebind(a.config.Keys); err == nil {
		keys = rebound
	}
	all := keys.Bindings()
	if asJSON {
		return writeJSON(a.Out, all, "  ")
	}
	for _, b := range all {
		fmt.Fprintf(a.Out, "%s %s %s [%s]\n", screen.Pad(b.Name, 18), screen.Pad(strings.Join(b.Keys, " "), 18), b.Does, b.Where)
	}
	return nil
}
