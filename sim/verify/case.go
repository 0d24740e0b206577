package verify

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"panelstress/data"
	"panelstress/data/formula"
	"panelstress/estimators"
)

// caseFile is a JSON file of cases on one data file, or, where cases name
// their own, on several.
type caseFile struct {
	Dataset string
	CSV     string
	Entity  string
	Time    string
	Cases   map[string]rawCase
}

type rawCase struct {
	CSV       string
	Model     string
	Spec      *Spec
	Expected  map[string]any
	Agreement *float64           `json:"agreement_digits_min"`
	Routes    map[string]float64 `json:"agreement_with_route_P"`
}

// Spec is what a case estimates. Which fields are set depends on its kind.
type Spec struct {
	Y       string
	X       []string
	Endog   []string
	Exog    []string
	Inst    []string
	FE      bool
	Model   string // of the kind stata_sim_panel: pooled, between, ...
	VCE     string
	Command string // as typed in Stata
}

// Case is one case with its data.
type Case struct {
	Spec  Spec
	model string // of NIST: its printed formula

	table        *data.Table
	entity, time string
	expected     map[string]any
	digits       func(quantity string) float64 // to which the expected number is known
}

func (f *caseFile) load(fsys fs.FS, file, name string) (*Case, error) {
	raw := f.Cases[name]
	csv := raw.CSV
	if csv == "" {
		csv = f.CSV
	}
	if csv == "" {
		return nil, fmt.Errorf("the file names no csv")
	}
	table, err := data.OpenFS(fsys, path.Join(path.Dir(file), csv), data.ReadOptions{})
	if err != nil {
		return nil, err
	}
	c := &Case{model: raw.Model, table: table, entity: f.Entity, time: f.Time, expected: raw.Expected}
	if raw.Spec != nil {
		c.Spec = *raw.Spec
	}
	c.digits = func(quantity string) float64 {
		if raw.Routes != nil {
			return routeDigits(raw.Routes, quantity)
		}
		if raw.Agreement != nil {
			return *raw.Agreement
		}
		return 15
	}
	return c, nil
}

// routeDigits are those of printed Stata output, which are recorded for each
// group of numbers.
func routeDigits(routes map[string]float64, quantity string) float64 {
	group, stat, _ := strings.Cut(quantity, "/")
	if stat == "p" {
		return 7 // as many as Stata prints of it
	}
	if group == "V" {
		group = "se" // standard errors are the roots of printed variances
	}
	for _, key := range []string{stat, group, "stats"} {
		if d, ok := routes[key]; ok {
			return d
		}
	}
	least := 15.0
	for _, d := range routes {
		least = min(least, d)
	}
	return least
}

// Design makes a frame and a design of the complete rows of a case's panel.
// Terms are formulas: x, L.x, x^2. A case without an entity column has each
// row as an entity of its own.
func (c *Case) Design(y string, x, endogenous, excluded []string) (*estimators.Design, error) {
	var names []string
	for _, n := range slices.Concat([]string{y}, x, excluded) {
		if !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	panel, err := c.panel(names)
	if err != nil {
		return nil, err
	}
	for _, n := range names {
		if panel.Column(n) == nil {
			if panel, err = panel.Derive(n, n); err != nil {
				return nil, err
			}
		}
	}
	complete := panel.Complete(names...)
	start, time := []int{0}, []int(nil)
	cols := make([][]float64, len(names))
	for g := range panel.Entities() {
		for i := panel.Starts()[g]; i < panel.Starts()[g+1]; i++ {
			if !complete[i] {
				continue
			}
			time = append(time, panel.Times()[i])
			for j, n := range names {
				cols[j] = append(cols[j], panel.Column(n)[i])
			}
		}
		if n := len(time); n > start[len(start)-1] {
			start = append(start, n)
		}
	}
	frame, err := estimators.NewFrame(start, time, names, cols, len(names))
	if err != nil {
		return nil, err
	}
	return estimators.NewDesign(frame, y, x, endogenous, excluded)
}

// panel reads the columns that terms need, with missing values left missing.
func (c *Case) panel(terms []string) (*data.Panel, error) {
	var names []string
	for _, t := range terms {
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
	cols := make([][]float64, len(names))
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
	return data.NewPanel(entity, time, names, cols)
}

// Regression is the design of y on x.
func (c *Case) Regression() (*estimators.Design, error) {
	return c.Design(c.Spec.Y, c.Spec.X, nil, nil)
}

// Instrumented is the design of y on endogenous and exogenous regressors.
func (c *Case) Instrumented() (*estimators.Design, error) {
	s := &c.Spec
	return c.Design(s.Y, append(slices.Clone(s.Endog), s.Exog...), s.Endog, s.Inst)
}
