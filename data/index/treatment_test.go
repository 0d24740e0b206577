package index_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"panelstress/data/index"
)

func treat(t interface{ Fatal(...any) }, tr index.Treatment, x []float64) []float64 {
	y := make([]float64, len(x))
	if err := tr.Treat(y, x, index.NewTable(nil, [][]float64{x}, nil)); err != nil {
		t.Fatal(err)
	}
	return y
}

// TestTreatments: values known from the definitions. Quantiles of type 7 of
// 1, ..., 11 are 1 + 10 q.
func TestTreatments(t *testing.T) {
	x := []float64{3, 11, 1, 8, 2, 10, 4, 9, 5, 7, 6}
	for _, c := range []struct {
		tr   index.Treatment
		want func(x float64) float64
	}{
		{index.Winsorise{Lower: 0.1, Upper: 0.85}, func(x float64) float64 { return min(max(x, 2), 9.5) }},
		{index.Winsorise{Lower: 0.25}, func(x float64) float64 { return max(x, 3.5) }},
		{index.Log{Offset: 1}, func(x float64) float64 { return math.Log(x + 1) }},
		{index.BoxCox{}, math.Log},
		{index.BoxCox{Lambda: 2}, func(x float64) float64 { return (x*x - 1) / 2 }},
		{index.BoxCox{Lambda: -1}, func(x float64) float64 { return 1 - 1/x }},
	} {
		for i, got := range treat(t, c.tr, x) {
			if want := c.want(x[i]); !closeTo(got, want) {
				t.Errorf("%T%+v of %v: got %v, expected %v", c.tr, c.tr, x[i], got, want)
			}
		}
	}
}

// TestBoxCoxEstimate: where ln x is symmetric the likelihood is symmetric in
// lambda, so that the estimate is 0; elsewhere no lambda on a grid is more
// likely than the estimate.
func TestBoxCoxEstimate(t *testing.T) {
	var x []float64
	for _, l := range []float64{-2, -0.7, -0.1, 0, 0.1, 0.7, 2} {
		x = append(x, math.Exp(3+l))
	}
	for i, got := range treat(t, index.BoxCox{Estimate: true}, x) {
		// lambda is found to some 1e-15; ln x is below 6
		if math.Abs(got-math.Log(x[i])) > 1e-12 {
			t.Errorf("symmetric: got %v, expected %v", got, math.Log(x[i]))
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.SliceOfN(rapid.Float64Range(0.1, 100), 5, 20).Draw(t, "x")
		if constant(x) {
			t.Skip("constant")
		}
		best := likelihood(treat(t, index.BoxCox{Estimate: true}, x), x)
		for lambda := -3.0; lambda <= 3; lambda += 0.0625 {
			l := likelihood(treat(t, index.BoxCox{Lambda: lambda}, x), x)
			if l > best+1e-8 { // rounding of a sum of 20 logarithms, with room
				t.Fatalf("lambda %v: %v is more likely than %v", lambda, l, best)
			}
		}
	})
}

func constant(x []float64) bool {
	for _, v := range x {
		if v/x[0] > 1.001 || v/x[0] < 0.999 {
			return false
		}
	}
	return true
}

// likelihood is the profile likelihood of y, a Box-Cox transform of x. Its
// Jacobian is that of the power, lambda - 1, which is read off two values.
func likelihood(y, x []float64) float64 {
	n := float64(len(x))
	mean, logs, ss := 0.0, 0.0, 0.0
	for i := range x {
		mean += y[i] / n
		logs += math.Log(x[i])
	}
	for _, v := range y {
		ss += (v - mean) * (v - mean)
	}
	return -n/2*math.Log(ss/n) + (lambdaOf(y, x)-1)*logs
}

// lambdaOf solves (x^lambda - 1)/lambda = y for the value farthest from 1.
func lambdaOf(y, x []float64) float64 {
	far := 0
	for i := range x {
		if math.Abs(math.Log(x[i])) > math.Abs(math.Log(x[far])) {
			far = i
		}
	}
	lo, hi := -4.0, 4.0
	for range 100 {
		m := (lo + hi) / 2
		v := math.Log(x[far])
		if m != 0 {
			v = math.Expm1(m*v) / m
		}
		if v > y[far] {
			hi = m
		} else {
			lo = m
		}
	}
	return (lo + hi) / 2
}
