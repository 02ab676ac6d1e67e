package schemefile_test

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/annotate/schemefile"
	"rashomon/internal/byhand"
)

const tides = `name = "tides"
several = true
guidelines = '''
# Tides

Look at the *water*.
'''

[[label]]
name = "ebb"
key = "p"
colour = "blue"
glyph = "▽"
on = "sentence"
description = "it goes"
was = ["low", "out"]

[[label]]
name = "flood"

[[attribute]]
name = "certainty"
key = "L"
choices = ["sure", "unsure"]
labels = ["low"]
`

func TestRead(t *testing.T) {
	s, was, err := schemefile.Read(strings.NewReader(tides))
	if err != nil {
		t.Fatal(err)
	}
	want := annotate.Scheme{
		Name: "tides", Several: true, Guidelines: "# Tides\n\nLook at the *water*.\n",
		Labels: []annotate.Label{
			{Name: "ebb", Key: "p", Colour: "blue", Glyph: "▽", On: annotate.OnSentences, Description: "it goes"},
			{Name: "flood"},
		},
		Attributes: []annotate.Attribute{{Name: "certainty", Key: "L", Choices: []string{"sure", "unsure"}, Labels: []string{"ebb"}}},
	}
	if !reflect.DeepEqual(s, want) {
		t.Errorf("read %+v", s)
	}
	if !reflect.DeepEqual(was, map[string][]string{"ebb": {"low", "out"}}) {
		t.Errorf("was %v", was)
	}
}

// Each mistake has its line, what is wrong, and a hint.
func TestMistakes(t *testing.T) {
	for _, c := range []struct {
		old, now string
		line     int
		says     string
	}{
		{`several = true`, `severl = true`, 2, `"several"`},
		{`several = true`, `several = "yes"`, 2, "true or false"},
		{`name = "tides"`, `name = ""`, 1, "no name for a scheme"},
		{`key = "p"`, `kee = "p"`, 11, `"key"`},
		{`key = "p"`, `key = "2"`, 18, "‘ebb’ and the label ‘flood’ both want the key 2"},
		{`colour = "blue"`, `colour = "bleu"`, 12, `"blue"`},
		{`glyph = "▽"`, `glyph = "🌊"`, 13, "column"},
		{`glyph = "▽"`, `glyph = "ab"`, 13, "glyph"},
		{`on = "sentence"`, `on = "word"`, 14, "sentence or span"},
		{`was = ["low", "out"]`, `was = [1]`, 16, "list of texts"},
		{"name = \"flood\"\n", "name = \"flood\"\nwas = [\"low\"]\n", 20, "‘ebb’ and ‘flood’ both were ‘low’"},
		{`was = ["low", "out"]`, `was = ["low", "flood"]`, 16, "‘flood’ is a label of this file still"},
		{`was = ["low", "out"]`, `was = "flood"`, 16, "‘flood’ is a label of this file still"},
		{"name = \"flood\"\n", "name = \"flood\"\nwas = [\"ebb\"]\n[[label]]\nname = \"low\"", 16, "‘low’ is a label of this file still"},
		{`name = "flood"`, `name = "ebb"`, 19, "label 1 already"},
		{`labels = ["low"]`, `labels = ["high"]`, 25, "‘high’"},
		{`choices = ["sure", "unsure"]`, `choices = []`, 24, "no choices"},
		{`key = "L"`, `key = "p"`, 23, "‘ebb’ and the attribute ‘certainty’ both want the key p"},
		{"[[label]]", "[label]", 18, "array table"},
		{`key = "L"`, "", 21, "has no key"},
		{`name = "flood"`, `name = "EBB"`, 19, "case does not count"},
		{`name = "tides"`, `name = "` + strings.Repeat("é", 51) + `"`, 1, "102 bytes, more than 100"},
		{"# Tides", strings.Repeat("tide ", 14000), 3, "bytes, more than 65536"},
	} {
		text := strings.Replace(tides, c.old, c.now, 1)
		_, _, err := schemefile.Read(strings.NewReader(text))
		var all byhand.Mistakes
		if !errors.As(err, &all) {
			t.Errorf("%s: %v", c.now, err)
			continue
		}
		if m := all[0]; m.Line != c.line || !strings.Contains(m.What, c.says) || m.Hint == "" {
			t.Errorf("%s: %+v", c.now, all)
		}
	}
}

