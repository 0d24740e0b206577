package main

import (
	"encoding/json"
	"strings"
	"testing"

	"panelstress/sim"
)

// result is what a command prints as JSON.
func result(t *testing.T, args ...string) *sim.Result {
	t.Helper()
	o := must(t, append(args, "--format", "json")...)
	r := new(sim.Result)
	if err := json.Unmarshal([]byte(o.stdout), r); err != nil {
		t.Fatalf("standard output is no JSON: %v", err)
	}
	return r
}

// A flag beats the environment, which beats the file, which beats the default.
func TestPrecedenceOfSeed(t *testing.T) {
	inStudyFolder(t)
	write(t, "bare.yaml", change(t, studyText, "run: {seed: 7}\n", ""))
	seed := func(want uint64, args ...string) {
		t.Helper()
		if got := result(t, append([]string{"baseline"}, args...)...).Seed; got != want {
			t.Errorf("%v: seed %d, want %d", args, got, want)
		}
	}
	seed(1, "bare.yaml")
	seed(7, "study.yaml")
	t.Setenv("PANELSTRESS_RUN_SEED", "8")
	seed(8, "bare.yaml")
	seed(8, "study.yaml")
	seed(9, "study.yaml", "--seed", "9")
	seed(10, "study.yaml", "--set", "run.seed=10")
	seed(1, "study.yaml", "--seed", "1") // the flag's default, but given
}

func TestPrecedenceOfDraws(t *testing.T) {
	inStudyFolder(t)
	write(t, "bare.yaml", change(t, studyText, "{draws: 25}", "{scheme: pairs}"))
	draws := func(want int, args ...string) {
		t.Helper()
		t.Chdir(t.TempDir())
		write(t, "data.csv", panelText())
		write(t, "study.yaml", studyText)
		if got := result(t, append([]string{"run", "study.yaml", "--quiet"}, args...)...).Arms[0].Draws; got != want {
			t.Errorf("%v: %d draws, want %d", args, got, want)
		}
	}
	if got := result(t, "run", "bare.yaml").Arms[0].Draws; got != 2000 {
		t.Errorf("%d draws, want 2000 where nothing says otherwise", got)
	}
	draws(25)
	t.Setenv("PANELSTRESS_BOOTSTRAP_DRAWS", "30")
	draws(30)
	draws(35, "--draws", "35")
	draws(40, "--set", "bootstrap.draws=40")
}

// weights are those of the index at the baseline.
func weights(t *testing.T, args ...string) (w []float64) {
	t.Helper()
	for _, in := range result(t, append([]string{"index"}, args...)...).Indices[0].Indicators {
		w = append(w, float64(in.Weight))
	}
	return w
}

// The names of an environment variable are in upper case, those of the study
// are as they are written.
func TestPrecedenceOfWeights(t *testing.T) {
	inStudyFolder(t)
	equal := func(w []float64) bool { return w[0] == 0.5 && w[1] == 0.5 }
	if w := weights(t, "study.yaml"); equal(w) {
		t.Fatalf("weights %v of entropy are equal", w)
	}
	t.Setenv("PANELSTRESS_INDICES_IDX_WEIGHTS", "equal")
	if w := weights(t, "study.yaml"); !equal(w) {
		t.Errorf("weights %v, want equal ones as the environment says", w)
	}
	if w := weights(t, "study.yaml", "--set", "indices.IDX.weights=entropy"); equal(w) {
		t.Errorf("weights %v, want those of entropy as the flag says", w)
	}
	t.Run("embedded study", func(t *testing.T) {
		t.Setenv("PANELSTRESS_INDICES_INFRA_WEIGHTS", "equal")
		for _, w := range weights(t, "us-states", "--quiet") {
			if w != 1.0/3 {
				t.Errorf("weight %v of INFRA, want 1/3", w)
			}
		}
	})
}

