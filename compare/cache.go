package compare

import (
	"bytes"
	"container/list"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"runtime/debug"
	"slices"
	"sync"
)

// Cache keeps comparisons by the content they were made of, so that the screens of a story
// make one between them. Safe for use by many goroutines.
type Cache struct {
	most int

	mutex   sync.Mutex
	kept    map[content]*list.Element // of keptComparison
	order   *list.List                // the last used first
	running map[content]*run
}

// content names what a comparison is made of.
type content [sha256.Size]byte

type keptComparison struct {
	content content
	found   Comparison
}

// NewCache keeps up to so many comparisons, the last used ones.
func NewCache(most int) *Cache {
	return &Cache{most: most, kept: map[content]*list.Element{}, order: list.New(), running: map[content]*run{}}
}

// Compare is [Compare], or what it found before for the same reports and rulings. Who asks
// for what is being compared already waits for that; when one who waits gives up, the others
// still get it, and the work stops when nobody waits for it any more. What it returns is
// shared by all who ask: nobody may change it.
func (c *Cache) Compare(ctx context.Context, reports []Report, options Options) (Comparison, error) {
	if err := ctx.Err(); err != nil {
		return Comparison{}, err
	}
	key := contentOf(reports, options)
	c.mutex.Lock()
	if at, ok := c.kept[key]; ok {
		c.order.MoveToFront(at)
		c.mutex.Unlock()
		return at.Value.(keptComparison).found, nil
	}
	r := c.running[key]
	if r == nil {
		r = c.start(key, reports, options)
	}
	r.waiting++
	c.mutex.Unlock()
	ear := r.listen(options.Progress)
	defer r.leave(ear)
	select {
	case <-r.done:
		if r.broken != "" {
			panic(r.broken) // where it was asked for, as if it had been made there
		}
		return r.found, r.err
	case <-ctx.Done():
		c.giveUp(key, r)
		return Comparison{}, ctx.Err()
	}
}

// start begins a comparison that nobody waits for yet. The mutex is held.
func (c *Cache) start(key content, reports []Report, options Options) *run {
	ctx, cancel := context.WithCancel(context.Background())
	r := &run{cancel: cancel, done: make(chan struct{}), ears: map[*func(float64)]bool{}}
	c.running[key] = r
	reports, options.Rulings = slices.Clone(reports), slices.Clone(options.Rulings)
	for i := range reports {
		reports[i].Sentences = slices.Clone(reports[i].Sentences)
	}
	options.Progress = r.tell
	go func() {
		defer cancel()
		r.make(ctx, reports, options)
		c.mutex.Lock()
		defer c.mutex.Unlock()
		if c.running[key] == r {
			delete(c.running, key)
		}
		if r.err == nil && r.broken == "" {
			c.keep(key, r.found)
		}
		close(r.done)
	}()
	return r
}

// keep adds a comparison and drops those used least lately. The mutex is held.
func (c *Cache) keep(key content, found Comparison) {
	if _, ok := c.kept[key]; ok {
		return
	}
	c.kept[key] = c.order.PushFront(keptComparison{key, found})
	for c.order.Len() > c.most {
		delete(c.kept, c.order.Remove(c.order.Back()).(keptComparison).content)
	}
}

// giveUp says that one who waited does so no longer.
func (c *Cache) giveUp(key content, r *run) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if r.waiting--; r.waiting > 0 {
		return
	}
	r.cancel()
	if c.running[key] == r {
		delete(c.running, key) // who asks from now on starts anew
	}
}

// run is a comparison under way, for all who wait for it.
type run struct {
	waiting int // guarded by the cache's mutex
	cancel  context.CancelFunc

	done   chan struct{} // closed when what follows is set
	found  Comparison
	err    error
	broken string // what it panicked with

	mutex sync.Mutex // held while progress is told
	part  float64
	ears  map[*func(float64)]bool
}

// make compares. A panic is kept for those who wait.
func (r *run) make(ctx context.Context, reports []Report, options Options) {
	defer func() {
		if p := recover(); p != nil {
			r.broken = fmt.Sprintf("%v\n\n%s", p, debug.Stack())
		}
	}()
	r.found, r.err = Compare(ctx, reports, options)
}

// tell passes progress on to all who wait.
func (r *run) tell(part float64) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.part = part
	for ear := range r.ears {
		(*ear)(part)
	}
}

// listen adds one who wants to know the progress; nil does not.
func (r *run) listen(progress func(float64)) *func(float64) {
	if progress == nil {
		return nil
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.part > 0 {
		progress(r.part)
	}
	r.ears[&progress] = true
	return &progress
}

// leave takes one away again: nothing is told once it has returned.
func (r *run) leave(ear *func(float64)) {
	if ear != nil {
		r.mutex.Lock()
		defer r.mutex.Unlock()
		delete(r.ears, ear)
	}
}

// contentOf names reports in their order, rulings in any, and the minimum score.
func contentOf(reports []Report, options Options) content {
	var b bytes.Buffer
	text := func(s string) {
		b.Write(binary.AppendUvarint(nil, uint64(len(s))))
		b.WriteString(s)
	}
	number := func(n int) { b.Write(binary.AppendVarint(nil, int64(n))) }
	number(len(reports))
	for _, r := range reports {
		for _, s := range [...]string{r.ID, r.Text, r.Lang, r.Date, r.Source} {
			text(s)
		}
		number(len(r.Sentences))
		for _, s := range r.Sentences {
			number(s.Start)
			number(s.End)
		}
	}
	if options.MinScore != nil {
		text(fmt.Sprint(math.Float64bits(*options.MinScore)))
	}
	rulings := make([]string, len(options.Rulings))
	for i, r := range options.Rulings {
		rulings[i] = fmt.Sprintf("%#v", r)
	}
	slices.Sort(rulings)
	for _, r := range rulings {
		text(r)
	}
	return sha256.Sum256(b.Bytes())
}
