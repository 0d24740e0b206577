package report

import (
	"fmt"
	"strings"
	"testing"

	"panelstress/sim"
)

// TestBrief: of a run with many arms a terminal shows what concerns the
// hypotheses, and says how much it does not.
func TestBrief(t *testing.T) {
	r := &sim.Result{Level: 0.95}
	for _, estimator := range []string{"fe", "2sls"} {
		r.Baseline = append(r.Baseline, sim.FitResult{Model: "M", Estimator: estimator, Kind: estimator})
	}
	for i := range 5 {
		a := sim.ArmResult{Name: fmt.Sprintf("s%d", i), Kind: "scenario"}
		if i == 0 {
			a.Name, a.Kind = "bootstrap", "bootstrap"
		}
		for _, f := range r.Baseline {
			for _, term := range []string{"x", "z", "const"} {
				a.Coefficients = append(a.Coefficients, sim.Coefficient{Model: "M", Estimator: f.Estimator, Term: term})
			}
		}
		r.Arms = append(r.Arms, a)
	}
	r.Hypotheses = []sim.HypothesisResult{{Name: "H", Model: "M", Estimator: "fe", Term: "x", Sign: 1, Baseline: sim.Supported}}
	var arms []string
	tables := Brief(r, English)
	for _, table := range tables {
		if !strings.HasPrefix(table.Name, "arm-") {
			continue
		}
		arms = append(arms, table.Name)
		for _, row := range table.Rows {
			if row[0] != "M.fe.x" && row[0] != "M.2sls.x" {
				t.Errorf("%s has a row %s", table.Name, row[0])
			}
		}
		if len(table.Rows) != 2 {
			t.Errorf("%s has %d rows", table.Name, len(table.Rows))
		}
	}
	if fmt.Sprint(arms) != "[arm-bootstrap]" {
		t.Errorf("tables of arms: %v", arms)
	}
	last := tables[len(tables)-1]
	if note := last.Notes[len(last.Notes)-1]; !strings.Contains(note, "tables more") {
		t.Errorf("note %q", note)
	}
	r.Hypotheses = nil
	if got, want := len(Brief(r, English)), len(Tables(r, English)); got != want {
		t.Errorf("without hypotheses %d of %d tables", got, want)
	}
}
