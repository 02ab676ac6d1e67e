package page

import (
	"strings"
	"testing"
)

// TestNamesInCircles: looking for a name takes no more steps because a page names things again and
// again, by lists of objects that lead back to the list.
func TestNamesInCircles(t *testing.T) {
	steps := func(n int) int {
		list := strings.TrimSuffix(strings.Repeat(`{"@id":"x"},`, n), ",")
		g := newGraph([]string{`{"@graph":[{"@type":"NewsArticle","@id":"x","name":[` + list + `],"author":[` + list + `],"publisher":{"@id":"x"},
			"liveBlogUpdate":[` + list + `]},{"@type":"WebPage","@id":"y","name":[` + strings.ReplaceAll(list, `"x"`, `"y"`) + `]}]}`})
		g.linked("https://tarn.example/a", []string{"Gate bent"})
		return g.steps
	}
	if few, many := steps(mostListed), steps(5000); few == 0 || few != many || few > 1000 {
		t.Errorf("%d names take %d steps, 5,000 take %d", mostListed, few, many)
	}
	deep := strings.Repeat(`[`, 5) + strings.Repeat(`[[[[{"@id":"z"},{"@id":"z"}]]]],`, 20) + `1` + strings.Repeat(`]`, 5)
	g := newGraph([]string{`{"@type":"NewsArticle","@id":"z","headline":` + deep + `,"name":` + deep + `,"author":` + deep + `}`})
	if g.linked("", nil); g.steps > mostSteps {
		t.Errorf("%d steps", g.steps)
	}
}

// TestWhichArticle: of the reports that a page states, it takes the page's own, or none.
func TestWhichArticle(t *testing.T) {
	other := `{"@type":"NewsArticle","headline":"Other","datePublished":"2020-01-01"}`
	gate := func(address string) string {
		return `{"@type":"NewsArticle","headline":"Gate bent","url":"` + address + `","datePublished":"2031-03-09"}`
	}
	for _, c := range []struct{ name, json, title, want string }{
		{"another scheme, a slash", other + "\n" + gate("http://tarn.example/gate/"), "", "Gate bent"},
		{"by its headline", other + "\n" + gate(""), "Gate  Bent", "Gate bent"},
		{"none of several", other + "\n" + gate(""), "Ferry sunk", ""},
		{"the only one", gate("https://tarn.example/x"), "", "Gate bent"},
	} {
		if l := readLinked(strings.Split(c.json, "\n"), "https://tarn.example/gate", c.title); l.headline != c.want {
			t.Errorf("%s: %+v", c.name, l)
		}
	}
	l := readLinked([]string{`{"@type":"WebPage","publisher":{"name":"Tarn Courier"},"datePublished":"2031-03-09","name":"x","mainEntity":` + `{"@type":"NewsArticle","headline":"Gate bent"}}`}, "")
	if want := (linked{headline: "Gate bent", publisher: "Tarn Courier", published: "2031-03-09"}); l != want {
		t.Errorf("%+v", l)
	}
}

// TestAuthors: people by all their names, and an organization only where there are no people.
func TestAuthors(t *testing.T) {
	for author, want := range map[string]string{
		`{"@type":"Person","name":["Ana Vik","Bo Dahl"]}`:                                          "Ana Vik, Bo Dahl",
		`[{"@type":"Person","name":"Ana Vik"},{"@type":"NewsMediaOrganization","name":"Courier"}]`: "Ana Vik",
		`{"@id":"#ana"}`: "",
		`[{"@type":"Organization","name":"Courier"}]`:                                                      "Courier",
		`["Ana Vik",{"@type":["http://schema.org/Person"],"name":"Bo Dahl"},{"@id":"#courier"}]`:           "Ana Vik, Bo Dahl",
		`[{"@type":"Person","name":["Ana Vik",{"@value":"Bo Dahl"}]},{"@type":"Person","name":"Ana Vik"}]`: "Ana Vik, Bo Dahl",
	} {
		l := readLinked([]string{`{"@graph":[{"@type":"NewsArticle","author":` + author + `,"publisher":{"@id":"#courier","@type":"Organization","name":"Courier"}}]}`}, "")
		if l.author != want {
			t.Errorf("%s: %q", author, l.author)
		}
	}
}
