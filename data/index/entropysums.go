package index

import "math"

// logDigits are the leading binary digits of a number in [1, 2) that choose an
// entry of logTable.
const logDigits = 8

// logTable has, for the middle c of each of 256 equal parts of [1, 2), 1/c and
// ln c.
var logTable = func() (t [1 << logDigits]struct{ inverse, log float64 }) {
	for i := range t {
		c := math.Float64frombits(uint64(1023<<logDigits+i)<<(52-logDigits) | 1<<(51-logDigits))
		t[i].inverse, t[i].log = 1/c, math.Log(c)
	}
	return t
}()

// powerLog has k ln 2 for every exponent of a number, as its bits have it: a
// load takes less time than to make a float of k.
var powerLog = func() (t [1 << 11]float64) {
	for k := range t {
		t[k] = float64(k-1023) * math.Ln2
	}
	return t
}()

// stretch is a range of rows of one entity, from and up to, and how often the
// sample has it.
type stretch struct {
	entity, from, to int
	count            float64
}

// entropySums is the sum of d and of d ln d, d = (x - least)*inv, over the
// rows of some stretches with d > 0, by count. With d = 2^k z, z in [1, 2), and the c of z in the table,
//
//	ln d = k ln 2 + ln c + ln(1+r),  r = (z - c)/c,  |r| < 2^-9
//
// where z - c has no rounding error and five terms of the series of ln(1+r)
// leave less than 2^-56. A term has an error below 2^-51 d (1 + |ln d|): what
// math.Log does besides for numbers near 1, where that is small, drowns in the
// sum, and with its division takes twice the time.
func entropySums(x []float64, rows []stretch, least, inv float64) (sum, dlnd float64) {
	for i := range rows {
		r := &rows[i]
		var s, t float64
		for _, v := range x[r.from:r.to] {
			d := (v - least) * inv
			if !(d >= 0x1p-1022) { // 0, for which d ln d is 0
				continue
			}
			bits := math.Float64bits(d)
			e := &logTable[bits>>(52-logDigits)&(1<<logDigits-1)]
			z := bits&(1<<52-1) | 1023<<52
			c := z&^(1<<(52-logDigits)-1) | 1<<(51-logDigits)
			r := (math.Float64frombits(z) - math.Float64frombits(c)) * e.inverse
			p := r + r*r*((-1.0/2+r*(1.0/3))+r*r*(-1.0/4+r*(1.0/5)))
			s += d
			t += d * ((powerLog[bits>>52&(1<<11-1)] + e.log) + p)
		}
		sum += r.count * s
		dlnd += r.count * t
	}
	return sum, dlnd
}
