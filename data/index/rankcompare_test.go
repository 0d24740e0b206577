package index_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"panelstress/data/index"
)

// TestCompareRanksPairByPair: Kendall's tau-b by looking at every pair, ranks
// by counting.
func TestCompareRanksPairByPair(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 30).Draw(t, "n")
		score := rapid.SliceOfN(rapid.Map(rapid.IntRange(0, 8), func(i int) float64 { return float64(i) }), n, n)
		a, b := score.Draw(t, "a"), score.Draw(t, "b")
		var agree, untiedA, untiedB, mean, largest float64
		for i := range n {
			rank := [2]float64{0.5, 0.5}
			for k := range n {
				da, db := sign(a[k]-a[i]), sign(b[k]-b[i])
				agree += da * db
				untiedA += da * da
				untiedB += db * db
				rank[0] += (da + 1) / 2
				rank[1] += (db + 1) / 2
			}
			mean += math.Abs(rank[0]-rank[1]) / float64(n)
			largest = max(largest, math.Abs(rank[0]-rank[1]))
		}
		got := index.CompareRanks(a, b)
		if tau := agree / math.Sqrt(untiedA*untiedB); math.IsNaN(tau) != math.IsNaN(got.KendallTauB) || !math.IsNaN(tau) && !closeTo(got.KendallTauB, tau) {
			t.Fatalf("tau-b %v, expected %v", got.KendallTauB, tau)
		}
		if !closeTo(got.MeanShift, mean) || got.MaxShift != largest {
			t.Fatalf("shifts %v and %v, expected %v and %v", got.MeanShift, got.MaxShift, mean, largest)
		}
	})
}

func sign(x float64) float64 {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return 0
}
