package sim

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"panelstress/data"
	"panelstress/data/formula"
	"panelstress/data/lanes"
	"panelstress/estimators"
)

// frame is a set of rows that are complete for some fits, and the columns
// those fits use, the fixed ones first.
type frame struct {
	rows    []int32     // of the panel; nil: all of them
	runs    []lanes.Run // rows that follow each other in the panel, by entity
	first   []int       // of an entity in runs
	columns []int       // columns of the chain
	base    *estimators.Frame
	fixed   int
	groups  []string // label columns that rows are grouped by
}

// gather copies the columns that change from the panel's rows to the frame's,
// for the entities of the sample. A frame of all rows has the columns
// themselves. It returns buf, grown where it was too small, for the next call.
func (f *frame) gather(dst *estimators.Frame, cols [][]float64, drawn []int, buf []lanes.Run) []lanes.Run {
	if f.rows == nil {
		return buf
	}
	buf = buf[:0]
	for _, g := range drawn {
		buf = append(buf, f.runs[f.first[g]:f.first[g+1]]...)
	}
	for j := f.fixed; j < len(f.columns); j++ {
		lanes.Copy(dst.Cols[j], cols[f.columns[j]], buf)
	}
	return buf
}

// findRuns finds the rows of each entity that follow each other in the panel.
func (f *frame) findRuns(start []int) {
	f.first = []int{0}
	for g := range len(start) - 1 {
		for i := start[g]; i < start[g+1]; i++ {
			if i > start[g] && f.rows[i] == f.rows[i-1]+1 {
				f.runs[len(f.runs)-1].Len++
			} else {
				f.runs = append(f.runs, lanes.Run{To: i, From: int(f.rows[i]), Len: 1})
			}
		}
		f.first = append(f.first, len(f.runs))
	}
}

// fitSpec is one model by one estimator.
type fitSpec struct {
	model     *Model
	estimator *Estimator
	frame     int
	design    *estimators.Design
	terms     []string
	coef      []float64 // at the baseline, in the order of terms
	column    int       // of its first number in a draw
}

func (s *fitSpec) name() string { return s.model.Name + "." + s.estimator.Name }

// layFits finds the complete rows of every fit and puts fits with the same
// rows into one frame.
func (c *Chain) layFits() error {
	type group struct {
		rows  []bool
		names []string
	}
	var groups []*group
	for i := range c.study.Models {
		m := &c.study.Models[i]
		for j := range c.study.Estimators {
			e := &c.study.Estimators[j]
			if e.Instrumented && len(m.Formula.Instruments) == 0 || !m.fits(e.Name) {
				continue
			}
			names := m.columns(e.Instrumented)
			rows := c.panel.Complete(names...)
			at := slices.IndexFunc(groups, func(g *group) bool { return slices.Equal(g.rows, rows) })
			if at < 0 {
				at = len(groups)
				groups = append(groups, &group{rows: rows})
			}
			g := groups[at]
			for _, n := range append(names, m.moderators()...) {
				if !slices.Contains(g.names, n) {
					g.names = append(g.names, n)
				}
			}
			c.fits = append(c.fits, fitSpec{model: m, estimator: e, frame: at})
		}
	}
	if len(c.fits) == 0 {
		return &data.InputError{Key: "estimators", Found: "no model that an estimator fits", Expected: "at least one model and one estimator for it; 2sls needs a model with instruments, y ~ x | z ~ L.z"}
	}
	for i, g := range groups {
		f, err := c.layFrame(g.rows, g.names)
		if err != nil {
			first := slices.IndexFunc(c.fits, func(s fitSpec) bool { return s.frame == i })
			return within("models."+c.fits[first].model.Name, err)
		}
		c.frames = append(c.frames, f)
	}
	for i := range c.fits {
		if err := c.layGroup(&c.fits[i]); err != nil {
			return err
		}
		if err := c.layDesign(&c.fits[i]); err != nil {
			return err
		}
	}
	return nil
}

// fits tells whether an estimator fits the model.
func (m *Model) fits(estimator string) bool {
	return m.Only == nil || slices.Contains(m.Only, estimator)
}

