package cli_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"rashomon/internal/cli"
)

// endings are those of files that import reads.
var endings = []string{".txt", ".md", ".html", ".eml", ".jsonl", ".json", ".csv", ".tsv", ".jsonl.gz", ".csv.gz", ".xml", ".opml", ""}

// anyFile is seeds for what reads a file of any kind.
func anyFile(f *testing.F) {
	packed := func(text string) []byte {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		_, _ = z.Write([]byte(text))
		_ = z.Close()
		return b.Bytes()
	}
	row := `{"id":"a","text":"It rained in Tarn. \"No,\" said Ottil.","source":"Tarn Post","date":"2031-04-05"}` + "\n"
	for n, seed := range [][]byte{
		[]byte("TARN (Tarn Post) - It rained.\n\nNobody came."), []byte("---\ntitle: Rain\ndate: 2031-04-05\n---\n# Rain\n\n* It *rained*."),
		[]byte("<html><head><title>Rain</title></head><body><article><p>It rained.</p><script>x</script></article></body></html>"),
		[]byte("From: ana@tarn.example\r\nSubject: =?utf-8?q?Rain?=\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nIt rained.\r\n--x--\r\n"),
		[]byte(row), []byte("[" + row + "]"), []byte("id,text,source\na,\"It rained.\nTwice.\",Tarn Post\n"), []byte("text\tdate\nIt rained.\t5 April 2031\n"),
		packed(row), packed("text\nIt rained.\n")[:20],
		[]byte(`<rss><channel><item><title>Rain</title><description>It rained.</description></item></channel></rss>`), []byte(`<opml><body><outline xmlUrl="https://tarn.example/f"/></body></opml>`), []byte("\x00\xff\xfe\x1b[2J"),
	} {
		f.Add(uint8(n), seed)
	}
}

// FuzzImport imports a file of any kind into a library: the exit code is one of those for that, what it
// says disturbs no terminal, and the library is sound.
func FuzzImport(f *testing.F) {
	anyFile(f)
	dir := f.TempDir()
	library := filepath.Join(dir, "library.db")
	f.Setenv("RASHOMON_CONFIG", filepath.Join(dir, "config.toml"))
	n := 0
	f.Fuzz(func(t *testing.T, ending uint8, data []byte) {
		path := filepath.Join(dir, "report"+endings[int(ending)%len(endings)])
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		defer os.Remove(path)
		if code, said := exitOf(t, nil, "--library", library, "--annotator", "ana", "import", path); !slices.Contains([]int{0, 1, 3}, code) {
			t.Errorf("exit code %d: %s", code, said)
		}
		_, missing := os.Stat(library) // until a file is read
		if n++; n%16 == 0 && missing == nil {
			if code, said := exitOf(t, nil, "--library", library, "check"); code != 0 {
				t.Errorf("check: exit code %d: %s", code, said)
			}
		}
		if n%256 == 0 { // or it grows too large to be checked
			_ = os.Remove(library)
		}
	})
}

// FuzzPipe gives a table of any kind to a command that reads standard input.
func FuzzPipe(f *testing.F) {
	anyFile(f)
	f.Setenv("RASHOMON_CONFIG", filepath.Join(f.TempDir(), "config.toml"))
	f.Fuzz(func(t *testing.T, which uint8, data []byte) {
		command := []string{"segment", "suggest", "group", "compare", "clean"}[which%5]
		if code, said := exitOf(t, data, command); !slices.Contains([]int{0, 1, 3}, code) {
			t.Errorf("%s: exit code %d: %s", command, code, said)
		}
	})
}

// exitOf runs the program, which writes nothing that disturbs a terminal, and returns its exit code
// and what it says on standard error.
func exitOf(t *testing.T, in []byte, args ...string) (code int, said string) {
	t.Helper()
	var out, bad bytes.Buffer
	code = cli.Main(context.Background(), args, cli.Streams{In: bytes.NewReader(in), Out: &out, Err: &bad})
	for _, text := range []string{out.String(), bad.String()} {
		if at := strings.IndexFunc(text, func(r rune) bool {
			return unicode.IsControl(r) && r != '\n' && r != '\t' || unicode.Is(unicode.Bidi_Control, r)
		}); at >= 0 {
			t.Fatalf("%q writes %q", args, text[max(at-40, 0):min(at+40, len(text))])
		}
	}
	return code, bad.String()
}
