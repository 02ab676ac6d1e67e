package merge

import (
	"strings"
	"testing"
	"unicode"

	"rashomon/annotate/jsonl"
)

// FuzzRead reads two files of anything through: what is wrong is told in words that can be shown, and
// the order in which the files are named changes nothing that is known of them.
func FuzzRead(f *testing.F) {
	ana := strings.ReplaceAll(line, "ANNOTATOR", "ana")
	claim := strings.Replace(ana, `"fact"`, `"claim"`, 1)
	article := `{"type":"article","version":1,"id":"46e235e879f4635e","title":"Fall","text":"It fell.","sentences":[[0,8]]}`
	for _, seed := range [][2]string{{ana, claim}, {ana + "\n" + claim, ""}, {article, ana}, {"null\n[]", "{"}, {strings.Replace(ana, `"labels":["fact"]`, `"labels":[1]`, 1), "\xff"}, {strings.Replace(ana, "2031-05-05T09:00:04.200Z", "2031-13-05", 1), ana}} {
		f.Add(seed[0], seed[1], "")
	}
	f.Fuzz(func(t *testing.T, a, b, as string) {
		read := func(files ...File) (*Merge, int) {
			told := 0
			m, err := Read(t.Context(), files, func(_ string, e jsonl.LineError) {
				told++
				if strings.ContainsFunc(e.Error(), unicode.IsControl) {
					t.Errorf("a message that cannot be shown: %q", e.Error())
				}
			})
			if err != nil {
				return nil, told
			}
			return m, told
		}
		one, other := content("one", a), content("other", b)
		one.As = as
		m, told := read(one, other)
		n, again := read(other, one)
		if (m == nil) != (n == nil) {
			t.Fatal("whether they can be read hangs on their order")
		}
		if m != nil && (told != again || m.Records() != n.Records() || m.Whole() != n.Whole() || len(m.clashes) != len(n.clashes)) {
			t.Errorf("%d records, %d clashes, %d told; in the other order %d, %d, %d", m.Records(), len(m.clashes), told, n.Records(), len(n.clashes), again)
		}
	})
}
