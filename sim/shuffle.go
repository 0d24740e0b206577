package sim

import (
	"cmp"
	"slices"
)

// Shuffle says how an arm deals the values of one column out to other
// entities, so that nothing ties them to the outcome: a draw under the null.
type Shuffle int

const (
	NoShuffle    Shuffle = iota
	ShuffleWhole         // whole series of entities: serial dependence is kept
	ShuffleYears         // within each period anew: only the periods are kept
)

// shuffleNode deals out the values of a column. Entities exchange series only
// with those that have the same periods. A panel that is a part of another
// shuffles like the whole: the order of its entities is that of their keys,
// and every entity of the whole has one.
type shuffleNode struct {
	column int
	from   []float64 // what the column is without a sample; nil: what the nodes before made of it
	alike  [][]int   // entities that have the same periods, as series or, per period, as rows
	years  [][]int   // rows of every period of the whole panel
	owner  []int     // entity of every row
	kept   []int     // number of our entities in the whole panel
	whole  int       // entities of the whole panel
}

// shuffler is a shuffleNode with the memory of a worker.
type shuffler struct {
	*shuffleNode
	key   []float64
	order []int
	old   []float64
}

func (n *shuffleNode) start() builder {
	return &shuffler{n, make([]float64, n.whole), nil, make([]float64, len(n.owner))}
}

func (s *shuffler) build(w *worker) error {
	if w.arm.Shuffle == NoShuffle {
		return nil
	}
	col := w.cols[s.column]
	copy(s.old, col)
	if s.from != nil {
		copy(s.old, s.from)
	}
	start := w.chain.panel.Starts()
	if w.arm.Shuffle == ShuffleWhole {
		s.draw(w)
		for _, alike := range s.alike {
			for i, g := range s.ordered(alike, func(g int) int { return g }) {
				copy(col[start[alike[i]]:start[alike[i]+1]], s.old[start[g]:start[g+1]])
			}
		}
		return nil
	}
	for _, rows := range s.years {
		s.draw(w) // for periods that we lack, too: the whole has them
		for i, r := range s.ordered(rows, func(r int) int { return s.owner[r] }) {
			col[rows[i]] = s.old[r]
		}
	}
	return nil
}

// draw gives every entity of the whole panel a key.
func (s *shuffler) draw(w *worker) {
	for g := range s.key {
		s.key[g] = w.rng.Float64()
	}
}

// ordered are the members in the order of the keys of their entities.
func (s *shuffler) ordered(members []int, entity func(int) int) []int {
	s.order = append(s.order[:0], members...)
	slices.SortFunc(s.order, func(a, b int) int { return cmp.Compare(s.key[s.kept[entity(a)]], s.key[s.kept[entity(b)]]) })
	return s.order
}

// addShuffle adds the node that shuffles a column, if it is the one of the
// study that is to be.
func (c *Chain) addShuffle(name string, index bool) {
	p := c.study.part
	if p == nil || p.shuffled != name {
		return
	}
	n := &shuffleNode{kept: p.kept, whole: len(p.whole.Entities())}
	n.column, _ = c.column(name)
	if !index {
		n.from = c.panel.Column(name)
	}
	start, times := c.panel.Starts(), c.panel.Times()
	place := make(map[int]int)
	for i, t := range p.whole.Periods() {
		place[t] = i
	}
	n.years = make([][]int, len(place))
	for g := range c.panel.Entities() {
		if p.kept == nil {
			n.kept = append(n.kept, g)
		}
		series := times[start[g]:start[g+1]]
		at := slices.IndexFunc(n.alike, func(a []int) bool { return slices.Equal(times[start[a[0]]:start[a[0]+1]], series) })
		if at < 0 {
			at = len(n.alike)
			n.alike = append(n.alike, nil)
		}
		n.alike[at] = append(n.alike[at], g)
		for i := start[g]; i < start[g+1]; i++ {
			n.owner = append(n.owner, g)
			n.years[place[times[i]]] = append(n.years[place[times[i]]], i)
		}
	}
	c.changes[name] = true
	c.nodes = append(c.nodes, n)
}
