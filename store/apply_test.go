package store

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rashomon/annotate"
)

func annotationEdit(before, after *annotate.Annotation) annotate.Change {
	return annotate.Change{What: "test", Edits: []annotate.Edit{{Annotation: &annotate.Replaced[annotate.Annotation]{Before: before, After: after}}}}
}

func articleEdit(before, after *annotate.Article) annotate.Change {
	return annotate.Change{What: "test", Edits: []annotate.Edit{{Article: &annotate.Replaced[annotate.Article]{Before: before, After: after}}}}
}

func storyEdit(before, after *annotate.Story) annotate.Change {
	return annotate.Change{What: "test", Edits: []annotate.Edit{{Story: &annotate.Replaced[annotate.Story]{Before: before, After: after}}}}
}

// What does not fit the library is refused and leaves it as it was.
func TestApplyRefuses(t *testing.T) {
	t.Parallel()
	s := library(t)
	story := annotate.NewStory("The ferries of May")
	out, err := s.Add([]annotate.Arrival{report(1, story.ID), report(2, 0)}, []annotate.Story{story}, "ana", "import")
	must(t, err)
	stands := *toggled(t, s, out[0].ID, "ana", 0, "fact").Edits[0].Annotation.After
	rules := link(t, s, out[0].ID, 1, out[1].ID, 1)
	apply(t, s, rulingEdit(nil, &rules))
	ruled, err := s.Article(out[1].ID)
	must(t, err)
	a, err := s.Article(out[0].ID)
	must(t, err)
	with := func(do func(*annotate.Annotation)) *annotate.Annotation {
		x := stands
		do(&x)
		return &x
	}
	at := func(do func(*annotate.Place)) *annotate.Ruling {
		x := rules
		x.Places = slices.Clone(x.Places)
		do(&x.Places[1])
		return &x
	}
	other := link(t, s, out[0].ID, 2, out[1].ID, 2)
	one, garbled, dismissed := rules, rules, rules
	one.Places, garbled.About, dismissed.Stands = one.Places[:1], "a\xff", false
	elsewhere, renamed, reworded, astray := a, a, a, a
	elsewhere.ID, renamed.Title, reworded.Hash, astray.Story = a.ID.Next(), "Other", annotate.Hash("other"), 77
	newer := reworded
	newer.Revision = 2
	who, twin := annotate.NewSpeaker(story.ID, "the pilot", "pilot"), annotate.NewSpeaker(story.ID, "the owner", "PILOT")
	of := annotate.NewSpeaker(out[1].ID, "the owner")
	mute, unsorted, nowhere, called := of, twin, of, who
	mute.Name, unsorted.Spellings, nowhere.Of, called.Name = " ", []string{"b", "a"}, 77, "the \xff"
	apply(t, s, speakerEdit(nil, &who))
	apply(t, s, speakerEdit(nil, &of))
	mine, spare := annotate.Search{Name: "mine", Query: "label:claim"}, annotate.Scheme{Name: "spare", Labels: []annotate.Label{{Name: "odd"}}}
	apply(t, s, searchEdit(nil, &mine))
	apply(t, s, schemeEdit(nil, &spare))
	scheme, err := s.Scheme("default")
	must(t, err)
	before, err := held(s)
	must(t, err)
	for name, x := range map[string]struct {
		change annotate.Change
		err    error
	}{
		"a second annotation":           {annotationEdit(nil, &stands), ErrStale},
		"another before":                {annotationEdit(with(func(a *annotate.Annotation) { a.Note = "n" }), nil), ErrStale},
		"the id at another span":        {annotationEdit(nil, with(func(x *annotate.Annotation) { x.Sentence, x.Span.Start, x.Quote = -1, 4, x.Quote[4:] })), ErrStale},
		"no such article":               {annotationEdit(nil, with(func(x *annotate.Annotation) { x.Article = 5 })), ErrNotFound},
		"no such revision":              {annotationEdit(&stands, with(func(x *annotate.Annotation) { x.Revision = 2 })), ErrNotFound},
		"another quote":                 {annotationEdit(&stands, with(func(x *annotate.Annotation) { x.Quote = "the harbour" })), nil},
		"another article's":             {annotationEdit(&stands, with(func(x *annotate.Annotation) { x.Article = out[1].ID })), nil},
		"a name too long":               {annotationEdit(&stands, with(func(x *annotate.Annotation) { x.Annotator = strings.Repeat("a", 256) })), nil},
		"a name that is not UTF-8":      {annotationEdit(&stands, with(func(x *annotate.Annotation) { x.Annotator = "a\xff" })), nil},
		"an article annotated":          {articleEdit(&a, nil), nil},
		"an article ruled on":           {articleEdit(&ruled, nil), nil},
		"a second ruling":               {rulingEdit(nil, &rules), ErrStale},
		"another ruling before":         {rulingEdit(&dismissed, nil), ErrStale},
		"no ruling before":              {rulingEdit(&other, nil), ErrStale},
		"a ruling of another id":        {rulingEdit(&rules, &other), nil},
		"a ruling of one place":         {rulingEdit(&rules, &one), nil},
		"a ruling not in UTF-8":         {rulingEdit(&rules, &garbled), nil},
		"a place in no article":         {rulingEdit(&rules, at(func(p *annotate.Place) { p.Article = ^annotate.ID(0) })), ErrNotFound},
		"a place in no revision":        {rulingEdit(&rules, at(func(p *annotate.Place) { p.Revision = 2 })), ErrNotFound},
		"a place in no sentence":        {rulingEdit(&rules, at(func(p *annotate.Place) { p.Sentence = 99 })), nil},
		"a place of other words":        {rulingEdit(&rules, at(func(p *annotate.Place) { p.Quote = "the harbour" })), nil},
		"nothing ruled on nothing":      {rulingEdit(nil, nil), nil},
		"another id":                    {articleEdit(&a, &elsewhere), nil},
		"another's title":               {articleEdit(&renamed, &a), ErrStale},
		"a text that is not there":      {articleEdit(&a, &newer), ErrNotFound},
		"another hash":                  {articleEdit(&a, &reworded), nil},
		"no such story":                 {articleEdit(&a, &astray), ErrNotFound},
		"a story with articles":         {storyEdit(&story, nil), nil},
		"a story there already":         {storyEdit(nil, &story), ErrStale},
		"a scheme in use":               {schemeEdit(&scheme, nil), ErrInUse},
		"a scheme of another name":      {schemeEdit(&scheme, &spare), nil},
		"a scheme not in UTF-8":         {schemeEdit(&spare, &annotate.Scheme{Name: "spare", Labels: []annotate.Label{{Name: "\xff"}}}), nil},
		"a second speaker":              {speakerEdit(nil, &who), ErrStale},
		"a spelling of two":             {speakerEdit(nil, &twin), nil},
		"a speaker without a name":      {speakerEdit(&of, &mute), nil},
		"spellings out of order":        {speakerEdit(nil, &unsorted), nil},
		"a speaker of nothing":          {speakerEdit(nil, &nowhere), ErrNotFound},
		"a speaker elsewhere":           {speakerEdit(&of, &nowhere), nil},
		"a speaker not in UTF-8":        {speakerEdit(&who, &called), nil},
		"no speaker":                    {speakerEdit(&twin, nil), ErrStale},
		"a second search":               {searchEdit(nil, &mine), ErrStale},
		"a search without a name":       {searchEdit(nil, &annotate.Search{Query: "a"}), nil},
		"a search not in UTF-8":         {searchEdit(&mine, &annotate.Search{Name: "mine", Query: "\xff"}), nil},
		"an attribute of no name":       {annotationEdit(&stands, with(func(x *annotate.Annotation) { x.Attributes = map[string]string{"": "sure"} })), nil},
		"an attribute not chosen":       {annotationEdit(&stands, with(func(x *annotate.Annotation) { x.Attributes = map[string]string{"certainty": ""} })), nil},
		"a choice not in UTF-8":         {annotationEdit(&stands, with(func(x *annotate.Annotation) { x.Attributes = map[string]string{"certainty": "\xff"} })), nil},
		"a choice too long":             {annotationEdit(&stands, with(func(x *annotate.Annotation) { x.Attributes = map[string]string{"a": strings.Repeat("b", 256)} })), nil},
		"a rejected label not in UTF-8": {annotationEdit(&stands, with(func(x *annotate.Annotation) { x.Rejected = []string{"\xff"} })), nil},
		"no label rejected":             {annotationEdit(&stands, with(func(x *annotate.Annotation) { x.Rejected = []string{""} })), nil},
		"a reason not in UTF-8":         {annotationEdit(&stands, with(func(x *annotate.Annotation) { x.Reason = "\xff" })), nil},
		"a speaker's name garbled":      {annotationEdit(&stands, with(func(x *annotate.Annotation) { x.Speaker = "\xff" })), nil},
		"no edit":                       {annotate.Change{What: "nothing"}, nil},
		"an empty edit":                 {annotate.Change{Edits: []annotate.Edit{{}}}, nil},
		"nothing to nothing":            {storyEdit(nil, nil), nil},
	} {
		fits, ok := reading(t, s, out[1].ID, "ana").Toggle(annotate.OnSentence(0), "quote", noon())
		want(t, "fits", ok, true)
		_, err := s.Apply(fits, x.change) // all or nothing
		if x.err != nil {
			wantError(t, err, x.err)
		}
		if err == nil {
			t.Fatalf("%s was not refused", name)
		}
		have, err := held(s)
		must(t, err)
		if !maps.Equal(have, before) {
			t.Fatalf("%s changed the library", name)
		}
	}
}

