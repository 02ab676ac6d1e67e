package pages

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// deepest is how many pages lead to a record at most, as each leads to two others at least;
// and how many buckets may be within each other.
const deepest = 64

// walker goes down the tree of pages.
type walker struct {
	r      io.ReaderAt
	size   int64
	meta   Meta // its pages are at most those that the file has
	depth  Depth
	do     func(Record) error // nil where nobody wants the records
	bad    func(Damage) error // what it returns ends the walk
	used   []uint64           // a bit for each page that is free, or was met
	met    uint64             // how many these are
	buffer []byte             // the page that was read last
	missed uint64             // pages that the file should have besides
}

func newWalker(r io.ReaderAt, size int64, m Meta, depth Depth) *walker {
	w := &walker{r: r, size: size, meta: m, depth: depth}
	if has := uint64(size / m.PageSize); m.Pages > has {
		w.missed, w.meta.Pages = m.Pages-has, has
	}
	w.used = make([]uint64, w.meta.Pages/64+1)
	return w
}

// all walks the list of free pages, and then everything else.
func (w *walker) all() error {
	if w.missed > 0 {
		why := fmt.Sprintf("the file is cut short: %d bytes of %d are there", w.size, int64(w.meta.Pages+w.missed)*w.meta.PageSize)
		if err := w.bad(Damage{Page: w.meta.Pages, Aside: true, Why: why}); err != nil {
			return err
		}
	}
	if w.meta.Free != noFreeList {
		if err := w.freeList(); err != nil {
			return err
		}
	}
	return w.tree(node{id: w.meta.Root}, All)
}

// freeList marks the free pages, so that none of them is met again.
func (w *walker) freeList() error {
	id := w.meta.Free
	p, err := w.page(id)
	if err == nil && p.kind != freeListPage {
		err = complaint("not the list of free pages")
	}
	if err == nil {
		err = w.claim(p)
	}
	if err == nil {
		err = w.markFree(p)
	}
	return w.told(err, Damage{Page: id, Aside: true})
}

func (w *walker) markFree(p page) error {
	from, n := int64(headerSize), int64(p.count)
	if n == countBeyond {
		b, err := p.bytes(from, 8)
		if err != nil {
			return err
		}
		if first := native.Uint64(b); first <= w.meta.Pages {
			from, n = from+8, int64(first)
		} else {
			return complaint("it lists more pages than there are")
		}
	}
	if from+8*n > p.size {
		return complaint("it is longer than its pages")
	}
	b, err := p.bytes(from, 8*n)
	if err != nil {
		return err
	}
	for ; len(b) > 0; b = b[8:] {
		if id := native.Uint64(b); !w.mark(id) {
			return complaint(fmt.Sprintf("it says that page %d is free", id))
		}
	}
	return nil
}

// mark takes a page; false where it cannot be taken, or was.
func (w *walker) mark(id uint64) bool {
	if id < 2 || id >= w.meta.Pages || w.used[id/64]&(1<<(id%64)) != 0 {
		return false
	}
	w.used[id/64] |= 1 << (id % 64)
	w.met++
	return true
}

func (w *walker) claim(p page) error {
	for id := p.id; id <= p.id+p.overflow; id++ {
		if !w.mark(id) {
			return complaint(fmt.Sprintf("page %d belongs to something else as well", id))
		}
	}
	return nil
}

// told makes damage of what is wrong with a page.
func (w *walker) told(err error, d Damage) error {
	var c complaint
	if errors.As(err, &c) {
		d.Why = string(c)
		return w.bad(d)
	}
	return err
}

// node is a page as the one above it has it.
type node struct {
	bucket   string
	id       uint64
	from, to []byte // its keys, from the first and before the second; nil is no limit
	level    int
	leaves   int // the level of the leaves, where they are not to be read; else 0
	buckets  int // that it is within
}

func (n node) damage() Damage {
	return Damage{Page: n.id, Bucket: n.bucket, From: n.from, To: n.to}
}

// tree walks a bucket from its root. With Inner it passes over the leaves, which are all
// on one level.
func (w *walker) tree(root node, depth Depth) error {
	if depth == Inner {
		leaves, err := w.height(root.id)
		if err != nil {
			return w.told(err, root.damage())
		}
		root.leaves = leaves
	}
	return w.walk(root)
}

