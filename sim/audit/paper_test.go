package audit

import (
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"panelstress/data/published"
)

func read(t testing.TB, name string) *published.Tables {
	t.Helper()
	text, err := os.ReadFile("../../data/studies/" + name)
	if err != nil {
		t.Fatal(err)
	}
	out, err := published.Read(name, text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// expected is a finding that the paper's tables must give. Its numbers are
// those of the recomputation that came with the tables, not of this package.
type expected struct {
	number   int // in the list of what cannot be true as printed
	check    string
	where    string
	severity Severity
	implied  *Interval // nil where none is stated
	within   float64   // of either end
	says     string    // part of the message
}

// The constant of table 5 M1 leaves -0.00045 ± 0.00016 for Infra; that of table
// 7 M2 is about -0.58; pooled least squares give ECpv -0.064; |δ| is 0.21-0.22.
var paper = []expected{
	{1, "correlation matrix", "correlations.ERes.ECpv", Impossible, nil, 0, "smallest eigenvalue is -0.2847"},
	{1, "correlation matrix", "correlations.ERes.ECpv", Impossible, nil, 0, "only one repairs it: ERes-ECpv as -0.3965 (smallest eigenvalue then 0.0421"},
	{1, "correlation triple", "correlations.ERes.ECpv", Impossible, nil, 0, ""},
	{1, "pooled", "table7.M2.ECpv", Implausible, &Interval{-0.064, -0.064}, 0.0006, "H2 (ECpv raises ERes) is contradicted"},
	{1, "pooled", "table6.M2.ECpv", Implausible, &Interval{-0.064, -0.064}, 0.0006, "opposite sign"},
	{2, "product", "table5.M4.NM:ECpv", Implausible, &Interval{-0.168 / 0.1004, -0.168 / 0.7939}, 0.02, "in [-0.2213, -0.2184]"},
	{2, "product", "table7.M4.NM:ECpv", Implausible, nil, 0, "in [-0.2037, -0.2018]"},
	{2, "product", "table5.M4.NM:ECpv", Implausible, nil, 0, "H3"},
	{3, "constant", "table5.M1.Infra", Implausible, &Interval{-0.00045 - 0.00016, -0.00045 + 0.00016}, 0.00002, "-0.001 (the opposite sign)"},
	{4, "scale", "table5.M3.ECpc", Implausible, &Interval{-0.1101 / 1577.958, 0.1101 / 1577.958}, 1e-7, "is 3.156, on an outcome whose standard deviation is 0.1101"},
	{5, "constant", "table7.M2.const", Implausible, nil, 0, "-0.58 (the point in another place)"},
	{6, "declared", "descriptives.Infra.max", Implausible, &Interval{0, 100}, 0, "mobile phones"},
	{6, "declared", "descriptives.Open.mean", Implausible, nil, 0, "logarithm"},
	{6, "logarithm", "descriptives.lnGDP.min", Implausible, nil, 0, "77.07 billion yuan"},
	{7, "claims", "table5.M5.NM", Implausible, nil, 0, "without a star"},
	{7, "claims", "table3", Implausible, &Interval{8, 8}, 0, "7 variables"},
	{8, "direction", "indices.ERes", Implausible, nil, 0, "distance to the nearest port"},
	{8, "shared components", "variables.lnGDP", Note, nil, 0, "Gross regional product enters ERes (real gross regional product), ERes (trade dependence), ERes (financial development"},
	{8, "shared components", "variables.RD", Note, nil, 0, "R&D expenditure enters NM"},
	{8, "shared components", "variables.Open", Note, nil, 0, "Imports"},
	{9, "main effects", "table5.M4.NM:ECpv", Note, nil, 0, "without the own term of ECpv."},
	{9, "main effects", "table5.M5.NM:ECpc", Note, nil, 0, "without the own term of ECpc."},
	{9, "main effects", "table6.M4.NM:ECpv", Note, nil, 0, "the own term of NM and the own term of ECpv"},
	{9, "main effects", "table6.M5.NM:ECpc", Note, nil, 0, "the own term of NM and the own term of ECpc"},
	{0, "Wald", "table6.M1.wald", Note, &Interval{2200, 2200}, 70, "about 2"},
	{0, "F", "table5.M1.F", Note, &Interval{243, 243}, 1, "all entity effects are zero (degrees of freedom 28, 256)"},
}

func (e expected) matches(f Finding) bool {
	if f.Check != e.check || f.Severity != e.severity || !strings.Contains(f.Message, e.says) {
		return false
	}
	i := slices.Index(f.Where, e.where)
	if i < 0 || e.implied == nil {
		return i >= 0
	}
	return i == 0 && len(f.Implied) == 2 && math.Abs(f.Implied[0]-e.implied.Lo) <= e.within && math.Abs(f.Implied[1]-e.implied.Hi) <= e.within
}

func TestFindingsOnThePaper(t *testing.T) {
	r := Run(read(t, "export-resilience.tables.yaml"))
	for _, e := range paper {
		if !slices.ContainsFunc(r.Findings, e.matches) {
			t.Errorf("finding %d is not made: %s %s %s %v %q", e.number, e.severity, e.check, e.where, e.implied, e.says)
		}
	}
	for _, f := range r.Findings {
		if f.Severity == Impossible && f.Where[0] != "correlations.ERes.ECpv" {
			t.Errorf("called impossible: %v %s", f.Where, f.Message)
		}
	}
	if r.Checked < 500 {
		t.Errorf("only %d comparisons", r.Checked)
	}
}

// TestConsistentNumbers: one panel meets all of them, so that none is
// impossible.
func TestConsistentNumbers(t *testing.T) {
	r := Run(read(t, "export-resilience.consistent.yaml"))
	for _, f := range r.Findings {
		if f.Severity == Impossible {
			t.Errorf("%v: %s", f.Where, f.Message)
		}
	}
	if r.Checked < 200 {
		t.Errorf("only %d comparisons", r.Checked)
	}
}

// TestImpliedPooledRegression: what Tables 3 and 4 imply for table 6 M1, as
// recomputed by the source of the tables: 0.687, 0.0079, 0.0108, -0.0005,
// 0.0447, constant -0.183, R2 0.895.
func TestImpliedPooledRegression(t *testing.T) {
	a := &auditor{Tables: read(t, "export-resilience.tables.yaml"), report: &Report{}}
	m, ok := a.impliedBy("ERes", []string{"NM", "lnGDP", "Open", "Infra", "RD"})
	if !ok {
		t.Fatal("not determined")
	}
	for i, want := range []struct{ value, half float64 }{{0.687, 0.0005}, {0.0079, 0.00005}, {0.0108, 0.00005}, {-0.0005, 0.00005}, {0.0447, 0.00005}} {
		if !m.coef[i].Meets(Interval{want.value - want.half, want.value + want.half}) || m.coef[i].Hi-m.coef[i].Lo > 0.01 {
			t.Errorf("coefficient %d in %v, expected %v", i, m.coef[i], want.value)
		}
	}
	if !m.constant.Meets(Interval{-0.1835, -0.1825}) || !m.r2.Meets(Interval{0.8945, 0.8955}) || m.r2.Hi-m.r2.Lo > 0.01 {
		t.Errorf("constant %v, R2 %v", m.constant, m.r2)
	}
}

func BenchmarkAudit(b *testing.B) {
	p := read(b, "export-resilience.tables.yaml")
	b.ReportAllocs()
	for b.Loop() {
		Run(p)
	}
}
