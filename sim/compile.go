package sim

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"panelstress/data"
	"panelstress/data/formula"
	"panelstress/data/index"
	"panelstress/scenarios"
)

// Chain is a study laid out for draws: which columns change with the sample
// and in what order they are rebuilt, which frames hold the rows of which
// fits. It does not change; workers share it.
type Chain struct {
	given *Study      // as it was compiled
	study *Study      // the same, its models written with centred columns
	panel *data.Panel // the study's columns, derived columns, indices, terms, as they are at the baseline
	rows  int
	lags  []formula.LagMap

	changes map[string]bool   // columns that change with the sample
	touched map[string]rows   // of those that only shocks change: where
	made    map[string]string // columns by the expressions that they are made of, where these change with the sample
	nodes   []node
	frames  []*frame
	fits    []fitSpec
	columns []string // of a draw: MODEL.ESTIMATOR.TERM and .se
	notes   []string

	members   []*Chain      // of an ensemble, for draws; nil: none, as yet
	baselines [][]FitResult // of the members
}

// Compile checks a study and lays it out. All errors are for the user: they
// name the key of the study to blame.
func Compile(s *Study) (*Chain, error) {
	c, err := compile(s, nil)
	if err != nil {
		return nil, err
	}
	return c, c.resolveScenarios()
}

// compile lays a study out for draws with shocks: all that depends on what
// they change is rebuilt too.
func compile(s *Study, shocks []scenarios.Shock) (*Chain, error) {
	study := *s // its models may be rewritten
	study.Models, study.Arms = slices.Clone(s.Models), slices.Clone(s.Arms)
	c := &Chain{given: s, study: &study, panel: s.Panel, rows: s.Panel.Len(), changes: make(map[string]bool), touched: make(map[string]rows), made: make(map[string]string)}
	if err := s.check(); err != nil {
		return nil, err
	}
	if err := s.checkFlowShocks(shocks); err != nil {
		return nil, err
	}
	if err := c.touch(shocks); err != nil {
		return nil, err
	}
	for _, name := range s.Panel.Names() {
		c.addShuffle(name, false)
	}
	if err := c.define(); err != nil {
		return nil, err
	}
	if err := c.checkChoices(); err != nil {
		return nil, err
	}
	if err := c.centreModels(); err != nil {
		return nil, err
	}
	if err := c.defineTerms(); err != nil {
		return nil, err
	}
	return c, c.layFits()
}

// check finds what can be seen without data.
func (s *Study) check() error {
	var errs []error
	key := func(k, found, expected string) {
		errs = append(errs, &data.InputError{Key: k, Found: found, Expected: expected})
	}
	if n := len(s.Panel.Entities()); n < 2 {
		key("data.entity", fmt.Sprintf("%d entity in %s", n, s.DataFile), "a panel of at least two entities")
	}
	names := make(map[string]bool)
	for _, m := range s.Models {
		for _, e := range s.Estimators {
			if !m.fits(e.Name) {
				continue
			}
			fit := "fit " + m.Name + "." + e.Name
			if names[fit] {
				key("models", fmt.Sprintf("two models named %q", m.Name), "names that differ")
				break
			}
			names[fit] = true
		}
	}
	for _, e := range s.Estimators {
		if names["estimator "+e.Name] {
			key("estimators", fmt.Sprintf("two estimators named %q", e.Name), "names that differ; give one of them a name")
		}
		names["estimator "+e.Name] = true
	}
	for _, a := range s.Arms {
		if a.Draws < 1 {
			key(a.Kind+".draws", fmt.Sprint(a.Draws), "at least 1 draw")
		}
	}
	return errors.Join(errs...)
}

// definition is a derived column, an index or a measure of trade, and what it
// needs.
type definition struct {
	name  string
	key   string
	expr  formula.Expr
	index *index.Index
	trade bool // a measure of the trade table
	needs []string
}

// define adds derived columns and indices to the panel in the order of their
// dependence.
func (c *Chain) define() error {
	defs := make(map[string]definition)
	var order []string
	add := func(d definition) error {
		if c.panel.Column(d.name) != nil || defs[d.name].name != "" {
			return &data.InputError{Key: d.key, Found: fmt.Sprintf("%q, which is a column already", d.name), Expected: "a new name"}
		}
		defs[d.name] = d
		order = append(order, d.name)
		return nil
	}
	for _, d := range c.study.Derived {
		if err := add(definition{name: d.Name, key: "derive." + d.Name, expr: d.Expr, needs: formula.Names(d.Expr)}); err != nil {
			return err
		}
	}
	for _, ix := range c.study.Indices {
		d := definition{name: ix.Name, key: "indices." + ix.Name, index: ix}
		for _, in := range ix.Indicators {
			d.needs = append(d.needs, in.Name)
		}
		if err := add(d); err != nil {
			return err
		}
	}
	for _, d := range c.study.tradeDefinitions() {
		if err := add(d); err != nil {
			return err
		}
	}
	order, err := sorted(order, defs)
	if err != nil {
		return err
	}
	for _, name := range order {
		if err := c.add(defs[name]); err != nil {
			return err
		}
	}
	return nil
}