// height is the level of the leaf that is the first, counted from 0 for the root.
func (w *walker) height(id uint64) (int, error) {
	for level := range deepest {
		p, err := w.page(id)
		if err != nil || p.kind != branchPage {
			return level, err
		}
		err = p.elements(func(_ int, e element) error {
			id = e.child
			return errFirst
		})
		if !errors.Is(err, errFirst) {
			return level, complaint("it leads nowhere")
		}
	}
	return 0, complaint("it leads in a circle")
}

// errFirst ends a walk at the first element.
var errFirst = errors.New("the first")

func (w *walker) walk(n node) error {
	p, err := w.page(n.id)
	if err == nil {
		err = w.claim(p)
	}
	switch {
	case err != nil:
		return w.told(err, n.damage())
	case p.kind == leafPage:
		return w.leaf(p, n)
	case p.kind != branchPage, n.level == deepest:
		return w.told(complaint("neither records nor what leads to them"), n.damage())
	}
	if n.leaves == n.level+1 {
		return w.told(w.passOver(p, n), n.damage())
	}
	below, err := w.branch(p, n)
	if err := w.told(err, n.damage()); err != nil {
		return err
	}
	for _, child := range below {
		if err := w.walk(child); err != nil {
			return err
		}
	}
	return nil
}

// passOver takes the leaves below a branch without reading them.
func (w *walker) passOver(p page, n node) error {
	if p.count == 0 {
		return complaint("it leads nowhere")
	}
	var last []byte
	return p.elements(func(_ int, e element) error {
		if !w.mark(e.child) {
			return complaint(fmt.Sprintf("it leads to page %d, which does not exist or belongs to something else as well", e.child))
		}
		err := inOrder(last, e.key, n)
		last = e.key
		return err
	})
}

// branch is what a branch leads to, as far as it can be read.
func (w *walker) branch(p page, n node) (below []node, err error) {
	if p.count == 0 {
		return nil, complaint("it leads nowhere")
	}
	var last []byte
	err = p.elements(func(i int, e element) error {
		key := bytes.Clone(e.key)
		if err := inOrder(last, key, n); err != nil {
			return err
		}
		if i > 0 {
			below[i-1].to = key
		}
		last = key
		below = append(below, node{bucket: n.bucket, id: e.child, from: key, to: n.to, level: n.level + 1, leaves: n.leaves, buckets: n.buckets})
		return nil
	})
	return below, err
}

// inOrder says whether a key may come after another, in a page of the tree.
func inOrder(last, key []byte, n node) error {
	if last != nil && bytes.Compare(last, key) >= 0 || last == nil && bytes.Compare(n.from, key) > 0 || n.to != nil && bytes.Compare(key, n.to) >= 0 {
		return complaint("its keys are out of order")
	}
	return nil
}

// leaf gives the records of a leaf, and then walks the buckets in it.
func (w *walker) leaf(p page, n node) error {
	if p.kind != leafPage {
		return w.told(complaint("not records"), n.damage())
	}
	var below []node
	var inline []page
	var last []byte
	err := p.elements(func(_ int, e element) error {
		if err := inOrder(last, e.key, n); err != nil {
			return err
		}
		last = e.key
		if e.flags&bucketFlag != 0 {
			root, inner, err := p.bucket(e)
			below = append(below, node{bucket: within(n.bucket, e.key), id: root, buckets: n.buckets + 1})
			inline = append(inline, inner)
			return err
		}
		return w.record(p, n, e)
	})
	if err := w.told(err, n.damage()); err != nil {
		return err
	}
	for i, child := range below {
		err := error(nil)
		switch {
		case child.buckets == deepest:
			err = w.told(complaint("too many buckets within each other"), child.damage())
		case child.id == 0:
			child.id = n.id
			err = w.leaf(inline[i], child)
		default:
			err = w.tree(child, w.depth)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func within(bucket string, name []byte) string {
	if bucket == "" {
		return string(name)
	}
	return bucket + "/" + string(name)
}

func (w *walker) record(p page, n node, e element) error {
	if w.do == nil {
		return nil
	}
	value, err := p.bytes(e.value, e.length)
	if err != nil {
		return err
	}
	return w.do(Record{Bucket: n.bucket, Key: e.key, Value: value, At: p.at + e.value, Pages: w.met})
}
