package trade

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"gonum.org/v1/gonum/floats"

	"panelstress/data"
	"panelstress/data/formula"
)

// Plan is a table with the measures that become columns of its panel. It does
// not change and is shared by all workers.
type Plan struct {
	table   *Table
	columns []compiled
	incomes []string // columns of the panel that measures read
	shares  []float64
	totals  []float64
	panel   []float64 // exports of all entities by period and product
}

// compiled is a measure with what it reads.
type compiled struct {
	Column
	members []int32
	income  int // in incomes, or -1
}

// Compile checks measures against a table. Errors are for users: they name
// the key of a study.
func Compile(t *Table, columns []Column) (*Plan, error) {
	p := &Plan{table: t}
	var errs []error
	for _, c := range columns {
		one, err := p.compile(c)
		if err != nil {
			err.Key = "trade.measures." + c.Name
			errs = append(errs, err)
		}
		p.columns = append(p.columns, one)
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	rows, k := t.start[t.entities], len(t.Products)
	p.shares, p.totals = make([]float64, rows*k), make([]float64, rows)
	for i := range rows {
		p.totals[i] = share(t.row(p.shares, i), t.row(t.Exports, i))
	}
	p.panel = make([]float64, len(t.times)*k)
	t.sums(p.panel, t.Exports)
	return p, nil
}

func (p *Plan) compile(c Column) (compiled, *data.InputError) {
	one := compiled{Column: c, income: -1}
	var names []string
	if g, ok := c.Measure.(grouped); ok {
		names = g.group()
	}
	var err *data.InputError
	if one.members, err = p.table.members(names); err != nil {
		return one, err
	}
	if e, ok := c.Measure.(earner); ok {
		if one.income = slices.Index(p.incomes, e.income()); one.income < 0 {
			one.income = len(p.incomes)
			p.incomes = append(p.incomes, e.income())
		}
	}
	if m, ok := c.Measure.(checker); ok {
		err = m.check(p.table)
	}
	return one, err
}

// members finds the products of a group: exact names, or all that begin with
// what stands before a star. nil stands for every product.
func (t *Table) members(names []string) ([]int32, *data.InputError) {
	in := make([]bool, len(t.Products))
	for i := range in {
		in[i] = names == nil
	}
	for _, name := range names {
		begin, star := strings.CutSuffix(name, "*")
		found := false
		for i, product := range t.Products {
			if product == name || star && strings.HasPrefix(product, begin) {
				in[i], found = true, true
			}
		}
		if found {
			continue
		}
		e := &data.InputError{Found: fmt.Sprintf("the product %q, which has no trade", name), Expected: "products of the trade table"}
		if near, ok := formula.Nearest(name, t.Products); ok {
			e.Hint = fmt.Sprintf("did you mean %q?", near)
		}
		return nil, e
	}
	var members []int32
	for i, is := range in {
		if is {
			members = append(members, int32(i))
		}
	}
	if len(members) == 0 {
		return nil, &data.InputError{Found: "no products", Expected: "at least one, or none named for all of them"}
	}
	return members, nil
}

// sums adds up the exports of all entities in every period.
func (t *Table) sums(dst, exports []float64) {
	clear(dst)
	for at, rows := range t.byPeriod {
		for _, i := range rows {
			if i >= 0 {
				floats.Add(t.row(dst, at), t.row(exports, int(i)))
			}
		}
	}
}

// Incomes are the columns of the panel that measures read, in the order in
// which [Plan.Build] wants them.
func (p *Plan) Incomes() []string { return p.incomes }

// Table is the table of the plan.
func (p *Plan) Table() *Table { return p.table }
