package page

import (
	"strconv"
	"strings"
	"time"
)

// date is the first of the stated dates that can be read: a day, or RFC 3339 where time and zone are
// stated, by it or by another for the same day. Where none can be read, it is the first one as it
// stands, for a note.
func date(stated ...string) string {
	unread, day := "", time.Time{}
	for _, s := range stated {
		if s = line(s); s == "" {
			continue
		}
		read := Date(s)
		if t, err := time.Parse(time.RFC3339, read); err == nil && t.Unix() != 0 {
			if day.IsZero() || t.Sub(day).Abs() < 48*time.Hour {
				return read
			}
		} else if t, err := time.Parse(time.DateOnly, read); err == nil && t.Unix() != 0 && day.IsZero() {
			day = t
		}
		if unread == "" && read == "" {
			unread = s
		}
	}
	if !day.IsZero() {
		return day.Format(time.DateOnly)
	}
	return unread
}

// Date reads a date as pages, feeds, tables, messages and people write it: a day, or RFC 3339 where
// time and zone are stated. Numbers are days (20310309), or seconds or milliseconds since 1970. The
// name of a zone is not where it is, but for UTC and GMT: such a date is its day. It is empty for
// what is no date, and for one that could be two: 03/04/2031.
func Date(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > 80 {
		return ""
	}
	if whole, fraction, _ := strings.Cut(s, "."); digits(whole) && (digits(fraction) || whole == s) {
		return numeric(whole)
	}
	d := moment{rest: plainDate(s)}
	d.zone()
	d.clock()
	for _, layout := range []string{
		"2006-1-2", "2006/1/2", "2006.1.2", "20060102", "2.1.2006", "2 January 2006", "2 Jan 2006", "January 2 2006", "Jan 2 2006", "2-Jan-2006", "2-Jan-06",
	} {
		day, err := time.Parse(layout, d.rest)
		switch {
		case err != nil:
		case day.Year() < 1000 || day.Year() > 9000 || d.wrong:
			return ""
		case d.zoned && d.timed:
			year, month, of := day.Date()
			return time.Date(year, month, of, d.at.Hour(), d.at.Minute(), d.at.Second(), 0, d.in).Format(time.RFC3339)
		default:
			return day.Format(time.DateOnly)
		}
	}
	return ""
}

// plainDate is a date without weekday, commas and words between, in one order of its parts.
func plainDate(s string) string {
	s = strings.TrimSuffix(strings.ReplaceAll(s, ",", " "), " Uhr")
	if open := strings.LastIndex(s, " ("); open > 0 && strings.HasSuffix(s, ")") {
		s = s[:open] // the zone once more, by its name
	}
	words := strings.Fields(s)
	if len(words) > 1 && weekday(words[0]) {
		words = words[1:]
	}
	if last := len(words) - 1; last > 2 && len(words[last]) == 4 && digits(words[last]) && strings.Contains(words[2], ":") {
		words = append(append(words[:2:2], words[last]), words[2:last]...) // Mar 9 23:30:00 2031
	}
	out := ""
	for i, w := range words {
		if i > 0 && strings.EqualFold(w, "at") {
			continue
		}
		out += " " + w
	}
	return strings.TrimSpace(out)
}

func weekday(word string) bool {
	for d := time.Sunday; d <= time.Saturday; d++ {
		if name := d.String(); strings.EqualFold(word, name) || strings.EqualFold(strings.TrimSuffix(word, "."), name[:3]) {
			return true
		}
	}
	return false
}

// moment is a date while its parts are taken off the end.
type moment struct {
	rest         string
	in           *time.Location
	at           time.Time
	zoned, timed bool
	wrong        bool // a part of it cannot be
}

// zone takes a zone off: Z, UTC, GMT, +01:00, +0100, +01, GMT+0100. One that is named otherwise goes.
func (d *moment) zone() {
	colon := strings.IndexByte(d.rest, ':')
	basic := len(d.rest) >= 15 && d.rest[8] == 'T' && digits(d.rest[:8])
	if colon < 0 && !basic {
		return
	}
	start := max(colon, 8)
	if sign := strings.LastIndexAny(d.rest, "+-"); sign > start {
		for _, layout := range []string{"-07:00", "-0700", "-07"} {
			if t, err := time.Parse(layout, d.rest[sign:]); err == nil {
				d.in, d.zoned = t.Location(), true
			}
		}
		d.wrong = !d.zoned
		d.rest = strings.TrimSpace(d.rest[:sign])
	}
	end := len(d.rest)
	for end > start && d.rest[end-1] >= 'A' && d.rest[end-1] <= 'Z' {
		end--
	}
	switch name := d.rest[end:]; name {
	case "", "AM", "PM":
		return
	case "Z", "UTC", "GMT":
		if !d.zoned {
			d.in, d.zoned = time.UTC, true
		}
	default:
		d.wrong = d.wrong || len(name) > 5
	}
	d.rest = strings.TrimSpace(d.rest[:end])
}

// clock takes a time of the day off.
func (d *moment) clock() {
	day, clock := "", ""
	if len(d.rest) > 9 && d.rest[8] == 'T' {
		day, clock = d.rest[:8], d.rest[9:]
	} else if colon := strings.IndexByte(d.rest, ':'); colon >= 0 {
		at := strings.LastIndexAny(d.rest[:colon], " T")
		if at < 0 {
			d.wrong = true
			return
		}
		day, clock = d.rest[:at], d.rest[at+1:]
	} else {
		return
	}
	clock = strings.ToUpper(strings.NewReplacer(" ", "", "a.m.", "AM", "p.m.", "PM").Replace(clock))
	for _, layout := range []string{"15:04:05", "15:04", "3:04PM", "3:04:05PM", "150405", "1504"} {
		if t, err := time.Parse(layout, clock); err == nil {
			d.at, d.timed, d.rest = t, true, strings.TrimSpace(day)
			return
		}
	}
	d.wrong = true
}

// numeric is a date in digits only.
func numeric(s string) string {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return ""
	}
	at := time.Time{}
	switch len(s) {
	case 8:
		if t, err := time.Parse("20060102", s); err == nil && t.Year() > 999 {
			return t.Format(time.DateOnly)
		}
	case 9, 10:
		at = time.Unix(n, 0)
	case 12, 13:
		at = time.UnixMilli(n)
	case 14:
		if t, err := time.Parse("20060102150405", s); err == nil && t.Year() > 999 {
			return t.Format(time.DateOnly)
		}
	}
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(time.RFC3339)
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
