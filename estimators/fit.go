package estimators

import "math"

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
	a, b     []float64 // per entity
	sw       float64   // Σ count b T: the constant's own moment
	columns  []int     // q, of the variables in the frame
	places   []int     // q x q, of their cross products
	m        []float64 // q
	moment   []float64 // q x q
	beta     []float64 // k slopes
	bread    []float64 // k x k: (X̂'X̂)⁻¹
	ww       []float64 // L x L, factored
	scale    []float64
	pi       []float64 // L x k
	xhat     []float64 // k x k, factored
	rows     bool      // solved from the rows, by QR
	qr       qr
	second   qr        // of the second stage
	resid    []float64 // of the rows, to refine the slopes
	refined  bool      // the slopes are; level is the constant then
	level    float64
	score    []float64 // K: of one cluster or row
	row      []float64 // K
	meat     []float64 // K x K
	temp     []float64
	design   Design  // without instruments
	effects  Effects // that the scheme within has swept out

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

// gather collects means and moments of the design's variables under the
// scheme. For pooled and within the frame has the sums already.
func (f *Fit) gather(d *Design, s scheme) {
	w, fr := &f.work, d.Frame
	q := d.variables()
	w.scheme = s
	w.constant = !d.NoConstant
	w.m = resize(w.m, q)
	w.moment = resize(w.moment, q*q)
	w.locate(d)
	if s == weighted {
		f.gatherWeighted(d)
		return
	}
	sum := fr.pooled
	if s == within {
		sum = fr.within
	}
	w.sw = float64(fr.n)
	for i, vi := range w.columns {
		w.m[i] = fr.total[vi]
		for j, at := range w.places[i*q : i*q+i+1] {
			v := sum[at]
			if s == pooled && d.NoConstant {
				v += w.sw * w.m[i] * w.m[j]
			}
			w.moment[i*q+j], w.moment[j*q+i] = v, v
		}
	}
	if s == pooled && d.NoConstant {
		clear(w.m)
	}
}

// locate finds the columns of the design's variables in the frame, and the
// places of their cross products, once for all entities.
func (w *work) locate(d *Design) {
	q := d.variables()
	w.columns = resize(w.columns, q)
	w.places = resize(w.places, q*q)
	for i := range q {
		w.columns[i] = d.variable(i)
		for j := range i + 1 {
			at := sym(w.columns[i], w.columns[j])
			w.places[i*q+j], w.places[j*q+i] = at, at
		}
	}
}

// gatherWeighted sums a_g S_g + b_g T_g (x̄_g - m)(x̄_g - m)' over the sample,
// with m the mean under the weights b (0 where there is no constant).
func (f *Fit) gatherWeighted(d *Design) {
	w, fr := &f.work, d.Frame
	p, q := len(fr.Cols), d.variables()
	size := packed(p)
	clear(w.m)
	clear(w.moment)
	w.sw = 0
	for _, g := range fr.drawn {
		c := fr.count[g] * w.b[g] * float64(fr.Start[g+1]-fr.Start[g])
		w.sw += c
		mean := fr.mean[g*p : (g+1)*p]
		for i, v := range w.columns {
			w.m[i] += c * mean[v]
		}
	}
	for i := range w.m {
		if w.m[i] /= w.sw; !w.constant {
			w.m[i] = 0
		}
	}
	w.temp = resize(w.temp, q)
	for _, g := range fr.drawn {
		a := fr.count[g] * w.a[g]
		b := fr.count[g] * w.b[g] * float64(fr.Start[g+1]-fr.Start[g])
		s := fr.cross[g*size : (g+1)*size]
		mean := fr.mean[g*p : (g+1)*p]
		for i, v := range w.columns {
			w.temp[i] = mean[v] - w.m[i]
			bi := b * w.temp[i]
			row := w.moment[i*q : i*q+i+1]
			places, other := w.places[i*q:i*q+len(row)], w.temp[:len(row)]
			for j, at := range places {
				row[j] += a*s[at] + bi*other[j]
			}
		}
	}
	for i := range q {
		for j := range i {
			w.moment[j*q+i] = w.moment[i*q+j]
		}
	}
}

