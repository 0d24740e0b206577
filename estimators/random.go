package estimators

import (
	"errors"
	"math"
	"slices"
)

// Variant says how RandomEffects estimates the variance of the effects.
type Variant int

const (
	// SwamyArora uses the unweighted regression of the entity means,
	// σ_u² = RSS_b/(G-K) - σ_e²/T̄ with the harmonic mean T̄ = G/Σ(1/T_g):
	// Stata's xtreg, re.
	SwamyArora Variant = iota
	// BaltagiChang weighs the means by T_g,
	// σ_u² = (RSS_b - (G-K)σ_e²)/(N - tr), tr = tr (Σ T x̄x̄')⁻¹ Σ T² x̄x̄',
	// with the constant among the x̄ (Baltagi and Chang 1994, Journal of
	// Econometrics 62): Stata's option sa, and plm. On balanced panels both
	// are the same.
	BaltagiChang
)

// RandomEffects is generalised least squares with a random effect per entity
// (Swamy and Arora 1972): rows less θ_g times the entity's mean,
// θ_g = 1 - sqrt(σ_e²/(T_g σ_u² + σ_e²)), with σ_e² from the within
// regression. A negative estimate of σ_u² counts as zero, and the estimate is
// then pooled least squares; Components tells. Regressors that do not vary
// within entities are welcome: the within regression leaves them out, the
// regression of the means those that vary in no other way.
//
// t statistics refer to the normal distribution, as with xtreg and plm.
type RandomEffects struct {
	Variant Variant
	// WithinVariance makes the classical covariance σ_e²(X*'X*)⁻¹; else its
	// variance is RSS*/(N-K) of the transformed regression, as with xtreg.
	WithinVariance bool
	Cov            Covariance // nil: Classical{}
}

var _ Estimator = RandomEffects{}

// Components are the parts of the error's variance.
type Components struct {
	SigmaU, SigmaE float64 // standard deviations of effect and remainder
	Rho            float64 // share of the effect, σ_u²/(σ_u² + σ_e²)
	Truncated      bool    // the estimate of σ_u² was negative
	// ThetaMin, ThetaMedian and ThetaMax are over the entities of the sample,
	// one value for each.
	ThetaMin, ThetaMedian, ThetaMax float64
}

// components is the memory of RandomEffects in a fit.
type components struct {
	random   bool    // the fit is a random-effects one
	u2, e2   float64 // variances
	negative bool    // u2 was
	terms    []int   // regressors of a regression that leaves some out
	design   Design
}

// Fit implements Estimator. It ignores the instruments of the design.
func (e RandomEffects) Fit(f *Fit, d *Design) error {
	d = d.exogenous(&f.work)
	w, fr := &f.work, d.Frame
	v := &w.components
	w.effects = Entity
	w.a = resize(w.a, len(fr.drawn))
	w.b = resize(w.b, len(fr.drawn))

	rss, rank, err := f.varying(d, within)
	if err != nil {
		return err
	}
	dof := fr.n - fr.size - rank
	if dof <= 0 {
		return f.fail(ErrTooFewRows, "", "the within regression has no degree of freedom")
	}
	v.e2 = rss / float64(dof)
	if !(rss > noVariation*f.size(&v.design, v.design.Outcome)) {
		return f.fail(ErrZeroVariance, "", "the within regression fits perfectly")
	}
	if err := e.effectVariance(f, d); err != nil {
		return err
	}
	v.negative = v.u2 < 0
	v.u2 = max(v.u2, 0)
	for i, rows := range fr.rows {
		w.a[i] = 1
		w.b[i] = v.e2 / (rows*v.u2 + v.e2)
	}
	if err := f.regress(d, weighted, 0, e.Cov); err != nil {
		return err
	}
	v.random = true
	f.DoF = math.Inf(1)
	if e.WithinVariance && w.classical {
		for i := range f.Cov {
			f.Cov[i] *= v.e2 / f.Sigma2
		}
		f.Sigma2 = v.e2
	}
	return nil
}

// effectVariance estimates σ_u² from the means of the entities; it may come
// out negative.
func (e RandomEffects) effectVariance(f *Fit, d *Design) error {
	w, fr := &f.work, d.Frame
	v := &w.components
	inverse := 0.0
	for i, rows := range fr.rows {
		inverse += fr.copies[i] / rows
		w.a[i], w.b[i] = 0, 1/rows
		if e.Variant == BaltagiChang {
			w.b[i] = 1
		}
	}
	rss, rank, err := f.varying(d, weighted)
	if err != nil {
		return err
	}
	if !d.NoConstant {
		rank++
	}
	dof := fr.size - rank
	if dof <= 0 {
		return f.fail(ErrTooFewEntities, "", "the regression of their means has no degree of freedom")
	}
	if e.Variant == SwamyArora {
		v.u2 = rss/float64(dof) - v.e2*inverse/float64(fr.size)
		return nil
	}
	v.u2 = (rss - float64(dof)*v.e2) / (float64(fr.n) - f.betweenTrace(&v.design))
	return nil
}

// betweenTrace is tr (Σ T x̄x̄')⁻¹ Σ T² x̄x̄' after a fit with a = 0, b = 1. The
// trace does not depend on the coordinates, so that the x̄ may be about their
// mean.
func (f *Fit) betweenTrace(d *Design) float64 {
	w, fr := &f.work, d.Frame
	k := len(d.Regressors)
	f.invert()
	w.temp = resize(w.temp, k)
	trace := 0.0
	for i, rows := range fr.rows {
		for j := range w.temp {
			w.temp[j] = w.off.of(w.offAt[j])[i]
		}
		x := 0.0
		for j := range k {
			x += w.temp[j] * dot(w.bread[j*k:(j+1)*k], w.temp[:k])
		}
		if w.constant {
			x += 1 / w.sw
		}
		trace += fr.copies[i] * rows * rows * x
	}
	return trace
}

// varying regresses on those regressors that vary under a scheme and do not
// depend on those before them, and returns the residual sum of squares and
// the number of slopes.
func (f *Fit) varying(d *Design, s scheme) (rss float64, rank int, err error) {
	v := &f.work.components
	v.terms = append(v.terms[:0], d.Regressors...)
	for {
		v.design = *d
		v.design.Regressors = v.terms
		f.gather(&v.design, s)
		err = f.solve(&v.design)
		if err == nil {
			return f.RSS, len(v.terms), nil
		}
		if !errors.Is(err, ErrNoVariation) && !errors.Is(err, ErrRankDeficient) {
			return 0, 0, err
		}
		v.terms = slices.Delete(v.terms, f.work.bad, f.work.bad+1)
	}
}

// Components returns the variance components of a random-effects fit of d,
// and false for any other fit.
func (f *Fit) Components(d *Design) (c Components, ok bool) {
	v := &f.work.components
	if !v.random {
		return c, false
	}
	fr := d.Frame
	var theta []float64
	for i, copies := range fr.copies {
		for range int(copies) {
			theta = append(theta, 1-math.Sqrt(f.work.b[i]))
		}
	}
	slices.Sort(theta)
	n := len(theta)
	return Components{
		SigmaU: math.Sqrt(v.u2), SigmaE: math.Sqrt(v.e2), Rho: v.u2 / (v.u2 + v.e2), Truncated: v.negative,
		ThetaMin: theta[0], ThetaMedian: (theta[(n-1)/2] + theta[n/2]) / 2, ThetaMax: theta[n-1],
	}, true
}
