package segment

import (
	"regexp"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"
)

// Header is what an outlet or a crawler set before an article's first sentence: a date line, a dateline, the agency.
// It is metadata, not words to compare. What the text does not state is empty.
type Header struct {
	End    int    // where the first sentence begins, in bytes
	Date   string // YYYY-MM-DD, only where day, month and year are stated
	Place  string // as written: "DORVANE", "PORT ELLERY"
	Source string // as written: "Harbour 24", "Reuters"
}

// headerReach is how far into a text, in bytes, a header can go.
const headerReach = 160

// Patterns are compiled when they are first needed: starting the program should not wait for them.
var (
	// dateField is the line a crawler writes: "date 2021-11-07 …".
	dateField = pattern(`^(?i:date):?[ \t]+(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2} \pL{3,9}\.? \d{4}|\pL{3,9}\.? \d{1,2}, ?\d{4})(?:[ \t\r\n]+|$)`)
	// dateline is PLACE, Month D, YYYY (Source) - : every part but the dash may be missing; ReadHeader checks that enough is there.
	dateline = pattern(`^((?:\p{Lu}[\pL\pM.'’/-]*[ ]?(?:\p{Lu}[\pL\pM.'’/-]*[ ]?|(?:de|del|al|el|la|los|of)[ ]){0,3})(?:,[ ]\p{Lu}[\pL.'’]*(?:[ ]\p{Lu}[\pL.'’]*){0,2}?)?)??` +
		`(?:,?[ ]?(\p{Lu}\pL{2,8}\.?[ ]\d{1,2}(?:,[ ]?\d{4})?|\d{1,2}[ ]\p{Lu}\pL{2,8}\.?(?:[ ]\d{4})?),?)?` +
		`[ ]?(?:\(([^()\n]{2,40})\))?(?:[ ]?(?:-{1,2}|–|—|_)[ ]|—)`)
	// outlet is what the name of an outlet shows by itself: "Harbour 24", "Example.com", "XYZ".
	outlet = pattern(`^\p{Lu}{2,}$|\d|\.(?:com|net|org)$|\b(?:News|Agency|Press|Times|Post|Today|Online|Daily|Media|Radio|TV)\b`)
	// partyTag is a politician's party and state: "D-Calif.".
	partyTag = pattern(`^[DRI]-`)
	// agencySlash is "Name of Agency/ Text".
	agencySlash = pattern(`^(\p{Lu}[\pL\pN.&'’-]*(?:[ ][\p{Lu}\pN][\pL\pN.&'’-]*){0,3})[ ]?/[ ]+`)
)

func pattern(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}

// ReadHeader reads what stands before the first sentence of a text. A text without a header gives one whose End is 0 or
// just past leading white space, and nothing else: an ordinary opening is never taken for a dateline.
func ReadHeader(text string) Header {
	var h Header
	at := trim(text, Span{0, len(text)}).Start
	head := text[at:min(len(text), at+headerReach)]
	if m := dateField().FindStringSubmatch(head); m != nil {
		if date := normalDate(m[1]); date != "" {
			h.Date = date
			h.End = at + len(m[0])
			head = head[len(m[0]):]
		}
	}
	if n := h.readDateline(head); n > 0 {
		h.End += n
		if h.End == n {
			h.End += at
		}
	}
	return h
}

// readDateline reads a dateline or an agency's name off the front of a text and returns its length in bytes, or 0.
func (h *Header) readDateline(head string) int {
	if m := agencySlash().FindStringSubmatch(head); m != nil && agencyName(m[1]) && textFollows(head[len(m[0]):]) {
		h.Source = m[1]
		return len(m[0])
	}
	if !strings.ContainsAny(head, "-–—_") {
		return 0
	}
	m := dateline().FindStringSubmatch(head)
	if m == nil || !textFollows(head[len(m[0]):]) {
		return 0
	}
	place, day, source := strings.TrimRight(m[1], " "), m[2], m[3]
	if !datelineHolds(place, source) {
		return 0
	}
	h.Place, h.Source = place, source
	if h.Date == "" {
		h.Date = normalDate(day)
	}
	return len(m[0])
}

// datelineHolds decides whether parts that have the shape of a dateline are one. Words and a dash also open ordinary sentences
// ("Monday - the day …"), so there must be an agency in brackets, or a place in capitals that is not a kicker such as UPDATE.
func datelineHolds(place, source string) bool {
	if source != "" && !outlet().MatchString(source) && !knownAgencies[strings.ToLower(source)] {
		return startsUpper(source) && !partyTag().MatchString(source) && placeInCapitals(place)
	}
	return place != "" && placeInCapitals(place) || source != "" && (place != "" || knownAgencies[strings.ToLower(source)])
}

// placeInCapitals reports a place whose name, up to a comma, is in capitals, and that is no kicker: "DORVANE, Kelmara".
func placeInCapitals(place string) bool {
	name, _, _ := strings.Cut(place, ",")
	first, _, _ := strings.Cut(name, " ")
	return allCapitals(name) && utf8.RuneCountInString(first) > 2 && !kickers[first]
}

// agencyName decides whether words before a slash name an outlet: two words or more, or an acronym ("INA/").
func agencyName(s string) bool {
	return strings.Contains(s, " ") || allCapitals(s) && utf8.RuneCountInString(s) > 2
}

// textFollows reports whether an article's text can begin here: with a capital, a digit, a quotation or a script without case.
func textFollows(s string) bool {
	s = strings.TrimLeft(s, "\"'“‘«„(")
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r) && !unicode.IsLower(r) || unicode.IsDigit(r)
}

func startsUpper(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}

// allCapitals reports a word of capitals only, whatever punctuation it holds.
func allCapitals(s string) bool {
	letters := 0
	for _, r := range s {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsLetter(r) {
			letters++
		}
	}
	return letters > 0
}

// normalDate turns a date that states day, month and year into YYYY-MM-DD, anything else into "".
func normalDate(s string) string {
	s = strings.NewReplacer("/", "-", ".", "", ",", " ").Replace(dotDate(s))
	s = strings.Join(strings.Fields(s), " ")
	for _, layout := range []string{"2006-1-2", "2 January 2006", "2 Jan 2006", "January 2 2006", "Jan 2 2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.Format(time.DateOnly)
		}
	}
	return ""
}

// dotDate writes 2021.11.07 with hyphens; other dates are left alone.
func dotDate(s string) string {
	if s != "" && s[0] >= '0' && s[0] <= '9' && strings.Count(s, ".") == 2 {
		return strings.ReplaceAll(s, ".", "-")
	}
	return s
}
