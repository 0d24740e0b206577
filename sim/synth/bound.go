package synth

import "math"

// bound is a range of values with a smooth map from the whole line: the
// solver moves t, and x(t) never leaves the range. A step of 1 in t is about
// one standard deviation of the variable.
type bound struct {
	lo, hi, scale float64 // an end that is not there is infinite
}

// between both ends the map is logistic, above one end it is softplus, and
// without ends it is linear.
func (b bound) value(t float64) float64 {
	switch {
	case b.closed():
		return b.lo + (b.hi-b.lo)/(1+math.Exp(-t))
	case !math.IsInf(b.lo, -1):
		return b.lo + b.scale*softplus(t)
	case !math.IsInf(b.hi, 1):
		return b.hi - b.scale*softplus(-t)
	}
	return b.scale * t
}

// slope is dx/dt.
func (b bound) slope(t float64) float64 {
	switch {
	case b.closed():
		p := 1 / (1 + math.Exp(-t))
		return (b.hi - b.lo) * p * (1 - p)
	case !math.IsInf(b.lo, -1):
		return b.scale / (1 + math.Exp(-t))
	case !math.IsInf(b.hi, 1):
		return b.scale / (1 + math.Exp(t))
	}
	return b.scale
}

// inverse is the t of a value, which a value at or behind an end is moved
// inwards for.
func (b bound) inverse(x float64) float64 {
	const inside = 1e-3 // of the range, or of the scale
	switch {
	case b.closed():
		p := (x - b.lo) / (b.hi - b.lo)
		p = min(max(p, inside), 1-inside)
		return math.Log(p / (1 - p))
	case !math.IsInf(b.lo, -1):
		return math.Log(math.Expm1(max((x-b.lo)/b.scale, inside)))
	case !math.IsInf(b.hi, 1):
		return -math.Log(math.Expm1(max((b.hi-x)/b.scale, inside)))
	}
	return x / b.scale
}

func (b bound) closed() bool { return !math.IsInf(b.lo, -1) && !math.IsInf(b.hi, 1) }

func softplus(t float64) float64 { return math.Log1p(math.Exp(-math.Abs(t))) + max(t, 0) }
