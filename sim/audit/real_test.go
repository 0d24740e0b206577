package audit

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"panelstress/data"
	"panelstress/data/formula"
	"panelstress/data/published"
	"panelstress/estimators"
	"panelstress/sim"
)

// source is a real panel in the tree and variables that a study could make of
// it.
type source struct {
	file, entity, time string
	outcome            string
	variables          map[string]string // name -> formula
}

// sources: Munnell's 48 states and Grunfeld's 10 firms, levels, logarithms and
// ratios of them.
var sources = []source{
	{"../../data/studies/us-states.csv", "state", "year", "lgsp", map[string]string{
		"lgsp": "log(gsp)", "lpc": "log(pc)", "lemp": "log(emp)", "lhwy": "log(hwy)", "lwater": "log(water)", "lutil": "log(util)",
		"unemp": "unemp", "prod": "gsp/emp", "hwyshare": "hwy/pcap", "pcap": "pcap", "inten": "pc/emp",
	}},
	{"../../sim/verify/cases/grunfeld10.csv", "firm", "year", "invest", map[string]string{
		"invest": "invest", "value": "value", "capital": "capital", "lvalue": "log(value)", "lcap": "log(capital)", "q": "value/(capital+100)",
	}},
}

// printer prints as a paper may: a number of decimals for everything, or one of
// significant digits.
type printer struct {
	digits      int
	significant bool
}

func (p printer) number(v float64) string {
	if !p.significant {
		return fmt.Sprintf("%.*f", p.digits, v)
	}
	if v == 0 {
		return "0.000"
	}
	decimals := p.digits - 1 - int(math.Floor(math.Log10(math.Abs(v))))
	return fmt.Sprintf("%.*f", max(0, decimals), v)
}

func stars(p float64) string {
	switch {
	case p < 0.01:
		return "***"
	case p < 0.05:
		return "**"
	case p < 0.1:
		return "*"
	}
	return ""
}

// specification is a random study on a real panel.
func specification(t testing.TB, rng *rand.Rand) *sim.Study {
	t.Helper()
	src := sources[0]
	if rng.IntN(4) == 0 {
		src = sources[1]
	}
	panel := openSource(t, src, rng)
	var names []string
	for n := range src.variables {
		if n != src.outcome {
			names = append(names, n)
		}
	}
	slices.Sort(names)
	rng.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	xs := names[:2+rng.IntN(3)]
	s := &sim.Study{Name: "real", Panel: panel}
	for _, n := range append([]string{src.outcome}, xs...) {
		if text := src.variables[n]; text != n {
			e, err := formula.Parse(text)
			if err != nil {
				t.Fatal(err)
			}
			s.Derived = append(s.Derived, sim.Derived{Name: n, Text: text, Expr: e})
		}
	}
	all := strings.Join(xs, " + ")
	s.Models = []sim.Model{
		modelOf(t, "M1", src.outcome+" ~ "+strings.Join(xs[:len(xs)-1], " + ")),
		modelOf(t, "M2", fmt.Sprintf("%s ~ %s | %s ~ L.%s", src.outcome, all, xs[0], xs[0])),
		modelOf(t, "M3", fmt.Sprintf("%s ~ %s + %s:%s", src.outcome, all, xs[0], xs[1])),
	}
	covs := []estimators.Covariance{estimators.Classical{}, estimators.Cluster{}}
	s.Estimators = []sim.Estimator{
		{Name: "ols", Kind: "ols", Fit: estimators.Pooled{}},
		{Name: "fe", Kind: "fe", Fit: estimators.Within{Cov: covs[rng.IntN(2)]}},
		{Name: "2sls", Kind: "2sls", Instrumented: true, Fit: estimators.TwoSLS{Cov: covs[rng.IntN(2)]}},
		{Name: "fgls", Kind: "fgls", Fit: estimators.FGLS{}},
	}
	return s
}

