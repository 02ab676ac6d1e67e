package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"rashomon/annotate"
	"rashomon/annotate/arrival"
	"rashomon/ingest"
	"rashomon/ingest/fetch"
	"rashomon/internal/clean"
	"rashomon/internal/private"
	"rashomon/store"
	"rashomon/ui"
	"rashomon/ui/screen"
)

// takesIn lets the screens take in what is pasted, and what is new in feeds. What a program left behind
// that was killed is swept meanwhile.
func (a *app) takesIn(o *ui.Options, lib *store.Store) {
	go func(library string) {
		private.Sweep()
		private.SweepBeside(library)
		private.SweepBeside(filepath.Join(library+".copies", "any"))
	}(lib.Path())
	client := a.client(fetch.Options{})
	o.Normal = ingest.Normal
	o.Arrive = func(ctx context.Context, text string) (annotate.Arrival, []string, error) {
		if address := strings.TrimSpace(text); annotate.AddressKey(address) != "" && !strings.ContainsAny(address, " \t\n") {
			if a.config.Offline {
				return annotate.Arrival{}, nil, a.offlineHere()
			}
			x, notes, err := a.fetchOne(ctx, client, address, nil)
			if err != nil && ctx.Err() == nil {
				err = errors.New(a.asGiven(hintOf(err)))
			}
			return x, notes, err
		}
		x, notes, err := ingest.ReadAs(strings.NewReader(text), "the clipboard", pastedKind(text), a.now())
		if title := headline(text); x.Article.TitleMade && title != "" {
			x.Article.Title, x.Article.TitleMade = ingest.Title(title, "")
			x.Article = annotate.NewArticle(x.Article, x.Body, a.now())
		}
		return x, notes, err
	}
	o.Update = func(ctx context.Context, progress func(done, all int, what string)) (func() (ui.Updated, error), error) {
		return a.updateBeside(ctx, lib, progress)
	}
}

// pastedKind is what a pasted text is: Markdown where it begins like that.
func pastedKind(text string) ingest.Kind {
	if strings.HasPrefix(text, "---\n") || strings.HasPrefix(text, "# ") {
		return ingest.MarkdownFile
	}
	return ingest.AnyFile
}

// headline is the first line of a pasted text that stands by itself and is no sentence; else nothing.
func headline(text string) string {
	first, rest, _ := strings.Cut(strings.TrimSpace(text), "\n")
	first = strings.TrimSpace(first)
	if !strings.HasPrefix(rest, "\n") || len(first) > longestHeadline || strings.HasSuffix(first, ".") {
		return ""
	}
	return first
}

const longestHeadline = 200 // bytes

// updateBeside gets what is new in the feeds while the library is on the screen, and makes reports
// of it; they are stored when the screens say so. When the context has ended nothing is begun any
// more, and what waited in files is gone when the function that stores returns.
func (a *app) updateBeside(ctx context.Context, lib *store.Store, progress func(done, all int, what string)) (func() (ui.Updated, error), error) {
	if a.config.Offline {
		return nil, a.offlineHere()
	}
	feeds, err := lib.Feeds()
	if err != nil {
		return nil, err
	}
	if len(feeds) == 0 {
		return nil, errors.New(a.asGiven("this library follows no feeds: 'rashomon feed add URL' follows one"))
	}
	var got ui.Updated
	orphans := 0
	u := updating{app: a, ctx: ctx, progress: progress, told: func(_ arrived, o arrival.Outcome) {
		orphans += o.Orphans
		switch o.Result {
		case arrival.Added:
			got.Added = append(got.Added, o.ID)
		case arrival.Revised:
			got.Revised = append(got.Revised, o.ID)
		}
	}}
	u.follow(feeds)
	ready, now, ended := make(chan struct{}), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		opened := 0
		var sum feedSummary
		sum, err = u.run(func(do func(*store.Store) error) error {
			if opened++; opened == 2 { // all is ready to be stored
				close(ready)
				select {
				case <-now:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
			return do(lib)
		})
		got.What, got.Why = inAll(got, len(feeds), orphans, sum)
	}()
	select {
	case <-ended: // before there was anything to store
		return nil, err
	case <-ready:
	}
	return func() (ui.Updated, error) {
		if ctx.Err() == nil {
			select {
			case now <- struct{}{}:
			case <-ctx.Done():
			}
		}
		<-ended
		return got, err
	}, nil
}

// inAll is what an update brought, in words, and the first failure.
func inAll(got ui.Updated, feeds, orphans int, sum feedSummary) (what, why string) {
	what = fmt.Sprintf("%s from %s", screen.Count(len(got.Added), "new report", "new reports"), screen.Count(feeds, "feed", "feeds"))
	if len(got.Revised) > 0 {
		what += ", " + screen.Count(len(got.Revised), "report with another text", "reports with another text")
	}
	if orphans > 0 {
		what += fmt.Sprintf(", %s (F is:orphan)", screen.Count(orphans, "annotation without a place", "annotations without a place"))
	}
	if len(sum.Failed) > 0 {
		what += fmt.Sprintf(", %d failed", len(sum.Failed))
		why = clean.Line(sum.Failed[0].Error)
	}
	return what, why
}
