package bootstrap

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"panelstress/data"
)

type pairsCase struct {
	Expected struct {
		T0 struct {
			BValue     float64 `json:"b_value"`
			BCapital   float64 `json:"b_capital"`
			VarValue   float64 `json:"var_value"`
			VarCapital float64 `json:"var_capital"`
		}
		R         int
		BootMean  [2]float64 `json:"boot_mean"`
		BootSD    [2]float64 `json:"boot_sd"`
		Z0        float64    `json:"bca_z0"`
		A         float64    `json:"bca_a"`
		Jackknife []float64  `json:"jackknife_L"`
		Intervals []struct {
			Conf                                        float64
			Normal, Basic, Studentized, Percentile, BCa [2]float64
		}
		Probs []float64 `json:"quantile_probs"`
		Type6 []float64 `json:"quantile_type6"`
		Type7 []float64 `json:"quantile_type7"`
	}
	Tolerance struct {
		TStar     float64
		Intervals float64 `json:"intervals_relative"`
	}
}

// TestGrunfeldPairsDraws goes from the given resamples to every interval of
// boot.ci.
func TestGrunfeldPairsDraws(t *testing.T) {
	var ref pairsCase
	expected(t, "grunfeld-pairs-draws", &ref)
	want, tol := ref.Expected, ref.Tolerance
	p := readPanel(t, "grunfeld.csv", "inv", "value", "capital")
	g := len(p.Entities())
	var s data.Sample
	s.All(g)
	b0, v0 := fixedEffects(p, &s, "inv", "value", "capital")
	near(t, "b value", b0[0], want.T0.BValue, tol.TStar)
	near(t, "b capital", b0[1], want.T0.BCapital, tol.TStar)
	near(t, "var value", v0[0], want.T0.VarValue, tol.TStar)
	near(t, "var capital", v0[1], want.T0.VarCapital, tol.TStar)

	draws := readCSV(t, "grunfeld-pairs-draws-draws.csv")
	tstar := readCSV(t, "grunfeld-pairs-draws-tstar.csv")
	column := func(name string) []float64 { return numbers(t, tstar[name]) }
	bv, bc, vv, vc := column("b_value"), column("b_capital"), column("var_value"), column("var_capital")
	value, capital, se := make([]float64, want.R), make([]float64, want.R), make([]float64, want.R)
	drawn := make([]int, g)
	for r := range want.R {
		for k := range drawn {
			drawn[k] = int(numbers(t, draws[fmt.Sprintf("pos%d", k+1)][r:r+1])[0]) - 1
		}
		s.Set(g, drawn)
		b, v := fixedEffects(p, &s, "inv", "value", "capital")
		near(t, "t* value", b[0], bv[r], tol.TStar)
		near(t, "t* capital", b[1], bc[r], tol.TStar)
		near(t, "var* value", v[0], vv[r], tol.TStar)
		near(t, "var* capital", v[1], vc[r], tol.TStar)
		value[r], capital[r], se[r] = b[0], b[1], math.Sqrt(v[1])
	}
	for j, x := range [][]float64{value, capital} {
		m := MomentsOf(x)
		near(t, "mean", m.Mean, want.BootMean[j], tol.TStar)
		near(t, "sd", m.SD, want.BootSD[j], tol.TStar)
	}

	loo := make([]float64, g)
	for i := range loo {
		LeaveOneOut(&s, p, i)
		b, _ := fixedEffects(p, &s, "inv", "value", "capital")
		loo[i] = b[1]
	}
	l := JackknifeInfluence(loo, loo)
	for i := range l {
		near(t, "jackknife", l[i], want.Jackknife[i], tol.TStar)
	}
	near(t, "a", Acceleration(l), want.A, tol.TStar)
	checkBootCI(t, ref, capital, se, b0[1], math.Sqrt(v0[1]))
}

