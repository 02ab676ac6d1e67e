//go:build unix

package cli_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rashomon/annotate"
	"rashomon/internal/cli"
	"rashomon/store"
)

// TestWhatIsWrittenIsPrivate: whatever the umask, nobody else reads what any command writes.
func TestWhatIsWrittenIsPrivate(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		_, _ = w.Write([]byte("The mill burned. It had stood for two hundred years, and will be built again."))
	}))
	defer server.Close()
	dir := t.TempDir()
	home := filepath.Join(dir, "home")
	said, texts := filepath.Join(t.TempDir(), "said.db"), filepath.Join(t.TempDir(), "text.txt")
	formulaLibrary(t, said)
	if err := os.WriteFile(texts, []byte("The crane fell at noon. Six people were hurt, the foreman said."), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(home, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{
		"config --init", "import --story Crane " + texts, "fetch --wait 0s --save " + home + "/pages " + server.URL + "/a", "feed list",
		"brief Crane --format html -o " + home + "/brief.html", "feed export -o " + home + "/feeds.opml", "backup " + home + "/backup.db",
		"export -o " + home + "/labels.jsonl --library " + said, "export --format csv -o " + home + "/labels.csv --library " + said, "export --format hf -o " + home + "/hf --library " + said,
		"assign --annotators ana,bo -o " + home + "/assign --library " + said, "check",
	} {
		c := exec.Command("sh", "-c", `umask 0; exec "$@"`, "sh", "rashomon")
		c.Args = append(c.Args, strings.Fields(command)...)
		c.Env = append(os.Environ(), "HOME="+home, "XDG_DATA_HOME="+filepath.Join(home, "data"), "XDG_CONFIG_HOME="+filepath.Join(home, "config"), "RASHOMON_ANNOTATOR=ana", "RASHOMON_LIBRARY=", "GORACE=atexit_sleep_ms=0")
		if out, err := c.CombinedOutput(); err != nil {
			t.Errorf("%s: %v: %s", command, err, out)
		}
	}
	files := 0
	err := filepath.WalkDir(home, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("others may look into %s: %v", strings.TrimPrefix(path, dir), info.Mode())
		}
		if !e.IsDir() {
			files++
		}
		return err
	})
	if err != nil || files < 12 {
		t.Errorf("%d files: %v", files, err)
	}
}

