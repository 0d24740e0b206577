package formula

import (
	"math"
	"math/big"
)

// A number x = 2^k z, z from 0.71 to 1.42, chooses by its leading logDigits
// binary digits an entry of logTable, of which c is in the middle of the
// numbers that choose it:
//
//	ln x = k ln 2 + ln c + ln(1+r),  r = (z - c)/c,  |r| < 2^-7.7
//
// (Tang 1990, ACM Transactions on Mathematical Software 16, 378-400). 1/c has
// nine binary digits, so that r has hardly a rounding error; the first parts of
// ln 2 and ln c are multiples of 2^-42, so that their sum has none; around 1, c
// is 1. The result is within 0.65 of a unit in its last place, and takes half the
// time of math.Log, which divides.
const (
	logDigits = 7
	logShift  = 52 - logDigits
	logBase   = 0x3fe6<<48 + 1<<(logShift-1) // the bits of the least z: 1 is in the middle of its entry

	ln2High = 0x1.62e42fefa38p-1
	ln2Low  = 0x1.ef35793c7673p-45
)

type logEntry struct {
	c, inverse float64
	high, low  float64 // of ln c
}

var logTable = func() (t [1 << logDigits]logEntry) {
	for i := range t {
		from, to := math.Float64frombits(uint64(logBase+i<<logShift)), math.Float64frombits(uint64(logBase+(i+1)<<logShift))
		e := &t[i]
		e.inverse = math.Round(2*512/(from+to)) / 512
		if from < 1 && 1 < to {
			e.inverse = 1
		}
		e.c = 1 / e.inverse
		ln := logOfInverse(e.inverse)
		about, _ := ln.Float64()
		e.high = math.Round(about*0x1p42) * 0x1p-42
		ln.Sub(ln, exact(e.high))
		ln.Add(ln, exact(0).Mul(exact(e.c), exact(e.inverse)))
		e.low, _ = ln.Sub(ln, exact(1)).Float64() // with the rounding error of c
	}
	return t
}()

// logOfInverse is ln(1/v) = 2 atanh((1-v)/(1+v)) = 2 (y + y³/3 + y⁵/5 + ...)
// for v from 0.7 to 1.42, to 2^-100.
func logOfInverse(v float64) *big.Float {
	y := exact(0).Quo(exact(1-v), exact(1+v))
	square, sum := exact(0).Mul(y, y), exact(0)
	for k := 1.0; y.Sign() != 0 && y.MantExp(nil) > -100; k += 2 {
		sum.Add(sum, exact(0).Quo(y, exact(k)))
		y.Mul(y, square)
	}
	return sum.Add(sum, sum)
}

func exact(v float64) *big.Float { return new(big.Float).SetPrec(128).SetFloat64(v) }

// logarithms sets z to the natural logarithms of a; NaN where there is none.
func logarithms(z, a []float64) {
	a = a[:len(z)]
	for i, x := range a {
		bits := math.Float64bits(x)
		if bits-1<<52 >= 0x7ff<<52-1<<52 {
			z[i] = rareLogarithm(x)
			continue
		}
		from := bits - logBase
		e := &logTable[from>>logShift&(1<<logDigits-1)]
		k := float64(int64(from) >> 52)
		r := (math.Float64frombits(bits-from&(0xfff<<52)) - e.c) * e.inverse
		s := r * r
		p := s * ((-1.0/2 + r*(1.0/3)) + s*((-1.0/4+r*(1.0/5))+s*(-1.0/6+r*(1.0/7))))
		high := k*ln2High + e.high
		sum := high + r
		z[i] = sum + (((high - sum) + r) + (p + (k*ln2Low + e.low)))
	}
}

// rareLogarithm is that of a number that is not positive, infinite or NaN, or
// so small that it has less than 53 digits, which math.Log gets wrong on amd64.
func rareLogarithm(x float64) float64 {
	switch {
	case x <= 0:
		return math.NaN()
	case x < 0x1p-1022:
		return math.Log(x*0x1p54) - 54*math.Ln2
	}
	return x
}
