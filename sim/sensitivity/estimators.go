package sensitivity

import "math"

// Sums are what estimators are made of: means over rows of the results a and b
// of the two base points and c of AB_i, A with the source from B, and of their
// products. They are about a Shift near the mean, so that a large mean costs
// no digits.
type Sums struct {
	Shift                           float64
	Rows                            float64
	A, B, C, AA, BB, CC, AB, AC, BC float64
}

// products is the number of means in Sums.
const products = 9

// terms are what a row adds to the sums.
func terms(shift, a, b, c float64) [products]float64 {
	a, b, c = a-shift, b-shift, c-shift
	return [products]float64{a, b, c, a * a, b * b, c * c, a * b, a * c, b * c}
}

// sumsOf makes sums of the totals of terms.
func sumsOf(shift float64, rows int, t [products]float64) Sums {
	n := float64(rows)
	return Sums{shift, n, t[0] / n, t[1] / n, t[2] / n, t[3] / n, t[4] / n, t[5] / n, t[6] / n, t[7] / n, t[8] / n}
}

// Mean is that of the base points, about the shift.
func (s *Sums) Mean() float64 { return (s.A + s.B) / 2 }

// Variance is that of the base points, A and B together, with divisor 2N.
func (s *Sums) Variance() float64 {
	v := (s.AA+s.BB)/2 - s.Mean()*s.Mean()
	if v <= 1e-28*s.Shift*s.Shift { // rounding error of a constant
		return 0
	}
	return v
}

// sample is the variance with divisor 2N-1.
func (s *Sums) sample() float64 { return s.Variance() * 2 * s.Rows / (2*s.Rows - 1) }

// Estimator estimates an index of one source.
type Estimator func(s *Sums) float64

// Saltelli is mean((B - m)(AB_i - A))/V, the first-order estimator of Saltelli
// et al. (2010, table 2 b), about the mean m.
func Saltelli(s *Sums) float64 {
	return (s.BC - s.AB - s.Mean()*(s.C-s.A)) / s.Variance()
}

// SaltelliUncentred is mean(B (AB_i - A))/V, as printed: its error grows with
// the mean of the results, and it is here to reproduce other software.
func SaltelliUncentred(s *Sums) float64 {
	return (s.BC - s.AB + s.Shift*(s.C-s.A)) / s.Variance()
}

// SaltelliCOINr is SaltelliUncentred over the variance with divisor 2N-1: the
// first-order estimator of COINr.
func SaltelliCOINr(s *Sums) float64 { return SaltelliUncentred(s) * s.Variance() / s.sample() }

// JansenFirst is 1 - mean((B - AB_i)²)/(2V) (Jansen 1999).
func JansenFirst(s *Sums) float64 { return 1 - (s.BB-2*s.BC+s.CC)/(2*s.Variance()) }

// Janon is the first-order estimator with the least asymptotic variance of
// those that use B and AB_i (Janon et al. 2014, eq. 6): their covariance about
// their common mean over their variance about it.
func Janon(s *Sums) float64 {
	m := (s.B + s.C) / 2
	return (s.BC - m*m) / ((s.BB+s.CC)/2 - m*m)
}

// JansenTotal is mean((A - AB_i)²)/(2V) (Jansen 1999).
func JansenTotal(s *Sums) float64 { return (s.AA - 2*s.AC + s.CC) / (2 * s.Variance()) }

// JansenTotalCOINr is JansenTotal over the variance with divisor 2N-1.
func JansenTotalCOINr(s *Sums) float64 { return JansenTotal(s) * s.Variance() / s.sample() }

// Homma is (V - mean(A AB_i) + mean²)/V, the total estimator of Homma and
// Saltelli (1996, Reliab. Eng. Syst. Saf. 52, 1-17), as printed: its error
// grows with the mean of the results.
func Homma(s *Sums) float64 {
	m := s.Mean()
	// mean(A AB) - mean², both without the shift
	product := s.AC - m*m + s.Shift*(s.A+s.C-2*m)
	return (s.Variance() - product) / s.Variance()
}

// closedPair is (V_i + V_j + V_ij)/V: mean((BA_i - m)(AB_j - m) - (A - m)(B - m))/V
// (Saltelli 2002, eq. 22 and 34), in which BA_i and AB_j share the sources i and j
// alone. The columns are picked rows.
func closedPair(a, b, abj, bai []float64) float64 {
	m, v := moments(a, b)
	s := 0.0
	for r := range a {
		s += (bai[r]-m)*(abj[r]-m) - (a[r]-m)*(b[r]-m)
	}
	return s / float64(len(a)) / v
}

// moments are mean and variance of a and b together.
func moments(a, b []float64) (mean, variance float64) {
	n := float64(2 * len(a))
	for i := range a {
		mean += (a[i] + b[i]) / n
	}
	for i := range a {
		variance += ((a[i]-mean)*(a[i]-mean) + (b[i]-mean)*(b[i]-mean)) / n
	}
	if variance <= 1e-28*mean*mean {
		variance = 0
	}
	return mean, variance
}

// complete are the rows in which all of the columns have a finite result.
func complete(columns ...[]float64) (rows []int) {
	for r := range columns[0] {
		ok := true
		for _, c := range columns {
			ok = ok && !math.IsNaN(c[r]) && !math.IsInf(c[r], 0)
		}
		if ok {
			rows = append(rows, r)
		}
	}
	return rows
}

// pick writes rows of a column to dst.
func pick(dst, column []float64, rows []int) []float64 {
	dst = dst[:0]
	for _, r := range rows {
		dst = append(dst, column[r])
	}
	return dst
}
