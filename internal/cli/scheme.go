package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"rashomon/annotate"
	"rashomon/annotate/schemefile"
	"rashomon/ingest"
	"rashomon/internal/byhand"
	"rashomon/internal/clean"
	"rashomon/store"
	"rashomon/ui/screen"
)

var (
	errSchemeThere = errors.New("in the library already")
	errDeclined    = errors.New("nobody said yes: all is as it was")
)

func (a *app) schemeCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "scheme",
		Short: "Label schemes: list, show, make and change them",
		Long: "A scheme is the labels that belong together, with their keys, and the guidelines for annotators. Schemes are kept\n" +
			"in the library and written as TOML: docs/schemes.md says how. Labels that are renamed or merged take the annotations\n" +
			"with them, in one change that the program can undo.",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	c.AddCommand(a.schemeList(), a.schemeShow(), a.schemeNew(), a.schemeEdit(), a.schemeCheck(), a.schemeRename(), a.schemeMerge(), a.schemeDelete())
	return c
}

// listedScheme is a scheme as `scheme list --json` writes it.
type listedScheme struct {
	annotate.Scheme
	Annotations int  `json:"annotations"`
	InForce     bool `json:"in_force"`
}

func (a *app) schemeList() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use: "list", Short: "List the schemes of the library", Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			return a.withLibrary(true, func(lib *store.Store) error { return a.listSchemes(lib, asJSON) })
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "write a JSON array")
	return c
}

func (a *app) listSchemes(lib *store.Store, asJSON bool) error {
	schemes, err := lib.Schemes()
	if err != nil {
		return err
	}
	said := map[string]int{}
	if err := eachAnnotation(lib, func(x annotate.Annotation) { said[x.Scheme]++ }); err != nil {
		return err
	}
	out := []listedScheme{}
	for _, s := range schemes {
		out = append(out, listedScheme{s, said[s.Name], s.Name == a.config.Scheme})
	}
	if asJSON {
		return writeJSON(a.Out, out, "  ")
	}
	for _, s := range out {
		mark := " "
		if s.InForce {
			mark = "*"
		}
		var names []string
		for _, l := range s.Labels {
			names = append(names, clean.Line(l.Name))
		}
		fmt.Fprintf(a.Out, "%s %s  %s  (%s)\n", mark, clean.Line(s.Name), strings.Join(names, ", "), screen.Count(s.Annotations, "annotation", "annotations"))
	}
	return nil
}

// eachAnnotation calls do with all that is said in a library.
func eachAnnotation(lib *store.Store, do func(annotate.Annotation)) error {
	for article, err := range lib.Articles() {
		if err != nil {
			return err
		}
		all, err := lib.Annotations(article.ID)
		if err != nil {
			return err
		}
		for _, x := range all {
			do(x)
		}
	}
	return nil
}

// saidBy is all that is said by a scheme.
func saidBy(lib *store.Store, scheme string) (said []annotate.Annotation, err error) {
	err = eachAnnotation(lib, func(x annotate.Annotation) {
		if x.Scheme == scheme {
			said = append(said, x)
		}
	})
	return said, err
}

func (a *app) schemeShow() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use: "show NAME", Short: "Print a scheme as the TOML that it is edited as", Args: exactly(1, "the name of a scheme"),
		Example: "  rashomon scheme show default > ours.toml",
		RunE: func(_ *cobra.Command, args []string) error {
			return a.withLibrary(true, func(lib *store.Store) error {
				s, err := schemeNamed(lib, args[0])
				switch {
				case err != nil:
					return err
				case asJSON:
					return writeJSON(a.Out, s, "  ")
				}
				return schemefile.Write(a.Out, s)
			})
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "write JSON")
	return c
}

