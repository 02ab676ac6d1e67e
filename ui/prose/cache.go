package prose

// cache keeps what was used lately, bounded by weight. It has two generations: when the
// young one is full the old one is dropped. That is nearly least-recently-used, and needs
// no list.
type cache[K comparable, V any] struct {
	young, old map[K]V
	weight     int
}

const cacheWeight = 1 << 16 // of one generation, in cells: about 3 MB

func (c *cache[K, V]) get(k K) (V, bool) {
	if v, ok := c.young[k]; ok {
		return v, true
	}
	v, ok := c.old[k]
	return v, ok
}

func (c *cache[K, V]) put(k K, v V, weight int) {
	if c.young == nil || c.weight+weight > cacheWeight {
		c.old, c.young, c.weight = c.young, map[K]V{}, 0
	}
	c.young[k] = v
	c.weight += weight
}

// drop forgets what is kept under keys of which it is said.
func (c *cache[K, V]) drop(of func(K) bool) {
	for _, kept := range [2]map[K]V{c.young, c.old} {
		for k := range kept {
			if of(k) {
				delete(kept, k)
			}
		}
	}
}

func (c *cache[K, V]) clear() { *c = cache[K, V]{} }
