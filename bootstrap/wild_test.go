package bootstrap

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"
)

// TestWildWeights: mean 0, variance 1, Mammen's third moment 1, and the order
// of draws.
func TestWildWeights(t *testing.T) {
	for _, c := range []struct {
		name  string
		law   WildWeights
		third float64
		draws int
	}{
		{"Rademacher", Rademacher(), 0, 8}, {"Webb", Webb(), 0, 216}, {"Mammen", Mammen(), 1, 8},
	} {
		var total, mean, square, cube float64
		n := 0
		for v, p := range c.law.All(3) {
			n++
			total += p
			mean += p * v[1]
			square += p * v[1] * v[1]
			cube += p * v[1] * v[1] * v[1]
		}
		near(t, c.name+" mean", mean/total, 0, 1e-14)
		near(t, c.name+" variance", square/total, 1, 1e-14)
		near(t, c.name+" third moment", cube/total, c.third, 1e-14)
		if n != c.draws || c.law.Count(3) != float64(n) {
			t.Errorf("%s: %d draws, counted as %v", c.name, n, c.law.Count(3))
		}
	}
	var order []string
	for v := range Rademacher().All(2) {
		order = append(order, fmt.Sprint(v))
	}
	if got := strings.Join(order, " "); got != "[1 1] [-1 1] [1 -1] [-1 -1]" {
		t.Errorf("draws in the order %s", got)
	}
}

// dense is a regression written out: coefficients, residuals, and the
// clustered variance of some coefficients.
type dense struct {
	b, u []float64
}

func fitDense(y []float64, x [][]float64, keep func(r int) bool) dense {
	var rows []int
	for r := range y {
		if keep(r) {
			rows = append(rows, r)
		}
	}
	m, rhs := mat.NewDense(len(rows), len(x), nil), mat.NewVecDense(len(rows), nil)
	for i, r := range rows {
		rhs.SetVec(i, y[r])
		for j := range x {
			m.Set(i, j, x[j][r])
		}
	}
	var b mat.VecDense
	if err := b.SolveVec(m, rhs); err != nil {
		panic(err)
	}
	d := dense{b: slices.Clone(b.RawVector().Data), u: slices.Clone(y)}
	for j, v := range d.b {
		floats.AddScaled(d.u, -v, x[j])
	}
	return d
}

func everyRow(int) bool { return true }

// tDense is (b_j - value)/se with the sandwich by clusters or, with cr3, the
// jackknife.
func tDense(y []float64, x [][]float64, group []int, j int, value float64, cr3 bool) float64 {
	d := fitDense(y, x, everyRow)
	groups, v := slices.Max(group)+1, 0.0
	if cr3 {
		for g := range groups {
			off := fitDense(y, x, func(r int) bool { return group[r] != g }).b[j] - d.b[j]
			v += off * off * float64(groups-1) / float64(groups)
		}
		return (d.b[j] - value) / math.Sqrt(v)
	}
	k := len(x)
	xx := mat.NewDense(k, k, nil)
	for a := range k {
		for b := range k {
			xx.Set(a, b, floats.Dot(x[a], x[b]))
		}
	}
	var inverse mat.Dense
	if err := inverse.Inverse(xx); err != nil {
		panic(err)
	}
	for g := range groups {
		s := 0.0
		for r, u := range d.u {
			for a := range k {
				if group[r] == g {
					s += inverse.At(j, a) * x[a][r] * u
				}
			}
		}
		v += s * s
	}
	return (d.b[j] - value) / math.Sqrt(v)
}

// TestWildIsRefitting: statistics of draws from the moments of clusters are
// those of the regression of y* on X, for the eight versions of the test.
// 1e-7: the two go other ways to a ratio of numbers that can nearly cancel.
func TestWildIsRefitting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		groups := rapid.IntRange(3, 5).Draw(t, "groups")
		var group []int
		for g := range groups {
			for range rapid.IntRange(4, 6).Draw(t, "rows") {
				group = append(group, g)
			}
		}
		number := rapid.Float64Range(-2, 2)
		column := func(name string) []float64 {
			x := make([]float64, len(group))
			for i := range x {
				x[i] = number.Draw(t, name) + 0.1*float64(i%7) // not all equal
			}
			return x
		}
		ones := make([]float64, len(group))
		floats.AddConst(1, ones)
		x := [][]float64{column("x"), column("z"), ones}
		w := Wild{
			Y: column("y"), X: x, Group: group, Tested: []int{rapid.IntRange(0, 1).Draw(t, "tested")},
			Imposed: rapid.Bool().Draw(t, "imposed"), Jackknifed: rapid.Bool().Draw(t, "jackknifed"), CR3: rapid.Bool().Draw(t, "cr3"),
		}
		value := number.Draw(t, "value")
		test, err := w.Prepare()
		if err != nil {
			t.Skip(err) // collinear
		}
		j := w.Tested[0]
		closeTo := func(what string, got, want float64) {
			if !(math.Abs(got-want) <= 1e-7*max(1, math.Abs(want))) {
				t.Fatalf("%s: got %v, refitted %v", what, got, want)
			}
		}
		// the process of the draws
		full := fitDense(w.Y, x, everyRow)
		centre, b, u := full.b[j], full.b, slices.Clone(full.u)
		others := slices.Delete(slices.Clone(x), j, j+1)
		rest := slices.Clone(w.Y)
		floats.AddScaled(rest, -value, x[j])
		if w.Imposed {
			d := fitDense(rest, others, everyRow)
			centre, b, u = value, slices.Insert(slices.Clone(d.b), j, value), slices.Clone(d.u)
		}
		if w.Jackknifed {
			for g := range groups {
				without := func(r int) bool { return group[r] != g }
				d := fitDense(w.Y, x, without)
				if w.Imposed {
					d = fitDense(rest, others, without)
				}
				for r := range u {
					if group[r] == g {
						u[r] = d.u[r]
					}
				}
			}
		}
		if floats.Norm(full.u, 2) < 1e-3 || floats.Norm(u, 2) < 1e-3 {
			t.Skip("a perfect fit has no statistic")
		}
		v := rapid.SliceOfN(rapid.SampledFrom(Webb().Values), groups, groups).Draw(t, "weights")
		y := make([]float64, len(group))
		for i, c := range b {
			floats.AddScaled(y, c, x[i])
		}
		for r := range y {
			y[r] += v[group[r]] * u[r]
		}
		closeTo("t", test.Statistic(value), tDense(w.Y, x, group, j, value, w.CR3))
		closeTo("t*", test.Draw(value)(v), tDense(y, x, group, j, centre, w.CR3))
	})
}

