package sim

import (
	"math"
	"slices"
	"strings"

	"panelstress/data/formula"
	"panelstress/estimators"
)

// ConfoundingResult says how strong a variable that is not in a model would
// have to be to change what is concluded from a coefficient: robustness
// values and bounds (Cinelli and Hazlett 2020), proportional selection (Oster
// 2019), robustness to replacement and the impact threshold (Frank et al.
// 2013).
type ConfoundingResult struct {
	Model     string `json:"model"`
	Estimator string `json:"estimator"`
	Term      string `json:"term"`
	Estimate  Number `json:"estimate"`

	// With classical standard errors, which the algebra of partial R2 needs.
	ClassicalSE          Number  `json:"classical_se"`
	ClassicalStatistic   Number  `json:"classical_statistic"`
	DoF                  Number  `json:"dof"` // residual degrees of freedom
	PartialR2            Number  `json:"partial_r2"`
	Alpha                Number  `json:"alpha"`
	RobustnessValue      Number  `json:"robustness_value"`
	RobustnessValueAlpha Number  `json:"robustness_value_alpha"`
	Bounds               []Bound `json:"bounds"`

	Oster *OsterResult `json:"oster"` // null where there are no other regressors

	// With the standard error and the reference distribution of the fit.
	Significant bool   `json:"significant"` // an inference to invalidate; else to sustain
	Threshold   Number `json:"threshold"`
	PercentBias Number `json:"percent_bias"`
	RIR         Number `json:"rir"`
	ITCV        Number `json:"itcv"`

	Conventions []string `json:"conventions"`
}

// Bound is what is left of an estimate beside an omitted variable k times as
// strong as a benchmark regressor, for treatment and outcome alike.
type Bound struct {
	Benchmark   string `json:"benchmark"`
	K           Number `json:"k"`
	R2Treatment Number `json:"r2_treatment"`
	R2Outcome   Number `json:"r2_outcome"`
	Estimate    Number `json:"estimate"`
	SE          Number `json:"se"`
	Statistic   Number `json:"statistic"`
}

// OsterResult compares with the model without the other regressors.
type OsterResult struct {
	Uncontrolled   Number `json:"uncontrolled"`
	UncontrolledR2 Number `json:"uncontrolled_r2"`
	ControlledR2   Number `json:"controlled_r2"`
	RMax           Number `json:"r_max"`
	Delta          Number `json:"delta"`     // for an effect of zero
	BetaStar       Number `json:"beta_star"` // for a selection of one
}

// rmaxFactor is Oster's advice for the R2 with everything in the model: 1.3
// times that of the controlled one.
const rmaxFactor = 1.3

// ConfoundingConventions say how the numbers are meant, in the order of a
// table's columns.
var ConfoundingConventions = []string{
	"Robustness values, partial R2 and bounds: classical standard errors, as in sensemakr; effects are partialled out of everything.",
	"Oster: R2 after the effects are partialled out, R max = min(1, 1.3 R2); the uncontrolled model has the coefficient's regressor and the effects alone; delta is for an effect of zero, beta* for delta = 1.",
	"RIR and ITCV: standard error and critical value of the table, residual degrees of freedom in the correlations.",
}

// boundMultiples are those of sensemakr.
var boundMultiples = []float64{1, 2, 3}

// confounding gives the results for the coefficients of interest of a fit
// that is least squares.
func (c *Chain) confounding(s *fitSpec, f *estimators.Fit, table FitResult) (out []ConfoundingResult, err error) {
	switch s.estimator.Fit.(type) {
	case estimators.Pooled, estimators.Within:
	default:
		return nil, nil
	}
	for _, term := range c.ofInterest(s.model) {
		at := f.Term(term)
		if at < 0 || term == estimators.ConstName {
			continue
		}
		o, err := estimators.NewOmitted(s.estimator.Fit, s.design, term)
		if err != nil {
			return nil, within("models."+s.model.Name, err)
		}
		r := ConfoundingResult{Model: s.model.Name, Estimator: s.estimator.Name, Term: term, Conventions: ConfoundingConventions}
		r.addOmitted(o, 1-float64(table.level))
		if err := r.addComparisons(o); err != nil {
			return nil, within("models."+s.model.Name, err)
		}
		r.addImpact(table.Terms[at], f)
		out = append(out, r)
	}
	return out, nil
}

