package sim

import (
	"slices"

	"panelstress/bootstrap"
)

// Histogram counts the draws of a coefficient in bins of equal width. A few
// draws may lie far out: the bins reach from the quantile 0.001 to the
// quantile 0.999, and what lies beyond is counted by side.
type Histogram struct {
	From   Number `json:"from"`
	To     Number `json:"to"`
	Counts []int  `json:"counts"`
	Below  int    `json:"below"`
	Above  int    `json:"above"`
}

// hypothetical tells whether a hypothesis is about a term of a fit.
func (c *Chain) hypothetical(s *fitSpec, term string) bool {
	return slices.ContainsFunc(c.study.Hypotheses, func(h Hypothesis) bool {
		return h.Model == s.model.Name && h.Estimator == s.estimator.Name && h.Term == term
	})
}

// histogramBins is their number: enough to see two modes.
const histogramBins = 60

// HistogramOf counts values, of which o knows the order; nil where they do not
// differ.
func HistogramOf(values []float64, o *bootstrap.Ordered) *Histogram {
	if len(values) < 2 {
		return nil
	}
	lo, hi := o.Quantile(0.001, bootstrap.Type7), o.Quantile(0.999, bootstrap.Type7)
	if !(lo < hi) {
		return nil
	}
	h := &Histogram{From: Number(lo), To: Number(hi), Counts: make([]int, histogramBins)}
	for _, v := range values {
		switch {
		case v < lo:
			h.Below++
		case v > hi:
			h.Above++
		default:
			h.Counts[min(int((v-lo)/(hi-lo)*histogramBins), histogramBins-1)]++
		}
	}
	return h
}
