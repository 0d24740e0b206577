package sim

// HeldResult compares an arm that finds indices anew in every draw with one
// on the same samples that holds a part of them as it is at the baseline. A
// paper that estimates an index once and takes it for data leaves out what
// the estimation adds to the spread of a coefficient: the problem of
// generated regressors (Pagan 1984, International Economic Review 25, 221-247).
type HeldResult struct {
	Arm          string            `json:"arm"`  // that finds everything anew
	Held         string            `json:"held"` // that holds something
	What         string            `json:"what"` // weights, or scores: range and weights
	Coefficients []HeldCoefficient `json:"coefficients"`
}

// HeldCoefficient is the spread of a coefficient with the index found anew
// and with it held.
type HeldCoefficient struct {
	Model        string   `json:"model"`
	Estimator    string   `json:"estimator"`
	Term         string   `json:"term"`
	SD           Number   `json:"sd"`
	SDHeld       Number   `json:"sd_held"`
	Ratio        Number   `json:"ratio"`    // sd_held / sd
	Interval     Interval `json:"interval"` // percentile, at the level of the study
	IntervalHeld Interval `json:"interval_held"`
}

// held are the words for what an index holds.
var held = map[Hold]string{HoldWeights: "weights", HoldScores: "scores"}

// compareHeld pairs every arm that holds something with the arm whose samples
// it shares. results are those of the arms, in their order.
func compareHeld(arms []Arm, results []ArmResult) []HeldResult {
	var out []HeldResult
	for i, a := range arms {
		if a.Hold == HoldNothing || a.Common == "" {
			continue
		}
		for j, free := range arms {
			if free.Name != a.Common {
				continue
			}
			h := HeldResult{Arm: free.Name, Held: a.Name, What: held[a.Hold]}
			for k, x := range results[j].Coefficients {
				y := results[i].Coefficients[k] // arms have the same fits
				h.Coefficients = append(h.Coefficients, HeldCoefficient{
					Model: x.Model, Estimator: x.Estimator, Term: x.Term, SD: x.SD, SDHeld: y.SD, Ratio: y.SD / x.SD,
					Interval: x.Intervals["percentile"], IntervalHeld: y.Intervals["percentile"],
				})
			}
			out = append(out, h)
		}
	}
	return out
}
