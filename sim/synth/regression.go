package synth

import (
	"fmt"
	"math"
	"slices"

	"panelstress/data"
	"panelstress/data/formula"
	"panelstress/estimators"
)

// regression is one model with its estimator on the rows where all its terms
// have a value.
type regression struct {
	s       *system
	spec    *Regression
	method  method
	terms   []*term // of the columns of the frame: regressors, instruments, outcome
	columns [][]float64
	rows    []int // of the panel
	sample  data.Sample
	design  *estimators.Design
	fit     estimators.Fit

	wanted  []quantity
	values  [][]float64 // of the terms on all rows of the panel
	slopes  []float64
	adjoint [][]float64 // by column of the frame
}

// quantity is what a target is: a coefficient by its place in the fit, or a
// statistic.
type quantity struct {
	term      int // -1: a statistic
	statistic string
}

// method is an estimator with its derivatives.
type method interface {
	estimator() estimators.Estimator
	// statistics names those that gradient knows.
	statistics() []string
	// prepare computes what the gradients of one fit share.
	prepare(r *regression) error
	// gradient adds the derivatives of a quantity by the columns of the frame
	// to r.adjoint.
	gradient(r *regression, q quantity)
}

// Kinds are the estimators that a regression can have.
func Kinds() []string { return []string{"ols", "fe", "re", "2sls", "fgls"} }

func methodOf(kind string) method {
	return map[string]func() method{
		"ols":  func() method { return &ols{} },
		"fe":   func() method { return &fixed{} },
		"re":   func() method { return &random{} },
		"2sls": func() method { return &tsls{} },
		"fgls": func() method { return &fgls{} },
	}[kind]()
}

// Statistics are the statistics of a kind of estimator that a panel can be
// made to meet.
func Statistics(kind string) []string { return methodOf(kind).statistics() }

func newRegression(s *system, spec *Regression) (*regression, error) {
	r := &regression{s: s, spec: spec, method: methodOf(spec.Kind)}
	var names, regressors, endogenous, excluded []string
	add := func(name string, e formula.Expr) error {
		t, err := newTerm(e, s.problem)
		if err != nil {
			return err
		}
		r.terms = append(r.terms, t)
		names = append(names, name)
		return nil
	}
	for _, t := range spec.Model.Regressors {
		regressors = append(regressors, t.Name)
		if err := add(t.Name, t.Expr); err != nil {
			return nil, err
		}
	}
	for _, i := range spec.Model.Endogenous {
		endogenous = append(endogenous, regressors[i])
	}
	for _, t := range spec.Model.Instruments {
		excluded = append(excluded, t.Name)
		if err := add(t.Name, t.Expr); err != nil {
			return nil, err
		}
	}
	outcome := spec.Model.Outcome.String()
	if err := add(outcome, spec.Model.Outcome); err != nil {
		return nil, err
	}
	if err := r.layOut(names); err != nil {
		return nil, err
	}
	var err error
	if r.design, err = estimators.NewDesign(r.design.Frame, outcome, regressors, endogenous, excluded); err != nil {
		return nil, err
	}
	r.design.NoConstant = spec.Model.NoConst
	return r, r.want(regressors)
}

// layOut finds the rows and makes the frame.
func (r *regression) layOut(names []string) error {
	s := r.s
	lags := []int{0}
	for _, t := range r.terms {
		for _, p := range t.parts {
			lags = append(lags, p.lag)
			s.lag(p.lag)
		}
	}
	t := s.problem.Periods
	behind, ahead := slices.Max(lags), -slices.Min(lags)
	if t-behind-ahead < 1 {
		return fmt.Errorf("synth: lags of %d periods in a panel of %d", behind+ahead, t)
	}
	var start, time []int
	for i := range s.rows {
		p := i % t
		if p == 0 {
			start = append(start, len(r.rows))
		}
		if p >= behind && p < t-ahead {
			r.rows = append(r.rows, i)
			time = append(time, s.problem.First+p)
		}
	}
	start = append(start, len(r.rows))
	r.slopes = make([]float64, s.rows)
	for range r.terms {
		r.columns = append(r.columns, make([]float64, len(r.rows)))
		r.adjoint = append(r.adjoint, make([]float64, len(r.rows)))
		r.values = append(r.values, make([]float64, s.rows))
	}
	r.sample.All(len(start) - 1)
	frame, err := estimators.NewFrame(start, time, names, r.columns, 0)
	if err != nil {
		return err
	}
	r.design = &estimators.Design{Frame: frame}
	return nil
}

// want finds the printed terms and statistics among those of the fit.
func (r *regression) want(regressors []string) error {
	terms := regressors
	if !r.spec.Model.NoConst {
		terms = append(slices.Clip(regressors), estimators.ConstName)
	}
	for _, c := range r.spec.Coefficients {
		j := slices.Index(terms, c.Name)
		if j < 0 {
			return fmt.Errorf("synth: the model has no term %q", c.Name)
		}
		r.wanted = append(r.wanted, quantity{term: j})
	}
	for _, c := range r.spec.Statistics {
		if !slices.Contains(r.method.statistics(), c.Name) {
			return fmt.Errorf("synth: no derivative of the statistic %q of %s", c.Name, r.spec.Kind)
		}
		r.wanted = append(r.wanted, quantity{term: -1, statistic: c.Name})
	}
	return nil
}

func (r *regression) targets() []Target {
	var out []Target
	for _, c := range slices.Concat(r.spec.Coefficients, r.spec.Statistics) {
		out = append(out, Target{
			Where: r.spec.Name + "." + c.Name, Block: r.spec.Name,
			Printed: c.Box.Printed, Lo: c.Box.Lo, Hi: c.Box.Hi,
		})
	}
	return out
}

// evaluate fits the model.
func (r *regression) evaluate(dst []float64) error {
	for i, t := range r.terms {
		r.s.eval(r.values[i], t.value)
		for k, row := range r.rows {
			r.columns[i][k] = r.values[i][row]
		}
	}
	if err := r.design.Frame.Refresh(&r.sample); err != nil {
		return err
	}
	if err := r.method.estimator().Fit(&r.fit, r.design); err != nil {
		return err
	}
	var statistics map[string]float64
	if len(r.spec.Statistics) > 0 {
		s := r.fit.Statistics(r.design)
		statistics = s.Values()
	}
	for i, q := range r.wanted {
		if q.term >= 0 {
			dst[i] = r.fit.Coef[q.term]
		} else {
			dst[i] = statistics[q.statistic]
		}
		if math.IsNaN(dst[i]) || math.IsInf(dst[i], 0) {
			return estimators.ErrNotFinite
		}
	}
	return nil
}

// gradient takes the derivatives by the columns of the frame on to the
// variables, through products and lags.
func (r *regression) gradient(dst [][]float64) {
	if r.method.prepare(r) != nil {
		return
	}
	for i, q := range r.wanted {
		for _, a := range r.adjoint {
			clear(a)
		}
		r.method.gradient(r, q)
		for j, t := range r.terms {
			r.scatter(dst[i], t, r.adjoint[j])
		}
	}
}

func (r *regression) scatter(dst []float64, t *term, bar []float64) {
	for _, p := range t.parts {
		g := dst[p.variable*r.s.rows:]
		if p.slope != nil {
			r.s.eval(r.slopes, p.slope)
		}
		for k, row := range r.rows {
			d := bar[k]
			if p.slope != nil {
				d *= r.slopes[row]
			}
			g[row-p.lag] += d
		}
	}
}

// periods is the number of rows of each entity.
func (r *regression) periods() int { return len(r.rows) / len(r.s.problem.Entities) }
