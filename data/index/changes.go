package index

import (
	"math"
	"slices"
)

// Changes are the rows of an indicator that draws may change, where the others
// keep the values of the panel: a shock of some entities or some years. What
// the other rows add to extremes and entropy is computed once.
type Changes struct {
	rows  [][][2]int // per entity: ranges of rows, from and up to
	least []float64  // of the other rows of each entity; infinite where it has none
	most  []float64
	value []float64 // candidates for the minimum, ascending
	table []float64 // per candidate: sums of the other rows, as in kernelColumn
}

// Changes prepares indicator j for draws that change it in the rows for which
// changed holds. Without the kernel of min-max and linear aggregation there is
// nothing to prepare, and it returns nil.
func (p *Plan) Changes(j int, changed []bool) *Changes {
	if p.kernel == nil {
		return nil
	}
	c := &p.kernel.columns[j]
	ch := &Changes{rows: make([][][2]int, p.entities)}
	for g := range p.entities {
		lo, hi := math.Inf(1), math.Inf(-1)
		for i := p.start[g]; i < p.start[g+1]; i++ {
			switch last := len(ch.rows[g]) - 1; {
			case !changed[i]:
				lo, hi = min(lo, c.x[i]), max(hi, c.x[i])
			case i > p.start[g] && changed[i-1]:
				ch.rows[g][last][1]++
			default:
				ch.rows[g] = append(ch.rows[g], [2]int{i, i + 1})
			}
		}
		ch.least, ch.most = append(ch.least, lo), append(ch.most, hi)
	}
	if p.tables && c.low[0].value < c.high[0].value {
		ch.tabulate(p, c, changed)
	}
	return ch
}

// tabulate fills the table for the lowest minima of the entities' other rows.
func (ch *Changes) tabulate(p *Plan, c *kernelColumn, changed []bool) {
	ch.value = slices.DeleteFunc(slices.Clone(ch.least), func(v float64) bool { return math.IsInf(v, 1) })
	slices.Sort(ch.value)
	ch.value = slices.Compact(ch.value)
	ch.value = ch.value[:min(len(ch.value), p.candidates())]
	var stay []stretch
	for _, least := range ch.value {
		t := make([]float64, 2*p.entities)
		for g := range p.entities {
			stay = stay[:0]
			for i := p.start[g]; i < p.start[g+1] && ch.least[g] >= least; i++ {
				if !changed[i] {
					stay = append(stay, stretch{from: i, to: i + 1, count: 1})
				}
			}
			t[g], t[p.entities+g] = entropySums(c.x, stay, least, c.inv)
		}
		ch.table = append(ch.table, t...)
	}
}

// candidate is the number of a minimum in the table, or -1.
func (ch *Changes) candidate(least float64) int {
	at, found := slices.BinarySearch(ch.value, least)
	if !found {
		return -1
	}
	return at
}
