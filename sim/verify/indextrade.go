package verify

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"panelstress/data"
	"panelstress/data/index"
	"panelstress/data/trade"
)

// tradeFile is a file of trade by entity, product and perhaps year: the product
// is in a column of that name, the entity in the first of the others but for
// years, exports in one called export or, without one, value. What has no row
// is no trade.
type tradeFile struct {
	table              *data.Table
	entities, products []string // in order
	entity, product    []int    // of every line, their places
	years              []string // of every line; nil where the file has none
}

func (c *indexCase) tradeFile() (*tradeFile, error) {
	t, err := c.open(c.Data)
	if err != nil {
		return nil, err
	}
	f := &tradeFile{table: t, years: t.Cells(c.timeColumn())}
	if t.Cells("product") == nil {
		return nil, fmt.Errorf("%s has no column %q", t.File(), "product")
	}
	f.products, f.product = places(t.Cells("product"))
	f.entities, f.entity = places(t.Cells(c.firstBeside(t, "product")))
	return f, nil
}

// firstBeside is the first column that has neither periods nor the other name.
func (c *indexCase) firstBeside(t *data.Table, other string) string {
	for _, name := range t.Header() {
		if name != c.timeColumn() && name != other {
			return name
		}
	}
	return ""
}

// places are the different cells in order, and where each cell is among them.
func places(cells []string) (names []string, place []int) {
	names = distinct(cells)
	at := make(map[string]int)
	for i, n := range names {
		at[n] = i
	}
	for _, cell := range cells {
		place = append(place, at[cell])
	}
	return names, place
}

// distinct are the different cells in their order: of numbers, where all are
// numbers, or else of texts.
func distinct(cells []string) []string {
	order := strings.Compare
	if !slices.ContainsFunc(cells, func(cell string) bool { _, err := strconv.ParseFloat(cell, 64); return err != nil }) {
		order = byNumber
	}
	return slices.Compact(slices.SortedFunc(slices.Values(cells), order))
}

// byNumber compares texts that are numbers.
func byNumber(a, b string) int {
	x, _ := strconv.ParseFloat(a, 64)
	y, _ := strconv.ParseFloat(b, 64)
	return cmp.Or(cmp.Compare(x, y), strings.Compare(a, b))
}

// flows are the values of a column in a year; all of them where year is
// empty.
func (f *tradeFile) flows(name, year string) ([][]float64, error) {
	values, err := column(f.table, name)
	if err != nil {
		return nil, err
	}
	x := make([][]float64, len(f.entities))
	for c := range x {
		x[c] = make([]float64, len(f.products))
	}
	for i, v := range values {
		if year == "" || f.years[i] == year {
			x[f.entity[i]][f.product[i]] += v
		}
	}
	return x, nil
}

// period is the trade of a year. Entities and products that have no trade in
// it stay, with zeros.
func (f *tradeFile) period(year string) (*trade.Period, error) {
	name := "value"
	if f.table.Cells("export") != nil {
		name = "export"
	}
	if year != "" && !slices.Contains(f.years, year) {
		return nil, fmt.Errorf("%s has no year %s", f.table.File(), year)
	}
	x, err := f.flows(name, year)
	if err != nil {
		return nil, err
	}
	p := new(trade.Period)
	p.Reset(x, nil)
	return p, nil
}

// keyed makes an object; what does not exist is NaN.
func keyed(names []string, x []float64) map[string]any {
	v := make(map[string]any)
	for i, n := range names {
		v[n] = x[i]
	}
	return v
}

// year is the year of a case as it is written in files; empty where the case
// has none.
func (p *indexParams) year() string {
	if p.Year == nil {
		return ""
	}
	return strconv.Itoa(*p.Year)
}

// cutoff is the RCA from which on an entity counts as an exporter.
func (p *indexParams) cutoff() float64 {
	if p.Cutoff == nil {
		return 1
	}
	return *p.Cutoff
}

