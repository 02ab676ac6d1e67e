package annotate

import (
	"encoding/json"
	"strings"
)

// NameKey is what reports of one source and one title have in common: two articles with one key
// are called the same. Letters' case and white space do not matter. It is empty where source or
// title is not stated.
func NameKey(a Article) string {
	source, title := Line(a.Source), Line(a.Title)
	if source == "" || title == "" || a.TitleMade {
		return ""
	}
	return strings.ToLower(source) + "\x00" + strings.ToLower(title)
}

// PageKey is AddressKey of the page that an article was on. It is empty where its address is that
// of a whole site: that says nothing about a page.
func PageKey(a Article) string {
	key := AddressKey(a.URL)
	if !strings.ContainsAny(key, "/?") {
		return ""
	}
	return key
}

// Day is the day of a date as a number, 20060102; 0 where no date is stated.
func Day(date string) uint32 { return uint32(Moment(date) / 1_000_000) }

// BesideKey is the key of an article's Extra, in the name of this program (Program), under which
// an article that came in beside another has that one's ID: a text of that one which the library
// has, on which something is said that finds no place in the newest.
const (
	Program   = "rashomon"
	BesideKey = "beside"
)

// Beside is the article beside which this one came in; 0 for most.
func Beside(a Article) (id ID) {
	if a.Extra == "" || json.Unmarshal(ExtraOf(a.Extra, Program)[BesideKey], &id) != nil {
		return 0
	}
	return id
}
