package compare

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"rashomon/annotate"
	"rashomon/internal/segment"
)

// withIDs gives reports the written IDs of articles, as rulings know them.
func withIDs(reports []Report) []Report {
	for i := range reports {
		reports[i].ID = annotate.ID(100 + i).String()
	}
	return reports
}

// placeOf is a sentence, or a stretch of it, as a place.
func placeOf(reports []Report, r Ref, stretch string) annotate.Place {
	id, err := annotate.ParseID(reports[r.Report].ID)
	if err != nil {
		panic(err)
	}
	text, s := reports[r.Report].Text, reports[r.Report].Sentences[r.Sentence]
	span := annotate.Span(s)
	if stretch != "" {
		span.Start += strings.Index(text[s.Start:s.End], stretch)
		span.End = span.Start + len(stretch)
	}
	return annotate.Place{Article: id, Revision: 1, Sentence: r.Sentence, Span: span, Quote: text[span.Start:span.End]}
}

var someday = time.Date(2031, 3, 9, 12, 0, 0, 0, time.UTC)

// ruling is a ruling on sentences; the later ones are the newer.
func ruling(on annotate.Matter, stands bool, text string, hours int, places ...annotate.Place) annotate.Ruling {
	return annotate.NewRuling(on, stands, "injured", text, "mira", someday.Add(time.Duration(hours)*time.Hour), places...)
}

