package report

import (
	"math"
	"strings"
	"testing"

	"panelstress/sim"
)

func confounded() *sim.Result {
	nan := sim.Number(math.NaN())
	bound := func(name string, k, b, t sim.Number) sim.Bound {
		return sim.Bound{Benchmark: name, K: k, R2Treatment: 0.1, R2Outcome: 0.2, Estimate: b, SE: 0.1, Statistic: t}
	}
	return &sim.Result{Confounding: []sim.ConfoundingResult{{
		Model: "M", Estimator: "fe", Term: "x", Estimate: 2, PartialR2: 0.25, Alpha: 0.05, RobustnessValue: 0.3, RobustnessValueAlpha: 0.2,
		Bounds:      []sim.Bound{bound("weak", 1, 1.9, 5), bound("weak", 2, 1.8, 4), bound("strong", 1, 1, 2), bound("strong", 2, nan, nan)},
		Significant: true, RIR: 12, PercentBias: 34.5, ITCV: 0.06, Conventions: sim.ConfoundingConventions,
	}}}
}

// The table names its conventions; what does not exist is an empty cell; the
// bounds are those of the benchmark that matters.
func TestConfoundingTables(t *testing.T) {
	got := rendered(t, Tables(confounded(), English))
	for _, want := range []string{
		"M.fe.x,2.0000,0.2500,0.3000,0.2000,,,invalidate,12,34.5,0.0600\n",
		"M.fe.x,strong,1,0.1000,0.2000,1.0000,2.0000\n,strong,2,0.1000,0.2000,,\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if strings.Contains(got, "weak") || strings.Contains(got, "NaN") {
		t.Errorf("more than the strongest benchmark, or NaN:\n%s", got)
	}
	if notes := Tables(confounded(), English)[0].Notes; !strings.Contains(strings.Join(notes, " "), "classical standard errors") {
		t.Errorf("no convention in %q", notes)
	}
}

// untranslated are the words of tables that stay English in Chinese.
func untranslated(t *testing.T, english, chinese []Table, names string) {
	t.Helper()
	for i, e := range english {
		zh := chinese[i]
		pairs := [][2]string{{e.Title, zh.Title}}
		for j, h := range e.Header {
			pairs = append(pairs, [2]string{h, zh.Header[j]})
		}
		for j, n := range e.Notes {
			pairs = append(pairs, [2]string{n, zh.Notes[j]})
		}
		for _, p := range pairs {
			if p[0] == p[1] && !strings.Contains(names, "|"+p[0]+"|") {
				t.Errorf("%s: %q is not translated", e.Name, p[0])
			}
		}
	}
}

func TestConfoundingInChinese(t *testing.T) {
	r := confounded()
	untranslated(t, Tables(r, English), Tables(r, Chinese), "|RV|RV (5%)|Oster δ|Oster β*|RIR|RIR %|ITCV|k|")
}
