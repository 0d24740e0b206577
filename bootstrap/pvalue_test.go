package bootstrap

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestPValues takes the enumerated draws of two wild cluster bootstraps, in
// which ties are certain by construction.
func TestPValues(t *testing.T) {
	for id, file := range map[string]string{
		"cps-wcr11":                "cps-wcr11-tstar.csv",
		"grunfeld-fe1-value-wcr11": "grunfeld-fe1-value-tstar.csv",
	} {
		var ref struct {
			Expected struct {
				T float64
				P struct {
					Symmetric, EqualTail, Upper, Lower float64
					TiesAbs                            float64 `json:"ties_abs"`
				}
				Draws int
			}
			Tolerance struct{ P float64 }
		}
		expected(t, id, &ref)
		want, tol := ref.Expected.P, ref.Tolerance.P
		x := numbers(t, readCSV(t, file)["tstar"])
		got := PValuesOf(ref.Expected.T, x)
		if got.N != ref.Expected.Draws {
			t.Errorf("%s: %d draws, want %d", id, got.N, ref.Expected.Draws)
		}
		near(t, id+" symmetric", got.Symmetric, want.Symmetric, tol)
		near(t, id+" equal tail", got.EqualTail, want.EqualTail, tol)
		near(t, id+" upper", got.Upper, want.Upper, tol)
		near(t, id+" lower", got.Lower, want.Lower, tol)
		near(t, id+" ties", got.TiesAbs, want.TiesAbs, tol)
		near(t, id+" sum", got.Upper+got.Lower+got.Ties, 1, tol)
	}
}

func TestPValuesTies(t *testing.T) {
	got := PValuesOf(2, []float64{2, 2 + 1e-10, 2 - 1e-10, -2, 2.1, -3, 0, 1})
	want := PValues{N: 8, Symmetric: 2.0 / 8, EqualTail: 2.0 / 8, Upper: 1.0 / 8, Lower: 4.0 / 8, TiesAbs: 4.0 / 8, Ties: 3.0 / 8}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if none := PValuesOf(2, nil); !math.IsNaN(none.Symmetric) || !math.IsNaN(none.EqualTail) {
		t.Errorf("no draws: %+v", none)
	}
}

// TestRomanoWolf6 checks all adjustments of the reference case.
func TestRomanoWolf6(t *testing.T) {
	var ref struct {
		Expected  map[string][]float64
		Tolerance struct{ P float64 }
	}
	expected(t, "romano-wolf-6", &ref)
	tstar := readCSV(t, "romano-wolf-6-tstar.csv")
	stats, raw := ref.Expected["t"], ref.Expected["p_raw"]
	var columns [][]float64
	for h := range stats {
		columns = append(columns, numbers(t, tstar[fmt.Sprintf("h%d", h+1)]))
	}
	for name, f := range map[string]func(dst, p []float64) []float64{
		"p_romano_wolf": func(dst, _ []float64) []float64 { return RomanoWolf(dst, stats, columns) },
		"p_bonferroni":  Bonferroni, "p_holm": Holm, "p_hommel": Hommel, "p_bh": BH, "p_by": BY,
	} {
		got := f(make([]float64, len(raw)), raw)
		if len(ref.Expected[name]) != len(raw) {
			t.Fatalf("no %s", name)
		}
		for h, want := range ref.Expected[name] {
			near(t, fmt.Sprint(name, " ", h), got[h], want, ref.Tolerance.P)
		}
	}
}

