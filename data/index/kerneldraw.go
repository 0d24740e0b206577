package index

import (
	"math"
	"slices"

	"panelstress/data"
	"panelstress/data/lanes"
)

// weighKernel finds the scalars of the normalisation and the weights.
func (p *Plan) weighKernel(w *Work, s *data.Sample) error {
	for j := range p.kernel.columns {
		if w.Columns[j] == nil {
			p.kernel.columns[j].findRange(w, j)
			continue
		}
		if err := p.ownColumn(w, s, j); err != nil {
			w.failed = j
			return err
		}
	}
	if p.tables {
		p.entropyWeights(w, s)
		return spreadWeights(w.Weights)
	}
	if p.readsRows() {
		b := &w.blocks[0]
		b.gatherRows(p, w, s, 0)
		if err := b.gatherColumns(p, w); err != nil {
			return err
		}
		return p.nodes[0].weighter.Weigh(w.Weights, &b.table)
	}
	return p.nodes[0].weighter.Weigh(w.Weights, &w.settings)
}

// findRange finds the extremes of indicator j in the sample.
func (c *kernelColumn) findRange(w *Work, j int) {
	least, candidate := math.Inf(1), int32(-1)
	for i := range c.low {
		if e := &c.low[i]; w.count[e.entity] > 0 {
			least, candidate = e.value, e.candidate
			break
		}
	}
	most := math.Inf(-1)
	for i := range c.high {
		if e := &c.high[i]; w.count[e.entity] > 0 {
			most = e.value
			break
		}
	}
	w.setRange(j, least, most, candidate)
}

// setRange notes the range of indicator j; candidate is the number of its
// minimum in the tables, or negative where there is none.
func (w *Work) setRange(j int, least, most float64, candidate int32) {
	w.least[j], w.scale[j], w.candidate[j] = least, 0, candidate
	if least < most {
		w.scale[j] = 1 / (most - least)
	}
}

// entropyWeights writes the redundancies of the indicators, up to the divisor
// ln N, which is common to all. Sums come first and logarithms last, so that
// the latter, which do not depend on each other, overlap in the processor.
func (p *Plan) entropyWeights(w *Work, s *data.Sample) {
	n := 0.0
	for _, g := range s.Drawn {
		n += w.count[g] * float64(p.start[g+1]-p.start[g])
	}
	width := 2 * len(w.count)
	for j := range p.kernel.columns {
		c := &p.kernel.columns[j]
		at := int(w.candidate[j]) * width
		switch {
		case w.Columns[j] != nil && at >= 0:
			w.sum[j], w.dlnd[j] = p.changedSums(w.Changes[j].table[at:at+width], w, s, j)
		case w.Columns[j] != nil:
			w.sum[j], w.dlnd[j] = p.rowSums(w.own[j], w, s, j)
		case at >= 0 && at < len(c.table):
			w.sum[j], w.dlnd[j] = tableSums(c.table[at:at+width], w.count)
		default:
			w.sum[j], w.dlnd[j] = p.rowSums(c.x, w, s, j)
		}
	}
	for j, sum := range w.sum {
		w.Weights[j] = math.Log(n/sum) + w.dlnd[j]/sum
	}
	for j, scale := range w.scale {
		if scale == 0 {
			w.Weights[j] = 0
		}
	}
}

// tableSums adds up the two sums of every entity, by count.
func tableSums(table, count []float64) (sum, dlnd float64) {
	var s [2]float64
	lanes.Sums(s[:], count, table, both)
	return s[0], s[1]
}

// both are the places of the two sums in a table.
var both = []int{0, 1}

// ownColumn is findRange for a column of the worker's own, which it treats
// and signs first, where it may differ from the panel.
func (p *Plan) ownColumn(w *Work, s *data.Sample, j int) error {
	c, ch := &p.kernel.columns[j], w.Changes[j]
	switch in := &p.ix.Indicators[j]; {
	case in.Treatment == nil && in.Direction >= 0:
		w.own[j] = w.Columns[j]
	case w.own[j] == nil:
		w.own[j] = slices.Clone(c.x)
	}
	least, most := math.Inf(1), math.Inf(-1)
	for _, g := range s.Drawn {
		if ch == nil {
			if err := p.ownRows(w, j, p.start[g], p.start[g+1], &least, &most); err != nil {
				return err
			}
			continue
		}
		least, most = min(least, ch.least[g]), max(most, ch.most[g])
		for _, r := range ch.rows[g] {
			if err := p.ownRows(w, j, r[0], r[1], &least, &most); err != nil {
				return err
			}
		}
	}
	candidate := int32(-1)
	if ch != nil && p.tables {
		candidate = ch.candidate(least)
	}
	w.setRange(j, least, most, candidate)
	return nil
}

