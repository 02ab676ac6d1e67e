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
	"unicode/utf8"

	"github.com/spf13/cobra"

	"rashomon/annotate/query"
	"rashomon/export"
	"rashomon/ingest"
	"rashomon/ingest/feed"
	"rashomon/ingest/fetch"
	"rashomon/ingest/table"
	"rashomon/internal/byhand"
	"rashomon/internal/clean"
	"rashomon/internal/private"
	"rashomon/internal/rescue"
	"rashomon/store"
	"rashomon/ui"
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
	damaged   = 10 // the library is damaged, lost, or not one
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
	case errors.Is(err, errNotAllSaved), errors.Is(err, errMayLack):
		return someFail
	case errors.Is(err, errNothingFound):
		return nothing
	case errors.Is(err, store.ErrLocked):
		return locked
	case errors.Is(err, store.ErrNewer):
		return newer
	case errors.Is(err, store.ErrDamaged), errors.Is(err, store.ErrNotALibrary), errors.Is(err, errLost):
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

// unwritable is the error of a library that may be read but not written, with what can be done then.
func unwritable(err error, path string) error {
	if !errors.Is(err, fs.ErrPermission) {
		return err
	}
	f, unread := os.Open(path)
	if unread != nil {
		return err
	}
	f.Close()
	return hinted{err, "you may read it, but not write it: ls -l; 'rashomon list', 'show', 'export', 'check' and 'backup' work all the same"}
}

// takeInThere is the error of a command that takes in what the program can take in, too, where that has
// the library open.
func takeInThere(err error) error {
	if !errors.Is(err, store.ErrLocked) {
		return err
	}
	return hinted{err, "leave the other one first, or in it paste an address or a text to take it in; alt+u updates the feeds there"}
}

