package annotate

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// SpeakersAfter is the speakers of a story after edits.
func SpeakersAfter(speakers []Speaker, of ID, edits []Edit) []Speaker {
	out := slices.Clone(speakers)
	for _, e := range edits {
		if e.Speaker == nil {
			continue
		}
		for _, x := range []*Speaker{e.Speaker.Before, e.Speaker.After} {
			if x != nil {
				out = slices.DeleteFunc(out, func(s Speaker) bool { return s.ID == x.ID })
			}
		}
		if x := e.Speaker.After; x != nil && x.Of == of {
			out = append(out, *x)
		}
	}
	return out
}

// CallSpeaker is the change that makes the names spellings of one speaker: what the readings
// say under any of them is said under the name, and the name is known with all spellings.
// Known is the speakers of the story already, those of which it becomes one. Ok is false
// where that changes nothing, or there is no name. What names the change.
func CallSpeaker(readings []*Reading, known []Speaker, of ID, names []string, name, what string, now time.Time) (c Change, ok bool) {
	name = Line(name)
	if name == "" || len(readings) == 0 {
		return Change{}, false
	}
	one := NewSpeaker(of, name, names...)
	one.ID = freeID(one.ID, known)
	var merged []Speaker
	for _, k := range known {
		if spellsAny(k, append(one.Spellings, name)) {
			merged = append(merged, k)
			one.Spellings = append(append(one.Spellings, k.Name), k.Spellings...)
		}
	}
	if i := slices.IndexFunc(merged, func(s Speaker) bool { return strings.EqualFold(s.Name, name) }); i > 0 {
		merged[0], merged[i] = merged[i], merged[0]
	}
	spellings := NewSpeaker(of, name, one.Spellings...).Spellings
	c = Change{At: Instant(now), By: readings[0].Annotator, What: what}
	if len(readings) == 1 {
		c.Article = readings[0].Article.ID
	}
	one.Spellings = spellings
	for _, r := range readings {
		c.Edits = append(c.Edits, r.renamed(one, now)...)
	}
	for i, k := range merged {
		edit := &Replaced[Speaker]{Before: &k}
		if i == 0 {
			one.ID = k.ID
			edit.After = &one
		}
		if i > 0 || !sameSpeaker(k, one) {
			c.Edits = append(c.Edits, Edit{Speaker: edit})
		}
	}
	if len(merged) == 0 && len(one.Spellings) > 0 { // a name by itself needs no record
		c.Edits = append(c.Edits, Edit{Speaker: &Replaced[Speaker]{After: &one}})
	}
	return c, len(c.Edits) > 0
}

// PartSpeaker is the change that makes a spelling a speaker of its own again, apart from
// the one of that name, in whatever case either is written. What is said under the name
// stays. Ok is false where the two are not one, or the spelling is the speaker's name.
func PartSpeaker(known []Speaker, of ID, name, spelling, by string, now time.Time) (c Change, ok bool) {
	name, spelling = Line(name), Line(spelling)
	if name == "" || spelling == "" || strings.EqualFold(name, spelling) {
		return Change{}, false
	}
	c = Change{At: Instant(now), By: by, What: fmt.Sprintf("speaker %s: is not %s", spelling, name)}
	i := slices.IndexFunc(known, func(s Speaker) bool { return s.Spells(name) })
	for k := range known {
		if k != i && known[k].Spells(spelling) || strings.EqualFold(known[k].Name, spelling) {
			return Change{}, false // they are apart, or it is the name
		}
	}
	if i < 0 { // else the likeness of the two would make them one again
		rest := NewSpeaker(of, name)
		rest.ID = freeID(rest.ID, known)
		known = append(slices.Clone(known), rest)
		c.Edits = append(c.Edits, Edit{Speaker: &Replaced[Speaker]{After: &rest}})
	} else if before := known[i]; before.Spells(spelling) {
		after := before
		after.Spellings = slices.DeleteFunc(slices.Clone(before.Spellings), func(s string) bool { return strings.EqualFold(s, spelling) })
		if len(after.Spellings) == 0 {
			after.Spellings = nil
		}
		c.Edits = append(c.Edits, Edit{Speaker: &Replaced[Speaker]{Before: &before, After: &after}})
	}
	apart := NewSpeaker(of, spelling)
	apart.ID = freeID(apart.ID, known)
	c.Edits = append(c.Edits, Edit{Speaker: &Replaced[Speaker]{After: &apart}})
	return c, true
}

// renamed is the edits with which all that is said under a spelling of the speaker is said
// under the name.
func (r *Reading) renamed(one Speaker, now time.Time) (out []Edit) {
	for _, a := range r.Annotations() {
		if a.Speaker == "" || a.Speaker == one.Name || !one.Spells(a.Speaker) {
			continue
		}
		after := a
		after.Speaker = one.Name
		if after.Updated = Instant(now); !after.Updated.After(a.Updated) {
			after.Updated = a.Updated
		}
		out = append(out, Edit{Annotation: &Replaced[Annotation]{Before: &a, After: &after}})
	}
	return out
}

func spellsAny(s Speaker, names []string) bool { return slices.ContainsFunc(names, s.Spells) }

func sameSpeaker(a, b Speaker) bool {
	return a.Name == b.Name && slices.Equal(a.Spellings, b.Spellings)
}

// freeID is the ID, or the next after it that no speaker has: who is renamed keeps the ID.
func freeID(id ID, known []Speaker) ID {
	for slices.ContainsFunc(known, func(s Speaker) bool { return s.ID == id }) {
		id = id.Next()
	}
	return id
}
