package estimators

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/floats"
	"pgregory.net/rapid"
)

// orthogonal are k columns of mean zero with no correlation in the sample
// (Gram and Schmidt).
func orthogonal(n, k int, rng *rand.Rand) (cols [][]float64) {
	one := make([]float64, n)
	for i := range one {
		one[i] = 1
	}
	basis := [][]float64{one}
	for range k {
		c := make([]float64, n)
		for i := range c {
			c[i] = rng.NormFloat64()
		}
		for range 2 { // twice is enough
			for _, b := range basis {
				floats.AddScaled(c, -floats.Dot(b, c)/floats.Dot(b, b), b)
			}
		}
		basis = append(basis, c)
	}
	return basis[1:]
}

// TestOsterFindsTheEffect: y = βd + w + u + e and d = πw + δπu + v with
// everything else uncorrelated has proportional selection δ by construction
// (Oster 2019, eq. 1 and 2; w and u weigh one in y). With w observed and Rmax
// that of the model with u, β is a solution for δ, and δ that of β. 1e-6:
// roots of cubics.
func TestOsterFindsTheEffect(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const n = 60
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		c := orthogonal(n, 4, rng)
		w, u, v, e := c[0], c[1], c[2], c[3]
		beta := rapid.Float64Range(-2, 2).Draw(t, "beta")
		delta := rapid.SampledFrom([]float64{1, 0.5, 2, -0.5}).Draw(t, "delta")
		pi := rapid.Float64Range(0.2, 1).Draw(t, "pi")
		floats.Scale(rapid.Float64Range(0.5, 2).Draw(t, "size"), u)
		d, y := slices.Clone(v), slices.Clone(e)
		floats.AddScaled(d, pi, w)
		floats.AddScaled(d, delta*pi, u)
		floats.AddScaled(y, beta, d)
		floats.Add(y, w)
		floats.Add(y, u)
		start := make([]int, n+1)
		for i := range start {
			start[i] = i
		}
		fr, err := NewFrame(start, make([]int, n), []string{"y", "d", "w", "u"}, [][]float64{y, d, w, u}, 4)
		if err != nil {
			t.Fatal(err)
		}
		design := func(x ...string) *Design {
			d, err := NewDesign(fr, "y", x, nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			return d
		}
		var full Fit
		if err := (Pooled{}).Fit(&full, design("d", "w", "u")); err != nil {
			t.Fatal(err)
		}
		o, err := NewOmitted(Pooled{}, design("d", "w"), "d")
		if err != nil {
			t.Fatal(err)
		}
		s, _, err := o.Oster()
		if err != nil {
			t.Fatal(err)
		}
		rmax := 1 - full.RSS/full.TSS
		if got := s.Delta(beta, rmax); math.Abs(got-delta) > 1e-6 {
			t.Fatalf("δ of the true effect: %v, want %v", got, delta)
		}
		found := s.Beta(delta, rmax)
		off := math.Abs(found.Beta - beta)
		for _, b := range found.Other {
			off = min(off, math.Abs(b-beta))
		}
		if !(off < 1e-6) {
			t.Fatalf("effects %v for δ = %v, the true one is %v", found, delta, beta)
		}
	})
}

// TestOsterRootsAreSolutions: every effect found for δ has that δ.
func TestOsterRootsAreSolutions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		share := func(name string) float64 { return rapid.Float64Range(0.05, 0.95).Draw(t, name) }
		s := Selection{
			Short: rapid.Float64Range(-3, 3).Draw(t, "short"), Long: rapid.Float64Range(-3, 3).Draw(t, "long"),
			Outcome: rapid.Float64Range(0.5, 50).Draw(t, "outcome"), Treatment: rapid.Float64Range(0.5, 50).Draw(t, "treatment"),
		}
		s.LongR2 = share("long r2")
		s.ShortR2, s.Residual = s.LongR2*share("short r2"), s.Treatment*share("residual")
		delta := rapid.SampledFrom([]float64{-1, 0.3, 1, 1.7}).Draw(t, "delta")
		if math.Abs(s.Short-s.Long) < 0.01 {
			return
		}
		rmax := s.RMax(1.3)
		found := s.Beta(delta, rmax)
		for _, b := range append(found.Other, found.Beta) {
			if got := s.Delta(b, rmax); math.Abs(got-delta) > 1e-4*(1+math.Abs(delta)) {
				t.Fatalf("effect %v of %+v has δ = %v, want %v", b, s, got, delta)
			}
		}
		if math.IsNaN(found.Beta) {
			t.Fatalf("no effect for %+v", s)
		}
	})
}

func TestRealRoots(t *testing.T) {
	for _, c := range []struct {
		a, b, c, d float64
		want       []float64
	}{
		{1, -6, 11, -6, []float64{1, 2, 3}},
		{2, 0, 0, -16, []float64{2}},
		{0, 1, -3, 2, []float64{1, 2}},
		{0, 1, 0, 1, nil},
		{0, 0, 2, -4, []float64{2}},
		{0, 0, 0, 1, nil},
		{1, 0, 1, 0, []float64{0}},
	} {
		got := realRoots(c.a, c.b, c.c, c.d)
		slices.Sort(got)
		if !floats.EqualApprox(got, c.want, 1e-9) {
			t.Errorf("%v: roots %v, want %v", c, got, c.want)
		}
	}
}
