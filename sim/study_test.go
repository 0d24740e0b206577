package sim

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"panelstress/bootstrap"
	"panelstress/data"
	"panelstress/data/formula"
	"panelstress/data/index"
	"panelstress/data/studies"
	"panelstress/estimators"
)

// shared finds a reference folder beside the repository, or skips the test.
func shared(t testing.TB, name string) string {
	t.Helper()
	dir := filepath.Join("..", "..", "shared", "reference", name)
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("the reference folder %s is not beside the repository", name)
	}
	return dir
}

func model(t testing.TB, name, text string) Model {
	t.Helper()
	f, err := formula.ParseModel(text)
	if err != nil {
		t.Fatal(err)
	}
	return Model{Name: name, Text: text, Formula: f}
}

func derived(t testing.TB, name, text string) Derived {
	t.Helper()
	e, err := formula.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return Derived{Name: name, Text: text, Expr: e}
}

func indicators(prefix string, n int) (out []index.Indicator) {
	for i := 1; i <= n; i++ {
		out = append(out, index.Indicator{Name: fmt.Sprintf("%s_%02d", prefix, i), Direction: 1})
	}
	return out
}

// threeEstimators are those of every study here: fixed effects, two-stage
// least squares and FGLS as the reference chain has them.
func threeEstimators() []Estimator {
	return []Estimator{
		{Name: "fe", Kind: "fe", Fit: estimators.Within{Cov: estimators.Cluster{}}},
		{Name: "2sls", Kind: "2sls", Instrumented: true, Fit: estimators.TwoSLS{Cov: estimators.Cluster{Convention: estimators.StataLarge}}},
		{Name: "fgls", Kind: "fgls", Fit: estimators.FGLS{}},
	}
}

// chainStudy is the study of the reference folder chain: five models by three
// estimators on three indices of 28 indicators.
func chainStudy(t testing.TB) *Study {
	t.Helper()
	dir := shared(t, "chain")
	table, err := data.Open(filepath.Join(dir, "panel.csv"), data.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	columns := []string{"tc", "ms", "rca", "cpx", "lngdp", "open", "infra", "rd"}
	for _, in := range append(indicators("nm", 12), indicators("er", 13)...) {
		columns = append(columns, in.Name)
	}
	panel, err := table.Panel(data.Options{Entity: "province", Time: "year", Columns: columns})
	if err != nil {
		t.Fatal(err)
	}
	const controls = " + lnGDP + Open + Infra + RD"
	s := &Study{
		Name: "chain", Panel: panel, DataFile: "panel.csv", DataHash: "chain", Hash: "chain", Seed: 1,
		Derived: []Derived{
			derived(t, "lnGDP", "lngdp"), derived(t, "Open", "open"), derived(t, "Infra", "infra"), derived(t, "RD", "rd"), derived(t, "ECpc", "cpx"),
		},
		Indices: []*index.Index{
			{Name: "NM", Indicators: indicators("nm", 12)},
			{Name: "ERes", Indicators: indicators("er", 13)},
			{Name: "ECpv", Indicators: []index.Indicator{{Name: "tc", Direction: 1}, {Name: "ms", Direction: 1}, {Name: "rca", Direction: 1}}},
		},
		Models: []Model{
			model(t, "M1", "ERes ~ NM"+controls+" | NM ~ L.NM"),
			model(t, "M2", "ERes ~ ECpv"+controls+" | ECpv ~ L.ECpv"),
			model(t, "M3", "ERes ~ ECpc"+controls+" | ECpc ~ L.ECpc"),
			model(t, "M4", "ERes ~ NM + NM:ECpv"+controls+" | NM + NM:ECpv ~ L.NM + L.(NM:ECpv)"),
			model(t, "M5", "ERes ~ NM + NM:ECpc"+controls+" | NM + NM:ECpc ~ L.NM + L.(NM:ECpc)"),
		},
		Estimators: threeEstimators(),
		Arms:       []Arm{{Name: "bootstrap", Kind: "bootstrap", Draws: 2000, Resampler: bootstrap.Entities{}}},
	}
	return s
}

// usStates is the embedded study us-states.
func usStates(t testing.TB) *Study {
	t.Helper()
	table, err := data.OpenFS(studies.FS, "us-states.csv", data.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	panel, err := table.Panel(data.Options{Entity: "state", Time: "year", Columns: []string{"hwy", "water", "util", "pc", "gsp", "emp", "unemp"}})
	if err != nil {
		t.Fatal(err)
	}
	return &Study{
		Name: "us-states", Panel: panel, DataFile: "us-states.csv", DataHash: "us", Hash: "us", Seed: 20250101,
		Derived: []Derived{
			derived(t, "hwy_emp", "hwy / emp"), derived(t, "water_emp", "water / emp"), derived(t, "util_emp", "util / emp"),
			derived(t, "lgsp", "log(gsp)"), derived(t, "lpc", "log(pc)"), derived(t, "lemp", "log(emp)"),
		},
		Indices: []*index.Index{{Name: "INFRA", Indicators: []index.Indicator{
			{Name: "hwy_emp", Direction: 1}, {Name: "water_emp", Direction: 1}, {Name: "util_emp", Direction: 1},
		}}},
		Models: []Model{
			model(t, "M1", "lgsp ~ INFRA + lpc + lemp + unemp | INFRA ~ L.INFRA"),
			model(t, "M2", "lgsp ~ INFRA + INFRA:unemp + lpc + lemp + unemp | INFRA + INFRA:unemp ~ L.INFRA + L.(INFRA:unemp)"),
		},
		Estimators: threeEstimators(),
		Hypotheses: []Hypothesis{{Name: "H1", Model: "M1", Estimator: "fe", Term: "INFRA", Sign: 1}},
		Arms:       []Arm{{Name: "bootstrap", Kind: "bootstrap", Draws: 2000, Resampler: bootstrap.Entities{}}},
	}
}

func compiled(t testing.TB, s *Study) (*Chain, *Result) {
	t.Helper()
	c, err := Compile(s)
	if err != nil {
		t.Fatal(err)
	}
	r, err := c.Baseline()
	if err != nil {
		t.Fatal(err)
	}
	return c, r
}
