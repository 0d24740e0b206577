package audit

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"panelstress/data/published"
)

// plant is a kind of error: it changes one number of the tables and names the
// cell; an empty name where the tables have no number of its kind to change.
// What it makes differs from what it replaces by more than rounding: a change
// within the rounding of a number is none.
type plant struct {
	kind string
	make func(t *testing.T, p *published.Tables, rng *rand.Rand) string
}

var plants = []plant{
	{"sign of a correlation", flipCorrelation},
	{"correlation above 1", func(t *testing.T, p *published.Tables, rng *rand.Rand) string {
		return onCorrelation(t, p, rng, func(s string) string { return strings.Replace(s, "0.", "1.", 1) })
	}},
	{"sign of a coefficient", func(t *testing.T, p *published.Tables, rng *rand.Rand) string {
		return onCell(t, p, rng, coefficients, flip)
	}},
	{"digit lost from a coefficient", func(t *testing.T, p *published.Tables, rng *rand.Rand) string {
		return onCell(t, p, rng, coefficients, loseDigit)
	}},
	{"digits of a coefficient transposed", func(t *testing.T, p *published.Tables, rng *rand.Rand) string {
		return onCell(t, p, rng, coefficients, transpose)
	}},
	{"point of a coefficient", func(t *testing.T, p *published.Tables, rng *rand.Rand) string {
		return onCell(t, p, rng, coefficients, tenfold)
	}},
	{"constant", func(t *testing.T, p *published.Tables, rng *rand.Rand) string {
		return onCell(t, p, rng, constantCells, loseDigit)
	}},
	{"standard error", func(t *testing.T, p *published.Tables, rng *rand.Rand) string {
		return onCell(t, p, rng, errorCells, tenfold)
	}},
	{"t", func(t *testing.T, p *published.Tables, rng *rand.Rand) string {
		return onCell(t, p, rng, tCells, loseDigit)
	}},
	{"p", func(t *testing.T, p *published.Tables, rng *rand.Rand) string {
		return onCell(t, p, rng, pCells, tenfold)
	}},
	{"star against t", func(t *testing.T, p *published.Tables, rng *rand.Rand) string { return moveStar(p, rng) }},
	{"N", func(t *testing.T, p *published.Tables, rng *rand.Rand) string {
		return onCell(t, p, rng, nCells, transpose)
	}},
	{"R2", func(t *testing.T, p *published.Tables, rng *rand.Rand) string {
		return onCell(t, p, rng, r2Cells, transpose)
	}},
	{"sd too large", func(t *testing.T, p *published.Tables, rng *rand.Rand) string {
		return onDescriptive(t, p, rng, "sd", tenfold)
	}},
	{"sd too small", func(t *testing.T, p *published.Tables, rng *rand.Rand) string {
		return onDescriptive(t, p, rng, "sd", tenth)
	}},
	{"min above mean", func(_ *testing.T, p *published.Tables, rng *rand.Rand) string {
		d := &p.Descriptives[rng.IntN(len(p.Descriptives))]
		d.Min, d.Mean = d.Mean, d.Min
		if box(d.Min).Meets(box(d.Mean)) {
			return ""
		}
		return at(d, "min")
	}},
	{"mean", func(t *testing.T, p *published.Tables, rng *rand.Rand) string {
		return onDescriptive(t, p, rng, "mean", tenfold)
	}},
	{"n of a variable", func(t *testing.T, p *published.Tables, rng *rand.Rand) string {
		return onDescriptive(t, p, rng, "n", loseDigit)
	}},
}

// flip, transpose and the like make a misprint; the same text where they
// cannot.
func flip(s string) string {
	if strings.HasPrefix(s, "-") {
		return s[1:]
	}
	return "-" + s
}

func digitsAt(s string) (out []int) {
	for i := range s {
		if s[i] >= '0' && s[i] <= '9' {
			out = append(out, i)
		}
	}
	return out
}

// transpose swaps the first two neighbouring digits that differ, from the first
// that is not zero on.
func transpose(s string) string {
	d := digitsAt(s)
	for k := 0; k+1 < len(d); k++ {
		i, j := d[k], d[k+1]
		if s[i] != '0' && s[i] != s[j] {
			b := []byte(s)
			b[i], b[j] = b[j], b[i]
			return string(b)
		}
	}
	return s
}

