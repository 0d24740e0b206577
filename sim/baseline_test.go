package sim

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"panelstress/data"
	"panelstress/estimators"
)

// A study whose names would make two columns of draws.parquet one is refused
// before a draw, and the message names the column.
func TestColumnsOfDrawsDiffer(t *testing.T) {
	for _, c := range []struct{ variable, estimator, want string }{
		{"const", "fe", "two columns M.fe.const "},
		{"error", "fe", "two columns M.fe.error "},
		{"x", "fe", ""},
	} {
		s := usStates(t)
		s.Derived = append(s.Derived, derived(t, c.variable, "2 * pc"))
		s.Models = []Model{model(t, "M", "lgsp ~ "+c.variable+" + lemp")}
		s.Estimators = s.Estimators[:1]
		s.Estimators[0].Name = c.estimator
		s.Hypotheses = nil
		chain, err := Compile(s)
		if err != nil {
			t.Fatal(err)
		}
		_, err = chain.Baseline()
		if c.want == "" {
			if err != nil {
				t.Error(err)
			}
			continue
		}
		var in *data.InputError
		if !errors.As(err, &in) || in.Key != "models.M" || !strings.Contains(in.Found, c.want) {
			t.Errorf("%s: %v", c.variable, err)
		}
	}
}

// The outcome and functions of a variable are described; products, powers,
// lags and differences are not, unless they are the outcome.
func TestDescribedVariables(t *testing.T) {
	s := usStates(t)
	s.Models = []Model{
		model(t, "A", "log(gsp) ~ INFRA*unemp + log(pc) + I(unemp^2) + L.lemp"),
		model(t, "B", "D.lgsp ~ D.lemp + unemp"),
	}
	s.Estimators = s.Estimators[:1]
	s.Hypotheses = nil
	_, r := compiled(t, s)
	var names []string
	for _, d := range r.Descriptives {
		names = append(names, d.Name)
	}
	want := []string{"log(gsp)", "INFRA", "unemp", "log(pc)", "D.lgsp"}
	if !slices.Equal(names, want) || !slices.Equal(r.Correlations.Names, want) {
		t.Errorf("described %q and %q, want %q", names, r.Correlations.Names, want)
	}
	// Munnell's data: log of gsp has no missing value, its difference lacks
	// the first of 17 years of each of 48 states.
	if r.Descriptives[0].N != 816 || r.Descriptives[4].N != 768 {
		t.Errorf("%d and %d observations, want 816 and 768", r.Descriptives[0].N, r.Descriptives[4].N)
	}
	sum := 0.0
	gsp := s.Panel.Column("gsp")
	for _, v := range gsp {
		sum += math.Log(v)
	}
	// The mean sums 816 numbers near 10: 1e-12 is far above its rounding.
	if d := float64(r.Descriptives[0].Mean) - sum/816; math.Abs(d) > 1e-12 {
		t.Errorf("mean of log(gsp) is off by %g", d)
	}
}

// A draw of the panel as it is must come to the verdicts of the baseline, also
// where a coefficient has degrees of freedom of its own: CR2 with few clusters.
func TestVerdictsOfIdentityDraw(t *testing.T) {
	s := usStates(t)
	s.Models = s.Models[1:]
	s.Estimators = []Estimator{{Name: "fe", Kind: "fe", Fit: estimators.Within{Cov: estimators.CR2{}}}}
	s.Hypotheses = nil
	_, r := compiled(t, s)
	straddled := 0
	for _, term := range r.Baseline[0].Terms {
		other := estimators.TwoSided(float64(term.Statistic), float64(r.Baseline[0].DoF))
		level := math.Sqrt(other * float64(term.P)) // between the two p values, where they differ
		if math.Abs(other-float64(term.P)) > 1e-6 {
			straddled++
		}
		sign := 1
		if term.Estimate < 0 {
			sign = -1
		}
		s.Hypotheses = append(s.Hypotheses, Hypothesis{Name: term.Name, Model: "M2", Estimator: "fe", Term: term.Name, Sign: sign, Level: level})
	}
	if straddled == 0 {
		t.Fatal("no coefficient has degrees of freedom of its own, the test says nothing")
	}
	s.Arms = []Arm{{Name: "as it is", Kind: "bootstrap", Draws: 1}}
	r, err := run(t.Context(), t, s, Options{Dir: t.TempDir(), Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range r.Hypotheses {
		if (h.Baseline == Supported) != (h.Arms[0].Supported == 1) {
			t.Errorf("%s at level %v: %s at the baseline, supported by a share %v of identical draws", h.Name, h.Level, h.Baseline, h.Arms[0].Supported)
		}
	}
	for i, c := range r.Arms[0].Coefficients {
		if want := r.Baseline[0].Terms[i].P < 0.05; want != (c.ShareSignificant == 1) {
			t.Errorf("%s: significant at the baseline %v, share of identical draws %v", c.Term, want, c.ShareSignificant)
		}
	}
}