// A label that no key can give says so, with a hint to give it one.
func TestLabelsBeyondNine(t *testing.T) {
	text := "name = \"many\"\n"
	for i := range 10 {
		text += fmt.Sprintf("[[label]]\nname = \"l%d\"\n", i)
	}
	_, _, err := schemefile.Read(strings.NewReader(text))
	var all byhand.Mistakes
	if !errors.As(err, &all) || len(all) != 1 || all[0].Line != 20 || !strings.Contains(all[0].What, "‘l9’ cannot be given") || !strings.HasPrefix(all[0].Hint, "give it a key") {
		t.Errorf("%+v", all)
	}
	if _, _, err := schemefile.Read(strings.NewReader(text + "key = \"r\"\n")); err != nil {
		t.Error(err)
	}
}

// Names that look the same are the same, however their accents are written.
func TestNamesAreNormalised(t *testing.T) {
	decomposed, composed := "e\u0301bb", "\u00e9bb"
	text := func(a, b string) string {
		return fmt.Sprintf("name = %q\n[[label]]\nname = %q\nwas = [%q]\n[[label]]\nname = %q\n", a, a, b+" of old", b)
	}
	if _, _, err := schemefile.Read(strings.NewReader(text(decomposed, composed))); err == nil || !strings.Contains(err.Error(), "label 1 already") {
		t.Errorf("two that look the same: %v", err)
	}
	s, was, err := schemefile.Read(strings.NewReader("name = \"x\"\n[[label]]\nname = \"" + decomposed + "\"\nwas = \"" + decomposed + " of old\"\n"))
	if err != nil || s.Labels[0].Name != composed || !reflect.DeepEqual(was, map[string][]string{composed: {composed + " of old"}}) {
		t.Errorf("%+v, %v, %v", s, was, err)
	}
}

// All mistakes are told in one run: those of the lines, and those of the whole.
func TestAllMistakesAreTold(t *testing.T) {
	_, _, err := schemefile.Read(strings.NewReader("name = \"tides\"\nseveral = 1\n[[label]]\nname = 3\n[[label]]\nname = \"ebb\"\nkey = \"1\"\n[[attribute]]\nname = \"ebb\"\nkey = \"Y\"\nchoices = []\n"))
	var all byhand.Mistakes
	errors.As(err, &all)
	var lines []int
	for _, m := range all {
		lines = append(lines, m.Line)
	}
	if !reflect.DeepEqual(lines, []int{2, 4, 7, 9}) {
		t.Errorf("%+v", all)
	}
}

// Labels may change places, round a ring of them too, and a label may say that it was itself.
func TestSwap(t *testing.T) {
	for _, ring := range [][]string{{"ebb"}, {"ebb", "flood"}, {"ebb", "flood", "slack"}} {
		text, want := "name = \"tides\"\n", map[string][]string{}
		for i, name := range ring {
			old := ring[(i+1)%len(ring)]
			text += fmt.Sprintf("[[label]]\nname = %q\nwas = [%q]\n", name, old)
			want[name] = []string{old}
		}
		if _, was, err := schemefile.Read(strings.NewReader(text)); err != nil || !reflect.DeepEqual(was, want) {
			t.Errorf("%v: %v, %v", ring, was, err)
		}
	}
}

// Where nothing was read there is no line; a label that is none of the file's has that of the file.
func TestLineOfNothing(t *testing.T) {
	_, _, at, err := schemefile.ReadLines(strings.NewReader(tides))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		part string
		n    int
		want int
	}{{"label", 0, 11}, {"label", -1, 0}, {"label", 2, 0}, {"attribute", 0, 23}, {"attribute", -1, 0}, {"attribute", 1, 0}, {"", -1, 0}} {
		if got := at.Of(c.part, c.n, "key"); got != c.want {
			t.Errorf("%s %d: line %d, want %d", c.part, c.n, got, c.want)
		}
	}
	if got := (schemefile.Lines{}).Of("label", -1, "key"); got != 0 {
		t.Errorf("of no file: line %d", got)
	}
}

