package scenarios

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// Amount is the distribution of the size of a shock. A draw takes it as
// Quantile(u) of a uniform number u, so that dependence (copulas) and the
// arrangement of draws (antithetic, stratified, Sobol points) are matters of
// the u alone.
type Amount interface {
	Quantile(u float64) float64 // u in (0, 1)
	CDF(x float64) float64
	Check() error // of the parameters
}

// Fixed is a size that is certain.
type Fixed float64

// Normal is the normal distribution.
type Normal struct{ Mean, SD float64 }

// LogNormal is a normal distribution of the logarithm of (size - Shift) times
// Sign: with Sign -1 it is a fall whose size is lognormal.
type LogNormal struct {
	Mu, Sigma float64 // of the logarithm
	Shift     float64
	Sign      int // +1 or -1; 0 means +1
}

// StudentT is Student's t distribution, moved to Mean and scaled by Scale
// (its standard deviation is Scale sqrt(DoF/(DoF-2))).
type StudentT struct{ Mean, Scale, DoF float64 }

// Triangular is the triangular distribution.
type Triangular struct{ Low, Mode, High float64 }

// Uniform is the uniform distribution.
type Uniform struct{ Low, High float64 }

// Beta is the beta distribution on [Low, High].
type Beta struct{ Alpha, Beta, Low, High float64 }

// Empirical takes one of the values with equal probability. Values ascend.
type Empirical struct{ Values []float64 }

// Quantile implements Amount.
func (f Fixed) Quantile(float64) float64 { return float64(f) }

// CDF implements Amount.
func (f Fixed) CDF(x float64) float64 {
	if x < float64(f) {
		return 0
	}
	return 1
}

// Check implements Amount.
func (f Fixed) Check() error { return finite("the size", float64(f)) }

// Quantile implements Amount.
func (n Normal) Quantile(u float64) float64 {
	return distuv.Normal{Mu: n.Mean, Sigma: n.SD}.Quantile(u)
}

// CDF implements Amount.
func (n Normal) CDF(x float64) float64 { return distuv.Normal{Mu: n.Mean, Sigma: n.SD}.CDF(x) }

// Check implements Amount.
func (n Normal) Check() error { return firstError(finite("mean", n.Mean), positive("sd", n.SD)) }

func (l LogNormal) sign() float64 {
	if l.Sign < 0 {
		return -1
	}
	return 1
}

// Quantile implements Amount.
func (l LogNormal) Quantile(u float64) float64 {
	d := distuv.LogNormal{Mu: l.Mu, Sigma: l.Sigma}
	if l.Sign < 0 {
		u = 1 - u
	}
	return l.Shift + l.sign()*d.Quantile(u)
}

// CDF implements Amount.
func (l LogNormal) CDF(x float64) float64 {
	p := 0.0
	if y := (x - l.Shift) * l.sign(); y > 0 {
		p = distuv.LogNormal{Mu: l.Mu, Sigma: l.Sigma}.CDF(y)
	}
	if l.Sign < 0 {
		return 1 - p
	}
	return p
}

// Check implements Amount.
func (l LogNormal) Check() error {
	return firstError(finite("mu", l.Mu), positive("sigma", l.Sigma), finite("shift", l.Shift))
}

// Quantile implements Amount.
func (t StudentT) Quantile(u float64) float64 {
	return distuv.StudentsT{Mu: t.Mean, Sigma: t.Scale, Nu: t.DoF}.Quantile(u)
}

// CDF implements Amount.
func (t StudentT) CDF(x float64) float64 {
	return distuv.StudentsT{Mu: t.Mean, Sigma: t.Scale, Nu: t.DoF}.CDF(x)
}

// Check implements Amount.
func (t StudentT) Check() error {
	return firstError(finite("mean", t.Mean), positive("scale", t.Scale), positive("dof", t.DoF))
}

