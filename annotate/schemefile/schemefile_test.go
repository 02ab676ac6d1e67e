package schemefile_test

import (
	"bytes"
	"errors"
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
		{`name = "flood"`, `name = "ebb"`, 19, "label 1 already"},
		{`labels = ["low"]`, `labels = ["high"]`, 25, "‘high’"},
		{`choices = ["sure", "unsure"]`, `choices = []`, 24, "no choices"},
		{`key = "L"`, `key = "p"`, 23, "‘ebb’ and the attribute ‘certainty’ both want the key p"},
		{"[[label]]", "[label]", 18, "array table"},
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
		if n := byhand.Line(strings.ToValidUTF8(hostile.Draw(t, "hostile"), "")); n != "" {
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