// solve finds slopes, bread and Π from the moments; where they are too badly
// conditioned for normal equations it turns to the rows.
func (f *Fit) solve(d *Design) error {
	w := &f.work
	k, l := len(d.Regressors), len(d.Excluded)
	w.rows, w.refined = false, false
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
	w.scale = resize(w.scale, k)
	for i := range k {
		copy(w.xhat[i*k:(i+1)*k], w.moment[i*q:i*q+k])
		w.beta[i] = w.moment[i*q+q-1]
	}
	pivot, _ := cholesky(w.xhat, w.scale, k)
	if !(pivot > illConditioned) {
		return false
	}
	cholSolve(w.xhat, w.scale, w.beta, k, 1)
	identity(w.bread, k)
	cholSolve(w.xhat, w.scale, w.bread, k, k)
	return true
}

// solveInstruments is two-stage least squares: Π = (W'W)⁻¹W'X,
// b = (Π'W'X)⁻¹ Π'W'y.
func (f *Fit) solveInstruments(d *Design) bool {
	w := &f.work
	k, q, l := len(d.Regressors), d.variables(), d.instruments()
	w.ww = resize(w.ww, l*l)
	w.scale = resize(w.scale, max(k, l))
	w.pi = resize(w.pi, l*k)
	for i := range l {
		row := w.moment[d.instrument(i)*q:]
		for j := range l {
			w.ww[i*l+j] = row[d.instrument(j)]
		}
		copy(w.pi[i*k:(i+1)*k], row[:k])
	}
	pivot, _ := cholesky(w.ww, w.scale, l)
	if !(pivot > illConditioned) {
		return false
	}
	cholSolve(w.ww, w.scale, w.pi, l, k)
	w.xhat = resize(w.xhat, k*k)
	clear(w.xhat)
	clear(w.beta)
	for i := range l {
		wx := w.moment[d.instrument(i)*q : (d.instrument(i)+1)*q]
		for j := range k {
			p := w.pi[i*k+j]
			axpy(w.xhat[j*k:(j+1)*k], p, wx[:k])
			w.beta[j] += p * wx[q-1]
		}
	}
	if !f.identified(d) {
		return false
	}
	pivot, _ = cholesky(w.xhat, w.scale, k)
	if !(pivot > illConditioned) {
		return false
	}
	cholSolve(w.xhat, w.scale, w.beta, k, 1)
	identity(w.bread, k)
	cholSolve(w.xhat, w.scale, w.bread, k, k)
	return true
}

// residualMoments sets RSS and TSS in the metric of the fit. Where the
// residuals are so small that the quadratic form has lost its digits they are
// summed over the rows.
func (f *Fit) residualMoments(d *Design) error {
	w := &f.work
	k, q := len(d.Regressors), d.variables()
	f.TSS = w.moment[q*q-1]
	f.RSS = f.TSS
	for i := range k {
		row := w.moment[i*q:]
		s := -2 * row[q-1]
		for j := range k {
			s += row[j] * w.beta[j]
		}
		f.RSS += w.beta[i] * s
	}
	if w.rows || f.RSS < 1e-6*f.TSS {
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
	for i := range q - 1 {
		v, size := d.variable(i), f.size(d, i)
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

// meanResidual is the residual of the entity means, ȳ_g - m_y - (x̄_g - m_x)'b, which
// is the common part of the residuals of entity g.
func (f *Fit) meanResidual(d *Design, g int) float64 {
	w, fr := &f.work, d.Frame
	p, last := len(fr.Cols), len(w.columns)-1
	mean := fr.mean[g*p : (g+1)*p]
	e := mean[d.Outcome] - w.m[last]
	for j, b := range w.beta {
		e -= (mean[w.columns[j]] - w.m[j]) * b
	}
	return e
}

// entityRSS is the sum of squared residuals of one copy of entity g, within
// alone or about the common mean.
func (f *Fit) entityRSS(d *Design, g int) float64 {
	w, fr := &f.work, d.Frame
	if w.rows {
		return f.entityRowRSS(d, g)
	}
	size := packed(len(fr.Cols))
	s := fr.cross[g*size : (g+1)*size]
	q, k := len(w.columns), len(w.beta)
	rss := s[w.places[q*q-1]]
	for i, b := range w.beta {
		row := w.places[i*q : (i+1)*q]
		c := -2 * s[row[q-1]]
		for j, at := range row[:k] {
			c += s[at] * w.beta[j]
		}
		rss += b * c
	}
	if w.scheme != within {
		e := f.meanResidual(d, g)
		rss += float64(fr.Start[g+1]-fr.Start[g]) * e * e
	}
	return rss
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

func identity(a []float64, k int) {
	clear(a[:k*k])
	for i := range k {
		a[i*k+i] = 1
	}
}
