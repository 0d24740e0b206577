package scenarios

import "fmt"

// Truncated is an amount given that it lies in [Low, High]: what would not be
// possible, such as a fall by more than all there is, is drawn again. Its
// quantile is that of Of at F(Low) + u (F(High) - F(Low)).
type Truncated struct {
	Of        Amount
	Low, High float64

	below, inside float64 // F(Low), F(High) - F(Low)
}

// Truncate limits an amount to [low, high].
func Truncate(of Amount, low, high float64) *Truncated {
	t := &Truncated{Of: of, Low: low, High: high}
	t.below = of.CDF(low)
	t.inside = of.CDF(high) - t.below
	return t
}

// Quantile implements Amount. Rounding in the tail of Of cannot leave the
// limits.
func (t *Truncated) Quantile(u float64) float64 {
	return min(max(t.Of.Quantile(t.below+u*t.inside), t.Low), t.High)
}

// CDF implements Amount.
func (t *Truncated) CDF(x float64) float64 {
	switch {
	case x < t.Low:
		return 0
	case x >= t.High:
		return 1
	}
	return (t.Of.CDF(x) - t.below) / t.inside
}

// Check implements Amount.
func (t *Truncated) Check() error {
	if err := t.Of.Check(); err != nil {
		return err
	}
	if !(t.Low < t.High) {
		return fmt.Errorf("min %v and max %v; expected min < max", t.Low, t.High)
	}
	const least = 1e-6 // below this, quantiles lose their digits
	if !(t.inside >= least) {
		return fmt.Errorf("limits from %v to %v that hold a share of %.3g of the distribution; expected at least %g", t.Low, t.High, t.inside, least)
	}
	return nil
}
