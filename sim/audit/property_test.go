package audit

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat"
	"pgregory.net/rapid"

	"panelstress/data/published"
)

// TestIntervalsHoldTheirMembers: what an operation gives for members of its
// operands is a member of the result.
func TestIntervalsHoldTheirMembers(t *testing.T) {
	draw := func(t *rapid.T, name string) (Interval, float64) {
		a := rapid.Float64Range(-1e3, 1e3).Draw(t, name)
		b := rapid.Float64Range(0, 10).Draw(t, name+" width")
		return Interval{a, a + b}, a + b*rapid.Float64Range(0, 1).Draw(t, name+" member")
	}
	rapid.Check(t, func(t *rapid.T) {
		a, x := draw(t, "a")
		b, y := draw(t, "b")
		for name, c := range map[string]struct {
			i Interval
			v float64
		}{
			"+": {a.Add(b), x + y}, "-": {a.Sub(b), x - y}, "*": {a.Mul(b), x * y}, "/": {a.Div(b), x / y},
			"square": {a.Square(), x * x}, "abs": {a.Abs(), math.Abs(x)}, "neg": {a.Neg(), -x}, "sqrt": {a.Abs().Sqrt(), math.Sqrt(math.Abs(x))},
		} {
			if !math.IsNaN(c.v) && !c.i.Contains(c.v) {
				t.Fatalf("%v %s %v = %v does not hold %v", a, name, b, c.i, c.v)
			}
		}
	})
}

// tablesFrom prints descriptives and correlations of data with d decimals.
func tablesFrom(t testing.TB, cols [][]float64, d int) *published.Tables {
	k, n := len(cols), len(cols[0])
	out := &published.Tables{Panel: &published.Panel{Entities: n, Periods: 1, Observations: n}}
	var names []string
	var rows [][]string
	for i := range k {
		names = append(names, fmt.Sprintf("v%d", i))
		mean, sd := stat.MeanStdDev(cols[i], nil)
		lo, hi := math.Inf(1), math.Inf(-1)
		for _, v := range cols[i] {
			lo, hi = min(lo, v), max(hi, v)
		}
		f := func(v float64) *published.Number { return printed(t, fmt.Sprintf("%.*f", d, v)) }
		out.Descriptives = append(out.Descriptives, published.Descriptive{Variable: names[i], N: printed(t, fmt.Sprint(n)), Mean: f(mean), SD: f(sd), Min: f(lo), Max: f(hi)})
		var row []string
		for j := range i {
			row = append(row, fmt.Sprintf("%.*f", d, stat.Correlation(cols[i], cols[j], nil)))
		}
		rows = append(rows, append(row, fmt.Sprintf("%.*f", d, 1.0)))
	}
	out.Correlations = published.NewCorrelations(names, numbers(t, rows))
	return out
}

// TestDataAreNeverImpossible: descriptives and correlations of any data, near
// collinear and of few rows too, printed with any number of decimals.
func TestDataAreNeverImpossible(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n, k, d := rapid.IntRange(3, 12).Draw(rt, "n"), rapid.IntRange(2, 6).Draw(rt, "k"), rapid.IntRange(1, 6).Draw(rt, "decimals")
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 1))
		noise := math.Pow10(-rapid.IntRange(0, 8).Draw(rt, "noise"))
		cols := make([][]float64, k)
		for j := range cols {
			cols[j] = make([]float64, n)
			for i := range n {
				cols[j][i] = noise * rng.NormFloat64()
				if j > 0 {
					cols[j][i] += cols[rng.IntN(j)][i]
				} else {
					cols[j][i] = rng.NormFloat64()
				}
			}
		}
		for _, f := range Run(tablesFrom(t, cols, d)).Findings {
			if f.Severity == Impossible {
				rt.Fatalf("%v: %s", f.Where, f.Message)
			}
		}
	})
}

// TestVerdictAgreesWithSearch: for three variables the box holds a correlation
// matrix exactly where a fine grid or its corners find one; the proof and the
// point are never both there.
func TestVerdictAgreesWithSearch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var r [3]Interval
		for i := range r {
			c := rapid.Float64Range(-1, 1).Draw(t, "r")
			h := rapid.Float64Range(0, 0.1).Draw(t, "half")
			r[i] = Interval{max(-1, c-h), min(1, c+h)}
		}
		b := boxOf3(r)
		v, _ := b.decide()
		// the most favourable member: a grid over two, the third in the interval that completes them
		best := math.Inf(-1)
		const steps = 40
		for i := range steps + 1 {
			for j := range steps + 1 {
				x := r[0].Lo + (r[0].Hi-r[0].Lo)*float64(i)/steps
				y := r[1].Lo + (r[1].Hi-r[1].Lo)*float64(j)/steps
				z := min(max(x*y, r[2].Lo), r[2].Hi)
				best = max(best, 1-x*x-y*y-z*z+2*x*y*z)
			}
		}
		switch {
		case v == infeasible && best > 1e-9:
			t.Fatalf("%v: proved empty, but a member has determinant %v", r, best)
		case v == feasible && best < -0.02:
			t.Fatalf("%v: a member was found, but the best determinant is %v", r, best)
		case v == undecided && math.Abs(best) > 0.02:
			t.Fatalf("%v: undecided with best determinant %v", r, best)
		}
	})
}

func boxOf3(r [3]Interval) matrixBox {
	b := newMatrixBox(3)
	for i := range 3 {
		b.set(i, i, point(1))
	}
	b.set(1, 0, r[0])
	b.set(2, 0, r[1])
	b.set(2, 1, r[2])
	return b
}

// TestSlips: the misprints that bring a number to what is implied.
func TestSlips(t *testing.T) {
	for _, c := range []struct {
		text    string
		implied Interval
		want    string
	}{
		{"0.3965", Interval{-0.58, -0.07}, "-0.3965 (the opposite sign)"},
		{"-0.058", Interval{-0.70, -0.52}, "-0.58 (the point in another place)"},
		{"0.001***", Interval{-0.0001, 0.0003}, "0.000 (a number that rounds to zero, printed as one unit of the last digit)"},
		{"209", Interval{290, 290}, "290 (two digits transposed)"},
		{"29", Interval{289.5, 290.4}, "290 (the point in another place)"},
		{"1449.55", Interval{149, 150}, "149.55 (a digit too many)"},
	} {
		found, _ := slips(printed(t, c.text), c.implied)
		if len(found) == 0 || !strings.Contains(explain(found).String(), c.want) {
			t.Errorf("%s in %v: %q, expected %q", c.text, c.implied, explain(found), c.want)
		}
	}
	if found, _ := slips(printed(t, "0.384"), Interval{99, 100}); len(found) > 0 {
		t.Errorf("0.384 becomes %s", explain(found))
	}
}

// TestManyVariables: 200 variables, as bad input or as a large appendix. They
// take a second; the race detector and other work on the machine make it half
// a minute, so that no time is asked for but that of go test.
func TestManyVariables(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a second")
	}
	rng := rand.New(rand.NewPCG(1, 2))
	cols := make([][]float64, 200)
	for j := range cols {
		for range 60 { // fewer rows than variables: the matrix is singular
			cols[j] = append(cols[j], rng.NormFloat64())
		}
	}
	p := tablesFrom(t, cols, 2)
	if r := Run(p); r.Count(Impossible) > 0 {
		t.Errorf("%+v", r.Findings[0])
	}
	*p.Correlations.At(7, 3) = *printed(t, "0.99")
	if Run(p).Count(Impossible) == 0 {
		t.Error("a correlation of 0.99 among 200 variables of 60 rows is not found")
	}
}
