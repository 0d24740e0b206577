package scenarios

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"panelstress/data"
)

// Setting is what a scenario is resolved against.
type Setting struct {
	Panel *data.Panel         // data, and what the study computes
	Raw   func(c string) bool // tells whether a column is one of the data
	Roles map[string]string   // names that scenarios may use for columns
	Key   string              // where the scenario stands in the study

	Products []string // of the trade table; none: the study has no trade
	Imports  bool     // the trade table has imports
}

// target names what an event changes.
func (r *resolver) target(e *Event) string {
	if e.Flow == nil {
		return r.column(e.Column)
	}
	name := "exports"
	if e.Flow.Imports {
		name = "imports"
	}
	return fmt.Sprintf("%s of the trade table %v", name, e.Flow.Products)
}

// Compile resolves a scenario. Its errors are for the user, and name the key.
func Compile(sc *Scenario, in Setting) (*Plan, error) {
	n := len(in.Panel.Entities())
	p := &Plan{scenario: sc, entities: n, start: in.Panel.Starts(), times: in.Panel.Times(), size: 1}
	r := &resolver{panel: in.Panel, roles: in.Roles, products: in.Products, imports: in.Imports}
	if len(sc.Events) == 0 {
		return nil, wrong(in.Key+".shocks", "none", "at least one shock, with column, onset and amount")
	}
	var columns []string
	var errs []error
	for i := range sc.Events {
		st, err := r.step(&sc.Events[i], fmt.Sprintf("%s.shocks.%d", in.Key, i))
		errs = append(errs, err)
		p.steps = append(p.steps, st)
		columns = append(columns, r.target(&sc.Events[i]))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	if err := contradiction(sc, p.steps, columns, in); err != nil {
		return nil, err
	}
	p.place(columns, in.Raw)
	var err error
	if p.copula, err = p.dependence(in); err != nil {
		return nil, err
	}
	p.layOut()
	return p.Clone().(*Plan), nil
}

// place gives every step its column, those of the data first. An event whose
// size is nothing for certain changes no column.
func (p *Plan) place(columns []string, raw func(string) bool) {
	for _, own := range []bool{true, false} {
		list := &p.columns
		if !own {
			list = &p.derived
		}
		for i, name := range columns {
			if p.steps[i].flow.is == noFlow && !p.steps[i].null() && raw(name) == own && !slices.Contains(*list, name) {
				*list = append(*list, name)
			}
		}
	}
	all := append(slices.Clone(p.columns), p.derived...)
	for i, name := range columns {
		p.steps[i].column = slices.Index(all, name)
	}
	if slices.ContainsFunc(p.steps, func(s step) bool { return s.effect == Missing }) {
		p.lost = make([]bool, len(p.times))
	}
}

// null tells whether an event does nothing in any draw.
func (s *step) null() bool {
	f, fixed := s.amount.(Fixed)
	return fixed && f == 0 && s.effect != Value
}

// layOut numbers the uniform numbers of a draw: those of amounts that are
// drawn once or per entity, shock by shock; those per row; and where amounts
// depend on each other the common factor and the divisor of a t copula.
func (p *Plan) layOut() {
	for i := range p.steps {
		st := &p.steps[i]
		st.first = p.dim
		switch st.each {
		case Once:
			p.dim++
		case PerEntity:
			p.dim += p.entities
		}
	}
	p.z = make([]float64, p.dim)
	for i := range p.steps {
		if st := &p.steps[i]; st.each == PerRow || st.effect == Missing {
			st.row = p.dim
			p.dim += len(st.cells)
		}
	}
	if !p.copula.independent() {
		p.dim += 2
	}
}

// dependence prepares the copula.
func (p *Plan) dependence(in Setting) (*copula, error) {
	d := &p.scenario.Together
	key := in.Key + ".together"
	if d.Shocks != nil {
		for i := range p.steps {
			if p.steps[i].each != p.steps[0].each || p.steps[i].each == PerRow {
				return nil, wrong(key+".shocks", "shocks whose amounts are not drawn equally often", "each: once for all shocks, or each: entity for all")
			}
		}
	}
	c, err := d.prepare(p.entities, len(p.steps))
	var m *MatrixError
	var nd *NotDefiniteError
	switch {
	case errors.As(err, &m):
		return nil, wrong(key, m.Found+fmt.Sprintf(" in row %d, column %d", m.Row+1, m.Column+1), m.Expected)
	case errors.As(err, &nd):
		v := d.Shocks
		if d.Matrix != nil {
			if _, first := root(d.Matrix, p.entities); first != nil {
				v = d.Matrix
			}
		}
		return nil, wrong(key, fmt.Sprintf("a matrix that is not positive definite: the entry %v in row %d, column %d does not go with those above it", v[nd.Row][nd.Column], nd.Row+1, nd.Column+1), "correlations that variables can have together")
	case err != nil:
		return nil, wrong(key, err.Error(), "")
	}
	return c, nil
}

// step resolves an event.
func (r *resolver) step(e *Event, key string) (step, error) {
	s := step{amount: e.Amount, each: e.Each, effect: e.Effect, keep: e.Keep}
	name := r.column(e.Column)
	col := r.panel.Column(name)
	periods := r.panel.Periods()
	first, last := periods[0], periods[len(periods)-1]
	onset := e.Onset
	if e.Always {
		onset = first
	}
	year := r.year(&e.Who, onset)
	switch {
	case e.Column == "" && e.Flow == nil:
		return s, wrong(key+".column", "nothing", "the column that the shock changes, or flow: exports of the trade table")
	case e.Column != "" && e.Flow != nil:
		return s, wrong(key, "a column and a flow of trade", "one of them")
	case col == nil && e.Flow == nil:
		return s, r.unknown(key+".column", e.Column)
	case onset < first || onset > last:
		return s, wrong(key+".onset", fmt.Sprint(onset), fmt.Sprintf("a year of the panel, %d to %d", first, last))
	case year < first || year > last:
		return s, wrong(key+".who.at", fmt.Sprint(year), fmt.Sprintf("a year of the panel, %d to %d", first, last))
	case e.Keep != nil && !(e.Keep[0] < e.Keep[1]):
		return s, wrong(key+".keep", fmt.Sprintf("[%v, %v]", e.Keep[0], e.Keep[1]), "[least, most] with least < most")
	}
	var err error
	if s.flow, err = r.flow(e, key); err != nil {
		return s, err
	}
	if s.amount, err = possible(e, col, key); err != nil {
		return s, err
	}
	s.amount = quick(s.amount)
	path := e.Path
	if path == nil {
		path = Step{}
	}
	if err := path.Check(); err != nil {
		return s, wrong(key+".path", err.Error(), "")
	}
	if s.hit, err = r.entities(&e.Who, year, key); err != nil {
		return s, err
	}
	if s.weight, err = r.exposure(e, s.hit, year, key); err != nil {
		return s, err
	}
	if e.Spread != nil {
		if s.matrix, err = e.Spread.multiplier(r.panel, key+".spread"); err != nil {
			return s, err
		}
	}
	if col != nil {
		s.scale = deviation(col)
	}
	r.cells(&s, onset, path)
	if len(s.cells) == 0 {
		return s, wrong(key, fmt.Sprintf("no row of those who are hit from %d on", onset), "a shock that hits at least one value")
	}
	return s, nil
}

// possible checks the distribution of an amount and cuts off what cannot be:
// a fall by more than all there is, of a column that is nowhere negative.
func possible(e *Event, col []float64, key string) (Amount, error) {
	if e.Amount == nil {
		return nil, wrong(key+".amount", "nothing", "a number such as -0.15, or a distribution")
	}
	if err := e.Amount.Check(); err != nil {
		return nil, wrong(key+".amount", err.Error(), "")
	}
	below := func(x float64) float64 { return e.Amount.CDF(math.Nextafter(x, math.Inf(-1))) }
	if e.Effect == Missing {
		if e.Each == PerRow || below(0) > 0 || e.Amount.CDF(1) < 1 {
			return nil, wrong(key+".amount", describe(e.Amount), "a share of the values from 0 to 1, drawn once or per entity")
		}
		return e.Amount, nil
	}
	negative := slices.ContainsFunc(col, func(v float64) bool { return v < 0 })
	if e.Effect != Relative || negative || below(-1) == 0 {
		return e.Amount, nil
	}
	if _, fixed := e.Amount.(Fixed); fixed {
		return nil, wrong(key+".amount", describe(e.Amount), "a relative change of at least -1: a fall cannot be more than all there is")
	}
	t := Truncate(e.Amount, -1, math.Inf(1))
	if err := t.Check(); err != nil {
		return nil, wrong(key+".amount", err.Error(), "a relative change of at least -1")
	}
	return t, nil
}

func describe(a Amount) string {
	if f, ok := a.(Fixed); ok {
		return fmt.Sprint(float64(f))
	}
	return fmt.Sprintf("a distribution from %.4g to %.4g (its 0.1 and 99.9 per cent quantiles)", a.Quantile(0.001), a.Quantile(0.999))
}

// exposure are the factors of the amounts of those who are hit.
func (r *resolver) exposure(e *Event, hit []int, year int, key string) ([]float64, error) {
	w := make([]float64, len(hit))
	for j := range w {
		w[j] = 1
	}
	if e.Exposure == nil {
		return w, nil
	}
	value, err := r.number(e.Exposure, key+".exposure")
	if err != nil {
		return nil, err
	}
	rows, most := r.rowsAt(year), 0.0
	for j, g := range hit {
		w[j] = value[rows[g]]
		if !(w[j] >= 0) || math.IsInf(w[j], 1) {
			return nil, wrong(key+".exposure", fmt.Sprintf("%v of %s in %d", w[j], r.panel.Entities()[g], year), "an exposure that is not negative")
		}
		most = max(most, w[j])
	}
	if most == 0 {
		return nil, wrong(key+".exposure", fmt.Sprintf("0 for all who are hit, in %d", year), "an exposure above 0 of at least one entity")
	}
	for j := range w {
		w[j] /= most
	}
	return w, nil
}

// cells lists the values that an event can change.
func (r *resolver) cells(s *step, onset int, path Path) {
	start, times := r.panel.Starts(), r.panel.Times()
	n := len(r.panel.Entities())
	s.reach = make([]int, n+1)
	s.memory = make([]float64, n)
	for g := range n {
		s.reach[g] = len(s.cells)
		reached := slices.Contains(s.hit, g)
		for _, h := range s.hit {
			reached = reached || s.matrix != nil && s.matrix[g*n+h] != 0
		}
		for i := start[g]; reached && i < start[g+1]; i++ {
			if k := times[i] - onset; k >= 0 && path.At(k) != 0 {
				s.cells = append(s.cells, cell{row: int32(i), draw: int32(len(s.cells)), profile: path.At(k)})
			}
		}
	}
	s.reach[n] = len(s.cells)
}

// Touched implements Later.
func (p *Plan) Touched(column string) []bool {
	all := append(slices.Clone(p.columns), p.derived...)
	touched := make([]bool, len(p.times))
	for i := range p.steps {
		if st := &p.steps[i]; st.column >= 0 && all[st.column] == column {
			for _, c := range st.cells {
				touched[c.row] = true
			}
		}
	}
	return touched
}

// deviation is the standard deviation with divisor n-1.
func deviation(x []float64) float64 {
	mean, n := 0.0, float64(len(x))
	for _, v := range x {
		mean += v / n
	}
	ss := 0.0
	for _, v := range x {
		ss += (v - mean) * (v - mean)
	}
	return math.Sqrt(ss / (n - 1))
}
