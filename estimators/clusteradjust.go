package estimators

import "math"

// CR2 is the bias-reduced clustered covariance (Bell and McCaffrey 2002; Pustejovsky
// and Tipton 2018): the residuals of cluster c enter as (I-H_cc)^(-1/2) e_c,
// with the symmetric root and H = X̂(X̂'X̂)⁻¹X̂', without a further factor.
// Effects are swept out before, which for entity effects and clusters of
// whole entities is the same as dummy variables. Each coefficient has its own
// Satterthwaite degrees of freedom under independent errors with equal
// variances: clubSandwich's "CR2". By is as in Cluster.
type CR2 struct{ By string }

func (c CR2) String() string {
	return "clustered by " + groupName(c.By) + " (CR2: (I-H)^(-1/2), Satterthwaite)"
}

func (c CR2) fill(f *Fit, d *Design) error { return f.adjustClusters(d, c.By, inverseRoot, 1) }

// CR3 enters the residuals of cluster c as (I-H_cc)⁻¹ e_c, which is the
// cluster jackknife without its factor (G-1)/G: clubSandwich's "CR3". Degrees
// of freedom and By are as with CR2.
type CR3 struct{ By string }

func (c CR3) String() string {
	return "clustered by " + groupName(c.By) + " (CR3: (I-H)^(-1), Satterthwaite)"
}

func (c CR3) fill(f *Fit, d *Design) error { return f.adjustClusters(d, c.By, inverse, 1) }

// Satterthwaite gives a clustered covariance of any Convention the degrees of
// freedom that CR2 has, for its own residuals: clubSandwich's "CR0" (with
// Arellano), "CR1" and, for pooled least squares, "CR1S" (with Stata).
type Satterthwaite struct {
	By         string
	Convention Convention
}

func (c Satterthwaite) String() string { return Cluster(c).String() + ", Satterthwaite" }

func (c Satterthwaite) fill(f *Fit, d *Design) error {
	clusters, nested, err := f.countClusters(d, c.By)
	if err != nil {
		return err
	}
	factor, _ := c.Convention.small(f, clusters, nested)
	return f.adjustClusters(d, c.By, plain, factor)
}

// adjustment is what a kind does to the eigenvalue 1-λ of I-H_cc. Where that
// is zero the generalised inverse takes zero.
type adjustment int

const (
	plain       adjustment = iota // 1
	inverseRoot                   // (1-λ)^(-1/2)
	inverse                       // (1-λ)^(-1)
)

func (a adjustment) of(left float64) float64 {
	switch {
	case a == plain:
		return 1
	case left < fitted:
		return 0
	case a == inverseRoot:
		return 1 / math.Sqrt(left)
	}
	return 1 / left
}

// adjust is the memory for clusters with adjusted residuals.
//
// With (X̂'X̂)⁻¹ = LL' and U = X̂_c L, H_cc = UU' has the nonzero eigenvalues of
// U'U = L'M_cL = QΛQ', of order K whatever the size of the cluster. Then
// (X̂'X̂)⁻¹ X̂_c' f(I-H_cc) e_c = L Q f(1-Λ) Q' L' s_c with s_c = X̂_c'e_c.
type adjust struct {
	l      []float64 // K x K, lower: root of the bread with the constant's own
	u      []float64 // K x K: U'U, then its eigenvalues on the diagonal
	q      []float64 // K x K: eigenvectors
	lambda []float64 // K
	z      []float64 // K: L'c, or a step of the product
	v      []float64 // K
	shift  []float64 // K: what a cluster moves the coefficients by
	mean   []float64 // K
	spread []float64 // K x K x K: Σ v v' per coefficient
	p      []float64 // K x 2: Σ p_cc and Σ p_cd² per coefficient
}

// startAdjusted collects the clusters with their moments and makes Cov and
// the memory of the adjustment ready; t has as many degrees of freedom as
// there are clusters, less one.
func (f *Fit) startAdjusted(d *Design, by string) (kk int, clusters float64, err error) {
	clusters, err = f.gatherClusters(d, by, true)
	if err != nil {
		return 0, 0, err
	}
	kk = f.startCovariance()
	f.work.adjust.start(f, kk)
	f.DoF = clusters - 1
	return kk, clusters, nil
}

func (f *Fit) adjustClusters(d *Design, by string, kind adjustment, factor float64) error {
	kk, _, err := f.startAdjusted(d, by)
	if err != nil {
		return err
	}
	w := &f.work
	a := &w.adjust
	for c, n := range w.sums.weight {
		if n == 0 {
			continue
		}
		a.decompose(w.sums.moment[c*kk*kk:(c+1)*kk*kk], kk)
		a.move(w.sums.score[c*kk:(c+1)*kk], kind, kk)
		outer(f.Cov, n*factor, a.shift)
		a.tally(f, n, kind, kk)
	}
	for i := range kk {
		for j := range i {
			f.Cov[i*kk+j] = f.Cov[j*kk+i]
		}
	}
	f.uncentre(kk)
	f.DoFs = resize(f.DoFs, kk)
	for j := range kk {
		spread := a.spread[j*kk*kk : (j+1)*kk*kk]
		squares := a.p[2*j+1]
		for i := range kk {
			for l := i; l < kk; l++ { // the upper triangle, the rest is equal
				v := spread[i*kk+l] * spread[i*kk+l]
				if l > i {
					v *= 2
				}
				squares += v
			}
		}
		f.DoFs[j] = a.p[2*j] * a.p[2*j] / squares
	}
	return nil
}