// TestNoShell: neither an editor's name nor a suggester's arguments nor the folder for temporary
// files are read by a shell.
func TestNoShell(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	owned := filepath.Join(dir, "owned")
	hostile := filepath.Join(dir, "a $(touch owned);`touch owned` 'b' \"c\" & touch owned #")
	if err := os.Mkdir(hostile, 0o700); err != nil {
		t.Fatal(err)
	}
	library := filepath.Join(dir, "library.db")
	lib, err := store.Open(library, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := lib.Close(); err != nil {
		t.Fatal(err)
	}
	texts, settings := filepath.Join(dir, "texts.jsonl"), filepath.Join(dir, "settings.toml")
	for path, text := range map[string]string{
		texts:    `{"id":"$(touch owned)","text":"; touch owned","title":"` + "`touch owned`" + `"}` + "\n",
		settings: "[suggester]\ncommand = [\"printf\", \"%s\", \"$(touch owned)\", \"; touch owned\", \"`touch owned`\", \"| touch owned\"]\n",
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run := func(editor string, args ...string) string {
		c := exec.Command("rashomon", args...)
		c.Dir = dir
		c.Env = append(append(os.Environ(), environment(library)...), "TMPDIR="+hostile, "VISUAL=", "EDITOR="+editor, "RASHOMON_CONFIG="+settings)
		out, _ := c.CombinedOutput()
		return string(out)
	}
	for _, editor := range []string{"true;touch owned", "true; touch owned", "$(touch owned)", "`touch owned`", "true|touch owned", "true && touch owned", "touch${IFS}owned", "true\ntouch owned"} {
		said := run(editor, "scheme", "edit", "default")
		if strings.Contains(editor, "touch owned") && strings.HasPrefix(editor, "true ") || strings.Contains(editor, "\n") {
			continue // it is "true" with arguments
		}
		if !strings.Contains(said, "the editor ") {
			t.Errorf("%q: %s", editor, said)
		}
	}
	if said := run("cat", "scheme", "edit", "default"); !strings.Contains(said, `name = "default"`) || !strings.Contains(said, "nothing was changed") {
		t.Errorf("an editor in a folder of a hostile name: %s", said)
	}
	if said := run("true", "suggest", "--external", texts); !strings.Contains(said, "line 1 of its output") {
		t.Errorf("the suggester: %s", said)
	}
	if _, err := os.Stat(owned); err == nil {
		t.Error("a shell was asked")
	}
	if left, err := os.ReadDir(hostile); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestTablesHoldNoFormulas: no cell of any table that is exported begins as a formula does, and the
// table comes back as it was.
func TestTablesHoldNoFormulas(t *testing.T) {
	t.Setenv("RASHOMON_ANNOTATOR", "=ana")
	dir := t.TempDir()
	from, to := filepath.Join(dir, "from.db"), filepath.Join(dir, "to.db")
	formulaLibrary(t, from)
	run := func(library string, args ...string) string {
		t.Helper()
		var out, errs bytes.Buffer
		if code := cli.Main(context.Background(), append(args, "--library", library), cli.Streams{In: strings.NewReader(""), Out: &out, Err: &errs}); code != 0 {
			t.Fatalf("%q: exit code %d: %s", args, code, errs.String())
		}
		return out.String()
	}
	for _, text := range []string{"sentence", "article"} {
		table := run(from, "export", "--format", "csv", "--text", text, "--annotator", "=ana")
		rows, err := csv.NewReader(strings.NewReader(table)).ReadAll()
		if err != nil || len(rows) < 4 {
			t.Fatalf("%d rows, %v:\n%s", len(rows), err, table)
		}
		guarded := 0
		for _, row := range rows {
			for i, cell := range row {
				if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r\n") {
					t.Errorf("%s: column %s: %q", text, rows[0][i], cell)
				}
				if strings.HasPrefix(cell, "'=") || strings.HasPrefix(cell, "'@") || strings.HasPrefix(cell, "'+") {
					guarded++
				}
			}
		}
		if guarded < 6 {
			t.Errorf("%s: only %d cells have an apostrophe before them:\n%s", text, guarded, table)
		}
		path, library := filepath.Join(dir, text+".csv"), text+to[len(dir)+1:]
		if err := os.WriteFile(path, []byte(table), 0o600); err != nil {
			t.Fatal(err)
		}
		library = filepath.Join(dir, library)
		run(library, "import", path)
		if back := run(library, "export", "--format", "csv", "--text", text, "--annotator", "=ana"); !sameCells(table, back) {
			t.Errorf("it came back as\n%s\nand was\n%s", back, table)
		}
	}
}

// sameCells says whether two tables say the same of the same sentences: what an import does not
// keep, the time say, is left out.
func sameCells(a, b string) bool {
	said := func(table string) (out []string) {
		rows, _ := csv.NewReader(strings.NewReader(table)).ReadAll()
		at := map[string]int{}
		for i, name := range rows[0] {
			at[name] = i
		}
		for _, row := range rows[1:] {
			for _, name := range []string{"text", "labels", "source", "title", "author", "annotator", "speaker", "note"} {
				out = append(out, row[at[name]])
			}
		}
		return out
	}
	return strings.Join(said(a), "\x00") == strings.Join(said(b), "\x00")
}

// formulaLibrary is a library of which every text is a formula.
func formulaLibrary(t *testing.T, path string) {
	t.Helper()
	now := time.Date(2031, 3, 1, 12, 0, 0, 0, time.UTC)
	lib, err := store.Open(path, store.Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer lib.Close()
	scheme := annotate.DefaultScheme()
	texts := []string{"=HYPERLINK(\"http://evil.example\").", "@SUM(1+1)*cmd|' /C calc'!A0.", "+1+1.", "-2-3.", "'=quoted."}
	body := annotate.Body{Text: strings.Join(texts, " ")}
	for at, i := 0, 0; i < len(texts); i++ {
		body.Sentences = append(body.Sentences, annotate.Span{Start: at, End: at + len(texts[i])})
		at += len(texts[i]) + 1
	}
	a := annotate.NewArticle(annotate.Article{Title: "=1+1", Source: "@source", Author: "+author", Language: "en", Format: annotate.Plain}, body, now)
	var c annotate.Change
	for n := range texts {
		x := annotate.NewAnnotation(a, body, annotate.OnSentence(n), scheme.Name, "=ana")
		x.Labels, x.Speaker, x.Note, x.Created, x.Updated = []string{scheme.Labels[0].Name}, "=speaker()", "-note", now, now
		c.Edits = append(c.Edits, annotate.Edit{Annotation: &annotate.Replaced[annotate.Annotation]{After: &x}})
	}
	c.By, c.What = "=ana", "=label"
	if _, err := lib.Add([]annotate.Arrival{{Article: a, Body: body}}, nil, "=ana", "=import"); err != nil {
		t.Fatal(err)
	}
	if _, err := lib.Apply(c); err != nil {
		t.Fatal(err)
	}
}
