package feed

import (
	"errors"
	"io"
	"strings"
	"testing"
)

// What begins over and over and never ends is given up after work that grows with its length: read
// from each beginning to the end, each of these would take minutes.
func TestWhatNeverEndsIsGivenUp(t *testing.T) {
	for name, begins := range map[string]string{
		"declarations": "<!", "instructions": "<?", "comments": "<!--", "sections": "<![CDATA[", "ends": "</", "elements": "<a ", "entries": "<item ", "quotes": `<a "><b '>`,
		"entries with comments": "<item><!--", "entries with elements": "<item><a ", "entries with instructions": "<item><?", "entries in which nothing ends": "<item>" + strings.Repeat("<a ", 100),
	} {
		for _, start := range []string{"<rss><channel>", "<rss><channel><item>", ""} {
			f, err := NewReader(strings.NewReader(start+strings.Repeat(begins, 256<<10/len(begins))), "", "")
			if start == "" {
				if !errors.Is(err, ErrNotFeed) {
					t.Errorf("%s: %v", name, err)
				}
				continue
			}
			for n := 0; err == nil || errors.As(err, new(*EntryError)); n++ {
				_, err = f.Next()
			}
			if err == io.EOF || !errors.Is(err, ErrBroken) && !errors.Is(err, ErrCutOff) {
				t.Errorf("%s%s: %v", start, name, err)
			}
			cut, _ := f.cut.(*xmlCutter)
			if most := rescan + 5*cut.taken + 2*entryLimit; cut.again > most {
				t.Errorf("%s%s: %d bytes read again", start, name, cut.again)
			}
		}
	}
}
