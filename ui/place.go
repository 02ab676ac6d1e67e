package ui

import (
	"cmp"
	"fmt"
	"slices"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

// place is the job that puts articles into stories, all as one change.
func (m *Model) place(places ...screen.Place) func(Library) (annotate.Change, error) {
	return func(lib Library) (annotate.Change, error) {
		p, err := newPlacing(lib)
		if err != nil {
			return annotate.Change{}, err
		}
		for _, r := range places {
			if err := p.place(r); err != nil {
				return annotate.Change{}, err
			}
		}
		gone, err := p.clear()
		if err != nil {
			return annotate.Change{}, err
		}
		c := m.change(p.what + gone)
		if len(places) > 1 {
			c.What = fmt.Sprintf("%s in %s%s", screen.Count(p.articles, "report", "reports"), screen.Count(len(places), "story", "stories"), gone)
		}
		c.Edits = p.edits()
		return apply(lib, c)
	}
}

// placing is a change in the making that puts articles into stories.
type placing struct {
	lib      Library
	stories  map[annotate.ID]annotate.Story
	titled   map[string]annotate.Story     // the first of that title
	left     []annotate.ID                 // stories that articles went out of, each once
	went     map[annotate.ID][]annotate.ID // where they went
	more     map[annotate.ID]int           // how many articles more a story has now, or less
	articles int
	what     string // it did last

	made, gone []annotate.Story
	moved      []annotate.Replaced[annotate.Article]
	voices     map[annotate.ID][]annotate.Speaker // of the stories and articles that were asked for
	spoken     []annotate.Edit                    // of speakers
}

func newPlacing(lib Library) (*placing, error) {
	all, err := lib.Stories()
	if err != nil {
		return nil, err
	}
	p := &placing{
		lib: lib, stories: map[annotate.ID]annotate.Story{}, titled: map[string]annotate.Story{}, more: map[annotate.ID]int{},
		went: map[annotate.ID][]annotate.ID{}, voices: map[annotate.ID][]annotate.Speaker{},
	}
	for _, s := range all {
		p.add(s)
	}
	return p, nil
}

func (p *placing) add(s annotate.Story) {
	p.stories[s.ID] = s
	if _, taken := p.titled[s.Title]; !taken {
		p.titled[s.Title] = s
	}
}

func (p *placing) place(r screen.Place) error {
	story, err := p.story(r)
	if err != nil {
		return err
	}
	p.articles += len(r.Articles)
	p.what = screen.Count(len(r.Articles), "report", "reports") + " in no story"
	if story.ID != 0 {
		p.what = fmt.Sprintf("%s in the story %q", screen.Count(len(r.Articles), "report", "reports"), story.Title)
	}
	for _, id := range r.Articles {
		before, err := p.lib.Article(id)
		if err != nil {
			return err
		}
		after := before
		if after.Story = story.ID; after == before {
			continue
		}
		p.leave(before.Story, after.Story)
		if before.Story == 0 {
			if err := p.carry(id, after.Story); err != nil {
				return err
			}
		}
		p.more[after.Story]++
		p.moved = append(p.moved, annotate.Replaced[annotate.Article]{Before: &before, After: &after})
	}
	return nil
}

// leave counts an article that goes out of a story, to another or to none.
func (p *placing) leave(story, to annotate.ID) {
	p.went[story] = append(p.went[story], to)
	if _, known := p.more[story]; !known && story != 0 {
		p.left = append(p.left, story)
	}
	p.more[story]--
}

// story is the story to put articles into, made if need be; none for an empty title.
func (p *placing) story(r screen.Place) (annotate.Story, error) {
	if r.In != 0 {
		if s, there := p.stories[r.In]; there {
			return s, nil
		}
		return annotate.Story{}, fmt.Errorf("the story %q is not there any more", r.Story)
	}
	title := annotate.Line(r.Story)
	if title == "" {
		return annotate.Story{}, nil
	}
	made := annotate.NewStory(title)
	for n := 2; ; n++ {
		s, taken := p.titled[made.Title]
		if !taken {
			break
		}
		if !r.New {
			return s, nil
		}
		made = annotate.NewStory(fmt.Sprintf("%s (%d)", title, n))
	}
	for p.stories[made.ID].ID != 0 { // of a story that was renamed since
		made.ID = made.ID.Next()
	}
	p.add(made)
	p.made = append(p.made, made)
	return made, nil
}

// clear takes away the stories that have no articles any more, and says so.
func (p *placing) clear() (string, error) {
	for _, id := range p.left {
		had, err := p.lib.StoryArticles(id)
		if err != nil {
			return "", err
		}
		if len(had)+p.more[id] > 0 {
			continue
		}
		p.gone = append(p.gone, p.stories[id])
		if err := p.carry(id, oneOf(p.went[id])); err != nil {
			return "", err
		}
	}
	switch len(p.gone) {
	case 0:
		return "", nil
	case 1:
		return fmt.Sprintf(", the empty story %q is gone", p.gone[0].Title), nil
	}
	return fmt.Sprintf(", %s empty stories are gone", screen.Number(len(p.gone))), nil
}

// oneOf is the only ID there is, however often; zero where there are several.
func oneOf(ids []annotate.ID) annotate.ID {
	if ids = slices.Compact(slices.Sorted(slices.Values(ids))); len(ids) == 1 {
		return ids[0]
	}
	return 0
}

// carry takes the speakers of a story that goes, or of an article that comes into a story,
// along to a story; to none they just go.
func (p *placing) carry(from, to annotate.ID) error {
	moving, err := p.speakers(from)
	if err != nil {
		return err
	}
	there, err := p.speakers(to)
	if err != nil {
		return err
	}
	for _, x := range moving {
		p.spoken = append(p.spoken, annotate.Edit{Speaker: &annotate.Replaced[annotate.Speaker]{Before: &x}})
		r, isNew := annotate.Introduce(there, annotate.NewSpeaker(to, x.Name, x.Spellings...))
		if to == 0 || !isNew {
			continue
		}
		edit := annotate.Edit{Speaker: &r}
		p.spoken = append(p.spoken, edit)
		there = annotate.SpeakersAfter(there, to, []annotate.Edit{edit})
	}
	p.voices[from], p.voices[to] = nil, there
	return nil
}

// speakers is those of a story or an article as they are by now.
func (p *placing) speakers(of annotate.ID) (all []annotate.Speaker, err error) {
	all, known := p.voices[of]
	if !known && of != 0 {
		all, err = p.lib.Speakers(of)
		p.voices[of] = all
	}
	return all, err
}

// edits is all that is to be done, in an order in which the store can do it, which is that
// of its keys besides: that takes a fraction of the time where there is much.
func (p *placing) edits() (out []annotate.Edit) {
	slices.SortFunc(p.made, func(a, b annotate.Story) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(p.moved, func(a, b annotate.Replaced[annotate.Article]) int {
		return cmp.Or(cmp.Compare(a.After.Story, b.After.Story), cmp.Compare(a.After.ID, b.After.ID))
	})
	for i := range p.made {
		out = append(out, annotate.Edit{Story: &annotate.Replaced[annotate.Story]{After: &p.made[i]}})
	}
	for i := range p.moved {
		out = append(out, annotate.Edit{Article: &p.moved[i]})
	}
	out = append(out, p.spoken...)
	for i := range p.gone {
		out = append(out, annotate.Edit{Story: &annotate.Replaced[annotate.Story]{Before: &p.gone[i]}})
	}
	return out
}
