package ingest

import (
	"errors"

	"rashomon/internal/clean"
)

// Normal is the normal form of what a report states, by the name of the field: title, source, author,
// date, place, url or language. The error says in a few words why it cannot be read.
func Normal(field, value string) (string, error) {
	value = clean.Line(value)
	read, why := map[string]func(string) string{"date": readDate, "url": readURL, "language": readLanguage}[field], map[string]string{
		"date":     "a date is like 2031-03-11, 11 March 2031 or 2031-03-11T08:30:00Z",
		"url":      "a web address begins with https:// or http://",
		"language": "a language is a tag like en, pt-BR or ar",
	}[field]
	if value == "" || read == nil {
		return value, nil
	}
	if normal := read(value); normal != "" {
		return normal, nil
	}
	return "", errors.New(why)
}
