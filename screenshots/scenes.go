package main

import (
	_ "embed"
	"fmt"
)

// later is the sample's newest report as it might be two days later.
//
//go:embed later.md
var later string

// scene is one picture: how the program is started, what is done then, and the
// file the screen is drawn to.
type scene struct {
	file          string
	args          []string // $LIBRARY stands for a new, empty file
	width, height int      // in cells
	light         bool     // on a white background
	before        []sitting
	steps         []step
}

// sitting is somebody else at the same library, before the picture is taken.
type sitting struct {
	annotator string
	steps     []step // the last of them leaves the program
}

// step presses keys, as termtest.Terminal.Keys writes them, and then waits
// until the screen shows a text. Without the wait the picture would be taken
// too early.
type step struct {
	keys  []string
	paste string // after the keys
	show  string
}

var demo = []string{"demo", "--library", "$LIBRARY"}

var scenes = []scene{
	{file: "library.png", args: demo, width: 110, height: 24, steps: append(tagged,
		step{keys: []string{"<esc>"}, show: "5 reports in 1 story"},
		step{keys: []string{"j"}, show: "9/21"},
	)},
	{file: "reader.png", args: demo, width: 124, height: 34, steps: tagged},
	{file: "queue.png", args: demo, width: 110, height: 34, steps: queued},
	{file: "aligned-dark.png", args: demo, width: 200, height: 50, steps: aligned},
	{file: "aligned-light.png", args: demo, width: 150, height: 42, light: true, steps: aligned},
	{file: "matrix.png", args: demo, width: 150, height: 44, steps: []step{
		{show: "5 reports in 1 story"},
		{keys: []string{"M"}, show: "where numbers conflict"},
	}},
	{file: "brief.png", args: demo, width: 120, height: 40, steps: []step{
		{show: "5 reports in 1 story"},
		{keys: []string{"B"}, show: "Numbers conflict"},
	}},
	{file: "adjudication.png", args: demo, width: 124, height: 36, before: team, steps: []step{
		{show: "5 reports in 1 story"},
		{keys: []string{"T"}, show: "nobody has decided"},
		{keys: []string{"1"}, show: "2 of"},
		{keys: []string{"k"}, show: "ana"},
	}},
	{file: "revisions.png", args: demo, width: 124, height: 34, steps: append(revised,
		step{keys: []string{"V"}, show: "revision 2 of 2"},
		step{keys: []string{"]", "d"}, show: "{+"},
	)},
	{file: "orphan.png", args: demo, width: 124, height: 34, steps: append(revised,
		step{keys: []string{"<enter>"}, show: "no place: O"},
		step{keys: []string{"O"}, show: "1 of 2 without"},
		step{keys: []string{"n"}, show: "2 of 2 without"},
	)},
	{file: "agreement.png", args: demo, width: 110, height: 34, before: team, steps: []step{
		{show: "5 reports in 1 story"},
		{keys: []string{"R"}, show: "Krippendorff"},
	}},
}

// revised labels the newest report, and takes in what its outlet made of it later.
var revised = []step{
	{show: "5 reports in 1 story"},
	{keys: []string{"j", "<enter>"}, show: "sentence 1 of 21"},
	{keys: []string{"j", "c", "j", "c", "j", "f"}, show: "fact"},
	{keys: []string{"G", "k", "q"}, show: "quote"},
	{keys: []string{"j", "q"}, show: "21 of 21"},
	{keys: []string{"<esc>"}, show: "5 reports in 1 story"},
	{paste: later, show: "becomes revision 2"},
	{keys: []string{"<ctrl+s>"}, show: "now revision 2"},
}

// team is three annotators who label the beginning of the newest report, not alike.
var team = []sitting{
	{"ben", labelled("xx", "c", "cs", "f", "f", "xx", "f", "c", "f", "f", "q")},
	{"cy", labelled("xx", "c", "f", "q", "f", "f", "f", "f", "c", "f", "q")},
	{"dee", labelled("xx", "f", "c", "f", "c", "xx", "f", "f", "f", "f", "c")},
}

// labelled presses keys on one sentence after another of the newest report, and leaves.
func labelled(sentences ...string) []step {
	steps := []step{{show: "5 reports in 1 story"}, {keys: []string{"j", "<enter>"}, show: "sentence 1 of 21"}}
	for n, keys := range sentences {
		var press []string
		for _, k := range keys {
			if k == 's' {
				press = append(press, "s", "<enter>")
				continue
			}
			press = append(press, string(k))
		}
		steps = append(steps, step{keys: press, show: "✓ saved"}, step{keys: []string{"j"}, show: fmt.Sprintf("sentence %d of 21", n+2)})
	}
	return append(steps, step{keys: []string{"<ctrl+c>"}})
}

// queued labels the first sentences of a queue, a speaker and a span.
var queued = []step{
	{show: "5 reports in 1 story"},
	{keys: []string{"j", "Q"}, show: "label this report"},
	{keys: []string{"u"}, show: "sentence 1 of 21"},
	{keys: []string{"x", "x"}, show: "2 of 21"},
	{keys: []string{"c"}, show: "3 of 21"},
	{keys: []string{"c", "k", "s"}, show: "speaker:"},
	{keys: []string{"1", "<enter>"}, show: "» the duty doctor"},
	{keys: []string{"v", "w", "w", "w", "l", "f"}, show: "■two members"},
}

// tagged labels a few sentences of the newest report, with a speaker and a note.
var tagged = []step{
	{show: "5 reports in 1 story"},
	{keys: []string{"j", "<enter>"}, show: "sentence 1 of 21"},
	{keys: []string{"x", "x"}, show: "skipped"},
	{keys: []string{"j", "c", "s"}, show: "speaker:"},
	{keys: []string{"Orsam al-Mihzari", "<enter>"}, show: "» Orsam al-Mihzari"},
	{keys: []string{"j", "c", "s"}, show: "speaker:"},
	{keys: []string{"the duty doctor", "<enter>"}, show: "» the duty doctor"},
	{keys: []string{"m"}, show: "note:"},
	{keys: []string{"six in the others: ask", "<enter>"}, show: "✎ six in"},
	{keys: []string{"j", "f", "j", "x", "x"}, show: "skipped"},
	{keys: []string{"j", "f", "j", "f", "j", "f", "j", "f", "j", "f", "j", "q"}, show: "quote"},
	{keys: []string{"j"}, show: "12 of 21"},
}

// aligned labels a sentence of the table, carries that to its copy, and goes to a conflict.
var aligned = []step{
	{show: "5 reports in 1 story"},
	{keys: []string{"<enter>"}, show: "A sentence 1 of 17 ·"},
	{keys: []string{"f", "]", "c", "]", "c", "]", "c", "c"}, show: "claim"},
	{keys: []string{"C"}, show: "carried to"},
	{keys: []string{"<ctrl+l>"}, show: "! house"},
}
