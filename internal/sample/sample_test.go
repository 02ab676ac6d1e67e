package sample

import (
	"io/fs"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestFilesAreFiveReadableReports(t *testing.T) {
	names, err := fs.Glob(Files(), "*")
	if err != nil || len(names) != 5 {
		t.Fatalf("files: %q, %v; want five", names, err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(Files(), name)
		if err != nil {
			t.Fatal(err)
		}
		if !utf8.Valid(text) || strings.ContainsAny(string(text), "\r\t\x1b") {
			t.Errorf("%s: not clean text", name)
		}
		if n := len(strings.Fields(string(text))); n < 200 {
			t.Errorf("%s: %d words are not a report", name, n)
		}
	}
}

// The demo shows these: if a report is reworded, they must survive.
func TestReportsDisagree(t *testing.T) {
	for name, want := range map[string][]string{
		"1-lantern-news.txt":    {"A barge loaded", "Six members of al-Mehzari", "340 homes", "several members", "2,100"},
		"2-meridian-news.txt":   {"340 homes", "several members"},
		"3-dorvane.txt":         {"six members of Mehzary", "Mahzari", "3:40 a.m.", "nearly 50 million"},
		"4-northern-ledger.txt": {"three barges", "six members", "el-Mehzari", "2.6 metres", "In 2027, two members"},
		"5-saltline.md":         {"a barge from", "two members of the gate crew injured", "512 homes", "4:10 a.m.", "1.8 metres", "2,140", "48 million"},
	} {
		text, err := fs.ReadFile(Files(), name)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range want {
			if !strings.Contains(string(text), w) {
				t.Errorf("%s: %q is gone", name, w)
			}
		}
	}
}

// Wire copy stands word for word in two reports, in another order.
func TestWireParagraphsAreReordered(t *testing.T) {
	first, err := fs.ReadFile(Files(), "1-lantern-news.txt")
	if err != nil {
		t.Fatal(err)
	}
	second, err := fs.ReadFile(Files(), "2-meridian-news.txt")
	if err != nil {
		t.Fatal(err)
	}
	shared, crossed, last := 0, false, -1
	for p := range strings.SplitSeq(string(first), "\n\n") {
		at := strings.Index(string(second), strings.TrimSpace(p))
		if at < 0 {
			continue
		}
		crossed = crossed || at < last
		shared, last = shared+1, at
	}
	if shared < 5 || !crossed {
		t.Errorf("%d paragraphs shared, crossed: %v; want at least five, in another order", shared, crossed)
	}
}
