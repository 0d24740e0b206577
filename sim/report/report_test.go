package report

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"panelstress/sim"
)

func rendered(t *testing.T, tables []Table) string {
	t.Helper()
	var b bytes.Buffer
	if err := CSV(&b, tables); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// The reader must see of which level the intervals are.
func TestIntervalsNameTheirLevel(t *testing.T) {
	for level, want := range map[sim.Number]string{0.95: "95% percentile interval,95% basic interval", 0.9: "90% percentile", 0.999: "99.9% percentile", 0.975: "97.5% basic"} {
		r := &sim.Result{Level: level, Arms: []sim.ArmResult{{Name: "bootstrap", Coefficients: []sim.Coefficient{{Model: "M", Estimator: "fe", Term: "x"}}}}}
		if got := rendered(t, Tables(r, English)); !strings.Contains(got, want) {
			t.Errorf("level %v: no %q in\n%s", level, want, got)
		}
	}
}

// A regression table says which effects its fits remove; an estimator that
// has none to choose has no such row.
func TestRegressionNamesEffects(t *testing.T) {
	for effects, want := range map[string]string{"twoway": "\neffects,\"entity, time\"\n", "none": "\neffects,none\n", "entity": "\neffects,entity\n", "": ""} {
		r := &sim.Result{Baseline: []sim.FitResult{{
			Model: "M", Estimator: "e", Kind: "2sls", Effects: effects, Terms: []sim.TermResult{{Name: "x", Estimate: 1, SE: sim.Number(math.NaN())}},
		}}}
		got := rendered(t, Tables(r, English))
		if !strings.Contains(got, want) || strings.Contains(got, "effects") != (want != "") {
			t.Errorf("%q: want %q in\n%s", effects, want, got)
		}
		if strings.Contains(got, "NaN") || strings.Contains(got, "()") {
			t.Errorf("a missing standard error is printed:\n%s", got)
		}
	}
}

// What a journal's table needs of LaTeX: signs as minus signs, special
// characters escaped, stars raised.
func TestLaTeXCells(t *testing.T) {
	var b bytes.Buffer
	table := Table{Name: "t", Title: "A & B", Header: []string{"name", "95% interval", "b", "se"}, Rows: [][]string{{"x_1-2", "[-0.5, -1.0e-04]", "-0.3***", "(0.2)"}}}
	if err := LaTeX(&b, []Table{table}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`\caption{A \& B}`, `name & 95\% interval & b & se \\`,
		`x\_1-2 & [$-$0.5, $-$1.0e-04] & $-$0.3\textsuperscript{***} & (0.2) \\`,
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %s in\n%s", want, b.String())
		}
	}
}

// Degrees of freedom that differ between coefficients are not printed as one.
func TestNoteOnDegreesOfFreedom(t *testing.T) {
	for dof, want := range map[sim.Number]string{4: "; t(4).", 2.5: "; t, with degrees of freedom of each coefficient's own."} {
		fit := sim.FitResult{Distribution: "t", DoF: 4, Terms: []sim.TermResult{{Name: "x", DoF: dof}, {Name: "const", DoF: 4}}}
		if got := notes([]sim.FitResult{fit}, English)[0]; !strings.HasSuffix(got, want) {
			t.Errorf("%v degrees of freedom: %q, want %q at its end", dof, got, want)
		}
	}
}
