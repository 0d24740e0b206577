package sensitivity

import (
	"math"
	"testing"
)

// TestCurve by hand, quartiles of type 7.
func TestCurve(t *testing.T) {
	nan := math.NaN()
	b, se, p := []float64{2, nan, -1, 10, 3}, []float64{3, nan, 4, 0, 5}, []float64{0.01, nan, 0.04, 0.2, 0.05}
	c := CurveOf(b, se, p, 0.05)
	want := Curve{
		N: 4, Median: 2.5, MAD: 1.4826 * 2, Min: -1, Max: 10, Q25: 1.25, Q75: 4.75,
		ShareSignificant: 0.5, SharePositive: 0.75, ShareSignificantPositive: 0.25,
		SamplingSE: math.Sqrt(12.5), ModellingSE: math.Sqrt(65.0 / 3), TotalSE: math.Sqrt(12.5 + 65.0/3),
	}
	// deviations from 2.5: 0.5, 3.5, 7.5, 0.5, with the median 2; mean 3.5,
	// squares about it 2.25 + 20.25 + 42.25 + 0.25 = 65
	for name, pair := range map[string][2]float64{
		"median": {c.Median, want.Median}, "mad": {c.MAD, want.MAD}, "q25": {c.Q25, want.Q25}, "q75": {c.Q75, want.Q75},
		"min": {c.Min, want.Min}, "max": {c.Max, want.Max}, "significant": {c.ShareSignificant, want.ShareSignificant},
		"positive": {c.SharePositive, want.SharePositive}, "both": {c.ShareSignificantPositive, want.ShareSignificantPositive},
		"sampling": {c.SamplingSE, want.SamplingSE}, "modelling": {c.ModellingSE, want.ModellingSE}, "total": {c.TotalSE, want.TotalSE},
	} {
		if math.Abs(pair[0]-pair[1]) > 1e-12 {
			t.Errorf("%s: %v, want %v", name, pair[0], pair[1])
		}
	}
	if c.N != 4 {
		t.Errorf("%d specifications", c.N)
	}
	if got := Influence(b, []bool{true, true, false, true, false}); got != 6-1 {
		t.Errorf("influence %v, want 5", got)
	}
	if got := Influence(b, []bool{true, true, true, true, true}); !math.IsNaN(got) {
		t.Errorf("influence %v of a choice that all make", got)
	}
}

func TestCurveOfNothing(t *testing.T) {
	c := CurveOf([]float64{math.NaN()}, []float64{1}, []float64{1}, 0.05)
	if c.N != 0 || !math.IsNaN(c.Median) || !math.IsNaN(c.TotalSE) || !math.IsNaN(c.ShareSignificant) {
		t.Errorf("%+v", c)
	}
}
