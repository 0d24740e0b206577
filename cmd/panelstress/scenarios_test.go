package main

import (
	"encoding/json"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"panelstress/scenarios"
	"panelstress/sim"
)

// scenariosText is a small study with two scenarios of its own.
const scenariosText = studyText + `scenarios:
  roles: {exports: roads}
  fall:
    title: roads of two places are lost by a tenth
    shocks:
      - column: exports
        who: [E01, E05]
        onset: 2003
        amount: {kind: normal, mean: -0.1, sd: 0.02}
        path: {kind: decay, rho: 0.5}
  two:
    shocks:
      - {column: water, onset: 2002, each: entity, amount: {kind: beta, alpha: 2, beta: 5, low: -0.5, high: 0}}
      - {column: pipes, onset: 2004, each: entity, amount: {kind: triangular, low: 0, mode: 0.1, high: 0.3}}
    together: {copula: t, dof: 4, rho: 0.3, shocks: [[1, 0.5], [0.5, 1]]}
`

func resultIn(t *testing.T, dir string) *sim.Result {
	t.Helper()
	var r sim.Result
	if err := json.Unmarshal([]byte(read(t, dir, "results.json")), &r); err != nil {
		t.Fatal(err)
	}
	return &r
}

// TestEveryScenarioOfTheLibraryRuns on the default study. The placebo of size
// nothing changes no coefficient; that of other units none but constants,
// beyond its Monte-Carlo error and rounding.
func TestEveryScenarioOfTheLibraryRuns(t *testing.T) {
	if testing.Short() {
		t.Skip("runs all of the library")
	}
	t.Chdir(t.TempDir())
	for _, name := range scenarios.Library() {
		must(t, "scenarios", "export-resilience", "--only", name, "--draws", "20", "--out", name, "--quiet")
		arms := resultIn(t, name).Arms
		arm := arms[len(arms)-1]
		if arm.Name != name || arm.Scenario == nil || arm.Scenario.Source == "" || len(arm.Scenario.Paired) == 0 {
			t.Fatalf("%s: the last arm is %s", name, arm.Name)
		}
		moved := false
		for _, d := range arm.Scenario.Paired {
			moved = moved || d.Mean != 0
			bound := map[string]float64{"placebo-zero": 0, "placebo-units": 3*float64(d.MCSE) + 1e-8}
			if most, placebo := bound[name]; placebo && !(math.Abs(float64(d.Mean)) <= most) {
				t.Errorf("%s changes %s.%s.%s by %v", name, d.Model, d.Estimator, d.Term, d.Mean)
			}
		}
		if !moved && !strings.HasPrefix(name, "placebo") {
			t.Errorf("%s changes no coefficient", name)
		}
	}
}

func TestScenarioResults(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "study.yaml", scenariosText)
	write(t, "data.csv", panelText())
	must(t, "scenarios", "study.yaml", "--draws", "90", "--workers", "1", "--out", "one", "--quiet")
	must(t, "scenarios", "study.yaml", "--draws", "90", "--workers", "3", "--out", "three", "--quiet")
	sameBytes(t, "one", "three")
	must(t, "run", filepath.Join("one", "study.yaml"), "--out", "again", "--quiet")
	sameBytes(t, "one", "again")
	must(t, "scenarios", "study.yaml", "--draws", "90", "--only", "fall", "--out", "only", "--quiet")
	all, only := resultIn(t, "one"), resultIn(t, "only")
	if len(all.Arms) != 3 || len(only.Arms) != 2 {
		t.Fatalf("%d and %d arms, want bootstrap and the scenarios", len(all.Arms), len(only.Arms))
	}
	a, b := all.Arms[1], only.Arms[1]
	if a.Name != "fall" || a.Kind != "scenario" || a.Scenario.Common != "bootstrap" || a.Coefficients[0].Mean != b.Coefficients[0].Mean {
		t.Errorf("the scenario alone has other draws: %+v", b.Coefficients[0])
	}
	hit := 0
	for _, e := range a.Scenario.Impacts.Indices[0].Entities {
		if e.Hit {
			hit++
			if !(e.Change < 0 && e.Depth > 0) {
				t.Errorf("%s is hit and does not fall: %+v", e.Entity, e)
			}
		}
	}
	if hit != 2 {
		t.Errorf("%d entities are hit, want 2", hit)
	}
	for _, v := range all.Hypotheses[0].Arms {
		if sum := v.Supported + v.NotSupported + v.Contradicted; math.Abs(float64(sum)-1) > 1e-12 {
			t.Errorf("%s: shares sum to %v", v.Arm, sum)
		}
	}
	out := must(t, "scenarios", "study.yaml", "--list").stdout
	for _, w := range append(scenarios.Library(), "fall", "two") {
		if !strings.Contains(out, "\n "+w+":") {
			t.Errorf("the list lacks %s:\n%s", w, out)
		}
	}
}

