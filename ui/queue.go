package ui

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/annotate/query"
	queues "rashomon/annotate/queue"
	"rashomon/annotate/suggest"
	"rashomon/ui/focus"
	"rashomon/ui/screen"
)

// queueRead is which queue was left last, and what else a choice of one needs.
type queueRead struct {
	request  screen.Queue
	left     queues.Spec // without an order where none was left
	searches []annotate.Search
}

// queue opens what is to be labelled next. Where it is not said what, that is asked: what was
// left last is read first, after what is still to be kept; keys wait for it.
func (m *Model) queue(r screen.Queue) tea.Cmd {
	if r.Spec.Order != "" {
		return m.openQueue(r)
	}
	var cmds []tea.Cmd
	for _, s := range m.screens { // in one of them may be the queue to go on with
		cmds = append(cmds, m.leaveScreen(s))
	}
	m.opening = true
	lib, name := m.lib, m.queueName()
	return tea.Batch(append(cmds, m.save(job{open: func() opened {
		read, err := readQueue(r, lib, name)
		return opened{err: err, then: func() tea.Cmd { return m.queueRead(read) }}
	}}))...)
}

func readQueue(r screen.Queue, lib Library, name string) (read queueRead, err error) {
	read.request = r
	kept, err := lib.Kept(name)
	if err != nil {
		return read, err
	}
	if kept != nil && json.Unmarshal(kept, &read.left) != nil {
		read.left = queues.Spec{} // a newer program kept it
	}
	read.searches, err = lib.Searches()
	return read, err
}

// queueName is the name under which the queue is kept that somebody left.
func (m *Model) queueName() string { return "queue/" + m.o.Annotator + "/" + m.o.Scheme.Name }

// queueRead asks which queue to label.
func (m *Model) queueRead(read queueRead) tea.Cmd {
	return m.request(m.chooseQueue(read.request.Spec, read))
}

// turn is one of the queues to choose from.
type turn struct {
	screen.Choice
	ask func() []screen.Request
}

// chooseQueue asks in which order to label, and what: the spec says of which articles, and
// by which query if one was given.
func (m *Model) chooseQueue(spec queues.Spec, read queueRead) screen.Choose {
	var turns []turn
	add := func(key, name string, ask func() []screen.Request) {
		turns = append(turns, turn{screen.Choice{Key: key, Name: name}, ask})
	}
	in := func(o queues.Order) func() []screen.Request {
		spec := spec
		spec.Order = o
		return func() []screen.Request { return []screen.Request{screen.Queue{Spec: spec}} }
	}
	if read.left.Order != "" && spec.Query == "" {
		add("g", "go on with "+described(read.left), func() []screen.Request { return []screen.Request{screen.Queue{Spec: read.left, Resume: true}} })
	}
	add("u", "unlabelled", in(queues.Unlabelled))
	add("i", "in order", in(queues.InOrder))
	add("c", "least certain first", in(queues.LeastCertain))
	add("d", "most disagreeing first", in(queues.MostDisagreeing))
	add("k", "corrected by gold", in(queues.Corrected))
	add("r", "random", func() []screen.Request { return []screen.Request{m.askSeed(spec, "")} })
	if spec.Query == "" {
		add("q", "by a query", func() []screen.Request { return []screen.Request{m.askQuery(spec, read, "")} })
	}
	if len(spec.Articles) > 0 {
		add("e", "everything instead", func() []screen.Request {
			all := spec
			all.Articles, all.From = nil, queues.Place{}
			return []screen.Request{m.chooseQueue(all, read)}
		})
	}
	out := screen.Choose{Title: "label " + scope(spec), Done: func(i int) []screen.Request { return turns[i].ask() }}
	for _, t := range turns {
		out.Choices = append(out.Choices, t.Choice)
	}
	return out
}

// scope is what a queue is of, in words.
func scope(spec queues.Spec) string {
	out := "everything"
	switch n := len(spec.Articles); {
	case n == 1:
		out = "this report"
	case n > 1:
		out = "these " + screen.Count(n, "report", "reports")
	}
	if spec.Query != "" {
		out += " that “" + spec.Query + "” lets through"
	}
	return out
}

