package multiverse

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"panelstress/bootstrap"
	"panelstress/data"
	"panelstress/data/index"
	"panelstress/estimators"
	"panelstress/sim"
)

// synthetic is a panel of 24 entities and 8 periods in which y has entity
// effects, errors that persist within an entity, and the effect beta of x,
// which persists as well. z is an instrument, w a control, a and b make up x.
func synthetic(t testing.TB, beta float64, rng *rand.Rand) *data.Panel {
	t.Helper()
	const entities, periods = 24, 8
	var names []string
	var times []int
	cols := make([][]float64, 6)
	for g := range entities {
		level, e, u := rng.NormFloat64(), rng.NormFloat64(), rng.NormFloat64()
		for p := range periods {
			e, u = 0.6*e+rng.NormFloat64(), 0.6*u+rng.NormFloat64()
			z, w := rng.NormFloat64(), rng.NormFloat64()
			x := u + z
			names, times = append(names, fmt.Sprintf("e%02d", g)), append(times, 2000+p)
			for k, v := range []float64{beta*x + w + level + e, x, z, w, x + 3*rng.NormFloat64(), math.Exp(x / 2)} {
				cols[k] = append(cols[k], v)
			}
		}
	}
	p, err := data.NewPanel(names, times, []string{"y", "x", "z", "w", "a", "b"}, cols)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func fixedEffects() sim.Estimator {
	return sim.Estimator{Name: "fe", Kind: "fe", Fit: estimators.Within{Cov: estimators.Cluster{}}}
}

// small is a grid of eight specifications of y on x, or on an index.
func small(t testing.TB, p *data.Panel, term string) *sim.Grid {
	t.Helper()
	s := &sim.Study{
		Panel: p, Seed: 7, Standardise: true, Estimators: []sim.Estimator{fixedEffects()},
		Models:  []sim.Model{model(t, "M", "y ~ "+term+" + w")},
		Indices: []*index.Index{{Name: "X", Indicators: []index.Indicator{{Name: "a", Direction: 1}, {Name: "b", Direction: 1}}}},
	}
	g, err := sim.NewGrid(s, sim.Focal{Model: "M", Term: term}, []sim.Source{
		{Name: "controls", Stage: sim.Specification, Options: []sim.Option{sim.ControlFor("w", term, terms(t, "w")), sim.ControlFor("none", term, nil)}},
		{Name: "effects", Stage: sim.Estimation, Options: []sim.Option{sim.WithEffects("entity"), sim.WithEffects("twoway")}},
		{Name: "weights", Options: []sim.Option{sim.Weigh("equal", index.Equal{}), sim.Weigh("entropy", index.Entropy{})}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func jointTests(t testing.TB, g *sim.Grid, null Null, draws int) []sim.JointTest {
	t.Helper()
	m := &Multiverse{Grids: []*sim.Grid{g}, Most: 100, Alpha: 0.05, Permutations: draws, Null: null}
	cv, err := m.layOut(g)
	if err != nil {
		t.Fatal(err)
	}
	if err := cv.estimate(context.Background(), 2, &sim.Progress{}); err != nil {
		t.Fatal(err)
	}
	tests, err := m.test(context.Background(), cv, sim.Kept{}, 2, &sim.Progress{})
	if err != nil {
		t.Fatal(err)
	}
	return tests
}

// TestJointTestsKeepTheirLevel: with no effect the tests reject at 5 % in
// about 5 % of the samples; of 80, more than 12 have a probability below
// 0.001. The bootstrap of 24 entities may reject a little too often. With a
// strong effect they reject about as strongly as their draws allow.
func TestJointTestsKeepTheirLevel(t *testing.T) {
	samples := 80
	if testing.Short() {
		samples = 20
	}
	for _, null := range []Null{Resampled, Shuffled, ShuffledYears} {
		rejected := make([]int, 3)
		for i := range samples {
			p := synthetic(t, 0, rand.New(rand.NewPCG(uint64(i), uint64(null))))
			for k, test := range jointTests(t, small(t, p, "X"), null, 39) {
				if test.P <= 0.05 {
					rejected[k]++
				}
			}
		}
		for k, n := range rejected {
			if null != ShuffledYears && n > 12 {
				t.Errorf("%v, test %d: %d of %d samples without an effect are rejected at 5 %%", null, k, n, samples)
			}
		}
		p := synthetic(t, 2, rand.New(rand.NewPCG(1, 2)))
		for _, term := range []string{"X", "x"} {
			for _, test := range jointTests(t, small(t, p, term), null, 39) {
				most := sim.Number(1.0 / 40)
				if test.Name == "share significant" { // all of few specifications can be by chance
					most = 4.0 / 40
				}
				if test.P > most {
					t.Errorf("%v, %s, %s: p = %v with a strong effect, want at most %v", null, term, test.Name, test.P, most)
				}
			}
		}
	}
}

// TestEstimatesUnderTheNull: estimates of y - b x on a resample are those of y
// less b, with equal standard errors, for every estimator that joint tests
// meet. That is why no outcome has to be made for each specification.
func TestEstimatesUnderTheNull(t *testing.T) {
	p := synthetic(t, 0.7, rand.New(rand.NewPCG(3, 4)))
	const b = 1.25
	null := make([]float64, p.Len())
	for i, y := range p.Column("y") {
		null[i] = y - b*p.Column("x")[i]
	}
	p, err := p.With("y0", null)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range []sim.Estimator{
		fixedEffects(),
		{Name: "twoway", Kind: "fe", Fit: estimators.Within{Effects: estimators.TwoWay, Cov: estimators.Cluster{}}},
		{Name: "2sls", Kind: "2sls", Instrumented: true, Fit: estimators.TwoSLS{Entity: true, Cov: estimators.Cluster{}}},
		{Name: "fgls", Kind: "fgls", Fit: estimators.FGLS{}},
		{Name: "ar1", Kind: "fgls", Fit: estimators.FGLS{Corr: estimators.AR1}},
		{Name: "re", Kind: "re", Fit: estimators.RandomEffects{Cov: estimators.Cluster{}}},
		{Name: "fd", Kind: "fd", Fit: estimators.FirstDifference{}},
	} {
		var got []sim.Estimate
		for _, outcome := range []string{"y", "y0"} {
			s := &sim.Study{Panel: p, Seed: 1, Estimators: []sim.Estimator{e}, Models: []sim.Model{model(t, "M", outcome+" ~ x + w | x ~ z")}}
			g, err := sim.NewGrid(s, sim.Focal{Model: "M", Term: "x"}, nil)
			if err != nil {
				t.Fatal(err)
			}
			u, _ := g.Universe([][]int{{}})
			r := u.Runner(0, sim.Arm{Name: "boot", Resampler: bootstrap.Entities{}})
			r.Draw(2)
			got = append(got, r.Estimate(0))
		}
		if math.Abs(got[0].Coef-b-got[1].Coef) > 1e-9 || math.Abs(got[0].SE/got[1].SE-1) > 1e-8 { // rounding
			t.Errorf("%s: %v (%v) less %v is not %v (%v)", e.Name, got[0].Coef, got[0].SE, b, got[1].Coef, got[1].SE)
		}
	}
}

// TestSamples: a sample of a grid has the options of every source in equal
// numbers, where a power of two is drawn from sources of powers of two.
func TestSamples(t *testing.T) {
	g := small(t, synthetic(t, 0, rand.New(rand.NewPCG(1, 1))), "X")
	for _, d := range []Design{Sobol, Latin} {
		m := &Multiverse{Design: d, Draws: 64, Seed: 3}
		list, err := m.combinations(g)
		if err != nil || len(list) != 64 {
			t.Fatalf("%v: %d combinations, %v", d, len(list), err)
		}
		for k, s := range g.Sources {
			n := 0
			for _, c := range list {
				n += c[k]
			}
			if n != 32 {
				t.Errorf("%v: the second option of %s is taken %d times of 64", d, s.Name, n)
			}
		}
	}
	if (&Multiverse{Most: 8}).Of(g) != Full || (&Multiverse{Most: 7}).Of(g) != Sobol {
		t.Error("a grid of eight is taken in full where eight combinations may be, else sampled")
	}
}

// TestFailuresAreCounted: a construction that cannot be built fails in all its
// specifications, by cause, and the others stand.
func TestFailuresAreCounted(t *testing.T) {
	p := synthetic(t, 1, rand.New(rand.NewPCG(5, 6)))
	s := &sim.Study{
		Panel: p, Seed: 7, Estimators: []sim.Estimator{fixedEffects()}, Models: []sim.Model{model(t, "M", "y ~ X + w")},
		Indices: []*index.Index{{Name: "X", Normaliser: index.ZScore{}, Indicators: []index.Indicator{{Name: "a", Direction: 1}, {Name: "b", Direction: 1}}}},
	}
	sources := []sim.Source{
		{Name: "aggregation", Options: []sim.Option{sim.Aggregate("linear", index.Linear{}), sim.Aggregate("geometric", index.Geometric{})}}, // of negative values
		{Name: "controls", Stage: sim.Specification, Options: []sim.Option{sim.ControlFor("w", "X", terms(t, "w")), sim.ControlFor("2w", "X", terms(t, "w + I(2*w)"))}},
	}
	g, err := sim.NewGrid(s, sim.Focal{Model: "M", Term: "X"}, sources)
	if err != nil {
		t.Fatal(err)
	}
	r := curveOf(t, &Multiverse{Grids: []*sim.Grid{g}, Most: 10, Alpha: 0.05})
	want := map[string]int{estimators.ErrRankDeficient.Error(): 1, index.ErrNotPositive.Error(): 2}
	for _, f := range r.Failed {
		if want[f.Cause] != f.Count {
			t.Errorf("%d specifications failed: %s", f.Count, f.Cause)
		}
		delete(want, f.Cause)
	}
	if len(want) > 0 || r.Summary.Estimates != 1 {
		t.Errorf("not counted: %v; %d estimates, want 1", want, r.Summary.Estimates)
	}
	if !math.IsNaN(float64(r.Specs[3].Estimate)) || r.Specs[3].Error == "" {
		t.Errorf("a specification that failed has the estimate %v", r.Specs[3].Estimate)
	}
	g, err = sim.NewGrid(s, sim.Focal{Model: "M", Term: "X"}, []sim.Source{{Name: "aggregation", Options: sources[0].Options[1:]}})
	if err != nil {
		t.Fatal(err)
	}
	m := &Multiverse{Grids: []*sim.Grid{g}, Most: 10, Alpha: 0.05}
	var in *data.InputError
	if _, err := m.Run(context.Background(), nil, &sim.Result{}, Options{}); !errors.As(err, &in) {
		t.Errorf("a multiverse without an estimate gives %v", err)
	}
}
