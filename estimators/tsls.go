package estimators

// TwoSLS is two-stage least squares, b = (X'P_W X)⁻¹ X'P_W y with W the
// included exogenous regressors and the excluded instruments. The residuals
// that enter the covariance are those of the structural regressors, y - Xb.
type TwoSLS struct {
	Entity bool       // entity effects swept out first: xtivreg, fe
	Time   bool       // time effects swept out first
	Cov    Covariance // nil: Classical{}
}

var _ Estimator = TwoSLS{}

// Fit implements Estimator.
func (e TwoSLS) Fit(f *Fit, d *Design) error {
	if len(d.Excluded) == 0 {
		return f.fail(ErrNotIdentified, "", "the model names no instruments")
	}
	if effects, ok := e.effects(); ok {
		return f.absorb(d, effects, e.Cov)
	}
	return f.regress(d, pooled, 0, e.Cov)
}

// effects are the effects that are swept out, where there are any.
func (e TwoSLS) effects() (Effects, bool) {
	switch {
	case e.Entity && e.Time:
		return TwoWay, true
	case e.Time:
		return Time, true
	}
	return Entity, e.Entity
}