// tradePeriod is the period of a case that is about one.
func (c *indexCase) tradePeriod() (*tradeFile, *trade.Period, error) {
	f, err := c.tradeFile()
	if err != nil {
		return nil, nil, err
	}
	p, err := f.period(c.Params.year())
	return f, p, err
}

func comparativeAdvantage(c *indexCase) (map[string]any, error) {
	f, p, err := c.tradePeriod()
	if err != nil {
		return nil, err
	}
	rca := make(map[string]any)
	for i, name := range f.entities {
		x := make([]float64, len(f.products))
		p.RCA(x, i, trade.Sample)
		rca[name] = x
	}
	n := p.Network(c.Params.cutoff(), trade.Sample)
	return map[string]any{
		"rca": rca, "countries": len(f.entities), "products": len(f.products),
		"diversity": keyed(f.entities, n.Diversity), "ubiquity": keyed(f.products, n.Ubiquity),
	}, nil
}

func complexity(c *indexCase) (map[string]any, error) {
	f, p, err := c.tradePeriod()
	if err != nil {
		return nil, err
	}
	n := p.Network(c.Params.cutoff(), trade.Sample)
	e, k := make([]float64, len(f.entities)), make([]float64, len(f.products))
	v := map[string]any{"diversity": keyed(f.entities, n.Diversity), "ubiquity": keyed(f.products, n.Ubiquity)}
	for order := 1; order <= c.Params.N; order++ {
		n.EntityReflection(e, order)
		n.ProductReflection(k, order)
		v[fmt.Sprintf("kc_%d", order)], v[fmt.Sprintf("kp_%d", order)] = keyed(f.entities, e), keyed(f.products, k)
	}
	if even := c.Params.N / 2 * 2; even > 0 {
		n.EntityReflectionZ(e, even)
		n.ProductReflectionZ(k, even-1)
		v["reflections_country_z"], v["reflections_product_z"] = keyed(f.entities, e), keyed(f.products, k)
	}
	v["first_eigenvalue"] = growth(n, len(e))
	second, err := n.Complexity(e, k)
	v["second_eigenvalue"] = second
	if err != nil { // no unique second eigenvector; all else is there
		v["eci"], v["pci"], v["eci_ddof0"] = err, err, err
	} else {
		v["eci"], v["pci"] = keyed(f.entities, e), keyed(f.products, k)
		count := 0.0
		for _, x := range e {
			count += indicator(!math.IsNaN(x))
		}
		for i := range e { // the divisor n in place of n-1
			e[i] *= math.Sqrt(count / (count - 1))
		}
		v["eci_ddof0"] = keyed(f.entities, e)
	}
	for _, name := range slices.Sorted(maps.Keys(c.Expected)) {
		var steps int
		if _, err := fmt.Sscanf(name, "fitness_%dsteps", &steps); err == nil && strings.HasSuffix(name, "steps") {
			n.Fitness(e, k, steps)
			v[name] = keyed(f.entities, e)
		}
	}
	n.Fitness(e, k, 20)
	v["fitness"], v["quality"] = keyed(f.entities, e), keyed(f.products, k)
	return v, nil
}

// growth is the largest factor by which two steps stretch a constant, which is
// their first eigenvector.
func growth(n *trade.Network, entities int) float64 {
	x := make([]float64, entities)
	for c := range x {
		x[c] = 1
	}
	n.TwoSteps(x, x)
	return slices.MaxFunc(x, func(a, b float64) int {
		return cmp.Compare(trade.OrZero(a), trade.OrZero(b)) // those outside the network have none
	})
}

// incomes reads the last column of the case's file of incomes. Who exports
// must have one.
func (c *indexCase) incomes(f *tradeFile, p *trade.Period, year string) error {
	t, err := c.open(c.Income)
	if err != nil {
		return err
	}
	values, err := column(t, t.Header()[len(t.Header())-1])
	if err != nil {
		return err
	}
	p.Income = make([]float64, len(f.entities))
	for i := range p.Income {
		p.Income[i] = math.NaN()
	}
	years := t.Cells(c.timeColumn())
	for i, name := range t.Cells(c.firstBeside(t, "")) {
		if e := slices.Index(f.entities, name); e >= 0 && (year == "" || years == nil || years[i] == year) {
			p.Income[e] = values[i]
		}
	}
	for e, income := range p.Income {
		if p.Total[e] > 0 && math.IsNaN(income) {
			return fmt.Errorf("%s has no income of %s %s", t.File(), f.entities[e], year)
		}
	}
	return nil
}

