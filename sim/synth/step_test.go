package synth

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"
)

// TestElastic: the y of a step meets the conditions of its optimum,
// z = (K + λI) y at lo where y > 0, at hi where y < 0, between where y = 0.
func TestElastic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "numbers")
		m := n + rapid.IntRange(0, 5).Draw(t, "more values")
		value := rapid.Float64Range(-1, 1)
		rows := make([][]float64, n)
		for i := range rows {
			rows[i] = rapid.SliceOfN(value, m, m).Draw(t, "row")
			rows[i][i%m] += 3 // no two of them nearly the same
		}
		e := elastic{k: gram(rows)}
		for range n {
			mid, half := value.Draw(t, "middle"), math.Abs(value.Draw(t, "half"))+0.01
			e.lo = append(e.lo, mid-half)
			e.hi = append(e.hi, mid+half)
		}
		const lambda = 0.1
		y := e.solve(lambda)
		var z mat.VecDense
		z.MulVec(e.k, mat.NewVecDense(n, y))
		z.AddScaledVec(&z, lambda, mat.NewVecDense(n, y))
		const tolerance = 1e-8 // of numbers of size 1 to 100
		for i := range n {
			v := z.AtVec(i)
			switch {
			case y[i] > 0 && math.Abs(v-e.lo[i]) > tolerance,
				y[i] < 0 && math.Abs(v-e.hi[i]) > tolerance,
				v < e.lo[i]-tolerance, v > e.hi[i]+tolerance:
				t.Fatalf("number %d: y %g, z %g, box [%g, %g]", i, y[i], v, e.lo[i], e.hi[i])
			}
		}
	})
}

// TestBounds: the map of a range is inverted, keeps inside, and has the slope
// that differences give.
func TestBounds(t *testing.T) {
	inf := math.Inf(1)
	rapid.Check(t, func(t *rapid.T) {
		b := rapid.SampledFrom([]bound{{2, 5, 1}, {-1, inf, 2}, {-inf, 4, 0.5}, {-inf, inf, 3}}).Draw(t, "bound")
		at := rapid.Float64Range(-5, 5).Draw(t, "t")
		x := b.value(at)
		if !(x >= b.lo && x <= b.hi) {
			t.Fatalf("%g is outside of %v", x, b)
		}
		if back := b.inverse(x); math.Abs(back-at) > 1e-9*(1+math.Abs(at)) {
			t.Fatalf("%v: %g came back as %g", b, at, back)
		}
		const h = 1e-5
		if d := (b.value(at+h) - b.value(at-h)) / (2 * h); math.Abs(d-b.slope(at)) > 1e-6 {
			t.Fatalf("%v at %g: slope %g, difference %g", b, at, b.slope(at), d)
		}
	})
}
