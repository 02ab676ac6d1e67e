package ingest

import (
	"errors"
	"io"
	"strings"
	"testing"

	"golang.org/x/text/encoding"

	"rashomon/annotate"
)

// TestFewWords: little text in an encoding of western Europe, which tells a detector little.
func TestFewWords(t *testing.T) {
	for in, want := range map[string]string{
		"It\x92s \x93gone\x94 \x96 she said. It cost \x805.":      "It’s “gone” – she said. It cost €5.",
		"title;text\nCaf\xe9;Le ch\xe2teau a br\xfbl\xe9. Rien.":  "title;text\nCafé;Le château a brûlé. Rien.",
		"title;text\nCaf\xe9;Le d\xe9p\xf4t a br\xfbl\xe9. Rien.": "title;text\nCafé;Le dépôt a brûlé. Rien.",
		"Caf\xe9":                            "Café",
		"At 4\xb0 the gate froze":            "At 4° the gate froze",
		"Ba\xb3wan p\xf3\xb3nocny, ju\xbf t": "", // not words in Latin letters of that encoding
		"nothing\xff\xfe\x80 to tell":        "",
		"\xce\xe1\xf1\xfd":                   "",
	} {
		a, notes, err := Read(strings.NewReader(in), "report", annotate.Plain, day)
		switch {
		case want == "" && !errors.Is(err, ErrEncoding):
			t.Errorf("%q: %q, %v; its encoding cannot be told", in, a.Body.Text, err)
		case want != "" && (err != nil || a.Body.Text != want || len(notes) != 1 || notes[0] != "converted from windows-1252"):
			t.Errorf("%q: %q, %q, %v; want %q", in, a.Body.Text, notes, err, want)
		}
	}
}

func TestDecoded(t *testing.T) {
	ascii := strings.Repeat("The gate was shut at noon.\n", 9000) // more than is looked at
	western := "The harbour\x92s caf\xe9 was \x93shut\x94.\n"
	japanese, _ := encodingOf(t, "shift_jis").NewEncoder().String(strings.Repeat(japanese+"\n", 900))
	for name, c := range map[string]struct{ in, want, note string }{
		"UTF-8":              {ascii + "It’s shut.", ascii + "It’s shut.", ""},
		"first foreign late": {ascii + western, ascii + "The harbour’s café was “shut”.\n", "converted from windows-1252"},
		"at once":            {western + ascii, "The harbour’s café was “shut”.\n" + ascii, "converted from windows-1252"},
		"letters of two":     {japanese, "", "converted from shift_jis"},
		"one broken byte":    {ascii + "x\x81y\n", ascii + "x\x81y\n", "its encoding cannot be told: bytes that are not UTF-8 are shown as \ufffd"},
		"JSON":               {`{"text":"` + "\xe9" + `"}`, `{"text":"` + "\xe9" + `"}`, ""},
	} {
		note := ""
		r, err := Decoded(strings.NewReader(c.in), func(s string) { note += s })
		if err != nil {
			t.Fatal(name, err)
		}
		got, err := io.ReadAll(r)
		if err != nil || note != c.note || c.want != "" && string(got) != c.want || strings.Contains(string(got), "\ufffd") {
			t.Errorf("%s: %d bytes ending in %q, note %q, %v", name, len(got), got[max(0, len(got)-60):], note, err)
		}
	}
	r, err := Decoded(strings.NewReader(ascii+strings.Repeat("\x81\x8d \x81\x8d\n", 20)), func(string) {})
	if err == nil {
		_, err = io.ReadAll(r)
	}
	if !errors.Is(err, ErrEncoding) {
		t.Errorf("bytes of no encoding: %v", err)
	}
}

func TestEncodingNames(t *testing.T) {
	for _, name := range []string{"latin1", "Windows-1252", "utf-16", " cp1251 ", "shift_jis"} {
		if _, err := Encoding(name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{"", "nonsense", "iso-2022-kr"} {
		if _, err := Encoding(name); !errors.Is(err, ErrEncodingName) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func encodingOf(t *testing.T, name string) encoding.Encoding {
	t.Helper()
	enc, err := Encoding(name)
	if err != nil {
		t.Fatal(err)
	}
	return enc
}
