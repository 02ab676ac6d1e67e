package jsonl

import (
	"fmt"
	"slices"

	"rashomon/annotate"
)

func (t *taking) speaker(rec Record, x annotate.Speaker) error {
	c := &t.out.Outcome.Speakers
	of, err := t.speaksIn(x.Of, rec.Hash)
	if err != nil {
		return err
	}
	if of == 0 {
		c.Refused++
		t.refuse(rec, "speaker", fmt.Errorf("speaker %s: %w", x.ID, ErrNoStory))
		return nil
	}
	if of != x.Of {
		x = annotate.NewSpeaker(of, x.Name, x.Spellings...)
	}
	voices, known := t.voices[of]
	if !known {
		if voices, err = t.held.Speakers(of); err != nil {
			return err
		}
	}
	r, isNew := annotate.Introduce(voices, x)
	switch {
	case isNew && r.Before == nil:
		c.Added++
	case isNew:
		c.Changed++
	case slices.ContainsFunc(voices, func(v annotate.Speaker) bool {
		return v.ID == x.ID && v.Name == x.Name && slices.Equal(v.Spellings, x.Spellings)
	}):
		c.Same++
	default:
		c.Kept++
	}
	if isNew {
		edit := annotate.Edit{Speaker: &r}
		t.out.Speakers = append(t.out.Speakers, edit)
		voices = annotate.SpeakersAfter(voices, of, []annotate.Edit{edit})
	}
	t.voices[of] = voices
	return nil
}

// speaksIn is the story or the article here that a file calls of: its ID, or that of the
// article with the text of the hash; zero where there is none.
func (t *taking) speaksIn(of annotate.ID, hash string) (annotate.ID, error) {
	if hash == "" {
		_, have, err := t.held.Story(of)
		if err != nil || have || t.names["story "+of.String()] {
			return of, err
		}
		return 0, nil
	}
	if _, have, err := t.current(of); err != nil || have {
		return of, err
	}
	if id, ok := t.hashes[hash]; ok {
		return id, nil
	}
	a, have, err := t.held.ByHash(hash)
	if err != nil || !have {
		return 0, err
	}
	return a.ID, nil
}