// ownRows treats and signs rows of a column, and widens the extremes by them.
func (p *Plan) ownRows(w *Work, j, from, to int, least, most *float64) error {
	in := &p.ix.Indicators[j]
	own, col := w.own[j][from:to], w.Columns[j][from:to]
	if in.Treatment != nil {
		if err := in.Treatment.Treat(own, col, nil); err != nil {
			return err
		}
		col = own
	}
	if in.Direction < 0 {
		signed(own, col, true)
	}
	lo, hi := *least, *most
	for _, v := range own {
		if v < lo {
			lo = v
		}
		if v > hi {
			hi = v
		}
		if v != v {
			return ErrNotFinite
		}
	}
	if math.IsInf(lo, -1) || math.IsInf(hi, 1) {
		return ErrNotFinite
	}
	*least, *most = lo, hi
	return nil
}

// changedSums are the sums of d and d ln d of a column of the worker's own:
// those of the rows that stay from the table, the others row by row.
func (p *Plan) changedSums(table []float64, w *Work, s *data.Sample, j int) (sum, dlnd float64) {
	sum, dlnd = tableSums(table, w.count)
	for _, g := range s.Drawn {
		for _, r := range w.Changes[j].rows[g] {
			a, b := entropySums(w.own[j][r[0]:r[1]], w.least[j], p.kernel.columns[j].inv)
			sum += w.count[g] * a
			dlnd += w.count[g] * b
		}
	}
	return sum, dlnd
}

// rowSums are the sums of d and d ln d of a signed column from its rows.
func (p *Plan) rowSums(x []float64, w *Work, s *data.Sample, j int) (sum, dlnd float64) {
	for _, g := range s.Drawn {
		a, b := entropySums(x[p.start[g]:p.start[g+1]], w.least[j], w.scale[j])
		sum += w.count[g] * a
		dlnd += w.count[g] * b
	}
	return sum, dlnd
}

// narrow is how many times smaller than the range of the panel the range of a
// sample may be for sums of distances from the minimum of the panel: they lose
// the digits that the two ranges differ by.
const narrow = 1024

// scoreKernel writes lo*sum(w) + sum_j a_j (x_j - min_j) with a_j = (hi-lo)
// w_j/(max_j - min_j).
func (p *Plan) scoreKernel(dst []float64, w *Work, s *data.Sample) {
	lo, hi := p.ix.Normaliser.(MinMax).bounds()
	base, apart := 0.0, false
	for j, v := range w.Weights {
		c := &p.kernel.columns[j]
		base += lo * v
		w.coef[j] = (hi - lo) * v * w.scale[j]
		if w.Columns[j] != nil || w.scale[j] > narrow*c.inv {
			w.coef[j], apart = 0, true
			continue
		}
		base -= w.coef[j] * (w.least[j] - c.low[0].value)
	}
	k := len(w.coef)
	for i := range w.base {
		w.base[i] = base
	}
	for _, g := range s.Drawn {
		from, to := p.start[g], p.start[g+1]
		for i := len(w.base); i < to-from; i++ {
			w.base = append(w.base, base)
		}
		lanes.Combine(dst[from:to], w.base, w.coef, p.kernel.values[from*k:to*k], p.kernel.order)
	}
	if apart {
		p.addApart(dst, w, s, hi-lo)
	}
}

// addApart adds the terms that scoreKernel left out: the worker's own columns
// and those with a narrow range. It takes the difference from the minimum of
// the sample, which loses nothing.
func (p *Plan) addApart(dst []float64, w *Work, s *data.Sample, width float64) {
	for j := range w.Columns {
		x := p.kernel.columns[j].x
		switch {
		case w.Columns[j] != nil:
			x = w.own[j]
		case w.scale[j] <= narrow*p.kernel.columns[j].inv:
			continue
		}
		a, m := width*w.Weights[j]*w.scale[j], w.least[j]
		for _, g := range s.Drawn {
			for i := p.start[g]; i < p.start[g+1]; i++ {
				dst[i] += a * (x[i] - m)
			}
		}
	}
}
