package page

import (
	"strings"
	"time"
)

// date is the first of the stated dates that can be read: a day, or RFC 3339 where time and zone are
// stated. Where none can be, it is the first one as it stands, for a note.
func date(stated ...string) string {
	unread := ""
	for _, s := range stated {
		if s = line(s); s == "" {
			continue
		}
		if d := readDate(s); d != "" {
			return d
		}
		if unread == "" {
			unread = s
		}
	}
	return unread
}

// readDate reads what pages and messages write; what is none of it, or cannot be a report's, is empty.
func readDate(s string) string {
	s = strings.TrimSpace(s)
	for _, layout := range []string{
		time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04Z07:00", "2006-01-02T15:04Z0700", "2006-01-02 15:04:05 -0700",
		"2006-01-02 15:04:05 Z07:00", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05-07", "2006-01-02T15:04:05-07", "2006-01-02 15:04:05Z0700",
		"20060102T150405Z0700", "20060102T15:04:05Z0700", time.RFC1123Z, "Mon, 2 Jan 2006 15:04:05 -0700",
	} {
		if t, err := time.Parse(layout, s); err == nil {
			return sane(t, time.RFC3339)
		}
	}
	if utc, found := strings.CutSuffix(s, " UTC"); found || strings.HasSuffix(s, " GMT") {
		utc = strings.TrimSuffix(utc, " GMT")
		for _, layout := range []string{"2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02 15:04", "Mon, 02 Jan 2006 15:04:05"} {
			if t, err := time.Parse(layout, utc); err == nil {
				return sane(t, time.RFC3339)
			}
		}
	}
	for _, layout := range []string{
		"2006-01-02", "2006-1-2", "2006/1/2", "2006.01.02", "20060102", "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02 15:04",
		"2006/1/2 15:04:05", "2006/1/2 15:04", "2 January 2006", "2 Jan 2006", "January 2, 2006", "Jan 2, 2006", "Monday, 2 January 2006", "Monday, January 2, 2006",
		"January 2, 2006 15:04", "2 January 2006 15:04", "January 2, 2006 3:04 PM", "January 2, 2006, 3:04 PM", "2.1.2006",
	} {
		if t, err := time.Parse(layout, s); err == nil {
			return sane(t, time.DateOnly)
		}
	}
	return ""
}

// sane is a date written in a layout; what programs write for no date is empty.
func sane(t time.Time, layout string) string {
	if t.Year() < 1600 || t.Year() > 9000 || t.Unix() == 0 {
		return ""
	}
	return t.Format(layout)
}
