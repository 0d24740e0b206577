package multiverse

import (
	"math"

	"panelstress/sim"
)

// about are the hypotheses on a coefficient, or that it is positive.
func (s *Scenario) about(f sim.Focal) (list []sim.Hypothesis) {
	for _, h := range s.Hypotheses {
		if h.Model == f.Model && h.Term == f.Term {
			if h.Level == 0 {
				h.Level = 0.05
			}
			list = append(list, h)
		}
	}
	if list == nil {
		list = append(list, sim.Hypothesis{Name: f.String() + " > 0", Model: f.Model, Term: f.Term, Sign: 1, Level: s.Alpha})
	}
	return list
}

// Places of verdicts.
const (
	supported = iota
	notSupported
	contradicted
	verdicts
)

// verdictOf is that on a sign.
func verdictOf(h sim.Hypothesis, coef, p float64) int {
	switch {
	case !(p < h.Level):
		return notSupported
	case coef*float64(h.Sign) > 0:
		return supported
	}
	return contradicted
}

// verdicts compares those on a hypothesis with and without the shock. moved
// tells of every specification whether more than half of its draws have
// another verdict: 1, or 0; NaN where it has no draw.
func (sh *shocked) verdicts(h sim.Hypothesis, changes []change) (v sim.CurveVerdicts, moved []float64) {
	v = sim.CurveVerdicts{Hypothesis: h.Name, Sign: h.Sign, Level: sim.Number(h.Level)}
	var without, with [verdicts]float64
	n, other := 0.0, 0.0
	moved = make([]float64, sh.specs)
	for k := range moved {
		if moved[k] = math.NaN(); changes[k].draws == 0 {
			continue
		}
		n++
		before := verdictOf(h, sh.estimates[k].Coef, sh.estimates[k].p)
		without[before]++
		shares := sh.sharesOf(h, k)
		for i, x := range shares {
			with[i] += x
		}
		other += 1 - shares[before]
		after := before
		if moved[k] = 0; shares[before] < 0.5 {
			moved[k] = 1
			v.Changed++
			shares[before] = -1
			for i, x := range shares {
				if x > shares[after] {
					after = i
				}
			}
		}
		v.Moves[before][after]++
	}
	v.Share = sim.Number(other / n)
	v.Without, v.With = verdictShares(without, n), verdictShares(with, n)
	return v, moved
}

// sharesOf are those of the draws of a specification that have an estimate.
func (sh *shocked) sharesOf(h sim.Hypothesis, k int) (shares [verdicts]float64) {
	n := 0.0
	for i := k * sh.draws; i < (k+1)*sh.draws; i++ {
		if b := sh.coef[i]; b-b == 0 {
			shares[verdictOf(h, b, sh.p[i])]++
			n++
		}
	}
	for i := range shares {
		shares[i] /= n
	}
	return shares
}

func verdictShares(sum [verdicts]float64, n float64) sim.VerdictShares {
	return sim.VerdictShares{Supported: sim.Number(sum[supported] / n), NotSupported: sim.Number(sum[notSupported] / n), Contradicted: sim.Number(sum[contradicted] / n)}
}
