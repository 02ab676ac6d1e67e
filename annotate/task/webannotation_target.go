package task

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"rashomon/annotate"
)

// readTarget takes the source and the two selectors; the rest is kept.
func (l *webLine) readTarget(v []byte) error {
	if kind(v) != "object" {
		return errNoQuote
	}
	kept := map[string]json.RawMessage{}
	err := members(v, func(key string, v []byte) (err error) {
		switch {
		case key == "source" && kind(v) == "string":
			var source string
			source, err = unquote(v)
			l.task.Article = articleOf(source)
		case key == "source" && kind(v) == "object":
			kept[key] = slices.Clone(v)
			err = members(v, func(key string, v []byte) (err error) {
				if key == "id" {
					var source string
					source, err = textOf(key, v)
					l.task.Article = articleOf(source)
				}
				return err
			})
		case key == "selector":
			err = oneOrMore(v, func(v []byte) error { return l.readSelector(v, kept) })
		default:
			kept[key] = slices.Clone(v)
		}
		return err
	})
	if err == nil && len(kept) > 0 {
		l.extra["target"] = objectOf(kept)
	}
	return err
}

func articleOf(source string) annotate.Article {
	if hash, ok := strings.CutPrefix(source, webSource); ok {
		return annotate.Article{Hash: strings.ToLower(hash)}
	}
	return annotate.Article{URL: annotate.Line(source)}
}

func (l *webLine) readSelector(v []byte, kept map[string]json.RawMessage) error {
	if kind(v) != "object" {
		keepOne(kept, "selector", v)
		return nil
	}
	switch typeOf(v) {
	case "TextQuoteSelector":
		return members(v, func(key string, v []byte) (err error) {
			switch key {
			case "exact":
				l.task.Text, err = textOf(key, v)
			case "prefix":
				l.task.Prefix, err = textOf(key, v)
			case "suffix":
				l.task.Suffix, err = textOf(key, v)
			}
			return err
		})
	case "TextPositionSelector":
		return members(v, func(key string, v []byte) (err error) {
			if key == "start" || key == "end" {
				err = l.position.read(key, v)
			}
			return err
		})
	}
	keepOne(kept, "selector", v)
	return nil
}

// place holds the position against the words.
func (l *webLine) place() error {
	p := l.position
	l.task.Before, l.task.After = l.task.Prefix, l.task.Suffix
	if !p.hasStart && !p.hasEnd {
		return nil // the words alone can find the place
	}
	runes, units := utf8.RuneCountInString(l.task.Text), len(utf16.Encode([]rune(l.task.Text)))
	switch n := p.end - p.start; {
	case !p.hasStart || !p.hasEnd:
		return errNoOffsets
	case p.start < 0:
		return errNegative
	case n <= 0:
		return errBackwards
	case n != runes && n != units: // some count what JavaScript counts
		return fmt.Errorf("its position is %d code points long and its words are %d: one of them is wrong", n, runes)
	}
	l.task.StartRune = p.start
	return nil
}
