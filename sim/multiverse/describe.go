package multiverse

import (
	"math"
	"slices"

	"panelstress/bootstrap"
	"panelstress/sim"
	"panelstress/sim/sensitivity"
)

// describe is the curve of a grid in words and numbers.
func (m *Multiverse) describe(cv *curve) sim.CurveResult {
	r := sim.CurveResult{
		Model: cv.grid.Focal.Model, Term: cv.grid.Focal.Term, Formula: cv.grid.Formula(), Design: cv.design.String(),
		Grid: sim.Number(cv.grid.Size()), Combinations: cv.combinations, Specifications: cv.specs, Constructions: cv.u.Constructions(),
		First: cv.first, Failed: []sim.Failure{}, Tests: []sim.JointTest{}, Baseline: []sim.SpecEstimate{},
	}
	for _, s := range cv.base {
		r.Baseline = append(r.Baseline, cv.specEstimate(s))
	}
	for s := range cv.specs {
		spec := sim.SpecResult{Draw: cv.first + s, SpecEstimate: cv.specEstimate(s)}
		for _, o := range cv.u.Specs[s].Choices {
			spec.Options = append(spec.Options, sim.Choice(o))
		}
		if err := cv.estimates[s].Err; err != nil {
			spec.Error = sim.Cause(err)
			count(&r.Failed, sim.Failure{Cause: spec.Error, Model: r.Model, Estimator: cv.u.Estimator(s), Count: 1})
		}
		r.Specs = append(r.Specs, spec)
	}
	r.Summary = m.summary(cv)
	for k, source := range cv.grid.Sources {
		c := sim.ChoiceResult{Name: source.Name}
		for o, option := range source.Options {
			c.Options = append(c.Options, m.option(cv, k, o, option.Name))
		}
		r.Choices = append(r.Choices, c)
	}
	if cv.design == Full {
		r.Decomposition = m.decompose(cv)
	}
	return r
}

// count adds a failure to those of its kind.
func count(list *[]sim.Failure, f sim.Failure) {
	for i := range *list {
		if o := &(*list)[i]; o.Cause == f.Cause && o.Model == f.Model && o.Estimator == f.Estimator {
			o.Count += f.Count
			return
		}
	}
	*list = append(*list, f)
}

func (cv *curve) specEstimate(s int) sim.SpecEstimate {
	e := &cv.estimates[s]
	return sim.SpecEstimate{Estimator: cv.u.Estimator(s), Estimate: sim.Number(e.Coef), SE: sim.Number(e.SE), P: sim.Number(e.p), DoF: sim.Number(e.DoF)}
}

// columns are estimates, standard errors and p values of the specifications,
// NaN where there is none.
func (cv *curve) columns() (b, se, p []float64) {
	for s := range cv.specs {
		e := &cv.estimates[s]
		b, se, p = append(b, e.Coef), append(se, e.SE), append(p, e.p)
	}
	return b, se, p
}

func (m *Multiverse) summary(cv *curve) sim.CurveSummary {
	b, se, p := cv.columns()
	c := sensitivity.CurveOf(b, se, p, m.Alpha)
	n := sim.Number(c.N)
	out := sim.CurveSummary{
		Estimates: c.N, Median: sim.Number(c.Median), MAD: sim.Number(c.MAD), Min: sim.Number(c.Min), Max: sim.Number(c.Max),
		Q25: sim.Number(c.Q25), Q75: sim.Number(c.Q75), SharePositive: sim.Number(c.SharePositive), ShareSignificant: sim.Number(c.ShareSignificant),
		SignificantPositive: sim.Number(c.ShareSignificantPositive), SignificantNegative: sim.Number(c.ShareSignificant - c.ShareSignificantPositive),
		SamplingSE: sim.Number(c.SamplingSE), ModellingSE: sim.Number(c.ModellingSE), TotalSE: sim.Number(c.TotalSE),
		RobustnessRatio: sim.Number(math.NaN()), ShareSameSign: sim.Number(math.NaN()),
	}
	var o bootstrap.Ordered
	o.Reset(bootstrap.Finite(nil, b))
	moments := bootstrap.MomentsOf(bootstrap.Finite(nil, b))
	out.Mean, out.SD = sim.Number(moments.Mean), sim.Number(moments.SD)
	out.Q025, out.Q975 = sim.Number(o.Quantile(0.025, bootstrap.Type7)), sim.Number(o.Quantile(0.975, bootstrap.Type7))
	if len(cv.base) > 0 && cv.estimates[cv.base[0]].Err == nil {
		base := cv.estimates[cv.base[0]].Coef
		out.RobustnessRatio = sim.Number(c.RobustnessRatio(base))
		same := sim.Number(0)
		for _, v := range b {
			if v*base > 0 {
				same++
			}
		}
		out.ShareSameSign = same / n
	}
	return out
}

// option describes the specifications that take an option.
func (m *Multiverse) option(cv *curve, source, option int, name string) sim.OptionResult {
	b, se, p := cv.columns()
	made := make([]bool, len(b))
	with := slices.Clone(b)
	for s := range b {
		choice := cv.u.Specs[s].Choices[source]
		if made[s] = choice == option; !made[s] {
			with[s] = math.NaN()
		}
		if choice < 0 {
			b[s] = math.NaN() // the choice does not arise
		}
	}
	c := sensitivity.CurveOf(with, se, p, m.Alpha)
	return sim.OptionResult{
		Name: name, Estimates: c.N, Mean: sim.Number(bootstrap.MomentsOf(bootstrap.Finite(nil, with)).Mean), Median: sim.Number(c.Median),
		Influence: sim.Number(sensitivity.Influence(b, made)), SharePositive: sim.Number(c.SharePositive), ShareSignificant: sim.Number(c.ShareSignificant),
	}
}

// decompose analyses the full grid. A specification stands in it once for
// every combination that gives it: the choice that does not arise there has
// no effect there.
func (m *Multiverse) decompose(cv *curve) *sim.Decomposition {
	var levels []int
	for _, s := range cv.grid.Sources {
		levels = append(levels, len(s.Options))
	}
	y, sign, significant := make([]float64, len(cv.of)), make([]float64, len(cv.of)), make([]float64, len(cv.of))
	for i, s := range cv.of {
		e := &cv.estimates[s]
		y[i], sign[i], significant[i] = e.Coef, indicator(e.Coef > 0, e), indicator(e.p < m.Alpha, e)
	}
	d := &sim.Decomposition{}
	shares := func(y []float64) []sim.SourceShare {
		a, err := sensitivity.Decompose(levels, y)
		if err != nil {
			panic(err) // the grid is full
		}
		d.Cells, d.Missing, d.Variance = a.Cells, a.Missing, sim.Number(a.Variance)
		var out []sim.SourceShare
		for k, s := range cv.grid.Sources {
			out = append(out, sim.SourceShare{Source: s.Name, First: sim.Number(a.First[k]), Total: sim.Number(a.Total[k])})
		}
		return out
	}
	d.Sign, d.Significant = shares(sign), shares(significant)
	d.Coefficient = shares(y) // last: the variance is that of the coefficient
	return d
}

func indicator(b bool, e *estimate) float64 {
	switch {
	case e.Err != nil:
		return math.NaN()
	case b:
		return 1
	}
	return 0
}
