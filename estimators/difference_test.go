package estimators

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestFirstDifference writes the differences out, with and without trend, and
// skips gaps.
func TestFirstDifference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawTrial(t, 2, true)
		d := p.design(t, "x1", "x2")
		long := p.rows()
		cols := make([][]float64, 3)
		var entity []int
		for r := 1; r < len(long.time); r++ {
			if long.entity[r] != long.entity[r-1] || long.time[r] != long.time[r-1]+1 {
				continue
			}
			entity = append(entity, long.entity[r])
			for j, name := range []string{"x1", "x2", "y"} {
				cols[j] = append(cols[j], long.col(name)[r]-long.col(name)[r-1])
			}
		}
		ones := make([]float64, len(entity))
		for i := range ones {
			ones[i] = 1
		}
		for _, x := range [][][]float64{cols[:2], {cols[0], cols[1], ones}} {
			trend := len(x) == 3
			if len(entity) < 8 {
				return
			}
			want := leastSquares(cols[2], x...)
			var f Fit
			if err := (FirstDifference{Trend: trend}).Fit(&f, d); err != nil {
				if !errors.Is(err, ErrTooFewRows) && d.Frame.step() == 1 {
					t.Fatal(err)
				}
				return
			}
			if d.Frame.step() != 1 || want.rank < len(x) {
				return // all periods happen to be two apart
			}
			if len(f.Coef) != len(x) {
				t.Fatalf("%d coefficients, want %d", len(f.Coef), len(x))
			}
			dof := float64(len(entity) - len(x))
			near(t, "observations", float64(f.Observations), float64(len(entity)), 0)
			for j := range x {
				near(t, "coefficient", f.Coef[j], want.b[j], tight)
				near(t, "se", f.SE(j), math.Sqrt(want.gram.At(j, j)*want.rss/dof), tight)
			}
		}
	})
}

// TestFirstDifferenceIsWithin: with two periods both are the same.
func TestFirstDifferenceIsWithin(t *testing.T) {
	p := makeTrial(20, 2, 2, 1, 9, true)
	for r := range p.time {
		p.time[r] = 1990 + 5*(p.time[r]-1990) // the step is the panel's own
	}
	d := p.design(t, "x1", "x2")
	var fd, fe Fit
	if err := (FirstDifference{}).Fit(&fd, d); err != nil {
		t.Fatal(err)
	}
	if err := (Within{}).Fit(&fe, d); err != nil {
		t.Fatal(err)
	}
	for j := range 2 {
		near(t, "slope", fd.Coef[j], fe.Coef[j], 1e-12)
		near(t, "se", fd.SE(j), fe.SE(j), 1e-12)
	}
}

// TestBetween is least squares on the means, each entity once.
func TestBetween(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawTrial(t, 2, true)
		long := p.rows()
		cols := make([][]float64, 4)
		for g := range long.counts {
			a, b := long.start[g], long.start[g+1]
			for j, name := range []string{"x1", "x2", "y"} {
				cols[j] = append(cols[j], mean(long.col(name)[a:b], 1/float64(b-a)))
			}
			cols[3] = append(cols[3], 1)
		}
		want := leastSquares(cols[2], cols[0], cols[1], cols[3])
		var f Fit
		if err := (Between{}).Fit(&f, p.design(t, "x1", "x2")); err != nil {
			t.Fatal(err)
		}
		dof := float64(len(long.counts) - 3)
		for j := range 3 {
			near(t, "coefficient", f.Coef[j], want.b[j], tight)
			near(t, "se", f.SE(j), math.Sqrt(want.gram.At(j, j)*want.rss/dof), tight)
		}
	})
}
