package multiverse

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"

	"panelstress/data"
	"panelstress/data/formula"
	"panelstress/data/index"
	"panelstress/estimators"
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

func terms(t testing.TB, text string) []formula.Term {
	return model(t, "", "y ~ "+text).Formula.Regressors
}

// produc120 is the grid of the reference folder: normalisations x weightings x
// aggregations x controls x effects.
func produc120(t testing.TB, dir string) *sim.Grid {
	t.Helper()
	table, err := data.Open(filepath.Join(dir, "data", "produc29.csv"), data.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	panel, err := table.Panel(data.Options{Entity: "state", Time: "year", Columns: []string{"hwy", "water", "util", "pc", "unemp", "emp", "pcap", "gsp"}})
	if err != nil {
		t.Fatal(err)
	}
	s := &sim.Study{
		Name: "produc", Panel: panel, Standardise: true, Seed: 1,
		Indices: []*index.Index{{Name: "INDEX", Indicators: []index.Indicator{
			{Name: "hwy", Direction: 1}, {Name: "water", Direction: 1}, {Name: "util", Direction: 1}, {Name: "pc", Direction: 1}, {Name: "unemp", Direction: -1},
		}}},
		Models:     []sim.Model{model(t, "M", "log(gsp) ~ INDEX + emp")},
		Estimators: []sim.Estimator{{Name: "fe", Kind: "fe", Fit: estimators.Within{}}},
	}
	g, err := sim.NewGrid(s, sim.Focal{Model: "M", Term: "INDEX"}, []sim.Source{
		{Name: "normalisation", Options: []sim.Option{sim.Normalise("minmax", index.MinMax{}), sim.Normalise("zscore", index.ZScore{}), sim.Normalise("percentile", index.Percentile{})}},
		{Name: "weighting", Options: []sim.Option{
			sim.Weigh("equal", index.Equal{}), sim.Weigh("entropy", index.Entropy{}), sim.Weigh("critic", index.CRITIC{}), sim.Weigh("sd", index.SD{}),
			sim.Weigh("pca1sq", index.PCA{Variant: index.PC1Squared}),
		}},
		{Name: "aggregation", Options: []sim.Option{sim.Aggregate("linear", index.Linear{}), sim.Aggregate("geometric", index.Geometric{Floor: 0.01})}},
		{Name: "controls", Stage: sim.Specification, Options: []sim.Option{sim.ControlFor("emp", "INDEX", terms(t, "emp")), sim.ControlFor("emp, pcap", "INDEX", terms(t, "emp + pcap"))}},
		{Name: "effects", Stage: sim.Estimation, Options: []sim.Option{sim.WithEffects("entity"), sim.WithEffects("twoway")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// curveOf runs a grid and gives its curve.
func curveOf(t testing.TB, m *Multiverse) sim.CurveResult {
	t.Helper()
	cv, err := m.layOut(m.Grids[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := cv.estimate(context.Background(), 2, &sim.Progress{}); err != nil {
		t.Fatal(err)
	}
	return m.describe(cv)
}

// TestReference estimates the 120 builds of the reference folder,
// coefficients from -1.02 to 0.71, and compares every one, their summary and
// the shares of the choices. They were computed by R and by numpy; the
// tolerance is that of the case.
func TestReference(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "shared", "reference", "index")
	text, err := os.ReadFile(filepath.Join(dir, "expected", "multiverse.json"))
	if err != nil {
		t.Skip("the reference folder index is not beside the repository")
	}
	var cases []struct {
		Tolerance struct{ Rel, Abs float64 }
		Expected  struct {
			Coefficient []float64
			SE          []float64 `json:"std_error"`
			Significant float64   `json:"share_significant05"`
			Summary     map[string]float64
			Variance    float64
			S1, ST      map[string]float64
		}
	}
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	want := cases[0].Expected
	check := func(what string, got sim.Number, want float64) {
		if math.Abs(float64(got)-want) > cases[0].Tolerance.Abs+cases[0].Tolerance.Rel*math.Abs(want) || math.IsNaN(float64(got)) {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	r := curveOf(t, &Multiverse{Grids: []*sim.Grid{produc120(t, dir)}, Most: 500, Alpha: 0.05})
	if r.Design != "full" || len(r.Specs) != 120 || len(want.Coefficient) != 120 {
		t.Fatalf("%s design of %d builds", r.Design, len(r.Specs))
	}
	for i, s := range r.Specs {
		check("coefficient", s.Estimate, want.Coefficient[i])
		check("standard error", s.SE, want.SE[i])
	}
	s := r.Summary
	check("share significant", s.ShareSignificant, want.Significant)
	for name, got := range map[string]sim.Number{
		"mean": s.Mean, "sd": s.SD, "min": s.Min, "max": s.Max, "median": s.Median, "q025": s.Q025, "q25": s.Q25, "q75": s.Q75, "q975": s.Q975,
	} {
		check(name, got, want.Summary[name])
	}
	check("variance", r.Decomposition.Variance, want.Variance)
	for _, share := range r.Decomposition.Coefficient {
		check("first order of "+share.Source, share.First, want.S1[share.Source])
		check("total of "+share.Source, share.Total, want.ST[share.Source])
	}
}
