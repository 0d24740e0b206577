package main

import (
	"math"
	"strings"
	"testing"

	"panelstress/sim"
)

// TestReadmeStress: the section on stress tests prints what it says.
func TestReadmeStress(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the default study")
	}
	printed(t, section(t, "#### Stress tests"), "scenarios", "--only", "covid-2020", "--tipping", "--grid", "size,share", "--reverse", "2", "--sampling", "antithetic", "--quiet")
}

// TestStressOfAScenario: all questions, as keys and as flags, are answered in
// results.json, tables, figures, and in Chinese; the resolved study asks them
// again.
func TestStressOfAScenario(t *testing.T) {
	inStudyFolder(t)
	keys := strings.Replace(scenariosText, "  two:\n", "    tipping: H1\n    grid: {x: {of: size, steps: 3}, y: {of: persistence, steps: 2}, draws: 20}\n    reverse: 1.5\n    sampling: {kind: stratified, control_variate: true}\n  two:\n", 1)
	keys = strings.Replace(keys, "    tipping: H1\n", "    draws: 300\n    tipping: H1\n", 1)
	write(t, "study.yaml", keys)
	for dir, args := range map[string][]string{
		"keys":  {"--only", "fall"},
		"flags": {"--only", "two", "--tipping", "--grid", "size,share", "--reverse", "1.5", "--sampling", "antithetic", "--set", "scenarios.draws=100", "--lang", "zh"},
	} {
		must(t, append([]string{"scenarios", "study.yaml", "--out", dir, "--quiet"}, args...)...)
		r := resultIn(t, dir)
		if len(r.Stress) != 1 {
			t.Fatalf("%s: stress of %d scenarios, want 1", dir, len(r.Stress))
		}
		s := r.Stress[0]
		want := map[string]string{"keys": "stratified", "flags": "antithetic"}[dir]
		for _, a := range r.Arms {
			if a.Name == s.Scenario && (a.Scenario.Arrangement != want || a.Scenario.Paired[0].MCSE == a.Scenario.Paired[0].SD/sim.Number(math.Sqrt(float64(a.Scenario.Paired[0].Draws)))) {
				t.Errorf("%s: the draws of %s are arranged as %q, want %q, with the error of independent ones %v", dir, a.Name, a.Scenario.Arrangement, want, a.Scenario.Paired[0].MCSE)
			}
		}
		if len(s.Tipping) == 0 || s.Grid == nil || len(s.Reverse) == 0 || len(s.Sampling) == 0 {
			t.Errorf("%s: an answer is missing: %+v", dir, s)
		}
		for _, name := range []string{"tipping-", "reverse-", "sampling-"} {
			for _, ext := range extensions {
				if text := read(t, dir, "tables/"+name+s.Scenario+ext); !strings.Contains(text, s.Tipping[0].Hypothesis) {
					t.Errorf("%s%s%s lacks %s:\n%s", name, s.Scenario, ext, s.Tipping[0].Hypothesis, text)
				}
			}
		}
		figure := "stress-" + s.Scenario + "-" + s.Grid.Hypotheses[0].Name
		if svg := read(t, dir, "figures/"+figure+".svg"); !strings.Contains(svg, "that support") || !strings.Contains(svg, "size of the shock") {
			t.Errorf("%s has no labels", figure)
		}
		read(t, dir, "figures/"+figure+".png")
	}
	if text := read(t, "flags", "tables/tipping-two.txt"); !strings.Contains(text, "臨界規模") || strings.Contains(text, "tips at") {
		t.Errorf("not in Chinese:\n%s", text)
	}
	must(t, "run", "keys/study.yaml", "--out", "again", "--quiet")
	if read(t, "keys", "results.json") != read(t, "again", "results.json") {
		t.Error("the resolved study gives another result")
	}
	if s := resultIn(t, "keys").Stress[0].Tipping; len(s) != 1 || s[0].State == "" || s[0].To != "changed" || s[0].State == sim.Flips && !(s[0].Size > 0) {
		t.Errorf("tipping %+v", s)
	}
}

// TestBadStress: mistakes in what scenarios are asked.
func TestBadStress(t *testing.T) {
	for _, c := range []struct{ set, found, expected string }{
		{"tipping={up_to: 0}", "scenarios.fall.tipping.up_to", "a size above 0"},
		{"tipping={up_to: 50}", "scenarios.fall.tipping.up_to", "a size of at most"},
		{"tipping={to: supported}", "scenarios.fall.tipping.to", "changed, contradicted"},
		{"tipping={hypotheses: [H9]}", "scenarios.fall.tipping.hypotheses.0", "H1"},
		{"tipping={draws: 0}", "scenarios.fall.tipping.draws", "at least 1 draw"},
		{"grid={x: sise}", "scenarios.fall.grid.x.of", "size"},
		{"grid={x: size, y: size}", "scenarios.fall.grid.y", "another property"},
		{"grid={x: {of: size, from: 2, to: 1}}", "scenarios.fall.grid.x", "from below to"},
		{"grid={x: {of: size, steps: 1}}", "scenarios.fall.grid.x.steps", "from 2 to 100"},
		{"grid={x: {of: correlation}}", "scenarios.fall.grid.x", "a property that the shock has"},
		{"reverse=0", "scenarios.fall.reverse.radius", "a distance above 0"},
		{"reverse={radius: 2, by: p}", "scenarios.fall.reverse.by", "coefficient, t"},
		{"reverse={starts: 0}", "scenarios.fall.reverse.starts", "from 1 to 1000"},
		{"sampling=halton", "scenarios.fall.sampling.kind", "antithetic"},
		{"sampling={kind: sobol, draws: 100}", "scenarios.fall.sampling.draws", "at least 256"},
	} {
		t.Run(c.set, func(t *testing.T) {
			inStudyFolder(t)
			write(t, "study.yaml", scenariosText)
			refused(t, []string{"scenarios", "study.yaml", "--only", "fall", "--out", "out", "--set", "scenarios.fall." + c.set}, []string{c.found, c.expected})
		})
	}
	inStudyFolder(t)
	write(t, "study.yaml", scenariosText)
	refused(t, []string{"scenarios", "study.yaml", "--grid", "size", "--out", "out"}, []string{"--grid", "two properties"})
}
