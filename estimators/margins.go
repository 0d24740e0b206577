package estimators

import (
	"fmt"
	"math"
	"slices"
)

// Interaction names the terms of y = ... + β_x x + β_m m + β_p (x-a)(m-c) in
// which the effect of x depends on a moderator m. That effect is
// β_x + β_p (m-c): β_x alone is the effect where the moderator is c, which
// without centring means at zero and with the mean as c means at the mean
// (Brambor, Clark and Golder 2006, Political Analysis 14, eq. 4-8).
//
// Values of the moderator are those of its column. Where that column was
// centred itself, c is zero and its values are deviations.
type Interaction struct {
	X, Moderator, Product string  // terms; the moderator may lack a term, but not a column
	CentreX, CentreM      float64 // a and c; zero where only the product was formed
}

// Margin is the effect of x at one value of the moderator.
type Margin struct {
	At float64
	Row
}

// terms finds the places of x and the product among the terms of a fit.
func (i Interaction) terms(f *Fit) (x, p int, err error) {
	x, p = f.Term(i.X), f.Term(i.Product)
	for _, t := range []string{i.X, i.Product} {
		if f.Term(t) < 0 {
			return 0, 0, fmt.Errorf("estimators: interaction: %q is not a term of the fit (%q)", t, f.Terms)
		}
	}
	return x, p, nil
}

// Effects gives the effect of x at values of the moderator, with intervals at
// a level by the delta method: the variance is
// V_xx + 2(m-c)V_xp + (m-c)²V_pp, the reference distribution that of the fit.
func (i Interaction) Effects(f *Fit, level float64, at ...float64) ([]Margin, error) {
	x, p, err := i.terms(f)
	if err != nil {
		return nil, err
	}
	k := len(f.Coef)
	crit := Critical(1-level, f.DoF)
	list := make([]Margin, len(at))
	for j, m := range at {
		u := m - i.CentreM
		b := f.Coef[x] + u*f.Coef[p]
		se := math.Sqrt(f.Cov[x*k+x] + 2*u*f.Cov[x*k+p] + u*u*f.Cov[p*k+p])
		list[j] = Margin{At: m, Row: Row{
			Term: i.X, Estimate: b, SE: se, Statistic: b / se, P: TwoSided(b/se, f.DoF),
			Lower: b - crit*se, Higher: b + crit*se,
		}}
	}
	return list, nil
}

// moderator finds the column of the moderator in the frame.
func (i Interaction) moderator(d *Design) (column int, err error) {
	if column = d.Frame.Column(i.Moderator); column < 0 {
		return 0, fmt.Errorf("estimators: interaction: the frame has no column %q of the moderator", i.Moderator)
	}
	return column, nil
}

// Average is the average marginal effect of x over the rows of the sample,
// which is its effect at the mean of the moderator. The rows are taken as
// given, as by Stata's margins without vce(unconditional).
func (i Interaction) Average(f *Fit, d *Design, level float64) (Margin, error) {
	m, err := i.moderator(d)
	if err != nil {
		return Margin{}, err
	}
	list, err := i.Effects(f, level, d.Frame.total[m])
	if err != nil {
		return Margin{}, err
	}
	return list[0], nil
}

// Curve gives the effect of x at a number of equally spaced values of the
// moderator, from its smallest to its largest in the sample.
func (i Interaction) Curve(f *Fit, d *Design, level float64, points int) ([]Margin, error) {
	m, err := i.moderator(d)
	if err != nil {
		return nil, err
	}
	if points < 2 {
		return nil, fmt.Errorf("estimators: interaction: %d points of a curve, expected at least 2", points)
	}
	lo, hi := d.Frame.extremes(m)
	at := make([]float64, points)
	for j := range at {
		s := float64(j) / float64(points-1)
		at[j] = lo*(1-s) + hi*s
	}
	return i.Effects(f, level, at...)
}

// extremes are the smallest and largest value of a column in the sample.
func (f *Frame) extremes(column int) (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, g := range f.drawn {
		x := f.Cols[column][f.Start[g]:f.Start[g+1]]
		lo, hi = min(lo, slices.Min(x)), max(hi, slices.Max(x))
	}
	return lo, hi
}

// Region is where on the scale of a moderator the effect of x differs from
// zero at a level (Johnson and Neyman 1936).
type Region struct {
	// Significant are the values m with |effect| >= critical value · SE, of all
	// numbers: none, an interval, or, where the product itself is significant,
	// all but an interval around the value at which the effect is zero.
	Significant ConfidenceSet
	Lo, Hi      float64      // the range of the moderator in the sample
	InRange     [][2]float64 // the part of Significant in this range: none to all of it
	Share       float64      // of the rows of the sample that lie there
}

