package synth

import (
	"bytes"
	"context"
	"math"
	"strconv"
	"testing"

	"panelstress/data"
	"panelstress/data/published"
	"panelstress/data/studies"
)

// paper is the problem of the embedded tables.
func paper(t testing.TB) *Problem {
	t.Helper()
	const file = "export-resilience.consistent.yaml"
	text, err := studies.FS.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	tables, err := published.Read(file, text)
	if err != nil {
		t.Fatal(err)
	}
	p, unused, err := FromTables(tables, Shape{})
	if err != nil {
		t.Fatal(err)
	}
	if len(unused) > 0 {
		t.Errorf("unused: %v", unused)
	}
	return p
}

func made(t testing.TB, p *Problem, seed uint64) *Panel {
	t.Helper()
	m, err := Make(context.Background(), p, seed, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range m.Numbers {
		if !n.Met() {
			t.Errorf("seed %d: %s: %v, printed %s", seed, n.Where, n.Value, n.Printed)
		}
	}
	return m
}

// TestPaper: the 151 numbers of the published study, from two seeds, counted
// on the panel as it is read back from its file.
func TestPaper(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds; the embedded panel is checked elsewhere")
	}
	p := paper(t)
	one, two := made(t, p, 1), made(t, p, 2)
	if len(one.Numbers) != 151 {
		t.Errorf("%d numbers, expected 151", len(one.Numbers))
	}
	correlation := 0.0
	for i, v := range one.Columns[0] {
		correlation += math.Abs(v - two.Columns[0][i])
	}
	if correlation < 1 {
		t.Error("two seeds gave nearly the same panel")
	}
	var file bytes.Buffer
	if err := one.WriteCSV(&file); err != nil {
		t.Fatal(err)
	}
	table, err := data.ReadCSV(&file, "panel.csv", data.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	panel, err := table.Panel(data.Options{Entity: "entity", Time: "time", Columns: []string{"ERes", "NM", "ECpv", "ECpc", "lnGDP", "Open", "Infra", "RD"}, Labels: []string{"entity_zh", "origin"}})
	if err != nil {
		t.Fatal(err)
	}
	checked, err := Check(p, panel)
	if err != nil {
		t.Fatal(err)
	}
	if n := unmet(checked); n > 0 {
		t.Errorf("%d numbers are not met by the file", n)
	}
}

// printed prints all numbers of a problem as they are in real data, to a
// number of significant digits, and returns the problem that asks for them.
func printed(t testing.TB, p *Problem, real *data.Panel, digits int) *Problem {
	t.Helper()
	truth, err := Check(p, real)
	if err != nil {
		t.Fatal(err)
	}
	out := *p
	out.First, out.Periods = real.Periods()[0], len(real.Periods())
	for _, name := range real.Entities() {
		out.Entities = append(out.Entities, published.EntityName{En: name})
	}
	next := 0
	number := func() Box {
		v, decimals := truth[next].shown(truth[next].Value), 3 // of p values
		if !truth[next].score {
			decimals = max(digits-1-int(math.Floor(math.Log10(math.Abs(v)))), 0)
		}
		next++
		n, err := published.ParseNumber(strconv.FormatFloat(v, 'f', decimals, 64))
		if err != nil {
			t.Fatal(err)
		}
		return *box(&n)
	}
	out.Variables = nil
	for _, v := range p.Variables {
		mean, sd, low, high := number(), number(), number(), number()
		out.Variables = append(out.Variables, Variable{Name: v.Name, Mean: &mean, SD: &sd, Min: &low, Max: &high})
	}
	out.Correlations = nil
	for _, c := range p.Correlations {
		out.Correlations = append(out.Correlations, Correlation{c.A, c.B, number()})
	}
	out.Regressions = nil
	for _, r := range p.Regressions {
		for _, list := range []*[]Named{&r.Coefficients, &r.Inference, &r.Statistics} {
			var named []Named
			for _, c := range *list {
				named = append(named, Named{c.Name, number()})
			}
			*list = named
		}
		out.Regressions = append(out.Regressions, r)
	}
	return &out
}

// describing is a problem with all descriptives and correlations.
func describing(names []string, regressions ...Regression) *Problem {
	p := &Problem{Name: "real", Regressions: regressions}
	for i, a := range names {
		p.Variables = append(p.Variables, Variable{Name: a, Mean: &anything, SD: &anything, Min: &anything, Max: &anything})
		for _, b := range names[:i] {
			p.Correlations = append(p.Correlations, Correlation{a, b, anything})
		}
	}
	return p
}

// TestRealTables: tables printed from real panels are met again, by every
// estimator, with products, lags and logarithms. The same data behind the
// tables show that there is a panel to be found.
func TestRealTables(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	open := func(file, entity, time string, names []string) *data.Panel {
		t.Helper()
		table, err := data.Open(file, data.ReadOptions{})
		if err != nil {
			t.Fatal(err)
		}
		p, err := table.Panel(data.Options{Entity: entity, Time: time, Columns: names})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	grunfeld := []string{"invest", "value", "capital"}
	states := []string{"gsp", "pc", "emp", "unemp"}
	for name, c := range map[string]struct {
		real    *data.Panel
		digits  int
		problem *Problem
	}{
		"Grunfeld to three digits": {open("../verify/cases/grunfeld10.csv", "firm", "year", grunfeld), 3, describing(grunfeld,
			everyQuantity(t, "ols", "invest ~ value + capital"),
			everyQuantity(t, "fe", "invest ~ value + capital"),
			everyQuantity(t, "re", "invest ~ value + capital"),
			everyQuantity(t, "fgls", "invest ~ value + capital"))},
		"Grunfeld with standard errors": {open("../verify/cases/grunfeld10.csv", "firm", "year", grunfeld), 3, describing(grunfeld,
			everyQuantity(t, "ols", "invest ~ value + capital", "hc1", ""),
			everyQuantity(t, "fe", "invest ~ value + capital", "cluster", ""),
			everyQuantity(t, "re", "invest ~ value + capital", "classical", ""),
			everyQuantity(t, "2sls", "invest ~ capital | value ~ L.value", "cluster", "stata-large"))},
		"Grunfeld to four digits": {open("../verify/cases/grunfeld10.csv", "firm", "year", grunfeld), 4, describing(grunfeld,
			everyQuantity(t, "2sls", "invest ~ capital | value ~ L.value"),
			everyQuantity(t, "fe", "invest ~ value + capital + value:capital"))},
		"states in logarithms to three digits": {open("../../data/studies/us-states.csv", "state", "year", states), 3, describing(states,
			everyQuantity(t, "fe", "log(gsp) ~ log(pc) + log(emp) + unemp"),
			everyQuantity(t, "fgls", "log(gsp) ~ log(pc) + log(emp) + unemp"))},
	} {
		t.Run(name, func(t *testing.T) {
			made(t, printed(t, c.problem, c.real, c.digits), 1)
		})
	}
}

// BenchmarkPaper makes a panel that meets the 151 numbers of the published
// study.
func BenchmarkPaper(b *testing.B) {
	p := paper(b)
	for seed := uint64(1); b.Loop(); seed++ {
		if m, err := Make(context.Background(), p, seed, 0); err != nil || !m.Met() {
			b.Fatalf("seed %d: %v", seed, err)
		}
	}
}
