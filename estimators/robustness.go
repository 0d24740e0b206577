package estimators

import "math"

// PartialR2 is the share of the residual variance of the outcome that a
// regressor with a classical t statistic explains: t²/(t² + dof) (Cinelli and
// Hazlett 2020, J. R. Stat. Soc. B 82, 39-67, eq. 9 and table 1).
func PartialR2(t, dof float64) float64 { return t * t / (t*t + dof) }

// RobustnessValue is the share of the residual variance of both treatment and
// outcome that an omitted variable must explain to take away the share q of
// an estimate (alpha = 1) or to leave it within the critical value of a
// two-sided test of the size alpha of that change:
//
//	f = q|t|/√dof - t*(alpha, dof-1)/√(dof-1),  RV = (√(f⁴+4f²) - f²)/2,
//
// and 0 where f is negative (Cinelli and Hazlett 2020, eq. 18 and 19). Where
// q|t|/√dof exceeds √(dof-1)/t*, the strongest effect on the outcome is the one
// that binds, and RV = (f_q² - f*²)/(1 + f_q²) with the two parts of f, as in
// sensemakr.
func RobustnessValue(t, dof, q, alpha float64) float64 {
	fq, critical := q*math.Abs(t)/math.Sqrt(dof), 0.0
	if alpha < 1 {
		critical = Critical(alpha, dof-1) / math.Sqrt(dof-1)
	}
	f := fq - critical
	switch {
	case f <= 0: // false for NaN
		return 0
	case fq*critical > 1:
		return (fq*fq - critical*critical) / (1 + fq*fq)
	}
	// 2f/(√(f²+4) + f) is the same without cancellation.
	return 2 * f / (math.Sqrt(f*f+4) + f)
}

// Bound is what is left of an estimate when an omitted variable is KD times as
// strongly associated with the treatment, and KY times with the outcome, as a
// benchmark covariate is. What is impossible (partial R2 of one or more) is
// NaN.
type Bound struct {
	Benchmark       string
	KD, KY          float64
	R2DZ, R2YZ      float64 // partial R2 of the omitted variable with treatment and outcome
	Estimate, SE, T float64 // adjusted

	r2Treat, r2Result float64 // of the benchmark
}

// bound computes the adjusted estimate from the partial R2 of the benchmark
// with the treatment and with the outcome (Cinelli and Hazlett 2020, section
// 4.4):
//
//	R²_D~Z|X = kd r_d/(1-r_d),  η² = kd r_d²/((1 - kd r_d)(1-r_d)),
//	R²_Y~Z|XD = ((√ky + √η²)/√(1-η²))² r_y/(1-r_y), at most 1,
//	bias = se √(dof R²_Y R²_D/(1-R²_D)), towards zero,
//	se_adj = se √((1-R²_Y)/(1-R²_D) dof/(dof-1)).
func (b *Bound) bound(estimate, se, dof float64) {
	rd, ry := b.r2Treat, b.r2Result
	b.R2DZ = b.KD * rd / (1 - rd)
	eta := b.KD * rd * rd / ((1 - b.KD*rd) * (1 - rd))
	if !(b.R2DZ < 1) || !(eta < 1) || eta < 0 {
		nan := math.NaN()
		b.R2DZ, b.R2YZ, b.Estimate, b.SE, b.T = nan, nan, nan, nan, nan
		return
	}
	s := (math.Sqrt(b.KY) + math.Sqrt(eta)) / math.Sqrt(1-eta)
	b.R2YZ = min(s*s*ry/(1-ry), 1)
	b.adjust(estimate, se, dof)
}

// adjust takes off the bias of an omitted variable with the partial R2 that
// the bound has.
func (b *Bound) adjust(estimate, se, dof float64) {
	bias := se * math.Sqrt(dof*b.R2YZ*b.R2DZ/(1-b.R2DZ))
	b.Estimate = math.Copysign(1, estimate) * (math.Abs(estimate) - bias)
	b.SE = se * math.Sqrt((1-b.R2YZ)/(1-b.R2DZ)*dof/(dof-1))
	b.T = b.Estimate / b.SE
}
