package query

import (
	"strings"
	"time"
)

// days is a stretch of days, both ends included, as 2006-01-02; an empty end is open.
type days struct{ from, to string }

// hold says whether a date, as an article states it, is one of the days. No date is none.
func (d days) hold(date string) bool {
	if len(date) < len(time.DateOnly) || len(d.from) > len(time.DateOnly) { // after 9999
		return false
	}
	day := date[:len(time.DateOnly)]
	return (d.from == "" || day >= d.from) && (d.to == "" || day <= d.to)
}

const dateHint = "write date:2031, date:2031-03, date:2031-03-12, date:2031-03-01..2031-03-12, date:>2031-03, date:today"

// days reads a date or a stretch of days.
func (p *parser) days(v value) (days, error) {
	text := strings.TrimSpace(v.text)
	if from, to, found := strings.Cut(text, ".."); found {
		return p.between(v, from, to)
	}
	for _, sign := range []string{">=", "<=", ">", "<"} {
		rest, found := strings.CutPrefix(text, sign)
		if !found {
			continue
		}
		d, first, last, err := p.day(v, rest)
		switch sign {
		case ">=":
			d.to = ""
		case "<=":
			d.from = ""
		case ">":
			d = days{from: last.AddDate(0, 0, 1).Format(time.DateOnly)}
		case "<":
			d = days{to: first.AddDate(0, 0, -1).Format(time.DateOnly)}
		}
		return d, err
	}
	d, _, _, err := p.day(v, text)
	return d, err
}

// between is the days from one to another; one of them may be left out.
func (p *parser) between(v value, from, to string) (out days, err error) {
	if from == "" && to == "" {
		return out, p.fail(v.at, dateHint, "%q is no date", v.text)
	}
	for _, end := range []string{from, to} {
		if end == "" {
			continue
		}
		d, _, _, err := p.day(v, end)
		if err != nil {
			return out, err
		}
		if end == from {
			out.from = d.from
		}
		if end == to {
			out.to = d.to
		}
	}
	if out.from != "" && out.to != "" && out.from > out.to {
		return out, p.fail(v.at, "write the earlier one first", "%q ends before it begins", v.text)
	}
	return out, nil
}

// day reads a year, a month or a day: its first and its last day.
func (p *parser) day(v value, text string) (d days, first, last time.Time, err error) {
	today := time.Date(p.now.Year(), p.now.Month(), p.now.Day(), 0, 0, 0, 0, time.UTC)
	switch strings.ToLower(text) {
	case "today":
		first, last = today, today
	case "yesterday":
		first = today.AddDate(0, 0, -1)
		last = first
	default:
		for _, form := range []struct {
			layout        string
			years, months int
		}{{"2006", 1, 0}, {"2006-01", 0, 1}, {time.DateOnly, 0, 0}} {
			if first, err = time.Parse(form.layout, text); err == nil {
				if last = first; form.layout != time.DateOnly {
					last = first.AddDate(form.years, form.months, -1)
				}
				break
			}
		}
	}
	if err != nil {
		return d, first, last, p.fail(v.at, dateHint, "%q is no date", text)
	}
	return days{first.Format(time.DateOnly), last.Format(time.DateOnly)}, first, last, nil
}