// TestWildTies: with the null imposed, weights that are all +1 or all -1 give
// the statistic back, but for its sign; neither counts.
func TestWildTies(t *testing.T) {
	w := Wild{
		Y:       []float64{1, 3, 2, 5, 4, 4, 7, 6, 9},
		X:       [][]float64{{0, 1, 2, 3, 4, 5, 6, 7, 8}, {1, 1, 1, 1, 1, 1, 1, 1, 1}},
		Tested:  []int{0},
		Group:   []int{0, 0, 0, 1, 1, 1, 2, 2, 2},
		Imposed: true,
	}
	test, err := w.Prepare()
	if err != nil {
		t.Fatal(err)
	}
	p := test.PValues(Rademacher(), 0)
	if p.N != 8 || p.TiesAbs < 0.25 || p.Symmetric+p.TiesAbs > 1 || p.Upper+p.Lower+p.Ties != 1 {
		t.Errorf("%+v", p)
	}
	draw := test.Draw(0)
	near(t, "all +1", draw([]float64{1, 1, 1}), test.Statistic(0), 1e-12)
	near(t, "all -1", draw([]float64{-1, -1, -1}), -test.Statistic(0), 1e-12)
}

func TestWildRefuses(t *testing.T) {
	good := Wild{Y: []float64{1, 2, 4, 3, 6}, X: [][]float64{{0, 1, 2, 4, 3}, {1, 1, 1, 1, 1}}, Tested: []int{0}, Group: []int{0, 0, 1, 1, 1}}
	for what, change := range map[string]func(w *Wild){
		"expected more rows than columns":    func(w *Wild) { w.Tested = nil },
		"one cluster":                        func(w *Wild) { w.Group = make([]int, 5) },
		"collinear":                          func(w *Wild) { w.X = [][]float64{{2, 2, 2, 2, 2}, w.X[1]} },
		"or in those without a cluster":      func(w *Wild) { w.X, w.Jackknifed = [][]float64{{0, 0, 2, 4, 3}, w.X[1]}, true },
		"in all rows or in those without a ": func(w *Wild) { w.X, w.CR3 = [][]float64{{0, 0, 2, 4, 3}, w.X[1]}, true },
	} {
		w := good
		change(&w)
		if _, err := w.Prepare(); err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("%v, expected %q", err, what)
		}
	}
	if _, err := good.Prepare(); err != nil {
		t.Error(err)
	}
	iv := WildIV{Y: good.Y, Endogenous: good.X[0], X: good.X[1:], Group: good.Group}
	if _, err := iv.Prepare(); err == nil {
		t.Error("no error without instruments")
	}
	iv.W = [][]float64{{1, 1, 1, 1, 1}}
	if _, err := iv.Prepare(); err == nil {
		t.Error("no error of an instrument that is the constant")
	}
}

// TestConfidenceSet has p values whose sets are known.
func TestConfidenceSet(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		name string
		p    func(r float64) float64
		want [][2]float64
	}{
		{"an interval", func(r float64) float64 { return max(0, 1-math.Abs(r-3)) }, [][2]float64{{2.05, 3.95}}},
		{"two pieces", func(r float64) float64 { return indicatorOf(math.Abs(r-3) < 1 || r > 7 && r < 8.5) }, [][2]float64{{2, 4}, {7, 8.5}}},
		{"not bounded", func(r float64) float64 { return indicatorOf(r > 2) }, [][2]float64{{2, inf}}},
		{"a complement", func(r float64) float64 { return indicatorOf(r < 4 || r > 9) }, [][2]float64{{-inf, 4}, {9, inf}}},
		{"everything", func(float64) float64 { return 1 }, [][2]float64{{-inf, inf}}},
		{"nothing", func(float64) float64 { return 0 }, nil},
	} {
		got := ConfidenceSet(3, 0.7, 0.05, c.p)
		if len(got) != len(c.want) {
			t.Errorf("%s: %v, expected %v", c.name, got, c.want)
			continue
		}
		for i := range got {
			for k := range got[i] {
				if got[i][k] != c.want[i][k] && !(math.Abs(got[i][k]-c.want[i][k]) <= 1e-14*10) {
					t.Errorf("%s: %v, expected %v", c.name, got, c.want)
				}
			}
		}
	}
}

func indicatorOf(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
