package estimators

import (
	"math"
	"slices"
)

// anderson accelerates a fixed-point iteration x -> g(x) (Anderson 1965;
// Walker and Ni 2011, algorithm AA): the next x combines the last steps so
// that their residuals g(x) - x nearly cancel. Plain passes of iterated GLS
// can need thousands of steps, this needs tens.
type anderson struct {
	k, n   int       // length of x, steps remembered
	x, g   []float64 // of the last step
	dr, dg []float64 // memory x k: differences of residuals and of g
	qr     qr
	gamma  []float64
	next   []float64
}

// remembered steps; more than the number of unknowns are never of use.
const remembered = 6

func (a *anderson) reset(k int) {
	a.k, a.n = k, -1
	a.x, a.g = resize(a.x, k), resize(a.g, k)
	a.dr, a.dg = resize(a.dr, remembered*k), resize(a.dg, remembered*k)
	a.gamma, a.next = resize(a.gamma, remembered), resize(a.next, k)
}

// forget makes the next step a plain one.
func (a *anderson) forget() { a.n = -1 }

// step gives the next x from the present one and its image g. Weight scales
// the residuals to one unit.
func (a *anderson) step(x, g, weight []float64) []float64 {
	k := a.k
	if a.n >= 0 {
		m := min(remembered, k)
		slot := a.n % m
		for i := range k {
			a.dg[slot*k+i] = g[i] - a.g[i]
			a.dr[slot*k+i] = (g[i] - x[i] - (a.g[i] - a.x[i])) * weight[i]
		}
	}
	a.n++
	copy(a.x, x)
	copy(a.g, g)
	copy(a.next, g)
	m := min(a.n, remembered, k)
	if m == 0 {
		return a.next
	}
	a.qr.reset(k, m+1)
	for j := range m {
		copy(a.qr.col(j), a.dr[j*k:(j+1)*k])
	}
	for i := range k {
		a.qr.col(m)[i] = (g[i] - x[i]) * weight[i]
	}
	if a.qr.factor(m) >= 0 { // the steps have become dependent
		a.n = 0
		return a.next
	}
	a.qr.back(a.gamma[:m], 0, m, m)
	for j := range m {
		axpy(a.next, -a.gamma[j], a.dg[j*k:(j+1)*k])
	}
	return a.next
}

// maxPasses bounds iterated GLS.
const maxPasses = 5000

// slowing is how many standard errors a plain pass may move a coefficient before
// steps are combined: the likelihood can have several maxima, and the one that
// iterated GLS stands for is that which plain passes reach.
const slowing = 0.1

// vanished is the variance of an entity, as a share of the mean of all, that
// counts as none: plain passes then lead to ever smaller ones, for the
// likelihood has no bound where the coefficients fit an entity's rows.
const vanished = 1e-18

// iterate repeats steps 2 and 3 to the fixed point: until a pass moves no
// coefficient by more than 1e-11 of its standard error, or by what rounding
// does. A combined step that lowers the likelihood is replaced by a plain
// one, which cannot.
func (e FGLS) iterate(f *Fit, d *Design) error {
	w := &f.work
	v := &w.fgls
	kk := len(f.Coef)
	v.iteration.reset(kk)
	v.coef = append(v.coef[:0], f.Coef...)
	weight := resize(w.rowScores, kk)
	w.rowScores = weight
	best := math.Inf(1)
	for range maxPasses {
		if err := e.variances(f, d, v.coef); err != nil {
			return err
		}
		if e.Panels == HeteroskedasticPanels && !(slices.Min(w.rss) > vanished*mean(w.rss, 1/float64(len(w.rss)))) {
			return f.fail(ErrZeroVariance, "", "iterated FGLS: the likelihood has no maximum")
		}
		logdet := v.logDeterminant(w.a)
		if logdet > best+1e-9*math.Abs(best) {
			copy(v.coef, v.iteration.g)
			v.iteration.forget()
			if err := e.variances(f, d, v.coef); err != nil {
				return err
			}
			logdet = v.logDeterminant(w.a)
		}
		best = logdet
		if err := e.weigh(f, w, d); err != nil {
			return err
		}
		moved, far := false, false
		for j, b := range f.Coef {
			se := f.SE(j)
			weight[j] = 1 / se
			moved = moved || !(math.Abs(b-v.coef[j]) <= 1e-11*se+1e-14*math.Abs(b))
			far = far || !(math.Abs(b-v.coef[j]) <= slowing*se)
		}
		if !moved {
			return nil
		}
		next := v.iteration.step(v.coef, f.Coef, weight)
		if far {
			next = v.iteration.g
			v.iteration.forget()
		}
		copy(v.coef, next)
	}
	return f.fail(ErrNotConverged, "", "iterated FGLS: the coefficients still move after many passes; the likelihood may have no maximum")
}
