package speakers

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/annotate/speaker"
	"rashomon/ui/screen"
)

// grouping is which spellings are one speaker's. Of thousands of names that takes longer than
// a key press may: it is worked out in the background, and what is said is only counted.
type grouping struct {
	groups  []speaker.Group // as they were worked out last
	has     map[string]bool // names that are in the groups, or will be when those under way come
	times   map[string]int  // sentences of the texts that have a name
	found   []speaker.Name  // in the texts
	read    bool            // the texts were
	working bool            // groups are being worked out
	due     bool            // and must be once more after that
	stale   bool            // the voices are to be counted again
	cancel  context.CancelFunc
}

// grouped is the message that groups were worked out.
type grouped struct {
	by     *Screen
	found  []speaker.Name
	groups []speaker.Group
}

// group asks for the groups, off the event loop: those that are worked out already come first.
func (s *Screen) group() []screen.Request {
	if s.working {
		s.due = true
		return nil
	}
	ctx, cancel := context.WithCancel(context.Background())
	s.cancel, s.working, s.due = cancel, true, false
	_, said := s.places()
	names, known, found, read := named(said, s.known, nil), s.known, s.found, s.read
	for _, n := range names {
		s.has[n] = true
	}
	texts := make([]annotate.Arrival, len(s.readings))
	for i, r := range s.readings {
		texts[i] = annotate.Arrival{Article: r.Article, Body: r.Body}
	}
	return []screen.Request{screen.Do{Cmd: func() tea.Msg {
		defer cancel()
		if !read {
			found = namesIn(ctx, texts)
		}
		if ctx.Err() != nil {
			return nil
		}
		return grouped{s, found, speaker.Variants(named(names, nil, found), known)}
	}}}
}

// take takes groups over, and asks for them again where they are out of date already.
func (s *Screen) take(msg grouped) []screen.Request {
	if msg.by != s {
		return nil
	}
	s.found, s.read, s.groups, s.working, s.stale = msg.found, true, msg.groups, false, true
	s.times = map[string]int{}
	for _, n := range s.found {
		s.times[n.Text], s.has[n.Text] = n.Times, true
	}
	if s.due {
		return s.group()
	}
	return nil
}

// namesIn is the names in texts, with the sentences in which they stand counted together.
func namesIn(ctx context.Context, texts []annotate.Arrival) (out []speaker.Name) {
	at := map[string]int{}
	for _, x := range texts {
		if ctx.Err() != nil {
			return nil
		}
		for _, n := range speaker.Names(x.Body.Text, x.Article.Language, x.Body.Sentences) {
			if i, ok := at[n.Text]; ok {
				out[i].Times += n.Times
				continue
			}
			at[n.Text] = len(out)
			out = append(out, n)
		}
	}
	return out
}

// named is the names that something is said under, then those that are known, then those
// found in the texts, each once.
func named(said []string, known []annotate.Speaker, found []speaker.Name) (out []string) {
	had := map[string]bool{}
	add := func(n string) {
		if !had[n] {
			had[n] = true
			out = append(out, n)
		}
	}
	for _, n := range said {
		add(n)
	}
	for _, k := range known {
		add(k.Name)
		for _, n := range k.Spellings {
			add(n)
		}
	}
	for _, n := range found {
		add(n.Text)
	}
	return out
}

// present is the groups to show. While others are worked out, a name is the speaker's who is
// known to spell it; else it stays with those it was with, and a new one stands alone.
func (s *Screen) present(said []string) (out []speaker.Group) {
	if !s.working {
		return s.groups
	}
	of := map[string]int{}
	for i, k := range s.known {
		out = append(out, speaker.Group{Name: k.Name, Known: true})
		for _, n := range append([]string{k.Name}, k.Spellings...) {
			of[strings.ToLower(n)] = i
		}
	}
	had := map[string]bool{}
	put := func(n string, rest int) int {
		had[n] = true
		i, known := of[strings.ToLower(annotate.Line(n))]
		switch {
		case known:
		case rest >= 0:
			i = rest
		default:
			i, rest = len(out), len(out)
			out = append(out, speaker.Group{Name: n})
		}
		out[i].Spellings = append(out[i].Spellings, n)
		return rest
	}
	for _, g := range s.groups {
		rest := -1
		if i, ok := of[strings.ToLower(g.Name)]; ok && g.Known {
			rest = i
		}
		for _, n := range g.Spellings {
			rest = put(n, rest)
		}
	}
	for _, n := range said {
		if !had[n] {
			put(n, -1)
		}
	}
	return out
}