// loseDigit leaves the first significant digit out where others follow.
func loseDigit(s string) string {
	d := digitsAt(s)
	for k := 0; k+1 < len(d); k++ {
		if i := d[k]; s[i] != '0' {
			if i+1 < len(s) && s[i+1] == '.' {
				return s[:i] + "0" + s[i+1:]
			}
			return s[:i] + s[i+1:]
		}
	}
	return s
}

func scaled(s string, f float64) string {
	n, err := published.ParseNumber(s)
	if err != nil {
		return s
	}
	return fmt.Sprintf("%.*f", max(0, n.Decimals), n.Value*f)
}

func tenfold(s string) string { return scaled(s, 10) }
func tenth(s string) string   { return scaled(s, 0.1) }

// replace changes a number and keeps its mark; false where the change is
// within rounding.
func replace(t *testing.T, n *published.Number, f func(string) string) bool {
	old := *n
	*n = *printed(t, f(old.Digits())+old.Mark)
	return !box(n).Meets(box(&old))
}

type place struct {
	name string
	n    *published.Number
}

func onCell(t *testing.T, p *published.Tables, rng *rand.Rand, pick func(*published.Tables) []place, f func(string) string) string {
	places := pick(p)
	rng.Shuffle(len(places), func(i, j int) { places[i], places[j] = places[j], places[i] })
	for _, c := range places {
		old := *c.n
		if replace(t, c.n, f) {
			return c.name
		}
		*c.n = old
	}
	return ""
}

func coefficients(p *published.Tables) []place {
	return cellsOf(p, func(r *published.Regression) ([]published.Cell, string) { return r.Terms, "" }, func(n string) bool { return n != published.Const })
}

func constantCells(p *published.Tables) []place {
	return cellsOf(p, func(r *published.Regression) ([]published.Cell, string) { return r.Terms, "" }, func(n string) bool { return n == published.Const })
}

func errorCells(p *published.Tables) []place {
	return cellsOf(p, func(r *published.Regression) ([]published.Cell, string) { return r.StandardErrors, ".se" }, func(string) bool { return true })
}

func tCells(p *published.Tables) []place {
	return cellsOf(p, func(r *published.Regression) ([]published.Cell, string) { return r.TStatistics, ".t" }, func(string) bool { return true })
}

func pCells(p *published.Tables) []place {
	return cellsOf(p, func(r *published.Regression) ([]published.Cell, string) { return r.PValues, ".p" }, func(string) bool { return true })
}

func nCells(p *published.Tables) []place {
	return cellsOf(p, func(r *published.Regression) ([]published.Cell, string) { return r.Statistics, "" }, func(n string) bool { return n == "N" })
}

func r2Cells(p *published.Tables) []place {
	return cellsOf(p, func(r *published.Regression) ([]published.Cell, string) { return r.Statistics, "" }, func(n string) bool { return n == "r2" })
}

func cellsOf(p *published.Tables, list func(*published.Regression) ([]published.Cell, string), want func(string) bool) (out []place) {
	for i := range p.Regressions {
		r := &p.Regressions[i]
		cells, suffix := list(r)
		for j := range cells {
			if want(cells[j].Name) {
				out = append(out, place{r.Name + "." + cells[j].Name + suffix, &cells[j].Number})
			}
		}
	}
	return out
}

func onCorrelation(t *testing.T, p *published.Tables, rng *rand.Rand, f func(string) string) string {
	c := p.Correlations
	var out []place
	for i := range c.Order {
		for j := range i {
			out = append(out, place{cell(c.Order[j], c.Order[i]), c.At(i, j)})
		}
	}
	return onCell(t, p, rng, func(*published.Tables) []place { return out }, f)
}

func flipCorrelation(t *testing.T, p *published.Tables, rng *rand.Rand) string {
	return onCorrelation(t, p, rng, flip)
}

func onDescriptive(t *testing.T, p *published.Tables, rng *rand.Rand, what string, f func(string) string) string {
	return onCell(t, p, rng, func(p *published.Tables) (out []place) {
		for i := range p.Descriptives {
			d := &p.Descriptives[i]
			out = append(out, place{at(d, what), map[string]*published.Number{"n": d.N, "mean": d.Mean, "sd": d.SD}[what]})
		}
		return out
	}, f)
}

// moveStar gives three stars to a coefficient far from significant, or takes
// those of one far beyond.
func moveStar(p *published.Tables, rng *rand.Rand) string {
	places := coefficients(p)
	rng.Shuffle(len(places), func(i, j int) { places[i], places[j] = places[j], places[i] })
	for _, c := range places {
		text := c.n.Digits()
		switch c.n.Mark {
		case "":
			c.n.Mark, c.n.Text = "***", text+"***"
		case "***":
			c.n.Mark, c.n.Text = "", text
		default:
			continue
		}
		return c.name
	}
	return ""
}