// sorted puts every definition behind those it needs, or names a circle.
func sorted(names []string, defs map[string]definition) ([]string, error) {
	var out, path []string
	done := make(map[string]bool)
	var visit func(name string) error
	visit = func(name string) error {
		d, defined := defs[name]
		if !defined || done[name] {
			return nil
		}
		if at := slices.Index(path, name); at >= 0 {
			circle := append(slices.Clone(path[at:]), name)
			return &data.InputError{Key: defs[path[at]].key, Found: "a circle: " + strings.Join(circle, " -> "), Expected: "columns that do not depend on themselves"}
		}
		path = append(path, name)
		for _, n := range d.needs {
			if err := visit(n); err != nil {
				return err
			}
		}
		path = path[:len(path)-1]
		done[name] = true
		out = append(out, name)
		return nil
	}
	for _, n := range names {
		if err := visit(n); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// add computes the baseline values of a definition and, where they change
// with the sample, the node that rebuilds them.
func (c *Chain) add(d definition) error {
	for _, n := range d.needs {
		if c.panel.Column(n) == nil {
			return c.unknown(d.key, n)
		}
	}
	if d.index != nil {
		return c.addIndex(d)
	}
	if d.trade {
		return c.addTrade(d)
	}
	if err := c.checkGaps(d); err != nil {
		return err
	}
	values, err := c.panel.Eval(d.expr)
	if err != nil {
		return within(d.key, err)
	}
	if c.panel, err = c.panel.With(d.name, values); err != nil {
		return err
	}
	c.readLagged(&d)
	program, err := formula.Compile(d.expr, c.column)
	if err != nil {
		return within(d.key, err)
	}
	reach, changes := c.reach(d, len(program.Lags()) > 0)
	if !changes {
		c.addShuffle(d.name, false)
		return nil
	}
	_, shocked := c.touched[d.name]
	c.changes[d.name], c.touched[d.name] = true, reach
	for _, k := range program.Lags() {
		if !slices.ContainsFunc(c.lags, func(l formula.LagMap) bool { return l.K == k }) {
			c.lags = append(c.lags, formula.NewLagMap(k, c.panel.LagRows(k)))
		}
	}
	n := formulaNode{column: len(c.panel.Names()) - 1, program: program, spans: reach.spans(c.panel)}
	c.nodes = append(c.nodes, n)
	if shocked {
		c.nodes = append(c.nodes, shockNode{n.column, d.name})
	} else {
		c.made[d.expr.String()] = d.name
	}
	c.addShuffle(d.name, true)
	return nil
}

// readLagged makes the lag of an expression that is a column the lag of that
// column, L.(a:b) that of a:b, so that a draw computes a product once.
func (c *Chain) readLagged(d *definition) {
	l, ok := d.expr.(formula.Lag)
	if !ok {
		return
	}
	if name, ok := c.made[l.X.String()]; ok {
		d.expr, d.needs = formula.Lag{K: l.K, X: formula.Column{Name: name}}, []string{name}
	}
}

func (c *Chain) column(name string) (int, bool) {
	j := slices.Index(c.panel.Names(), name)
	return j, j >= 0
}

func (c *Chain) unknown(key, name string) error {
	e := &data.InputError{Key: key, Found: fmt.Sprintf("%q, which is no column, derived column or index", name), Expected: "one of those of " + c.study.DataFile}
	if near, ok := formula.Nearest(name, c.panel.Names()); ok {
		e.Hint = fmt.Sprintf("perhaps %q is meant", near)
	} else if c.panel.Labels(name) != nil {
		e.Hint = fmt.Sprintf("%q is a text column", name)
	}
	return e
}

// checkGaps refuses a lag that falls into a gap of an entity's years: the row
// would silently be lost.
func (c *Chain) checkGaps(d definition) error {
	if c.study.DropGaps || !c.panel.Gaps() {
		return nil
	}
	start, times := c.panel.Starts(), c.panel.Times()
	for _, k := range formula.Lags(d.expr) {
		lag := c.panel.LagRows(k)
		for g, name := range c.panel.Entities() {
			first, last := times[start[g]], times[start[g+1]-1]
			for i := start[g]; i < start[g+1]; i++ {
				if t := times[i] - k; lag[i] < 0 && t > first && t < last {
					return &data.InputError{
						Key: d.key, File: c.study.DataFile,
						Found:    fmt.Sprintf("no row of %s for %d, which %s of %d needs", name, t, d.expr, times[i]),
						Expected: "years without gaps where a lag is used",
						Hint:     "data.gaps: drop leaves such rows out",
					}
				}
			}
		}
	}
	return nil
}

// defineTerms makes a column of every outcome, regressor and instrument that
// is not one by itself: NM:ECpv, L.NM, log(gdp).
func (c *Chain) defineTerms() error {
	for i := range c.study.Models {
		m := &c.study.Models[i]
		key := "models." + m.Name
		terms := append([]formula.Term{{Name: m.Formula.Outcome.String(), Expr: m.Formula.Outcome}}, m.Formula.Regressors...)
		for _, t := range append(terms, m.Formula.Instruments...) {
			if col, ok := t.Expr.(formula.Column); ok {
				if c.panel.Column(col.Name) == nil {
					return c.unknown(key, col.Name)
				}
				continue
			}
			if c.panel.Column(t.Name) != nil {
				continue
			}
			if err := c.add(definition{name: t.Name, key: key, expr: t.Expr, needs: formula.Names(t.Expr)}); err != nil {
				return err
			}
		}
	}
	return nil
}

// columnOf is the column of a term: its own name where it is a plain column.
func columnOf(t formula.Term) string {
	if col, ok := t.Expr.(formula.Column); ok {
		return col.Name
	}
	return t.Name
}

// within says in which key of the study an error lies.
func within(key string, err error) error {
	var in *data.InputError
	if errors.As(err, &in) && in.Key == "" {
		at := *in
		at.Key = key
		return &at
	}
	found := strings.ReplaceAll(err.Error(), "index: ", "")
	_, name, _ := strings.Cut(key, ".")
	return &data.InputError{Key: key, Found: strings.TrimPrefix(found, fmt.Sprintf("%q: ", name)), Expected: "a definition that the data can meet", Err: err} // the key names the index
}
