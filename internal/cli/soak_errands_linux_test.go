package cli_test

import (
	"fmt"
	"regexp"
	"strings"

	"rashomon/annotate"
)

// soakErrands is what is done between two reports, in turn, so that every screen is opened
// over and over. Each begins and ends on the library screen.
var soakErrands = []func(*soak, int){
	(*soak).beside, (*soak).queue, (*soak).tables, (*soak).search, (*soak).look, (*soak).counts, (*soak).spans, (*soak).window,
}

// beside labels eight sentences of the first report of a story, side by side with the others.
func (x *soak) beside(story int) {
	x.t.Helper()
	x.find(fmt.Sprintf("Night n%05d", story), soakReports)
	x.press("g")
	x.timed("beside", `(?m)^ A sentence 1 of \d+ .*[=~≈+] .*✓ saved$`, "b")
	x.timed("move", `(?m)^ A sentence 1 of `, "t") // in its own order
	x.model.report, x.model.cursor = story*soakReports, 0
	for n := range 8 {
		if n > 0 {
			x.model.cursor++
			x.timed("move", `(?m)^ A `+regexp.QuoteMeta(x.model.describe())+`\b`, "j")
		}
		name := []string{"fact", "quote", "claim"}[x.random.IntN(3)]
		x.model.say("", func(s *saying) { s.toggle(name) })
		x.timed("label", `(?m)^ (word for word in |A `+regexp.QuoteMeta(x.model.describe())+`\b).*✓ saved$`, name[:1])
	}
	x.back()
}

// queue labels twelve sentences of a report in a queue, where one key labels and goes on.
func (x *soak) queue(story int) {
	x.t.Helper()
	report := story*soakReports + 1
	open := x.model.unlabelled(report)
	if len(open) < 13 {
		return
	}
	x.find(fmt.Sprintf("Report r%06d", report), 1)
	x.open(report)
	where := func(n int) string {
		return fmt.Sprintf(`(?m)^ sentence %d of %d · auto-advance`, n+1, x.model.sizes[report])
	}
	x.timed("queue", where(open[0]), "Q", "u")
	for n := range 12 {
		x.model.cursor = open[n]
		name := []string{"fact", "quote", "claim"}[x.random.IntN(3)]
		x.model.say("", func(s *saying) { s.toggle(name) })
		x.timed("label", where(open[n+1]), name[:1])
		x.match(where(open[n+1]) + `.*✓ saved$`)
	}
	x.timed("back", " labelled ", "<esc>")
	x.back()
}

// unlabelled is the sentences of a report that a queue asks for.
func (m *model) unlabelled(report int) (out []int) {
	for n := range m.sizes[report] {
		if s := m.said[place{report, n, ""}]; len(s.labels) == 0 && s.flag != annotate.Skipped {
			out = append(out, n)
		}
	}
	return out
}

// tables opens the matrix and the brief of a story.
func (x *soak) tables(story int) {
	x.t.Helper()
	x.find(fmt.Sprintf("Night n%05d", story), soakReports)
	x.press("g")
	x.timed("matrix", ` · matrix `, "M")
	x.match(`(?m)all 5 reports`)
	x.timed("back", ` match "`, "<esc>")
	x.timed("brief", ` writes Markdown to `, "B")
	x.press("G")
	x.timed("back", ` match "`, "<esc>")
	x.unfilter()
}

// search finds words in all reports, and opens what is found.
func (x *soak) search(story int) {
	x.t.Helper()
	x.press("F")
	x.match(`(?m)^ find`)
	x.timed("find", `(?m)^ \d+ reports?, \d+ passages?`, "<ctrl+u>", fmt.Sprintf("s%05d", story), "<enter>")
	x.timed("open", `(?m)^ sentence \d+ of \d+\b`, "<enter>")
	x.press("<esc>")
	x.match(`(?m)^ \d+ reports?, \d+ passages?`)
	x.timed("back", x.all(), "<esc>")
}

// look opens the history, the help, the guidelines and the commands.
func (x *soak) look(int) {
	x.t.Helper()
	x.timed("history", `(?m)^ .*\d changes`, "H")
	x.timed("back", x.all(), "<esc>")
	for key, shows := range map[string]string{"?": "Keys · ", "K": "Scheme · ", ":": "↑ ↓ choose"} {
		x.timed("help", shows, key)
		x.press("<esc>")
		x.gone(shows)
	}
}

// counts counts all that is labelled, and asks how far annotators agree.
func (x *soak) counts(int) {
	x.t.Helper()
	x.timed("counts", `sentences labelled · `, "P")
	x.timed("back", x.all(), "<esc>")
	x.timed("agreement", `labelled or skipped by two or more`, "R")
	x.timed("back", x.all(), "<esc>")
}

// spans labels the first words of a report, which nobody has labelled.
func (x *soak) spans(story int) {
	x.t.Helper()
	report := story*soakReports + 2
	words := strings.Join(strings.Fields(soakSentence(report, 0))[:3], " ")
	if _, said := x.model.said[place{report, 0, words}]; said {
		return
	}
	x.find(fmt.Sprintf("Report r%06d", report), 1)
	x.open(report)
	x.model.say(words, func(s *saying) { s.toggle("quote") })
	x.timed("label", `❝ quote “`+words, "v", "l", "l", "q")
	x.match(`(?m)✓ saved$`)
	x.timed("move", `(?m)^ sentence 1 of `, "<enter>")
	x.back()
}

// window gives the window other sizes.
func (x *soak) window(int) {
	x.t.Helper()
	for _, size := range [][2]int{{60, 12}, {200, 60}, {110, 30}} {
		x.must(x.Resize(size[0], size[1]))
		x.home()
	}
}
