package estimators

import (
	"errors"
	"math"
	"testing"
)

// TestNotIdentified: the fault names the endogenous regressor or the
// redundant instrument, and which statistics do not exist.
func TestNotIdentified(t *testing.T) {
	start := []int{0, 4, 8, 12}
	time := []int{0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3}
	x := []float64{1, 2, 3, 4, 2, 5, 1, 0, 3, 3, 1, 7}
	y := []float64{2, 1, 5, 4, 3, 8, 1, 1, 2, 5, 0, 9}
	w := []float64{1, 0, 2, 5, 1, 4, 0, 3, 3, 2, 9, 1}
	z := []float64{3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8}
	double := make([]float64, 12)
	for i := range z {
		double[i] = 3*z[i] - w[i]
	}
	// Orthogonal to x, w and the constant in exact arithmetic.
	basis, _ := orthonormal(nil, [][]float64{{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, x, w})
	blind := without(basis, z)
	design := func(regressors, endog, excluded []string) *Design {
		fr, err := NewFrame(start, time, []string{"x", "w", "z", "double", "blind", "y"}, [][]float64{x, w, z, double, blind, y}, 6)
		if err != nil {
			t.Fatal(err)
		}
		d, err := NewDesign(fr, "y", regressors, endog, excluded)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, c := range []struct {
		d     *Design
		cause error
		term  string
	}{
		{design([]string{"x", "w"}, []string{"x"}, []string{"blind"}), ErrNotIdentified, "x"},
		{design([]string{"w", "x"}, []string{"x"}, []string{"blind"}), ErrNotIdentified, "x"},
		{design([]string{"x"}, []string{"x"}, []string{"blind"}), ErrNotIdentified, "x"},
		{design([]string{"x", "w"}, []string{"x", "w"}, []string{"z", "blind"}), ErrNotIdentified, "w"},
		{design([]string{"x", "w"}, []string{"x"}, []string{"z", "double"}), ErrRankDeficient, "double"},
		{design([]string{"x", "w"}, []string{"x"}, []string{"w"}), ErrRankDeficient, "w"},
	} {
		var f Fit
		err := TwoSLS{}.Fit(&f, c.d)
		var fault *Fault
		if !errors.Is(err, c.cause) || !errors.As(err, &fault) || fault.Term != c.term {
			t.Errorf("%v, want %v of %s", err, c.cause, c.term)
		}
	}
	m := instrumented(t, TwoSLS{}, design([]string{"x", "w"}, []string{"x"}, []string{"z"}))
	for name, v := range map[string]float64{
		"Sargan": m.Sargan().Statistic, "Basmann": m.Basmann().P, "J": m.TwoStepGMM(Heteroskedastic).J.Statistic,
	} {
		if !math.IsNaN(v) {
			t.Errorf("%s of a just-identified model is %g, want none", name, v)
		}
	}
}

// TestTwoSLSAllocatesNothing, warm, also where it is solved from the rows.
func TestTwoSLSAllocatesNothing(t *testing.T) {
	c := ivCase{start: []int{0}, names: []string{"w1", "w2", "x1", "z1", "z2", "y"}, endog: []string{"x1"}, excluded: []string{"z1", "z2"}}
	c.cols = make([][]float64, 6)
	for g := range 20 {
		for r := range 5 {
			v := float64(5*g + r)
			z := []float64{math.Sin(v), math.Cos(3 * v)}
			row := []float64{math.Sin(2 * v), math.Cos(v * v), z[0] + z[1] + math.Sin(v*v), z[0], z[1], math.Cos(7 * v)}
			for j := range row {
				c.cols[j] = append(c.cols[j], row[j])
			}
			c.time = append(c.time, r)
		}
		c.start = append(c.start, len(c.time))
	}
	hard := append([]float64(nil), c.col("z1")...)
	for i := range hard { // nearly z2: normal equations are refused
		hard[i] = c.col("z2")[i] + 1e-4*hard[i]
	}
	for i, d := range []*Design{c.design(t), c.with("z1", hard).design(t)} {
		for _, e := range []TwoSLS{{}, {Entity: true}, {Cov: HC1{}}, {Entity: true, Cov: Cluster{}}} {
			var f Fit
			fit := func() {
				if err := e.Fit(&f, d); err != nil {
					t.Fatal(err)
				}
			}
			fit()
			if f.work.rows != (i == 1) {
				t.Errorf("%+v: design %d solved from the rows: %v", e, i, f.work.rows)
			}
			if n := testing.AllocsPerRun(20, fit); n != 0 {
				t.Errorf("%+v: %v allocations on design %d", e, n, i)
			}
		}
	}
}
