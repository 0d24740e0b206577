package index

import (
	"cmp"
	"slices"
)

// kernel is the short way for what is used most: pooled min-max, any
// weights, linear aggregation. A score is then a linear function of the
// raw values, and the extremes of a sample are extremes of
// some drawn entity, found by walking down a sorted list.
//
// For entropy weights with 0 ln 0 = 0 it has tables besides. With d = x - min
// the range cancels from the shares:
//
//	sum p ln p = (sum d ln d)/S - ln S,  S = sum d
//
// and the minimum of a sample is one of few candidates, so that the sums of d
// and of d ln d are tabled per candidate and entity. A draw then takes one
// logarithm per indicator in place of one per value, 28 in place of 8,120 on
// the panel of 29 entities, 10 years and 28 indicators.
type kernel struct {
	columns []kernelColumn
	// values holds the signed columns less their minima, by entity: those of
	// entity g begin at start[g]*k, one column after the other.
	values []float64
	order  []int // 0, 1, ..., k-1
}

type kernelColumn struct {
	x     []float64 // larger is better: the negative where direction is -1
	low   []extreme // entities by their own minimum, ascending
	high  []extreme // entities by their own maximum, descending
	inv   float64   // 1/(max - min) over the panel, the unit of the table
	table []float64 // per candidate: sum d of every entity, then sum d ln d
}

// extreme is the smallest or largest value of an entity.
type extreme struct {
	entity    int32
	candidate int32 // number of the distinct value, from 0
	value     float64
}

// The lowest candidates of an indicator have tables. A pairs bootstrap of G
// entities draws none of the c lowest with probability (1 - c/G)^G < e^-c;
// then the sums are taken row by row.
const (
	maxCandidates = 40
	tableBytes    = 32 << 20 // at most, per plan
)

// chooseKernel makes the kernel where the settings of the index allow it.
func (p *Plan) chooseKernel() {
	_, minmax := p.ix.Normaliser.(MinMax)
	_, linear := p.ix.Aggregator.(Linear)
	if !minmax || !linear || p.ix.ByPeriod || len(p.nodes) > 1 {
		return
	}
	for _, in := range p.ix.Indicators {
		if in.Treatment != nil && !treatsRows(in.Treatment) {
			return
		}
	}
	e, entropy := p.nodes[0].weighter.(Entropy)
	p.tables = entropy && e.Zero == PLogP0 && e.Divisor == LnRows && e.plainBase()

	k := len(p.ix.Indicators)
	p.kernel = &kernel{columns: make([]kernelColumn, k), values: make([]float64, k*p.rows)}
	for j := range k {
		p.kernel.order = append(p.kernel.order, j)
	}
	candidates := p.candidates()
	for j := range p.kernel.columns {
		c := &p.kernel.columns[j]
		c.x = make([]float64, p.rows)
		signed(c.x, p.treated[j], p.ix.Indicators[j].Direction < 0)
		c.sort(p.start)
		if p.tables {
			c.tabulate(p.start, candidates)
		}
		for g := range p.entities {
			lo, hi := p.start[g], p.start[g+1]
			for i, v := range c.x[lo:hi] {
				p.kernel.values[lo*k+j*(hi-lo)+i] = v - c.low[0].value
			}
		}
	}
}

// candidates is how many minima of an indicator have tables.
func (p *Plan) candidates() int {
	return min(maxCandidates, max(1, tableBytes/(16*len(p.ix.Indicators)*p.entities)))
}

func signed(dst, x []float64, down bool) {
	for i, v := range x {
		if down {
			v = -v
		}
		dst[i] = v
	}
}

func (c *kernelColumn) sort(start []int) {
	for g := range len(start) - 1 {
		lo, hi := extremes(c.x[start[g]:start[g+1]])
		c.low = append(c.low, extreme{entity: int32(g), value: lo})
		c.high = append(c.high, extreme{entity: int32(g), value: hi})
	}
	slices.SortStableFunc(c.low, func(a, b extreme) int { return cmp.Compare(a.value, b.value) })
	slices.SortStableFunc(c.high, func(a, b extreme) int { return cmp.Compare(b.value, a.value) })
	for i := 1; i < len(c.low); i++ {
		c.low[i].candidate = c.low[i-1].candidate
		if c.low[i].value > c.low[i-1].value {
			c.low[i].candidate++
		}
	}
	c.inv = 1 / (c.high[0].value - c.low[0].value)
}

// tabulate fills the tables of the lowest candidates. Entities with a value
// below the candidate keep zeros: they are not drawn where it is the minimum.
func (c *kernelColumn) tabulate(start []int, candidates int) {
	g := len(start) - 1
	if !(c.low[0].value < c.high[0].value) {
		return
	}
	for i, low := range c.low {
		if int(low.candidate) == candidates {
			return
		}
		if i > 0 && low.candidate == c.low[i-1].candidate {
			continue
		}
		t := make([]float64, 2*g)
		for _, e := range c.low[i:] {
			all := []stretch{{from: start[e.entity], to: start[e.entity+1], count: 1}}
			t[e.entity], t[g+int(e.entity)] = entropySums(c.x, all, low.value, c.inv)
		}
		c.table = append(c.table, t...)
	}
}
