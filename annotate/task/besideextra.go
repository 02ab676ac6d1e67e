package task

import (
	"encoding/json"
	"maps"

	"rashomon/annotate"
)

// What another program's file says besides of one label of words, an entity's id for one, stands in the
// Extra of the annotation by that label, under a key that the format has for labels itself: so it is
// none of the keys that the line has besides, which stand in Extra of all that was said in it.

// keysOfLabel is what stands in Extra of a label.
func keysOfLabel(extra, format, key, label string) map[string]json.RawMessage {
	if extra == "" {
		return nil
	}
	return partOf(partOf(annotate.ExtraOf(extra, format), key), label)
}

// withLabel is an Extra that has only these keys, of a label.
func withLabel(format, key, label string, keys map[string]json.RawMessage) (string, error) {
	if len(keys) == 0 {
		return "", nil
	}
	labels := map[string]json.RawMessage{label: objectOf(keys)}
	return annotate.WithExtra("", format, map[string]json.RawMessage{key: objectOf(labels)})
}

// joinExtra is an Extra with the keys of another, which is of one format. What both have is as the other
// has it, but for keys of labels: there each keeps the labels that only it has.
func joinExtra(extra, more, format string) string {
	keys, had := annotate.ExtraOf(more, format), annotate.ExtraOf(extra, format)
	joined := maps.Clone(had)
	if joined == nil {
		joined = map[string]json.RawMessage{}
	}
	for key, v := range keys {
		if key == spansKey || key == entitiesKey {
			labels := partOf(had, key)
			if labels == nil {
				labels = map[string]json.RawMessage{}
			}
			maps.Copy(labels, partOf(keys, key))
			v = objectOf(labels)
		}
		joined[key] = v
	}
	if maps.EqualFunc(joined, had, func(a, b json.RawMessage) bool { return string(a) == string(b) }) {
		return extra // as it was written
	}
	out, err := annotate.WithExtra(extra, format, joined)
	if err != nil {
		return extra
	}
	return out
}

// related is a list of another program's without the relations of which an end is not among the ids, and
// how many these are: of a part of a text the rest is elsewhere.
func related(list json.RawMessage, ids map[string]bool) (left json.RawMessage, dropped int) {
	if len(list) == 0 || !json.Valid(list) || kind(list) != "array" {
		return list, 0
	}
	var o object
	o.raw('[')
	_ = elements(list, func(_ int, v []byte) error { // the function returns no error
		from, to := endsOf(v)
		if from != nil && to != nil && !(ids[string(from)] && ids[string(to)]) {
			dropped++
			return nil
		}
		o.next()
		o.foreign(v)
		return nil
	})
	o.raw(']')
	return o.line, dropped
}

// endsOf is the ids between which a relation is; nil where a value is none.
func endsOf(v []byte) (from, to []byte) {
	if kind(v) != "object" {
		return nil, nil
	}
	_ = members(v, func(key string, v []byte) error { // it was checked
		switch key {
		case "from_id":
			from = v
		case "to_id":
			to = v
		}
		return nil
	})
	return from, to
}
