package annotate

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// MostExtra is the bytes that Extra of an article or an annotation may have.
const MostExtra = 64 << 10

// CheckExtra says what is wrong with an Extra: it is a compact JSON object of objects, or empty.
func CheckExtra(extra string) error {
	if extra == "" {
		return nil
	}
	var all map[string]map[string]json.RawMessage
	var compact bytes.Buffer
	switch {
	case len(extra) > MostExtra:
		return fmt.Errorf("longer than %d bytes", MostExtra)
	case json.Unmarshal([]byte(extra), &all) != nil || len(all) == 0:
		return errors.New("no JSON object of objects")
	case json.Compact(&compact, []byte(extra)) != nil || compact.String() != extra:
		return errors.New("JSON with white space")
	}
	return nil
}

// ExtraOf is what a format's file said besides, by its keys; nil where it said nothing.
func ExtraOf(extra, format string) map[string]json.RawMessage {
	var all map[string]map[string]json.RawMessage
	if extra == "" || json.Unmarshal([]byte(extra), &all) != nil {
		return nil
	}
	return all[format]
}

// WithExtra is an Extra with what a format's file says besides, in the place of what it said
// before; of no keys that goes. Keys come in the order of the alphabet.
func WithExtra(extra, format string, keys map[string]json.RawMessage) (string, error) {
	all := map[string]map[string]json.RawMessage{}
	if extra != "" {
		if err := json.Unmarshal([]byte(extra), &all); err != nil {
			return "", err
		}
	}
	if all[format] = keys; len(keys) == 0 {
		delete(all, format)
	}
	if len(all) == 0 {
		return "", nil
	}
	var out bytes.Buffer
	sep := byte('{')
	for _, name := range slices.Sorted(maps.Keys(all)) {
		out.WriteByte(sep)
		sep = ','
		if err := writeObject(&out, name, all[name]); err != nil {
			return "", err
		}
	}
	out.WriteByte('}')
	return out.String(), CheckExtra(out.String())
}

// writeObject writes a name and its object, without making any of the values other than it is.
func writeObject(out *bytes.Buffer, name string, keys map[string]json.RawMessage) error {
	writeKey(out, name)
	sep := byte('{')
	for _, k := range slices.Sorted(maps.Keys(keys)) {
		out.WriteByte(sep)
		sep = ','
		writeKey(out, k)
		if err := json.Compact(out, keys[k]); err != nil {
			return fmt.Errorf("%.40q: %w", k, err)
		}
	}
	if sep == '{' {
		out.WriteByte('{')
	}
	out.WriteByte('}')
	return nil
}

func writeKey(out *bytes.Buffer, name string) {
	key, _ := json.Marshal(name) // a string always has its JSON
	out.Write(key)
	out.WriteByte(':')
}
