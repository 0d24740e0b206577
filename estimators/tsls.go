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

// identified tells whether each endogenous regressor moves with the
// instruments at all: a smaller share than this one is rounding, and only the
// rows can tell.
func (f *Fit) identified(d *Design) bool {
	w := &f.work
	k, q := len(d.Regressors), d.variables()
	for _, j := range d.Endogenous {
		if !(w.xhat[j*k+j] > 1e-16*w.moment[j*q+j]) {
			return false
		}
	}
	return true
}

// secondStage regresses ŷ on X̂, both in the coordinates of the instruments,
// which follow c columns in the first factorisation. Exogenous regressors come
// first, so that a regressor that depends on those before it is an endogenous
// one.
func (f *Fit) secondStage(d *Design, c int) error {
	w := &f.work
	k, l := len(d.Regressors), d.instruments()
	place := func(i int) int {
		if i < len(d.exog) {
			return d.exog[i]
		}
		return d.Endogenous[i-len(d.exog)]
	}
	q := &w.second
	q.reset(l, k+1)
	for i := range k {
		x := w.qr.col(c + l + place(i))[c:]
		copy(q.col(i), x[:l])
		if !(norm(q.col(i)) > collinear*norm(x)) {
			return f.fail(ErrNotIdentified, d.terms[place(i)], "the instruments do not move it")
		}
	}
	copy(q.col(k), w.qr.col(c + l + k)[c:c+l])
	if bad := q.factor(k); bad >= 0 {
		return f.fail(ErrNotIdentified, d.terms[place(bad)], "the instruments do not move it apart from the other terms")
	}
	w.temp = resize(w.temp, k*k)
	q.back(w.temp[:k], 0, k, k)
	for i := range k {
		w.beta[place(i)] = w.temp[i]
	}
	q.inverseGram(w.temp, 0, k)
	for i := range k {
		for j := range k {
			w.bread[place(i)*k+place(j)] = w.temp[i*k+j]
		}
	}
	return nil
}
