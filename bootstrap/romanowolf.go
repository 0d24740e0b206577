package bootstrap

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// RomanoWolf writes to dst the step-down p values of Romano and Wolf (2005,
// 2016), adjusted for the family of all statistics t, and returns it.
// draws[h] holds B bootstrap draws of the statistic h, centred so that the null
// is true of them; draw b of every statistic comes from the same sample, which
// is how their dependence enters. With the statistics in decreasing order of
// |t|,
//
//	p(j) = (1 + #{b: max over h >= j of |t*[h][b]| >= |t(j)|}) / (B + 1)
//
// made nondecreasing in j. All values are finite: a draw that failed for one
// statistic is left out of all.
func RomanoWolf(dst, t []float64, draws [][]float64) []float64 {
	if len(draws) != len(t) {
		panic(fmt.Sprintf("bootstrap: %d statistics, draws of %d", len(t), len(draws)))
	}
	if len(t) == 0 {
		return dst
	}
	order := make([]int, len(t))
	for h := range order {
		order[h] = h
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(math.Abs(t[b]), math.Abs(t[a])) })
	// From the smallest |t| to the largest the maximum takes in one
	// statistic more at each step.
	largest := make([]float64, len(draws[0]))
	for j := len(order) - 1; j >= 0; j-- {
		h := order[j]
		count := 1
		for b, v := range draws[h] {
			largest[b] = math.Max(largest[b], math.Abs(v))
			if largest[b] >= math.Abs(t[h]) {
				count++
			}
		}
		dst[h] = float64(count) / float64(len(largest)+1)
	}
	for j := 1; j < len(order); j++ {
		dst[order[j]] = math.Max(dst[order[j]], dst[order[j-1]])
	}
	return dst
}
