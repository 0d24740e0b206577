package synth

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"panelstress/estimators"
)

// Variance is the covariance behind standard errors: classical, hc0, hc1 or
// cluster (by entity) and, where that is not the one usual for the estimator,
// the convention of its small-sample factor. The zero value is none that is
// known.
type Variance struct {
	Kind       string
	Convention string
}

// Variances are the kinds.
func Variances() []string { return []string{"classical", "hc0", "hc1", "cluster"} }

// usual is the convention of a kind of estimator where none is said: xtreg
// has a small-sample factor, ivregress without small has none.
func usual(estimator string) estimators.Convention {
	if estimator == "2sls" {
		return estimators.StataLarge
	}
	return estimators.Stata
}

// finite tells whether tests of a kind of estimator refer to t and F and not
// to the normal and the chi-squared distribution.
func (v Variance) finite(estimator string) bool {
	large := usual(estimator) == estimators.StataLarge
	if v.Convention != "" {
		large = v.Convention == estimators.StataLarge.String()
	}
	return !large && v.Kind != "hc0" && estimator != "re"
}

// covariance makes the covariance for a kind of estimator; nil, which is
// the classical one, where none is said.
func (v Variance) covariance(estimator string) (estimators.Covariance, error) {
	c := usual(estimator)
	if v.Convention != "" {
		var err error
		if c, err = estimators.ParseConvention(v.Convention); err != nil {
			return nil, err
		}
	}
	large := c == estimators.StataLarge
	switch v.Kind {
	case "":
		return nil, nil
	case "classical":
		return estimators.Classical{Large: large}, nil
	case "hc0":
		return estimators.HC0{}, nil
	case "hc1":
		return estimators.HC1{Large: large}, nil
	case "cluster":
		return estimators.Cluster{Convention: c}, nil
	}
	return nil, fmt.Errorf("synth: no derivative of the variance %q", v.Kind)
}

// meat is what the squares of a covariance are summed over: nothing apart, the
// classical covariance, or the rows of a sum behind each other.
type meat int

const (
	classical meat = iota
	byRow
	byGroup // the entities
)

func (v Variance) meat() meat {
	return map[string]meat{"hc0": byRow, "hc1": byRow, "cluster": byGroup}[v.Kind]
}

// adjointVariance adds scale d ln ψ to bar, with ψ = (v, s)'V(v, s) the
// variance of v'b + s const for fixed v and s. With h the influence of each
// row's outcome on v'b + s const and e the residuals it is, but for a factor
// that does not depend on the data,
//
//	ψ = Σ e² Σ h² (classical),  ψ = Σ_g (Σ_{i in g} h_i e_i)² (robust, or by groups).
//
// With F the regressors and the constant, P the projection on the instruments
// (for least squares on F itself) and c = (F'PF)⁻¹(v, s), h = PFc; η = ∂ ln ψ/∂h
// and ε = ∂ ln ψ/∂e are carried on through
//
//	dh = dP Fc + P dF c - PF(F'PF)⁻¹(dF'PF + F'P dF + F'dP F)c,  e = y - Fb.
func (m *normal) adjointVariance(bar [][]float64, v []float64, s float64, by meat, scale float64) {
	u := append([]float64(nil), v...)
	floats.AddScaled(u, -s, m.mean)
	c := solved(&m.a, u)
	f := combined(m.x, c)
	h := f
	var pc []float64 // of h on the instruments
	if len(m.places) > 0 {
		pc = applied(m.pi, c)
		h = combined(m.z, pc)
	}
	h = append([]float64(nil), h...)
	floats.AddConst(s/m.sw, h)
	eta, eps := m.logVariance(h, by, scale)

	m.project(eta)
	m.project(eps)
	q := make([]float64, len(m.x))
	var r, rest []float64 // rest: what of η moves with dF c
	if len(m.places) == 0 {
		for j, x := range m.x {
			q[j] = floats.Dot(x, eta)
		}
		r = solved(&m.a, q)
		rest = combined(m.x, r)
		floats.SubTo(rest, eta, rest)
	} else {
		pe := m.onInstruments(eta)
		peta := combined(m.z, pe)
		for j, x := range m.x {
			q[j] = floats.Dot(x, peta)
		}
		r = solved(&m.a, q)
		rest = combined(m.z, applied(m.pi, r))
		floats.SubTo(rest, peta, rest)
		m.adjointProjection(bar, eta, r, f, pc)
	}
	y := bar[len(bar)-1]
	for j := range m.x {
		for i := range rest {
			bar[j][i] += rest[i]*c[j] - r[j]*h[i] - eps[i]*m.b[j]
		}
		q[j] = -floats.Dot(m.x[j], eps)
	}
	floats.Add(y, eps)
	m.adjoint(bar, q, 0)
}

// logVariance gives the derivatives of scale ln ψ by the influences and by the
// residuals.
func (m *normal) logVariance(h []float64, by meat, scale float64) (eta, eps []float64) {
	eta, eps = make([]float64, len(h)), make([]float64, len(h))
	if by == classical {
		hh, ee := floats.Dot(h, h), floats.Dot(m.resid, m.resid)
		floats.AddScaled(eta, 2*scale/hh, h)
		floats.AddScaled(eps, 2*scale/ee, m.resid)
		return eta, eps
	}
	total := 0.0
	sum := make([]float64, len(h)) // of the row's group
	for i := range h {
		sum[i] = h[i] * m.resid[i]
	}
	if by == byGroup {
		for g := range len(m.start) - 1 {
			rows := sum[m.start[g]:m.start[g+1]]
			t := floats.Sum(rows)
			total += t * t
			for i := range rows {
				rows[i] = t
			}
		}
	} else {
		total = floats.Dot(sum, sum)
	}
	for i, u := range sum {
		eta[i] = 2 * scale * u * m.resid[i] / total
		eps[i] = 2 * scale * u * h[i] / total
	}
	return eta, eps
}

// project takes from a column the means that the columns of the fit lack.
func (m *normal) project(x []float64) {
	out, _ := centred([][]float64{x}, m.centring, nil, m.start)
	copy(x, out[0])
}

// onInstruments are the coefficients of a centred column on the instruments.
func (m *normal) onInstruments(x []float64) []float64 {
	zx := make([]float64, len(m.z))
	for l, z := range m.z {
		zx[l] = floats.Dot(z, x)
	}
	return solved(&m.zz, zx)
}

func applied(a *mat.Dense, x []float64) []float64 {
	var out mat.VecDense
	out.MulVec(a, mat.NewVecDense(len(x), x))
	return out.RawVector().Data
}

// adjointProjection adds a'dP f for a = η - Xr by the instruments, where
// a'dP f = (Ma)'dZ π_f + π_a'dZ'Mf with π_x the coefficients of x on Z and M
// what they leave. pf are those of f.
func (m *normal) adjointProjection(bar [][]float64, eta, r, f, pf []float64) {
	a := combined(m.x, r)
	floats.SubTo(a, eta, a)
	pa := m.onInstruments(a)
	floats.Sub(a, combined(m.z, pa))
	mf := combined(m.z, pf)
	floats.SubTo(mf, f, mf)
	for l, place := range m.places {
		floats.AddScaled(bar[place], pf[l], a)
		floats.AddScaled(bar[place], pa[l], mf)
	}
}

// score is the normal deviate that has the two-sided probability p, at most
// beyond.
func score(p float64) float64 {
	if p < 1e-300 {
		return beyond
	}
	return min(estimators.Critical(p, math.Inf(1)), beyond)
}

const beyond = 37.0
