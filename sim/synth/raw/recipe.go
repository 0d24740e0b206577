package raw

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"panelstress/data"
	"panelstress/data/formula"
)

// Recipe says how raw data are made from a panel of composites, step by step;
// each step adds columns that later ones may use.
type Recipe struct {
	Steps []Step
	Keep  []string // columns of the result, in order

	Entity, Time, Product string // heads of these columns in files
}

// Step adds columns to the panel.
type Step interface {
	add(k *kitchen) error
}

// Formula is a column computed from others.
type Formula struct {
	Column string
	Expr   formula.Expr
}

// Years is a column with one value per period, from the first on.
type Years struct {
	Column string
	Values []float64
}

// Draw is a random column: Scale times the column Like (the entity's mean of
// it where Constant) times exp(Spread e + Trend t), with a persistent standard
// normal e and t from 0 in the first period.
type Draw struct {
	Column        string
	Like          string // empty: 1
	Scale         float64
	Spread, Trend float64
	Constant      bool
}

// Index is a step of [Composite]: the indicators of the column Target. An
// indicator without a range is a column already.
type Index struct {
	Target     string
	Indicators []Indicator
}

// Trade is a step of [Sophistication]: a trade table in which the exports of
// a row sum to the column Total, and the column Income.
type Trade struct {
	Target   string
	Products []string
	Total    string
	Income   string
}

// Made are the results of a recipe: a panel with the columns to keep, and
// where a step made one, the exports by product, a row of the panel each.
type Made struct {
	Panel    *data.Panel
	Products []string
	Exports  [][]float64

	recipe  *Recipe
	chinese []string // names of the entities, by row; nil: none
}

// kitchen is where a recipe is cooked.
type kitchen struct {
	panel   *data.Panel
	shape   Panel
	rng     *rand.Rand
	trade   Trade
	exports [][]float64
}

// ChineseNames is the label column of a panel with its entities' Chinese
// names.
const ChineseNames = "entity_zh"

// Make follows the recipe from a balanced panel of composites. It depends on
// the panel and the seed alone.
func (r *Recipe) Make(p *data.Panel, seed uint64) (*Made, error) {
	if !p.Balanced() {
		return nil, fmt.Errorf("raw: the panel is not balanced")
	}
	k := &kitchen{panel: p, shape: Panel{len(p.Entities()), len(p.Periods())}, rng: rand.New(rand.NewPCG(seed, 0))}
	for _, s := range r.Steps {
		if err := s.add(k); err != nil {
			return nil, err
		}
	}
	made := &Made{Products: k.trade.Products, Exports: k.exports, recipe: r, chinese: p.Labels(ChineseNames)}
	var cols [][]float64
	for _, name := range r.Keep {
		col, err := k.column(name)
		if err != nil {
			return nil, err
		}
		cols = append(cols, col)
	}
	var entity []string
	for g, name := range p.Entities() {
		entity = append(entity, slices.Repeat([]string{name}, p.Starts()[g+1]-p.Starts()[g])...)
	}
	var err error
	made.Panel, err = data.NewPanel(entity, p.Times(), r.Keep, cols)
	return made, err
}

func (k *kitchen) column(name string) ([]float64, error) {
	col := k.panel.Column(name)
	if col == nil {
		e := &data.InputError{Found: fmt.Sprintf("%q, which no step has made", name), Expected: "a column of the panel or of an earlier step"}
		if near, ok := formula.Nearest(name, k.panel.Names()); ok {
			e.Hint = fmt.Sprintf("perhaps %q is meant", near)
		}
		return nil, e
	}
	return col, nil
}

func (k *kitchen) with(name string, col []float64) (err error) {
	k.panel, err = k.panel.With(name, col)
	return err
}

func (f Formula) add(k *kitchen) error {
	col, err := k.panel.Eval(f.Expr)
	if err != nil {
		return err
	}
	for i, v := range col {
		col[i] = Digits(v)
	}
	return k.with(f.Column, col)
}

func (y Years) add(k *kitchen) error {
	if len(y.Values) != k.shape.Periods {
		return &data.InputError{Key: y.Column, Found: fmt.Sprintf("%d values", len(y.Values)), Expected: fmt.Sprintf("one for each of %d periods", k.shape.Periods)}
	}
	col := make([]float64, k.shape.Rows())
	for i := range col {
		col[i] = y.Values[i%k.shape.Periods]
	}
	return k.with(y.Column, col)
}

func (d Draw) add(k *kitchen) error {
	col := make([]float64, k.shape.Rows())
	for i := range col {
		col[i] = 1
	}
	between := 0.6
	if d.Constant {
		between = 1
	}
	if d.Like != "" {
		like, err := k.column(d.Like)
		if err != nil {
			return err
		}
		copy(col, like)
		for g := 0; g < len(col) && d.Constant; g += k.shape.Periods {
			own := col[g : g+k.shape.Periods]
			m := mean(own)
			for i := range own {
				own[i] = m
			}
		}
	}
	for i, e := range k.shape.noise(between, k.rng) {
		col[i] = Digits(col[i] * d.Scale * math.Exp(d.Spread*e+d.Trend*float64(i%k.shape.Periods)))
	}
	return k.with(d.Column, col)
}

func (x Index) add(k *kitchen) error {
	target, err := k.column(x.Target)
	if err != nil {
		return err
	}
	indicators := slices.Clone(x.Indicators)
	for j := range indicators {
		in := &indicators[j]
		if in.Low < in.High {
			continue
		}
		if in.Fixed, err = k.column(in.Name); err != nil {
			return err
		}
	}
	cols, err := Composite(k.shape, target, indicators, k.rng)
	if err != nil {
		return fmt.Errorf("%s: %w", x.Target, err)
	}
	for j, in := range indicators {
		if in.Fixed != nil {
			continue
		}
		if err := k.with(in.Name, cols[j]); err != nil {
			return err
		}
	}
	return nil
}

func (t Trade) add(k *kitchen) error {
	target, err := k.column(t.Target)
	if err != nil {
		return err
	}
	total, err := k.column(t.Total)
	if err != nil {
		return err
	}
	e, err := Sophistication(k.shape, len(t.Products), target, k.rng)
	if err != nil {
		return fmt.Errorf("%s: %w", t.Target, err)
	}
	for i, s := range e.Shares {
		for p := range s {
			s[p] = Digits(s[p] * total[i])
		}
		e.Income[i] = Digits(e.Income[i])
	}
	k.trade, k.exports = t, e.Shares
	return k.with(t.Income, e.Income)
}