// described is a queue in words.
func described(spec queues.Spec) string {
	out := string(spec.Order)
	if n := len(spec.Articles); n > 0 {
		out += ", " + screen.Count(n, "report", "reports")
	}
	if spec.Query != "" {
		out += ", “" + spec.Query + "”"
	}
	return out
}

// askSeed asks for the seed of a random order; the one that is offered changes every second.
// Of a text that is none it says so, and asks again.
func (m *Model) askSeed(spec queues.Spec, text string) screen.Request {
	const seeds = 100_000 // few enough to tell somebody
	offered := cmp.Or(text, fmt.Sprint(uint64(m.o.Now().Unix())%seeds))
	return screen.Ask{Title: "seed, a number", Value: offered, Done: func(text string) []screen.Request {
		seed, err := strconv.ParseUint(strings.TrimSpace(text), 10, 64)
		if err != nil {
			return []screen.Request{m.askSeed(spec, text), screen.Say{Text: fmt.Sprintf("“%s” is no number: a seed is a whole one from 0 on", screen.Safe(text)), Bad: true}}
		}
		spec.Order, spec.Seed = queues.Random, seed
		return []screen.Request{screen.Queue{Spec: spec}}
	}}
}

// askQuery asks for a query, and then for an order. Of a query that cannot be read it says
// why, and asks again.
func (m *Model) askQuery(spec queues.Spec, read queueRead, text string) screen.Request {
	ask := screen.Ask{Title: "of those that pass", Value: text}
	for _, s := range read.searches {
		ask.Choices = append(ask.Choices, s.Query)
	}
	ask.Done = func(text string) []screen.Request {
		if _, err := query.Parse(text, m.o.Now()); err != nil {
			return []screen.Request{m.askQuery(spec, read, text), screen.Say{Text: screen.Safe(withHint(err)), Bad: true}}
		}
		of := spec
		of.Query = strings.TrimSpace(text)
		return []screen.Request{m.chooseQueue(of, read)}
	}
	return ask
}

// withHint is what is wrong with a query, and what to write instead.
func withHint(err error) string {
	var bad *query.Error
	if errors.As(err, &bad) && bad.Hint != "" {
		return err.Error() + " · " + bad.Hint
	}
	return err.Error()
}

// openQueue shows a queue; one that is shown makes room for it.
func (m *Model) openQueue(r screen.Queue) tea.Cmd {
	var left tea.Cmd
	if _, shown := m.active().(*focus.Screen); shown {
		left = m.back()
	}
	o, keys, l, t := m.queueOptions(), m.keys, m.labelling, m.theme
	if !r.Resume {
		o.First = nil
	}
	return tea.Batch(left, m.open(func() (Screen, error) { return focus.New(r.Spec, o, keys, l, t), nil }))
}

// queueOptions is what the screen of a queue needs; all of it but Keep is called off the event loop.
func (m *Model) queueOptions() focus.Options {
	lib, scheme, annotator, now, name, voices := m.lib, m.o.Scheme, m.o.Annotator, m.o.Now, m.queueName(), m.voices
	options := queues.Options{Scheme: scheme, Annotator: annotator}
	return focus.Options{
		Annotator: annotator, Scheme: scheme, Goal: m.o.Goal,
		Build: func(ctx context.Context, spec queues.Spec, progress func(float64)) ([]queues.Place, error) {
			o := options
			o.Now, o.Progress = now(), progress
			if spec.Order == queues.LeastCertain {
				o.Suggest = sure(learned(lib, scheme, annotator, o.Now))
			}
			return queues.Build(ctx, spec, lib, o)
		},
		First: func(ctx context.Context, spec queues.Spec, places []queues.Place) (int, error) {
			return queues.First(ctx, spec, places, lib, options)
		},
		Read: func(id annotate.ID) (*annotate.Reading, string, error) {
			return readAhead(lib, voices, id, scheme, annotator)
		},
		Others: lib.Annotations,
		Keep: func(spec queues.Spec) screen.Request {
			value, err := json.Marshal(spec)
			if err != nil {
				return screen.Say{Text: "where you are in the queue is not remembered: " + screen.Safe(err.Error()), Bad: true}
			}
			return screen.Keep{Name: name, Value: value}
		},
		Today: func() (*queues.Day, error) { return labelledToday(m.ctx, lib, annotator, now(), func(float64) {}) },
	}
}

