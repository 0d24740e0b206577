package index

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// bigLog is ln x to 120 binary digits: 2 atanh((x-1)/(x+1)) of the part of x in
// [1/2, 1), and multiples of ln 2 = 2 atanh(1/3).
func bigLog(x float64) *big.Float {
	number := func(v float64) *big.Float { return new(big.Float).SetPrec(160).SetFloat64(v) }
	atanh := func(y *big.Float) *big.Float {
		sum, square := number(0), number(0).Mul(y, y)
		power := number(0).Set(y)
		for k := 1.0; k < 90; k += 2 { // y <= 1/3: the rest is below 3^-91
			sum.Add(sum, number(0).Quo(power, number(k)))
			power.Mul(power, square)
		}
		return sum.Add(sum, sum)
	}
	part, exponent := math.Frexp(x)
	ln := atanh(number(0).Quo(number(0).Sub(number(part), number(1)), number(0).Add(number(part), number(1))))
	ln2 := atanh(number(0).Quo(number(1), number(3)))
	return ln.Add(ln, ln2.Mul(ln2, number(float64(exponent))))
}

// TestEntropySumsOfOneRow: d ln d is right to 2^-51 d (1 + |ln d|) at both ends
// of every part of the table, in the middle, near 1, and over all magnitudes.
// k ln 2 has two roundings, the two sums and the product one each: 2^-53 times
// about 4 |ln d|, and where k ln 2 and ln c cancel, times 2.
func TestEntropySumsOfOneRow(t *testing.T) {
	var values []float64
	for i := range 1 << logDigits {
		lo := 1 + float64(i)/(1<<logDigits)
		hi := 1 + float64(i+1)/(1<<logDigits)
		for _, k := range []int{0, -1, -2, -7} {
			for _, v := range []float64{lo, math.Nextafter(lo, 2), (lo + hi) / 2, math.Nextafter(hi, 1)} {
				values = append(values, math.Ldexp(v, k))
			}
		}
	}
	rng := rand.New(rand.NewPCG(3, 4))
	for i := range 2000 {
		values = append(values, rng.Float64(), 1+(rng.Float64()-0.5)*math.Ldexp(1, -i%50), math.Ldexp(0.5+rng.Float64(), rng.IntN(2040)-1020))
	}
	worst, at := 0.0, 0.0
	for _, d := range values {
		s, dlnd := entropySums([]float64{d}, []stretch{{0, 0, 1, 1}}, 0, 1)
		if s != d {
			t.Fatalf("the sum of %v is %v", d, s)
		}
		ln := bigLog(d)
		about, _ := ln.Float64()
		product := new(big.Float).SetPrec(160).Mul(ln, new(big.Float).SetFloat64(d))
		off, _ := product.Sub(product, new(big.Float).SetFloat64(dlnd)).Float64()
		if size := math.Abs(off) / (d * (1 + math.Abs(about))) / 0x1p-51; size > worst {
			worst, at = size, d
		}
	}
	if !(worst < 1) {
		t.Errorf("an error of %.3f times 2^-51 d (1 + |ln d|) at d = %v", worst, at)
	}
}

// TestEntropySumsByHand: d ln d is 0 where d is; rows count as often as their
// stretch.
func TestEntropySumsByHand(t *testing.T) {
	x := []float64{3, 5, 9, 9, 3, 4}
	s, dlnd := entropySums(x, []stretch{{0, 0, 2, 2}, {1, 4, 6, 3}}, 3, 0.5) // twice 0 and 1, three times 0 and 1/2
	if s != 3.5 || math.Abs(dlnd+1.5*math.Ln2) > 1e-15 {
		t.Errorf("sums %v and %v, want 3.5 and %v", s, dlnd, -1.5*math.Ln2)
	}
}
