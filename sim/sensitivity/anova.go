package sensitivity

import (
	"fmt"
	"math"
)

// ANOVA are the shares of the variance of a table over all combinations of
// choices that each factor explains. They are exact: nothing is sampled.
type ANOVA struct {
	Cells    int // combinations with a result
	Missing  int // combinations without one
	Mean     float64
	Variance float64 // with divisor n
	First    []float64
	Total    []float64
	Pairs    [][]float64 // [i][j] with i < j: the interaction of i and j, S_ij
}

// Decompose is the functional analysis of variance of a full factorial table:
// S_f = Var(E[y|f])/Var(y), ST_f = 1 - Var(E[y|all but f])/Var(y),
// S_fg = Var(E[y|f,g])/Var(y) - S_f - S_g, with population variances. levels
// are the numbers of choices of the factors; y is in the order in which the
// last factor varies fastest.
//
// Cells without a result (NaN) are left out: expectations are then over the
// cells that have one, among which the factors are no longer independent, so
// that the shares need not add up. Where nothing varies, all shares are NaN.
func Decompose(levels []int, y []float64) (ANOVA, error) {
	size := 1
	for _, l := range levels {
		if l < 1 {
			return ANOVA{}, fmt.Errorf("sensitivity: a factor with %d levels", l)
		}
		size *= l
	}
	if size != len(y) {
		return ANOVA{}, fmt.Errorf("sensitivity: %d results, %d combinations of choices", len(y), size)
	}
	k := len(levels)
	t := table{levels: levels, y: y, digits: make([]int, k)}
	a := ANOVA{First: make([]float64, k), Total: make([]float64, k), Pairs: make([][]float64, k)}
	for _, v := range y {
		if math.IsNaN(v) {
			a.Missing++
			continue
		}
		a.Cells++
		t.mean += v
	}
	t.mean /= float64(a.Cells)
	a.Mean = t.mean
	keep := make([]bool, k)
	set := func(v bool, at ...int) {
		for _, f := range at {
			keep[f] = v
		}
	}
	for f := range k {
		set(true, f)
	}
	a.Variance = t.explained(keep)
	for f := range k {
		set(false, f)
		a.Total[f] = 1 - t.explained(keep)/a.Variance
		set(true, f)
	}
	clear(keep)
	for f := range k {
		set(true, f)
		a.First[f] = t.explained(keep) / a.Variance
		set(false, f)
	}
	for f := range k {
		a.Pairs[f] = make([]float64, k)
		for g := f + 1; g < k; g++ {
			set(true, f, g)
			a.Pairs[f][g] = t.explained(keep)/a.Variance - a.First[f] - a.First[g]
			set(false, f, g)
		}
	}
	return a, nil
}

// table is a factorial table with its mean.
type table struct {
	levels []int
	y      []float64
	mean   float64
	digits []int
	sum, n []float64
}

// explained is the variance of the expectation given the factors that are
// kept.
func (t *table) explained(keep []bool) float64 {
	size := 1
	for f, l := range t.levels {
		if keep[f] {
			size *= l
		}
	}
	t.sum, t.n = make([]float64, size), make([]float64, size)
	clear(t.digits)
	for _, v := range t.y {
		at := 0
		for f, l := range t.levels {
			if keep[f] {
				at = at*l + t.digits[f]
			}
		}
		if !math.IsNaN(v) {
			t.sum[at] += v - t.mean
			t.n[at]++
		}
		t.next()
	}
	v, n := 0.0, 0.0
	for i, s := range t.sum {
		if t.n[i] > 0 {
			v += s * s / t.n[i]
			n += t.n[i]
		}
	}
	return v / n
}

// next counts the digits up by one, the last fastest.
func (t *table) next() {
	for f := len(t.digits) - 1; f >= 0; f-- {
		if t.digits[f]++; t.digits[f] < t.levels[f] {
			return
		}
		t.digits[f] = 0
	}
}
