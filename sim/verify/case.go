package verify

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"panelstress/data"
	"panelstress/data/formula"
	"panelstress/estimators"
)

// Spec is what a case estimates. Which fields are set depends on its kind.
type Spec struct {
	Y       string
	X       list
	Endog   list
	Exog    list
	Inst    list
	FE      bool
	Model   string // of the kind stata_sim_panel: pooled, between, ...
	VCE     string
	Command string // as typed in Stata
}

// Case is one case of the panel form with its data, but without its expected
// numbers.
type Case struct {
	Name string // such as iv_over_fe: a kind and what distinguishes it
	Spec Spec

	table        *data.Table
	entity, time string   // their columns, empty where there are none
	entities     []string // names of those in the frame of the last design
}

// Design makes a frame and a design of the complete rows of a case's panel.
// Terms are formulas: x, L.x, x^2. A case without an entity column has each
// row as an entity of its own.
func (c *Case) Design(y string, x, endogenous, excluded []string) (*estimators.Design, error) {
	panel, err := c.panel(slices.Concat([]string{y}, x, excluded))
	if err != nil {
		return nil, err
	}
	d, entities, err := designOf(panel, y, x, endogenous, excluded)
	c.entities = entities
	return d, err
}

// designOf makes a frame and a design of the rows of a panel that have a value
// of every term, with the names of the entities that have any.
func designOf(panel *data.Panel, y string, x, endogenous, excluded []string) (*estimators.Design, []string, error) {
	var names []string
	for _, n := range slices.Concat([]string{y}, x, excluded) {
		if slices.Contains(names, n) {
			continue
		}
		names = append(names, n)
		col, err := evaluate(panel, n)
		if err != nil {
			return nil, nil, err
		}
		if panel.Column(n) == nil {
			if panel, err = panel.With(n, col); err != nil {
				return nil, nil, err
			}
		}
	}
	frame, entities, err := completeFrame(panel, names)
	if err != nil {
		return nil, nil, err
	}
	d, err := estimators.NewDesign(frame, y, x, endogenous, excluded)
	return d, entities, err
}

// evaluate is a column of a panel, whatever its name would be as a formula, or
// what a formula makes of them.
func evaluate(panel *data.Panel, term string) ([]float64, error) {
	if col := panel.Column(term); col != nil {
		return col, nil
	}
	e, err := formula.Parse(term)
	if err != nil {
		return nil, err
	}
	return panel.Eval(e)
}

// completeFrame is a frame of the rows that have a value in all the named
// columns, with the names of its entities.
func completeFrame(p *data.Panel, names []string) (f *estimators.Frame, entities []string, err error) {
	complete := p.Complete(names...)
	start, time := []int{0}, []int(nil)
	cols := make([][]float64, len(names))
	for g, entity := range p.Entities() {
		for i := p.Starts()[g]; i < p.Starts()[g+1]; i++ {
			if !complete[i] {
				continue
			}
			time = append(time, p.Times()[i])
			for j, n := range names {
				cols[j] = append(cols[j], p.Column(n)[i])
			}
		}
		if n := len(time); n > start[len(start)-1] {
			start = append(start, n)
			entities = append(entities, entity)
		}
	}
	f, err = estimators.NewFrame(start, time, names, cols, len(names))
	return f, entities, err
}

// panel reads the columns that terms need, with missing values left missing,
// and numbers the lines of the table.
func (c *Case) panel(terms []string) (*data.Panel, error) {
	var names []string
	for _, t := range terms {
		if c.table.Cells(t) != nil {
			if !slices.Contains(names, t) {
				names = append(names, t)
			}
			continue
		}
		e, err := formula.Parse(t)
		if err != nil {
			return nil, err
		}
		for _, n := range formula.Names(e) {
			if !slices.Contains(names, n) {
				names = append(names, n)
			}
		}
	}
	for _, n := range []string{c.entity, c.time} {
		if n != "" && c.table.Cells(n) == nil {
			return nil, fmt.Errorf("%s has no column %q", c.table.File(), n)
		}
	}
	n := c.table.Len()
	entity, time := make([]string, n), make([]int, n)
	for i := range n {
		entity[i], time[i] = strconv.Itoa(i), 0
		if c.entity != "" {
			entity[i] = c.table.Cells(c.entity)[i]
			time[i] = i
		}
		if c.time != "" {
			t, err := strconv.Atoi(c.table.Cells(c.time)[i])
			if err != nil {
				return nil, fmt.Errorf("column %s, row %d: %w", c.time, i+1, err)
			}
			time[i] = t
		}
	}
	cols := make([][]float64, len(names), len(names)+1)
	for j, name := range names {
		cells := c.table.Cells(name)
		if cells == nil {
			return nil, fmt.Errorf("%s has no column %q", c.table.File(), name)
		}
		for i, cell := range cells {
			v, err := number(cell)
			if err != nil {
				return nil, fmt.Errorf("column %s, row %d: %w", name, i+1, err)
			}
			cols[j] = append(cols[j], v)
		}
	}
	line := make([]float64, n)
	for i := range line {
		line[i] = float64(i)
	}
	return data.NewPanel(entity, time, append(names, lines), append(cols, line))
}

// number reads a cell; an empty one or NA is missing.
func number(cell string) (float64, error) {
	if cell == "" || cell == "NA" {
		return math.NaN(), nil
	}
	return strconv.ParseFloat(cell, 64)
}

// Instrumented is the design of y on endogenous and exogenous regressors.
func (c *Case) Instrumented() (*estimators.Design, error) {
	s := &c.Spec
	if len(s.Endog) == 0 || len(s.Inst) == 0 {
		return nil, fmt.Errorf("endog is %q and inst is %q, expected regressors and their instruments", s.Endog, s.Inst)
	}
	return c.Design(s.Y, append(slices.Clone(s.Endog), s.Exog...), s.Endog, s.Inst)
}
