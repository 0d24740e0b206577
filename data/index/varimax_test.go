package index

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestVarimaxFindsSimpleStructure: loadings in which every indicator belongs
// to one component, two to each, are the optimum; turned by any rotation they
// come back.
func TestVarimaxFindsSimpleStructure(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const m, k = 3, 6
		want := make([]float64, k)
		l := make([][]float64, m)
		for f := range l {
			l[f] = make([]float64, k)
		}
		for j := range want {
			v := rapid.Float64Range(0.3, 1).Draw(t, "loading")
			l[j/2][j] = v
			want[j] = v * v
		}
		for _, pq := range [][2]int{{0, 1}, {0, 2}, {1, 2}} {
			angle := rapid.Float64Range(-0.7, 0.7).Draw(t, "angle")
			turn(l[pq[0]], l[pq[1]], angle)
		}
		varimax(l, make([]float64, k))
		for j := range want {
			var squares []float64
			for f := range l {
				squares = append(squares, l[f][j]*l[f][j])
			}
			slices.Sort(squares)
			if math.Abs(squares[m-1]-want[j]) > 1e-9 { // angles are found to 1e-12
				t.Fatalf("indicator %d: squared loadings %v, expected one of %v", j, squares, want[j])
			}
		}
	})
}

// TestVarimaxAgainstGrid: no angle on a fine grid gives two components a
// larger criterion.
func TestVarimaxAgainstGrid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(3, 8).Draw(t, "indicators")
		// hundredths: a loading of 1e-200 has no square, and no meaning
		draw := rapid.SliceOfN(rapid.Map(rapid.IntRange(-70, 70), func(i int) float64 { return float64(i) / 100 }), k, k)
		x, y := draw.Draw(t, "x"), draw.Draw(t, "y")
		best := 0.0
		for a := 0.0; a < math.Pi/2; a += 0.01 {
			u, v := slices.Clone(x), slices.Clone(y)
			turn(u, v, a)
			best = max(best, criterion(u, v))
		}
		varimax([][]float64{x, y}, make([]float64, k))
		if got := criterion(x, y); got < best-1e-9 { // rounding of sums of order 1
			t.Fatalf("criterion %v, a grid has %v", got, best)
		}
	})
}

func turn(x, y []float64, angle float64) {
	sin, cos := math.Sincos(angle)
	for j := range x {
		x[j], y[j] = x[j]*cos+y[j]*sin, y[j]*cos-x[j]*sin
	}
}

// criterion is the variance of squared loadings, rows scaled to unit length.
func criterion(x, y []float64) float64 {
	total, n := 0.0, float64(len(x))
	for _, col := range [][]float64{x, y} {
		var s, ss float64
		for j, v := range col {
			h := x[j]*x[j] + y[j]*y[j]
			if h == 0 {
				continue
			}
			s += v * v / h
			ss += v * v / h * v * v / h
		}
		total += ss/n - (s/n)*(s/n)
	}
	return total
}
