package scenarios

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"panelstress/data"
	"panelstress/data/formula"
)

// Who are the entities that an event hits: those that meet every condition
// given. The zero value is all of them.
type Who struct {
	Names []string     // these entities
	Where formula.Expr // those for which this holds, such as region == "east"
	By    formula.Expr // exposure: those with the largest values of it,
	Top   int          // so many, or
	Share float64      // this share of those left by the other conditions, rounded up

	// At is the year at which Where, By and an event's Exposure are looked at;
	// 0 is the year before the onset, or the first of the panel where there is
	// none before. An entity without that year counts by its nearest earlier
	// one, or by its first.
	At int
}

// resolver turns names into numbers. key is where an event stands.
type resolver struct {
	panel    *data.Panel
	roles    map[string]string
	products []string // of the trade table
	imports  bool
}

func wrong(key, found, expected string) *data.InputError {
	return &data.InputError{Key: key, Found: found, Expected: expected}
}

// entities are the numbers of those whom an event hits, ascending.
func (r *resolver) entities(w *Who, year int, key string) ([]int, error) {
	hit := make([]bool, len(r.panel.Entities()))
	for g := range hit {
		hit[g] = len(w.Names) == 0
	}
	for _, name := range w.Names {
		g := slices.Index(r.panel.Entities(), name)
		if g < 0 {
			e := wrong(key+".who", fmt.Sprintf("%q, which is no entity of the panel", name), "one of its entities")
			if near, ok := formula.Nearest(name, r.panel.Entities()); ok {
				e.Hint = fmt.Sprintf("perhaps %q is meant", near)
			}
			return nil, e
		}
		hit[g] = true
	}
	rows := r.rowsAt(year)
	if w.Where != nil {
		holds, err := r.condition(w.Where, key+".who.where")
		if err != nil {
			return nil, err
		}
		for g, row := range rows {
			hit[g] = hit[g] && holds[row]
		}
	}
	var out []int
	for g, h := range hit {
		if h {
			out = append(out, g)
		}
	}
	if w.By != nil {
		var err error
		if out, err = r.top(w, out, rows, key); err != nil {
			return nil, err
		}
	}
	if len(out) == 0 {
		return nil, wrong(key+".who", fmt.Sprintf("no entity that meets the conditions in %d", year), "at least one")
	}
	return out, nil
}

// top keeps the entities with the largest exposure; of equal ones the first
// in the order of the panel.
func (r *resolver) top(w *Who, among, rows []int, key string) ([]int, error) {
	if w.Top == 0 && w.Share == 0 {
		return nil, wrong(key+".who", "by without top or share", "top: 5 for the five largest, or share: 0.2 for a fifth of the entities")
	}
	if !(w.Share >= 0 && w.Share <= 1) {
		return nil, wrong(key+".who.share", fmt.Sprint(w.Share), "a share of the entities, from 0 to 1")
	}
	if w.Top < 0 || w.Top > len(r.panel.Entities()) {
		return nil, wrong(key+".who.top", fmt.Sprint(w.Top), fmt.Sprintf("a number of entities from 1 to %d", len(r.panel.Entities())))
	}
	value, err := r.number(w.By, key+".who.by")
	if err != nil {
		return nil, err
	}
	n := w.Top
	if w.Share > 0 {
		n = int(math.Ceil(w.Share*float64(len(among)) - 1e-9)) // 0.2 of 10 are 2, whatever 0.2 is in binary
	}
	out := slices.Clone(among)
	out = slices.DeleteFunc(out, func(g int) bool { return math.IsNaN(value[rows[g]]) })
	slices.SortStableFunc(out, func(a, b int) int { return cmp.Compare(value[rows[b]], value[rows[a]]) })
	out = out[:min(n, len(out))]
	slices.Sort(out)
	return out, nil
}

// year is the time at which conditions and exposure are looked at.
func (r *resolver) year(w *Who, onset int) int {
	if w.At != 0 {
		return w.At
	}
	return max(onset-1, r.panel.Periods()[0])
}

// rowsAt is the row of every entity for a year: its own, else the nearest
// earlier one, else the first.
func (r *resolver) rowsAt(year int) []int {
	start, times := r.panel.Starts(), r.panel.Times()
	rows := make([]int, len(r.panel.Entities()))
	for g := range rows {
		rows[g] = start[g]
		for i := start[g]; i < start[g+1] && times[i] <= year; i++ {
			rows[g] = i
		}
	}
	return rows
}

// column is the column that a name or a role stands for.
func (r *resolver) column(name string) string {
	if c, ok := r.roles[name]; ok {
		return c
	}
	return name
}

// number evaluates a formula on every row.
func (r *resolver) number(e formula.Expr, key string) ([]float64, error) {
	if err := r.known(e, key); err != nil {
		return nil, err
	}
	v, err := r.panel.Eval(rename(e, r.column))
	return v, under(key, err)
}

// condition evaluates a condition on every row.
func (r *resolver) condition(e formula.Expr, key string) ([]bool, error) {
	if err := r.known(e, key); err != nil {
		return nil, err
	}
	e = rename(e, r.column)
	var lags []formula.LagMap
	for _, k := range formula.Lags(e) {
		lags = append(lags, formula.NewLagMap(k, r.panel.LagRows(k)))
	}
	holds, err := formula.EvalCondition(e, r.panel.Len(), r.panel.Column, r.panel.Labels, lags)
	return holds, under(key, err)
}

func under(key string, err error) error {
	if err == nil {
		return nil
	}
	return wrong(key, strings.TrimPrefix(err.Error(), "formula: "), "a formula of columns")
}

// known checks that the panel has the columns of a formula.
func (r *resolver) known(e formula.Expr, key string) error {
	for _, name := range formula.Names(e) {
		if c := r.column(name); r.panel.Column(c) == nil && r.panel.Labels(c) == nil {
			return r.unknown(key, name)
		}
	}
	return nil
}

// unknown is the error that a name stands for no column.
func (r *resolver) unknown(key, name string) error {
	if column, ok := r.roles[name]; ok {
		e := wrong(key, fmt.Sprintf("%q, for which scenarios.roles gives %q, which is no column of this study", name, column), "a role with its column")
		if near, ok := formula.Nearest(column, append(slices.Clone(r.panel.Names()), r.panel.LabelNames()...)); ok {
			e.Hint = fmt.Sprintf("perhaps %q is meant", near)
		}
		return e
	}
	e := wrong(key, fmt.Sprintf("%q, which is neither a column of this study nor a role that scenarios.roles gives one", name), "a column, or a role with its column, such as scenarios.roles: {"+name+": COLUMN}")
	known := append(slices.Clone(r.panel.Names()), r.panel.LabelNames()...)
	known = append(known, slices.Sorted(maps.Keys(r.roles))...)
	if near, ok := formula.Nearest(name, known); ok {
		e.Hint = fmt.Sprintf("perhaps %q is meant", near)
	}
	return e
}

// rename gives the columns of a formula other names.
func rename(e formula.Expr, name func(string) string) formula.Expr {
	switch e := e.(type) {
	case formula.Column:
		return formula.Column{Name: name(e.Name)}
	case formula.Unary:
		e.X = rename(e.X, name)
		return e
	case formula.Binary:
		e.X, e.Y = rename(e.X, name), rename(e.Y, name)
		return e
	case formula.Call:
		e.X = rename(e.X, name)
		return e
	case formula.Lag:
		e.X = rename(e.X, name)
		return e
	case formula.Diff:
		e.X = rename(e.X, name)
		return e
	}
	return e
}
