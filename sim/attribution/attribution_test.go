package attribution

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"panelstress/bootstrap"
	"panelstress/data"
	"panelstress/data/formula"
	"panelstress/data/index"
	"panelstress/estimators"
	"panelstress/scenarios"
	"panelstress/sim"
)

func model(t testing.TB, name, text string) sim.Model {
	t.Helper()
	f, err := formula.ParseModel(text)
	if err != nil {
		t.Fatal(err)
	}
	return sim.Model{Name: name, Text: text, Formula: f}
}

// opposed is a simulated panel in which the outcome rises with one indicator
// of an index and falls with the other, y = roads - water + effect + noise: the
// truth is that the sign of the index depends on which of the two it weighs
// more, and on nothing else. z is a control without an effect.
func opposed(t testing.TB) *sim.Study {
	t.Helper()
	const entities, periods = 40, 10
	rng := rand.New(rand.NewPCG(1, 2))
	var entity []string
	var time []int
	cols := make([][]float64, 4)
	for g := range entities {
		effect := rng.NormFloat64()
		for p := range periods {
			entity, time = append(entity, fmt.Sprintf("E%02d", g)), append(time, 2000+p)
			roads, water, z := 5+rng.NormFloat64(), 5+rng.NormFloat64(), rng.NormFloat64()
			for j, v := range []float64{roads - water + effect + rng.NormFloat64(), roads, water, z} {
				cols[j] = append(cols[j], v)
			}
		}
	}
	panel, err := data.NewPanel(entity, time, []string{"y", "roads", "water", "z"}, cols)
	if err != nil {
		t.Fatal(err)
	}
	return &sim.Study{
		Name: "opposed", Panel: panel, Seed: 7, Standardise: true, Synthetic: "simulated",
		Indices: []*index.Index{{
			Name: "INFRA", Weighter: index.Given{"roads": 0.8, "water": 0.2},
			Indicators: []index.Indicator{{Name: "roads", Direction: 1}, {Name: "water", Direction: 1}},
		}},
		Models:     []sim.Model{model(t, "M", "y ~ INFRA + z")},
		Estimators: []sim.Estimator{{Name: "fe", Kind: "fe", Fit: estimators.Within{Cov: estimators.Cluster{}}}},
	}
}

