package estimators

import "math"

// FGLS is feasible generalised least squares with one error variance per
// entity, in two steps: s_g = e_g'e_g / T_g from pooled least squares, then
// least squares weighted by 1/s_g. The covariance is (X'Ω⁻¹X)⁻¹ and refers to
// the normal distribution: Stata's xtgls, panels(heteroskedastic).
type FGLS struct{}

var _ Estimator = FGLS{}

// Fit implements Estimator. It ignores the instruments of the design.
func (e FGLS) Fit(f *Fit, d *Design) error {
	d = d.exogenous(&f.work)
	if err := f.regress(d, pooled, 0, nil); err != nil {
		return err
	}
	w, fr := &f.work, d.Frame
	w.a = resize(w.a, fr.Entities())
	w.b = resize(w.b, fr.Entities())
	for _, g := range fr.drawn {
		s := f.entityRSS(d, g) / float64(fr.Start[g+1]-fr.Start[g])
		if !(s > 0) {
			return f.fail(ErrZeroVariance, "", "")
		}
		w.a[g], w.b[g] = 1/s, 1/s
	}
	if err := f.regress(d, weighted, 0, unitVariance{}); err != nil {
		return err
	}
	f.DoF = math.Inf(1)
	return nil
}

// unitVariance is the covariance (X'Ω⁻¹X)⁻¹ where the weights are the inverse
// error variances.
type unitVariance struct{}

func (unitVariance) fill(f *Fit, d *Design) error {
	w := &f.work
	k, kk := len(w.beta), f.startCovariance()
	for i := range k {
		copy(f.Cov[i*kk:i*kk+k], w.bread[i*k:(i+1)*k])
	}
	if w.constant {
		f.Cov[kk*kk-1] = 1 / w.sw
	}
	f.Sigma2 = 1
	f.uncentre(kk)
	return nil
}
