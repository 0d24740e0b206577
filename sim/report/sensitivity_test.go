package report

import (
	"math"
	"strings"
	"testing"

	"panelstress/sim"
)

// sensitive is a result with a negative estimate, a missing one and a pair.
func sensitive(design string) *sim.Result {
	nan := sim.Number(math.NaN())
	index := func(source string, first, total sim.Number) sim.SensitivityIndex {
		return sim.SensitivityIndex{Source: source, First: first, FirstInterval: sim.Interval{-0.1, 0.1}, Total: total, TotalInterval: sim.Interval{0, 0.2}, Dropped: 3}
	}
	of := sim.SensitivityOf{
		Model: "M", Term: "x", Baseline: 0.5, BaselineSE: 0.1, Runs: 40,
		Sources: []sim.SensitivitySource{{Name: "normalisation", Kind: "choice", Options: []string{"minmax", "zscore"}}, {Name: "sampling", Kind: "sampling"}},
		Failed:  []sim.Failure{{Cause: "no variation", Estimator: "fe", Count: 2}},
	}
	for _, name := range sim.SensitivityResponses {
		of.Responses = append(of.Responses, sim.SensitivityResponse{
			Name: name, Mean: 0.25, Variance: 0.04, Sources: []sim.SensitivityIndex{index("normalisation", -0.02, 0.9), index("sampling", nan, nan)},
			Pairs: []sim.SensitivityPair{{Sources: [2]string{"normalisation", "sampling"}, Index: 0.12}},
		})
	}
	r := &sim.SensitivityResult{Design: design, Rows: 10, Level: 0.95, Alpha: 0.05, Standardised: true, Coefficients: []sim.SensitivityOf{of}, Conventions: []string{sim.SampledShares, sim.SampledSources}}
	if design == "full" {
		r.Conventions = []string{sim.ExactShares}
	}
	return &sim.Result{Sensitivity: r}
}

// Negative estimates are printed as such, and what does not exist is empty.
func TestSensitivityTables(t *testing.T) {
	got := rendered(t, Tables(sensitive("sobol"), English))
	for _, want := range []string{
		"response,source,first order,95% interval,total,95% interval,rows dropped\n",
		"coefficient,normalisation,-0.0200,\"[-0.1000, 0.1000]\",0.9000,\"[0.0000, 0.2000]\",3\n",
		"\n,sampling,,", "\nsign kept,normalisation,", "\nsignificant,normalisation,", "normalisation × sampling,0.1200",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if strings.Contains(got, "NaN") {
		t.Errorf("NaN in\n%s", got)
	}
	notes := strings.Join(Tables(sensitive("sobol"), English)[0].Notes, "\n")
	for _, want := range []string{"Saltelli", "Jansen", "sign is kept with probability 25.0 %", "standard deviation 0.2000", "normalisation: minmax, zscore", "2 runs by fe failed"} {
		if !strings.Contains(notes, want) {
			t.Errorf("no %q in the notes\n%s", want, notes)
		}
	}
}

func TestShares(t *testing.T) {
	for v, want := range map[sim.Number]string{-6e-17: "0.0000", 4e-17: "0.0000", -0.00016: "-0.0002", 1.04: "1.0400", sim.Number(math.NaN()): ""} {
		if got := share(v); got != want {
			t.Errorf("%v: %q, want %q", v, got, want)
		}
	}
}

func TestExactSharesHaveNoIntervals(t *testing.T) {
	got := rendered(t, Tables(sensitive("full"), English))
	if !strings.Contains(got, "response,source,first order,total\n") || strings.Contains(got, "[") {
		t.Errorf("intervals of exact shares in\n%s", got)
	}
}

func TestSensitivityInChinese(t *testing.T) {
	for _, design := range []string{"sobol", "full"} {
		r := sensitive(design)
		untranslated(t, Tables(r, English), Tables(r, Chinese), "|k|")
	}
	r := &sim.Result{Level: 0.95, Arms: []sim.ArmResult{{Name: "sensitivity", Kind: "sensitivity", Draws: 5}}}
	untranslated(t, Tables(r, English), Tables(r, Chinese), "||")
}
