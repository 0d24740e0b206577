package estimators

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// Errors says what a test of an instrumented model allows the errors to be.
type Errors int

const (
	IID             Errors = iota // independent, of equal variance
	Heteroskedastic               // independent
	Clustered                     // dependent inside an entity in any way
)

// IV is an instrumented model as its tests see it (Frisch and Waugh): outcome,
// endogenous regressors and excluded instruments, each less its projection on
// the included exogenous regressors, the constant and the effects. The
// instruments are carried to orthonormal columns Q with the same span, which
// no test can tell from them. A repeated entity has its rows repeated.
//
// In the formulas of its methods N counts observations, G entities, m
// endogenous regressors, l excluded instruments, and L all instruments,
// exogenous regressors, constant and effects.
type IV struct {
	Fit        *Fit     // two-stage least squares
	Endogenous []string // m
	Excluded   []string // l
	Exogenous  []string // included, without the constant

	start []int       // rows of entity copy g: start[g] to start[g+1]
	y     []float64   // N
	x     [][]float64 // m columns
	q     [][]float64 // l columns, orthonormal
	qx    *mat.Dense  // Q'X, l x m
	qy    []float64   // Q'y
	dof   float64     // N - L
	kept  float64     // L as a clustered covariance counts it

	exog     [][]float64 // the exogenous columns, centred
	exogQ    [][]float64 // orthonormal columns with their span
	outcome  []float64   // centred
	endog    [][]float64 // centred
	mean     []float64   // of the variables of the design
	constant bool        // the constant is a coefficient and an instrument
	beta     []float64   // of the endogenous regressors, by 2SLS
	places   []int       // of the endogenous terms in Fit.Coef
	exogAt   []int       // of the exogenous ones
}

// Instrumented fits the design by two-stage least squares and makes what the
// tests are functions of.
func (e TwoSLS) Instrumented(d *Design) (*IV, error) {
	f := new(Fit)
	if err := e.Fit(f, d); err != nil {
		return nil, err
	}
	fitted := d
	if f.work.scheme == within && f.work.effects != Entity {
		fitted = &f.work.derived.design
	}
	m := &IV{Fit: f, exogAt: d.exog, places: d.Endogenous}
	more := float64(len(d.Excluded) - len(d.Endogenous))
	m.dof = f.ResidualDoF - more
	m.kept = m.coefficients() + more
	if !(m.dof > 0) {
		return nil, &Fault{Cause: ErrTooFewRows, Detail: "counting the instruments"}
	}
	m.mean = f.work.m
	m.constant = f.work.constant && f.work.scheme == pooled
	m.rows(fitted)
	return m, m.reduce(d)
}

// rows lays out the variables as the fit has seen them, entity copies one
// after the other.
func (m *IV) rows(d *Design) {
	f, fr := m.Fit, d.Frame
	cols := make([][]float64, d.variables())
	m.start = []int{0}
	for _, g := range fr.drawn {
		for range int(fr.count[g]) {
			for r := fr.Start[g]; r < fr.Start[g+1]; r++ {
				for i := range cols {
					cols[i] = append(cols[i], f.value(d, g, r, i))
				}
			}
			m.start = append(m.start, len(cols[0]))
		}
	}
	k := len(d.Regressors)
	m.outcome = cols[len(cols)-1]
	m.q = cols[k : len(cols)-1]
	for _, j := range m.exogAt {
		m.exog = append(m.exog, cols[j])
	}
	for _, j := range m.places {
		m.endog = append(m.endog, cols[j])
	}
}

// reduce sweeps the exogenous regressors out of the others.
func (m *IV) reduce(d *Design) error {
	for _, j := range m.exogAt {
		m.Exogenous = append(m.Exogenous, d.terms[j])
	}
	for _, j := range m.places {
		m.Endogenous = append(m.Endogenous, d.terms[j])
		m.beta = append(m.beta, m.Fit.Coef[j])
	}
	for _, c := range d.Excluded {
		m.Excluded = append(m.Excluded, d.Frame.Names[c])
	}
	bad := 0
	if m.exogQ, bad = orthonormal(nil, m.exog); bad >= 0 {
		return &Fault{Cause: ErrRankDeficient, Term: m.Exogenous[bad]}
	}
	excluded := m.q
	if m.q, bad = orthonormal(m.exogQ, excluded); bad >= 0 {
		return &Fault{Cause: ErrRankDeficient, Term: m.Excluded[bad], Detail: "among the instruments"}
	}
	m.y = without(m.exogQ, m.outcome)
	m.qy = project(m.q, m.y)
	m.qx = mat.NewDense(len(m.q), len(m.endog), nil)
	for j, c := range m.endog {
		x := without(m.exogQ, c)
		m.x = append(m.x, x)
		m.qx.SetCol(j, project(m.q, x))
	}
	return nil
}

