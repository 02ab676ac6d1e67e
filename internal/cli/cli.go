// Package cli is the command line: one file a subcommand, which parses, calls and prints.
// What the commands do is done in the rooms they call.
package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"sync/atomic"
	"time"

	"charm.land/fang/v2"
	"github.com/spf13/cobra"

	"rashomon/internal/config"
)

// Streams is where a command reads and writes.
type Streams struct {
	In  io.Reader
	Out io.Writer
	Err io.Writer
}

// app is one run of the program: the flags that every command has, and what they need.
type app struct {
	Streams
	library    string // --library
	annotator  string // --annotator
	scheme     string // --scheme
	configFile string // --config
	offline    *bool  // --offline; nil where it is not given
	config     config.Config
	toldBeside bool        // that the library is open elsewhere
	barOf      func()      // takes away the bar that showProgress drew last; nil where none was asked for
	onScreen   atomic.Bool // the screens have the terminal
	now        func() time.Time
}

// Main runs the command line and returns the exit code, one of those in exit.go.
func Main(ctx context.Context, args []string, s Streams) int {
	out := &output{Writer: s.Out}
	a := &app{Streams: Streams{In: s.In, Out: out, Err: s.Err}, now: clock(os.Getenv("RASHOMON_CLOCK"))}
	root := a.root()
	root.SetIn(s.In)
	root.SetOut(s.Out)
	root.SetErr(s.Err)
	err := dress(ctx, root)
	if err == nil {
		root.SetArgs(args)
		err = root.ExecuteContext(ctx)
	}
	if err == nil && out.failed != nil {
		err = fmt.Errorf("write to standard output: %w", plain(out.failed))
	}
	if err == nil {
		return done
	}
	a.complain(err)
	return exitCode(err)
}

// dress gives the commands their help, version, manual page and completions. Fang can do that only by
// running one, so it runs one that does nothing: of one that fails it would ask the terminal for its
// colours, and wait seconds for a terminal that does not answer.
func dress(ctx context.Context, root *cobra.Command) error {
	nothing := func(*cobra.Command, []string) {}
	idle := &cobra.Command{Use: "idle", PersistentPreRun: nothing, Run: nothing}
	root.AddCommand(idle)
	defer root.RemoveCommand(idle)
	root.SetArgs([]string{idle.Use})
	return fang.Execute(ctx, root)
}

// clock is the time, or for pictures and examples the one moment that is given in RFC 3339.
func clock(fixed string) func() time.Time {
	at, err := time.Parse(time.RFC3339, fixed)
	if err != nil {
		return time.Now
	}
	return func() time.Time { return at }
}

func (a *app) root() *cobra.Command {
	var look lookFlags
	root := &cobra.Command{
		Use:   "rashomon",
		Short: "Read several reports of one event side by side, and mark what each one says",
		Long: "Rashomon lays reports of one event side by side, shows what they share and where they part,\n" +
			"and keeps what you say of their sentences: fact, quote or claim, who speaks, and your notes.\n\n" +
			"Without a command it opens the library. 'rashomon demo' opens a sample story.",
		Example: "  rashomon demo\n  rashomon import --story \"The flood\" reports/*.txt\n  rashomon\n  rashomon export -o labels.jsonl",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.open(cmd, look)
		},
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			err := a.configure(nil, nil)
			if !heeds(cmd) {
				return nil
			}
			return err
		},
	}
	look.add(root)
	root.PersistentFlags().StringVar(&a.library, "library", "", "the library `FILE` (default $RASHOMON_LIBRARY, else library.db in the data folder)")
	root.PersistentFlags().StringVar(&a.annotator, "annotator", "", "who labels: a `NAME` (default $RASHOMON_ANNOTATOR, else that of the settings, else the user's)")
	root.PersistentFlags().StringVar(&a.scheme, "scheme", "", "the scheme to label by: a `NAME` (default that of the settings)")
	root.PersistentFlags().StringVar(&a.configFile, "config", "", "the `FILE` of settings (default $RASHOMON_CONFIG, else config.toml in the config folder)")
	a.addOffline(root)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usage(err) })
	root.AddCommand(a.demoCommand(), a.importCommand(), a.fetchCommand(), a.feedCommand(), a.listCommand(), a.showCommand(), a.briefCommand(), a.exportCommand(), a.searchCommand(), a.statsCommand(), a.reportCommand(), a.agreeCommand(), a.schemeCommand(), a.configCommand(), a.checkCommand(), a.backupCommand(),
		a.compareCommand(), a.segmentCommand(), a.groupCommand(), a.suggestCommand(), a.splitCommand(), a.assignCommand(), a.mergeCommand(), a.undoCommand(), a.adjudicateCommand())
	root.AddCommand(a.storiesCommand(), a.cleanCommand())
	root.AddCommand(a.recoverCommand(), a.restoreCommand(), a.compactCommand(), a.rescueCommand())
	return root
}
