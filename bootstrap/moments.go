package bootstrap

import "math"

// Moments describe the spread of n draws. SD has the divisor n-1; M3 and M4
// are the third and fourth central moments with the divisor n, from which
// Monte-Carlo standard errors are computed. With no draw all are NaN; with
// one, SD is NaN.
type Moments struct {
	N        int
	Mean, SD float64
	M3, M4   float64
}

// MomentsOf takes finite draws. It reads them three times, since sums of
// powers lose digits where the mean is large against the spread.
func MomentsOf(x []float64) Moments {
	n := float64(len(x))
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	mean := sum / n
	rest := 0.0
	for _, v := range x {
		rest += v - mean
	}
	mean += rest / n // what rounding of the sum lost
	var s2, s3, s4 float64
	for _, v := range x {
		d := v - mean
		s2 += d * d
		s3 += d * d * d
		s4 += d * d * d * d
	}
	m := Moments{N: len(x), Mean: mean, SD: math.NaN(), M3: s3 / n, M4: s4 / n}
	if len(x) > 1 {
		m.SD = math.Sqrt(s2 / (n - 1))
	}
	return m
}

// Finite appends to dst the finite numbers of x, in order, and returns it.
// The difference in length is the number of failed draws, which belongs
// beside every result.
func Finite(dst, x []float64) []float64 {
	for _, v := range x {
		if v-v == 0 {
			dst = append(dst, v)
		}
	}
	return dst
}

// Pivots writes (t[i]-t0)/se[i] to dst, the studentized draws, and returns
// it. t and se hold one estimate and its standard error per draw; dst may be
// either of them. A draw that failed, or has no standard error, is not
// finite there: pass the result through [Finite].
func Pivots(dst, t, se []float64, t0 float64) []float64 {
	for i, v := range t {
		dst[i] = (v - t0) / se[i]
	}
	return dst
}
