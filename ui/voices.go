package ui

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"rashomon/annotate"
)

// voices is the speakers of the stories that were opened, as the library knows them: read
// off the event loop with the articles, asked for on it when somebody names a speaker.
type voices struct {
	mu    sync.Mutex
	known map[annotate.ID][]annotate.Speaker // by story, or by article where it is in none
	used  map[annotate.ID][]string           // names under which something was said when it was first opened, the last one first
	edits int                                // how often they were edited: what was read before that is old
}

func newVoices() *voices {
	return &voices{known: map[annotate.ID][]annotate.Speaker{}, used: map[annotate.ID][]string{}}
}

// hear reads the speakers of a story.
func (v *voices) hear(lib Library, of annotate.ID) error {
	v.mu.Lock()
	edits := v.edits
	v.mu.Unlock()
	known, err := lib.Speakers(of)
	if err != nil {
		return err
	}
	v.mu.Lock()
	if _, there := v.known[of]; edits == v.edits || !there {
		v.known[of] = known
	}
	_, heard := v.used[of]
	v.mu.Unlock()
	if heard { // what was said since is known to whoever said it
		return nil
	}
	used, err := namesUsed(lib, of)
	if err != nil {
		return err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.used[of] = used
	return nil
}

// namesUsed is the names under which anybody says something in a story, or in an article
// that is in none, the last one first.
func namesUsed(lib Library, of annotate.ID) (names []string, err error) {
	articles, err := lib.StoryArticles(of)
	if err != nil {
		return nil, err
	}
	if len(articles) == 0 {
		articles = []annotate.ID{of}
	}
	last := map[string]time.Time{}
	for _, id := range articles {
		said, err := lib.Annotations(id)
		if err != nil {
			return nil, err
		}
		for _, a := range said {
			if had, ok := last[a.Speaker]; a.Speaker != "" && (!ok || a.Updated.After(had)) {
				last[a.Speaker] = a.Updated
			}
		}
	}
	return slices.SortedFunc(maps.Keys(last), func(a, b string) int {
		return cmp.Or(last[b].Compare(last[a]), strings.Compare(a, b))
	}), nil
}

// usedIn is the names used before in a story that was opened.
func (v *voices) usedIn(story annotate.ID) []string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.used[story]
}

// of is the speakers of a story that was opened.
func (v *voices) of(story annotate.ID) []annotate.Speaker {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.known[story]
}

// edited makes edits of speakers.
func (v *voices) edited(edits []annotate.Edit) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, e := range edits {
		if e.Speaker == nil {
			continue
		}
		v.edits++
		if x := e.Speaker.Before; x != nil {
			v.known[x.Of] = slices.DeleteFunc(slices.Clone(v.known[x.Of]), func(s annotate.Speaker) bool { return s.ID == x.ID })
		}
		if x := e.Speaker.After; x != nil {
			v.known[x.Of] = append(slices.Clone(v.known[x.Of]), *x)
		}
	}
}