// hints say what to do next, for errors that leave one at a loss.
var hints = []struct {
	err  error
	hint string
}{
	{store.ErrLocked, "leave the other one first, or name another library with --library"},
	{store.ErrNewer, "the library is as it was; get the newest rashomon"},
	{store.ErrNotALibrary, "name a library with --library FILE; a new one is made where there is no file"},
	{store.ErrDamaged, "copy the file before anything else; 'rashomon check' says what is damaged, 'rashomon recover DAMAGED NEW' saves what can be read, 'rashomon restore' lists copies"},
	{store.ErrNotFound, "'rashomon list' shows what there is; the first digits of an id are enough"},
	{store.ErrAmbiguous, "give the id, or more digits of it"},
	{ingest.ErrUnsupported, "save it as plain text or Markdown"},
	{errCleanLine, "it is hardly text: cut it into lines first, as with fold -s"},
	{ingest.ErrEncoding, "convert it to UTF-8 first: iconv -f ENCODING -t UTF-8"},
	{ingest.ErrTooLarge, "a report is a few pages: cut the file into reports"},
	{ingest.ErrBinary, "save it as plain text or Markdown"},
	{ingest.ErrEmpty, "open it in an editor: only controls and white space, or nothing, are in it"},
	{ingest.ErrNoFiles, "reports are files that end in .txt, .md, .html or .eml, and tables with a column of texts; hidden ones are passed over"},
	{fetch.ErrAddress, "it begins with https:// or http://; a file comes in with 'rashomon import FILE'"},
	{fetch.ErrGone, "an archive of the web may have the page as it was"},
	{fetch.ErrNotFound, "look at how the address is written; an archive of the web may have the page as it was"},
	{fetch.ErrRefused, "log in with a browser and save the page: 'rashomon import page.html'"},
	{fetch.ErrBusy, "fetch it again later: what is there already does not come twice; --wait 5s leaves more time between two pages"},
	{fetch.ErrServer, "fetch it again later"},
	{fetch.ErrTooLarge, "a report is a few pages: save the page with a browser, and cut it: 'rashomon import page.html'"},
	{fetch.ErrSlow, "fetch it again later, or wait longer: --timeout 2m"},
	{fetch.ErrHost, "look at how the host is written, and whether this machine is online"},
	{fetch.ErrReach, "look whether this machine is online; HTTPS_PROXY names a proxy if it needs one"},
	{fetch.ErrAnswer, "if a browser shows the page, save it there: 'rashomon import page.html'"},
	{fetch.ErrTLS, "somebody may stand between: look at the page with a browser, and if you trust it save it there: 'rashomon import page.html'"},
	{fetch.ErrPlain, "if the address is one of http://, give it so; anybody may read along and change the page there"},
	{fetch.ErrLoop, "the site may want cookies: save the page with a browser: 'rashomon import page.html'"},
	{fetch.ErrInsecure, "anybody may read along and change the page there; if that is no matter, fetch that address"},
	{fetch.ErrPrivate, "'rashomon fetch URL' of that address itself fetches it, if you mean it"},
	{fetch.ErrFeed, "'rashomon feed add URL' follows it"},
	{fetch.ErrOffline, "--offline, RASHOMON_OFFLINE or offline in config.toml says so; 'rashomon config' tells which"},
	{errFar, "config.toml: [suggester] local = true says that it does not; --offline=false lets it, this once"},
	{private.ErrPlanted, "look at it with ls -l, or write somewhere else"},
	{fetch.ErrKind, "make text of it and import that: 'rashomon import report.txt'"},
	{table.ErrNoText, "--map text=COLUMN says which column is the text"},
	{table.ErrNoColumn, "look at how the columns are written; a path into JSON has dots: --map source=site.name"},
	{errBomb, "unpack it yourself, if you trust who made it: gzip -dk FILE"},
	{errDevice, "name files, folders, pipes, or - for standard input"},
	{errSocket, "name files, folders, pipes, or - for standard input"},
	{filepath.ErrBadPattern, "no file has that name, and as a pattern its [ has no ]"},
	{export.ErrFolder, "choose another folder with -o, or look at who may write there: ls -ld"},
	{export.ErrNoFolder, "make the folder first: mkdir -p FOLDER"},
	{fs.ErrNotExist, "look at how the path is written; it starts at the folder you are in"},
	{fs.ErrPermission, "look at who may read the file, or write in its folder: ls -l, ls -ld"},
	{errNotKept, "'rashomon search --saved' lists those that are; to find a word, write it in quotation marks"},
	{errNoLibrary, "'rashomon import FILE…' makes it, 'rashomon demo' opens the sample story"},
	{errNoSuggester, "config.toml: [suggester] command = [\"python3\", \"model.py\"]; docs/suggesters.md has one to begin with"},
	{errNoScheme, "'rashomon scheme list' says which there are, 'rashomon scheme new NAME' makes one"},
	{errSchemeThere, "'rashomon scheme edit NAME' changes it"},
	{errDeclined, "--yes says yes where nobody can be asked"},
	{errGold, "--annotator NAME, $RASHOMON_ANNOTATOR or annotator in config.toml names another"},
	{errNoSuchFeed, "'rashomon feed list' shows those that it follows"},
	{errNoFeedThere, "if a browser shows one, give its own address"},
	{feed.ErrNotFeed, "RSS, Atom and JSON feeds can be followed; a page comes in with 'rashomon fetch URL'"},
	{feed.ErrNotOPML, "other programs export their feeds as OPML; the address of a feed is for 'rashomon feed add URL'"},
	{feed.ErrAddress, "the address of a feed begins with https:// or http://"},
	{errNoRescue, "name the file: 'rashomon rescue FILE'; --library names the library that it is for"},
	{ui.ErrHangs, "look at the drive that the library is on; what was saved before is there"},
	{rescue.ErrNotRescue, "such a file ends in .jsonl, and is written where the library cannot be: docs/rescue.md"},
	{rescue.ErrNewer, "get the newest rashomon; the file stays as it is"},
	{errNoTerminal, "'rashomon list', 'show' and 'export' work without one"},
}