// Every form that the value of --set can take.
func TestSet(t *testing.T) {
	inStudyFolder(t)
	for _, c := range []struct {
		name string
		sets []string
		ok   func(r *sim.Result) bool
	}{
		{"element of a list by its number", []string{"estimators.0.kind=ols"}, func(r *sim.Result) bool { return r.Baseline[0].Estimator == "ols" }},
		{"the whole list", []string{"estimators=[{kind: ols}]"}, func(r *sim.Result) bool { return len(r.Baseline) == 1 && r.Baseline[0].Kind == "ols" }},
		{"a map", []string{"indices.IDX.indicators={water: +}"}, func(r *sim.Result) bool {
			return len(r.Indices[0].Indicators) == 1 && r.Indices[0].Indicators[0].Name == "water"
		}},
		{"a direction that is a lone minus", []string{"indices.IDX.indicators.roads=-"}, func(r *sim.Result) bool { return r.Indices[0].Indicators[0].Direction == -1 }},
		{"lone minuses in a map", []string{"indices.IDX.indicators={roads: -, water: -}"}, func(r *sim.Result) bool {
			return r.Indices[0].Indicators[0].Direction == -1 && r.Indices[0].Indicators[1].Direction == -1
		}},
		{"options of a method", []string{"indices.IDX.weights={kind: given, values: {roads: 3, pipes: 1}}"}, func(r *sim.Result) bool { return r.Indices[0].Indicators[0].Weight == 0.75 }},
		{"a new key: a derived column and its use", []string{"derive.lcap=log(capital)", "models.M1=output ~ lcap", "hypotheses={}"}, func(r *sim.Result) bool { return r.Baseline[0].Terms[0].Name == "lcap" }},
		{"a formula with a colon", []string{"models.M1=output ~ IDX + IDX:capital"}, func(r *sim.Result) bool { return r.Baseline[0].Terms[1].Name == "IDX:capital" }},
		{"a formula with a colon and a space", []string{"models.M1=output ~ IDX + IDX : capital"}, func(r *sim.Result) bool { return r.Baseline[0].Terms[1].Name == "IDX:capital" }},
		{"a title with a colon", []string{"title=Roads: a study"}, func(r *sim.Result) bool { return r.Study.Title == "Roads: a study" }},
		{"a title with a hash", []string{"title=Roads # 1"}, func(r *sim.Result) bool { return strings.HasPrefix(r.Study.Title, "Roads") }},
		{"a name that is a number", []string{"name=2024"}, func(r *sim.Result) bool { return r.Study.Name == "2024" }},
		{"an equals sign in the value", []string{"data.where=year >= 2003"}, func(r *sim.Result) bool { return r.Data.First == 2003 }},
		{"a key without a value takes the default", []string{"data.where="}, func(r *sim.Result) bool { return r.Data.First == firstYear }},
		{"the last one wins", []string{"run.seed=3", "run.seed=4"}, func(r *sim.Result) bool { return r.Seed == 4 }},
	} {
		t.Run(c.name, func(t *testing.T) {
			args := []string{"baseline", "study.yaml"}
			for _, s := range c.sets {
				args = append(args, "--set", s)
			}
			if r := result(t, args...); !c.ok(r) {
				t.Errorf("--set %q: not as asked", c.sets)
			}
		})
	}
}

func TestUnknownVariableWarns(t *testing.T) {
	inStudyFolder(t)
	t.Setenv("PANELSTRESS_RUN_SED", "8")
	o := must(t, "baseline", "study.yaml")
	says(t, o.stderr, "warning: ", "PANELSTRESS_RUN_SED", `perhaps "PANELSTRESS_RUN_SEED" is meant`)
	if o = must(t, "baseline", "study.yaml", "--quiet"); o.stderr != "" {
		t.Errorf("--quiet, and yet standard error has %q", o.stderr)
	}
}

// A mistake in a flag or a variable names it, not a line of the file.
func TestMistakesAboveTheFile(t *testing.T) {
	inStudyFolder(t)
	message := refused(t, []string{"baseline", "study.yaml", "--set", "indices.IDX.weights=entropi"}, []string{"--set indices.IDX.weights=entropi", `found "entropi"`, `perhaps "entropy" is meant`})
	if strings.Contains(message, "line ") {
		t.Errorf("the message names a line of the file: %s", message)
	}
	t.Setenv("PANELSTRESS_RUN_SEED", "many")
	refused(t, []string{"baseline", "study.yaml"}, []string{"PANELSTRESS_RUN_SEED", "key run.seed", `found "many"`, "expected a whole number"})
}

// TestDrawsOfARun: the flag --draws means the draws of arms. The combinations
// of a multiverse and the rows of a design are no draws, and their own commands
// set them; a scenario's own number is in the file, which a flag beats.
func TestDrawsOfARun(t *testing.T) {
	inStudyFolder(t)
	write(t, "study.yaml", studyText+`multiverse: {normalise: [minmax, zscore], weights: [entropy, equal, sd], aggregate: [linear, geometric], test: {permutations: 0}}
sensitivity: {sources: [sampling], draws: 8}
scenarios:
  draws: 11
  fall: {draws: 13, shocks: [{column: roads, onset: 2002, amount: {kind: uniform, low: -0.2, high: -0.1}}]}
  rise: {shocks: [{column: roads, onset: 2002, amount: 0.1}]}
`)
	draws := func(args ...string) map[string]int {
		got := make(map[string]int)
		r := result(t, append(args, "study.yaml", "--quiet")...)
		for _, a := range r.Arms {
			got[a.Name] = a.Draws
		}
		if s := r.Sensitivity; s != nil {
			got["rows"] = s.Rows
		}
		return got
	}
	for _, c := range []struct {
		args []string
		want map[string]int
	}{
		{[]string{"run"}, map[string]int{"bootstrap": 25, "fall": 13, "rise": 11, "multiverse": 12, "rows": 8}},
		{[]string{"run", "--draws", "9"}, map[string]int{"bootstrap": 9, "fall": 9, "rise": 9, "multiverse": 12, "rows": 8}},
		{[]string{"run", "--draws", "9", "--set", "scenarios.fall.draws=7"}, map[string]int{"bootstrap": 9, "fall": 7, "rise": 9, "multiverse": 12, "rows": 8}},
		{[]string{"multiverse", "--draws", "6"}, map[string]int{"multiverse": 6}},
		{[]string{"sensitivity", "--draws", "4"}, map[string]int{"rows": 4}},
	} {
		got := draws(c.args...)
		for name, n := range c.want {
			if got[name] != n {
				t.Errorf("%v: %d draws of %s, want %d", c.args, got[name], name, n)
			}
		}
	}
}
