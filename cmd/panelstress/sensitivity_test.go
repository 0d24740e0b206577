package main

import (
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"panelstress/sim"
)

// analyse runs a sensitivity analysis of the study of the tests.
func analyse(t *testing.T, sets ...string) *sim.SensitivityResult {
	t.Helper()
	args := []string{"sensitivity", "study.yaml", "--quiet", "--draws", "32"}
	for _, s := range sets {
		args = append(args, "--set", s)
	}
	r := result(t, args...)
	if r.Sensitivity == nil {
		t.Fatal("no section sensitivity")
	}
	return r.Sensitivity
}

func sourceNamesOf(r *sim.SensitivityResult) (names []string) {
	for _, s := range r.Coefficients[0].Sources {
		names = append(names, s.Name)
	}
	return names
}

// The sources are those that the study has or names, in the order of the
// design; runs and rows fit each other.
func TestSensitivitySources(t *testing.T) {
	inStudyFolder(t)
	for _, c := range []struct {
		sets, want []string
		perRow     int
	}{
		{[]string{"sensitivity.sources=[sampling]"}, []string{"sampling"}, 3},
		{[]string{"sensitivity.sources=[weights, sampling]"}, []string{"weight perturbation", "sampling"}, 4},
		{[]string{"sensitivity.sources=[weights, sampling]", "sensitivity.second_order=true"}, []string{"weight perturbation", "sampling"}, 6},
		{[]string{"sensitivity.sources=[weights]", "sensitivity.by_indicator=true"}, []string{"weight of IDX.roads", "weight of IDX.pipes"}, 4},
		{
			[]string{"sensitivity.sources=[choices, sampling]", "multiverse.normalise=[minmax, zscore]", "multiverse.weights=[entropy, equal, sd]"},
			[]string{"normalisation", "weights", "sampling"},
			5,
		},
		{
			[]string{"sensitivity.sources=[scenarios, sampling]", "scenarios={slump: {shocks: [{column: roads, amount: -0.5}]}}"},
			[]string{"scenario", "sampling"},
			4,
		},
	} {
		r := analyse(t, c.sets...)
		if got := sourceNamesOf(r); !slices.Equal(got, c.want) {
			t.Errorf("%q: sources %q, want %q", c.sets, got, c.want)
		}
		if r.Rows != 32 || r.Runs != 32*c.perRow {
			t.Errorf("%q: %d rows and %d runs, want 32 and %d", c.sets, r.Rows, r.Runs, 32*c.perRow)
		}
		for _, response := range r.Coefficients[0].Responses {
			if len(response.Sources) != len(c.want) {
				t.Errorf("%q: %d sources of %s", c.sets, len(response.Sources), response.Name)
			}
		}
	}
}

// The full grid of the choices has the exact shares that the multiverse has.
func TestSensitivityOfTheFullGrid(t *testing.T) {
	inStudyFolder(t)
	choices := []string{
		"--set", "multiverse.normalise=[minmax, zscore]", "--set", "multiverse.weights=[entropy, equal, sd]", "--set", "multiverse.effects=[entity, twoway]",
		"--set", "multiverse.design=full", "--set", "multiverse.test.permutations=0", "--set", "sensitivity.design=full", "--quiet",
	}
	r := result(t, append([]string{"run", "study.yaml", "--draws", "20"}, choices...)...)
	if r.Sensitivity == nil || r.Multiverse == nil {
		t.Fatal("a section is missing")
	}
	if r.Sensitivity.Runs != 12 || r.Sensitivity.Rows != 0 {
		t.Errorf("%d runs and %d rows of a full grid of 12", r.Sensitivity.Runs, r.Sensitivity.Rows)
	}
	exact := r.Multiverse.Curves[0].Decomposition
	for i, s := range r.Sensitivity.Coefficients[0].Responses[0].Sources {
		if want := exact.Coefficient[i]; s.Source != want.Source || math.Abs(float64(s.First-want.First)) > 1e-9 || math.Abs(float64(s.Total-want.Total)) > 1e-9 {
			t.Errorf("%+v, in the multiverse %+v", s, want)
		}
	}
}

