package formula

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
)

// bigLog is ln x to 150 binary digits: 2 atanh((x-1)/(x+1)) of the part of x in
// [1/2, 1), and multiples of ln 2 = 2 atanh(1/3).
func bigLog(x float64) *big.Float {
	number := func(v float64) *big.Float { return new(big.Float).SetPrec(200).SetFloat64(v) }
	atanh := func(y *big.Float) *big.Float {
		sum, square := number(0), number(0).Mul(y, y)
		power := number(0).Set(y)
		for k := 1.0; k < 110; k += 2 { // y <= 1/3: the rest is below 3^-111
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

// TestLogarithms: they are within 0.65 of a unit in the last place, at both ends
// and in the middle of every part of the table, near 1 on both sides, and over
// all magnitudes. A half of it is the rounding of the result.
func TestLogarithms(t *testing.T) {
	var values []float64
	for i := range 2 << logDigits {
		from := math.Float64frombits(uint64(logBase + i<<logShift))
		to := math.Float64frombits(uint64(logBase + (i+1)<<logShift))
		values = append(values, from, math.Nextafter(from, 0), (from+to)/2, 1000*from, from/1e300)
	}
	rng := rand.New(rand.NewPCG(3, 4))
	for i := range 2000 {
		values = append(values, 1+(rng.Float64()-0.5)*math.Ldexp(1, -i%54), 0.97+0.06*rng.Float64(), math.Ldexp(0.5+rng.Float64(), rng.IntN(2040)-1020))
	}
	got := make([]float64, len(values))
	logarithms(got, values)
	worst, at := 0.0, 0.0
	for i, x := range values {
		if x == 1 {
			if got[i] != 0 {
				t.Errorf("ln 1 is %v", got[i])
			}
			continue
		}
		want := bigLog(x)
		near, _ := want.Float64()
		unit := math.Nextafter(math.Abs(near), math.Inf(1)) - math.Abs(near)
		off, _ := want.Sub(want, new(big.Float).SetFloat64(got[i])).Float64()
		if off = math.Abs(off) / unit; !(off <= worst) {
			worst, at = off, x
		}
	}
	if !(worst < 0.65) {
		t.Errorf("ln %v is off by %.3f units in the last place", at, worst)
	}
}

// TestLogarithmsOfExtremes: there is none of what is not positive.
func TestLogarithmsOfExtremes(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	values := []float64{0, math.Copysign(0, -1), -1, -inf, nan, inf, 5e-324, 0x1p-1022, math.MaxFloat64}
	want := []float64{nan, nan, nan, nan, nan, inf, -1074 * math.Ln2, -1022 * math.Ln2, 1024 * math.Ln2}
	got := make([]float64, len(values))
	logarithms(got, values)
	if !slices.EqualFunc(got, want, func(a, b float64) bool { return same(a, b) || math.Abs(a-b) < 1e-12 }) {
		t.Errorf("%v, want %v", got, want)
	}
}

func BenchmarkLogarithms(b *testing.B) {
	x, z := make([]float64, 200), make([]float64, 200)
	for i := range x {
		x[i] = math.Ldexp(1+float64(i)/200, i%9)
	}
	b.ReportAllocs()
	for b.Loop() {
		logarithms(z, x)
	}
}
