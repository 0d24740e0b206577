package estimators

import (
	"fmt"
	"math"
)

// Panels is the error covariance between and within entities of FGLS, in one
// period.
type Panels int

const (
	HeteroskedasticPanels Panels = iota // one variance per entity
	IIDPanels                           // one variance
	CorrelatedPanels                    // any covariance matrix Σ of the entities
)

// Correlation is the error correlation over time inside an entity.
type Correlation int

const (
	Independent Correlation = iota
	AR1                     // first order, one coefficient for all entities
	PSAR1                   // first order, each entity its own coefficient
)

// FGLS is feasible generalised least squares, Stata's xtgls, in the nine
// combinations of Panels and Corr. It takes these steps (Stata's manual
// [XT] xtgls, Methods and formulas; Greene 2012, section 20.9):
//
//  1. Pooled least squares gives residuals e. With AR1 or PSAR1,
//     ρ_g = Σ_t e_t e_(t-1) / Σ_t e_(t-1)²; AR1 takes the plain mean of the ρ_g,
//     not bounded. The rows are transformed after Prais and Winsten: the first
//     row of an entity times √(1-ρ²), of the others the quasi-differences. An
//     entity with |ρ| >= 1 loses its first row.
//  2. Least squares on the rows so transformed gives the variances
//     σ² = w'w/N, σ_g² = w_g'w_g/T_g or Σ_gh = w_g'w_h/T.
//  3. Generalised least squares with these; the covariance is (X'Ω⁻¹X)⁻¹ and
//     refers to the normal distribution.
//
// Iterate repeats 2 and 3 with the residuals of 3 to the fixed point, which
// is the maximum-likelihood estimate where Corr is Independent; the ρ stay
// those of step 1. NMK multiplies the covariance by N/(N-K): xtgls's nmk, where
// N counts the rows before any is lost.
//
// AR1 and PSAR1 need entities without gaps in time (xtgls refuses them
// without force). CorrelatedPanels needs a balanced panel with no more
// entities than periods, each entity once in the sample; with PSAR1 it needs
// every |ρ| < 1, for an entity that loses its first row unbalances the panel.
type FGLS struct {
	Panels  Panels
	Corr    Correlation
	Iterate bool
	NMK     bool
}

var _ Estimator = FGLS{}

// FGLSDetail is what FGLS estimates besides coefficients. Vectors by entity
// are in the order of the frame, with NaN for entities that are not in the
// sample. What a structure does not have is NaN or empty.
type FGLSDetail struct {
	Rho           float64   // with AR1
	RhoByEntity   []float64 // with AR1 (before the mean) and PSAR1
	Variance      float64   // σ² of IIDPanels
	ByEntity      []float64 // σ_g² of HeteroskedasticPanels
	Sigma         []float64 // G x G of CorrelatedPanels, row-major
	LogLikelihood float64   // Gaussian, with Independent only
	Rows          int       // after the transformation
	Passes        int       // of step 3
}

// fgls is the memory of FGLS.
type fgls struct {
	detail    FGLSDetail
	rows      laid // after Prais and Winsten
	white     laid // after Σ^(-1/2) too
	resid     []float64
	sigma     []float64 // G x G, factored
	logdet    float64   // log|Ω|
	logs      bool      // it is still to be taken from the variances
	likely    bool      // the fit has a log-likelihood
	mass      []float64 // count T of the entities
	iteration anderson
	coef      []float64
}

// FGLS returns the details of the fit where FGLS made it, else nil. They are
// valid until the next fit.
func (f *Fit) FGLS() *FGLSDetail {
	if f.detail != nil && f.work.fgls.likely {
		logdet := f.work.fgls.logDeterminant(f.work.a)
		f.detail.LogLikelihood = -(float64(f.detail.Rows)*math.Log(2*math.Pi) + logdet + f.RSS) / 2
	}
	return f.detail
}

