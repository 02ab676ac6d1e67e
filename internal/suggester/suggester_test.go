package suggester

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"rashomon/annotate"
)

// role is the environment variable that makes the test binary a suggester instead.
const role = "RASHOMON_TEST_SUGGESTER"

func TestMain(m *testing.M) {
	if r := os.Getenv(role); r != "" {
		os.Exit(play(r))
	}
	os.Exit(m.Run())
}

// play is a suggester of some kind, good or bad. It returns its exit status.
func play(how string) int {
	in, out := bufio.NewReaderSize(os.Stdin, 1<<20), bufio.NewWriter(os.Stdout)
	defer out.Flush()
	kind, what, _ := strings.Cut(how, " ")
	switch kind {
	case "good":
		good(in, out)
	case "late": // answers when it has read everything
		all, _ := io.ReadAll(in)
		good(bufio.NewReader(strings.NewReader(string(all))), out)
	case "says":
		io.Copy(io.Discard, in)
		fmt.Fprint(out, what)
	case "deaf": // reads nothing
		fmt.Fprint(out, what)
	case "lines": // blank ones of a megabyte
		n, _ := strconv.Atoi(what)
		for range n {
			fmt.Fprintln(out, strings.Repeat(" ", 1<<20))
		}
	case "long":
		line := strings.Repeat("x", 1<<20)
		for range longestLine>>20 + 1 {
			fmt.Fprint(out, line)
		}
		out.Flush()
		forever(what)
	case "fails":
		fmt.Fprint(out, "{") // a line in the middle of which it fails
		fmt.Fprint(os.Stderr, strings.Repeat("loading the model\n", 1000)+what)
		return 3
	case "hangs":
		forever(what)
	case "parent", "apart": // leaves a child that holds the pipes, in a session of its own or not
		child := exec.CommandContext(context.Background(), os.Args[0])
		if kind == "apart" {
			alone(child)
		}
		child.Env = append(os.Environ(), role+"=hangs "+what)
		child.Stdin, child.Stdout, child.Stderr = os.Stdin, os.Stdout, os.Stderr
		if child.Start() != nil {
			return 1
		}
		call(what, "parent")
	}
	return 0
}

// call tells the test at the address that a process is there, and waits until the test hangs up.
func call(address, name string) {
	c, err := net.Dial("tcp", address)
	if err != nil {
		os.Exit(1)
	}
	fmt.Fprintln(c, name)
	io.Copy(io.Discard, c)
}

// forever calls the test and hangs.
func forever(address string) {
	call(address, "hung")
	os.Exit(1)
}

// calls is where processes call a test. Who hangs is heard: its connection ends with it.
type calls struct {
	net.Listener
	lines map[string]net.Conn
}

func listen(t *testing.T) *calls {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return &calls{l, map[string]net.Conn{}}
}

// accept waits for so many processes to call. A failure is told by the test's time-out: it
// is not called on the test's goroutine.
func (c *calls) accept(n int) {
	for range n {
		line, err := c.Accept()
		if err != nil {
			return
		}
		name, _ := bufio.NewReader(line).ReadString('\n')
		c.lines[strings.TrimSpace(name)] = line
	}
}

// gone fails unless the process that hangs has ended, or ends soon.
func (c *calls) gone(t *testing.T) {
	t.Helper()
	line := c.lines["hung"]
	if line == nil {
		t.Fatal("no process has called")
	}
	line.SetReadDeadline(time.Now().Add(20 * time.Second))
	if _, err := line.Read(make([]byte, 1)); errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatal("the process is still there")
	}
}

