package compare

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
)

// inventStories makes articles of stories with a vocabulary of their own, and
// tells the story of each.
func inventStories(random *rand.Rand, stories, each int) (articles []Article, truth []int) {
	for s := range stories {
		names := []string{fmt.Sprintf("Karvel%c", 'a'+s), fmt.Sprintf("Ostrand%c", 'a'+s), fmt.Sprintf("Erlund%c", 'a'+s), fmt.Sprintf("harbour%c", 'a'+s)}
		for range each {
			text := fmt.Sprintf("Police said the %s in %s was on fire. The mayor, %s, spoke of %s.", names[3], names[0], names[1], names[2])
			for range 10 {
				text += fmt.Sprintf(" %s %s burned %d boats.", names[random.IntN(4)], names[random.IntN(4)], random.IntN(1000))
			}
			articles = append(articles, Article{ID: fmt.Sprint(len(articles)), Text: text, Lang: "en"})
			truth = append(truth, s)
		}
	}
	return articles, truth
}

func TestGroupFindsStories(t *testing.T) {
	articles, want := inventStories(rand.New(rand.NewPCG(1, 1)), 6, 5)
	got, err := Group(context.Background(), articles)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, %v; want %v", got, err, want)
	}
}

func TestGrouperOneByOne(t *testing.T) {
	articles, want := inventStories(rand.New(rand.NewPCG(2, 2)), 6, 5)
	g := NewGrouper()
	for i, a := range articles {
		if got := g.Add(a); got != want[i] {
			t.Errorf("article %d: got story %d, want %d", i, got, want[i])
		}
		if again := g.Add(a); again != want[i] {
			t.Errorf("article %d moved to %d", i, again)
		}
	}
}

func TestWhatAHandDidStays(t *testing.T) {
	articles, truth := inventStories(rand.New(rand.NewPCG(3, 3)), 3, 4)
	g := NewGrouper()
	for _, a := range articles[:len(articles)-1] {
		g.Add(a)
	}
	const own = 70
	if !g.Move("0", own) || g.Move("nobody", own) {
		t.Fatal("Move does not know what it knows")
	}
	last := articles[len(articles)-1]
	if got := g.Add(last); got != truth[len(truth)-1] {
		t.Errorf("new article went to %d", got)
	}
	if got, known := g.Story("0"); !known || got != own {
		t.Errorf("moved article is in %d", got)
	}
	if got := g.Add(Article{ID: "far", Text: "Bakers expect rye to fail in the valley of Hemm."}); got <= own {
		t.Errorf("new story %d may meet one chosen by hand", got)
	}
}

func TestGroupKeepsStoriesGivenByHand(t *testing.T) {
	articles, truth := inventStories(rand.New(rand.NewPCG(4, 4)), 3, 4)
	articles[0].Story, articles[4].Story = "mine", "mine" // of two stories: made one
	articles[8].Story, articles[9].Story = "left", "right"
	got, err := Group(context.Background(), articles)
	if err != nil {
		t.Fatal(err)
	}
	if got[0] != got[4] || got[8] == got[9] {
		t.Errorf("got %v for %v", got, truth)
	}
}

func TestDatesKeepStoriesApart(t *testing.T) {
	articles, _ := inventStories(rand.New(rand.NewPCG(5, 5)), 1, 2)
	for days, want := range map[string]bool{"2021-11-08": true, "2021-11-30T10:00:00Z": false, "": true, "soon": true} {
		articles[0].Date, articles[1].Date = "2021-11-07", days
		got, err := Group(context.Background(), articles)
		if err != nil || (got[0] == got[1]) != want {
			t.Errorf("%q: %v, %v", days, got, err)
		}
	}
}

func TestGroupStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Group(ctx, []Article{{ID: "a", Text: "Rye"}}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

// The index finds the same neighbours as looking at every article, as long as it
// may visit all places.
func TestNeighboursAgainstTryingAll(t *testing.T) {
	articles, _ := inventStories(rand.New(rand.NewPCG(6, 6)), 5, 6)
	g := NewGrouper()
	for _, a := range articles {
		g.Add(a)
	}
	for i, me := range g.articles {
		got := map[int]float64{}
		for _, e := range g.neighbours(i) {
			got[e.a] = e.score
		}
		for j, other := range g.articles {
			score := float64(dot(me.vector, other.vector)) / threshold(min(me.terms, other.terms))
			if j != i && score >= leastScore && got[j] != score {
				t.Errorf("%d and %d: got %v, want %v", i, j, got[j], score)
			}
		}
	}
}

func FuzzGroup(f *testing.F) {
	f.Add("A fire in Karvel.", "A fire in Karvel!", "2021-02-30")
	f.Add("\xff部长", "", "20")
	f.Fuzz(func(t *testing.T, a, b, date string) {
		articles := []Article{{ID: "a", Text: a, Title: b, Date: date}, {ID: "b", Text: b, Date: date}, {ID: "b", Text: a}}
		got, err := Group(context.Background(), articles)
		if err != nil || len(got) != 3 {
			t.Fatal(got, err)
		}
		g := NewGrouper()
		for _, x := range articles {
			g.Add(x)
		}
	})
}