// TestAdjustedByDefinition compares with each adjustment written out:
// closed testing over all subsets for Holm (Bonferroni tests) and Hommel
// (Simes tests), the minima of the definition for BH.
func TestAdjustedByDefinition(t *testing.T) {
	value := rapid.OneOf(rapid.Float64Range(0, 1), rapid.SampledFrom([]float64{0, 0.01, 0.02, 0.5, 1}))
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SliceOfN(value, 1, 7).Draw(t, "p")
		m := len(p)
		rank := func(set, i int) (r int) { // number of p in the set at or below p[i]
			for k, v := range p {
				if set>>k&1 == 1 && v <= p[i] {
					r++
				}
			}
			return r
		}
		everyone := 1<<m - 1
		holm, hommel, bh := make([]float64, m), make([]float64, m), make([]float64, m)
		for set := 1; set <= everyone; set++ {
			simes, least, size := 1.0, 1.0, float64(rank(set, argmax(p)))
			for i, v := range p {
				if set>>i&1 == 1 {
					simes = math.Min(simes, size*v/float64(rank(set, i)))
					least = math.Min(least, size*v)
				}
			}
			for i := range p {
				if set>>i&1 == 1 {
					hommel[i] = math.Max(hommel[i], simes)
					holm[i] = math.Max(holm[i], least)
				}
			}
		}
		for i := range p {
			bh[i] = 1
			for k, v := range p {
				if v >= p[i] {
					bh[i] = math.Min(bh[i], float64(m)*v/float64(rank(everyone, k)))
				}
			}
		}
		h := 0.0
		for j := range m {
			h += 1 / float64(j+1)
		}
		for i := range p {
			for name, pair := range map[string][2]float64{
				"Bonferroni": {Bonferroni(make([]float64, m), p)[i], math.Min(1, float64(m)*p[i])},
				"Holm":       {Holm(make([]float64, m), p)[i], holm[i]},
				"Hommel":     {Hommel(make([]float64, m), p)[i], hommel[i]},
				"BH":         {BH(make([]float64, m), p)[i], bh[i]},
				"BY":         {BY(make([]float64, m), p)[i], math.Min(1, h*unbounded(p, i))},
			} {
				if math.Abs(pair[0]-pair[1]) > 1e-14 { // two or three roundings of numbers up to 7
					t.Fatalf("%s of %v: got %v, want %v", name, p, pair[0], pair[1])
				}
			}
		}
	})
}

// unbounded is the BH value before it is cut at 1.
func unbounded(p []float64, i int) float64 {
	best := math.Inf(1)
	for _, v := range p {
		if v < p[i] {
			continue
		}
		r := 0
		for _, w := range p {
			if w <= v {
				r++
			}
		}
		best = math.Min(best, float64(len(p))*v/float64(r))
	}
	return best
}

func argmax(p []float64) int {
	best := 0
	for i, v := range p {
		if v > p[best] {
			best = i
		}
	}
	return best
}

// TestAdjustedMissing: a p value that does not exist leaves the family.
func TestAdjustedMissing(t *testing.T) {
	for name, f := range map[string]func(dst, p []float64) []float64{
		"Bonferroni": Bonferroni, "Holm": Holm, "Hommel": Hommel, "BH": BH, "BY": BY,
	} {
		with := []float64{0.01, math.NaN(), 0.03, 0.02}
		f(with, with) // in place
		without := f(make([]float64, 3), []float64{0.01, 0.03, 0.02})
		if !math.IsNaN(with[1]) || with[0] != without[0] || with[2] != without[1] || with[3] != without[2] {
			t.Errorf("%s: %v, without the missing one %v", name, with, without)
		}
	}
}

// TestRomanoWolfByDefinition writes the step-down out, draw by draw.
func TestRomanoWolfByDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.IntRange(1, 5).Draw(t, "m")
		small := rapid.Map(rapid.IntRange(-4, 4), func(i int) float64 { return float64(i) })
		stats := rapid.SliceOfN(small, m, m).Draw(t, "t")
		columns := rapid.SliceOfN(rapid.SliceOfN(small, 9, 9), m, m).Draw(t, "draws")
		got := RomanoWolf(make([]float64, m), stats, columns)
		for h := range stats {
			want := 0.0
			// The largest p over the steps that come no later than that of h.
			for k := range stats {
				if math.Abs(stats[k]) < math.Abs(stats[h]) {
					continue
				}
				count := 1.0
				for b := range 9 {
					for j := range stats {
						if math.Abs(stats[j]) <= math.Abs(stats[k]) && math.Abs(columns[j][b]) >= math.Abs(stats[k]) {
							count++
							break
						}
					}
				}
				want = math.Max(want, count/10)
			}
			if got[h] != want {
				t.Fatalf("statistic %d: got %v, want %v", h, got[h], want)
			}
		}
	})
}