// good says of every sentence with an even number that it is a fact, and of the others that they
// are claims of the words before the first comma.
func good(in *bufio.Reader, out *bufio.Writer) {
	for d := json.NewDecoder(in); ; {
		var q question
		if d.Decode(&q) != nil {
			return
		}
		text := []rune(q.Text)
		said := []map[string]any{}
		for i, s := range q.Sentences {
			one := map[string]any{"start": s.Start, "end": s.End, "label": "fact", "score": 0.5, "why": "it is even"}
			if words := string(text[s.Start:s.End]); i%2 == 1 {
				who, _, _ := strings.Cut(words, ",")
				one["label"], one["score"], one["speaker"] = "claim", 0.75, map[string]any{"start": s.Start, "end": s.Start + len([]rune(who)), "text": who}
			}
			said = append(said, one)
		}
		line, _ := json.Marshal(map[string]any{"id": q.ID, "sentences": said})
		out.Write(append(line, '\n'))
		out.Flush()
	}
}

// reports is articles of so many sentences each, with characters of all lengths.
func reports(n, sentences int) (out []annotate.Arrival) {
	for i := range n {
		var b annotate.Body
		for k := range sentences {
			s := fmt.Sprintf("Ærø %d 𝕏, says the harbour: %d “é” 🚢🏽.", k, i)
			b.Sentences = append(b.Sentences, annotate.Span{Start: len(b.Text), End: len(b.Text) + len(s)})
			b.Text += s + "\n"
		}
		out = append(out, annotate.Arrival{Article: annotate.NewArticle(annotate.Article{Title: fmt.Sprint("Report <", i, ">"), Source: "Tide"}, b, time.Unix(0, 0)), Body: b})
	}
	return out
}

type proposals = map[annotate.ID]map[int]annotate.Proposal

// ask asks the test binary as a suggester of some kind.
func ask(t *testing.T, ctx context.Context, how string, articles []annotate.Arrival) (proposals, []int, error) {
	t.Helper()
	t.Setenv(role, how)
	var done []int
	out, err := Ask(ctx, []string{os.Args[0], "model.py"}, articles, annotate.DefaultScheme(), func(n int) { done = append(done, n) })
	if err != nil && out != nil {
		t.Errorf("there are proposals and an error: %v", err)
	}
	return out, done, err
}

func TestAsk(t *testing.T) {
	for _, c := range []struct {
		role                string
		articles, sentences int
	}{{"good", 3, 4}, {"late", 2, 3}, {"good", 1, 0}, {"good", 0, 0}, {"good", 15, 900}, {"late", 15, 900}} { // the last are more than pipes hold, either way
		all := reports(c.articles, c.sentences)
		got, done, err := ask(t, t.Context(), c.role, all)
		if err != nil {
			t.Fatalf("%v: %v", c, err)
		}
		if len(got) != len(all) || len(done) != len(all) || len(all) > 0 && done[len(done)-1] != len(all) {
			t.Fatalf("%v: %d articles answered, progress %v", c, len(got), done)
		}
		for _, a := range all {
			p := got[a.Article.ID]
			if len(p) != c.sentences {
				t.Fatalf("%v: %d proposals", c, len(p))
			}
			for n := range c.sentences {
				want := annotate.Proposal{Label: "fact", Score: 0.5}
				if n%2 == 1 {
					want = annotate.Proposal{Label: "claim", Score: 0.75, Speaker: fmt.Sprintf("Ærø %d 𝕏", n)}
				}
				if p[n] != want {
					t.Fatalf("%v: sentence %d: %v, not %v", c, n, p[n], want)
				}
			}
		}
	}
}

// TestSilence has a suggester that says nothing, or nothing of some.
func TestSilence(t *testing.T) {
	all := reports(2, 2)
	got, _, err := ask(t, t.Context(), "deaf ", all)
	if err != nil || len(got) != 0 {
		t.Errorf("of silence: %v, %v", got, err)
	}
	big := reports(30, 900) // more than a pipe holds, and nobody reads it
	if got, _, err = ask(t, t.Context(), "deaf \n \n", big); err != nil || len(got) != 0 {
		t.Errorf("of blank lines: %v, %v", got, err)
	}
	id := all[1].Article.ID
	got, _, err = ask(t, t.Context(), fmt.Sprintf(`says {"id":"%s","sentences":[{"start":0,"end":%d,"label":""}]}`, id, spansOf(all[1].Body)[0].End), all)
	if err != nil || len(got) != 1 || got[id] == nil || len(got[id]) != 0 {
		t.Errorf("of a sentence without a label, on a line without an end: %v, %v", got, err)
	}
}