func TestArticlesMoveBetweenStories(t *testing.T) {
	t.Parallel()
	s := library(t)
	north, south := annotate.NewStory("North pier"), annotate.NewStory("South pier")
	out, err := s.Add([]annotate.Arrival{report(1, north.ID)}, []annotate.Story{north}, "ana", "import")
	must(t, err)
	a, err := s.Article(out[0].ID)
	must(t, err)
	moved := a
	moved.Story = south.ID
	move := annotate.Change{What: "move", Edits: []annotate.Edit{
		{Story: &annotate.Replaced[annotate.Story]{After: &south}},
		{Article: &annotate.Replaced[annotate.Article]{Before: &a, After: &moved}},
		{Story: &annotate.Replaced[annotate.Story]{Before: &north}},
	}}
	_, err = s.Apply(move)
	must(t, err)
	where := func() string {
		n, err := s.StoryArticles(north.ID)
		must(t, err)
		z, err := s.StoryArticles(south.ID)
		must(t, err)
		_, missing := s.StoryNamed("North pier")
		return fmt.Sprint(len(n), len(z), missing == nil)
	}
	want(t, "moved", where(), "0 1 false")
	_, err = s.Undo("ana")
	must(t, err)
	want(t, "moved back", where(), "1 0 true")
}

func TestTheSameTextIsAddedOnce(t *testing.T) {
	t.Parallel()
	s := library(t)
	first, again, other := report(1, 0), report(1, 0), report(2, 0)
	again.Article.Source = "Pier Courier"
	again.Article = annotate.NewArticle(again.Article, again.Body, noon())
	other.Article.ID = first.Article.ID // taken by another text
	out := added(t, s, first, again, other, other)
	want(t, "first", out[0], annotate.Outcome{ID: first.Article.ID, Revision: 1})
	want(t, "again", out[1], annotate.Outcome{ID: first.Article.ID, Existing: true, Revision: 1})
	want(t, "other", out[2], annotate.Outcome{ID: first.Article.ID.Next(), Revision: 1})
	want(t, "other again", out[3], annotate.Outcome{ID: first.Article.ID.Next(), Existing: true, Revision: 1})
	added(t, s, first, other)
	all, err := s.History(0, 10)
	must(t, err)
	want(t, "changes", len(all), 1)

	_, err = s.Undo("ana")
	must(t, err)
	want(t, "added after undo", added(t, s, again)[0].Existing, false)
	_, err = s.Redo("ana")
	wantError(t, err, ErrNothingToRedo)
}