func checkBootCI(t *testing.T, ref pairsCase, capital, se []float64, t0, se0 float64) {
	want, tol := ref.Expected, ref.Tolerance.Intervals
	m := MomentsOf(capital)
	var z, o Ordered
	z.Reset(Pivots(make([]float64, want.R), capital, se, t0))
	o.Reset(capital)
	relative(t, "z0", BiasCorrection(&o, t0), want.Z0, tol)
	for _, w := range want.Intervals {
		for _, c := range []struct {
			name string
			got  Interval
			want [2]float64
		}{
			{"normal", Normal(m, t0, w.Conf), w.Normal},
			{"basic", Basic(&o, t0, w.Conf, NormalScale), w.Basic},
			{"studentized", Studentized(&z, t0, se0, w.Conf, NormalScale), w.Studentized},
			{"percentile", Percentile(&o, w.Conf, NormalScale), w.Percentile},
			{"bca", BCa(&o, t0, want.A, w.Conf, NormalScale), w.BCa},
		} {
			relative(t, fmt.Sprint(c.name, w.Conf, " lo"), c.got.Lo, c.want[0], tol)
			relative(t, fmt.Sprint(c.name, w.Conf, " hi"), c.got.Hi, c.want[1], tol)
		}
		// Without the correction the interval has the same width about t0.
		u := NormalUncorrected(m, t0, w.Conf)
		relative(t, "uncorrected centre", (u.Lo+u.Hi)/2, t0, tol)
		relative(t, "uncorrected width", u.Hi-u.Lo, w.Normal[1]-w.Normal[0], tol)
	}
	q := make([]float64, len(want.Probs))
	for i, v := range o.Quantiles(q, want.Probs, Type6) {
		relative(t, "type 6", v, want.Type6[i], tol)
	}
	for i, v := range o.Quantiles(q, want.Probs, Type7) {
		relative(t, "type 7", v, want.Type7[i], tol)
	}
}

type exactCase struct {
	Expected struct {
		Multisets, Singular int
		Estimate, Mean, SE  [2]float64
		Cov                 [2][2]float64
		Probs               []float64 `json:"quantile_probs"`
		Quantiles           map[string][]float64
	}
	Tolerance struct{ Exact float64 }
}

// TestGrunfeldGreeneExact enumerates the pairs bootstrap of 5 firms, and then
// checks that random draws of Entities have the same distribution.
func TestGrunfeldGreeneExact(t *testing.T) {
	var ref exactCase
	expected(t, "gg-fe-pairs-exact", &ref)
	want, tol := ref.Expected, ref.Tolerance.Exact
	p := readPanel(t, "grunfeld_greene.csv", "invest", "value", "capital")
	g := len(p.Entities())
	var s data.Sample
	s.All(g)
	b, _ := fixedEffects(p, &s, "invest", "value", "capital")
	e := Exact{Values: make([][]float64, 2)}
	for counts, prob := range Multisets(g) {
		s.Set(g, nil)
		copy(s.Count, counts)
		s.Index()
		bs, _ := fixedEffects(p, &s, "invest", "value", "capital")
		e.Prob = append(e.Prob, prob)
		for j := range bs {
			e.Values[j] = append(e.Values[j], bs[j])
		}
	}
	if len(e.Prob) != want.Multisets {
		t.Errorf("%d multisets, want %d", len(e.Prob), want.Multisets)
	}
	for j, name := range []string{"value", "capital"} {
		near(t, name, b[j], want.Estimate[j], tol)
		near(t, name+" mean", e.Mean(j), want.Mean[j], tol)
		near(t, name+" se", math.Sqrt(e.Cov(j, j)), want.SE[j], tol)
		for k := range 2 {
			near(t, name+" cov", e.Cov(j, k), want.Cov[j][k], tol)
		}
		for i, q := range e.Quantiles(make([]float64, len(want.Probs)), want.Probs, j) {
			near(t, fmt.Sprint(name, " quantile ", want.Probs[i]), q, want.Quantiles[name][i], tol)
		}
	}

	// 9,999 random draws: mean and sd within 4 of their Monte-Carlo standard
	// errors, a miss once in 16,000 if right.
	rng := rand.New(rand.NewPCG(1, 2))
	draws := [2][]float64{}
	for range 9999 {
		Entities{}.Resample(&s, p, rng)
		bs, _ := fixedEffects(p, &s, "invest", "value", "capital")
		draws[0], draws[1] = append(draws[0], bs[0]), append(draws[1], bs[1])
	}
	for j, x := range draws {
		m := MomentsOf(x)
		near(t, "Monte-Carlo mean", m.Mean, want.Mean[j], 4*m.MeanMCSE())
		near(t, "Monte-Carlo sd", m.SD, want.SE[j], 4*m.SDMCSE())
		if m.SDMCSE() > 0.03*m.SD { // the case's note: about 3 % at B = 9999 for 4 of them
			t.Errorf("sd %v has the Monte-Carlo standard error %v", m.SD, m.SDMCSE())
		}
	}
}