func TestBadScenarios(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "study.yaml", scenariosText)
	write(t, "data.csv", panelText())
	const key = "scenarios.fall.shocks.0"
	for _, c := range []struct {
		set   string
		words []string
	}{
		{key + ".who=[E1, E05]", []string{key + ".who", `"E1"`, "no entity of the panel", `perhaps "E01" is meant`}},
		{key + ".who=[]", []string{key + ".who", "no entity", "without who a shock hits all"}},
		{"scenarios.two.together.matrix=m.csv", []string{"scenarios.two.together.matrix", "no such file, m.csv", "a table of entities by entities"}},
		{key + ".onset=1980", []string{key + ".onset", "1980", "a year of the panel"}},
		{key + ".amount=-1.2", []string{key + ".amount", "-1.2", "at least -1"}},
		{key + ".who={by: roads, share: 1.5}", []string{key + ".who.share", "1.5", "a share of the entities, from 0 to 1"}},
		{key + ".who={where: roads > 1000}", []string{key + ".who", "no entity that meets the conditions"}},
		{key + ".who={top: 3}", []string{key + ".who", "by: FORMULA"}},
		{key + ".who=[E01, E02, E01]", []string{key + ".who", "E01, named twice"}},
		{key + ".who={by: roads, top: 3, share: 0.2}", []string{key + ".who", "both top and share"}},
		{"scenarios={roles: {exports: raods}, s: {shocks: [{column: exports, onset: 2002, amount: -0.1}]}}", []string{"scenarios.s.shocks.0.column", `"exports", for which scenarios.roles gives "raods"`, `perhaps "roads" is meant`}},
		{key + ".column=imports", []string{key + ".column", `"imports"`, "a role with its column"}},
		{key + ".path={kind: decay, rho: 1.1}", []string{key + ".path", "rho 1.1", "a share from 0 to below 1"}},
		{key + ".path={kind: dacay}", []string{key + ".path", `perhaps "decay" is meant`}},
		{key + ".as=relativ", []string{key + ".as", `perhaps "relative" is meant`}},
		{key + ".amount={kind: normal, mean: -0.1}", []string{key + ".amount", "sd 0"}},
		{key + ".flow=exports", []string{key, "a column and a flow of trade"}},
		{key + "={flow: exports, onset: 2003, amount: -0.1}", []string{key + ".flow", "without a trade table"}},
		{"scenarios.two.together.shocks=[[1, 1.0], [1.0, 1]]", []string{"scenarios.two.together", "not positive definite", "row 2, column 1"}},
		{"scenarios.two.together.rho=-0.5", []string{"scenarios.two.together", "rho -0.5", "below which 12 entities cannot all be"}},
		{"scenarios.two.shocks.0={column: water, onset: 2002, each: entity, as: absolute, amount: -50}", []string{"scenarios.two", "makes water -4", "lwater", "keep: [LEAST, MOST]"}},
		{"scenarios.two.shocks.1={column: water, onset: 2002, each: entity, as: value, amount: 3}", []string{"scenarios.two.shocks.1", "both hit water", "at most one shock where a value is set"}},
		{"scenarios.fall.shock=3", []string{"scenarios.fall.shock", "an unknown key", `perhaps "shocks" is meant`}},
		{"scenarios.with=boostrap", []string{"scenarios.fall.with", `"boostrap"`, `perhaps "bootstrap" is meant`}},
		{"scenarios.multiverse={shocks: [{column: roads, onset: 2002, amount: -0.1}]}", []string{"scenarios.multiverse", `a second arm named "multiverse"`}},
		{"scenarios.protect=roads", []string{"scenarios.protect", "which is no index"}},
		{"scenarios.library=[tarifs-2018]", []string{"scenarios.library", `perhaps "tariffs-2018" is meant`}},
	} {
		refused(t, []string{"scenarios", "study.yaml", "--set", c.set}, c.words)
	}
	refused(t, []string{"scenarios", "study.yaml", "--only", "fal"}, []string{"--only", `perhaps "fall" is meant`})
	refused(t, []string{"scenarios", "study.yaml", "--only", "covid-2020"}, []string{"scenarios.covid-2020", "2020", "a year of the panel"})
	refused(t, []string{"scenarios", "us-states"}, []string{"us-states.yaml", "key scenarios", "--only"})
}

// FuzzScenario reads any text as a scenario: it is refused with messages for
// the user, or it compiles or says why not. Nothing panics.
func FuzzScenario(f *testing.F) {
	for _, text := range []string{
		"shocks: [{column: roads, onset: 2003, amount: -0.1}]", "library: port-closed", "shocks: [{who: {where: 'id == \"E01\"'}}]", "together: {loading: {all: 0.5, E01: 2}}",
		"shocks: [{column: roads, amount: {kind: empirical, values: [0.1, -0.2]}, spread: {strength: 0.5, rounds: 2, same: id}}]", "shocks: [{column: IDX, amount: {kind: uniform, low: -1, high: 1}, keep: [0, 1]}]",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = "scenarios:\n  s:\n    " + strings.ReplaceAll(text, "\n", "\n    ") + "\n"
		l, err := loadText("s.yaml", studyText+text)
		if err != nil {
			return
		}
		if _, err := sim.Compile(l.study); err != nil && strings.Contains(err.Error(), "internal error") {
			t.Error(err)
		}
	})
}