// TestPlantedErrors: one error of each kind in the tables of every
// specification. It is found where a finding that is no note, and that was not
// made without it, names its cell.
func TestPlantedErrors(t *testing.T) {
	n := specifications
	if testing.Short() {
		n = 12
	}
	harvest(t, n, 0.9, func(*published.Tables) {})
}

// TestPlantedErrorsInBareTables: the same in tables that print coefficients
// and stars only, as many papers do. Less can be known from them; what is found
// must not fall back.
func TestPlantedErrorsInBareTables(t *testing.T) {
	n := 40
	if testing.Short() {
		n = 6
	}
	harvest(t, n, 0, func(p *published.Tables) {
		for i := range p.Regressions {
			r := &p.Regressions[i]
			r.StandardErrors, r.TStatistics, r.PValues = nil, nil, nil
		}
	})
}

// harvest plants every kind in n tables and counts what is found; each kind
// must reach a share, all together two thirds.
func harvest(t *testing.T, n int, least float64, prepare func(*published.Tables)) {
	t.Helper()
	clean, before := make([]*published.Tables, n), make([]*Report, n)
	for seed := range n {
		clean[seed] = realTables(t, seed)
		prepare(clean[seed])
		before[seed] = Run(clean[seed])
	}
	all, allFound := 0, 0
	for k, kind := range plants {
		planted, found := 0, 0
		for seed := range n {
			p := clone(clean[seed])
			where := kind.make(t, p, rand.New(rand.NewPCG(uint64(seed), uint64(k))))
			if where == "" {
				continue
			}
			planted++
			if names(before[seed], Run(p), where) {
				found++
			} else if testing.Verbose() && least > 0 {
				t.Logf("specification %d: %s: %s is not found", seed, kind.kind, where)
			}
		}
		t.Logf("%-36s %3d planted, %3d found (%.0f %%)", kind.kind, planted, found, 100*float64(found)/math.Max(1, float64(planted)))
		all, allFound = all+planted, allFound+found
		if least > 0 && planted < n/2 {
			t.Errorf("%s: planted only %d times in %d", kind.kind, planted, n)
		}
		if n == specifications && float64(found) < least*float64(planted) {
			t.Errorf("%s: %d of %d found, expected %.0f %%", kind.kind, found, planted, 100*least)
		}
	}
	t.Logf("%-36s %3d planted, %3d found (%.1f %%)", "all", all, allFound, 100*float64(allFound)/float64(all))
	if 3*allFound < 2*all {
		t.Errorf("%d of %d found, expected two thirds at least", allFound, all)
	}
}

// names tells whether a report has a finding on a cell that another lacks.
func names(before, after *Report, where string) bool {
	return slices.ContainsFunc(after.Findings, func(f Finding) bool {
		if f.Severity == Note || !slices.Contains(f.Where, where) {
			return false
		}
		return !slices.ContainsFunc(before.Findings, func(g Finding) bool { return g.Check == f.Check && g.Where[0] == f.Where[0] && g.Message == f.Message })
	})
}

// clone copies the numbers of tables.
func clone(p *published.Tables) *published.Tables {
	out := *p
	out.Descriptives = slices.Clone(p.Descriptives)
	number := func(n *published.Number) *published.Number {
		if n == nil {
			return nil
		}
		c := *n
		return &c
	}
	for i := range out.Descriptives {
		d := &out.Descriptives[i]
		d.N, d.Mean, d.SD, d.Min, d.Max = number(d.N), number(d.Mean), number(d.SD), number(d.Min), number(d.Max)
	}
	var rows [][]*published.Number
	for i := range p.Correlations.Order {
		var row []*published.Number
		for j := range i + 1 {
			row = append(row, number(p.Correlations.At(i, j)))
		}
		rows = append(rows, row)
	}
	out.Correlations = published.NewCorrelations(p.Correlations.Order, rows)
	out.Regressions = slices.Clone(p.Regressions)
	for i := range out.Regressions {
		r := &out.Regressions[i]
		for _, list := range []*[]published.Cell{&r.Terms, &r.StandardErrors, &r.TStatistics, &r.PValues, &r.Statistics} {
			*list = slices.Clone(*list)
		}
	}
	return &out
}