// incomeContent is PRODY and EXPY of a year.
func (c *indexCase) incomeContent(f *tradeFile, year string) (map[string]any, error) {
	p, err := f.period(year)
	if err != nil {
		return nil, err
	}
	if err := c.incomes(f, p, year); err != nil {
		return nil, err
	}
	prody, expy := make([]float64, len(f.products)), make([]float64, len(f.entities))
	p.PRODY(prody)
	p.EXPY(expy)
	return map[string]any{"prody": keyed(f.products, prody), "expy": keyed(f.entities, expy)}, nil
}

func prody(c *indexCase) (map[string]any, error) {
	f, err := c.tradeFile()
	if err != nil {
		return nil, err
	}
	return c.incomeContent(f, c.Params.year())
}

func prodyByYear(c *indexCase) (map[string]any, error) {
	f, err := c.tradeFile()
	if err != nil {
		return nil, err
	}
	v := make(map[string]any)
	for _, year := range distinct(f.years) {
		if v[year], err = c.incomeContent(f, year); err != nil {
			return nil, err
		}
	}
	return v, nil
}

// tcmsrca are three measures per province, year and product, an index of
// them, and its mean over products.
func tcmsrca(c *indexCase) (map[string]any, error) {
	f, err := c.tradeFile()
	if err != nil {
		return nil, err
	}
	names, n := []string{"TC", "MS", "RCA"}, f.table.Len()
	x := [][]float64{make([]float64, n), make([]float64, n), make([]float64, n)}
	for _, year := range distinct(f.years) {
		p, err := f.period(year)
		if err != nil {
			return nil, err
		}
		imports, err := f.flows("import", year)
		if err != nil {
			return nil, err
		}
		total, _ := p.Sums(trade.Sample)
		rca := make([]float64, len(f.products))
		for i := range n {
			if f.years[i] != year {
				continue
			}
			e, g := f.entity[i], f.product[i]
			p.RCA(rca, e, trade.Sample)
			x[0][i] = trade.OrZero(trade.TC(p.Exports[e][g], imports[e][g]))
			x[1][i] = trade.OrZero(trade.MS(p.Exports[e][g], total[g]))
			x[2][i] = trade.OrZero(rca[g])
		}
	}
	v := make(map[string]any)
	var in []index.Indicator
	for j, name := range names {
		v[name] = x[j]
		in = append(in, index.Indicator{Name: name, Direction: 1})
	}
	w, score, err := entropyScore(in, x)
	if err != nil {
		return nil, err
	}
	v["weights"], v["score"] = keyed(names, w), score
	sum, count := make(map[string]float64), make(map[string]float64)
	for i, s := range score {
		key := f.entities[f.entity[i]] + "_" + f.years[i]
		sum[key] += s
		count[key]++
	}
	mean := make(map[string]any)
	for k, s := range sum {
		mean[k] = s / count[k]
	}
	v["province_year_mean"] = mean
	return v, nil
}

// entropyScore is a linear index with entropy weights of min-max columns.
func entropyScore(in []index.Indicator, x [][]float64) (w, score []float64, err error) {
	t := index.NewTable(in, x, nil)
	w, score = make([]float64, len(x)), make([]float64, len(x[0]))
	if err := (index.Entropy{}).Weigh(w, t); err != nil {
		return nil, nil, err
	}
	y := make([][]float64, len(x))
	for j := range y {
		y[j] = make([]float64, len(x[0]))
		if err := (index.MinMax{}).Normalise(y[j], t, j); err != nil {
			return nil, nil, err
		}
	}
	return w, score, index.Linear{}.Aggregate(score, y, w, t)
}
