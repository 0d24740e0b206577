package index

import (
	"cmp"
	"math"
	"slices"
)

// RankComparison says how far two sets of scores for the same rows agree.
// Ranks are 1 for the largest score, equal scores share the average.
type RankComparison struct {
	Pearson, Spearman float64
	KendallTauB       float64 // corrected for ties
	MeanShift         float64 // mean of |rank_a - rank_b|
	MaxShift          float64
}

// CompareRanks compares scores a and b of the same rows. Correlations are NaN
// where one of them is constant.
func CompareRanks(a, b []float64) RankComparison {
	t := NewTable(nil, [][]float64{a, b}, nil)
	ra, rb := make([]float64, len(a)), make([]float64, len(b))
	t.ranks(ra, a)
	t.ranks(rb, b)
	var r RankComparison
	for i := range ra {
		shift := math.Abs(ra[i] - rb[i]) // the same from either end
		r.MeanShift += shift / float64(len(ra))
		r.MaxShift = max(r.MaxShift, shift)
	}
	r.Pearson, r.Spearman = t.pearson(a, b), t.pearson(ra, rb)
	r.KendallTauB = kendall(a, b)
	return r
}

func (t *Table) pearson(a, b []float64) float64 {
	ma, mb := t.mean(a), t.mean(b)
	var ab, aa, bb float64
	for i := range a {
		da, db := a[i]-ma, b[i]-mb
		ab += da * db
		aa += da * da
		bb += db * db
	}
	return ab / math.Sqrt(aa*bb)
}

// kendall is tau-b by Knight's method (1966, JASA 61, 436-439): sort by a,
// then b, and count the exchanges that sorting by b takes. O(n log n).
func kendall(a, b []float64) float64 {
	n := len(a)
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		return cmp.Or(cmp.Compare(a[i], a[j]), cmp.Compare(b[i], b[j]))
	})
	y := make([]float64, n)
	for k, i := range order {
		y[k] = b[i]
	}
	tiesA := tiedPairs(n, func(k int) bool { return a[order[k]] == a[order[k-1]] })
	tiesAB := tiedPairs(n, func(k int) bool { return a[order[k]] == a[order[k-1]] && y[k] == y[k-1] })
	discordant := exchanges(y, make([]float64, n))
	tiesB := tiedPairs(n, func(k int) bool { return y[k] == y[k-1] })
	pairs := float64(n) * float64(n-1) / 2
	concordant := pairs - tiesA - tiesB + tiesAB - discordant
	return (concordant - discordant) / math.Sqrt((pairs-tiesA)*(pairs-tiesB))
}

// tiedPairs counts the pairs within runs; tied tells whether element k of a
// sorted sequence equals the one before.
func tiedPairs(n int, tied func(k int) bool) float64 {
	pairs, run := 0.0, 0.0
	for k := 1; k < n; k++ {
		if tied(k) {
			run++
			pairs += run
		} else {
			run = 0
		}
	}
	return pairs
}

// exchanges sorts y by merging and returns the number of pairs that were in
// descending order.
func exchanges(y, buf []float64) float64 {
	n := len(y)
	if n < 2 {
		return 0
	}
	m := n / 2
	count := exchanges(y[:m], buf) + exchanges(y[m:], buf)
	i, j, k := 0, m, 0
	for ; i < m && j < n; k++ {
		if y[j] < y[i] {
			buf[k] = y[j]
			count += float64(m - i)
			j++
		} else {
			buf[k] = y[i]
			i++
		}
	}
	copy(buf[k:], y[i:m])
	copy(y[:k+m-i], buf[:k+m-i])
	return count
}