func TestAddRefuses(t *testing.T) {
	t.Parallel()
	s := library(t)
	astray := report(1, 77)
	_, err := s.Add([]annotate.Arrival{report(2, 0), astray}, nil, "ana", "import")
	wantError(t, err, ErrNotFound)
	for name, do := range map[string]func(*annotate.Arrival){
		"no id":                  func(a *annotate.Arrival) { a.Article.ID = 0 },
		"no revision":            func(a *annotate.Arrival) { a.Article.Revision = 0 },
		"another hash":           func(a *annotate.Arrival) { a.Article.Hash = annotate.Hash("") },
		"sentences out of order": func(a *annotate.Arrival) { a.Body.Sentences[1] = a.Body.Sentences[0] },
		"sentences past the end": func(a *annotate.Arrival) { a.Body.Sentences[3].End = 1 << 20 },
		"fewer sentences":        func(a *annotate.Arrival) { a.Body.Sentences = a.Body.Sentences[:2] },
		"a text that is not UTF-8": func(a *annotate.Arrival) {
			a.Body = annotate.Body{Text: "\xff"}
			a.Article = annotate.NewArticle(a.Article, a.Body, noon())
		},
	} {
		a := report(3, 0)
		do(&a)
		if _, err := s.Add([]annotate.Arrival{report(4, 0), a}, nil, "ana", "import"); err == nil {
			t.Fatalf("%s was not refused", name)
		}
	}
	rows, err := s.Rows(0)
	must(t, err)
	want(t, "rows", len(rows), 0)
}

