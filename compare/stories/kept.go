package stories

import (
	"encoding/json"
	"slices"

	"rashomon/annotate"
)

// Kept and Dropped are the names under which a library keeps what was suggested last, and what
// is not to be suggested again.
const (
	Kept    = "suggested stories"
	Dropped = "reports not to suggest"
)

// Suggested is what is suggested of a library.
type Suggested struct {
	All     []Together    // the latest last
	Dropped []annotate.ID // are not to be suggested again, the latest last
}

// mostKept is how many articles are kept, and of the dropped ones as many: what a library has
// to read whenever it is opened.
const mostKept = 20_000

// Recall is what a library keeps of suggestions: of a newer program's, nothing. Kept is as of a
// store.
func Recall(kept func(name string) ([]byte, error)) (s Suggested, err error) {
	if err := recall(kept, Kept, &s.All); err != nil {
		return s, err
	}
	return s, recall(kept, Dropped, &s.Dropped)
}

func recall[T any](kept func(string) ([]byte, error), name string, into *[]T) error {
	value, err := kept(name)
	if err == nil && len(value) > 0 && json.Unmarshal(value, into) != nil {
		*into = nil
	}
	return err
}

// KeptValue is what is to be kept of suggestions: the last of them, as many as may be kept.
func KeptValue(all []Together) []byte {
	articles := 0
	for i, t := range slices.Backward(all) {
		if articles += len(t.Articles); articles > mostKept {
			all = all[i+1:]
			break
		}
	}
	return value(all)
}

// DroppedValue is what is to be kept of articles that were dropped: the latest of them.
func DroppedValue(dropped []annotate.ID) []byte {
	return value(dropped[max(len(dropped)-mostKept, 0):])
}

// value is nothing for an empty list.
func value[T any](list []T) []byte {
	if len(list) == 0 {
		return nil
	}
	out, err := json.Marshal(list)
	if err != nil { // no ID fails to be written
		return nil
	}
	return out
}

// Standing is what a library leaves standing of suggestions: those of at least two articles that
// are there, in no story and not dropped, or of one for a story that is there.
func (s Suggested) Standing(rows []annotate.Row, all []annotate.Story) []Together {
	loose := make(map[annotate.ID]bool)
	for _, t := range s.All {
		for _, id := range t.Articles {
			loose[id] = false
		}
	}
	for i := range rows {
		if _, suggested := loose[rows[i].ID]; suggested {
			loose[rows[i].ID] = rows[i].Story == 0
		}
	}
	for _, id := range s.Dropped {
		delete(loose, id)
	}
	there := make(map[annotate.ID]bool, len(all))
	for i := range all {
		there[all[i].ID] = true
	}
	var out []Together
	for _, t := range s.All {
		left := Together{Story: t.Story}
		for _, id := range t.Articles {
			if loose[id] {
				left.Articles = append(left.Articles, id)
			}
		}
		if t.Story != 0 && there[t.Story] && len(left.Articles) > 0 || t.Story == 0 && len(left.Articles) > 1 {
			out = append(out, left)
		}
	}
	return out
}

// With is the suggestions with others that were found since, behind them; what shares an article
// with one that was there, or its story, joins that.
func (s Suggested) With(found []Together) Suggested {
	of := map[annotate.ID]int{} // the suggestion of an article, or that for a story
	for i, t := range s.All {
		of[t.Story] = i
		for _, id := range t.Articles {
			of[id] = i
		}
	}
	delete(of, 0)
	all := slices.Clone(s.All)
	for _, t := range found {
		i, known := of[t.Story]
		for _, id := range t.Articles {
			if !known {
				i, known = of[id]
			}
		}
		if !known {
			all = append(all, t)
			continue
		}
		all[i].Articles = slices.Clone(all[i].Articles)
		for _, id := range t.Articles {
			if _, held := of[id]; !held {
				of[id] = i
				all[i].Articles = append(all[i].Articles, id)
			}
		}
	}
	s.All = all
	return s
}