// coefficients is the number of coefficients of the 2SLS fit that are not
// nested in the entities: slopes, one for the constant or a first set of
// effects, and free time effects.
func (m *IV) coefficients() float64 {
	w := &m.Fit.work
	k := len(w.beta)
	if w.constant || m.Fit.Absorbed > 0 {
		k++
	}
	if w.scheme == within {
		k += w.periods
	}
	return float64(k)
}

func (m *IV) n() float64 { return float64(len(m.y)) }

// residuals are those of the partialled-out model at coefficients beta.
func (m *IV) residuals(beta []float64) []float64 {
	u := append([]float64(nil), m.y...)
	for j, b := range beta {
		axpy(u, -b, m.x[j])
	}
	return u
}

// firstStage are the residuals of the endogenous regressors, X - QQ'X.
func (m *IV) firstStage() [][]float64 {
	v := make([][]float64, len(m.x))
	for j, x := range m.x {
		v[j] = without(m.q, x)
	}
	return v
}

// meat is the covariance Σ (a_i u_i)(a_i u_i)' of the scores of columns a with
// residuals u, for clusters that of their sums. Equal variances make it
// s² a'a with s² = u'u/N.
func (m *IV) meat(a [][]float64, u []float64, e Errors) *mat.SymDense {
	k := len(a)
	s := mat.NewSymDense(k, nil)
	if e == IID {
		s2 := dot(u, u) / m.n()
		for i := range k {
			for j := i; j < k; j++ {
				s.SetSym(i, j, s2*dot(a[i], a[j]))
			}
		}
		return s
	}
	score := mat.NewVecDense(k, nil)
	add := func(from, to int) {
		for j := range k {
			score.SetVec(j, dot(a[j][from:to], u[from:to]))
		}
		s.SymRankOne(s, 1, score)
	}
	if e == Clustered {
		for g := range len(m.start) - 1 {
			add(m.start[g], m.start[g+1])
		}
		return s
	}
	for r := range u {
		add(r, r+1)
	}
	return s
}

// small is the factor that a covariance of regressions on all instruments has
// in small samples, N/(N-L), or G/(G-1) (N-1)/(N-L) where clusters do not
// count entity effects among the L; and the degrees of freedom that go with
// it. One cluster has neither.
func (m *IV) small(e Errors) (factor, dof float64) {
	n, g := m.n(), float64(len(m.start)-1)
	if e == Clustered && g < 2 {
		return math.NaN(), math.NaN()
	}
	if e == Clustered {
		return g / (g - 1) * (n - 1) / (n - m.kept), g - 1
	}
	return n / m.dof, m.dof
}

// orthonormal returns columns that, with those of basis, span what basis and
// cols do, by Gram-Schmidt twice over; or the first of cols that adds nothing.
func orthonormal(basis, cols [][]float64) (q [][]float64, bad int) {
	for j, c := range cols {
		v := without(q, without(basis, c))
		left := norm(v)
		if !(left > collinear*norm(c)) {
			return nil, j
		}
		for i := range v {
			v[i] /= left
		}
		v = without(q, without(basis, v))
		left = norm(v)
		for i := range v {
			v[i] /= left
		}
		q = append(q, v)
	}
	return q, -1
}

// without is c less its projection on the orthonormal columns of q, twice
// over, so that what is left is orthogonal to rounding.
func without(q [][]float64, c []float64) []float64 {
	v := append([]float64(nil), c...)
	for range 2 {
		for _, b := range q {
			axpy(v, -dot(b, v), b)
		}
	}
	return v
}

// project is q'c.
func project(q [][]float64, c []float64) []float64 {
	p := make([]float64, len(q))
	for i, b := range q {
		p[i] = dot(b, c)
	}
	return p
}

// form is b'S⁻¹b, NaN where S is singular.
func form(b []float64, s mat.Symmetric) float64 {
	v := make([]float64, 0, len(b)*len(b))
	for i := range b {
		for j := range b {
			v = append(v, s.At(i, j))
		}
	}
	return quadraticForm(b, v)
}

// orNaN keeps a statistic that needs at least one degree of freedom.
func orNaN(x, df float64) float64 {
	if df < 1 {
		return math.NaN()
	}
	return x
}
