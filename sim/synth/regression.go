package synth

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

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
	cov     estimators.Covariance // of the fit
	terms   []*term               // of the columns of the frame: regressors, instruments, outcome
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

// quantity is what a target is: something of a coefficient by its place in the
// fit, or a statistic.
type quantity struct {
	term      int // -1: a statistic
	of        aspect
	most      float64 // of a pScore: larger values count as this one
	statistic string
}

// aspect is what of a coefficient is printed.
type aspect int

const (
	estimate aspect = iota
	standardError
	tStatistic
	pScore // the normal deviate of the p value
)

// aspects are the endings of their names.
var aspects = map[string]aspect{"se": standardError, "t": tStatistic, "p": pScore}

// method is an estimator with its derivatives.
type method interface {
	estimator(c estimators.Covariance) estimators.Estimator
	// statistics names those that gradient knows.
	statistics() []string
	// prepare computes what the gradients of one fit share.
	prepare(r *regression) error
	// gradient adds the derivatives of a quantity by the columns of the frame
	// to r.adjoint.
	gradient(r *regression, q quantity)
	// variance adds the derivatives of scale times the logarithm of the
	// variance of v'b + s const, with v and s fixed.
	variance(r *regression, v []float64, s, scale float64)
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
// made to meet; the test of all slopes by the variance, where that is known.
func Statistics(kind string, v Variance) []string {
	list := methodOf(kind).statistics()
	if v.Kind == "" {
		return list
	}
	slopes := "F"
	if !v.finite(kind) {
		slopes = "wald"
	}
	list = slices.DeleteFunc(list, func(s string) bool { return s == "F" })
	list = append(list, slopes)
	switch kind {
	case "2sls":
		list = append(list, "first_stage_F")
	case "fe":
		list = append(list, "hausman")
	}
	return list
}

// known tells whether the standard errors of a regression can be computed.
func (r *Regression) known() bool { return r.Variance.Kind != "" || r.Kind == "fgls" }

func newRegression(s *system, spec *Regression) (*regression, error) {
	r := &regression{s: s, spec: spec, method: methodOf(spec.Kind)}
	var err error
	if r.cov, err = spec.Variance.covariance(spec.Kind); err != nil {
		return nil, err
	}
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
	for _, c := range r.spec.Inference {
		at := strings.LastIndex(c.Name, ".")
		j := slices.Index(terms, c.Name[:max(at, 0)])
		of, ok := aspects[c.Name[at+1:]]
		if j < 0 || !ok || !r.spec.known() {
			return fmt.Errorf("synth: nothing tells %q", c.Name)
		}
		r.wanted = append(r.wanted, quantity{term: j, of: of})
	}
	for _, c := range r.spec.Statistics {
		if !slices.Contains(Statistics(r.spec.Kind, r.spec.Variance), c.Name) {
			return fmt.Errorf("synth: no derivative of the statistic %q of %s", c.Name, r.spec.Kind)
		}
		r.wanted = append(r.wanted, quantity{term: -1, statistic: c.Name})
	}
	return nil
}

func (r *regression) targets() []Target {
	var out []Target
	for _, c := range r.spec.numbers() {
		out = append(out, Target{
			Where: r.spec.Name + "." + c.Name, Block: r.spec.Name,
			Printed: c.Box.Printed, Lo: c.Box.Lo, Hi: c.Box.Hi,
		})
	}
	for i, q := range r.wanted {
		if q.of == pScore {
			r.wanted[i].most = out[i].scored()
		}
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
	if err := r.method.estimator(r.cov).Fit(&r.fit, r.design); err != nil {
		return err
	}
	statistics, err := r.statistics()
	if err != nil {
		return err
	}
	for i, q := range r.wanted {
		if q.term >= 0 {
			dst[i] = r.of(q)
		} else if v, ok := statistics[q.statistic]; ok {
			dst[i] = v
		} else {
			return fmt.Errorf("synth: %s has no statistic %q", r.spec.Name, q.statistic)
		}
		if math.IsNaN(dst[i]) || math.IsInf(dst[i], 0) {
			return estimators.ErrNotFinite
		}
	}
	return nil
}

// of is a quantity of a coefficient.
func (r *regression) of(q quantity) float64 {
	b := r.fit.Coef[q.term]
	switch q.of {
	case standardError:
		return r.fit.SE(q.term)
	case tStatistic:
		return b / r.fit.SE(q.term)
	case pScore:
		return min(r.score(b/r.fit.SE(q.term)), q.most)
	}
	return b
}

// score is the normal deviate of the p value of a t statistic.
func (r *regression) score(t float64) float64 { return score(estimators.TwoSided(t, r.fit.DoF)) }

// statistics are those that are wanted.
func (r *regression) statistics() (map[string]float64, error) {
	if len(r.spec.Statistics) == 0 {
		return nil, nil
	}
	s := r.fit.Statistics(r.design)
	values := s.Values()
	switch e := r.method.(type) {
	case *tsls:
		return values, e.firstStage(r, values)
	case *fixed:
		return values, e.hausman.of(r, values)
	}
	return values, nil
}

// inference adds the derivatives of a quantity that has a variance in it, by
//
//	d se = se/2 d ln se²,  d t = db/se - t/2 d ln se².
func (r *regression) inference(q quantity) {
	k := len(r.design.Regressors)
	v, s := make([]float64, k), 0.0
	if q.term < k {
		v[q.term] = 1
	} else {
		s = 1
	}
	b, se := r.fit.Coef[q.term], r.fit.SE(q.term)
	if q.of == standardError {
		r.method.variance(r, v, s, se/2)
		return
	}
	r.method.gradient(r, quantity{term: q.term})
	t := b / se
	for _, a := range r.adjoint {
		floats.Scale(1/se, a)
	}
	r.method.variance(r, v, s, -t/2)
	if q.of == tStatistic {
		return
	}
	step := 1e-5 * (1 + math.Abs(t)) // of a smooth function of one number: an error of 1e-10 of it
	slope := (r.score(t+step) - r.score(t-step)) / (2 * step)
	for _, a := range r.adjoint {
		floats.Scale(slope, a)
	}
}

// wald adds the derivatives of scale b'V⁻¹b over the slopes: with g = V⁻¹b they
// are 2g'db - d(g'Vg), g fixed in the last.
func (r *regression) wald(scale float64) {
	k, kk := len(r.design.Regressors), len(r.fit.Coef)
	v := mat.NewSymDense(k, nil)
	for i := range k {
		for j := i; j < k; j++ {
			v.SetSym(i, j, r.fit.Cov[i*kk+j])
		}
	}
	var c mat.Cholesky
	if !c.Factorize(v) {
		return
	}
	g := solved(&c, r.fit.Coef[:k])
	w := floats.Dot(g, r.fit.Coef[:k])
	r.combination(g, 2*scale)
	r.method.variance(r, g, 0, -scale*w)
}

// combination adds the derivatives of scale g'b.
func (r *regression) combination(g []float64, scale float64) {
	own := *r
	own.adjoint = nil
	for _, a := range r.adjoint {
		own.adjoint = append(own.adjoint, make([]float64, len(a)))
	}
	for j, v := range g {
		for _, a := range own.adjoint {
			clear(a)
		}
		r.method.gradient(&own, quantity{term: j})
		for i, a := range own.adjoint {
			floats.AddScaled(r.adjoint[i], scale*v, a)
		}
	}
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
		switch {
		case q.of != estimate:
			r.inference(q)
		case q.term < 0 && r.robust(q.statistic):
			scale := 1.0
			if q.statistic == "F" {
				scale = 1 / float64(len(r.design.Regressors))
			}
			r.wald(scale)
		default:
			r.method.gradient(r, q)
		}
		for j, t := range r.terms {
			r.scatter(dst[i], t, r.adjoint[j])
		}
	}
}

// robust tells whether a statistic is the Wald test of the slopes by a
// covariance that its method does not know the sums of squares for.
func (r *regression) robust(statistic string) bool {
	if statistic == "wald" {
		return r.spec.Kind != "fgls"
	}
	return statistic == "F" && (r.spec.Kind == "2sls" || r.spec.Variance.meat() != classical)
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
