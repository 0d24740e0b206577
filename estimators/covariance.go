package estimators

import (
	"fmt"
	"math"

	"panelstress/data/lanes"
)

// Covariance estimates the covariance matrix of the coefficients of a fit.
// All kinds but the classical one are sandwiches (X̂'X̂)⁻¹ M (X̂'X̂)⁻¹ and
// differ in the meat M alone.
type Covariance interface {
	// fill sets the Cov and DoF of a fit that has its coefficients.
	fill(f *Fit, d *Design) error
}

// Variance describes the covariance of the fit for printing beside a number:
// the kind and, with its name, the small-sample convention, as in "clustered
// by entity (Stata: G/(G-1)·(N-1)/(N-k-1))".
func (f *Fit) Variance() string {
	if f.variance == nil {
		return ""
	}
	if s, ok := f.variance.(fmt.Stringer); ok {
		return s.String()
	}
	return fmt.Sprintf("%T", f.variance)
}

// TermDoF is the degrees of freedom of the t statistic of coefficient j: its
// own where the covariance gives each coefficient its own (CR2, CR3), else
// DoF.
func (f *Fit) TermDoF(j int) float64 {
	if len(f.DoFs) > 0 {
		return f.DoFs[j]
	}
	return f.DoF
}

// Classical is the covariance s²(X̂'X̂)⁻¹ of independent errors with equal
// variances. The divisor of s² is N less all coefficients and effects. Large
// makes it N and refers to the normal distribution: Stata's ivregress without
// small.
type Classical struct{ Large bool }

func (c Classical) String() string {
	if c.Large {
		return "classical (large sample: RSS/N)"
	}
	return "classical (RSS/(N-K))"
}

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

// startCovariance makes Cov and meat zero matrices of the K coefficients.
func (f *Fit) startCovariance() (kk int) {
	kk = len(f.Coef)
	f.Cov = resize(f.Cov, kk*kk)
	f.work.meat = resize(f.work.meat, kk*kk)
	clear(f.Cov)
	clear(f.work.meat)
	return kk
}

// sandwich sets Cov = factor · B M B about the means, where B is the bread with
// 1/Σ count b T as the constant's own, and carries it to the constant itself.
// It completes the meat M from its upper triangle.
func (f *Fit) sandwich(factor float64, kk int) {
	w := &f.work
	k := len(w.beta)
	mirror(w.meat, kk)
	w.half, w.slopes = resize(w.half, k*kk), resize(w.slopes, k*k)
	lanes.Multiply(w.half, w.bread, w.meat, k, k, kk, k)
	lanes.Multiply(w.slopes, w.half, w.bread, k, k, k, kk)
	for i := range k {
		for j := i; j < k; j++ {
			v := factor * w.slopes[i*k+j]
			f.Cov[i*kk+j], f.Cov[j*kk+i] = v, v
		}
		if w.constant {
			v := factor * w.half[i*kk+k] / w.sw
			f.Cov[i*kk+k], f.Cov[k*kk+i] = v, v
		}
	}
	if w.constant {
		f.Cov[kk*kk-1] = factor * w.meat[kk*kk-1] / (w.sw * w.sw)
	}
	f.uncentre(kk)
}

// uncentre carries Cov from the constant about the means to the constant
// itself, which is less m'b: Cov = L Cov L' with (-m', 1) the last row of L.
func (f *Fit) uncentre(kk int) {
	w := &f.work
	k := len(w.beta)
	if kk == k {
		return
	}
	last := f.Cov[k*kk : kk*kk]
	w.temp = resize(w.temp, k)
	for i, m := range w.m[:k] {
		w.temp[i] = -m
	}
	lanes.Combine(last, last, w.temp, f.Cov, w.order[:k])
	last[k] -= dot(w.m[:k], last[:k])
	for i := range k {
		f.Cov[i*kk+k] = last[i]
	}
}

// mirror completes a symmetric matrix from its upper triangle.
func mirror(a []float64, k int) {
	for i := range k {
		for j := range i {
			a[i*k+j] = a[j*k+i]
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