func opposedGrid(t testing.TB, s *sim.Study) *sim.Grid {
	t.Helper()
	z := s.Models[0].Formula.Regressors[1:]
	g, err := sim.NewGrid(s, sim.Focal{Model: "M", Term: "INFRA"}, []sim.Source{
		{Name: "normalisation", Stage: sim.Construction, Options: []sim.Option{sim.Normalise("minmax", index.MinMax{}), sim.Normalise("zscore", index.ZScore{})}},
		{Name: "weights", Stage: sim.Construction, Options: []sim.Option{
			sim.Weigh("roads", index.Given{"roads": 0.8, "water": 0.2}), sim.Weigh("water", index.Given{"roads": 0.2, "water": 0.8}),
		}},
		{Name: "controls", Stage: sim.Specification, Options: []sim.Option{sim.ControlFor("z", "INFRA", z), sim.ControlFor("none", "INFRA", nil)}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func run(t testing.TB, a Attribution, workers int) (*sim.SensitivityResult, []*Outcomes) {
	t.Helper()
	_, out, r, err := a.runs(context.Background(), sim.Kept{}, Options{Workers: workers})
	if err != nil {
		t.Fatal(err)
	}
	return r, out
}

func source(t testing.TB, r *sim.SensitivityResult, response int, name string) sim.SensitivityIndex {
	t.Helper()
	for _, s := range r.Coefficients[0].Responses[response].Sources {
		if s.Source == name {
			return s
		}
	}
	t.Fatalf("no source %q", name)
	return sim.SensitivityIndex{}
}

// TestTheIndexDrivesTheSign: at least 90 % of the variance of sign and
// coefficient go to the choice of weights, where the truth is that it alone
// matters, beside sampling, perturbed weights, normalisation and controls.
func TestTheIndexDrivesTheSign(t *testing.T) {
	s := opposed(t)
	a := Attribution{
		Grids: []*sim.Grid{opposedGrid(t, s)}, Weights: scenarios.Dirichlet{Concentration: 100}, Resampler: bootstrap.Entities{},
		Rows: 512, Resamples: 100, Level: 0.95, Alpha: 0.05, Seed: 1,
	}
	r, _ := run(t, a, 2)
	for response := range 2 {
		w := source(t, r, response, "weights")
		if w.First < 0.9 || w.Total < 0.9 || w.FirstInterval[0] < 0.8 {
			t.Errorf("%s: the choice of weights has %+v", sim.SensitivityResponses[response], w)
		}
		for _, other := range []string{"normalisation", "controls", "weight perturbation", "sampling"} {
			if o := source(t, r, response, other); o.Total > 0.1 {
				t.Errorf("%s: %s has %+v", sim.SensitivityResponses[response], other, o)
			}
		}
	}
	if m := r.Coefficients[0].Responses[1].Mean; math.Abs(float64(m)-0.5) > 0.05 {
		t.Errorf("the sign is kept with probability %v, want about a half", m)
	}
}

// TestFullGrid: the exact shares of the same panel, and those of a sample of
// the same choices, agree within 0.03 on a Sobol sequence and, with the
// independent rows of a Latin hypercube, within three times 1/√1024.
func TestFullGrid(t *testing.T) {
	s := opposed(t)
	full := Attribution{Grids: []*sim.Grid{opposedGrid(t, s)}, Design: Full, Level: 0.95, Alpha: 0.05}
	exact, _ := run(t, full, 2)
	if exact.Runs != 8 || len(exact.Coefficients[0].Responses[0].Pairs) != 3 {
		t.Fatalf("%+v", exact)
	}
	sampled := full
	sampled.Design, sampled.Rows = Sobol, 1024
	near, _ := run(t, sampled, 2)
	latin := sampled
	latin.Design = Latin
	far, _ := run(t, latin, 2)
	for _, name := range []string{"normalisation", "weights", "controls"} {
		for response := range 2 {
			want := source(t, exact, response, name)
			for _, r := range []*sim.SensitivityResult{near, far} {
				got, tolerance := source(t, r, response, name), 0.03
				if r.Design == "lhs" {
					tolerance = 0.1
				}
				if math.Abs(float64(got.First-want.First)) > tolerance || math.Abs(float64(got.Total-want.Total)) > tolerance {
					t.Errorf("%s of %s by %s: %v and %v, exactly %v and %v", name, sim.SensitivityResponses[response], r.Design, got.First, got.Total, want.First, want.Total)
				}
			}
		}
	}
}

// TestAnyNumberOfWorkers gives the same bytes.
func TestAnyNumberOfWorkers(t *testing.T) {
	s := opposed(t)
	a := Attribution{
		Grids: []*sim.Grid{opposedGrid(t, s)}, Weights: scenarios.Simplex{}, Resampler: bootstrap.Entities{},
		Rows: 64, SecondOrder: true, Resamples: 20, Level: 0.9, Alpha: 0.05, Seed: 1,
	}
	var texts []string
	var outs []*Outcomes
	for _, workers := range []int{1, 2, 5} {
		r, out := run(t, a, workers)
		text, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		texts, outs = append(texts, string(text)), append(outs, out[0])
	}
	for i := 1; i < 3; i++ {
		if texts[i] != texts[0] || !reflect.DeepEqual(outs[i], outs[0]) {
			t.Errorf("run %d differs", i)
		}
	}
}

// TestBasePointsAreKept: a run of AB that takes a source from B has the rest
// of A: with sampling as the source of a single switch, AB_sampling is B, and
// AB of a choice without effect is A.
func TestBasePointsAreKept(t *testing.T) {
	s := opposed(t)
	same := sim.Source{Name: "nothing", Stage: sim.Construction, Options: []sim.Option{
		sim.Normalise("minmax", index.MinMax{}), sim.Normalise("minmax again", index.MinMax{}),
	}}
	g, err := sim.NewGrid(s, sim.Focal{Model: "M", Term: "INFRA"}, []sim.Source{same})
	if err != nil {
		t.Fatal(err)
	}
	a := Attribution{Grids: []*sim.Grid{g}, Resampler: bootstrap.Entities{}, Rows: 32, Level: 0.95, Alpha: 0.05}
	r, outs := run(t, a, 2)
	y := outs[0].Coef // A, B, AB_nothing, AB_sampling
	for row := range 32 {
		if y[4*row+2] != y[4*row] || y[4*row+3] != y[4*row+1] || y[4*row] == y[4*row+1] {
			t.Fatalf("row %d: %v", row, y[4*row:4*row+4])
		}
	}
	if n := source(t, r, 0, "nothing"); n.First != 0 || n.Total != 0 {
		t.Errorf("a choice without effect: %+v", n)
	}
	if n := source(t, r, 0, "sampling"); math.Abs(float64(n.Total)-1) > 0.5 {
		t.Errorf("the only source: %+v", n)
	}
}

// TestSingleWeights: with two indicators and noise on each weight, moving
// either moves the coefficient, and the coefficient at a base point is that of
// the index with those weights, built by hand.
func TestSingleWeights(t *testing.T) {
	s := opposed(t)
	g, err := sim.NewGrid(s, sim.Focal{Model: "M", Term: "INFRA"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	a := Attribution{Grids: []*sim.Grid{g}, Weights: scenarios.Noise{Share: 0.5}, ByIndicator: true, Rows: 16, Level: 0.95, Alpha: 0.05, Seed: 3}
	r, outs := run(t, a, 1)
	var names []string
	for _, source := range r.Coefficients[0].Sources {
		names = append(names, source.Name)
	}
	if want := []string{"weight of INFRA.roads", "weight of INFRA.water"}; !reflect.DeepEqual(names, want) {
		t.Fatalf("sources %q, want %q", names, want)
	}
	p, err := a.plan(g)
	if err != nil {
		t.Fatal(err)
	}
	u := make([]float64, 2)
	for run := range p.runs() {
		p.uniforms(u, run)
		roads, water := 0.8*(1+0.5*(2*u[0]-1)), 0.2*(1+0.5*(2*u[1]-1))
		by := *s
		ix := *s.Indices[0]
		ix.Weighter = index.Given{"roads": roads / (roads + water), "water": water / (roads + water)}
		by.Indices = []*index.Index{&ix}
		c, err := sim.Compile(&by)
		if err != nil {
			t.Fatal(err)
		}
		b, err := c.Baseline()
		if err != nil {
			t.Fatal(err)
		}
		want := float64(b.Baseline[0].Terms[0].Estimate)
		if math.Abs(outs[0].Coef[run]-want) > 1e-10*math.Abs(want) {
			t.Fatalf("run %d: %v, by hand %v", run, outs[0].Coef[run], want)
		}
	}
}

// TestFailedRunsAreCounted: where every sample of half the constructions
// fails, indices exist from the rest and failures have their cause.
func TestFailedRunsAreCounted(t *testing.T) {
	s := opposed(t)
	constant := make([]float64, s.Panel.Len())
	var err error
	if s.Panel, err = s.Panel.With("constant", constant); err != nil {
		t.Fatal(err)
	}
	z := s.Models[0].Formula.Regressors[1:]
	bad := model(t, "B", "y ~ constant").Formula.Regressors
	g, err := sim.NewGrid(s, sim.Focal{Model: "M", Term: "INFRA"}, []sim.Source{
		{Name: "controls", Stage: sim.Specification, Options: []sim.Option{
			sim.ControlFor("z", "INFRA", z), sim.ControlFor("none", "INFRA", nil), sim.ControlFor("bad", "INFRA", bad),
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	a := Attribution{Grids: []*sim.Grid{g}, Resampler: bootstrap.Entities{}, Rows: 64, Level: 0.95, Alpha: 0.05}
	r, outs := run(t, a, 2)
	of := r.Coefficients[0]
	n := 0
	for _, v := range outs[0].Coef {
		if math.IsNaN(v) {
			n++
		}
	}
	if n == 0 || len(of.Failed) != 1 || of.Failed[0].Count != n || of.Failed[0].Cause != estimators.ErrNoVariation.Error() {
		t.Errorf("%d runs failed, counted %+v", n, of.Failed)
	}
	if i := of.Responses[0].Sources[1]; i.Dropped == 0 || i.Rows+i.Dropped != 64 || math.IsNaN(float64(i.Total)) {
		t.Errorf("%+v", i)
	}
}
