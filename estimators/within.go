package estimators

// Within is the fixed-effects estimator: entity effects are swept out by
// demeaning, b = (Σ S_xx)⁻¹ Σ S_xy, residual degrees of freedom N - G - k.
// Like Stata's xtreg it reports the constant ȳ - x̄'b, the mean of the
// effects, with its standard error from the regression of x_it - x̄_i + x̄.
type Within struct {
	Cov Covariance // nil: Classical{}
}

var _ Estimator = Within{}

// Fit implements Estimator. It ignores the instruments of the design.
func (e Within) Fit(f *Fit, d *Design) error {
	return f.withinEntities(d.exogenous(&f.work), e.Cov)
}

func (f *Fit) withinEntities(d *Design, c Covariance) error {
	_, entities := d.Frame.Sample()
	if entities < 2 {
		return f.fail(ErrTooFewEntities, "", "entity effects need at least two entities")
	}
	return f.regress(d, within, entities, c)
}
