package index

import "slices"

// Additive tells whether a score is a sum over the indicators, so that
// Contributions exist: linear aggregation without groups.
func (p *Plan) Additive() bool {
	_, linear := p.ix.Aggregator.(Linear)
	return linear && len(p.nodes) == 1
}

// Contributions writes what every indicator adds to the score of a row of a
// drawn entity, w_j y_j with y_j the normalised value, as the last Score left
// them: they sum to the score. The index must be Additive.
func (p *Plan) Contributions(dst []float64, w *Work, row int) {
	if p.kernel != nil {
		lo, hi := p.ix.Normaliser.(MinMax).bounds()
		for j, v := range w.Weights {
			x := p.kernel.columns[j].x
			if w.Columns[j] != nil {
				x = w.own[j]
			}
			dst[j] = v * (lo + (hi-lo)*w.scale[j]*(x[row]-w.least[j]))
		}
		return
	}
	for b := range w.blocks {
		at := slices.Index(w.blocks[b].rows, int32(row))
		if at < 0 {
			continue
		}
		for j, v := range w.Weights[b*p.stride : (b+1)*p.stride] {
			dst[j] = v * w.blocks[b].y[j][at]
		}
	}
}
