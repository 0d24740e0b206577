package sensitivity

import (
	"math"
	"slices"

	"panelstress/bootstrap"
)

// Curve summarises the estimates of one coefficient over the specifications of
// a grid (Simonsohn, Simmons and Nelson 2020, Nat. Hum. Behav. 4, 1208-1214;
// the standard errors are those of Young and Holsteen 2017, Sociol. Methods
// Res. 46, 3-40). Specifications without an estimate (NaN) are left out.
type Curve struct {
	N                        int // specifications with an estimate
	Median, MAD              float64
	Min, Max, Q25, Q75       float64 // quantiles of type 7
	ShareSignificant         float64
	SharePositive            float64
	ShareSignificantPositive float64
	// SamplingSE is sqrt(mean se²), what a single specification tells of;
	// ModellingSE the standard deviation of the estimates with divisor n-1;
	// TotalSE the root of the sum of their squares.
	SamplingSE, ModellingSE, TotalSE float64
}

// madScale makes the median absolute deviation comparable with a normal standard
// deviation: 1/Φ⁻¹(3/4) to the digits of the constant of R's mad.
const madScale = 1.4826

// CurveOf summarises estimates with their standard errors and p values; an
// estimate is significant where p < alpha.
func CurveOf(estimate, se, p []float64, alpha float64) Curve {
	var c Curve
	var b []float64
	squares := 0.0
	for i, v := range estimate {
		if math.IsNaN(v) {
			continue
		}
		b = append(b, v)
		squares += se[i] * se[i]
		if v > 0 {
			c.SharePositive++
		}
		if p[i] < alpha {
			c.ShareSignificant++
			if v > 0 {
				c.ShareSignificantPositive++
			}
		}
	}
	n := float64(len(b))
	c.N = len(b)
	c.SharePositive /= n
	c.ShareSignificant /= n
	c.ShareSignificantPositive /= n
	c.SamplingSE = math.Sqrt(squares / n)
	c.ModellingSE = bootstrap.MomentsOf(b).SD
	c.TotalSE = math.Hypot(c.SamplingSE, c.ModellingSE)
	c.Median, c.Q25, c.Q75 = quantile(b, 0.5), quantile(b, 0.25), quantile(b, 0.75)
	c.Min, c.Max = quantile(b, 0), quantile(b, 1)
	off := make([]float64, len(b))
	for i, v := range b {
		off[i] = math.Abs(v - c.Median)
	}
	c.MAD = madScale * quantile(off, 0.5)
	return c
}

// RobustnessRatio is the estimate of the preferred specification over the
// total standard error (Young and Holsteen 2017): 2 is their rule of thumb.
func (c Curve) RobustnessRatio(preferred float64) float64 { return preferred / c.TotalSE }

// Influence is the mean of the estimates of the specifications that make a
// choice less the mean of the others; NaN where one of the two has none.
func Influence(estimate []float64, made []bool) float64 {
	var sum, n [2]float64
	for i, v := range estimate {
		if math.IsNaN(v) {
			continue
		}
		k := 0
		if made[i] {
			k = 1
		}
		sum[k] += v
		n[k]++
	}
	return sum[1]/n[1] - sum[0]/n[0]
}

// quantile is that of type 7; NaN where there is no value. It leaves x alone.
func quantile(x []float64, p float64) float64 {
	var o bootstrap.Ordered
	o.Reset(slices.Clone(x))
	return o.Quantile(p, bootstrap.Type7)
}
