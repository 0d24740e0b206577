package synth

import (
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"panelstress/estimators"
)

// firstStage is the regression of an endogenous regressor on all instruments.
type firstStage struct {
	endogenous int // place of the regressor
	fit        estimators.Fit
}

// firstStage adds the F of the excluded instruments, under the variance of the
// regression in its small-sample form, to the statistics: that of the weakest
// endogenous regressor.
func (e *tsls) firstStage(r *regression, values map[string]float64) error {
	e.first = nil
	if !slices.ContainsFunc(r.wanted, func(q quantity) bool { return q.statistic == "first_stage_F" }) {
		return nil
	}
	stages, err := (estimators.TwoSLS{}).FirstStages(r.design, smallSample(r.spec.Variance))
	if err != nil {
		return err
	}
	for i := range stages {
		if f := stages[i].F.Statistic; e.first == nil || f < values["first_stage_F"] {
			values["first_stage_F"] = f
			e.first = &firstStage{r.design.Endogenous[i], stages[i].Fit}
		}
	}
	return nil
}

// smallSample is the form of a covariance that gives F statistics.
func smallSample(v Variance) estimators.Covariance {
	switch v.Kind {
	case "hc0", "hc1":
		return estimators.HC1{}
	case "cluster":
		return estimators.Cluster{}
	}
	return estimators.Classical{}
}

// gradientFirst adds the derivatives of the first-stage F, which is the Wald
// statistic b'V⁻¹b/l of its l excluded instruments: as in wald, with zeros for
// the others.
func (e *tsls) gradientFirst(r *regression) {
	d := r.design
	own := *r
	own.columns, own.adjoint = nil, nil
	for _, j := range e.normal.places {
		own.columns, own.adjoint = append(own.columns, r.columns[j]), append(own.adjoint, r.adjoint[j])
	}
	k, l := len(e.normal.places), len(d.Excluded)
	own.columns, own.adjoint = append(own.columns, r.columns[e.first.endogenous]), append(own.adjoint, r.adjoint[e.first.endogenous])
	own.design = &estimators.Design{Frame: d.Frame, NoConstant: d.NoConstant, Regressors: make([]int, k)}
	var m normal
	f := &e.first.fit
	if m.set(&own, f.Coef, byMean, nil) != nil {
		return
	}
	kk := len(f.Coef)
	v := mat.NewSymDense(l, nil)
	for i := range l {
		for j := i; j < l; j++ {
			v.SetSym(i, j, f.Cov[(k-l+i)*kk+k-l+j])
		}
	}
	var c mat.Cholesky
	if !c.Factorize(v) {
		return
	}
	b := f.Coef[k-l : k]
	g := make([]float64, k)
	copy(g[k-l:], solved(&c, b))
	w := floats.Dot(g[k-l:], b)
	double := make([]float64, k)
	floats.AddScaled(double, 2/float64(l), g)
	m.adjoint(own.adjoint, double, 0)
	m.adjointVariance(own.adjoint, g, 0, r.spec.Variance.meat(), -w/float64(l))
}
