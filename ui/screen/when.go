package screen

// Day is the day of a report's date, which may carry a time.
func Day(date string) string { return Safe(date[:min(len(date), len("2006-01-02"))]) }

// When is a report's date as people read it: the day, and the time if it is stated, to the
// minute, as it is where the report is from.
func When(date string) string {
	day, minute := len("2006-01-02"), len("2006-01-02T15:04")
	if len(date) < minute || date[day] != 'T' && date[day] != ' ' || date[minute-3] != ':' {
		return Safe(date)
	}
	return Safe(date[:day] + " " + date[day+1:minute])
}
