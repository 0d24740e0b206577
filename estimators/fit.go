package estimators

import (
	"math"

	"panelstress/data/lanes"
)

// Estimator fits a design. Dst keeps its memory from one fit to the next, so
// that a warm fit allocates nothing; its earlier results are lost.
type Estimator interface {
	Fit(dst *Fit, d *Design) error
}

// Fit is what every estimate reduces to. All other statistics are functions
// of a Fit and its Design.
type Fit struct {
	Terms []string  // K names: the regressors and, where there is one, "const"
	Coef  []float64 // K coefficients
	Cov   []float64 // K x K covariance of Coef, row-major

	Observations int
	Entities     int
	Absorbed     int       // effects that were swept out, the constant included
	DoF          float64   // of the t statistics; +Inf: the normal distribution
	ResidualDoF  float64   // N less all coefficients and effects
	RSS          float64   // of the structural residuals, in the metric of the fit
	TSS          float64   // about the mean where there is a constant, else about zero
	Sigma2       float64   // variance that the classical covariance uses
	DoFs         []float64 // K, of each t statistic; empty: DoF holds for all

	variance Covariance // that filled Cov
	detail   *FGLSDetail
	fault    Fault
	work     work
}

// SE is the standard error of coefficient j, NaN where its variance is
// negative.
func (f *Fit) SE(j int) float64 { return math.Sqrt(f.Cov[j*len(f.Coef)+j]) }

// Term gives the place of a term, or -1.
func (f *Fit) Term(name string) int {
	for j, t := range f.Terms {
		if t == name {
			return j
		}
	}
	return -1
}

func (f *Fit) fail(cause error, term, detail string) error {
	f.fault = Fault{Cause: cause, Term: term, Detail: detail}
	return &f.fault
}

// scheme says how an estimator weighs the moments of the entities: entity g
// enters with a_g S_g + b_g T_g (x̄_g - m)(x̄_g - m)'.
type scheme int

const (
	within   scheme = iota // a = 1, b = 0
	pooled                 // a = b = 1
	weighted               // a and b from work.a and work.b
)

// work is the memory of a fit. Its names follow the formulas: m and M are the
// weighted means and moments of the variables (regressors, excluded
// instruments, outcome), W the instruments (for least squares the regressors
// themselves), Π = (W'W)⁻¹W'X, X̂ = WΠ.
type work struct {
	scheme   scheme
	constant bool      // the constant is partialled out of the moments
	a, b     []float64 // per drawn entity
	sw       float64   // Σ count b T: the constant's own moment
	layout             // of the variables: in the frame
	own      layout    // of a design that has none
	order    []int     // 0, 1, 2, ...
	m        []float64 // q
	off      *byEntity // x̄_g - m of variable i: vector offAt[i]
	offAt    []int
	ownOff   byEntity  // about means that the frame does not have
	moment   []float64 // q x q
	beta     []float64 // k slopes
	minus    []float64 // -beta
	bread    []float64 // k x k: (X̂'X̂)⁻¹
	ww       []float64 // L x L, factored
	pi       []float64 // L x k
	xhat     []float64 // k x k, factored
	rows     bool      // solved from the rows, by QR
	qr       qr
	second   qr        // of the second stage
	resid    []float64 // of the rows, to refine the slopes
	inverted bool      // bread is at hand
	inverse  []float64 // to make it
	refined  bool      // the slopes are; level is the constant then
	level    float64
	scores   byEntity  // K: of the entities
	inner    byEntity  // L: of the entities' instruments
	common   []float64 // ē_g: residual of the means
	heavy    []float64 // a vector by entity times weights
	rss      []float64 // by entity
	score    []float64 // K: of one cluster or row
	row      []float64 // K
	meat     []float64 // K x K
	half     []float64 // k x K: bread times meat
	slopes   []float64 // k x k: half times bread
	temp     []float64
	pairs    []int     // places of cross products in a quadratic form
	twice    []float64 // their coefficients
	design   Design    // without instruments
	effects  Effects   // that the scheme within has swept out

	components   components
	classical    bool // the covariance is
	instrumented bool // the regressors are
	bad          int  // place of the regressor that a fault blames
	periods      int  // free time effects among them
	sweep        sweep
	derived      derived
	sums         clusterSums
	cells        cells
	adjust       adjust
	fgls         fgls
	rowScores    []float64 // of several rows
	with         []string  // terms that a collinear one depends on
}

// solve finds slopes and Π from the moments; where they are too badly
// conditioned for normal equations it turns to the rows.
func (f *Fit) solve(d *Design) error {
	w := &f.work
	k, l := len(d.Regressors), len(d.Excluded)
	w.rows, w.inverted, w.refined = false, false, false
	w.beta = resize(w.beta, k)
	w.bread = resize(w.bread, k*k)
	if err := f.checkVariation(d); err != nil {
		return err
	}
	ok := true
	if l == 0 {
		ok = f.solveLeastSquares(d)
	} else {
		ok = f.solveInstruments(d)
	}
	if !ok {
		if err := f.solveRows(d); err != nil {
			return err
		}
	}
	return f.residualMoments(d)
}

// illConditioned is the smallest pivot of a correlation matrix with which
// normal equations are trusted: they lose about -log10(pivot) digits.
const illConditioned = 1e-4

