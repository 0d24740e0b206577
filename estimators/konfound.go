package estimators

import "math"

// Impact says how much of an inference would have to be due to bias to change
// it (Frank, Maroulis, Duong and Kelcey 2013, Educ. Eval. Policy Anal. 35,
// 437-460; Frank 2000, Sociol. Methods Res. 29, 147-194), as konfound has it.
type Impact struct {
	Significant bool    // an inference to invalidate; else one to sustain
	Threshold   float64 // the estimate that is just significant, with the estimate's sign
	// Share is the share of the estimate that must be bias to invalidate the
	// inference, 1 - threshold/b; where it is not significant, the share by
	// which it falls short of the threshold, 1 - b/threshold.
	Share float64
	// RIR is the robustness of the inference to replacement: how many
	// observations have to be replaced by ones without an effect (of just the
	// threshold, where it is not significant), round(n share).
	RIR float64
	// ITCV is the impact threshold of a confounding variable: the product of
	// its correlations with treatment and outcome at which the inference
	// changes, (r - r*)/(1 - |r*|), or (r - r*)/(1 + |r*|) where it is not
	// significant; r has the sign of the estimate, as has r*.
	ITCV               float64
	Observed, Critical float64 // r and r*
}

// ImpactOf computes it from an estimate, its standard error, the residual
// degrees of freedom n-k-2 with k covariates, the critical value of the test
// of the estimate, and the number of observations.
func ImpactOf(b, se, dof, critical float64, n int) Impact {
	sign := math.Copysign(1, b)
	t := b / se
	i := Impact{
		Threshold: sign * critical * se,
		Observed:  t / math.Sqrt(t*t+dof),
		Critical:  sign * critical / math.Sqrt(critical*critical+dof),
	}
	i.Significant = math.Abs(t) > critical
	i.Share = 1 - i.Threshold/b
	room := 1 - math.Abs(i.Critical)
	if !i.Significant {
		i.Share = 1 - b/i.Threshold
		room = 1 + math.Abs(i.Critical)
	}
	i.RIR = math.RoundToEven(float64(n) * i.Share)
	i.ITCV = (i.Observed - i.Critical) / room
	return i
}
