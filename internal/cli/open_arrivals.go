package cli

import (
	"context"
	"fmt"
	"strings"

	"rashomon/annotate"
	"rashomon/annotate/arrival"
	"rashomon/ingest"
	"rashomon/ingest/fetch"
	"rashomon/internal/clean"
	"rashomon/store"
	"rashomon/ui"
	"rashomon/ui/screen"
)

// takesIn lets the screens take in what is pasted, and what is new in feeds.
func (a *app) takesIn(o *ui.Options, lib *store.Store) {
	client := fetch.New(fetch.Options{})
	o.Normal = ingest.Normal
	o.Arrive = func(ctx context.Context, text string) (annotate.Arrival, []string, error) {
		if address := strings.TrimSpace(text); annotate.AddressKey(address) != "" && !strings.ContainsAny(address, " \t\n") {
			x, notes, err := a.fetchOne(ctx, client, address, nil)
			return x, notes, err
		}
		x, notes, err := ingest.ReadAs(strings.NewReader(text), "the clipboard", pastedKind(text), a.now())
		if title := headline(text); x.Article.TitleMade && title != "" {
			x.Article.Title, x.Article.TitleMade = ingest.Title(title, "")
			x.Article = annotate.NewArticle(x.Article, x.Body, a.now())
		}
		return x, notes, err
	}
	o.Update = func(ctx context.Context, progress func(done, all int, what string)) (ui.Updated, error) {
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

// updateBeside updates the feeds while the library is on the screen.
func (a *app) updateBeside(ctx context.Context, lib *store.Store, progress func(done, all int, what string)) (got ui.Updated, err error) {
	feeds, err := lib.Feeds()
	if err != nil || len(feeds) == 0 {
		got.What = "this library follows no feeds: 'rashomon feed add URL'"
		return got, err
	}
	u := updating{app: a, ctx: ctx, progress: progress, told: func(_ arrived, o arrival.Outcome) {
		switch o.Result {
		case arrival.Added:
			got.Added = append(got.Added, o.ID)
		case arrival.Revised:
			got.Revised = append(got.Revised, o.ID)
		}
	}}
	u.follow(feeds)
	sum, err := u.run(func(do func(*store.Store) error) error { return do(lib) })
	got.What = fmt.Sprintf("%s from %s", screen.Count(len(got.Added), "new report", "new reports"), screen.Count(len(feeds), "feed", "feeds"))
	if len(got.Revised) > 0 {
		got.What += ", " + screen.Count(len(got.Revised), "report with another text", "reports with another text")
	}
	if len(sum.Failed) > 0 {
		got.What += fmt.Sprintf(", %d failed", len(sum.Failed))
		got.Why = clean.Line(sum.Failed[0].Error)
	}
	return got, err
}
