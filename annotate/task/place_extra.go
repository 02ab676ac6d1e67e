package task

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"rashomon/annotate"
)

// attach gives the keys of a task that mean nothing here to one of its annotations, but for those
// that the library has already: an export writes what several annotations carry into one line.
func (p *Placing) attach(t Task, v *view, all []annotate.Annotation, out *placed) {
	if len(t.Extra) == 0 {
		return
	}
	known := []map[string]json.RawMessage{annotate.ExtraOf(v.article.Extra, p.o.Format)}
	for _, y := range all {
		known = append(known, annotate.ExtraOf(y.Extra, p.o.Format), annotate.ExtraOf(v.said[seatOf(y)].Extra, p.o.Format))
	}
	keys := maps.Clone(t.Extra)
	maps.DeleteFunc(keys, func(key string, value json.RawMessage) bool {
		return slices.ContainsFunc(known, func(k map[string]json.RawMessage) bool { return k[key] != nil && equalJSON(k[key], value) })
	})
	switch {
	case len(keys) == 0:
		return
	case len(all) == 0:
		p.keyless++
		return
	}
	x := &all[max(slices.IndexFunc(all, func(y annotate.Annotation) bool { return y.Sentence >= 0 }), 0)]
	held, have := v.said[seatOf(*x)]
	before := x.Extra
	var left []string
	if x.Extra, left = p.withKeys(x.Extra, keys); len(left) > 0 {
		out.refuse(t.Line, leftOut(left))
	}
	if have && says(held, *x) && x.Extra != before {
		x.Updated = p.keysAt(held, keys)
	}
}

func leftOut(keys []string) error {
	return fmt.Errorf("keys that mean nothing here and are too long, or cannot be kept, are left out: %.200s", strings.Join(keys, ", "))
}

// keysAt is when keys were added to an annotation that says what it said: later, unless they say
// something else than those that it has.
func (p *Placing) keysAt(held annotate.Annotation, keys map[string]json.RawMessage) time.Time {
	has := annotate.ExtraOf(held.Extra, p.o.Format)
	for key := range keys {
		if has[key] != nil {
			return annotate.Instant(p.o.At)
		}
	}
	return latest(annotate.Instant(p.o.At), held.Updated.Add(time.Millisecond))
}

// withKeys is an Extra with more keys, as many as there is room for, the shortest first. Left is
// those that cannot be kept.
func (p *Placing) withKeys(extra string, keys map[string]json.RawMessage) (_ string, left []string) {
	all := maps.Clone(annotate.ExtraOf(extra, p.o.Format))
	if all == nil {
		all = map[string]json.RawMessage{}
	}
	maps.Copy(all, keys)
	if out, err := annotate.WithExtra(extra, p.o.Format, all); err == nil && checkExtra(out) == nil {
		return out, nil
	}
	names := slices.SortedFunc(maps.Keys(keys), func(a, b string) int {
		return cmp.Or(len(keys[a])-len(keys[b]), strings.Compare(a, b))
	})
	room := annotate.MostExtra - len(extra) - len(p.o.Format) - 8
	for _, name := range names {
		one, err := annotate.WithExtra("", p.o.Format, map[string]json.RawMessage{name: keys[name]})
		if room -= len(one); err != nil || checkExtra(one) != nil || room < 0 {
			room += len(one)
			left = append(left, p.line(name))
			delete(all, name)
		}
	}
	out, err := annotate.WithExtra(extra, p.o.Format, all)
	if err != nil || checkExtra(out) != nil {
		return extra, names
	}
	return out, left
}

// equalJSON says whether two values are the same but for white space.
func equalJSON(a, b json.RawMessage) bool {
	if bytes.Equal(a, b) {
		return true
	}
	var x, y bytes.Buffer
	return json.Compact(&x, a) == nil && json.Compact(&y, b) == nil && bytes.Equal(x.Bytes(), y.Bytes())
}
