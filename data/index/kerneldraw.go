package index

import (
	"math"

	"panelstress/data"
)

// weighKernel finds the scalars of the normalisation and the weights.
func (p *Plan) weighKernel(w *Work, s *data.Sample) error {
	w.n = 0
	for _, g := range s.Drawn {
		w.n += w.count[g] * float64(p.start[g+1]-p.start[g])
	}
	for j := range p.kernel.columns {
		if w.Columns[j] == nil {
			p.kernel.columns[j].weigh(p, w, s, j)
			continue
		}
		if err := p.weighOwn(w, s, j); err != nil {
			w.failed = j
			return err
		}
	}
	if p.tables {
		return redundancyWeights(w.Weights)
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

// weigh finds the extremes of indicator j in the sample, and where the plan
// has tables its redundancy, not divided by ln N, which is common to all.
func (c *kernelColumn) weigh(p *Plan, w *Work, s *data.Sample, j int) {
	least, candidate := math.Inf(1), 0
	for i := range c.low {
		if e := &c.low[i]; w.count[e.entity] > 0 {
			least, candidate = e.value, int(e.candidate)
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
	w.setRange(j, least, most)
	if !p.tables {
		return
	}
	g := len(w.count)
	switch at := candidate * 2 * g; {
	case w.scale[j] == 0:
		w.Weights[j] = 0
	case at < len(c.table):
		sum, dlnd := tableSums(c.table[at:at+2*g], w.count)
		w.Weights[j] = math.Log(w.n/sum) + dlnd/sum
	default:
		w.Weights[j] = p.rowRedundancy(c.x, w, s, j)
	}
}

func (w *Work) setRange(j int, least, most float64) {
	w.least[j], w.scale[j] = least, 0
	if least < most {
		w.scale[j] = 1 / (most - least)
	}
}

// tableSums adds up pairs of sums per entity, by count. Two chains of sums
// each take half the time of one.
func tableSums(table, count []float64) (sum, dlnd float64) {
	var sum1, dlnd1 float64
	g := 0
	for ; g+1 < len(count); g += 2 {
		t := table[2*g : 2*g+4 : 2*g+4]
		c, c1 := count[g], count[g+1]
		sum += c * t[0]
		dlnd += c * t[1]
		sum1 += c1 * t[2]
		dlnd1 += c1 * t[3]
	}
	if g < len(count) {
		sum += count[g] * table[2*g]
		dlnd += count[g] * table[2*g+1]
	}
	return sum + sum1, dlnd + dlnd1
}

// weighOwn is weigh for a column of the worker's own, row by row.
func (p *Plan) weighOwn(w *Work, s *data.Sample, j int) error {
	w.own[j] = resize(w.own[j], p.rows)
	in := &p.ix.Indicators[j]
	least, most := math.Inf(1), math.Inf(-1)
	for _, g := range s.Drawn {
		own, col := w.own[j][p.start[g]:p.start[g+1]], w.Columns[j][p.start[g]:p.start[g+1]]
		if in.Treatment != nil {
			if err := in.Treatment.Treat(own, col, nil); err != nil {
				return err
			}
			col = own
		}
		signed(own, col, in.Direction < 0)
		for _, v := range own {
			if v-v != 0 {
				return ErrNotFinite
			}
			least, most = min(least, v), max(most, v)
		}
	}
	w.setRange(j, least, most)
	if p.tables {
		w.Weights[j] = 0
		if w.scale[j] > 0 {
			w.Weights[j] = p.rowRedundancy(w.own[j], w, s, j)
		}
	}
	return nil
}

// rowRedundancy is the redundancy of a signed column from its rows.
func (p *Plan) rowRedundancy(x []float64, w *Work, s *data.Sample, j int) float64 {
	var sum, dlnd float64
	for _, g := range s.Drawn {
		a, b := entropySums(x[p.start[g]:p.start[g+1]], w.least[j], w.scale[j])
		sum += w.count[g] * a
		dlnd += w.count[g] * b
	}
	return math.Log(w.n/sum) + dlnd/sum
}

// scoreKernel writes lo*sum(w) + sum_j a_j (x_j - min_j), a_j = (hi-lo) w_j /
// (max_j - min_j). The difference is taken first: it keeps all digits where
// the values are large and their range is small.
func (p *Plan) scoreKernel(dst []float64, w *Work, s *data.Sample) {
	lo, hi := p.ix.Normaliser.(MinMax).bounds()
	base, own := 0.0, false
	for j, v := range w.Weights {
		base += lo * v
		w.coef[j] = (hi - lo) * v * w.scale[j]
		if w.Columns[j] != nil {
			w.coef[j], own = 0, true
		}
	}
	k := len(w.coef)
	for _, g := range s.Drawn {
		from, to := p.start[g], p.start[g+1]
		sumColumns(dst[from:to], p.kernel.values[from*k:to*k], w.coef, w.least, base)
	}
	if own {
		p.addOwn(dst, w, s, hi-lo)
	}
}

// sumColumns writes base + sum_j a_j (x_j - m_j), where the columns x_j stand
// one after the other. Four columns at a time keep dst in registers.
func sumColumns(dst, x, a, m []float64, base float64) {
	n, j := len(dst), 0
	for i := range dst {
		dst[i] = base
	}
	for ; j+4 <= len(a); j += 4 {
		a0, a1, a2, a3 := a[j], a[j+1], a[j+2], a[j+3]
		m0, m1, m2, m3 := m[j], m[j+1], m[j+2], m[j+3]
		x0, x1, x2, x3 := x[j*n:][:n], x[(j+1)*n:][:n], x[(j+2)*n:][:n], x[(j+3)*n:][:n]
		for i := range dst {
			dst[i] += (a0*(x0[i]-m0) + a1*(x1[i]-m1)) + (a2*(x2[i]-m2) + a3*(x3[i]-m3))
		}
	}
	for ; j < len(a); j++ {
		aj, mj, xj := a[j], m[j], x[j*n:][:n]
		for i := range dst {
			dst[i] += aj * (xj[i] - mj)
		}
	}
}

// addOwn adds the terms of the worker's own columns.
func (p *Plan) addOwn(dst []float64, w *Work, s *data.Sample, width float64) {
	for j, col := range w.Columns {
		if col == nil {
			continue
		}
		a, m := width*w.Weights[j]*w.scale[j], w.least[j]
		for _, g := range s.Drawn {
			for i := p.start[g]; i < p.start[g+1]; i++ {
				dst[i] += a * (w.own[j][i] - m)
			}
		}
	}
}
