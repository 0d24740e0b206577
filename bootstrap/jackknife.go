package bootstrap

import (
	"fmt"

	"panelstress/data"
)

// LeaveOneOut makes dst the panel src without its entity i.
func LeaveOneOut(dst *data.Sample, src *data.Panel, i int) {
	g := len(src.Entities())
	if i < 0 || i >= g {
		panic(fmt.Sprintf("bootstrap: entity %d of %d cannot be left out", i, g))
	}
	dst.All(g)
	dst.Count[i] = 0
	dst.Index()
}

// JackknifeInfluence turns the n leave-one-out estimates into jackknife
// values, in place of dst, which it returns:
//
//	l[i] = (n-1) (mean(loo) - loo[i])
//
// They sum to zero (Efron and Tibshirani 1993, eq. 11.10 and 14.15).
// dst and loo have equal length and may be the same slice.
func JackknifeInfluence(dst, loo []float64) []float64 {
	n := float64(len(loo))
	mean := 0.0
	for _, v := range loo {
		mean += v / n
	}
	for i, v := range loo {
		dst[i] = (n - 1) * (mean - v)
	}
	return dst
}
