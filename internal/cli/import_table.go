package cli

import (
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
	"rashomon/ingest"
	"rashomon/ingest/feed"
	"rashomon/ingest/table"
	"rashomon/internal/clean"
	"rashomon/ui/screen"
)

// articlesFormat is what --format and outcomes call a table of articles.
const articlesFormat = "articles"

// mostNotes is how many rows of a table are told of which something was left out, of each kind.
const mostNotes = 3

// tabled is a table on its way in, or a feed, of which each entry is a row.
type tabled struct {
	*importing
	path  string
	feed  bool
	sum   *taken
	bad   *complaints
	notes *complaints
	news  int // rows that were told because the report had another text
	rows  []table.Row
	bytes int
}

// table brings in a table of articles. A row that is no good is reported, and the rest goes in.
func (i *importing) table(path string, r io.Reader) {
	t := i.newTabled(path)
	o := table.Options{Map: i.mapping, Comma: commaOf(path), Begin: t.begin}
	used, err := table.Read(r, o, t.put, func(bad jsonl.LineError) {
		t.sum.Lines++
		t.refuse(bad.Line, bad.Why)
	})
	if err == nil {
		err = t.flush()
	}
	t.end(used, err)
}

func (i *importing) newTabled(path string) *tabled {
	t := &tabled{importing: i, path: path, sum: &taken{Format: articlesFormat}, bad: i.newComplaints("import", path), notes: i.newComplaints("import", path)}
	t.notes.most = mostNotes
	return t
}

// end stores what waits, and tells what became of the table.
func (t *tabled) end(used table.Used, err error) {
	t.store()
	t.bad.rest()
	t.notes.rest()
	if more := t.news - mostThere; more > 0 && !t.json {
		fmt.Fprintf(t.Out, "%s: … and %s more that had another text\n", clean.Name(t.path), screen.Number(more))
	}
	if err == nil {
		t.left(used)
	}
	t.ended(t.path, t.sum, namable(err))
}

// at is what is said of a row: of a table by its line, of a feed by its number.
func (t *tabled) at(line int, why error) error {
	if t.feed {
		return &feed.EntryError{Number: line, Why: why}
	}
	return jsonl.LineError{Line: line, Why: why}
}

// commaOf is what stands between the cells of a file of that name; 0 where the name does not say.
func commaOf(path string) rune {
	if strings.EqualFold(filepath.Ext(unpackedName(path)), ".tsv") {
		return '\t'
	}
	return 0
}

// begin says how the table is read.
func (t *tabled) begin(m table.Mapping, note string) {
	t.bar.clear()
	if note != "" {
		note = ", " + note
	}
	fmt.Fprintf(t.Err, "%s: %s%s\n", clean.Name(t.path), clean.Line(m.String()), note)
}

// left says what of the table was not read.
func (t *tabled) left(used table.Used) {
	if used.Note != "" {
		t.bar.clear()
		fmt.Fprintf(t.Err, "%s: further down: %s\n", clean.Name(t.path), used.Note)
	}
	if len(used.Unread) == 0 {
		return
	}
	names := make([]string, 0, len(used.Unread))
	for _, name := range used.Unread {
		names = append(names, clean.Line(name))
	}
	if more := len(names) - 8; more > 1 {
		names = append(names[:8], fmt.Sprintf("%d more", more))
	}
	t.bar.clear()
	fmt.Fprintf(t.Err, "%s: not read: %s\n", clean.Name(t.path), strings.Join(names, ", "))
}

// put takes a row in, together with others.
func (t *tabled) put(r table.Row) error {
	if err := t.ctx.Err(); err != nil {
		return err
	}
	t.sum.Lines++
	t.rows, t.bytes = append(t.rows, r), t.bytes+len(r.Text)
	if len(t.rows) < chunk && t.bytes < chunkBytes {
		return nil
	}
	return t.flush()
}

// flush makes articles of the rows that wait, and stores them.
func (t *tabled) flush() error {
	rows := t.rows
	t.rows, t.bytes = nil, 0
	type made struct {
		annotate.Arrival
		notes ingest.Notes
		err   error
	}
	articles := make([]made, len(rows))
	at := t.now()
	parallel(len(rows), func(n int) {
		m := &articles[n]
		m.Arrival, m.notes, m.err = rows[n].Article(t.textFormat, at)
	})
	for n, m := range articles {
		if m.err != nil {
			t.refuse(rows[n].Line, m.err)
			continue
		}
		t.row(arrived{notes: m.notes, story: rows[n].Story, line: rows[n].Line, row: rows[n].ID, Arrival: m.Arrival})
	}
	return t.ctx.Err()
}

// row takes in the article of a row.
func (t *tabled) row(a arrived) {
	for _, note := range a.notes {
		t.bar.clear()
		t.notes.tell(t.at(a.line, plainly(note)))
	}
	a.from, a.in = t.path, t
	t.wait(a)
}

// plainly is a note as what is told of a line.
type plainly string

func (p plainly) Error() string { return string(p) }

// parallel calls do with the numbers from 0, several at a time.
func parallel(count int, do func(n int)) {
	var wait sync.WaitGroup
	next := make(chan int)
	for range min(runtime.GOMAXPROCS(0), count) {
		wait.Go(func() {
			for n := range next {
				do(n)
			}
		})
	}
	for n := range count {
		next <- n
	}
	close(next)
	wait.Wait()
}

// refuse reports a row that does not come in.
func (t *tabled) refuse(line int, why error) {
	t.sum.Failed++
	t.bar.clear()
	if t.json {
		t.write(outcome{File: t.path, Line: line, Outcome: "failed", Error: clean.Line(why.Error())})
	}
	t.bad.tell(t.at(line, namable(why)))
}

// tell counts what became of a row. One that is another text of a report is told.
func (t *tabled) tell(o outcome) {
	c := &t.sum.Articles
	t.sum.followed.add(o.followed)
	switch o.Outcome {
	case "added":
		c.Added++
	case "revised":
		c.Changed++
	default:
		c.Same++
	}
	if o.Outcome == "revised" {
		t.news++
	}
	if o.entry = t.feed; t.json || o.Outcome == "revised" && t.news <= mostThere {
		t.write(o)
	}
}
