package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

// again is the request that opens a screen anew where it is; nil of one that shows no text, or
// reads it anew by itself.
func again(s Screen) screen.Request {
	if a, ok := s.(interface{ Again() screen.Request }); ok {
		return a.Again()
	}
	return nil
}

// articlesShown is the articles whose texts the screens are about, as far as these say so.
func (m *Model) articlesShown() (all []annotate.ID) {
	for _, s := range m.screens[1:] {
		switch r := again(s).(type) {
		case screen.Read:
			all = append(all, r.Article)
		case screen.Beside:
			all = append(all, r.Base)
		case screen.Matrix:
			all = append(all, r.Article)
		case screen.Revisions:
			all = append(all, r.Article)
		}
	}
	return all
}

// stood is articles as they are now, before something is done to them.
func stood(lib Library, articles []annotate.ID) map[annotate.ID]annotate.Article {
	out := map[annotate.ID]annotate.Article{}
	for _, id := range articles {
		if a, err := lib.Article(id); err == nil {
			out[id] = a
		}
	}
	return out
}

// newText is edits that tell the screens that articles have other texts. They are not stored.
// Before is how those stood that are on the screens.
func newText(lib Library, before map[annotate.ID]annotate.Article, articles ...annotate.ID) (edits []annotate.Edit) {
	for _, id := range slices.Compact(slices.Sorted(slices.Values(articles))) {
		after, err := lib.Article(id)
		if err != nil {
			continue // it is gone, as the screens will find
		}
		was, known := before[id]
		if !known {
			was = after
			was.Revision, was.Hash = after.Revision-1, ""
		}
		edits = append(edits, annotate.Edit{Article: &annotate.Replaced[annotate.Article]{Before: &was, After: &after}})
	}
	return edits
}

// cutAnew is what a change replaced of articles that stay and have other sentences since.
func cutAnew(c annotate.Change) map[annotate.ID]annotate.Replaced[annotate.Article] {
	out := map[annotate.ID]annotate.Replaced[annotate.Article]{}
	for _, e := range c.Edits {
		if x := e.Article; x != nil && x.Before != nil && x.After != nil && x.After.Revision != x.Before.Revision {
			out[x.After.ID] = *x
		}
	}
	return out
}

// newer is what the status line says when the report on the screen has another text.
const newer = "this report has a newer text: "

// reopen reads the screens above the library again, at the words where they are: the texts that
// they show have other sentences now. A screen that shows no text stays as it is.
func (m *Model) reopen(cut map[annotate.ID]annotate.Replaced[annotate.Article]) tea.Cmd {
	above, t := slices.Clone(m.screens[1:]), m.theme
	if len(above) == 0 {
		return nil
	}
	var requests []screen.Request
	for _, s := range above {
		requests = append(requests, again(s))
	}
	return m.reread(func() opened {
		for i, r := range requests {
			if r == nil {
				continue
			}
			s, err := m.screenFor(m.follow(r, cut), t)
			if err != nil {
				return opened{err: err}
			}
			above[i] = s
		}
		return opened{screens: above, instead: true, then: func() tea.Cmd {
			if hasNewer(requests[len(requests)-1], cut) {
				said := m.message.Text
				m.message = screen.Say{Text: newer + screen.Shortcut(m.keys.Revisions) + " shows what changed"}
				if said != "" {
					m.message.Text += " · " + said
				}
			}
			return nil
		}}
	})
}

// reread reads screens off the event loop.
func (m *Model) reread(read func() opened) tea.Cmd {
	m.opening = true
	return m.save(job{open: read})
}

// spot is the article and the sentence that a request opens a screen at.
func spot(r screen.Request) (article annotate.ID, sentence int) {
	switch r := r.(type) {
	case screen.Read:
		return r.Article, r.Sentence
	case screen.Beside:
		return r.Base, r.Sentence
	case screen.Matrix:
		return r.Article, r.Sentence
	}
	return 0, 0
}

// hasNewer says whether what a request opens has a newer text, and not only other sentences.
func hasNewer(r screen.Request, cut map[annotate.ID]annotate.Replaced[annotate.Article]) bool {
	article, _ := spot(r)
	x, ok := cut[article]
	return ok && x.After.Revision > x.Before.Revision && x.After.Hash != x.Before.Hash
}

// follow is a request at the words where it was, in the text that the article has now.
func (m *Model) follow(r screen.Request, cut map[annotate.ID]annotate.Replaced[annotate.Article]) screen.Request {
	article, n := spot(r)
	x, ok := cut[article]
	if !ok {
		return r
	}
	before, err := m.lib.Body(article, x.Before.Revision)
	if err != nil {
		return r // it was taken out: the number has to do
	}
	after, err := m.lib.Body(article, x.After.Revision)
	if err != nil {
		return r
	}
	n = sentenceIn(before, after, n)
	switch r := r.(type) {
	case screen.Read:
		r.Sentence = n
		return r
	case screen.Beside:
		r.Sentence = n
		return r
	case screen.Matrix:
		r.Sentence = n
		return r
	}
	return r
}

// sentenceIn is where a sentence of one text is in another: the one of its words, of several the
// nearest; of words that are not there any more as far from the nearest neighbour that is.
func sentenceIn(before, after annotate.Body, n int) int {
	at := map[string][]int{}
	for i, s := range after.Sentences {
		words := after.Text[s.Start:s.End]
		at[words] = append(at[words], i)
	}
	last := max(len(after.Sentences)-1, 0)
	for away := range len(before.Sentences) {
		for _, i := range []int{n - away, n + away} {
			if i < 0 || i >= len(before.Sentences) {
				continue
			}
			s := before.Sentences[i]
			if found := at[before.Text[s.Start:s.End]]; len(found) > 0 {
				return min(max(nearest(found, i)+n-i, 0), last)
			}
		}
	}
	return min(n, last)
}

// nearest is the number that is nearest to n; the first of two.
func nearest(numbers []int, n int) int {
	best := numbers[0]
	for _, x := range numbers {
		if max(x-n, n-x) < max(best-n, n-best) {
			best = x
		}
	}
	return best
}
