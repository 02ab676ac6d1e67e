package screen

import "testing"

func TestDates(t *testing.T) {
	for date, want := range map[string][2]string{
		"":                          {"", ""},
		"2031":                      {"2031", "2031"},
		"2031-03-09":                {"2031-03-09", "2031-03-09"},
		"2031-03-09T22:14:00+01:00": {"2031-03-09", "2031-03-09 22:14"},
		"2031-03-09 22:14":          {"2031-03-09", "2031-03-09 22:14"},
		"2031-03-09T22:14Z":         {"2031-03-09", "2031-03-09 22:14"},
		"2031-03-09T22":             {"2031-03-09", "2031-03-09T22"},
		"9 March \x1b[1m2031, noon": {"9 March [1", "9 March [1m2031, noon"},
	} {
		if got := [2]string{Day(date), When(date)}; got[1] != want[1] || date[:min(len(date), 4)] == "2031" && got[0] != want[0] {
			t.Errorf("%q is %q", date, got)
		}
	}
}
