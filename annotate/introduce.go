package annotate

import "slices"

// Introduce is what has to be replaced so that a speaker is known among the voices of the
// same story: it comes in as it is, without spellings that are another's. Where a voice has
// its ID, or spells its name, that voice stays, and gets the spellings that nobody has. Ok
// is false where nothing is new.
func Introduce(voices []Speaker, x Speaker) (r Replaced[Speaker], ok bool) {
	isNew := func(spelling string) bool {
		return !slices.ContainsFunc(voices, func(v Speaker) bool { return v.Spells(spelling) })
	}
	i := slices.IndexFunc(voices, func(v Speaker) bool { return v.ID == x.ID })
	if i < 0 {
		i = slices.IndexFunc(voices, func(v Speaker) bool { return v.Spells(x.Name) })
	}
	if i < 0 {
		x.Spellings = slices.DeleteFunc(slices.Clone(x.Spellings), func(s string) bool { return !isNew(s) })
		if len(x.Spellings) == 0 {
			x.Spellings = nil
		}
		return Replaced[Speaker]{After: &x}, true
	}
	before, after := voices[i], voices[i]
	after.Spellings = slices.Clone(before.Spellings)
	for _, spelling := range append([]string{x.Name}, x.Spellings...) {
		if isNew(spelling) {
			after.Spellings = append(after.Spellings, spelling)
		}
	}
	slices.Sort(after.Spellings)
	return Replaced[Speaker]{Before: &before, After: &after}, len(after.Spellings) > len(before.Spellings)
}