// start takes the root of the bread and clears the sums.
func (a *adjust) start(f *Fit, kk int) {
	w := &f.work
	k := len(w.beta)
	a.l = resize(a.l, kk*kk)
	clear(a.l)
	for i := range k {
		for j := range i + 1 {
			s := w.bread[i*k+j] - dot(a.l[i*kk:i*kk+j], a.l[j*kk:j*kk+j])
			if i == j {
				a.l[i*kk+i] = math.Sqrt(s)
			} else {
				a.l[i*kk+j] = s / a.l[j*kk+j]
			}
		}
	}
	if kk > k {
		a.l[kk*kk-1] = 1 / math.Sqrt(w.sw)
	}
	a.u, a.q = resize(a.u, kk*kk), resize(a.q, kk*kk)
	a.lambda, a.z, a.v = resize(a.lambda, kk), resize(a.z, kk), resize(a.v, kk)
	a.shift, a.mean = resize(a.shift, kk), resize(a.mean, kk)
	a.spread, a.p = resize(a.spread, kk*kk*kk), resize(a.p, 2*kk)
	clear(a.mean)
	clear(a.spread)
	clear(a.p)
}

// decompose finds Q and Λ of a cluster from the upper triangle of its cross
// products.
func (a *adjust) decompose(m []float64, kk int) {
	for i := range kk {
		for j := range i {
			m[i*kk+j] = m[j*kk+i]
		}
	}
	clear(a.q) // q = M L
	for i := range kk {
		for l := range kk {
			axpy(a.q[i*kk:i*kk+l+1], m[i*kk+l], a.l[l*kk:l*kk+l+1])
		}
	}
	clear(a.u) // u = L' q
	for l := range kk {
		for i := range l + 1 {
			axpy(a.u[i*kk:(i+1)*kk], a.l[l*kk+i], a.q[l*kk:(l+1)*kk])
		}
	}
	jacobi(a.u, a.q, kk)
	for i := range kk {
		a.lambda[i] = a.u[i*kk+i]
	}
}

// move sets shift = L Q f(1-Λ) Q' L' s.
func (a *adjust) move(s []float64, kind adjustment, kk int) {
	clear(a.z)
	for l := range kk {
		axpy(a.z[:l+1], s[l], a.l[l*kk:l*kk+l+1])
	}
	clear(a.v)
	for l := range kk {
		axpy(a.v, a.z[l], a.q[l*kk:(l+1)*kk])
	}
	for i := range kk {
		a.v[i] *= kind.of(1 - a.lambda[i])
	}
	for l := range kk {
		a.z[l] = dot(a.q[l*kk:(l+1)*kk], a.v)
	}
	for i := range kk {
		a.shift[i] = dot(a.l[i*kk:i*kk+i+1], a.z[:i+1])
	}
}

// tally adds a cluster to the moments of each coefficient's variance
// estimate. The estimate is the sum of squares of the clusters' p_c'ε; with
// independent ε its mean is Σ p_c'p_c and half its variance Σ (p_c'p_d)²
// (Pustejovsky and Tipton 2018, eq. 11). With w_c = f(I-H_cc) X̂_c(X̂'X̂)⁻¹ e_j
// and v_c = L'X̂_c'w_c, p_c'p_c = w'w - v'v and p_c'p_d = -v_c'v_d.
func (a *adjust) tally(f *Fit, n float64, kind adjustment, kk int) {
	w := &f.work
	k := len(w.beta)
	for j := range kk {
		// z = Q' L' e_j; the constant itself is the one about the means less m'b
		clear(a.v)
		if j < k {
			copy(a.v[:j+1], a.l[j*kk:j*kk+j+1])
		} else {
			a.v[k] = a.l[kk*kk-1]
			for i := range k {
				axpy(a.v[:i+1], -w.m[i], a.l[i*kk:i*kk+i+1])
			}
		}
		clear(a.z)
		for l := range kk {
			axpy(a.z, a.v[l], a.q[l*kk:(l+1)*kk])
		}
		ww, vv := 0.0, 0.0
		for i, z := range a.z {
			g := kind.of(1 - a.lambda[i])
			ww += z * z * a.lambda[i] * g * g
			a.z[i] = z * a.lambda[i] * g
			vv += a.z[i] * a.z[i]
		}
		for l := range kk {
			a.v[l] = dot(a.q[l*kk:(l+1)*kk], a.z)
		}
		a.p[2*j] += n * (ww - vv)
		a.p[2*j+1] += n * ww * (ww - 2*vv)
		outer(a.spread[j*kk*kk:(j+1)*kk*kk], n, a.v)
	}
}