// columns are the columns that a fit of m reads, the outcome first.
func (m *Model) columns(instrumented bool) []string {
	names := []string{columnOf(formula.Term{Name: m.Formula.Outcome.String(), Expr: m.Formula.Outcome})}
	for _, t := range m.Formula.Regressors {
		names = append(names, columnOf(t))
	}
	if instrumented {
		for _, t := range m.Formula.Instruments {
			names = append(names, columnOf(t))
		}
	}
	return names
}

func (c *Chain) layFrame(complete []bool, names []string) (*frame, error) {
	f := &frame{}
	slices.SortStableFunc(names, func(a, b string) int { return boolInt(c.changes[a]) - boolInt(c.changes[b]) })
	start, time := c.panel.Starts(), c.panel.Times()
	if slices.Contains(complete, false) {
		start, time = []int{0}, nil
		for g := range c.panel.Entities() {
			for i := c.panel.Starts()[g]; i < c.panel.Starts()[g+1]; i++ {
				if complete[i] {
					f.rows = append(f.rows, int32(i))
					time = append(time, c.panel.Times()[i])
				}
			}
			start = append(start, len(time))
		}
		f.findRuns(start)
	}
	cols := make([][]float64, len(names))
	for j, n := range names {
		at, _ := c.column(n)
		f.columns = append(f.columns, at)
		if !c.changes[n] {
			f.fixed++
		}
		cols[j] = c.panel.Column(n)
		if f.rows != nil {
			cols[j] = make([]float64, len(f.rows))
			for i, r := range f.rows {
				cols[j][i] = c.panel.Column(n)[r]
			}
		}
	}
	for j, col := range cols {
		if i := slices.IndexFunc(col, func(v float64) bool { return math.IsInf(v, 0) }); i >= 0 {
			return nil, &data.InputError{Column: names[j], Found: "an infinite value", Expected: "finite numbers"}
		}
	}
	base, err := estimators.NewFrame(start, time, names, cols, f.fixed)
	if err != nil {
		return nil, &data.InputError{Found: err.Error(), Expected: "rows in which " + strings.Join(names, ", ") + " all have a value"}
	}
	f.base = base
	return f, nil
}

// layGroup adds the grouping that the errors of a fit are clustered by to its
// frame, once.
func (c *Chain) layGroup(s *fitSpec) error {
	f := c.frames[s.frame]
	name := s.estimator.Group
	if name == "" || slices.Contains(f.groups, name) {
		return nil
	}
	labels := c.study.Panel.Labels(name)
	if labels == nil {
		return &data.InputError{Key: "estimators", Found: fmt.Sprintf("%q, which is no label column", name), Expected: "the column of the clusters"}
	}
	number := make(map[string]int)
	group := func(row int32) int {
		n, ok := number[labels[row]]
		if !ok {
			n = len(number)
			number[labels[row]] = n
		}
		return n
	}
	var id []int
	for r := range int32(c.rows) {
		if f.rows == nil {
			id = append(id, group(r))
		}
	}
	for _, r := range f.rows {
		id = append(id, group(r))
	}
	f.groups = append(f.groups, name)
	return f.base.Group(name, id)
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (c *Chain) layDesign(s *fitSpec) error {
	m := s.model.Formula
	var x, endogenous, excluded []string
	for i, t := range m.Regressors {
		x = append(x, columnOf(t))
		if s.estimator.Instrumented && slices.Contains(m.Endogenous, i) {
			endogenous = append(endogenous, columnOf(t))
		}
	}
	if s.estimator.Instrumented {
		for _, t := range m.Instruments {
			excluded = append(excluded, columnOf(t))
		}
	}
	d, err := estimators.NewDesign(c.frames[s.frame].base, s.model.columns(false)[0], x, endogenous, excluded)
	if err != nil {
		return within("models."+s.model.Name, err)
	}
	d.NoConstant = m.NoConst
	if s.model.labels != nil {
		d.Label(s.model.labels)
	}
	s.design = d
	return nil
}