func (a *app) schemeCheck() *cobra.Command {
	return &cobra.Command{
		Use: "check FILE…", Short: "Say what is wrong with schemes in files, and which of their keys are taken", Args: someOf("the file of a scheme, or - for standard input"),
		RunE: func(_ *cobra.Command, args []string) error {
			failed := someFailed{all: len(args)}
			for _, path := range args {
				s, _, err := a.readScheme(path)
				if err != nil {
					failed.failed++
					a.complain(err)
					continue
				}
				fmt.Fprintf(a.Out, "%s: scheme %q: %s, %s: good\n", clean.Name(path), clean.Line(s.Name), screen.Count(len(s.Labels), "label", "labels"), screen.Count(len(s.Attributes), "attribute", "attributes"))
			}
			switch {
			case failed.failed == 0:
				return nil
			case failed.all == 1:
				return toldBroken{}
			}
			return failed
		},
	}
}

// readScheme reads the file of a scheme, or standard input, and looks whether its keys are
// to be had. What is wrong is byhand.Broken.
func (a *app) readScheme(path string) (s annotate.Scheme, was map[string][]string, err error) {
	in := a.In
	if path != ingest.Stdin {
		f, err := os.Open(path)
		if err != nil {
			return s, nil, fmt.Errorf("read %s: %w", clean.Name(path), plain(err))
		}
		defer f.Close()
		in = f
	}
	return a.schemeFrom(in, path)
}

func (a *app) schemeFrom(r io.Reader, path string) (s annotate.Scheme, was map[string][]string, err error) {
	s, was, at, err := schemefile.ReadLines(r)
	var mistakes, taken byhand.Mistakes
	if err != nil && !errors.As(err, &mistakes) {
		return s, was, err
	}
	if err := a.clashes(s, at); err != nil && !errors.As(err, &taken) {
		return s, was, err
	}
	if mistakes = append(mistakes, taken...); len(mistakes) == 0 {
		return s, was, nil
	}
	slices.SortStableFunc(mistakes, func(x, y byhand.Mistake) int { return x.Line - y.Line })
	return annotate.Scheme{}, nil, byhand.Broken{Path: path, Mistakes: mistakes}
}

