package sim

import (
	"math"
	"testing"
)

// TestMargins compares the effects of a product with their formula, from the
// coefficients of the table: b_x + b_xm m at every m, the average at the mean
// of the moderator.
func TestMargins(t *testing.T) {
	_, r := compiled(t, usStates(t))
	found := 0
	for _, f := range r.Baseline {
		value := make(map[string]float64)
		for _, x := range f.Terms {
			value[x.Name] = float64(x.Estimate)
		}
		for _, m := range f.Margins {
			found++
			if m.Of != "INFRA" || m.Moderator != "unemp" || m.Product != "INFRA:unemp" {
				t.Errorf("%s: effect of %s, moderator %s, product %s", f.Estimator, m.Of, m.Moderator, m.Product)
			}
			for _, p := range append(m.Curve, m.Average) {
				want := value["INFRA"] + value["INFRA:unemp"]*float64(p.At)
				if !(math.Abs(float64(p.Estimate)-want) <= 1e-12*math.Abs(want)) { // one product and one sum
					t.Errorf("%s: effect %v at %v, want %v", f.Estimator, p.Estimate, p.At, want)
				}
				inside := false
				for _, s := range m.Significant {
					inside = inside || (p.At >= s[0] && p.At <= s[1])
				}
				if significant := p.CI[0] > 0 || p.CI[1] < 0; significant != inside {
					t.Errorf("%s: interval %v at %v, the region is %v", f.Estimator, p.CI, p.At, m.Significant)
				}
			}
			if f.Estimator == "fe" && math.Abs(float64(m.Average.At)-6.6022) > 5e-5 { // the mean of unemp, to four decimals
				t.Errorf("the average is at %v", m.Average.At)
			}
		}
	}
	if found != 3 {
		t.Errorf("%d products have effects, want 3", found)
	}
}
