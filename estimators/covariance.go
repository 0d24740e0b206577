package estimators

import "math"

// Covariance estimates the covariance matrix of the coefficients of a fit.
// All kinds but the classical one are sandwiches (X̂'X̂)⁻¹ M (X̂'X̂)⁻¹ and
// differ in the meat M alone.
type Covariance interface {
	// fill sets the Cov and DoF of a fit that has its coefficients.
	fill(f *Fit, d *Design) error
}

// Classical is the covariance s²(X̂'X̂)⁻¹ of independent errors with equal
// variances. The divisor of s² is N less all coefficients and effects. Large
// makes it N and refers to the normal distribution: Stata's ivregress without
// small.
type Classical struct{ Large bool }

func (c Classical) fill(f *Fit, d *Design) error {
	w := &f.work
	k := len(w.beta)
	kk := f.startCovariance()
	f.DoF = f.ResidualDoF
	f.Sigma2 = f.RSS / f.ResidualDoF
	if c.Large {
		f.DoF = math.Inf(1)
		f.Sigma2 = f.RSS / float64(f.Observations)
	}
	for i := range k {
		for j := range k {
			f.Cov[i*kk+j] = f.Sigma2 * w.bread[i*k+j]
		}
	}
	if w.constant {
		f.Cov[kk*kk-1] = f.Sigma2 / w.sw
	}
	f.uncentre(kk)
	return nil
}

// HC1 is White's covariance, M = Σ e_i² x̂_i x̂_i', with the factor N/(N-K);
// effects that were swept out count among the K. Large leaves the factor out
// (HC0) and refers to the normal distribution.
type HC1 struct{ Large bool }

func (c HC1) fill(f *Fit, d *Design) error {
	kk := f.startCovariance()
	fr := d.Frame
	for _, g := range fr.drawn {
		for r := fr.Start[g]; r < fr.Start[g+1]; r++ {
			outer(f.work.meat, fr.count[g], f.rowScore(d, g, r))
		}
	}
	if c.Large {
		f.DoF = math.Inf(1)
		f.sandwich(1, kk)
		return nil
	}
	f.DoF = f.ResidualDoF
	f.sandwich(float64(f.Observations)/f.ResidualDoF, kk)
	return nil
}

// Cluster allows any dependence inside an entity, M = Σ_g s_g s_g' with s_g
// the score of entity g (Liang and Zeger 1986; Arellano 1987). Each drawn
// copy of an entity is a cluster of its own.
type Cluster struct{ Convention Convention }

func (c Cluster) fill(f *Fit, d *Design) error {
	if f.Entities < 2 {
		return f.fail(ErrTooFewEntities, "", "clustered standard errors need at least two")
	}
	kk := f.startCovariance()
	fr := d.Frame
	for _, g := range fr.drawn {
		outer(f.work.meat, fr.count[g], f.entityScore(d, g))
	}
	factor, dof := c.Convention.cluster(f)
	f.DoF = dof
	f.sandwich(factor, kk)
	return nil
}

// Convention names the small-sample factor of a clustered covariance, with N
// observations, k slopes and G clusters.
type Convention int

const (
	// Stata is G/(G-1) (N-1)/(N-k-1): xtreg, regress, ivregress with small.
	// Entity effects are not counted, the constant is, and so are time
	// effects (xtreg with i.time): fixest's default too.
	Stata Convention = iota
	// StataLarge has no factor and refers to the normal distribution:
	// ivregress without small.
	StataLarge
	// Plm is G/(G-1) (N-1)/(N-k) for effects models: plm's "sss".
	Plm
	// Areg is G/(G-1) (N-1)/(N-k-G): areg and dummy variables.
	Areg
	// Arellano has no factor: plm's "HC0".
	Arellano
)

// counted is the number of coefficients that are not nested in the entities:
// slopes, one for the constant or the entity effects, and time effects.
func (f *Fit) counted() int {
	k := len(f.work.beta)
	if f.work.constant || f.Absorbed > 0 {
		k++
	}
	if f.work.scheme == within {
		k += f.work.periods
	}
	return k
}

func (c Convention) cluster(f *Fit) (factor, dof float64) {
	n, g, k := float64(f.Observations), float64(f.Entities), float64(f.counted())
	switch c {
	case StataLarge:
		return 1, math.Inf(1)
	case Arellano:
		return 1, g - 1
	case Plm:
		k -= float64(min(f.Absorbed, 1))
	case Areg:
		k = n - f.ResidualDoF
	}
	return g / (g - 1) * (n - 1) / (n - k), g - 1
}