// JohnsonNeyman finds the region. Its ends are the roots of
// (β_x + β_p u)² = q² (V_xx + 2u V_xp + u² V_pp), u = m-c, with q the critical
// value (Bauer and Curran 2005, Multivariate Behavioral Research 40, eq. 10).
func (i Interaction) JohnsonNeyman(f *Fit, d *Design, level float64) (Region, error) {
	x, p, err := i.terms(f)
	if err != nil {
		return Region{}, err
	}
	m, err := i.moderator(d)
	if err != nil {
		return Region{}, err
	}
	k := len(f.Coef)
	vxx, vxp, vpp := f.Cov[x*k+x], f.Cov[x*k+p], f.Cov[p*k+p]
	if !(vxx >= 0 && vpp >= 0 && vxp*vxp <= vxx*vpp*(1+singular)) {
		return Region{}, fmt.Errorf("estimators: interaction: the variance of the effect of %q is negative for some values of %q", i.X, i.Moderator)
	}
	q := Critical(1-level, f.DoF)
	q *= q
	bx, bp := f.Coef[x], f.Coef[p]
	r := Region{Significant: quadraticRegion(bp*bp-q*vpp, bx*bp-q*vxp, bx*bx-q*vxx, i.CentreM)}
	r.Lo, r.Hi = d.Frame.extremes(m)
	for _, s := range r.Significant.Intervals {
		if lo, hi := max(s[0], r.Lo), min(s[1], r.Hi); lo <= hi {
			r.InRange = append(r.InRange, [2]float64{lo, hi})
		}
	}
	r.Share = d.Frame.share(m, r.Significant)
	return r, nil
}

// share is that of the sample's rows whose value lies in a set.
func (f *Frame) share(column int, s ConfidenceSet) float64 {
	n := 0.0
	for _, g := range f.drawn {
		for _, v := range f.Cols[column][f.Start[g]:f.Start[g+1]] {
			if s.Contains(v) {
				n += f.count[g]
			}
		}
	}
	return n / float64(f.n)
}

// quadraticRegion is the set of u + shift with a u² + 2b u + c >= 0.
func quadraticRegion(a, b, c, shift float64) ConfidenceSet {
	if a == 0 {
		if b == 0 {
			return newConfidenceSet(nil, nil, c >= 0)
		}
		return newConfidenceSet([]float64{shift - c/(2*b)}, []bool{b > 0}, true)
	}
	disc := b*b - a*c
	if disc <= 0 { // one sign everywhere; a touching point is no region
		return newConfidenceSet(nil, nil, a > 0)
	}
	// the root of the same sign as -b first: no digits cancel in it
	h := -(b + math.Copysign(math.Sqrt(disc), b))
	ends := []float64{shift + h/a, shift + c/h}
	slices.Sort(ends)
	return newConfidenceSet(ends, []bool{a < 0, a > 0}, a > 0)
}

// Centred gives the rows of the table that the fit would have with x less
// atX and the moderator less atM, in their own terms and in the product: the
// same equation in other coordinates, with
//
//	β_x' = β_x + (atM-c) β_p, β_m' = β_m + (atX-a) β_p, β_p' = β_p
//
// and the constant moved to the new origin. The covariance moves with them,
// whatever its kind. Fits without the moderator's own term need atX = a.
func (i Interaction) Centred(f *Fit, atX, atM, level float64) ([]Row, error) {
	x, p, err := i.terms(f)
	if err != nil {
		return nil, err
	}
	k := len(f.Coef)
	move := make([]float64, k*k) // the new coefficients from the old
	identity(move, k)
	move[x*k+p] = atM - i.CentreM
	m := f.Term(i.Moderator)
	switch {
	case m >= 0:
		move[m*k+p] = atX - i.CentreX
	case atX != i.CentreX:
		return nil, fmt.Errorf("estimators: interaction: %q has no term of its own, so that %q cannot be centred elsewhere", i.Moderator, i.X)
	}
	if c := f.Term(ConstName); c >= 0 {
		move[c*k+x] = atX
		move[c*k+p] = (atX - i.CentreX) * (atM - i.CentreM)
		if m >= 0 {
			move[c*k+m] = atM
		}
	}
	g := Fit{Terms: f.Terms, DoF: f.DoF, Coef: make([]float64, k), Cov: make([]float64, k*k)}
	half := make([]float64, k*k)
	for r := range k {
		row := move[r*k : (r+1)*k]
		g.Coef[r] = dot(row, f.Coef)
		for s, v := range row {
			axpy(half[r*k:(r+1)*k], v, f.Cov[s*k:(s+1)*k])
		}
	}
	for r := range k {
		for s := range k {
			g.Cov[r*k+s] = dot(half[r*k:(r+1)*k], move[s*k:(s+1)*k])
		}
	}
	return g.Table(level), nil
}
