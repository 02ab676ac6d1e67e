package cli

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"rashomon/annotate/task"
	"rashomon/export"
	"rashomon/ui/screen"
)

// tellLost says what of the library is not in a file of tasks, by count, one thing a line.
func (a *app) tellLost(x exporting, n export.TaskCount, lost task.Lost) {
	var beside, dropped []string
	for _, what := range slices.Sorted(maps.Keys(lost)) {
		if loss := lost[what]; loss.Beside > 0 {
			beside = append(beside, counted(loss.Beside, what))
		}
		if loss := lost[what]; loss.Dropped > 0 {
			dropped = append(dropped, counted(loss.Dropped, what))
		}
	}
	for _, c := range []struct {
		n           int
		thing, many string
	}{
		{n.Rulings, "ruling", "rulings"},
		{n.Speakers, "speaker's other spellings", "speakers' other spellings"},
		{n.Searches, "kept search", "kept searches"},
	} {
		if c.n > 0 {
			dropped = append(dropped, screen.Count(c.n, c.thing, c.many))
		}
	}
	if len(beside) > 0 {
		a.tellOf("%s has no place for %s: under the key \"rashomon\", which only rashomon reads", x.to.Name, enumerated(beside))
	}
	if len(dropped) > 0 {
		a.tellOf("%s has no place for %s: left out", x.to.Name, enumerated(dropped))
	}
	a.tellLeft(x, n)
}

// tellLeft says what was not asked for, where one might look for it in the file.
func (a *app) tellLeft(x exporting, n export.TaskCount) {
	text, texts := "sentence", "sentences"
	if x.text == "article" {
		text, texts = "report", "reports"
	}
	for _, c := range []struct {
		n           int
		thing, many string
		why         string
	}{
		{n.Wide, "task is", "tasks are", "of several sentences, because labelled words go from one into the next"},
		{n.OtherSchemes, "annotation", "annotations", "by other schemes: left out; --scheme NAME writes those by that"},
		{n.Gold, "annotation", "annotations", "of gold: left out; --gold writes these alone"},
		{n.NoGold, text, texts, "without gold: left out"},
		{n.Open, "annotation", "annotations", "of gold that leave open what holds: left out"},
		{n.Keys, "value", "values", "of another file's keys that stand for one text and differ: left out; the first is kept"},
		{n.Unsaid, "report", "reports", "of which nobody says anything: left out; --unlabelled writes their sentences"},
	} {
		if c.n > 0 {
			a.tellOf("%s %s", screen.Count(c.n, c.thing, c.many), c.why)
		}
	}
	if n.Copies > 0 {
		otherwise := ""
		if n.Otherwise > 0 {
			otherwise = fmt.Sprintf("; %s labelled otherwise than the copy that was kept", screen.Number(n.Otherwise))
		}
		a.tellOf("%s: left out%s", screen.Count(n.Copies, "verbatim copy", "verbatim copies"), otherwise)
	}
}

func (a *app) tellOf(format string, args ...any) {
	fmt.Fprintf(a.Err, "rashomon: "+format+"\n", args...)
}

// counted is "1 note" or "12 notes" of a word in the plural.
func counted(n int, things string) string {
	thing := strings.TrimSuffix(things, "s")
	for _, end := range [][2]string{{"ies", "y"}, {"ches", "ch"}, {"shes", "sh"}, {"xes", "x"}} {
		if stem, found := strings.CutSuffix(things, end[0]); found {
			thing = stem + end[1]
		}
	}
	if things == "seconds spent" {
		thing, things = "working time", "working times"
	}
	return screen.Count(n, thing, things)
}

// enumerated is "a, b and c".
func enumerated(all []string) string {
	if len(all) < 2 {
		return strings.Join(all, "")
	}
	last := len(all) - 1
	return strings.Join(all[:last], ", ") + " and " + all[last]
}