// startCovariance makes Cov and meat zero matrices of the K coefficients.
func (f *Fit) startCovariance() (kk int) {
	kk = len(f.Coef)
	f.Cov = resize(f.Cov, kk*kk)
	f.work.meat = resize(f.work.meat, kk*kk)
	clear(f.Cov)
	clear(f.work.meat)
	return kk
}

// sandwich sets Cov = factor · bread · meat · bread, first about the means.
func (f *Fit) sandwich(factor float64, kk int) {
	w := &f.work
	w.temp = resize(w.temp, kk*kk)
	for i := range kk {
		for j := range i {
			w.meat[i*kk+j] = w.meat[j*kk+i]
		}
	}
	f.timesBread(w.temp, w.meat, kk)
	for i := range kk {
		for j := range i {
			w.temp[i*kk+j], w.temp[j*kk+i] = w.temp[j*kk+i], w.temp[i*kk+j]
		}
	}
	f.timesBread(f.Cov, w.temp, kk)
	for i := range f.Cov {
		f.Cov[i] *= factor
	}
	f.uncentre(kk)
}

// timesBread sets dst = bread · src, both kk x kk, with 1/Σ count b T as the
// constant's own bread.
func (f *Fit) timesBread(dst, src []float64, kk int) {
	w := &f.work
	k := len(w.beta)
	clear(dst)
	for i := range k {
		for l := range k {
			axpy(dst[i*kk:(i+1)*kk], w.bread[i*k+l], src[l*kk:(l+1)*kk])
		}
	}
	if kk > k {
		axpy(dst[k*kk:], 1/w.sw, src[k*kk:])
	}
}

// uncentre carries Cov from the constant about the means to the constant
// itself, which is less m'b: Cov = L Cov L' with (-m', 1) the last row of L.
func (f *Fit) uncentre(kk int) {
	w := &f.work
	k := len(w.beta)
	if kk == k {
		return
	}
	v := f.Cov
	for j := range kk {
		for i := range k {
			v[k*kk+j] -= w.m[i] * v[i*kk+j]
		}
	}
	for i := range kk {
		for j := range k {
			v[i*kk+k] -= w.m[j] * v[i*kk+j]
		}
	}
}

// outer adds c·x·x' to the upper triangle of dst.
func outer(dst []float64, c float64, x []float64) {
	k := len(x)
	for i, v := range x {
		axpy(dst[i*k+i:(i+1)*k], c*v, x[i:])
	}
}

// entityScore is the score X̂_g'e_g of one copy of entity g about the means,
// the constant last, in memory that the next call reuses.
func (f *Fit) entityScore(d *Design, g int) []float64 {
	w, fr := &f.work, d.Frame
	p, k := len(fr.Cols), len(w.beta)
	s := fr.cross[g*packed(p) : (g+1)*packed(p)]
	a, e := 1.0, 0.0
	rows := float64(fr.Start[g+1] - fr.Start[g])
	switch w.scheme {
	case pooled:
		e = rows * f.meanResidual(d, g)
	case weighted:
		a, e = w.a[g], w.b[g]*rows*f.meanResidual(d, g)
	}
	w.score = resize(w.score, k+1)
	clear(w.score)
	if len(d.Excluded) == 0 {
		for i := range k {
			w.score[i] = f.variableScore(d, s, i, a) + e*(fr.mean[g*p+d.Regressors[i]]-w.m[i])
		}
	} else {
		for i := range d.instruments() {
			v := d.instrument(i)
			u := f.variableScore(d, s, v, a) + e*(fr.mean[g*p+d.variable(v)]-w.m[v])
			axpy(w.score[:k], u, w.pi[i*k:(i+1)*k])
		}
	}
	if !w.constant {
		return w.score[:k]
	}
	if w.scheme == within && w.effects != Entity {
		// the cross products of swept rows are not centred, and the residuals
		// of an entity need not sum to zero
		e = rows * f.meanResidual(d, g)
	}
	w.score[k] = e
	return w.score
}

// variableScore is the part of a score inside the entity, a(s_vy - s_vx'b).
func (f *Fit) variableScore(d *Design, s []float64, i int, a float64) float64 {
	v := d.variable(i)
	u := s[sym(v, d.Outcome)]
	for j, x := range d.Regressors {
		u -= s[sym(v, x)] * f.work.beta[j]
	}
	return a * u
}
