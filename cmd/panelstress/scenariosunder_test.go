package main

import (
	"math"
	"path/filepath"
	"strings"
	"testing"
)

// underText is a study with a scenario under a multiverse that it declares.
const underText = scenariosText + `  with: multiverse
multiverse:
  weights: [entropy, equal]
  sample: {late: {from: 2003}, others: {without: [E05]}}
  effects: [entity, twoway]
`

// TestScenarioUnderMultiverse runs scenarios under the choices of a study, and
// under those that a study without any lends itself to.
func TestScenarioUnderMultiverse(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "study.yaml", underText)
	write(t, "data.csv", panelText())
	printed := must(t, "scenarios", "study.yaml", "--workers", "1", "--out", "one", "--only", "fall", "--quiet").stdout
	must(t, "scenarios", "study.yaml", "--workers", "3", "--out", "three", "--only", "fall", "--quiet")
	sameBytes(t, "one", "three")
	must(t, "run", filepath.Join("one", "study.yaml"), "--out", "again", "--quiet")
	sameBytes(t, "one", "again")

	r := resultIn(t, "one")
	if len(r.Arms) != 1 || r.Multiverse != nil {
		t.Fatalf("%d arms, want the scenario alone", len(r.Arms))
	}
	m := r.Arms[0].Scenario.Multiverse
	c := m.Curves[0]
	if n := 3 * 2 * 2; m.Draws != drawsUnderMultiverse || c.Specifications != n || c.Estimates != n {
		t.Errorf("%d draws of %d specifications, %d estimates; want %d of %d", m.Draws, c.Specifications, c.Estimates, drawsUnderMultiverse, n)
	}
	if len(c.Lost) != 1 || c.Lost[0].Entity != "E05" || c.Lost[0].Specifications != 4 {
		t.Errorf("lost %v, want E05 in the 4 specifications without it", c.Lost)
	}
	if v := c.Verdicts[0]; v.Hypothesis != "H1" || math.Abs(float64(v.With.Supported+v.With.NotSupported+v.With.Contradicted)-1) > 1e-12 {
		t.Errorf("verdicts %+v", v)
	}
	for _, want := range []string{"fall: change of M1.IDX by the shock under 12 specifications", "E05 is hit, and is not in the sample of 4 specifications", "sample: late"} {
		if !strings.Contains(printed, want) {
			t.Errorf("no %q in\n%s", want, printed)
		}
	}
	zh := must(t, "report", "one", "--lang", "zh").stdout
	if !strings.Contains(zh, "種設定") || strings.Contains(zh, "is hit, and is not") {
		t.Errorf("no Chinese in\n%s", zh)
	}

	write(t, "plain.yaml", scenariosText)
	must(t, "scenarios", "plain.yaml", "--set", "scenarios.fall.with=multiverse", "--set", "scenarios.specification_draws=3", "--draws", "20", "--out", "plain", "--quiet")
	plain := resultIn(t, "plain")
	if under := plain.Arms[1].Scenario.Multiverse; plain.Arms[1].Name != "fall" || under == nil || under.Draws != 3 || !under.Standardised || plain.Arms[2].Scenario.Multiverse != nil {
		t.Errorf("of %d arms, fall has %+v", len(plain.Arms), under)
	}
	must(t, "run", "study.yaml", "--set", "multiverse.test.permutations=0", "--out", "whole", "--quiet")
	if whole := resultIn(t, "whole"); whole.Multiverse == nil || whole.Multiverse.Curves[0].Specifications != 12 {
		t.Error("run has no multiverse beside the scenarios under it")
	}
}

// TestSensitivityToScenariosAndSamples: a scenario and the sample are sources
// beside each other, and the full grid gives the same shares by another way:
// of no scenario and of the certain one the coefficients are those of the
// specifications without the shock and under it.
func TestSensitivityToScenariosAndSamples(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "study.yaml", underText)
	write(t, "data.csv", panelText())
	certain := "scenarios.fall.shocks.0.amount=-0.3"
	must(t, "scenarios", "study.yaml", "--only", "fall", "--set", certain, "--out", "under", "--quiet")
	must(t, "sensitivity", "study.yaml", "--set", "scenarios={fall: {shocks: [{column: roads, who: [E01, E05], onset: 2003, amount: -0.3, path: {kind: decay, rho: 0.5}}]}}",
		"--set", "sensitivity={design: full, sources: [choices, scenarios]}", "--out", "sources", "--quiet")
	var sum, n float64
	for _, spec := range resultIn(t, "under").Arms[0].Scenario.Multiverse.Curves[0].Specs {
		sum += float64(2*spec.Estimate + spec.Change)
		n += 2
	}
	got := float64(resultIn(t, "sources").Arms[0].Coefficients[0].Mean)
	if want := sum / n; math.Abs(got-want) > 1e-9*math.Abs(want) { // sums in another order
		t.Errorf("mean of the coefficient %v over all runs, want %v", got, want)
	}
}

func TestBadScenarioUnderMultiverse(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "study.yaml", underText)
	write(t, "data.csv", panelText())
	for _, c := range []struct {
		set   string
		words []string
	}{
		{"scenarios.with=multivers", []string{"scenarios.fall.with", `perhaps "multiverse" is meant`}},
		{"scenarios.fall.specification_draws=0", []string{"scenarios.fall.specification_draws", "at least 1 draw"}},
		{"scenarios.fall={specification_draws: 400000, draws: 500000, shocks: [{column: roads, amount: {kind: normal, sd: 0.1}}]}", []string{"scenarios.fall.specification_draws", "400000 draws of every specification, 4.8e+06 estimates of M1.IDX", "at most 4000000", "fewer draws"}},
		{"multiverse.terms=[M1.IDY]", []string{"multiverse.terms", "IDY"}},
		{"multiverse.zero=[plog]", []string{"multiverse.zero"}},
		{"scenarios.fall.shocks.0.who=[E1]", []string{"scenarios.fall.shocks.0.who", `perhaps "E01" is meant`}},
	} {
		refused(t, []string{"scenarios", "study.yaml", "--set", c.set}, c.words)
	}
}
