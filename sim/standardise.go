package sim

import (
	"math"

	"panelstress/data/index"
)

// standardNode puts an index on mean 0 and standard deviation 1 over the
// sample. Coefficients of indices that are built in different ways are in
// different units; after this they are all per standard deviation.
type standardNode struct{ column int }

func (n standardNode) start() builder { return n }

func (n standardNode) build(w *worker) error {
	return standardise(w.cols[n.column], w.chain.panel.Starts(), w.sample.Count)
}

// standardise sets x to (x - mean)/sd in place, over the rows of a sample in
// which entity g stands count[g] times; the divisor of sd is N-1.
func standardise(x []float64, start, count []int) error {
	sum, n := 0.0, 0.0
	for g, c := range count {
		if c == 0 {
			continue
		}
		for _, v := range x[start[g]:start[g+1]] {
			sum += float64(c) * v
		}
		n += float64(c * (start[g+1] - start[g]))
	}
	mean, ss := sum/n, 0.0
	for g, c := range count {
		if c == 0 {
			continue
		}
		for i := start[g]; i < start[g+1]; i++ {
			x[i] -= mean
			ss += float64(c) * x[i] * x[i]
		}
	}
	sd := math.Sqrt(ss / (n - 1))
	if !(sd > 1e-12*math.Abs(mean)) {
		return index.ErrConstant
	}
	for g, c := range count {
		if c == 0 {
			continue
		}
		for i := start[g]; i < start[g+1]; i++ {
			x[i] /= sd
		}
	}
	return nil
}
