package index

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"panelstress/data"
	"panelstress/data/formula"
)

// Compile checks an index against a panel, names every problem it finds, and
// prepares what does not depend on the sample. The panel must have a finite
// value in every row of every indicator.
//
// Errors are for users: an unknown indicator with the nearest column, a
// missing value with its entity and time, settings that do not fit, and
// whatever keeps the index from being built on the panel itself. What is
// possible but questionable is in [Plan.Warnings].
func Compile(ix *Index, p *data.Panel) (*Plan, error) {
	plan := &Plan{ix: *ix, entities: len(p.Entities()), rows: p.Len(), start: p.Starts(), periods: len(p.Periods())}
	plan.ix.Indicators = slices.Clone(ix.Indicators)
	plan.defaults()
	if err := plan.compile(p); err != nil {
		return nil, fmt.Errorf("index: %q: %w", ix.Name, err)
	}
	return plan, nil
}

func (p *Plan) defaults() {
	if p.ix.Normaliser == nil {
		p.ix.Normaliser = MinMax{}
	}
	if p.ix.Weighter == nil {
		p.ix.Weighter = Entropy{}
	}
	if p.ix.Aggregator == nil {
		p.ix.Aggregator = Linear{}
	}
}

func (p *Plan) compile(panel *data.Panel) error {
	if err := p.checkIndicators(panel); err != nil {
		return err
	}
	nodes, err := arrange(&p.ix)
	if err != nil {
		return err
	}
	p.nodes = nodes
	for i := range nodes {
		p.stride += len(nodes[i].members)
	}
	if err := p.checkMethods(); err != nil {
		return err
	}
	if err := p.treat(panel); err != nil {
		return err
	}
	p.arrangePeriods(panel)
	p.chooseKernel()
	p.warn()
	return p.tryOut()
}

func (p *Plan) checkIndicators(panel *data.Panel) error {
	if len(p.ix.Indicators) == 0 {
		return errors.New("no indicators")
	}
	var errs []error
	seen := make(map[string]bool)
	for _, in := range p.ix.Indicators {
		col := panel.Column(in.Name)
		switch {
		case seen[in.Name]:
			errs = append(errs, fmt.Errorf("indicator %q is listed twice", in.Name))
		case col == nil && panel.Labels(in.Name) != nil:
			errs = append(errs, fmt.Errorf("indicator %q is a text column, expected numbers", in.Name))
		case col == nil:
			errs = append(errs, fmt.Errorf("indicator %q is not a column of the data%s", in.Name, nearest(in.Name, panel.Names())))
		case in.Direction < -1 || in.Direction > 1:
			errs = append(errs, fmt.Errorf("indicator %q: direction is %d, expected 1 or -1", in.Name, in.Direction))
		default:
			errs = append(errs, checkValues(in.Name, col, panel))
		}
		seen[in.Name] = true
		p.cols = append(p.cols, col)
	}
	return errors.Join(errs...)
}

func checkValues(name string, col []float64, panel *data.Panel) error {
	missing, first := 0, -1
	for i, v := range col {
		if v-v != 0 {
			if missing == 0 {
				first = i
			}
			missing++
		}
	}
	switch {
	case len(col) == 0 || missing == len(col):
		return fmt.Errorf("indicator %q has no values", name)
	case missing > 0:
		what := "missing"
		if math.IsInf(col[first], 0) {
			what = "infinite"
		}
		return fmt.Errorf("indicator %q has %d missing or infinite values, the first (%s) at %s", name, missing, what, where(panel, first))
	}
	return nil
}

// where names the entity and time of a row.
func where(panel *data.Panel, row int) string {
	g, found := slices.BinarySearch(panel.Starts(), row)
	if !found {
		g--
	}
	return fmt.Sprintf("entity %q, time %d", panel.Entities()[g], panel.Times()[row])
}

// checkMethods asks every method whether its settings fit.
func (p *Plan) checkMethods() error {
	names := make([]string, len(p.ix.Indicators))
	for j, in := range p.ix.Indicators {
		names[j] = in.Name
	}
	errs := []error{check(p.ix.Normaliser, names), check(p.ix.Aggregator, names)}
	for _, in := range p.ix.Indicators {
		if err := check(in.Treatment, names); err != nil {
			errs = append(errs, fmt.Errorf("indicator %q: %w", in.Name, err))
		}
	}
	for i := range p.nodes {
		n := &p.nodes[i]
		if err := check(n.weighter, n.names()); err != nil {
			if len(p.ix.Groups) > 0 {
				err = fmt.Errorf("group %q: %w", n.name, err)
			}
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

func check(method any, names []string) error {
	if c, ok := method.(checker); ok {
		return c.check(names)
	}
	return nil
}

// treat applies the treatments that work row by row, once for all samples.
func (p *Plan) treat(panel *data.Panel) error {
	var errs []error
	p.treated = slices.Clone(p.cols)
	for j, in := range p.ix.Indicators {
		if !treatsRows(in.Treatment) {
			continue
		}
		p.treated[j] = make([]float64, p.rows)
		for i := range p.rows {
			if err := in.Treatment.Treat(p.treated[j][i:i+1], p.cols[j][i:i+1], nil); err != nil {
				errs = append(errs, fmt.Errorf("indicator %q is %v at %s: %w", in.Name, p.cols[j][i], where(panel, i), err))
				break
			}
		}
	}
	return errors.Join(errs...)
}

func treatsRows(t Treatment) bool {
	r, ok := t.(rowwise)
	return ok && r.rowwise()
}

// warn collects what a reader of the results should know.
func (p *Plan) warn() {
	say := func(format string, args ...any) {
		p.warnings = append(p.warnings, fmt.Sprintf("index %q: ", p.ix.Name)+fmt.Sprintf(format, args...))
	}
	for j, in := range p.ix.Indicators {
		if lo, hi := extremes(p.cols[j]); lo == hi {
			say("indicator %q is constant (%v) and carries no information; a weight found from the data is 0", in.Name, lo)
		}
	}
	_, topsis := p.ix.Aggregator.(TOPSIS)
	if _, ok := p.ix.Normaliser.(Vector); ok && !topsis {
		for _, in := range p.ix.Indicators {
			if in.Direction < 0 {
				say("vector normalisation ignores that less of %q is better; only TOPSIS restores it", in.Name)
			}
		}
	}
	p.recognise(say)
	said := make(map[string]bool)
	for i := range p.nodes {
		if w, ok := p.nodes[i].weighter.(warner); ok && w.warning() != "" && !said[w.warning()] {
			said[w.warning()] = true
			say("%s", w.warning())
		}
	}
}

// tryOut builds the index on the panel itself, so that what can never work is
// told now and not in every draw.
func (p *Plan) tryOut() error {
	var s data.Sample
	s.All(p.entities)
	w := p.NewWork()
	err := p.Weigh(w, &s)
	if err == nil {
		err = p.Score(make([]float64, p.rows), w, &s)
	}
	if err != nil && w.failed >= 0 {
		return fmt.Errorf("indicator %q: %w", p.ix.Indicators[w.failed].Name, err)
	}
	return err
}

// nearest suggests the known name that is most like the unknown one.
func nearest(name string, known []string) string {
	if near, ok := formula.Nearest(name, known); ok {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	return ""
}