// Fit implements Estimator. It ignores the instruments of the design.
func (e FGLS) Fit(f *Fit, d *Design) error {
	w := &f.work
	d = d.exogenous(w)
	det := &w.fgls.detail
	det.reset(d.Frame)
	w.fgls.likely = false
	f.detail = nil
	if err := e.check(f, d.Frame); err != nil {
		return err
	}
	if err := e.leastSquares(f, d); err != nil {
		return err
	}
	n, entities := f.Observations, f.Entities
	on := d
	if e.Corr != Independent {
		if err := f.autocorrelation(d, e.Corr == AR1); err != nil {
			return err
		}
	}
	if e.Corr != Independent || e.Panels == CorrelatedPanels {
		on = w.fgls.rows.praisWinsten(d, det)
		if e.Panels == CorrelatedPanels && e.Corr == PSAR1 && on.Frame.n < n {
			return f.fail(ErrUnbalanced, "", "FGLS with correlated panels: an entity has |ρ| >= 1 and loses its first row; "+
				"use one ρ for all entities (AR1), or heteroskedastic panels")
		}
		if err := e.leastSquares(f, on); err != nil {
			return err
		}
	}
	det.Rows = on.Frame.n
	if err := e.generalise(f, on); err != nil {
		return err
	}
	f.Observations, f.Entities = n, entities
	f.ResidualDoF = float64(n - len(f.Coef))
	if e.NMK {
		for i := range f.Cov {
			f.Cov[i] *= float64(n) / f.ResidualDoF
		}
	}
	f.DoF = math.Inf(1)
	f.detail = det
	return nil
}

// leastSquares is step 1, and that of the transformed rows. With one variance
// it is the last one too.
func (e FGLS) leastSquares(f *Fit, d *Design) error {
	if e.Panels == IIDPanels {
		return f.regress(d, pooled, 0, oneVariance)
	}
	return f.coefficients(d, pooled, 0)
}

// oneVariance is the covariance with equal variances, divisor N.
var oneVariance Covariance = Classical{Large: true}

// check refuses samples that a structure has no estimate for.
func (e FGLS) check(f *Fit, fr *Frame) error {
	if e.Corr != Independent {
		step := fr.step()
		for _, g := range fr.drawn {
			a, b := fr.Start[g], fr.Start[g+1]
			if b-a < 2 {
				return f.fail(ErrTooFewPeriods, "", "FGLS with AR(1) errors needs two rows of every entity")
			}
			for r := a + 1; r < b; r++ {
				if fr.Time[r]-fr.Time[r-1] != step {
					return f.fail(ErrGaps, "", fmt.Sprintf("AR(1) errors need equally spaced rows, one entity has %d and then %d; "+
						"use independent errors, or fixed effects with clustered standard errors", fr.Time[r-1], fr.Time[r]))
				}
			}
		}
	}
	if e.Panels != CorrelatedPanels {
		return nil
	}
	if fr.size > len(fr.drawn) {
		return f.fail(ErrSingularWeights, "", "FGLS with correlated panels: an entity is in the sample twice, and its copies' errors are the same; "+
			"resample periods, or use heteroskedastic panels")
	}
	if !fr.balanced() {
		return f.fail(ErrUnbalanced, "", "FGLS with correlated panels needs every entity in every period; use heteroskedastic panels, "+
			"or least squares with panel-corrected (PCSE) standard errors")
	}
	g := fr.drawn[0]
	if t := fr.Start[g+1] - fr.Start[g]; len(fr.drawn) > t {
		return f.fail(ErrSingularWeights, "", fmt.Sprintf("FGLS with correlated panels: %d entities but %d periods, so that the estimated covariance matrix "+
			"of the entities has rank %d at most; use heteroskedastic panels, or least squares with panel-corrected (PCSE) or Driscoll-Kraay standard errors",
			len(fr.drawn), t, t))
	}
	return nil
}

// generalise takes steps 2 and 3 from the least-squares fit of d.
func (e FGLS) generalise(f *Fit, d *Design) error {
	det := &f.work.fgls.detail
	if e.Panels == IIDPanels {
		det.Variance = f.Sigma2
		det.Passes = 1
		if e.Corr == Independent {
			s := f.RSS / float64(f.Observations)
			det.LogLikelihood = -float64(f.Observations) / 2 * (math.Log(2*math.Pi*s) + 1)
		}
		return nil
	}
	var err error
	if e.Iterate {
		err = e.iterate(f, d)
	} else {
		err = e.pass(f, d)
	}
	if err != nil {
		return err
	}
	f.work.fgls.likely = e.Corr == Independent
	return nil
}

// pass is steps 2 and 3 once, from the coefficients of f.
func (e FGLS) pass(f *Fit, d *Design) error {
	w := &f.work
	if e.Panels == CorrelatedPanels {
		if err := e.variances(f, d, f.Coef); err != nil {
			return err
		}
		return e.weigh(f, w, d)
	}
	if err := f.weighEntities(d.Frame, f.entityRSS(d)); err != nil {
		return err
	}
	return e.weigh(f, w, d)
}

