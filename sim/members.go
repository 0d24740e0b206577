package sim

import (
	"math"

	"panelstress/bootstrap"
	"panelstress/sim/store"
)

// EnsembleArm says how the draws of an arm differ between the members of an
// ensemble.
type EnsembleArm struct {
	Arm          string            `json:"arm"`
	Hypotheses   []EnsembleVerdict `json:"hypotheses"`
	Coefficients []EnsembleSpread  `json:"coefficients"`
}

// EnsembleVerdict gives the shares of an arm's successful draws that support
// and contradict a hypothesis, over all members: the smallest and the largest
// of a member, and those of each.
type EnsembleVerdict struct {
	Name         string          `json:"name"`
	Supported    Interval        `json:"supported"`
	Contradicted Interval        `json:"contradicted"`
	Panels       []MemberVerdict `json:"panels"`
}

// MemberVerdict is what the draws of one member say.
type MemberVerdict struct {
	File         string `json:"file"`
	Draws        int    `json:"draws"` // that succeeded
	Supported    Number `json:"supported"`
	Contradicted Number `json:"contradicted"`
}

// EnsembleSpread is where the variance of a coefficient's draws comes from:
// the range of the members' means, and the share of the variance that lies
// between members. That share is s²/(s² + w²) with w² the mean square within
// members and s² = (B - w²)/n0, B the mean square between them and
// n0 = (N - Σ n²/N)/(P - 1): analysis of variance with random effects
// (Searle, Casella and McCulloch 1992, Variance Components, section 3.6). It
// is 0 where that is negative.
type EnsembleSpread struct {
	Model     string   `json:"model"`
	Estimator string   `json:"estimator"`
	Term      string   `json:"term"`
	Means     Interval `json:"means"`
	Between   Number   `json:"between"`
}

// byMember adds what the draws of the arms say member by member.
func (c *Chain) byMember(e *EnsembleResult, journals []*store.Journal) error {
	if e == nil {
		return nil
	}
	for _, j := range journals {
		value, se := make([]float64, j.Draws()), make([]float64, j.Draws())
		read := func(column int) error {
			if err := j.Column(value, column); err != nil {
				return err
			}
			return j.Column(se, column+1)
		}
		out := EnsembleArm{Arm: j.Header.Arm}
		for _, h := range c.study.Hypotheses {
			f, t, err := c.find(h)
			if err != nil {
				return err
			}
			if err := read(c.fits[f].column + 2*t); err != nil {
				return err
			}
			out.Hypotheses = append(out.Hypotheses, e.verdicts(h, value, se, func(member int) float64 {
				return critical(h.level(), c.baselines[member][f].Terms[t].DoF)
			}))
		}
		for i := range c.fits {
			s := &c.fits[i]
			for t, term := range s.terms {
				if err := read(s.column + 2*t); err != nil {
					return err
				}
				co := EnsembleSpread{Model: s.model.Name, Estimator: s.estimator.Name, Term: term}
				co.Means, co.Between = spread(value, e.Panels)
				out.Coefficients = append(out.Coefficients, co)
			}
		}
		e.Arms = append(e.Arms, out)
	}
	return nil
}

// verdicts counts the draws of every member.
func (e *EnsembleResult) verdicts(h Hypothesis, value, se []float64, crit func(member int) float64) EnsembleVerdict {
	out := EnsembleVerdict{Name: h.Name}
	first := true
	for m, file := range e.Files {
		v := votesOf(every(value, m, e.Panels), every(se, m, e.Panels), h.Sign, crit(m))
		out.Panels = append(out.Panels, MemberVerdict{file, v.draws, v.supported(), v.contradicted()})
		if v.draws > 0 {
			out.Supported = out.Supported.with(first, v.supported())
			out.Contradicted = out.Contradicted.with(first, v.contradicted())
			first = false
		}
	}
	return out
}

// every takes the values of a member: those in its place of every turn.
func every(x []float64, member, members int) (out []float64) {
	for i := member; i < len(x); i += members {
		out = append(out, x[i])
	}
	return out
}

// spread finds the range of the members' means and the share of the variance
// between them.
func spread(value []float64, members int) (means Interval, between Number) {
	var n, sum, squares, within, total, groups float64
	var mean, count []float64
	means = Interval{none, none}
	for m := range members {
		x := bootstrap.Finite(nil, every(value, m, members))
		if len(x) == 0 {
			continue
		}
		mo := bootstrap.MomentsOf(x)
		k := float64(len(x))
		means = means.with(groups == 0, Number(mo.Mean))
		groups++
		n, sum, squares = n+k, sum+k*mo.Mean, squares+k*k
		if len(x) > 1 {
			within += (k - 1) * mo.SD * mo.SD
		}
		mean, count = append(mean, mo.Mean), append(count, k)
	}
	if groups < 2 || n <= groups {
		return means, Number(math.NaN())
	}
	for i, m := range mean {
		total += count[i] * (m - sum/n) * (m - sum/n)
	}
	w := within / (n - groups)
	s := max(0, (total/(groups-1)-w)/((n-squares/n)/(groups-1)))
	return means, Number(s / (s + w))
}
