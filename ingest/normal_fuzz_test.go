package ingest

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// FuzzNormal reads what people fill in: what comes of it is harmless, and reading it again changes
// nothing.
func FuzzNormal(f *testing.F) {
	for _, seed := range [][2]string{
		{"date", "2031-03-11"}, {"date", "11 March 2031"}, {"date", "2031-03-11T08:30:00Z"}, {"date", "March 2031"}, {"date", "31.2.2031"}, {"date", "2031-02-30"},
		{"date", "0000-00-00"}, {"date", "99999-01-01"}, {"date", "2031-03-11T25:61:00+99:99"}, {"date", "2031-03-11 08:30 PST"}, {"url", "https://lantern.example/a?b=c#d"}, {"url", "HTTP://[::1]:99999/"},
		{"url", "https://\u202eexample"}, {"language", "pt-BR"}, {"language", "x-" + strings.Repeat("a", 90)}, {"language", strings.Repeat("-", 1<<18)}, {"title", "a\x1b[31mb\u202ec"}, {"place", "\xff\xfe"}, {"", ""},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, field, value string) {
		once, err := Normal(field, value)
		if err != nil {
			return
		}
		if !utf8.ValidString(once) || strings.ContainsFunc(once, unicode.IsControl) {
			t.Errorf("%s %q is %q", field, value, once)
		}
		if twice, err := Normal(field, once); err != nil || twice != once {
			t.Errorf("%s %q is %q, and that %q, %v", field, value, once, twice, err)
		}
	})
}