func (f *Fit) solveLeastSquares(d *Design) bool {
	w := &f.work
	k, q := len(d.Regressors), d.variables()
	w.xhat = resize(w.xhat, k*k)
	for i := range k {
		copy(w.xhat[i*k:(i+1)*k], w.moment[i*q:i*q+k])
		w.beta[i] = w.moment[i*q+q-1]
	}
	pivot, _ := cholesky(w.xhat, k)
	if !(pivot > illConditioned) {
		return false
	}
	cholSolve(w.xhat, w.beta)
	return true
}

// invert makes the bread, (X̂'X̂)⁻¹, unless the rows have given it already.
func (f *Fit) invert() {
	w := &f.work
	if !w.inverted {
		w.inverse = lanes.Inverse(w.bread, w.xhat, w.inverse, len(w.beta))
		w.inverted = true
	}
}

// solveInstruments is two-stage least squares: Π = (W'W)⁻¹W'X,
// b = (Π'W'X)⁻¹ Π'W'y. Included exogenous regressors are instruments of
// themselves, x̂ = x, which leaves Π to be solved for the others.
func (f *Fit) solveInstruments(d *Design) bool {
	w := &f.work
	k, q, l := len(d.Regressors), d.variables(), d.instruments()
	w.ww = resize(w.ww, l*l)
	w.pi = resize(w.pi, l*k)
	tools := w.tools[:l]
	for i, at := range tools {
		row := w.moment[at*q : (at+1)*q]
		for j, to := range tools {
			w.ww[i*l+j] = row[to]
		}
	}
	pivot, _ := cholesky(w.ww, l)
	if !(pivot > illConditioned) {
		return false
	}
	clear(w.pi)
	w.xhat = resize(w.xhat, k*k)
	for i, j := range d.exog {
		w.pi[i*k+j] = 1
		copy(w.xhat[j*k:(j+1)*k], w.moment[j*q:])
		w.beta[j] = w.moment[j*q+q-1]
	}
	w.temp = resize(w.temp, l)
	for _, j := range d.Endogenous {
		for i, at := range tools {
			w.temp[i] = w.moment[at*q+j]
		}
		cholSolve(w.ww, w.temp)
		xhat := w.xhat[j*k : (j+1)*k]
		clear(xhat)
		w.beta[j] = 0
		for i, p := range w.temp {
			wx := w.moment[tools[i]*q : (tools[i]+1)*q]
			axpy(xhat, p, wx)
			w.beta[j] += p * wx[q-1]
			w.pi[i*k+j] = p
		}
	}
	if !f.identified(d) {
		return false
	}
	pivot, _ = cholesky(w.xhat, k)
	if !(pivot > illConditioned) {
		return false
	}
	cholSolve(w.xhat, w.beta)
	return true
}

// residualMoments sets RSS and TSS in the metric of the fit. Where the
// residuals are so small that the quadratic form has lost its digits they are
// summed over the rows.
func (f *Fit) residualMoments(d *Design) error {
	w := &f.work
	q := d.variables()
	f.TSS = w.moment[q*q-1]
	f.RSS = f.TSS
	if k := len(w.beta); k > 0 {
		w.temp = resize(w.temp, q)
		lanes.Multiply(w.temp, w.beta, w.moment, 1, k, q, k)
		for i, b := range w.beta {
			f.RSS += b * (w.temp[i] - 2*w.moment[i*q+q-1])
		}
	}
	if w.rows || f.RSS < 1e-5*f.TSS {
		if !w.refined {
			f.refine(d)
		}
		w.rows = true
		f.RSS = f.rowRSS(d)
	}
	if math.IsNaN(f.RSS) || math.IsInf(f.RSS, 0) {
		return f.fail(ErrNotFinite, "", "")
	}
	return nil
}

// checkVariation names the first regressor or instrument that does not vary
// under the scheme: what is left of it is rounding error of its own size.
func (f *Fit) checkVariation(d *Design) error {
	w, fr := &f.work, d.Frame
	q := d.variables()
	for i, v := range w.columns[:q-1] {
		size := f.size(d, v)
		if w.moment[i*q+i] > noVariation*size {
			continue
		}
		w.bad = i
		if w.scheme == within && fr.pooled[at(v, v)] > noVariation*size {
			return f.fail(ErrNoVariation, d.name(i), w.effects.absorbs())
		}
		return f.fail(ErrNoVariation, d.name(i), "it is constant")
	}
	return nil
}

// finish turns slopes and their covariance about the means into coefficients
// with a constant, const = m_y - m_x'b, and checks them.
func (f *Fit) finish(d *Design) error {
	w := &f.work
	k, q := len(d.Regressors), d.variables()
	f.Coef = append(f.Coef[:0], w.beta...)
	if w.constant {
		c := w.m[q-1]
		for j, b := range w.beta {
			c -= w.m[j] * b
		}
		if w.refined {
			c = w.level
		}
		f.Coef = append(f.Coef, c)
		f.Terms = d.terms
	} else {
		f.Terms = d.terms[:k]
	}
	for _, b := range f.Coef {
		if math.IsNaN(b) || math.IsInf(b, 0) {
			return f.fail(ErrNotFinite, "", "")
		}
	}
	return nil
}
