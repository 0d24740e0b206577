package estimators

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"
)

// TestPesaranUnbalanced computes the CD statistic pair by pair from least
// squares with entity dummies: the correlation over the periods that both
// entities have, at least three (Pesaran 2004, section 9).
func TestPesaranUnbalanced(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := makeTrial(rapid.IntRange(4, 8).Draw(t, "entities"), rapid.IntRange(4, 9).Draw(t, "periods"), 2,
			rapid.Float64Range(0.5, 1).Draw(t, "share of rows kept"), rapid.Uint64().Draw(t, "seed"), true)
		var f Fit
		d := p.design(t, "x1", "x2")
		if err := (Within{}).Fit(&f, d); err != nil {
			t.Skip(err.Error())
		}
		got := f.PesaranTest(d)

		q := p.rows()
		resid := leastSquares(q.col("y"), append(q.entityDummies(), q.pick([]string{"x1", "x2"})...)...).resid
		sum, absolute, pairs, missed := 0.0, 0.0, 0, 0
		for i := range len(q.start) - 1 {
			for j := range i {
				var a, b []float64
				for r := q.start[i]; r < q.start[i+1]; r++ {
					for s := q.start[j]; s < q.start[j+1]; s++ {
						if q.time[r] == q.time[s] {
							a, b = append(a, resid[r]), append(b, resid[s])
						}
					}
				}
				if len(a) < 3 {
					missed++
					continue
				}
				c := stat.Correlation(a, b, nil)
				pairs++
				sum += math.Sqrt(float64(len(a))) * c
				absolute += math.Abs(c)
			}
		}
		if got.Pairs != pairs || got.Missed != missed {
			t.Fatalf("%d pairs and %d missed, expected %d and %d", got.Pairs, got.Missed, pairs, missed)
		}
		if pairs == 0 {
			if !math.IsNaN(got.CD) || !math.IsNaN(got.P) {
				t.Errorf("no pairs, but %+v", got)
			}
			return
		}
		cd := sum / math.Sqrt(float64(pairs))
		near(t, "CD", got.CD, cd, 1e-7) // correlations of three residuals lose digits
		near(t, "p", got.P, 2*distuv.UnitNormal.CDF(-math.Abs(cd)), 1e-6)
		near(t, "mean |r|", got.MeanAbs, absolute/float64(pairs), 1e-7)
	})
}
