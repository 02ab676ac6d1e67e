package task

import (
	"encoding/json"
	"slices"
	"strings"
)

// readSmall reads a task of the smaller export: data in the task itself, and one annotation, each
// control's results under its name.
func (l *lsTask) readSmall(value []byte) error {
	s := lsSaid{extra: map[string]json.RawMessage{}}
	var results object
	results.raw('[')
	answered := false
	err := members(value, func(key string, v []byte) (err error) {
		switch {
		case key == "annotation_id", key == "created_at", key == "updated_at", key == "lead_time":
			answered = true
			return s.key(key, v)
		case key == "annotator" && kind(v) == "number":
			return s.key("completed_by", v)
		case results.small(key, v):
			answered = true
		default:
			err = l.dataKey(key, v)
		}
		return err
	})
	if err != nil {
		return err
	}
	results.raw(']')
	if s.results = results.line; answered {
		l.annotations = []lsSaid{s}
	}
	return l.findText(value)
}

// small writes the results that stand under a control's name as the full export has them, and
// says whether they are such. A single choice is a text, as is much else: it is taken for one
// where the control has a name that controls for choices have.
func (o *object) small(control string, v []byte) bool {
	one := func(kind string, value []byte) {
		o.next()
		o.raw('{')
		o.text("id", "")
		o.text("from_name", control)
		o.text("type", kind)
		o.key("value")
		o.foreign(value)
		o.closed()
	}
	base, _, _ := strings.Cut(control, "-")
	switch kind(v) {
	case "object":
		if hasKey(v, "choices") {
			one("choices", v)
			return true
		}
	case "string":
		if slices.Contains([]string{kindControl, "choice", "class", "label", "sentiment"}, base) {
			one("choices", slices.Concat([]byte(`{"choices":[`), v, []byte("]}")))
			return true
		}
	case "array":
		regions := false
		_ = elements(v, func(_ int, v []byte) error { // the function returns no error
			regions = kind(v) == "object" && hasKey(v, "start") && hasKey(v, "end") && (hasKey(v, "labels") || hasKey(v, "choices"))
			if regions && hasKey(v, "labels") {
				one("labels", v)
			} else if regions {
				one("choices", v)
			}
			return nil
		})
		return regions
	}
	return false
}

func hasKey(object []byte, key string) (has bool) {
	_ = members(object, func(k string, _ []byte) error { // it was checked
		has = has || k == key
		return nil
	})
	return has
}