// weighEntities gives each entity the variance of its residuals.
func (f *Fit) weighEntities(fr *Frame, rss []float64) error {
	w := &f.work
	w.a, w.b = resize(w.a, len(rss)), resize(w.b, len(rss))
	for i, g := range fr.drawn {
		s := rss[i] / fr.rows[i]
		if !(s > 0) {
			return f.fail(ErrZeroVariance, "", "")
		}
		w.a[i], w.b[i] = 1/s, 1/s
		w.fgls.detail.ByEntity[g] = s
	}
	w.fgls.mass, w.fgls.logs = fr.mass, true
	return nil
}

// logDeterminant is log|Ω| of the last variances. Where it is Σ count T log s,
// the logarithms are taken here and not in every draw.
func (v *fgls) logDeterminant(weights []float64) float64 {
	if v.logs {
		v.logs, v.logdet = false, 0
		for i, a := range weights {
			v.logdet -= v.mass[i] * math.Log(a)
		}
	}
	return v.logdet
}

// weigh is step 3 with the variances at hand.
func (e FGLS) weigh(f *Fit, w *work, d *Design) error {
	w.fgls.detail.Passes++
	if e.Panels == CorrelatedPanels {
		return f.regress(w.fgls.whiten(d), pooled, 0, generalisedVariance)
	}
	return f.regress(d, weighted, 0, generalisedVariance)
}

var generalisedVariance Covariance = unitVariance{}

// variances is step 2 at given coefficients.
func (e FGLS) variances(f *Fit, d *Design, coef []float64) error {
	w, fr := &f.work, d.Frame
	v := &w.fgls
	v.resid = resize(v.resid, fr.Rows())
	for _, g := range fr.drawn {
		d.levelResiduals(v.resid, coef, g)
	}
	if e.Panels == CorrelatedPanels {
		return f.covarianceOfEntities(fr)
	}
	w.rss = resize(w.rss, len(fr.drawn))
	for i, g := range fr.drawn {
		x := v.resid[fr.Start[g]:fr.Start[g+1]]
		w.rss[i] = dot(x, x)
	}
	return f.weighEntities(fr, w.rss)
}

// levelResiduals sets the rows of entity g in dst to y - Xb, from the values
// of the columns.
func (d *Design) levelResiduals(dst, coef []float64, g int) {
	fr := d.Frame
	a, b := fr.Start[g], fr.Start[g+1]
	e := dst[a:b]
	copy(e, fr.Cols[d.Outcome][a:b])
	for j, v := range d.Regressors {
		axpy(e, -coef[j], fr.Cols[v][a:b])
	}
	if len(coef) > len(d.Regressors) {
		c := coef[len(coef)-1]
		for i := range e {
			e[i] -= c
		}
	}
}

// covarianceOfEntities is Σ = E'E/T, kept and factored.
func (f *Fit) covarianceOfEntities(fr *Frame) error {
	v := &f.work.fgls
	n := len(fr.drawn)
	first := fr.drawn[0]
	t := fr.Start[first+1] - fr.Start[first]
	v.sigma = resize(v.sigma, n*n)
	v.detail.Sigma = resize(v.detail.Sigma, n*n)
	for i, g := range fr.drawn {
		x := v.resid[fr.Start[g]:fr.Start[g+1]]
		for j := i; j < n; j++ {
			h := fr.drawn[j]
			s := dot(x, v.resid[fr.Start[h]:fr.Start[h+1]]) / float64(t)
			v.detail.Sigma[i*n+j], v.detail.Sigma[j*n+i] = s, s
		}
		if !(v.detail.Sigma[i*n+i] > 0) {
			return f.fail(ErrZeroVariance, "", "")
		}
	}
	copy(v.sigma, v.detail.Sigma)
	if pivot, _ := cholesky(v.sigma, n); !(pivot > singular) {
		return f.fail(ErrSingularWeights, "", "the residuals of some entities determine those of another")
	}
	v.logs, v.logdet = false, 0
	for i := range n {
		v.logdet -= 2 * float64(t) * math.Log(v.sigma[i*n+i])
	}
	return nil
}

func (d *FGLSDetail) reset(fr *Frame) {
	d.Rho, d.Variance, d.LogLikelihood = math.NaN(), math.NaN(), math.NaN()
	d.RhoByEntity = resize(d.RhoByEntity, fr.Entities())
	d.ByEntity = resize(d.ByEntity, fr.Entities())
	d.Sigma = d.Sigma[:0]
	for g := range fr.Entities() {
		d.RhoByEntity[g], d.ByEntity[g] = math.NaN(), math.NaN()
	}
	d.Rows, d.Passes = 0, 0
}

// unitVariance is the covariance (X'Ω⁻¹X)⁻¹ where the weights are the inverse
// error variances.
type unitVariance struct{}

func (unitVariance) String() string { return "generalised least squares (X'Ω⁻¹X)⁻¹" }

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
