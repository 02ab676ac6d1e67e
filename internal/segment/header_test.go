package segment

import (
	"strings"
	"testing"
)

func TestReadHeader(t *testing.T) {
	for _, test := range []struct{ header, rest, date, place, source string }{
		{" date 2031-05-04 Tarn News/ ", "A barge sank.", "2031-05-04", "", "Tarn News"},
		{" date 2031-05-04 TARN CITY (Harbor 9) – ", "The port closed.", "2031-05-04", "TARN CITY", "Harbor 9"},
		{"date 2031-05-04 ", "Orrin’s mayor left.", "2031-05-04", "", ""},
		{"date 4 May 2031 ", "Orrin’s mayor left.", "2031-05-04", "", ""},
		{"Date: 2031/5/4 ORRIN - ", "The dam held.", "2031-05-04", "ORRIN", ""},
		{"date 2031-05-04\n\n", "The dam held.", "2031-05-04", "", ""},
		{"ORRIN - ", "A barge sank.", "", "ORRIN", ""},
		{"ORRIN — ", "“We saw it,” he said.", "", "ORRIN", ""},
		{"ORRIN—", "Guards fled.", "", "ORRIN", ""},
		{"PORT TARN, Vesland (AP) -- ", "Guards fled.", "", "PORT TARN, Vesland", "AP"},
		{"PORT TARN, Ves. _ ", "Guards fled.", "", "PORT TARN, Ves.", ""},
		{"ORRIN, March 3 (Harbor Agency) - ", "Guards fled.", "", "ORRIN", "Harbor Agency"},
		{"ORRIN, March 3, 2031 (Reuters) - ", "Guards fled.", "2031-03-03", "ORRIN", "Reuters"},
		{"ORRIN, 3 March (AFP) – ", "Guards fled.", "", "ORRIN", "AFP"},
		{"ORRIN/TARN (Reuters) - ", "Guards fled.", "", "ORRIN/TARN", "Reuters"},
		{"Rio de Tarn (AFP) – ", "Guards fled.", "", "Rio de Tarn", "AFP"},
		{"Orrin (Harbor 9) – ", "12 guards fled.", "", "Orrin", "Harbor 9"},
		{"(Reuters) - ", "Guards fled.", "", "", "Reuters"},
		{"Tarn News / ", "Guards fled.", "", "", "Tarn News"},
		{"TNA/ ", "Guards fled.", "", "", "TNA"},
		{"ميناء", "", "", "", ""},
		{"", "The date 2031-05-04 was set.", "", "", ""},
		{"", "date 2031-13-45 was a misprint.", "", "", ""},
		{"", "Monday - The day the dam broke - was cold.", "", "", ""},
		{"", "Spider-Moss - A review", "", "", ""},
		{"", "UPDATE - The dam broke.", "", "", ""},
		{"", "NATO - The alliance met.", "", "", ""},
		{"", "ORRIN Acquires TARN – A bet.", "", "", ""},
		{"", "ORRIN - a small town - slept.", "", "", ""},
		{"", "Moss (D-Calif.) - The loser", "", "", ""},
		{"", "(See below) - A list.", "", "", ""},
		{"", "He/ She went.", "", "", ""},
		{"", "A - The first letter.", "", "", ""},
		{"", "Orrin — The town slept.", "", "", ""},
		{"", "", "", "", ""},
	} {
		if test.rest == "" && test.header != "" { // text in a script without capitals is no header
			test.header, test.rest = "", test.header
		}
		want := Header{len(test.header), test.date, test.place, test.source}
		if got := ReadHeader(test.header + test.rest); got != want {
			t.Errorf("ReadHeader(%q)\n got %+v\nwant %+v", test.header+test.rest, got, want)
		}
	}
}

func FuzzReadHeader(f *testing.F) {
	f.Add("date 2031-05-04 TARN CITY (Harbor 9) – The port closed.")
	f.Add("ORRIN, March 3, 2031 (Reuters) - Guards fled.")
	f.Fuzz(func(t *testing.T, text string) {
		h := ReadHeader(text)
		if h.End < 0 || h.End > len(text) || !atRune(text, h.End) {
			t.Fatalf("header ends at %d of %d", h.End, len(text))
		}
		for _, part := range []string{h.Place, h.Source} {
			if !strings.Contains(text[:h.End], part) {
				t.Fatalf("%q is not in the header %q", part, text[:h.End])
			}
		}
		if h.Date == "" && h.Place == "" && h.Source == "" && strings.TrimFunc(text[:h.End], blank) != "" {
			t.Fatalf("a header that says nothing: %q", text[:h.End])
		}
	})
}