func (r *ConfoundingResult) addOmitted(o *estimators.Omitted, alpha float64) {
	alpha = math.Round(alpha*1e9) / 1e9 // 1 - 0.95
	r.Estimate, r.ClassicalSE, r.ClassicalStatistic = Number(o.Estimate), Number(o.SE), Number(o.T)
	r.DoF, r.PartialR2, r.Alpha = Number(o.DoF), Number(o.PartialR2), Number(alpha)
	r.RobustnessValue = Number(o.RobustnessValue(1, 1))
	r.RobustnessValueAlpha = Number(o.RobustnessValue(1, alpha))
}

// addComparisons adds what other regressors tell.
func (r *ConfoundingResult) addComparisons(o *estimators.Omitted) error {
	r.Bounds = []Bound{}
	for _, name := range o.Benchmarks() {
		bounds, err := o.Bounds(name, boundMultiples...)
		if err != nil {
			return err
		}
		for _, b := range bounds {
			r.Bounds = append(r.Bounds, Bound{
				Benchmark: name, K: Number(b.KD), R2Treatment: Number(b.R2DZ), R2Outcome: Number(b.R2YZ),
				Estimate: Number(b.Estimate), SE: Number(b.SE), Statistic: Number(b.T),
			})
		}
	}
	s, ok, err := o.Oster()
	if err != nil || !ok {
		return err
	}
	rmax := s.RMax(rmaxFactor)
	r.Oster = &OsterResult{
		Uncontrolled: Number(s.Short), UncontrolledR2: Number(s.ShortR2), ControlledR2: Number(s.LongR2),
		RMax: Number(rmax), Delta: Number(s.Delta(0, rmax)), BetaStar: Number(s.Beta(1, rmax).Beta),
	}
	return nil
}

func (r *ConfoundingResult) addImpact(row TermResult, f *estimators.Fit) {
	i := estimators.ImpactOf(float64(row.Estimate), float64(row.SE), f.ResidualDoF, critical(float64(r.Alpha), row.DoF), f.Observations)
	r.Significant, r.Threshold, r.PercentBias = i.Significant, Number(i.Threshold), Number(100*i.Share)
	r.RIR, r.ITCV = Number(i.RIR), Number(i.ITCV)
}

// ofInterest are the terms of a model that conclusions are about: those of
// hypotheses, and where a study has none, all that an index enters.
func (c *Chain) ofInterest(m *Model) (terms []string) {
	for _, h := range c.study.Hypotheses {
		if h.Model == m.Name && !slices.Contains(terms, h.Term) {
			terms = append(terms, h.Term)
		}
	}
	if len(c.study.Hypotheses) > 0 {
		return terms
	}
	indices := c.study.fromIndices()
	for i, t := range m.Formula.Regressors {
		if slices.ContainsFunc(formula.Names(t.Expr), func(n string) bool { return indices[strings.TrimSuffix(n, centredSuffix)] }) {
			terms = append(terms, m.label(i, t))
		}
	}
	return terms
}

// fromIndices are the indices and the columns that are derived from them.
func (s *Study) fromIndices() map[string]bool {
	from := make(map[string]bool)
	for _, ix := range s.Indices {
		from[ix.Name] = true
	}
	for range s.Derived { // as deep as derived columns can stand on each other
		for _, d := range s.Derived {
			if slices.ContainsFunc(formula.Names(d.Expr), func(n string) bool { return from[n] }) {
				from[d.Name] = true
			}
		}
	}
	return from
}