func TestFind(t *testing.T) {
	t.Parallel()
	s := library(t)
	out := added(t, s, report(1, 0), report(2, 0), report(3, 0), report(4, 0), report(5, 0))
	for _, o := range out {
		id := o.ID.String()
		for n := 1; n <= len(id); n++ {
			alike := 0
			for _, p := range out {
				if strings.HasPrefix(p.ID.String(), id[:n]) {
					alike++
				}
			}
			found, err := s.Find(strings.ToUpper(id[:n]))
			if alike > 1 {
				wantError(t, err, ErrAmbiguous)
				continue
			}
			must(t, err)
			want(t, "found", found, o.ID)
		}
	}
	for _, none := range []string{"", "no hex", "ü", out[0].ID.String() + "0", "0000000000000000"} {
		_, err := s.Find(none)
		wantError(t, err, ErrNotFound)
	}
}

func TestReadOnly(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "library.db")
	s := reopen(t, path)
	id := added(t, s, report(1, 0))[0].ID
	closed(t, s)
	for range 2 { // several at once
		r, err := Open(path, Options{ReadOnly: true})
		must(t, err)
		t.Cleanup(func() { closed(t, r) })
		_, err = r.Article(id)
		must(t, err)
		checked(t, r)
		if _, err := r.Undo("ana"); err == nil {
			t.Fatal("undo wrote into a library open for reading")
		}
	}
}

func TestOnlyTheOwnerMayRead(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "a", "b")
	s := reopen(t, filepath.Join(folder, "library.db"))
	must(t, s.Backup(t.Context(), filepath.Join(folder, "copy.db")))
	closed(t, s)
	for path, wanted := range map[string]os.FileMode{
		filepath.Dir(folder): 0o700, folder: 0o700, s.Path(): 0o600, filepath.Join(folder, "copy.db"): 0o600,
	} {
		info, err := os.Stat(path)
		must(t, err)
		want(t, path, info.Mode().Perm(), wanted)
	}
}

func TestBackup(t *testing.T) {
	t.Parallel()
	s := library(t)
	id := added(t, s, report(1, 0))[0].ID
	path := filepath.Join(t.TempDir(), "copy.db")
	must(t, s.Backup(t.Context(), path))
	toggled(t, s, id, "ana", 0, "fact")
	must(t, s.Backup(t.Context(), path)) // in the place of the other
	have, err := held(s)
	must(t, err)
	c := reopen(t, path)
	copied, err := held(c)
	must(t, err)
	want(t, "the same", maps.Equal(have, copied), true)
	checked(t, c)
	closed(t, c)
	if err := s.Backup(t.Context(), s.Path()); err == nil {
		t.Fatal("the library was written over by its own backup")
	}
}

// Reading everything goes on while changes are made.
func TestReadingWhileWriting(t *testing.T) {
	t.Parallel()
	s := library(t)
	id := added(t, s, report(1, 0), report(2, 0))[0].ID
	done := make(chan error)
	go func() {
		var err error
		for range 50 {
			if _, e := held(s); e != nil {
				err = e
			}
		}
		done <- err
	}()
	for n := range 50 {
		toggled(t, s, id, "ana", n%4, "fact")
	}
	must(t, <-done)
}