func TestBadOutput(t *testing.T) {
	all := reports(2, 2)
	id, end := all[0].Article.ID.String(), spansOf(all[0].Body)[0].End
	first := func(rest string) string {
		return fmt.Sprintf(`{"id":"%s","sentences":[{"start":0,"end":%d%s}]}`, id, end, rest)
	}
	fine := first(`,"label":"fact","score":1`)
	for _, c := range []struct{ says, want string }{
		{"Loading weights …", "line 1 of its output: not suggestions in JSON: invalid character 'L'"},
		{fine + "\n\n[]", "line 3 of its output: not suggestions in JSON: a JSON array, not an object"},
		{fine + "\n" + fine, "line 2 of its output: the id \"" + id + "\" stands on a line before"},
		{fine + ` {"id":1}`, "line 1 of its output: not suggestions"},
		{`{"id":"0123456789abcdef","sentences":[]}`, `the id "0123456789abcdef" is of no article`},
		{`{"id":"a1\u001b[2J","sentences":[]}`, `the id "a1[2J" is of no article`},
		{`{"sentences":[]}`, `there is no "id"`},
		{`{"id":"` + id + `"}`, `there are no "sentences"`},
		{`{"id":"` + id + `","sentences":null}`, `there are no "sentences"`},
		{`{"id":"` + id + `","sentences":[{"label":"fact","score":1}]}`, `item 1 of the sentences: there is no "start"`},
		{`{"id":"` + id + `","sentences":[{"start":0,"end":3,"label":"fact","score":1}]}`, "sentence 0–3: no sentence of the article begins and ends there"},
		{`{"id":"` + id + `","sentences":[{"start":0.5,"end":3}]}`, "not suggestions in JSON: the value of \"sentences.start\""},
		{`{"id":"` + id + `","sentences":[{"start":-1,"end":99999999999999999999}]}`, "not suggestions in JSON"},
		{strings.Replace(fine, "]}", `,{"start":0,"end":`+fmt.Sprint(end)+`}]}`, 1), fmt.Sprintf("sentence 0–%d: it stands there twice", end)},
		{first(`,"label":"lie","score":1`), `the scheme default has no label "lie"`},
		{first(`,"label":"Fact","score":1`), `the scheme default has no label "Fact"`},
		{first(`,"label":"fact"`), `there is no "score"`},
		{first(`,"label":"fact","score":1.01`), "the score 1.01 is not from 0 to 1"},
		{first(`,"label":"fact","score":-0.01`), "the score -0.01 is not from 0 to 1"},
		{first(`,"label":"fact","score":NaN`), "not suggestions in JSON"},
		{first(`,"label":"fact","score":"high"`), "not suggestions in JSON: the value of \"sentences.score\""},
		{first(`,"label":"claim","score":1,"speaker":{"text":"Mo\u001b[31mna"}`), "a control character in the speaker"},
		{first(`,"label":"claim","score":1,"speaker":{"text":"\u202eanoM"}`), "a control character in the speaker"},
		{first(`,"label":"claim","score":1,"speaker":{"text":"` + strings.Repeat("M", 201) + `"}`), "the speaker is longer than 200 characters"},
		{first(`,"label":"claim","score":1,"speaker":"Mona"`), "not suggestions in JSON: the value of"},
		{strings.Replace(fine, "fact", "f\xffct", 1), "not UTF-8"},
		{strings.Repeat("[", 20000), "not suggestions in JSON"},
	} {
		_, _, err := ask(t, t.Context(), "says "+c.says+"\n", all)
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), filepath.Base(os.Args[0])+": line ") {
			t.Errorf("%.120q: %v, not %q", c.says, err, c.want)
			continue
		}
		if strings.ContainsAny(err.Error(), "\n\x1b\u202e") || len(err.Error()) > 600 {
			t.Errorf("%.120q: the error is not one clean line: %q", c.says, err)
		}
	}
}

