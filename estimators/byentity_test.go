package estimators

import (
	"math"
	"testing"

	"panelstress/data"
	"panelstress/data/lanes"

	"pgregory.net/rapid"
)

// absolute is a tolerance of 1e-10 for near with an expected value of zero, a
// hundred times what additions in another order differ by here.
const absolute = 1e-7

// TestByEntity holds sums and linear combinations of vectors, which work on
// several at a time, against plain loops.
func TestByEntity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, n := rapid.IntRange(1, 20).Draw(t, "vectors"), rapid.IntRange(1, 12).Draw(t, "entities")
		number := rapid.Float64Range(-8, 8)
		v := makeByEntity(rows, n)
		for i := range v.values {
			v.values[i] = number.Draw(t, "value")
		}
		places := rapid.SliceOfN(rapid.IntRange(0, rows-1), 1, 20).Draw(t, "places")
		weights := rapid.SliceOfN(number, n, n).Draw(t, "weights")
		sums := make([]float64, len(places))
		v.sums(sums, weights, places)
		for j, at := range places {
			want := 0.0
			for g, w := range weights {
				want += w * v.of(at)[g]
			}
			near(t, "sum", sums[j]-want, 0, absolute)
		}
		added, factors := append([]float64(nil), weights...), make([]float64, len(places))
		for j := range factors {
			factors[j] = number.Draw(t, "factor")
		}
		v.add(added, factors, places)
		for g, got := range added {
			want := weights[g]
			for j, at := range places {
				want += factors[j] * v.of(at)[g]
			}
			near(t, "combination", got-want, 0, absolute)
		}
	})
}

// TestMoments holds means and cross products of unbalanced entities, of all
// of them and of a sample, against their definitions. With ten columns the
// lists of partners have every length from 1 to 10.
func TestMoments(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const p = 10
		start, time := []int{0}, []int{}
		for range rapid.IntRange(2, 6).Draw(t, "entities") {
			for r := range rapid.IntRange(1, 7).Draw(t, "rows") {
				time = append(time, r)
			}
			start = append(start, len(time))
		}
		names, cols := make([]string, p), make([][]float64, p)
		for j := range cols {
			names[j] = string(rune('a' + j))
			cols[j] = rapid.SliceOfN(rapid.Float64Range(-4, 4), len(time), len(time)).Draw(t, names[j])
		}
		f, err := NewFrame(start, time, names, cols, rapid.IntRange(0, p).Draw(t, "fixed"))
		if err != nil {
			t.Fatal(err)
		}
		checkMoments(t, f)
		g := f.Entities()
		var s data.Sample
		s.Set(g, rapid.SliceOfN(rapid.IntRange(0, g-1), 1, 8).Draw(t, "sample"))
		own := make([][]float64, p-f.fixed)
		for j := range own {
			own[j] = rapid.SliceOfN(rapid.Float64Range(-4, 4), len(time), len(time)).Draw(t, "own "+names[f.fixed+j])
		}
		c := f.Share(own)
		if err := c.Refresh(&s); err != nil {
			t.Fatal(err)
		}
		checkMoments(t, c)
	})
}

func checkMoments(t *rapid.T, f *Frame) {
	for e, g := range f.drawn {
		for j, y := range f.Cols {
			ym := plainMean(y[f.Start[g]:f.Start[g+1]])
			near(t, "mean", f.mean.of(j)[e]-ym, 0, absolute)
			for i, x := range f.Cols[:j+1] {
				xm, want := plainMean(x[f.Start[g]:f.Start[g+1]]), 0.0
				for r := f.Start[g]; r < f.Start[g+1]; r++ {
					want += (x[r] - xm) * (y[r] - ym)
				}
				near(t, "cross product", f.cross.of(at(i, j))[e]-want, 0, absolute)
			}
		}
	}
}

func plainMean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

// TestShareKeepsWhatDesignsNeed: a frame that serves a design has the same
// sums for its variables as one that serves all, and none for other pairs.
func TestShareKeepsWhatDesignsNeed(t *testing.T) {
	p := makeTrial(6, 5, 3, 0.5, 7, false)
	d := p.design(t, "x1", "x3")
	f := d.Frame
	own := f.Cols[f.fixed:]
	all, some := f.Share(own), f.Share(own, d)
	var s data.Sample
	s.Set(f.Entities(), []int{0, 2, 2, 5, 3})
	for _, c := range []*Frame{all, some} {
		if err := c.Refresh(&s); err != nil {
			t.Fatal(err)
		}
	}
	needed := make(map[int]bool)
	for i := range d.variables() {
		for j := range d.variables() {
			needed[sym(d.variable(i), d.variable(j))] = true
		}
	}
	for j := range f.Cols {
		for i := range j + 1 {
			got, want := some.pooled[at(i, j)], all.pooled[at(i, j)]
			if i != j && !needed[at(i, j)] {
				want = math.NaN()
			}
			if math.IsNaN(got) && math.IsNaN(want) {
				continue
			}
			near(t, f.Names[i]+" and "+f.Names[j], got, want, 1e-12) // the order of additions differs
		}
	}
}

// TestCholesky holds the inverse and the solutions of a factored matrix
// against the matrix itself: A A⁻¹ = I and A x = b.
func TestCholesky(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(1, 9).Draw(t, "k")
		root := rapid.SliceOfN(rapid.Float64Range(-1, 1), k*k, k*k).Draw(t, "root")
		a := make([]float64, k*k)
		for i := range k { // RR' + I is positive definite with a condition below k²+1
			for j := range k {
				a[i*k+j] = dot(root[i*k:(i+1)*k], root[j*k:(j+1)*k])
			}
			a[i*k+i]++
		}
		l := append([]float64(nil), a...)
		if pivot, _ := cholesky(l, k); !(pivot > 0) {
			t.Fatalf("pivot %v", pivot)
		}
		inverse := make([]float64, k*k)
		lanes.Inverse(inverse, l, nil, k)
		b := rapid.SliceOfN(rapid.Float64Range(-1, 1), k, k).Draw(t, "b")
		x, columns := append([]float64(nil), b...), append([]float64(nil), b...)
		cholSolve(l, x)
		cholSolveColumns(l, columns, k, 1)
		for i := range k {
			near(t, "A x", dot(a[i*k:(i+1)*k], x)-b[i], 0, absolute)
			near(t, "A x by columns", dot(a[i*k:(i+1)*k], columns)-b[i], 0, absolute)
			for j := range k {
				want := 0.0
				if i == j {
					want = 1
				}
				near(t, "A A⁻¹", dot(a[i*k:(i+1)*k], inverse[j*k:(j+1)*k])-want, 0, absolute)
			}
		}
	})
}
