package index

import (
	"math"
	"slices"

	"panelstress/data"
	"panelstress/data/lanes"
)

// weighKernel finds the scalars of the normalisation and the weights.
func (p *Plan) weighKernel(w *Work, s *data.Sample) error {
	w.whole = w.whole[:0]
	for j := range p.kernel.columns {
		if w.Columns[j] == nil {
			p.kernel.columns[j].findRange(w, j)
			p.giveBack(w, j)
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
		case w.Columns[j] != nil: // done
		case at >= 0 && at < len(c.table):
			w.sum[j], w.dlnd[j] = tableSums(c.table[at:at+width], w.count)
		default:
			w.sum[j], w.dlnd[j] = entropySums(c.x, p.wholeRows(w, s), w.least[j], w.scale[j])
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
// and signs first where it may differ from the panel. It takes the values to
// those of the kernel, and where there are entropy weights the sums.
func (p *Plan) ownColumn(w *Work, s *data.Sample, j int) error {
	c, ch := &p.kernel.columns[j], w.Changes[j]
	switch in := &p.ix.Indicators[j]; {
	case in.Treatment == nil && in.Direction >= 0:
		w.own[j] = w.Columns[j]
	case w.own[j] == nil:
		w.own[j] = slices.Clone(c.x)
	}
	if w.values == nil {
		w.values = slices.Clone(p.kernel.values)
	}
	w.mine[j] = true
	least, most := math.Inf(1), math.Inf(-1)
	rows := p.wholeRows(w, s)
	if ch != nil {
		w.changed = w.changed[:0]
		for _, g := range s.Drawn {
			if v := ch.least[g]; v < least {
				least = v
			}
			if v := ch.most[g]; v > most {
				most = v
			}
			for _, r := range ch.rows[g] {
				w.changed = append(w.changed, stretch{g, r[0], r[1], w.count[g]})
			}
		}
		rows = w.changed
	}
	for i := range rows {
		if err := p.ownRows(w, j, &rows[i], &least, &most); err != nil {
			return err
		}
	}
	if math.IsInf(least, 0) || math.IsInf(most, 0) {
		return ErrNotFinite
	}
	w.setRange(j, least, most, -1)
	if !p.tables {
		return nil
	}
	at := -1
	if ch != nil {
		at = ch.candidate(least) * 2 * len(w.count)
	}
	if at < 0 {
		w.sum[j], w.dlnd[j] = entropySums(w.own[j], p.wholeRows(w, s), least, w.scale[j])
		return nil
	}
	w.sum[j], w.dlnd[j] = tableSums(ch.table[at:at+2*len(w.count)], w.count)
	sum, dlnd := entropySums(w.own[j], rows, least, c.inv)
	w.sum[j] += sum
	w.dlnd[j] += dlnd
	return nil
}

// ownRows treats and signs rows of a column, widens the extremes by them and
// takes them to the values of the kernel.
func (p *Plan) ownRows(w *Work, j int, r *stretch, least, most *float64) error {
	in := &p.ix.Indicators[j]
	own, col := w.own[j][r.from:r.to], w.Columns[j][r.from:r.to]
	if in.Treatment != nil {
		if err := in.Treatment.Treat(own, col, nil); err != nil {
			return err
		}
		col = own
	}
	if in.Direction < 0 {
		signed(own, col, true)
	}
	values, low := p.valuesOf(w.values, j, r), p.kernel.columns[j].low[0].value
	values = values[:len(own)]
	lo, hi := *least, *most
	for i, v := range own {
		if v < lo {
			lo = v
		}
		if v > hi {
			hi = v
		}
		if v != v {
			return ErrNotFinite
		}
		values[i] = v - low
	}
	*least, *most = lo, hi
	return nil
}

// valuesOf are the values of indicator j in some rows.
func (p *Plan) valuesOf(values []float64, j int, r *stretch) []float64 {
	lo, hi := p.start[r.entity], p.start[r.entity+1]
	at := lo*len(p.kernel.columns) + j*(hi-lo) + r.from - lo
	return values[at : at+r.to-r.from]
}

// giveBack takes the panel's values of indicator j again, after draws that had
// others.
func (p *Plan) giveBack(w *Work, j int) {
	if !w.mine[j] {
		return
	}
	w.mine[j] = false
	for g := range p.entities {
		r := stretch{entity: g, from: p.start[g], to: p.start[g+1]}
		copy(p.valuesOf(w.values, j, &r), p.valuesOf(p.kernel.values, j, &r))
	}
}

// wholeRows are all rows of the sample.
func (p *Plan) wholeRows(w *Work, s *data.Sample) []stretch {
	if len(w.whole) == 0 {
		for _, g := range s.Drawn {
			w.whole = append(w.whole, stretch{g, p.start[g], p.start[g+1], w.count[g]})
		}
	}
	return w.whole
}

// narrow is how many times smaller than the range of the panel, or than the
// distance of the two minima, the range of a sample may be for sums of distances
// from the minimum of the panel: they lose the digits that these differ by.
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
		if w.apart(c, j) {
			w.coef[j], apart = 0, true
			continue
		}
		base -= w.coef[j] * (w.least[j] - c.low[0].value)
	}
	values := p.kernel.values
	if w.values != nil {
		values = w.values
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
		lanes.Combine(dst[from:to], w.base, w.coef, values[from*k:to*k], p.kernel.order)
	}
	if apart {
		p.addApart(dst, w, s, hi-lo)
	}
}

// apart tells whether the range of indicator j is narrow.
func (w *Work) apart(c *kernelColumn, j int) bool {
	return w.scale[j] > narrow*c.inv || w.scale[j]*math.Abs(w.least[j]-c.low[0].value) > narrow
}

// addApart adds the terms of narrow ranges, which scoreKernel left out. It
// takes the difference from the minimum of the sample, which loses nothing.
func (p *Plan) addApart(dst []float64, w *Work, s *data.Sample, width float64) {
	for j := range w.Columns {
		c := &p.kernel.columns[j]
		if !w.apart(c, j) {
			continue
		}
		x := c.x
		if w.Columns[j] != nil {
			x = w.own[j]
		}
		a, m := width*w.Weights[j]*w.scale[j], w.least[j]
		for _, g := range s.Drawn {
			for i := p.start[g]; i < p.start[g+1]; i++ {
				dst[i] += a * (x[i] - m)
			}
		}
	}
}
