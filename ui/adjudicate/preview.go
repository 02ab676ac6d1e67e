package adjudicate

import (
	"fmt"
	"strings"

	"rashomon/annotate/adjudication"
	"rashomon/ui/screen"
)

// Preview is what a pass would decide, and what it leaves, a line each: for the screen, and
// for the command line.
func Preview(p adjudication.Plan) []string {
	number := func(n int) string { return fmt.Sprintf("%7s", screen.Number(n)) }
	how := map[adjudication.Rule]string{
		adjudication.Majority:  "what more than half of those who label a sentence say of it",
		adjudication.Unanimous: "what all who label a sentence say of it",
		adjudication.Best:      "what " + p.Best + " says",
	}
	out := []string{"Gold is " + how[p.Rule]}
	if p.Rule == adjudication.Best && p.Why != "named" {
		out = append(out, "  who "+p.Why)
	}
	gets := number(p.Sentences) + "  " + plural(p.Sentences, "sentence gets gold", "sentences get gold")
	if p.Sentences > 0 {
		gets += ", of which"
	}
	out = append(out, "", gets)
	add := func(n int, what string) {
		if n > 0 {
			out = append(out, number(n)+"  "+what)
		}
	}
	add(p.Agreed, "all agree on")
	add(p.Differing, "they differ on, and the rule decides")
	add(p.Replaced, "had gold of an earlier pass, which is replaced")
	if len(p.Labels) > 0 {
		out = append(out, "")
	}
	for _, l := range p.Labels {
		add(l.Sentences, l.What)
	}
	if p.Same+p.Ruled+p.Decided+p.Stale+p.LeftOpen+p.Tied+p.Silent+p.Alone > 0 {
		out = append(out, "", "Left as they are:")
	}
	for _, x := range left(p) {
		add(x.n, x.what)
	}
	return out
}

type leftOut struct {
	n    int
	what string
}

// left is the sentences that a pass leaves, by why.
func left(p adjudication.Plan) []leftOut {
	tied := "have no majority"
	switch p.Rule {
	case adjudication.Unanimous:
		tied = "are not labelled alike"
	case adjudication.Best:
		tied = "are not decided"
	}
	return []leftOut{
		{p.Tied, tied}, {p.Silent, "are not labelled by " + p.Best}, {p.Alone, "are labelled by one annotator only"},
		{p.Decided, "somebody has decided"},
		{p.Stale, "somebody has decided, and an annotator says otherwise since: to be confirmed by hand"},
		{p.LeftOpen, "somebody has left open"}, {p.Same, "have this gold already"},
		{p.Ruled, "keep gold of an earlier pass, of which this rule says nothing"},
	}
}

// reasons is why a pass decides nothing, in one line.
func reasons(p adjudication.Plan) string {
	var out []string
	for _, x := range left(p) {
		if x.n > 0 {
			out = append(out, screen.Number(x.n)+" "+x.what)
		}
	}
	if len(out) == 0 {
		return "no sentence is labelled"
	}
	return strings.Join(out, ", ")
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
