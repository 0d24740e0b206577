package sensitivity

import "math"

// Estimator estimates an index of one source from rows of results: a and b of
// the two base points, ab of A with the source from B. m are the moments of a
// and b together. All of them are functions of the deviations from m.Mean, so
// that a large mean costs no digits.
type Estimator func(a, b, ab []float64, m Moments) float64

// Moments are those of the results at the base points, A and B together.
type Moments struct {
	N        float64 // results
	Mean     float64
	Variance float64 // with divisor N
}

// momentsOf is those of a and b together.
func momentsOf(a, b []float64) Moments {
	m := Moments{N: float64(len(a) + len(b))}
	sum := func(f func(v float64) float64) (s float64) {
		for i := range a {
			s += f(a[i]) + f(b[i])
		}
		return s / m.N
	}
	m.Mean = sum(func(v float64) float64 { return v })
	m.Mean += sum(func(v float64) float64 { return v - m.Mean }) // what rounding of the sum lost
	m.Variance = sum(func(v float64) float64 { return (v - m.Mean) * (v - m.Mean) })
	if m.Variance <= 1e-28*m.Mean*m.Mean { // rounding error of a constant
		m.Variance = 0
	}
	return m
}

// sample is the variance with divisor N-1.
func (m Moments) sample() float64 { return m.Variance * m.N / (m.N - 1) }

// mean is that of f over the rows.
func mean(a, b, ab []float64, f func(a, b, ab float64) float64) float64 {
	s := 0.0
	for i := range ab {
		s += f(a[i], b[i], ab[i])
	}
	return s / float64(len(ab))
}

// Saltelli is mean((B - m)(AB_i - A))/V, the first-order estimator of Saltelli
// et al. (2010, table 2 b), about the mean m.
func Saltelli(a, b, ab []float64, m Moments) float64 {
	return mean(a, b, ab, func(a, b, ab float64) float64 { return (b - m.Mean) * (ab - a) }) / m.Variance
}

// SaltelliUncentred is mean(B (AB_i - A))/V, as printed: its error grows with
// the mean of the results, and it is here to reproduce other software.
func SaltelliUncentred(a, b, ab []float64, m Moments) float64 {
	return mean(a, b, ab, func(a, b, ab float64) float64 { return b * (ab - a) }) / m.Variance
}

// SaltelliCOINr is SaltelliUncentred over the variance with divisor N-1: the
// first-order estimator of COINr.
func SaltelliCOINr(a, b, ab []float64, m Moments) float64 {
	return SaltelliUncentred(a, b, ab, m) * m.Variance / m.sample()
}

// JansenFirst is 1 - mean((B - AB_i)²)/(2V) (Jansen 1999).
func JansenFirst(a, b, ab []float64, m Moments) float64 {
	return 1 - mean(a, b, ab, func(_, b, ab float64) float64 { return (b - ab) * (b - ab) })/(2*m.Variance)
}

// Janon is the first-order estimator with the least asymptotic variance of
// those that use B and AB_i (Janon et al. 2014, eq. 6): their covariance about
// their common mean over their variance about it.
func Janon(a, b, ab []float64, m Moments) float64 {
	centre := mean(a, b, ab, func(_, b, ab float64) float64 { return (b-m.Mean)/2 + (ab-m.Mean)/2 })
	both := mean(a, b, ab, func(_, b, ab float64) float64 { return (b - m.Mean) * (ab - m.Mean) })
	squares := mean(a, b, ab, func(_, b, ab float64) float64 {
		return ((b-m.Mean)*(b-m.Mean) + (ab-m.Mean)*(ab-m.Mean)) / 2
	})
	return (both - centre*centre) / (squares - centre*centre)
}

// JansenTotal is mean((A - AB_i)²)/(2V) (Jansen 1999).
func JansenTotal(a, b, ab []float64, m Moments) float64 {
	return mean(a, b, ab, func(a, _, ab float64) float64 { return (a - ab) * (a - ab) }) / (2 * m.Variance)
}

// JansenTotalCOINr is JansenTotal over the variance with divisor N-1.
func JansenTotalCOINr(a, b, ab []float64, m Moments) float64 {
	return JansenTotal(a, b, ab, m) * m.Variance / m.sample()
}

// Homma is (V - mean(A AB_i) + mean²)/V, the total estimator of Homma and
// Saltelli (1996, Reliab. Eng. Syst. Saf. 52, 1-17), as printed: its error
// grows with the mean of the results.
func Homma(a, b, ab []float64, m Moments) float64 {
	return (m.Variance - mean(a, b, ab, func(a, _, ab float64) float64 { return a * ab }) + m.Mean*m.Mean) / m.Variance
}

// closedPair is V_i + V_j + V_ij over V: mean((BA_i - m)(AB_j - m) - (A - m)(B - m))/V
// (Saltelli 2002, eq. 22 and 34), in which BA_i and AB_j share the sources i and j
// alone.
func closedPair(a, b, abj, bai []float64, m Moments) float64 {
	s := 0.0
	for r := range a {
		s += (bai[r]-m.Mean)*(abj[r]-m.Mean) - (a[r]-m.Mean)*(b[r]-m.Mean)
	}
	return s / float64(len(a)) / m.Variance
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

// pick writes the rows of a column to dst.
func pick(dst, column []float64, rows []int) []float64 {
	dst = dst[:0]
	for _, r := range rows {
		dst = append(dst, column[r])
	}
	return dst
}
