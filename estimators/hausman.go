package estimators

import "math"

// HausmanVariant says which covariances a Hausman test subtracts, with σ_e²
// the variance of the within residuals and σ_*² that of the transformed
// random-effects regression, RSS*/(N-K).
type HausmanVariant int

const (
	// HausmanOwn takes each estimator's own: σ_e² for fixed effects, σ_*² for
	// random effects. Stata's default and plm. The difference need not be
	// positive definite, and the statistic can be negative.
	HausmanOwn HausmanVariant = iota
	// SigmaMore takes σ_*² for both: Stata's option sigmamore.
	SigmaMore
	// SigmaLess takes σ_e² for both: Stata's option sigmaless.
	SigmaLess
)

// HausmanTest compares the slopes of fixed and random effects,
// H = d'(V_FE - V_RE)⁻¹d with d = b_FE - b_RE, chi-squared with k degrees of
// freedom where random effects are consistent (Hausman 1978, Econometrica 46).
type HausmanTest struct {
	Test                    // P is NaN where the statistic is negative
	Difference    []float64 // d, one per slope
	Definite      bool      // V_FE - V_RE is positive definite
	RandomEffects Fit
}

// Note is a sentence where the statistic is not what its distribution
// supposes, else empty.
func (h *HausmanTest) Note() string {
	switch {
	case h.Statistic < 0:
		return "the statistic is negative: V_FE - V_RE is not positive definite, and the assumptions of the test do not hold in these data"
	case !h.Definite:
		return "V_FE - V_RE is not positive definite"
	}
	return ""
}

// Hausman tests random against fixed entity effects in the sample of d.
func Hausman(d *Design, re Variant, v HausmanVariant) (*HausmanTest, error) {
	var fe Fit
	h := &HausmanTest{}
	if err := (Within{}).Fit(&fe, d); err != nil {
		return nil, err
	}
	if err := (RandomEffects{Variant: re}).Fit(&h.RandomEffects, d); err != nil {
		return nil, err
	}
	r := &h.RandomEffects
	k := len(d.Regressors)
	scaleFE, scaleRE := 1.0, 1.0
	switch v {
	case SigmaMore:
		scaleFE = r.Sigma2 / fe.Sigma2
	case SigmaLess:
		scaleRE = fe.Sigma2 / r.Sigma2
	}
	diff := make([]float64, k*k)
	for i := range k {
		h.Difference = append(h.Difference, fe.Coef[i]-r.Coef[i])
		for j := range k {
			diff[i*k+j] = scaleFE*fe.Cov[i*len(fe.Coef)+j] - scaleRE*r.Cov[i*len(r.Coef)+j]
		}
	}
	x, definite := symmetricSolve(diff, h.Difference)
	h.Definite = definite
	h.Test = ChiSquaredTest(dot(h.Difference, x), float64(k))
	if h.Statistic < 0 {
		h.P = math.NaN()
	}
	return h, nil
}

// HausmanAuxiliary is the Hausman test as a regression (Mundlak 1978; Wooldridge
// 2010, section 10.7.3): the transformed outcome on the transformed
// regressors and on their deviations from entity means, whose coefficients
// are zero where random effects are consistent. It cannot be negative.
type HausmanAuxiliary struct {
	Wald Test // RSS_u/(N-K-k) as the error variance
	NR2  Test // the same with RSS_u/N: the value that gretl prints
	// Robust allows any dependence inside an entity, with the factor G/(G-1).
	Robust Test
}

// HausmanByRegression computes the test. The regression falls into two that
// do not share a parameter, one within entities and one of their transformed
// means: RSS_u is the sum of theirs, and the coefficients of the deviations
// are b_within - b_between.
func HausmanByRegression(d *Design, re Variant) (*HausmanAuxiliary, error) {
	var r Fit
	if err := (RandomEffects{Variant: re}).Fit(&r, d); err != nil {
		return nil, err
	}
	d = d.exogenous(&r.work)
	fr := d.Frame
	k, n := len(d.Regressors), float64(fr.n)

	var within, between Fit
	if err := (Within{}).Fit(&within, d); err != nil {
		return nil, err
	}
	w := &between.work
	w.a = make([]float64, fr.Entities())
	w.b = append([]float64(nil), r.work.b...) // (1-θ_g)²
	between.gather(d, weighted)
	if err := between.solve(d); err != nil {
		return nil, err
	}
	between.invert()
	rss := within.RSS + between.RSS
	dof := n - float64(2*k)
	if !d.NoConstant {
		dof--
	}
	gain := r.RSS - rss
	h := &HausmanAuxiliary{
		Wald: ChiSquaredTest(gain/(rss/dof), float64(k)),
		NR2:  ChiSquaredTest(gain/(rss/n), float64(k)),
	}
	h.Robust = robustDifference(d, &within, &between)
	return h, nil
}

// robustDifference tests b_within = b_between with the influence of entity g
// on the difference, (ΣS)⁻¹s_within - B⁻¹s_between, as its score.
func robustDifference(d *Design, within, between *Fit) Test {
	fr := d.Frame
	k := len(d.Regressors)
	difference, v := make([]float64, k), make([]float64, k*k)
	for i := range k {
		difference[i] = within.work.beta[i] - between.work.beta[i]
	}
	influence := make([]float64, k)
	sw, sb := within.entityScores(d), between.entityScores(d)
	for e, g := range fr.drawn {
		for i := range k {
			influence[i] = 0
			for j := range k {
				influence[i] += within.work.bread[i*k+j]*sw.of(j)[e] - between.work.bread[i*k+j]*sb.of(j)[e]
			}
		}
		outer(v, fr.count[g], influence)
	}
	groups := float64(fr.size)
	for i := range k {
		for j := i; j < k; j++ {
			v[i*k+j] *= groups / (groups - 1)
			v[j*k+i] = v[i*k+j]
		}
	}
	return ChiSquaredTest(quadraticForm(difference, v), float64(k))
}

// symmetricSolve solves A x = b for a symmetric A that need not be positive
// definite, and tells whether it is. It leaves both as they are.
func symmetricSolve(a, b []float64) (x []float64, definite bool) {
	k := len(b)
	r := append([]float64(nil), a...)
	definite = true
	for j := range k {
		definite = definite && a[j*k+j] > 0
	}
	if definite {
		pivot, _ := cholesky(r, k)
		definite = pivot > 0
	}
	return gaussSolve(append([]float64(nil), a...), append([]float64(nil), b...)), definite
}

// gaussSolve solves a x = b by elimination with row pivots; it overwrites
// both and returns b.
func gaussSolve(a, b []float64) []float64 {
	k := len(b)
	for j := range k {
		p := j
		for i := j + 1; i < k; i++ {
			if math.Abs(a[i*k+j]) > math.Abs(a[p*k+j]) {
				p = i
			}
		}
		for c := range k {
			a[j*k+c], a[p*k+c] = a[p*k+c], a[j*k+c]
		}
		b[j], b[p] = b[p], b[j]
		for i := j + 1; i < k; i++ {
			m := a[i*k+j] / a[j*k+j]
			axpy(a[i*k+j:(i+1)*k], -m, a[j*k+j:(j+1)*k])
			b[i] -= m * b[j]
		}
	}
	for j := k - 1; j >= 0; j-- {
		b[j] = (b[j] - dot(a[j*k+j+1:(j+1)*k], b[j+1:])) / a[j*k+j]
	}
	return b
}
