package scenarios

import "math"

// Effect says what an amount a, in force at the share p, makes of a value x.
type Effect int

const (
	Relative   Effect = iota // x (1 + a p): -0.15 is a fall of 15 %
	Absolute                 // x + a p, a in the column's own units
	Deviations               // x + a p s, s the column's standard deviation over the panel
	Log                      // x exp(a p): a in log points
	Value                    // x + (a - x) p: with p = 1 the value is a
	Missing                  // a share a p of the values is lost and filled in again
)

// apply is the value after the shock. The amount is a p already, but for
// Value, which needs both; scale is the standard deviation of Deviations.
func (e Effect) apply(x, a, p, scale float64) float64 {
	if e == Relative { // the usual one: the compiler puts it in place
		return x * (1 + a*p)
	}
	return e.applyOther(x, a, p, scale)
}

func (e Effect) applyOther(x, a, p, scale float64) float64 {
	switch e {
	case Absolute:
		return x + a*p
	case Deviations:
		return x + a*p*scale
	case Log:
		return x * math.Exp(a*p)
	}
	return x + (a-x)*p
}