// A study that a sensitivity analysis leaves repeats it by run, without the
// arms whose keys it only read; any number of workers gives the same bytes.
func TestSensitivityRepeats(t *testing.T) {
	inStudyFolder(t)
	must(t, "sensitivity", "study.yaml", "--draws", "16", "--out", "first", "--workers", "1", "--quiet")
	must(t, "run", "first/study.yaml", "--out", "second", "--workers", "3", "--quiet")
	sameBytes(t, "first", "second")
	r := result(t, "run", "first/study.yaml", "--quiet")
	if len(r.Arms) != 1 || r.Arms[0].Kind != "sensitivity" || r.Arms[0].Draws != r.Sensitivity.Runs {
		t.Errorf("arms %+v", r.Arms)
	}
	if v := r.Hypotheses[0].Arms; len(v) != 1 || v[0].Arm != "sensitivity" || !(v[0].Supported >= 0 && v[0].Supported+v[0].Contradicted <= 1) {
		t.Errorf("verdicts %+v", v)
	}
}

// In the embedded panel with a known truth the choice between the experts
// drives sign and coefficient: at least 90 % of their variance.
func TestTwoExperts(t *testing.T) {
	t.Chdir(t.TempDir())
	r := result(t, "sensitivity", "two-experts", "--draws", "128", "--quiet").Sensitivity
	for _, response := range r.Coefficients[0].Responses[:2] {
		for _, s := range response.Sources {
			if s.Source == "weights" && (s.First < 0.9 || s.Total < 0.9) || s.Source != "weights" && s.Total > 0.1 {
				t.Errorf("%s: %+v", response.Name, s)
			}
		}
	}
}

func TestBadSensitivity(t *testing.T) {
	with := func(name, sensitivity string, message ...string) badInput {
		return inStudy(name, "run: {seed: 7}", "sensitivity: "+sensitivity, message...)
	}
	for _, b := range []badInput{
		with("unknown key", "{drows: 4}", "study.yaml, line 17", "key sensitivity.drows", `perhaps "draws" is meant`),
		with("unknown design", "{design: sobl}", "line 17", "key sensitivity.design", `perhaps "sobol" is meant`),
		with("unknown source", "{sources: [sampling, wieghts]}", "key sensitivity.sources.1", `perhaps "weights" is meant`),
		with("no scenarios", "{sources: [scenarios]}", "key sensitivity.sources.0", "scenarios in the study"),
		with("no sources", "{sources: [choices], design: full}\nmultiverse: {effects: [entity]}", "key sensitivity.sources", "no source for M1.IDX"),
		with("one row", "{draws: 1}", "key sensitivity.draws", "at least 2 rows"),
		with("too many runs", "{draws: 3000000}", "key sensitivity.draws", "runs for the", "at most 4000000 runs"),
		with("level", "{level: 95}", "key sensitivity.level", "between 0 and 1"),
		with("alpha", "{alpha: -1}", "key sensitivity.alpha", "between 0 and 1"),
		with("resamples", "{resamples: -1}", "key sensitivity.resamples", "from 0 to"),
		with("unknown term", "{terms: [M1.IDXX]}", "key sensitivity.terms", `perhaps "IDX" is meant`),
		with("unknown model", "{terms: [M7.IDX]}", "key sensitivity.terms.0", "M1.IDX"),
		with("no perturbation of weights", "{weights: swap}", "key sensitivity.weights", "dirichlet, noise or simplex"),
		with("bad perturbation", "{weights: {kind: dirichlet, concentration: -1}}", "sensitivity.weights.concentration", "above 0"),
		inFlags("run.only", []string{"--set", "run.only=[bootstap]"}, []string{"run.only", `perhaps "bootstrap" is meant`}),
	} {
		t.Run(b.name, b.test)
	}
}

// TestSensitivityInAllFormats: every format has the table, and says what the
// estimators are.
func TestSensitivityInAllFormats(t *testing.T) {
	inStudyFolder(t)
	for _, format := range []string{"text", "markdown", "latex", "csv", "json"} {
		o := must(t, "sensitivity", "study.yaml", "--draws", "8", "--quiet", "--format", format, "--out", format)
		if !strings.Contains(o.stdout, "sampling") || format != "csv" && !strings.Contains(o.stdout, "Saltelli") {
			t.Errorf("%s: no table in\n%.2000s", format, o.stdout)
		}
	}
	if o := must(t, "sensitivity", "study.yaml", "--draws", "8", "--quiet", "--lang", "zh", "--out", "zh"); !strings.Contains(o.stdout, "抽樣") || strings.Contains(o.stdout, "first order") {
		t.Errorf("no Chinese table in\n%.2000s", o.stdout)
	}
	for _, file := range []string{"draws.parquet", "results.json", "tables/sensitivity-M1-IDX.tex", "tables/arm-sensitivity.csv"} {
		if _, err := os.Stat("text/" + file); err != nil {
			t.Error(err)
		}
	}
}