// TestTooMuchOutput has a suggester that would go on for ever: it is ended.
func TestTooMuchOutput(t *testing.T) {
	c := listen(t)
	heard := make(chan struct{})
	go func() { c.accept(1); close(heard) }()
	if _, _, err := ask(t, t.Context(), "long "+c.Addr().String(), reports(1, 1)); err == nil || !strings.Contains(err.Error(), "line 1 of its output: longer than 8 MB") {
		t.Errorf("of a line that is too long: %v", err)
	}
	c.Close()
	<-heard
	if len(c.lines) > 0 { // it has come as far as that
		c.gone(t)
	}
	if _, _, err := ask(t, t.Context(), fmt.Sprint("lines ", mostOutput>>20+1), reports(1, 1)); err == nil || !strings.Contains(err.Error(), "it writes more than 64 MB") {
		t.Errorf("of lines without end: %v", err)
	}
}

func TestFailure(t *testing.T) {
	_, _, err := ask(t, t.Context(), "fails \x1b[31mValueError: no \u202esuch\a model\n\n", reports(2, 2))
	if err == nil || !strings.HasSuffix(err.Error(), ": it failed (exit status 3): [31mValueError: no such model") {
		t.Errorf("of a command that fails: %v", err)
	}
	_, err = Ask(t.Context(), []string{filepath.Join(t.TempDir(), "model")}, nil, annotate.DefaultScheme(), func(int) {})
	if err == nil || !strings.Contains(err.Error(), "model: it cannot be started: ") {
		t.Errorf("of a command that is not there: %v", err)
	}
	_, err = Ask(t.Context(), []string{"no-such-command-anywhere"}, nil, annotate.DefaultScheme(), func(int) {})
	if err == nil || !strings.Contains(err.Error(), "cannot be started") {
		t.Errorf("of a command that is not there: %v", err)
	}
	if _, err = Ask(t.Context(), nil, nil, annotate.DefaultScheme(), func(int) {}); err == nil {
		t.Error("no command at all, and no error")
	}
}

// TestCancel ends a command that hangs, with the children it has.
func TestCancel(t *testing.T) {
	for _, c := range []struct {
		role  string
		calls int
	}{{"hangs ", 1}, {"parent ", 2}} {
		on := listen(t)
		ctx, cancel := context.WithCancel(t.Context())
		heard := make(chan struct{})
		go func() { on.accept(c.calls); cancel(); close(heard) }()
		if _, _, err := ask(t, ctx, c.role+on.Addr().String(), reports(20, 900)); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", c.role, err)
		}
		<-heard
		on.gone(t)
	}
}

// TestChildren has a command that ends well and leaves a child that holds its pipes: that is
// no reason to wait for it.
func TestChildren(t *testing.T) {
	on := listen(t)
	heard := make(chan struct{})
	go func() { on.accept(2); on.lines["parent"].Close(); close(heard) }()
	got, _, err := ask(t, t.Context(), "parent "+on.Addr().String(), reports(20, 900))
	if err != nil || len(got) != 0 {
		t.Errorf("%v, %v", got, err)
	}
	<-heard
	on.gone(t)
}

// TestTimeout has a command that hangs, and one that has a child in a session of its own: it
// is not ended, and the pipes that it holds make giving up take longer than the limit.
func TestTimeout(t *testing.T) {
	all := reports(20, 900)
	for _, role := range []string{"hangs ", "apart "} {
		on := listen(t)
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		_, _, err := ask(t, ctx, role+on.Addr().String(), all)
		if err == nil || !strings.HasSuffix(err.Error(), "given up: not done after 300ms") {
			t.Errorf("%s after the time-out: %v", role, err)
		}
		cancel()
		on.Close() // a child that was not ended ends now
	}
}