func TestDefaultSchemeIsReadAsItIs(t *testing.T) {
	var b bytes.Buffer
	if err := schemefile.Write(&b, annotate.DefaultScheme()); err != nil {
		t.Fatal(err)
	}
	s, was, err := schemefile.Read(&b)
	if err != nil || len(was) > 0 || !reflect.DeepEqual(s, annotate.DefaultScheme()) {
		t.Errorf("%+v %v %v", s, was, err)
	}
}

// What is written is read back as it was, but for what would disturb a terminal.
func TestWriteThenRead(t *testing.T) {
	hostile := rapid.OneOf(rapid.String(), rapid.StringOf(rapid.SampledFrom([]rune("ab\"'\\\n\r\t\x1b\x00\u202e\u2028\ufeff]=#é🌊 "))),
		rapid.SampledFrom([]string{"'''", "\"\"\"", "\\", "it's", "\n\n", " ' ", "a\n'''\n\"\"\"\n\\u0041", "\xff\xfe"}))
	name := rapid.Custom(func(t *rapid.T) string {
		if n := schemefile.Name(strings.ToValidUTF8(hostile.Draw(t, "hostile"), "")); n != "" {
			return n
		}
		return rapid.StringMatching(`[a-z]{1,8}`).Draw(t, "name")
	})
	rapid.Check(t, func(t *rapid.T) {
		s := annotate.Scheme{Name: name.Draw(t, "scheme"), Several: rapid.Bool().Draw(t, "several"), Guidelines: hostile.Draw(t, "guidelines")}
		for _, n := range rapid.SliceOfNDistinct(name, 1, 4, rapid.ID).Draw(t, "labels") {
			s.Labels = append(s.Labels, annotate.Label{
				Name: n, Description: byhand.Line(hostile.Draw(t, "description")), Colour: rapid.SampledFrom(append(schemefile.Colours(), "")).Draw(t, "colour"),
				Glyph: rapid.SampledFrom([]string{"", "■", "x", `"`, `\`}).Draw(t, "glyph"), On: rapid.SampledFrom([]annotate.On{"", "sentence", "span"}).Draw(t, "on"),
			})
		}
		if rapid.Bool().Draw(t, "asks") {
			a := annotate.Attribute{Name: "asks \\ \" '", Key: "L", Choices: rapid.SliceOfNDistinct(name, 1, 9, rapid.ID).Draw(t, "choices"), Description: byhand.Line(hostile.Draw(t, "why"))}
			if rapid.Bool().Draw(t, "of a label") {
				a.Labels = []string{s.Labels[0].Name}
			}
			s.Attributes = append(s.Attributes, a)
		}
		if s.Check() != nil {
			return
		}
		var b bytes.Buffer
		if err := schemefile.Write(&b, s); err != nil {
			t.Fatal(err)
		}
		if i := strings.IndexFunc(b.String(), func(r rune) bool {
			return r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r))
		}); i >= 0 {
			t.Fatalf("the file disturbs at %d: %q", i, b.String())
		}
		got, was, err := schemefile.Read(strings.NewReader(b.String()))
		if err != nil {
			t.Fatalf("%v in:\n%s", err, b.String())
		}
		s.Guidelines = byhand.Lines(s.Guidelines)
		if len(was) > 0 || !reflect.DeepEqual(got, s) {
			t.Fatalf("%+v is read as %+v", s, got)
		}
	})
}

func FuzzRead(f *testing.F) {
	var b bytes.Buffer
	if err := schemefile.Write(&b, annotate.DefaultScheme()); err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{tides, b.String(), "", "name = 1", "label = 1", "[[label]]\nname=\"\\u001b[31m\"", "[[label]]\n[[label]]\nwas=['a']\nname='x'"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		s, _, err := schemefile.Read(bytes.NewReader(text))
		if err != nil {
			if !reflect.DeepEqual(err.Error(), byhand.Line(err.Error())) {
				t.Errorf("the error disturbs: %q", err)
			}
			return
		}
		var b bytes.Buffer
		if err := schemefile.Write(&b, s); err != nil {
			t.Fatal(err)
		}
		if again, _, err := schemefile.Read(&b); err != nil || !reflect.DeepEqual(again, s) {
			t.Errorf("%+v is read as %+v: %v", s, again, err)
		}
	})
}
