package store

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"rashomon/annotate"
)

// What a change can do and should not have done is found.
func TestCheckFindsWhatContradictsItself(t *testing.T) {
	t.Parallel()
	again := func(target annotate.Target) func(*Store, annotate.ID) annotate.Change {
		return func(s *Store, id annotate.ID) annotate.Change {
			r := reading(t, s, id, "ana")
			x := annotate.NewAnnotation(r.Article, r.Body, target, "default", "ana")
			x.Labels = []string{"fact"}
			y := x
			y.ID, y.Labels = x.ID.Next(), []string{"claim"}
			apply(t, s, annotationEdit(nil, &x))
			return annotationEdit(nil, &y)
		}
	}
	otherwise := func(change func(*annotate.Annotation)) func(*Store, annotate.ID) annotate.Change {
		return func(s *Store, id annotate.ID) annotate.Change {
			c := again(annotate.OnSentence(1))(s, id)
			change(c.Edits[0].Annotation.After)
			return c
		}
	}
	scheme := func(labels ...annotate.Label) func(*Store, annotate.ID) annotate.Change {
		return func(*Store, annotate.ID) annotate.Change {
			return schemeEdit(nil, &annotate.Scheme{Name: "tone", Labels: labels})
		}
	}
	for name, x := range map[string]struct {
		change func(*Store, annotate.ID) annotate.Change
		want   string // of the problem; empty for none
	}{
		"two on a sentence":    {again(annotate.OnSentence(1)), `both by "ana" and the scheme "default" on one sentence`},
		"two on a span":        {again(annotate.OnSpan(annotate.Span{Start: 0, End: 3})), `both by "ana" and the scheme "default" on one span`},
		"by somebody else":     {otherwise(func(a *annotate.Annotation) { a.Annotator = "ben" }), ""},
		"by another scheme":    {otherwise(func(a *annotate.Annotation) { a.Scheme = "tone" }), ""},
		"a span as long as it": {otherwise(func(a *annotate.Annotation) { a.Sentence = -1 }), ""},
		"a key twice":          {scheme(annotate.Label{Name: "calm", Key: "c"}, annotate.Label{Name: "cross", Key: "c"}), `scheme "tone": the label ‘calm’ and the label ‘cross’ both want the key c`},
		"no labels":            {scheme(), "has no labels"},
	} {
		s := reopen(t, filepath.Join(t.TempDir(), "library.db"))
		apply(t, s, x.change(s, added(t, s, report(1, 0))[0].ID))
		r, err := s.Check(context.Background())
		closed(t, s)
		if x.want == "" {
			must(t, err)
			continue
		}
		wantError(t, err, ErrDamaged)
		if len(r.Problems) != 1 || !strings.Contains(r.Problems[0].String(), x.want) {
			t.Errorf("%s: %q", name, r.Problems)
		}
	}
}

// A check says how far it is, never less than before, and ends wherever it is interrupted.
func TestACheckThatIsWatched(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "library.db")
	s := reopen(t, path)
	var arrivals []annotate.Arrival
	for n := range 600 {
		arrivals = append(arrivals, report(n, 0))
	}
	added(t, s, arrivals...)
	closed(t, s)

	var stop context.CancelFunc
	var said []string
	last, until := -1, ""
	o := quick()
	o.Progress = func(what string, done, all int) {
		if len(said) == 0 || said[len(said)-1] != what {
			said, last = append(said, what), -1
		}
		if done < last || done > all {
			t.Errorf("%s: %d of %d after %d", what, done, all, last)
		}
		if last = done; what == until {
			stop()
		}
	}
	s, err := Open(path, o)
	must(t, err)
	defer closed(t, s)
	_, err = s.Check(t.Context())
	must(t, err)
	want(t, "all was compared", last > 600*5, true)
	steps := said
	want(t, "errands", strings.Join(steps, ", "), "read every page, "+comparing)
	for _, until = range steps {
		var ctx context.Context
		ctx, stop = context.WithCancel(t.Context())
		said = nil
		_, err = s.Check(ctx)
		stop()
		wantError(t, err, context.Canceled)
		want(t, "ends in", said[len(said)-1], until)
	}
}
