package sim

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"panelstress/data"
	"panelstress/data/trade"
	"panelstress/scenarios"
	"panelstress/sim/store"
)

// resolveScenarios turns the scenarios of the arms into shocks: names become
// numbers, against the data and what the study computes from them.
func (c *Chain) resolveScenarios() error {
	errs := []error{c.checkProtect()}
	for i := range c.study.Arms {
		a := &c.study.Arms[i]
		if a.Scenario == nil {
			continue
		}
		plan, err := c.resolve(a.Scenario)
		if err == nil {
			err = c.probe(plan)
		}
		if err != nil {
			errs = append(errs, err)
			continue
		}
		a.Shocks = append(a.Shocks, plan)
	}
	return errors.Join(errs...)
}

func scenarioKey(s *scenarios.Scenario) string { return "scenarios." + s.Name }

// Shock resolves a scenario that is no arm of the study.
func (c *Chain) Shock(s *scenarios.Scenario) (scenarios.Shock, error) {
	plan, err := c.resolve(s)
	if err != nil {
		return nil, err
	}
	return plan, c.probe(plan)
}

func (c *Chain) resolve(s *scenarios.Scenario) (*scenarios.Plan, error) {
	key := scenarioKey(s)
	in := scenarios.Setting{
		Panel: c.panel, Roles: c.study.Roles, Key: key,
		Raw: func(name string) bool { return c.study.Panel.Column(name) != nil },
	}
	if t := c.study.Trade; t != nil {
		in.Products, in.Imports = t.Table.Products, t.Table.Imports != nil
	}
	plan, err := scenarios.Compile(s, in)
	if err != nil {
		return nil, err
	}
	for _, name := range plan.Derived() {
		if !c.derived(name) {
			return nil, &data.InputError{Key: key, Found: fmt.Sprintf("a shock of %s, which is an index or a term of a model", name), Expected: "a shock of a column or of a derived one, from which indices are built"}
		}
	}
	return plan, nil
}

// derived tells whether a column is one of the key derive, or a measure of
// trade.
func (c *Chain) derived(name string) bool {
	for _, d := range c.study.Derived {
		if d.Name == name {
			return true
		}
	}
	return c.study.Trade != nil && slices.ContainsFunc(c.study.Trade.Columns, func(t trade.Column) bool { return t.Name == name })
}

// edge is the probability beyond which probe does not look.
const edge = 1e-4

// probe looks at what a scenario does at the ends of its distributions, all
// amounts at once at their quantile of 1 in 10,000 and of 9,999: a column that
// then has no value, such as the logarithm of a negative number, is an error
// of the study, and not of some draws.
func (c *Chain) probe(plan *scenarios.Plan) error {
	if !changes(plan) {
		return nil
	}
	arm := Arm{Shocks: []scenarios.Shock{plan}}
	v, err := compile(c.given, arm.Shocks)
	if err != nil {
		return err
	}
	w := v.newWorker(arm)
	w.sample.All(len(v.panel.Entities()))
	for _, end := range []float64{edge, 1 - edge} {
		w.resetColumns()
		w.shocks[0].(*scenarios.Plan).DrawAt(end, w.shocked[0], &w.sample)
		for k, b := range w.builders {
			n, ok := v.nodes[k].(formulaNode)
			if err := b.build(w); err != nil || !ok {
				continue // an index that has no value is a draw that failed
			}
			if at := w.lost(n); at >= 0 {
				return v.outside(plan, w, n, at)
			}
		}
	}
	return nil
}

// lost is the first row of a computed column that has a value at the baseline
// and none now, or -1.
func (w *worker) lost(n formulaNode) int {
	base := w.chain.panel.Column(w.chain.panel.Names()[n.column])
	for i, v := range w.cols[n.column] {
		if v-v != 0 && base[i]-base[i] == 0 {
			return i
		}
	}
	return -1
}

// outside is the error that a shock takes a column out of the domain of a
// formula.
func (c *Chain) outside(plan *scenarios.Plan, w *worker, n formulaNode, row int) error {
	name := c.panel.Names()[n.column]
	e := &data.InputError{
		Key: scenarioKey(plan.Scenario()), Expected: "a shock that leaves every column a value",
		Hint: "keep: [LEAST, MOST] holds the column within limits, and min and max cut off the amount",
	}
	where := c.rowName(row)
	e.Found = fmt.Sprintf("a shock after which %s has no value for %s", name, where)
	for j, col := range plan.Columns() {
		if v := w.shocked[0][j][row]; !(v > 0) || math.IsInf(v, 0) {
			e.Found = fmt.Sprintf("a shock that makes %s %.4g for %s, where %s has no value", col, v, where, name)
		}
	}
	return e
}

// rowName says in words which row of the panel it is.
func (c *Chain) rowName(row int) string {
	for g, name := range c.panel.Entities() {
		if row < c.panel.Starts()[g+1] {
			return fmt.Sprintf("%s in %d", name, c.panel.Times()[row])
		}
	}
	return ""
}

// scenarioResult is what the draws of a scenario's arm say beyond those of its
// coefficients; nil for other arms. journals are those of all arms.
func (c *Chain) scenarioResult(at int, journals []*store.Journal, baseline []FitResult) (*ScenarioResult, error) {
	arm := c.study.Arms[at]
	if arm.Scenario == nil {
		return nil, nil
	}
	r := &ScenarioResult{Title: arm.Scenario.Title, Source: arm.Scenario.Source, Common: arm.Common}
	if arm.Arrange != nil {
		r.Arrangement = arm.Arrange.String()
	}
	var common *store.Journal
	for i, a := range c.study.Arms {
		if arm.Common != "" && a.Name == arm.Common {
			common = journals[i]
		}
	}
	var err error
	if r.Paired, err = c.paired(journals[at], common, arm.Block(), baseline); err != nil {
		return nil, err
	}
	r.Impacts, r.Protect, err = c.impacts(arm)
	return r, err
}