// sure is the suggestions by which one is more or less certain: those of the rules, or of the
// learner where it does better.
func sure(l *suggest.Learner) func(annotate.Article, annotate.Body) []suggest.Suggestion {
	var one sync.Mutex // a learner serves one at a time
	return func(a annotate.Article, b annotate.Body) []suggest.Suggestion {
		out := suggest.Article(b.Text, a.Language, b.Sentences)
		one.Lock()
		defer one.Unlock()
		for i := range out {
			out[i] = l.Suggest(out[i])
		}
		return out
	}
}

// readAhead reads an article, with the title of its story, while the screens are at work.
func readAhead(lib Library, voices *voices, id annotate.ID, scheme annotate.Scheme, annotator string) (*annotate.Reading, string, error) {
	r, err := readArticle(lib, voices, scheme, annotator, id)
	if err != nil || r.Article.Story == 0 {
		return r, "", err
	}
	story, err := lib.Story(r.Article.Story)
	return r, story.Title, err
}

// labelledToday counts what the annotator has labelled since midnight, where the clock is, saved or not.
// The error is the context's or the library's.
func labelledToday(ctx context.Context, lib *seen, annotator string, now time.Time, progress func(part float64)) (*queues.Day, error) {
	newest, unsaved, err := read(lib, func() ([]annotate.Change, error) { return lib.History(0, 1) })
	if err != nil {
		return nil, err
	}
	day := queues.NewDay(annotator)
	if len(newest) > 0 {
		if err := backToMidnight(ctx, lib, newest[0].Number, now, day, progress); err != nil {
			return nil, err
		}
	}
	day.Later(unsaved)
	return day, nil
}

// backToMidnight walks the history back from a change, and tells a day of its changes. Those that are dated
// later, by a clock that was wrong then, are of another.
func backToMidnight(ctx context.Context, lib Library, newest uint64, now time.Time, day *queues.Day, progress func(part float64)) error {
	const few = 64
	midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	tomorrow := midnight.AddDate(0, 0, 1)
	var first uint64
	for from := newest; ; {
		if err := ctx.Err(); err != nil {
			return err
		}
		some, err := lib.History(from, few)
		if err != nil {
			return err
		}
		for _, c := range some {
			if c.At.Before(midnight) {
				return nil
			}
			if c.At.Before(tomorrow) {
				day.Earlier(c)
			}
			from = cmp.Or(c.Number, 1) - 1
		}
		if len(some) < few || from == 0 {
			return nil
		}
		if first == 0 {
			first = firstSince(lib, midnight, newest)
		}
		progress(float64(newest-from) / float64(max(newest-min(first, from), 1)))
	}
}

// firstSince is about the number of the first change since a time: a clock that was set back may hide it.
func firstSince(lib Library, t time.Time, newest uint64) uint64 {
	return uint64(sort.Search(int(newest), func(n int) bool {
		some, err := lib.History(uint64(n), 1)
		return n > 0 && err == nil && len(some) > 0 && !some[0].At.Before(t)
	}))
}

// waits says whether a key press is meant for something that the active screen is still
// waiting for: it is held until that is there.
func (m *Model) waits(p screen.Press) bool {
	s, ok := m.active().(interface{ Waits(screen.Press) bool })
	return ok && s.Waits(p)
}

// arrived acts on the keys that were held, if nothing is waited for any more.
func (m *Model) arrived() tea.Cmd {
	if len(m.held) == 0 || m.opening || m.doing || m.waits("") {
		return nil
	}
	return m.release()
}
