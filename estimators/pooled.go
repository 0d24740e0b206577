package estimators

// Pooled is ordinary least squares on all rows: b = (X'X)⁻¹X'y, residual
// degrees of freedom N - K.
type Pooled struct {
	Cov Covariance // nil: Classical{}
}

var _ Estimator = Pooled{}

// Fit implements Estimator. It ignores the instruments of the design.
func (e Pooled) Fit(f *Fit, d *Design) error {
	return f.regress(d.exogenous(&f.work), pooled, 0, e.Cov)
}

// regress is the path that all one-step estimators share: moments under a
// scheme, coefficients, covariance. Absorbed effects count as coefficients of
// the residual degrees of freedom; the constant is one of them where a scheme
// within entities reports it.
func (f *Fit) regress(d *Design, s scheme, absorbed int, c Covariance) error {
	if err := f.coefficients(d, s, absorbed); err != nil {
		return err
	}
	_, named := c.(Classical)
	f.work.classical = named || c == nil
	if c == nil {
		c = Classical{}
	}
	f.variance = c
	f.invert()
	return c.fill(f, d)
}

// coefficients is regress without a covariance, for a first step.
func (f *Fit) coefficients(d *Design, s scheme, absorbed int) error {
	f.work.instrumented = len(d.Excluded) > 0
	f.work.components.random = false
	f.DoFs = f.DoFs[:0]
	f.detail = nil
	f.Observations, f.Entities = d.Frame.Sample()
	f.Absorbed = absorbed
	f.ResidualDoF = float64(f.Observations - len(d.Regressors) - absorbed)
	if absorbed == 0 && !d.NoConstant {
		f.ResidualDoF--
	}
	if f.ResidualDoF <= 0 {
		return f.fail(ErrTooFewRows, "", "")
	}
	f.gather(d, s)
	if err := f.solve(d); err != nil {
		return err
	}
	return f.finish(d)
}

// exogenous is the design without its instruments, kept in w.
func (d *Design) exogenous(w *work) *Design {
	if len(d.Excluded) == 0 {
		return d
	}
	w.design = *d
	w.design.Excluded = nil
	w.design.Endogenous = nil
	w.design.exog = nil
	return &w.design
}