// openSource reads a random part of a panel: at least eight entities and six
// periods in a row.
func openSource(t testing.TB, src source, rng *rand.Rand) *data.Panel {
	t.Helper()
	table, err := data.Open(src.file, data.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var columns []string
	for _, h := range table.Header() {
		if h != src.entity && h != src.time && h != "region" && h != "state" {
			columns = append(columns, h)
		}
	}
	all, err := table.Panel(data.Options{Entity: src.entity, Time: src.time, Columns: columns})
	if err != nil {
		t.Fatal(err)
	}
	chosen := rng.Perm(len(all.Entities()))[:8+rng.IntN(len(all.Entities())-7)]
	years := all.Periods()
	first := rng.IntN(len(years) - 5)
	last := first + 5 + rng.IntN(len(years)-first-5)
	keep := make([]bool, all.Len())
	for g := range all.Entities() {
		for i := all.Starts()[g]; i < all.Starts()[g+1]; i++ {
			y := all.Times()[i]
			keep[i] = slices.Contains(chosen, g) && y >= years[first] && y <= years[last]
		}
	}
	p, _, err := all.Rows(keep)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func modelOf(t testing.TB, name, text string) sim.Model {
	t.Helper()
	f, err := formula.ParseModel(text)
	if err != nil {
		t.Fatal(err)
	}
	return sim.Model{Name: name, Text: text, Formula: f}
}

// tablesOf prints a study's tables.
func tablesOf(t testing.TB, s *sim.Study, p printer) *published.Tables {
	t.Helper()
	chain, err := sim.Compile(s)
	if err != nil {
		t.Fatal(err)
	}
	r, err := chain.Baseline()
	if err != nil {
		t.Skip(err)
	}
	out := &published.Tables{Name: s.Name, Stars: []published.Star{{Mark: "*", Level: 0.1}, {Mark: "**", Level: 0.05}, {Mark: "***", Level: 0.01}}}
	out.Panel = &published.Panel{Entities: r.Data.Entities, Periods: r.Data.Periods, First: r.Data.First, Last: r.Data.Last, Observations: r.Data.Observations}
	for _, d := range r.Descriptives {
		out.Descriptives = append(out.Descriptives, published.Descriptive{
			Variable: d.Name, N: printed(t, fmt.Sprint(d.N)), Mean: printed(t, p.number(float64(d.Mean))), SD: printed(t, p.number(float64(d.SD))),
			Min: printed(t, p.number(float64(d.Min))), Max: printed(t, p.number(float64(d.Max))),
		})
	}
	var rows [][]string
	for i := range r.Correlations.Names {
		var row []string
		for j := range i + 1 {
			row = append(row, fmt.Sprintf("%.*f", p.digits, float64(r.Correlations.Values[i][j])))
		}
		rows = append(rows, row)
	}
	out.Correlations = published.NewCorrelations(r.Correlations.Names, numbers(t, rows))
	for i := range r.Baseline {
		out.Regressions = append(out.Regressions, regressionOf(t, &r.Baseline[i], p))
	}
	return out
}

func printed(t testing.TB, text string) *published.Number {
	t.Helper()
	n, err := published.ParseNumber(text)
	if err != nil {
		t.Fatal(err)
	}
	return &n
}

func numbers(t testing.TB, rows [][]string) [][]*published.Number {
	out := make([][]*published.Number, len(rows))
	for i, row := range rows {
		for _, c := range row {
			out[i] = append(out[i], printed(t, c))
		}
	}
	return out
}

func regressionOf(t testing.TB, f *sim.FitResult, p printer) published.Regression {
	out := published.Regression{Name: f.Estimator + "." + f.Model, Estimator: f.Estimator, Outcome: f.Outcome}
	cell := func(name, text string) published.Cell { return published.Cell{Name: name, Number: *printed(t, text)} }
	if f.Estimator == "2sls" {
		x := f.Terms[0].Name
		out.Instruments = []published.Instrument{{Term: x, By: "L." + x}}
	}
	for _, c := range f.Terms {
		out.Terms = append(out.Terms, cell(c.Name, p.number(float64(c.Estimate))+stars(float64(c.P))))
		out.StandardErrors = append(out.StandardErrors, cell(c.Name, p.number(float64(c.SE))))
		out.TStatistics = append(out.TStatistics, cell(c.Name, p.number(float64(c.Statistic))))
		out.PValues = append(out.PValues, cell(c.Name, fmt.Sprintf("%.*f", max(3, p.digits), float64(c.P))))
	}
	for _, s := range []struct{ from, to string }{{"r2", "r2"}, {"r2_within", "r2"}, {"F", "F"}, {"wald", "wald"}} {
		if v, ok := f.Statistics[s.from]; ok && !math.IsNaN(float64(v)) && published.Find(out.Statistics, s.to) == nil {
			out.Statistics = append(out.Statistics, cell(s.to, p.number(float64(v))))
		}
	}
	out.Statistics = append(out.Statistics, cell("N", fmt.Sprint(f.Observations)))
	return out
}

// specifications is how many random studies the acceptance asks for.
const specifications = 100

func realTables(t testing.TB, seed int) *published.Tables {
	t.Helper()
	rng := rand.New(rand.NewPCG(uint64(seed), 5))
	s := specification(t, rng)
	return tablesOf(t, s, printer{digits: 2 + rng.IntN(3), significant: rng.IntN(2) == 0})
}

// TestRealTablesAreNotCalledImpossible: tables printed from real panels exist,
// so that no finding may say that they cannot.
func TestRealTablesAreNotCalledImpossible(t *testing.T) {
	n := specifications
	if testing.Short() {
		n = 15
	}
	comparisons, implausible := 0, 0
	checks := make(map[string]int)
	for seed := range n {
		p := realTables(t, seed)
		r := Run(p)
		comparisons += r.Checked
		for _, f := range r.Findings {
			switch f.Severity {
			case Impossible:
				t.Errorf("specification %d: %v: %s", seed, f.Where, f.Message)
			case Implausible:
				implausible++
				checks[f.Check]++
				if testing.Verbose() {
					t.Logf("specification %d: %v: %s", seed, f.Where, f.Message)
				}
			}
		}
	}
	t.Logf("%d specifications, %d comparisons, %d called implausible: %v", n, comparisons, implausible, checks)
}