// Quantile implements Amount: with c = (mode-low)/(high-low) it is
// low + sqrt(u (high-low)(mode-low)) for u < c, and the mirror image above.
// gonum's type would have to be made, which allocates.
func (t Triangular) Quantile(u float64) float64 {
	width := t.High - t.Low
	if u*width < t.Mode-t.Low {
		return t.Low + math.Sqrt(u*width*(t.Mode-t.Low))
	}
	return t.High - math.Sqrt((1-u)*width*(t.High-t.Mode))
}

// CDF implements Amount.
func (t Triangular) CDF(x float64) float64 {
	width := t.High - t.Low
	switch {
	case x <= t.Low:
		return 0
	case x >= t.High:
		return 1
	case x < t.Mode:
		return (x - t.Low) * (x - t.Low) / (width * (t.Mode - t.Low))
	}
	return 1 - (t.High-x)*(t.High-x)/(width*(t.High-t.Mode))
}

// Check implements Amount.
func (t Triangular) Check() error {
	if err := firstError(finite("low", t.Low), finite("mode", t.Mode), finite("high", t.High)); err != nil {
		return err
	}
	if !(t.Low <= t.Mode && t.Mode <= t.High && t.Low < t.High) {
		return fmt.Errorf("low %v, mode %v, high %v; expected low <= mode <= high and low < high", t.Low, t.Mode, t.High)
	}
	return nil
}

// Quantile implements Amount.
func (r Uniform) Quantile(u float64) float64 { return r.Low + u*(r.High-r.Low) }

// CDF implements Amount.
func (r Uniform) CDF(x float64) float64 {
	return min(max((x-r.Low)/(r.High-r.Low), 0), 1)
}

// Check implements Amount.
func (r Uniform) Check() error { return ascending(r.Low, r.High) }

// Quantile implements Amount.
func (b Beta) Quantile(u float64) float64 {
	return b.Low + (b.High-b.Low)*distuv.Beta{Alpha: b.Alpha, Beta: b.Beta}.Quantile(u)
}

// CDF implements Amount.
func (b Beta) CDF(x float64) float64 {
	y := min(max((x-b.Low)/(b.High-b.Low), 0), 1)
	return distuv.Beta{Alpha: b.Alpha, Beta: b.Beta}.CDF(y)
}

// Check implements Amount.
func (b Beta) Check() error {
	return firstError(positive("alpha", b.Alpha), positive("beta", b.Beta), ascending(b.Low, b.High))
}

// Quantile implements Amount.
func (e Empirical) Quantile(u float64) float64 {
	n := len(e.Values)
	return e.Values[min(int(u*float64(n)), n-1)]
}

// CDF implements Amount.
func (e Empirical) CDF(x float64) float64 {
	n, found := slices.BinarySearch(e.Values, x)
	for found && n < len(e.Values) && e.Values[n] == x {
		n++
	}
	return float64(n) / float64(len(e.Values))
}

// Check implements Amount.
func (e Empirical) Check() error {
	if len(e.Values) == 0 {
		return fmt.Errorf("no values; expected at least one")
	}
	if !slices.IsSorted(e.Values) {
		return fmt.Errorf("values that do not ascend")
	}
	return firstError(finite("the smallest value", e.Values[0]), finite("the largest value", e.Values[len(e.Values)-1]))
}

func finite(name string, v float64) error {
	if v-v != 0 {
		return fmt.Errorf("%s %v; expected a finite number", name, v)
	}
	return nil
}

func positive(name string, v float64) error {
	if !(v > 0) || math.IsInf(v, 1) {
		return fmt.Errorf("%s %v; expected a number above 0", name, v)
	}
	return nil
}

func ascending(low, high float64) error {
	if !(low < high) || math.IsInf(low, -1) || math.IsInf(high, 1) {
		return fmt.Errorf("low %v and high %v; expected low < high", low, high)
	}
	return nil
}

func firstError(errs ...error) error {
	for _, e := range errs {
		if e != nil {
			return e
		}
	}
	return nil
}
