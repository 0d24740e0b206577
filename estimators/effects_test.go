package estimators

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

var effectNames = map[Effects]string{Entity: "entity", Time: "time", TwoWay: "two-way"}

// TestEffectsAreDummies holds every kind of effects against least squares on
// one dummy per entity and period, on unbalanced panels with repeated
// entities, written out row by row.
func TestEffectsAreDummies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawTrial(t, 2, true)
		x := []string{"x1", "x2"}
		d := p.design(t, x...)
		long := p.rows()
		for _, e := range []Effects{Entity, Time, TwoWay} {
			cols := long.pick(x)
			if e != Time {
				cols = append(cols, long.entityDummies()...)
			}
			if e != Entity {
				cols = append(cols, long.timeDummies()...)
			}
			want := leastSquares(long.col("y"), cols...)
			var f Fit
			err := Within{Effects: e}.Fit(&f, d)
			if len(long.time) <= want.rank {
				continue
			}
			if err != nil {
				free := leastSquares(long.col("x1"), cols[1:]...)
				if free.rss < 1e-9 {
					continue // x1 is a combination of the others here
				}
				t.Fatalf("%s: %v", effectNames[e], err)
			}
			dof := float64(len(long.time) - want.rank)
			near(t, "residual degrees of freedom", f.ResidualDoF, dof, 0)
			near(t, "rss", f.RSS, want.rss, 1e-7)
			for j := range x {
				near(t, effectNames[e]+" "+x[j], f.Coef[j], want.b[j], 1e-7)
				near(t, effectNames[e]+" se "+x[j], f.SE(j), math.Sqrt(want.gram.At(j, j)*want.rss/dof), 1e-7)
			}
		}
	})
}