// onScreen says what to do next in the program, for errors of an address that was pasted into it.
var onScreen = []struct {
	err  error
	hint string
}{
	{fetch.ErrGone, "an archive of the web may have it"},
	{fetch.ErrNotFound, "look at how the address is written"},
	{fetch.ErrRefused, "paste its text from a browser"},
	{fetch.ErrBusy, "paste it again later"},
	{fetch.ErrServer, "paste it again later"},
	{fetch.ErrSlow, "paste it again later"},
	{fetch.ErrTooLarge, "paste the part that matters"},
	{fetch.ErrHost, "look at how the address is written"},
	{fetch.ErrReach, "is this machine online?"},
	{fetch.ErrAnswer, "paste its text from a browser"},
	{fetch.ErrTLS, "paste its text from a browser"},
	{fetch.ErrPlain, "paste it with http://"},
	{fetch.ErrLoop, "paste its text from a browser"},
	{fetch.ErrInsecure, "paste that address if it is no matter"},
	{fetch.ErrPrivate, "paste that address if you mean it"},
	{fetch.ErrFeed, "'rashomon feed add URL' follows it"},
	{fetch.ErrKind, "paste its text"},
	{fetch.ErrOffline, "paste its text from a browser"},
	{ingest.ErrEmpty, "paste its text from a browser"},
	{ingest.ErrTooLarge, "paste the part that matters"},
}

// longestOnScreen is in code points, of an error with its hint in the line at the foot.
const longestOnScreen = 116

// hintOf is an error of something pasted, with its hint, in one line that fits on a screen: what is
// known there, the address, is left out, and the particulars where there is no room for them.
func hintOf(err error) string {
	for _, h := range onScreen {
		if !errors.Is(err, h.err) {
			continue
		}
		for e := err; e != nil; e = errors.Unwrap(e) {
			said := clean.Line(e.Error()) + ": " + h.hint
			if of := strings.HasPrefix(said, "get ") || strings.HasPrefix(said, "read "); !of && utf8.RuneCountInString(said) <= longestOnScreen {
				return said
			}
		}
		return h.err.Error() + ": " + h.hint
	}
	return clean.Line(err.Error())
}

func hintFor(err error) string {
	if wrong := (*query.Error)(nil); errors.As(err, &wrong) && wrong.Hint != "" {
		return clean.Line(wrong.Hint)
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
		fmt.Fprintln(a.Err, a.asGiven(err.Error()))
		return
	}
	if kept := (keptFile{}); errors.As(err, &kept) {
		defer fmt.Fprintf(a.Err, "what you wrote is in %s\n", clean.Name(kept.path))
	}
	if broken := (byhand.Broken{}); errors.As(err, &broken) {
		a.complainOf(broken)
		return
	}
	fmt.Fprintf(a.Err, "rashomon: %s\n", a.asGiven(clean.Line(err.Error())))
	a.hint(hintFor(err))
}

// hint says what to do next.
func (a *app) hint(text string) {
	if text != "" {
		fmt.Fprintf(a.Err, "hint: %s\n", a.asGiven(text))
	}
}

// complainOf tells each mistake in a file with its line, and what to write instead.
func (a *app) complainOf(b byhand.Broken) {
	for _, m := range b.Mistakes {
		fmt.Fprintf(a.Err, "rashomon: %s: %s\n", byhand.Where(b.Path, m.Line), clean.Line(m.What))
		if m.Hint != "" {
			a.hint(clean.Line(m.Hint))
		}
	}
}

// interruptible is a context that ends when the user interrupts the command or closes its terminal,
// so that it ends between two steps and not in the middle of one, and its temporary files go. A
// second interrupt ends the program at once.
func interruptible(ctx context.Context) (context.Context, context.CancelFunc) {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // as under nohup
		signals = append(signals, syscall.SIGHUP)
	}
	ctx, stop := signal.NotifyContext(ctx, signals...)
	context.AfterFunc(ctx, stop)
	return ctx, stop
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