func comparedWith(t *testing.T, reports []Report, rulings ...annotate.Ruling) Comparison {
	t.Helper()
	c, err := Compare(context.Background(), reports, Options{Rulings: rulings})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// linkOf is the link between two sentences, the first in the order of reports; nil where there is none.
func linkOf(c Comparison, a, b Ref) *Link {
	if at := slices.IndexFunc(c.Links, func(l Link) bool { return l.A == a && l.B == b }); at >= 0 {
		return &c.Links[at]
	}
	return nil
}

// together says whether a statement holds both.
func together(c Comparison, a, b Ref) bool {
	return slices.ContainsFunc(c.Statements, func(s Statement) bool { return slices.Contains(s.Members, a) && slices.Contains(s.Members, b) })
}

func TestLinkByHand(t *testing.T) {
	reports := withIDs(depotFire())
	bakers, fire := Ref{3, 0}, Ref{0, 0}
	if before := comparedWith(t, reports); linkOf(before, fire, bakers) != nil {
		t.Fatal("bakers and fire are linked already")
	}
	r := ruling(annotate.OnLink, true, "", 0, placeOf(reports, bakers, ""), placeOf(reports, fire, ""))
	c := comparedWith(t, reports, r)
	if l := linkOf(c, fire, bakers); l == nil || l.Ruling != r.ID || l.Score < 1 || l.Relation != Partial {
		t.Errorf("got %+v", l)
	}
	if !together(c, fire, bakers) {
		t.Errorf("they are in no statement together: %v", c.Statements)
	}
}

func TestCut(t *testing.T) {
	reports := withIDs(depotFire())
	a, b := Ref{0, 1}, Ref{2, 2} // the same word for word
	c := comparedWith(t, reports, ruling(annotate.OnLink, false, "", 0, placeOf(reports, a, ""), placeOf(reports, b, "")))
	if linkOf(c, a, b) != nil || together(c, a, b) {
		t.Errorf("still linked: %v, %v", c.Links, c.Statements)
	}
	zero := 0.0
	all, err := Compare(context.Background(), reports, Options{MinScore: &zero, Rulings: []annotate.Ruling{ruling(annotate.OnLink, false, "", 0, placeOf(reports, a, ""), placeOf(reports, b, ""))}})
	if err != nil || linkOf(all, a, b) != nil {
		t.Errorf("linked where all candidates are: %v", err)
	}
}

// A cut takes away conflicts that only linked sentences have, and no others.
func TestCutAndConflicts(t *testing.T) {
	reports := withIDs([]Report{
		report("a", "The fire at the Karvel depot killed 40 people, the mayor said."),
		report("b", "Some 30 people were killed in the fire at the Karvel depot."),
	})
	if len(comparedWith(t, reports).Conflicts) != 1 {
		t.Fatal("no conflict to begin with")
	}
	cut := ruling(annotate.OnLink, false, "", 0, placeOf(reports, Ref{0, 0}, ""), placeOf(reports, Ref{1, 0}, ""))
	if c := comparedWith(t, reports, cut); len(c.Conflicts) != 0 {
		t.Errorf("got %+v", c.Conflicts)
	}
	reports = withIDs(disputed())
	cut = ruling(annotate.OnLink, false, "", 0, placeOf(reports, Ref{0, 0}, ""), placeOf(reports, Ref{4, 1}, ""))
	if c := comparedWith(t, reports, cut); conflictOf(c.Conflicts, Ref{0, 0}, Ref{4, 1}) == nil {
		t.Error("six and two guards do not need linked sentences")
	}
}

// TestConflictOfWholeSentences made by hand about one thing stands beside numbers in the same
// sentences that are about another, and either can be dismissed alone.
func TestConflictOfWholeSentences(t *testing.T) {
	reports := withIDs(disputed())
	six, two := Ref{0, 0}, Ref{4, 1}
	cause := ruling(annotate.OnConflict, true, "", 0, placeOf(reports, six, ""), placeOf(reports, two, ""))
	cause.About = "cause"
	about := func(list []Conflict) (out []string) {
		for _, c := range list {
			if c.A == six && c.B == two {
				out = append(out, c.About)
			}
		}
		return out
	}
	if got := about(comparedWith(t, reports, cause).Conflicts); !slices.Equal(got, []string{"cause", "injured"}) && !slices.Equal(got, []string{"injured", "cause"}) {
		t.Errorf("in conflict about %v", got)
	}
	dismiss := ruling(annotate.OnConflict, false, "", 0, placeOf(reports, six, "Six"), placeOf(reports, two, "two"))
	c := comparedWith(t, reports, cause, dismiss)
	if got := about(c.Conflicts); !slices.Equal(got, []string{"cause"}) {
		t.Errorf("injured dismissed: in conflict about %v", got)
	}
	if got := about(c.Dismissed); !slices.Equal(got, []string{"injured"}) {
		t.Errorf("dismissed about %v", got)
	}
}

func conflictOf(conflicts []Conflict, a, b Ref) *Conflict {
	if at := slices.IndexFunc(conflicts, func(c Conflict) bool { return c.A == a && c.B == b }); at >= 0 {
		return &conflicts[at]
	}
	return nil
}

func TestConflictsByHand(t *testing.T) {
	reports := withIDs(disputed())
	six, two, several, none := Ref{0, 0}, Ref{4, 1}, Ref{1, 0}, Ref{0, 1}
	dismiss := ruling(annotate.OnConflict, false, "other guards", 0, placeOf(reports, six, "Six"), placeOf(reports, two, "two"))
	confirm := ruling(annotate.OnConflict, true, "several is not two", 0, placeOf(reports, several, "several bodyguards"), placeOf(reports, two, "two"))
	words := ruling(annotate.OnConflict, true, "", 0, placeOf(reports, none, "condemned"), placeOf(reports, two, "strike"))
	numbers := ruling(annotate.OnConflict, true, "", 0, placeOf(reports, Ref{2, 0}, "6 bodyguards"), placeOf(reports, several, "several"))
	c := comparedWith(t, reports, dismiss, confirm, words, numbers)
	if conflictOf(c.Conflicts, six, two) != nil {
		t.Error("the dismissed conflict is still there")
	}
	if x := conflictOf(c.Dismissed, six, two); x == nil || x.Ruling != dismiss.ID || x.Note != "other guards" || len(c.Dismissed) != 1 {
		t.Errorf("dismissed: %+v", c.Dismissed)
	}
	if x := conflictOf(c.Conflicts, several, two); x == nil || x.Ruling != confirm.ID || x.Note != confirm.Text || x.Strength != Contradicts || x.AValue != "several" {
		t.Errorf("confirmed: %+v", x)
	}
	if x := conflictOf(c.Conflicts, none, two); x == nil || x.Kind != "wording" || x.About != "injured" || x.AValue != "condemned" || x.BValue != "strike" || x.Ruling != words.ID {
		t.Errorf("made of words: %+v", x)
	}
	if x := conflictOf(c.Conflicts, several, Ref{2, 0}); x == nil || x.Kind != "number" || x.AValue != "several" || x.BValue != "6 bodyguards" {
		t.Errorf("made of numbers: %+v", x)
	}
	if !slices.IsSortedFunc(c.Conflicts, compareConflicts) {
		t.Error("conflicts are out of order")
	}
}

func TestNewerRulingHolds(t *testing.T) {
	reports := withIDs(disputed())
	six, two := placeOf(reports, Ref{0, 0}, "Six"), placeOf(reports, Ref{4, 1}, "two")
	wide := placeOf(reports, Ref{0, 0}, "Six members") // the same value, marked more widely: a ruling of its own
	for hours, want := range map[int]int{-1: 0, 1: 1} {
		c := comparedWith(t, reports, ruling(annotate.OnConflict, false, "", 0, six, two), ruling(annotate.OnConflict, true, "", hours, wide, two))
		found := conflictOf(c.Conflicts, Ref{0, 0}, Ref{4, 1}) != nil
		if found != (want == 1) || len(c.Dismissed) != 1-want {
			t.Errorf("%d hours later: standing %v, dismissed %v", hours, c.Conflicts, c.Dismissed)
		}
	}
}

func TestStatementNames(t *testing.T) {
	reports := withIDs(depotFire())
	mayor := []annotate.Place{placeOf(reports, Ref{0, 1}, ""), placeOf(reports, Ref{1, 1}, ""), placeOf(reports, Ref{2, 2}, "")}
	full := ruling(annotate.OnStatement, true, "the mayor\ncondemns it", 0, append(slices.Clone(mayor), placeOf(reports, Ref{0, 4}, ""))...)
	newer := ruling(annotate.OnStatement, true, "the mayor", 9, mayor[:2]...)
	newest := ruling(annotate.OnStatement, true, "a mayor", 10, mayor[1:]...)
	stray := ruling(annotate.OnStatement, true, "rye", 0, placeOf(reports, Ref{3, 0}, ""))
	name := func(rulings ...annotate.Ruling) (string, annotate.ID) {
		var text string
		var id annotate.ID
		for _, s := range comparedWith(t, reports, rulings...).Statements {
			if slices.Contains(s.Members, Ref{0, 1}) {
				text, id = s.Name, s.Ruling
			} else if s.Name != "" {
				t.Errorf("%v is called %q", s.Members, s.Name)
			}
		}
		return text, id
	}
	for _, c := range []struct {
		rulings []annotate.Ruling
		text    string
		id      annotate.ID
	}{
		{[]annotate.Ruling{full, newer, stray}, "the mayor condemns it", full.ID},
		{[]annotate.Ruling{newer, newest}, "a mayor", newest.ID},
		{[]annotate.Ruling{newest, newer}, "a mayor", newest.ID},
		{[]annotate.Ruling{newer}, "the mayor", newer.ID},
	} {
		if text, id := name(c.rulings...); text != c.text || id != c.id {
			t.Errorf("called %q by %v, want %q by %v", text, id, c.text, c.id)
		}
	}
}

// A place is found again where its text moved, as long as there is only one like it.
func TestRulingsFollowTheText(t *testing.T) {
	reports := withIDs(depotFire())
	r := ruling(annotate.OnLink, true, "", 0, placeOf(reports, Ref{3, 0}, ""), placeOf(reports, Ref{0, 0}, ""))
	moved := withIDs(depotFire())
	moved[3].Text = "Rye. " + moved[3].Text
	moved[3].Sentences = []segment.Span{{Start: 0, End: 4}, {Start: 5, End: len(moved[3].Text)}}
	if c := comparedWith(t, moved, r); linkOf(c, Ref{0, 0}, Ref{3, 1}) == nil {
		t.Error("the sentence was not found where it moved to")
	}
	moved[3].Text += moved[3].Text[4:]
	moved[3].Sentences = append(moved[3].Sentences, segment.Span{Start: moved[3].Sentences[1].End + 1, End: len(moved[3].Text)})
	if c := comparedWith(t, moved, r); linkOf(c, Ref{0, 0}, Ref{3, 1}) != nil || linkOf(c, Ref{0, 0}, Ref{3, 2}) != nil {
		t.Error("of two sentences alike one was taken")
	}
}

// TestValueRulingsFollowTheText dismisses a conflict whose numbers then stand elsewhere.
func TestValueRulingsFollowTheText(t *testing.T) {
	reports := withIDs(disputed())
	six, two := Ref{0, 0}, Ref{4, 1}
	dismiss := ruling(annotate.OnConflict, false, "", 0, placeOf(reports, six, "Six"), placeOf(reports, two, "two"))
	moved := withIDs(disputed())
	const note = "Updated at noon. "
	moved[0].Text = note + moved[0].Text
	for i := range moved[0].Sentences {
		moved[0].Sentences[i].Start += len(note)
		moved[0].Sentences[i].End += len(note)
	}
	if c := comparedWith(t, moved, dismiss); conflictOf(c.Conflicts, six, two) != nil || conflictOf(c.Dismissed, six, two) == nil {
		t.Errorf("the conflict is back: %+v", c.Conflicts)
	}
	moved[0].Text += " Six."
	if c := comparedWith(t, moved, dismiss); conflictOf(c.Conflicts, six, two) == nil {
		t.Error("of two numbers alike one was taken")
	}
}

func TestRulingsThatFitNothingArePassedOver(t *testing.T) {
	reports := withIDs(disputed())
	want := comparedWith(t, reports)
	a, b := placeOf(reports, Ref{0, 0}, ""), placeOf(reports, Ref{1, 0}, "")
	stranger, gone := a, a
	stranger.Article = 7
	gone.Quote, gone.Span = "Rain fell.", annotate.Span{Start: 1 << 40, End: 1<<40 + 10}
	value := placeOf(reports, Ref{4, 1}, "two")
	value.Quote = "ten"
	got := comparedWith(t, reports, annotate.Ruling{}, ruling(annotate.OnLink, false, "", 0, a), ruling(annotate.OnLink, false, "", 0, stranger, b),
		ruling(annotate.OnLink, true, "", 0, gone, b), ruling(annotate.OnConflict, false, "", 0, a, value), ruling(annotate.OnStatement, true, "rain", 0, gone))
	if !reflect.DeepEqual(got, want) {
		t.Error("they changed something")
	}
}

// tried is a story and rulings at random on it.
type tried struct {
	reports []Report
	rulings []annotate.Ruling
	links   map[[2]Ref]annotate.Ruling // the newest on each pair
}

func tryRulings(random *rand.Rand) tried {
	x := tried{reports: withIDs(slices.Concat(invent(random, 3, 6), disputed())), links: map[[2]Ref]annotate.Ruling{}}
	sentence := func() Ref {
		r := random.IntN(len(x.reports))
		return Ref{r, random.IntN(len(x.reports[r].Sentences))}
	}
	few := make([]Ref, 5) // so that rulings meet
	for i := range few {
		few[i] = sentence()
	}
	for hours := range 12 {
		a, b := few[random.IntN(len(few))], few[random.IntN(len(few))]
		if a.Report == b.Report {
			continue
		}
		if compareRefs(a, b) > 0 {
			a, b = b, a
		}
		r := ruling(annotate.OnLink, random.IntN(2) == 0, "", hours, placeOf(x.reports, a, ""), placeOf(x.reports, b, ""))
		x.rulings, x.links[[2]Ref{a, b}] = append(x.rulings, r), r
	}
	return x
}

// TestRulingsHold tries rulings on links at random, many of which cannot all be right at once.
func TestRulingsHold(t *testing.T) {
	random := rand.New(rand.NewPCG(15, 16))
	for range 150 {
		x := tryRulings(random)
		before, c := comparedWith(t, x.reports), comparedWith(t, x.reports, x.rulings...)
		for ends, r := range x.links {
			l := linkOf(c, ends[0], ends[1])
			if r.Stands != (l != nil) || l != nil && (l.Ruling != r.ID || l.Score < 1) {
				t.Fatalf("ruled on %v: %v; the link is %+v", ends, r.Stands, l)
			}
			if r.Stands != together(c, ends[0], ends[1]) {
				t.Fatalf("ruled on %v: %v; statements %v", ends, r.Stands, c.Statements)
			}
		}
		others := func(c Comparison) []Link {
			return slices.DeleteFunc(slices.Clone(c.Links), func(l Link) bool { _, ruled := x.links[[2]Ref{l.A, l.B}]; return ruled })
		}
		if !reflect.DeepEqual(others(before), others(c)) {
			t.Fatal("other links than those ruled on are not as before")
		}
	}
}

// TestConflictRulingsHold tries rulings on conflicts at random, and names.
func TestConflictRulingsHold(t *testing.T) {
	random := rand.New(rand.NewPCG(17, 18))
	values := []struct {
		ref  Ref
		text string
	}{{Ref{0, 0}, "Six"}, {Ref{1, 0}, "several"}, {Ref{2, 0}, "6"}, {Ref{3, 0}, "Six"}, {Ref{4, 1}, "two"}, {Ref{0, 1}, "mayor"}}
	for range 100 {
		reports := withIDs(disputed())
		before := comparedWith(t, reports)
		newest := map[[2]Ref]annotate.Ruling{}
		var rulings []annotate.Ruling
		for hours := range 6 {
			a, b := values[random.IntN(len(values))], values[random.IntN(len(values))]
			if a.ref.Report >= b.ref.Report {
				continue
			}
			r := ruling(annotate.OnConflict, random.IntN(2) == 0, fmt.Sprint("note ", hours), hours, placeOf(reports, a.ref, a.text), placeOf(reports, b.ref, b.text))
			rulings, newest[[2]Ref{a.ref, b.ref}] = append(rulings, r), r
		}
		c := comparedWith(t, reports, rulings...)
		for ends, r := range newest {
			stands, dismissed := conflictOf(c.Conflicts, ends[0], ends[1]), conflictOf(c.Dismissed, ends[0], ends[1])
			found := conflictOf(before.Conflicts, ends[0], ends[1]) != nil
			switch {
			case r.Stands && (stands == nil || dismissed != nil || stands.Ruling != r.ID || stands.Note != r.Text || stands.Strength != Contradicts):
				t.Fatalf("%v stands: %+v, %+v", ends, stands, dismissed)
			case !r.Stands && (stands != nil || found != (dismissed != nil) || found && dismissed.Ruling != r.ID):
				t.Fatalf("%v dismissed: %+v, %+v", ends, stands, dismissed)
			}
		}
		for _, x := range before.Conflicts {
			if _, ruled := newest[[2]Ref{x.A, x.B}]; !ruled && conflictOf(c.Conflicts, x.A, x.B) == nil {
				t.Fatalf("%+v is gone", x)
			}
		}
		Disputes(c.Conflicts)
	}
}

// Rulings of the same things lead to the same, in whatever order reports and rulings come.
func TestOrderDoesNotMatterToRulings(t *testing.T) {
	random := rand.New(rand.NewPCG(19, 20))
	for range 20 {
		x := tryRulings(random)
		x.rulings = append(x.rulings, ruling(annotate.OnStatement, true, "the strike", 20, placeOf(x.reports, Ref{3, 1}, ""), placeOf(x.reports, Ref{7, 0}, "")))
		want := inWords(x.reports, comparedWith(t, x.reports, x.rulings...))
		reports := slices.Clone(x.reports)
		random.Shuffle(len(reports), func(i, j int) { reports[i], reports[j] = reports[j], reports[i] })
		random.Shuffle(len(x.rulings), func(i, j int) { x.rulings[i], x.rulings[j] = x.rulings[j], x.rulings[i] })
		if got := inWords(reports, comparedWith(t, reports, x.rulings...)); !slices.Equal(got, want) {
			t.Fatalf("got %q, want %q", got, want)
		}
	}
}

// inWords is what was found without the order of reports.
func inWords(reports []Report, c Comparison) []string {
	var out []string
	name := func(r Ref) string { return fmt.Sprint(reports[r.Report].ID, " ", r.Sentence) }
	names := func(refs ...Ref) string {
		var all []string
		for _, r := range refs {
			all = append(all, name(r))
		}
		slices.Sort(all)
		return strings.Join(all, ", ")
	}
	for _, l := range c.Links {
		out = append(out, fmt.Sprint("link ", names(l.A, l.B), l.Score, l.Relation, l.Ruling))
	}
	for _, s := range c.Statements {
		out = append(out, fmt.Sprint("statement ", names(s.Members...), s.Name))
	}
	for _, x := range c.Conflicts {
		out = append(out, fmt.Sprint("conflict ", names(x.A, x.B), x.Strength, x.Ruling))
	}
	slices.Sort(out)
	return out
}

// Two sentences that a person cut never join a second statement together either.
func TestCutsHoldWhereASentenceJoinsTwice(t *testing.T) {
	var reports []Report
	for i := range 4 {
		reports = append(reports, report(fmt.Sprint(i), fmt.Sprintf("Sailors repaired lighthouse number %d, while bakers sold bread loaves.", i)))
	}
	s := storyOf(t, reports)
	pairs := []pair{{a: 0, b: 2, score: .45}, {a: 0, b: 3, score: .45}, {a: 1, b: 2, score: .45}, {a: 1, b: 3, score: .45}}
	joined := func() []int {
		groups := [][]int{{0, 1}}
		s.joinTwice(groups, pairs)
		return groups[0]
	}
	if got := joined(); len(got) != 4 {
		t.Fatalf("without a cut the statement is %v", got)
	}
	s.ruled.cuts = map[int][]int{2: {3}, 3: {2}}
	if got := joined(); !slices.Equal(got, []int{0, 1, 2}) {
		t.Errorf("the statement is %v", got)
	}
}

// A name belongs to the smallest of the statements that hold as many of its sentences.
func TestNameOfASentenceInTwoStatements(t *testing.T) {
	name := ruling(annotate.OnStatement, true, "loaves", 0)
	r := ruled{names: []ruledName{{ruling: &name, sentences: []int{0}}}}
	if got := r.namesOf([][]int{{0, 1, 2}, {0, 3}, {0, 4, 5}}); len(got) != 1 || got[1] != &name {
		t.Errorf("got %v", got)
	}
}
