package mail

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"rashomon/annotate"
)

func read(t *testing.T, source string) Message {
	t.Helper()
	m, err := Read(strings.NewReader(source))
	if err != nil {
		t.Fatalf("%q: %v", source, err)
	}
	return m
}

func TestNewsletter(t *testing.T) {
	data, err := os.ReadFile("testdata/morning.eml")
	if err != nil {
		t.Fatal(err)
	}
	for _, ends := range []string{"\n", "\r\n"} {
		m := read(t, strings.ReplaceAll(string(data), "\n", ends))
		want := annotate.Article{
			Title: "Barge rams storm gate; cafés without windows", Source: "The Tarn Courier — Morning", Date: "2031-03-09T07:10:00+01:00",
			URL: "https://mail.tarncourier.example/view/77?r=1",
		}
		if m.Stated != want || m.Format != annotate.Markdown {
			t.Errorf("%+v, %s; want %+v", m.Stated, m.Format, want)
		}
		text := strings.Join([]string{
			"## Good morning", "A barge rammed the storm gate of Halvorn before dawn, and six people were hurt.",
			"“It is bent like a spoon,” said Nils Hage. The café on the quay lost its windows.",
			"| Ship | Waiting |\n|---|---|\n| Orion | 2 days |", "## Also today",
			"The ferry to Tarn does not sail. [More on the ferry](https://tarncourier.example/f?utm=1)",
		}, "\n\n")
		if m.Text != text {
			t.Errorf("%s\nwant\n%s", m.Text, text)
		}
		if notes := []string{"attachments are left out: tides.pdf", "what is about the subscription is left out: 2 paragraphs"}; !slices.Equal(m.Notes, notes) {
			t.Errorf("%q; want %q", m.Notes, notes)
		}
	}
}

// TestOddMessages: what can be read of a message comes in, whatever is wrong with it.
func TestOddMessages(t *testing.T) {
	const head = "From: A <a@tarn.example>\nSubject: Gate\nMIME-Version: 1.0\n"
	for name, source := range map[string]string{
		"plain":                    head + "\nSix hurt.\n",
		"no blank line":            "From: a@tarn.example\nContent-Type: text/plain\n\nSix hurt.",
		"a charset nobody has":     head + "Content-Type: text/plain; charset=klingon\n\nSix hurt.",
		"a coding nobody has":      head + "Content-Type: text/plain\nContent-Transfer-Encoding: rot13\n\nSix hurt.",
		"cut in the middle":        head + "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>Six hurt.",
		"no boundary":              head + "Content-Type: text/html\n\n<p>Six hurt.</p>",
		"bad base64":               head + "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nU2l4IGh1cnQu!!!!",
		"forwarded":                head + "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n" + head + "\nSix hurt.\n--b--\n",
		"a header cut":             "From a@b Sun\n" + head + "X-Broken\n folded\nX-Nul: \x00\n\nSix hurt.",
		"parts inside parts":       head + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nSix hurt.\n--b\n" + strings.Repeat("Content-Type: multipart/mixed; boundary=b\n\n--b\n", 2_000),
		"parts that nothing parts": head + "Content-Type: multipart/mixed\n\nSix hurt.",
		"HTML without text":        head + "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nSix hurt.\n--b\nContent-Type: text/html\n\n<img src=x>\n--b--\n",
	} {
		if m := read(t, source); m.Text != "Six hurt." {
			t.Errorf("%s: %q, %q", name, m.Text, m.Notes)
		}
	}
}

func TestWhatAHeaderStates(t *testing.T) {
	for source, want := range map[string]annotate.Article{
		"From: a@News.Tarn.example\nSubject: =?x?y?z\n\nx":                                     {Title: "=?x?y?z", Source: "news.tarn.example"},
		"From: \"Tarn, The\" <a@b.example>\nDate: yesterday\n\nx":                              {Source: "Tarn, The", Date: "yesterday"},
		"From: Tarn <>\nArchived-At: <https://a.example/1>\nContent-Language: de, en\n\nx":     {Source: "Tarn", URL: "https://a.example/1", Language: "de"},
		"Subject: a\nList-Post: <mailto:l@a.example>\nList-Archive: <https://a.example/>\n\nx": {Title: "a"},
		"Subject: a\x1b[2J\u202e b\n\nx":                                                       {Title: "a b"},
	} {
		if m := read(t, source); m.Stated != want {
			t.Errorf("%q: %+v; want %+v", source, m.Stated, want)
		}
	}
}

func TestNoMail(t *testing.T) {
	for _, source := range []string{"", "Six hurt.", "\n\n\n", "X-Other: y\n\nx", ":\n:\n", "<html>"} {
		if m, err := Read(strings.NewReader(source)); !errors.Is(err, ErrNotMail) || m.Text != "" {
			t.Errorf("%q: %v, %v", source, m, err)
		}
	}
	broken := errors.New("line dropped")
	if _, err := Read(iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Error(err)
	}
}

func FuzzRead(f *testing.F) {
	data, err := os.ReadFile("testdata/morning.eml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte("From: =?utf-8?q?a?= <a@b>\nContent-Type: text/plain; format=flowed; charset=\"utf-7\"\n\na \nb\n-- \nc"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := Read(strings.NewReader(string(data))); err != nil && !errors.Is(err, ErrNotMail) {
			t.Fatal(err)
		}
	})
}
