package compare

import (
	"cmp"
	"container/heap"
	"slices"
)

// edge is a likeness of two things, by number; or of two groups of them that
// could become one, by their mean.
type edge struct {
	score float64
	a, b  int
}

// averageLinkage groups n things: the two groups whose pairs are most alike on
// average become one, until no mean reaches least (R. Sokal and C. Michener, "A
// statistical method for evaluating systematic relationships", 1958). Pairs
// without an edge count as 0, so that single links never chain things into one
// clump. between counts the pairs that two groups have; groups without any are
// never joined. Groups come in the order of their first members. It asks goOn, with how many
// of n things have found a group, and stops with its error.
func averageLinkage(n int, edges []edge, least float64, between func(a, b []int) int, goOn func(done, of int) error) ([][]int, error) {
	l := &linkage{members: make([][]int, n), near: make([]map[int]float64, n), between: between, least: least}
	for i := range n {
		l.members[i] = []int{i}
	}
	for _, e := range edges {
		for _, d := range [2][2]int{{e.a, e.b}, {e.b, e.a}} {
			if l.near[d[0]] == nil {
				l.near[d[0]] = map[int]float64{}
			}
			l.near[d[0]][d[1]] = e.score
		}
		if e.score >= least && between(l.members[e.a], l.members[e.b]) > 0 {
			l.queue = append(l.queue, e)
		}
	}
	heap.Init(&l.queue)
	for l.queue.Len() > 0 {
		if err := goOn(len(l.members)-n, n); err != nil {
			return nil, err
		}
		next := heap.Pop(&l.queue).(edge)
		if l.members[next.a] != nil && l.members[next.b] != nil {
			l.join(next.a, next.b)
		}
	}
	out := slices.DeleteFunc(l.members, func(m []int) bool { return m == nil })
	slices.SortFunc(out, func(x, y []int) int { return cmp.Compare(x[0], y[0]) })
	return out, nil
}

// linkage is the state of [averageLinkage].
type linkage struct {
	members [][]int           // of each group, sorted; nil once it is part of another
	near    []map[int]float64 // sum of scores of pairs with another group, by its number
	queue   edges
	between func(a, b []int) int
	least   float64
}

// join makes a new group of two and queues what it could be joined with next.
func (l *linkage) join(a, b int) {
	number := len(l.members)
	members := append(l.members[a], l.members[b]...)
	slices.Sort(members)
	near := map[int]float64{}
	for _, old := range [2]int{a, b} {
		for other, sum := range l.near[old] {
			if other != a && other != b {
				near[other] += sum
				delete(l.near[other], old)
			}
		}
		l.members[old], l.near[old] = nil, nil
	}
	l.members, l.near = append(l.members, members), append(l.near, near)
	for other, sum := range near {
		l.near[other][number] = sum
		if pairs := l.between(l.members[other], members); pairs > 0 && sum/float64(pairs) >= l.least {
			heap.Push(&l.queue, edge{sum / float64(pairs), other, number})
		}
	}
}

// edges is a heap, the greatest score first.
type edges []edge

func (e edges) Len() int      { return len(e) }
func (e edges) Swap(i, j int) { e[i], e[j] = e[j], e[i] }
func (e edges) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(e[j].score, e[i].score), cmp.Compare(e[i].a, e[j].a), cmp.Compare(e[i].b, e[j].b)) < 0
}
func (e *edges) Push(x any) { *e = append(*e, x.(edge)) }
func (e *edges) Pop() any {
	last := (*e)[len(*e)-1]
	*e = (*e)[:len(*e)-1]
	return last
}