// clashes is the keys of a scheme that cannot be had with the bindings in force, as
// byhand.Mistakes, or nil.
func (a *app) clashes(s annotate.Scheme, at schemefile.Lines) error {
	keys, err := screen.NewKeys(s).Rebind(a.config.Keys)
	if err != nil {
		return err
	}
	var bad screen.BadKeys
	if !errors.As(screen.Clashes(keys), &bad) {
		return nil
	}
	var out byhand.Mistakes
	for _, b := range bad {
		if x, asks := s.Attribute(b.Label); asks && x.Key == "" {
			continue // that is a flaw of the scheme, and told as one
		}
		part, n := "label", slices.IndexFunc(s.Labels, func(l annotate.Label) bool { return l.Name == b.Label })
		if n < 0 {
			part, n = "attribute", slices.IndexFunc(s.Attributes, func(x annotate.Attribute) bool { return x.Name == b.Label })
		}
		out = append(out, byhand.Mistake{Line: at.Of(part, n, "key"), What: b.What, Hint: "take another key, or give the binding another one in [keys] of the settings: 'rashomon config --keys' lists them"})
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

func (a *app) schemeRename() *cobra.Command {
	return a.schemeMoves("rename NAME OLD NEW", "Give a label another name, and what is labelled with it", func(s annotate.Scheme, old, now string) error {
		if now == "" {
			return hinted{usage(errors.New("the new name is empty")), "a label is called what annotations, exports and counts are to call it"}
		}
		if _, there := s.Label(now); there {
			return usage(fmt.Errorf("scheme %q has a label %q already: merge makes them one", s.Name, now))
		}
		return nil
	})
}

func (a *app) schemeMerge() *cobra.Command {
	return a.schemeMoves("merge NAME FROM INTO", "Make one label of two, and of what is labelled with them", func(s annotate.Scheme, _, into string) error {
		if _, there := s.Label(into); !there {
			return noLabel(s, into)
		}
		return nil
	})
}

func noLabel(s annotate.Scheme, name string) error {
	var names []string
	for _, l := range s.Labels {
		names = append(names, l.Name)
	}
	return hinted{usage(fmt.Errorf("scheme %q has no label %q: it has %s", s.Name, name, strings.Join(names, ", "))),
		"write the label as it is written there; quotation marks keep the blanks in it together"}
}

// schemeMoves is a command that makes a label of a scheme another one; may says why it may not.
func (a *app) schemeMoves(use, short string, may func(s annotate.Scheme, old, now string) error) *cobra.Command {
	return &cobra.Command{
		Use: use, Short: short, Args: exactly(3, "the name of a scheme and of two labels"),
		RunE: func(_ *cobra.Command, args []string) error {
			return a.withLibraryThere(func(lib *store.Store) error {
				s, err := schemeNamed(lib, args[0])
				if err != nil {
					return err
				}
				old, now := labelNamed(s, args[1]), labelNamed(s, args[2])
				if err := may(s, old, now); err != nil {
					return err
				}
				if _, there := s.Label(old); !there {
					return noLabel(s, old)
				}
				after, was, ok := s.Rename(old, now)
				if !ok && old != now {
					return usage(fmt.Errorf("%q is no name for a label", now))
				}
				if !ok {
					return usage(fmt.Errorf("%q and %q are one label", old, now))
				}
				return a.recast(lib, s, after, was, false)
			})
		},
	}
}

// labelNamed is a name as a scheme has it or would have it.
func labelNamed(s annotate.Scheme, name string) string {
	if _, there := s.Label(name); there {
		return name
	}
	return schemefile.Name(name)
}

func (a *app) schemeDelete() *cobra.Command {
	var yes bool
	c := &cobra.Command{
		Use: "delete NAME [LABEL]", Short: "Delete a scheme, or a label of it, with what is labelled with it",
		Long: "Deletes a label from a scheme and from all that carries it; without a label the scheme, with all that is said by it.\n" +
			"Where something is in use it asks first. It is one change, which u in the program undoes.",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 && len(args) != 2 {
				return usage(errors.New("expected the name of a scheme, and of a label"))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			return a.withLibraryThere(func(lib *store.Store) error {
				s, err := schemeNamed(lib, args[0])
				switch {
				case err != nil:
					return err
				case len(args) == 2:
					return a.deleteLabel(lib, s, labelNamed(s, args[1]), yes)
				}
				return a.deleteScheme(lib, s, yes)
			})
		},
	}
	c.Flags().BoolVar(&yes, "yes", false, "do not ask")
	return c
}

func (a *app) deleteLabel(lib *store.Store, s annotate.Scheme, label string, yes bool) error {
	if _, there := s.Label(label); !there {
		return noLabel(s, label)
	}
	after, attributes := s.Without(label)
	if len(after.Labels) == 0 {
		return hinted{usage(after.Check()), fmt.Sprintf("'rashomon scheme delete %s' deletes the scheme", clean.Line(s.Name))}
	}
	for _, name := range attributes {
		fmt.Fprintf(a.Err, "the attribute %q is asked of this label only: it goes too\n", clean.Line(name))
	}
	return a.recast(lib, s, after, nil, yes)
}

func (a *app) deleteScheme(lib *store.Store, s annotate.Scheme, yes bool) error {
	if s.Name == annotate.DefaultScheme().Name {
		return usage(fmt.Errorf("the scheme %q stays: 'rashomon scheme edit' changes it", s.Name))
	}
	said, err := saidBy(lib, s.Name)
	if err != nil {
		return err
	}
	if len(said) > 0 {
		if err := a.ask(fmt.Sprintf("%s by the scheme %q go with it; the history keeps them. Delete it?", screen.Count(len(said), "annotation", "annotations"), s.Name), yes); err != nil {
			return err
		}
	}
	return a.apply(lib, annotate.Discard(s, said, a.annotatorName(), a.now()))
}
