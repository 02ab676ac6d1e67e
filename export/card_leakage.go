package export

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"rashomon/annotate/jsonl"
	"rashomon/annotate/task"
)

// leakage says what was done so that nothing is in two parts, and what it took.
func (c *card) leakage() error {
	if !c.divided() {
		return nil
	}
	r := c.r
	c.say("\n## Leakage\n")
	if c.o.Whole {
		c.say("No story is in two parts. Rows are whole reports, which are not left out for the sake of a sentence: %s a sentence, such as a footer, of which a copy is in another part.\n", many(r.WholeKept, "report has", "reports have"))
	} else {
		c.say("No story is in two parts, and no two sentences of different parts have %.0f %% of their words in common. For that %s left out.\n", 100*r.Near, many(r.All.LeftOut, "row is", "rows are"))
	}
	if r.ContextCut > 0 {
		c.say("Of %s the context (`before` or `after`) is left out, as a copy of it is in another part.\n", many(r.ContextCut, "row", "rows"))
	}
	c.say("- A story is in one part, with all its reports; a report that is in no story counts as a story of its own (%s).", number(r.Alone))
	c.say("- Two sentences are copies where at least %.0f %% of the words of both together are common to both (Jaccard, over words in lower case with how often each stands there), case, punctuation and the vowel marks of Arabic and Hebrew aside: word for word the same, or nearly. All such pairs were found, none was estimated. Sentences that are copies through a third count as copies.", 100*r.Near)
	c.say("- Stories with copies of a sentence are tied, and are in one part together. %s so, by %s.", many(r.Copies.Stories, "story is tied", "stories are tied"), many(r.Copies.Tying, "sentence", "sentences"))
	c.say("- What would tie too much ties nothing: a sentence of fewer than five words, one in more than %s, and one that would tie so many stories that nothing was left to divide. Its rows are in one part only; the others are left out:\n", many(r.Tie, "story", "stories"))
	why := map[string]string{"widespread": "in more than " + many(r.Tie, "story", "stories"), "large": "would tie too many stories", "short": "fewer than five words"}
	rows := [][]string{{"why", "sentences in several parts", "rows left out"}}
	for _, h := range r.LeftOut {
		rows = append(rows, []string{why[h.Why], number(h.Sentences), number(h.Rows)})
	}
	c.table(rows)
	c.say("\nDifferent sentences: %s. With the same words, in whatever order, in several stories: %s. Groups of sentences that are nearly the same: %s. Bundles of stories that stay together, single ones among them: %s; the largest has %s.",
		number(r.Sentences), number(r.Copies.Verbatim), number(r.Copies.Near), number(r.Bundles), many(r.Largest, "row", "rows"))
	return c.tied()
}

// tied names the stories that are tied, and the sentence that does it.
func (c *card) tied() error {
	all, err := c.Tied()
	if err != nil || len(all) == 0 {
		return err
	}
	c.say("\nThe largest bundles of several stories:\n")
	for _, t := range all {
		var titles []string
		for _, title := range t.Titles[:min(len(t.Titles), longestSet)] {
			titles = append(titles, inline(title))
		}
		more := ""
		if n := len(t.Titles) - longestSet; n > 0 {
			more = fmt.Sprintf(" and %s more", number(n))
		}
		c.say("- %s, %s, by %s: %s%s. In %d of them stands: “%s”", t.Side, many(t.Rows, "row", "rows"), many(t.Sentences, "sentence", "sentences"),
			strings.Join(titles, "; "), more, t.Sharing, inline(shortened(t.Text)))
	}
	return nil
}

// shortened is a text of at most 160 code points.
func shortened(text string) string {
	const most = 160
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most-1]) + "…"
}

// made is how the data set was made, and what it is not good for.
func (c *card) made() {
	c.say("\n## How it was made\n")
	how := fmt.Sprintf("version %d of its report: ratios %s, seed %d, ties in up to %s. The same library and seed give the same files.", c.r.Version, c.r.Ratios, c.r.Seed, many(c.r.Tie, "story", "stories"))
	if !c.divided() {
		how = fmt.Sprintf("not divided%s. The same library gives the same files.", ifAny(": %s", inline(c.Undivided)))
	}
	c.say("With `%s`, %s Format: %s, offsets in %s, scheme %s.", c.By, how, task.HuggingFace().Name, task.HuggingFace().Unit, inline(c.o.Scheme.Name))
	if len(c.Chosen) > 0 {
		var chosen []string
		for _, x := range c.Chosen {
			chosen = append(chosen, inline(x))
		}
		c.say("\nChosen: %s.", strings.Join(chosen, "; "))
	}
	c.say("\n## Limits\n")
	if c.divided() {
		c.say("- Copies are found by their words. A paraphrase, or a translation, of a sentence may be in two parts where its stories are.")
		c.say("- Sentences are held against sentences, as the reports were divided into them. One that is only a part of a longer one, as where one report has a semicolon and another a full stop, is no copy of it, and may be in another part.")
		c.say("- Only the text of rows and their context are held against each other, not titles, notes or other columns.")
		c.say("- Parts are close to the ratios as far as stories allow; the tables above say how close.")
	}
	c.say("- A label says what a report does, by the guidelines of its scheme, not what is true.")
	if len(c.Licence) == 0 {
		c.say("- The licence is not stated. Whoever shares this says it in the first lines of this file, and may do so only for texts that are theirs to share.")
	}
	c.say("")
}

// table is a table of Markdown; its cells are Markdown already.
func (c *card) table(rows [][]string) {
	for n, row := range rows {
		c.say("| %s |", strings.Join(row, " | "))
		if n == 0 {
			c.say("|%s", "---|"+strings.Repeat("---:|", len(row)-1))
		}
	}
}

// inline is text as Markdown that shows it as it is, on one line: nothing in it is markup.
func inline(text string) string {
	text = strings.Join(strings.Fields(visible(text)), " ")
	var b strings.Builder
	for i, r := range text {
		markup := r < utf8.RuneSelf && (unicode.IsPunct(r) || unicode.IsSymbol(r)) && !strings.ContainsRune(",;'\"/%-+=()?!", r)
		if ends := i+1 == len(text) || text[i+1] == ' '; markup && !(ends && (r == '.' || r == ':')) { // else they may be of an address
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// visible is text without what could disturb a terminal, or turn what stands around it.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case jsonl.Disturbs(r), r == utf8.RuneError:
			return -1
		}
		return r
	}, text)
}

func number(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func percent(part float64) string { return fmt.Sprintf("%.1f %%", 100*part) }

func many(n int, thing, things string) string {
	if n == 1 {
		return "1 " + thing
	}
	return number(n) + " " + things
}

// ifAny is a part of a sentence about a text, if there is one.
func ifAny(format, text string) string {
	if text == "" {
		return ""
	}
	return fmt.Sprintf(format, text)
}
