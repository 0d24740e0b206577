package index

import (
	"fmt"
	"math"
)

// BoxCox is the power transformation of positive values (Box and Cox 1964,
// eq. 1): (x^Lambda - 1)/Lambda, and ln x for Lambda = 0. With Estimate,
// Lambda is the value in [-3, 3] that maximises the profile likelihood of
// the sample,
//
//	-(N/2) ln(var y) + (Lambda - 1) sum ln x    (var with divisor N),
//
// and the field is not used.
type BoxCox struct {
	Lambda   float64
	Estimate bool
}

// Treat implements [Treatment].
func (b BoxCox) Treat(dst, x []float64, t *Table) error {
	least, most := extremes(x)
	if !(least > 0) {
		return ErrNotPositive
	}
	lambda := b.Lambda
	if b.Estimate && least < most {
		lambda = likeliest(dst, x, t)
	}
	for i, v := range x {
		dst[i] = math.Log(v)
	}
	powers(dst, dst, lambda)
	return nil
}

// powers writes (e^(lambda l) - 1)/lambda, and l where lambda is 0.
func powers(dst, logs []float64, lambda float64) {
	for i, l := range logs {
		if z := lambda * l; z == 0 {
			dst[i] = l
		} else {
			dst[i] = math.Expm1(z) / lambda
		}
	}
}

// likeliest finds the maximum by bisecting the slope of the profile
// likelihood, which is concave (Kouider and Chen 1995, Statistics &
// Probability Letters 25, 171-175). y is scratch.
//
// Logarithms are centred first: that only scales x, powers neither overflow
// nor vanish where the values are far from 1, and the second term of the
// likelihood is zero. What is left falls with the variance of y, whose slope
// is the covariance of y and dy/dlambda.
func likeliest(y, x []float64, t *Table) float64 {
	t.buf = resize(t.buf, len(x))
	logs := t.buf
	for i, v := range x {
		logs[i] = math.Log(v)
	}
	centre := t.mean(logs)
	for i := range logs {
		logs[i] -= centre
	}
	lo, hi := -3.0, 3.0
	for range 60 {
		lambda := (lo + hi) / 2
		powers(y, logs, lambda)
		mean, slope := t.mean(y), 0.0
		for i, l := range logs {
			slope += t.Count[i] * (y[i] - mean) * l * l * powerSlope(lambda*l)
		}
		if slope > 0 {
			hi = lambda
		} else {
			lo = lambda
		}
	}
	return (lo + hi) / 2
}

// powerSlope is (z e^z - (e^z - 1))/z^2: dy/dlambda is l^2 times this at z =
// lambda l. Near 0 the difference cancels and the series, sum of z^k/(k!
// (k+2)), takes its place.
func powerSlope(z float64) float64 {
	if math.Abs(z) > 0.5 {
		return (z*math.Exp(z) - math.Expm1(z)) / (z * z)
	}
	sum, term := 0.0, 1.0
	for k := 0.0; k < 14; k++ { // 0.5^14/14! < 1e-15
		sum += term / (k + 2)
		term *= z / (k + 1)
	}
	return sum
}

func (b BoxCox) rowwise() bool { return !b.Estimate }

func (b BoxCox) check([]string) error {
	if !(math.Abs(b.Lambda) <= 10) {
		return fmt.Errorf("Box-Cox: lambda is %v, expected a number between -10 and 10", b.Lambda)
	}
	return nil
}
