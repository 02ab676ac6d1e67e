package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"rashomon/annotate/query"
	"rashomon/export"
	"rashomon/ingest"
	"rashomon/internal/byhand"
	"rashomon/store"
	"rashomon/ui/screen"
)

// The exit codes. README.md lists them.
const (
	done      = 0
	failure   = 1
	badUsage  = 2
	someFail  = 3  // some of a batch failed, the rest is done
	badFile   = 4  // the settings or a scheme, as somebody wrote them, cannot be used
	nothing   = 5  // a search found nothing
	damaged   = 10 // the library is damaged, or not one
	locked    = 11 // the library is open in another process
	newer     = 12 // a newer program wrote the library
	cancelled = 130
)

// usageError is a mistake in how the program was called.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usage(err error) error { return usageError{err} }

// someFailed is the end of a batch of which a part failed; each failure has been told. Of
// those that failed, partly are files of which the good lines are in.
type someFailed struct{ failed, partly, all int }

func (e someFailed) Error() string { return fmt.Sprintf("%d of %d failed", e.failed, e.all) }

// toldBroken is the end of a command whose one file cannot be used, as it has told.
type toldBroken struct{}

func (toldBroken) Error() string { return "the file cannot be used" }

// exitCode is the code for how a command ended.
func exitCode(err error) int {
	var some someFailed
	switch {
	case err == nil:
		return done
	case errors.As(err, &some):
		if some.failed == some.all && some.partly == 0 {
			return failure
		}
		return someFail
	case errors.As(err, new(usageError)), strings.HasPrefix(err.Error(), "unknown command"):
		return badUsage
	case errors.As(err, new(byhand.Broken)), errors.As(err, new(screen.BadKeys)), errors.As(err, new(toldBroken)):
		return badFile
	case errors.Is(err, errNothingFound):
		return nothing
	case errors.Is(err, store.ErrLocked):
		return locked
	case errors.Is(err, store.ErrNewer):
		return newer
	case errors.Is(err, store.ErrDamaged), errors.Is(err, store.ErrNotALibrary):
		return damaged
	case errors.Is(err, context.Canceled):
		return cancelled
	}
	return failure
}

// hinted is an error with a hint of its own.
type hinted struct {
	error
	hint string
}

func (h hinted) Unwrap() error { return h.error }

// hints say what to do next, for errors that leave one at a loss.
var hints = []struct {
	err  error
	hint string
}{
	{store.ErrLocked, "leave the other one first, or name another library with --library"},
	{store.ErrNewer, "the library is as it was; get the newest rashomon"},
	{store.ErrNotALibrary, "name a library with --library FILE; a new one is made where there is no file"},
	{store.ErrDamaged, "copy the file before anything else; 'rashomon check' says what is damaged"},
	{store.ErrNotFound, "'rashomon list' shows what there is; the first digits of an id are enough"},
	{store.ErrAmbiguous, "give the id, or more digits of it"},
	{ingest.ErrUnsupported, "save it as plain text or Markdown"},
	{ingest.ErrEncoding, "convert it to UTF-8 first: iconv -f ENCODING -t UTF-8"},
	{ingest.ErrTooLarge, "a report is a few pages: cut the file into reports"},
	{ingest.ErrBinary, "save it as plain text or Markdown"},
	{ingest.ErrEmpty, "open it in an editor: only controls and white space, or nothing, are in it"},
	{ingest.ErrNoFiles, "reports are files that end in .txt, .md or .markdown; hidden ones are passed over"},
	{filepath.ErrBadPattern, "no file has that name, and as a pattern its [ has no ]"},
	{export.ErrFolder, "choose another folder with -o, or look at who may write there: ls -ld"},
	{export.ErrNoFolder, "make the folder first: mkdir -p FOLDER"},
	{fs.ErrNotExist, "look at how the path is written; it starts at the folder you are in"},
	{fs.ErrPermission, "look at who may read the file: ls -l"},
	{errNotKept, "'rashomon search --saved' lists those that are; to find a word, write it in quotation marks"},
	{errNoLibrary, "'rashomon import FILE…' makes it, 'rashomon demo' opens the sample story"},
	{errNoSuggester, "config.toml: [suggester] command = [\"python3\", \"model.py\"]; docs/suggesters.md has one to begin with"},
	{errNoScheme, "'rashomon scheme list' says which there are, 'rashomon scheme new NAME' makes one"},
	{errSchemeThere, "'rashomon scheme edit NAME' changes it"},
	{errDeclined, "--yes says yes where nobody can be asked"},
	{errGold, "--annotator NAME, $RASHOMON_ANNOTATOR or annotator in config.toml names another"},
	{errNoTerminal, "'rashomon list', 'show' and 'export' work without one"},
}

func hintFor(err error) string {
	if wrong := (*query.Error)(nil); errors.As(err, &wrong) && wrong.Hint != "" {
		return ingest.Line(wrong.Hint)
	}
	if own := (hinted{}); errors.As(err, &own) {
		return own.hint
	}
	for _, h := range hints {
		if errors.Is(err, h.err) {
			return h.hint
		}
	}
	if errors.As(err, new(usageError)) || strings.HasPrefix(err.Error(), "unknown command") {
		return "'rashomon --help' says how"
	}
	return ""
}

// complain tells an error in one line, and what to do about it in another.
func (a *app) complain(err error) {
	if some := (someFailed{}); errors.As(err, &some) && some.all == 1 {
		return // it has been told
	}
	if errors.As(err, new(toldBroken)) {
		return
	}
	if errors.Is(err, errNothingFound) {
		fmt.Fprintln(a.Err, err)
		return
	}
	if kept := (keptFile{}); errors.As(err, &kept) {
		defer fmt.Fprintf(a.Err, "what you wrote is in %s\n", ingest.Shown(kept.path))
	}
	if broken := (byhand.Broken{}); errors.As(err, &broken) {
		a.complainOf(broken)
		return
	}
	fmt.Fprintf(a.Err, "rashomon: %s\n", ingest.Line(err.Error()))
	if hint := hintFor(err); hint != "" {
		fmt.Fprintf(a.Err, "hint: %s\n", hint)
	}
}

// complainOf tells each mistake in a file with its line, and what to write instead.
func (a *app) complainOf(b byhand.Broken) {
	for _, m := range b.Mistakes {
		fmt.Fprintf(a.Err, "rashomon: %s: %s\n", byhand.Where(b.Path, m.Line), ingest.Line(m.What))
		if m.Hint != "" {
			fmt.Fprintf(a.Err, "hint: %s\n", ingest.Line(m.Hint))
		}
	}
}

// interruptible is a context that ends when the user interrupts the command, so that it
// ends between two steps and not in the middle of one.
func interruptible(ctx context.Context) (context.Context, context.CancelFunc) {
	return signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
}

func noArgs(_ *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage(fmt.Errorf("unknown command %q", args[0]))
	}
	return nil
}

// exactly wants that many arguments, called so.
func exactly(n int, called string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) != n {
			return usage(fmt.Errorf("expected %s", called))
		}
		return nil
	}
}

// someOf wants one argument or more, called so.
func someOf(called string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) == 0 {
			return usage(fmt.Errorf("expected %s", called))
		}
		return nil
	}
}
