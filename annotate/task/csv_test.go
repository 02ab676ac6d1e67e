package task

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestCSVComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := drawTask(t)
		if rapid.Bool().Draw(t, "extra") {
			k.Extra = map[string]json.RawMessage{"rater": raw(`"7"`), "=note": raw(`"<b>\u202e"`)}
		}
		other := drawTask(t)
		file := fileOf(t, CSV(), k, other)
		if !utf8.Valid(file) {
			t.Fatal("not UTF-8")
		}
		got, bad := tasksIn(t, CSV(), file)
		if len(got) != 2 || len(bad) > 0 {
			t.Fatalf("%d tasks, %v, of\n%s", len(got), bad, file)
		}
		sameTask(t, got[0], k)
		sameTask(t, got[1], other)
	})
}

// What encoding/csv reads of a file is what was written, but for line ends, which it changes;
// offsets cut out of a row's text, counted in code points, the words of the row.
func TestCSVOffsets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := drawTask(t)
		r := csv.NewReader(bytes.NewReader(fileOf(t, CSV(), k)))
		rows, err := r.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		at := map[string]int{}
		for i, name := range rows[0] {
			at[name] = i
		}
		lines := strings.NewReplacer("\r\n", "\n")
		whole := []rune(k.Text)
		for _, row := range rows[1:] {
			if row[at["on"]] == "" {
				continue
			}
			start, _ := strconv.Atoi(row[at["start"]])
			end, _ := strconv.Atoi(row[at["end"]])
			if got, want := unguard(row[at["text"]]), lines.Replace(string(whole[start:end])); got != want && !strings.HasPrefix(want, "\r") && !strings.HasSuffix(want, "\r") {
				t.Fatalf("%d–%d is %q, not %q", start, end, want, got)
			}
		}
	})
}

// No cell is a formula, whatever stands in it, and every cell comes back.
func TestCSVHasNoFormulas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOfN(rapid.SampledFrom([]rune("=+-@\t\r\n＝'a\"|, ")), 0, 6, -1).Draw(t, "cell")
		if g := guard(s); g != "" && strings.ContainsAny(g[:1], "=+-@\t\r\n") || unguard(g) != s {
			t.Fatalf("%q became %q, then %q", s, g, unguard(g))
		}
		row := append(appendCell(append(appendCell(nil, s), ','), "b"), '\n')
		cells, _, err := newCSVRows(bytes.NewReader(row)).next()
		if err != nil || !slices.Equal(cells, []string{s, "b"}) {
			t.Fatalf("%q came back as %q: %v", s, cells, err)
		}
		all := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "|", `\`, `\|`, "a|b", `\\`}), 1, 4).Draw(t, "list")
		if back := parted(joined(all)); !slices.Equal(back, all) {
			t.Fatalf("%q came back as %q", all, back)
		}
	})
}

func TestCSVReadsOthers(t *testing.T) {
	checkLines(t, CSV(), []line{
		{"text,label\nOne sank.,CLAIM\n", `sentence 0 "One sank." CLAIM`},
		{"\ufeffLabels ;ID; TEXT\r\nA|B;7;\"One; \"\"sank\"\"\"\r\n", `sentence 0 "One; \"sank\"" A B; id="7"`},
		{"text\tlabel\tstart\tend\n🚢 sank\tSHIP\t0\t1", `span "🚢" SHIP`},
		{"text,labels,annotator\na,\"[\"\"X\"\", \"\"Y\"\"]\",bo\n", `sentence 0 "a" X Y by:bo`},
		{"text,label\n\"a\r\nb\",X\n\n=1,\n", `sentence 0 "a\r\nb" X`},
		{"text,label\n'=a,X", `sentence 0 "'=a" X`},
		{"text,label\na \"b\" c,X", `sentence 0 "a \"b\" c" X`},
	})
}

func TestCSVRefuses(t *testing.T) {
	checkLines(t, CSV(), []line{
		{"words,label\na,X\n", "line 1: the first row has no column called text, and one called label or labels"},
		{"text,label,LABEL\na,X,Y\n", `line 1: the column "label" stands twice`},
		{"text,label\na,X,Y\nb,Z\n", `line 2: it has 3 cells, and the first row 2sentence 0 "b" Z`},
		{"text,label\n\"a\"b,X\nc,Z\n", "line 2: a quotation mark in a quoted cell has to be doubled" + `sentence 0 "c" Z`},
		{"text,label\n\"a\nb,X\n", "line 2: a quoted cell that does not end"},
		{"text,label\na\xff,X\n\nb,Y\n", "line 2: not valid UTF-8" + `sentence 0 "b" Y`},
		{"text,label,start,end\nab,X,0,3\nab,X,-1,1\nab,X,1,1\nab,X,0,1.5\nab,X,0,\n", "line 2: the offset 3 lies past the end of the text, which has 2\n" +
			"line 3: start: \"-1\" is not a whole number that can be\nline 4: a span that ends before it begins, or at once\n" +
			"line 5: end: \"1.5\" is not a whole number that can be\nline 6: a place without its start or its end"},
		{"text,label,start,end\ne\u0301,X,0,1\n", "line 2: an offset inside a character that several code points make"},
		{"text,label\n,X\n", "line 2: a task without a text"},
	})
}

// A table whose rows were taken out, or put in another order, says what it can.
func TestCSVInPieces(t *testing.T) {
	file := string(fileOf(t, CSV(), articleTask(), chosenTask(), bothTask()))
	rows := strings.SplitAfter(file, "\n")
	checkLines(t, CSV(), []line{
		{rows[0] + rows[2], "line 2: no row above it has the text that it is from: the rows of a whole report stay together, the first of them on top"},
		{rows[0] + rows[5] + rows[3], `span "🚢" fact by:ana hand` + `sentence 2 "` + ferryText + `" claim note:who? by:ana hand`},
		{rows[0] + strings.Replace(rows[1], "One sank.,fact", "One sunk.,fact", 1) + rows[2], "line 2: its text is not what stands at its start and end" + `sentence 1 "No one drowned." claim by:ana hand`},
		{rows[0] + strings.Replace(rows[3], ",sentence,", ",page,", 1), `line 2: on is "page", not sentence or span`},
		{rows[0], ""},
	})
	if file := fileOf(t, CSV()); string(file) != rows[0] {
		t.Errorf("a table without rows is %q", file)
	}
}

func FuzzCSV(f *testing.F) {
	f.Add(fileOf(f, CSV(), shapes()...))
	for _, k := range shapes() {
		f.Add(fileOf(f, CSV(), k))
	}
	f.Add([]byte("\ufefftext;labels;x\r\n\"a\"\"b\";c|d;=1\r\n\r\ne;;\"\n\"\n"))
	f.Add([]byte("text\tlabel\tstart\tend\nab\tX\t0\t1\n\"ab"))
	f.Fuzz(func(t *testing.T, file []byte) { again(t, CSV(), file) })
}
