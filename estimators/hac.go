package estimators

import (
	"fmt"
	"math"
)

// LagRule chooses the number of lags of a kernel covariance from the number
// of periods T.
type LagRule int

const (
	// LagXtscc is floor(4 (T/100)^(2/9)), of Stata's xtscc (Hoechle 2007) and
	// of Newey and West (1994).
	LagXtscc LagRule = iota
	// LagPlm is floor(T^(1/4)), of plm's vcovSCC and vcovNW and of fixest.
	LagPlm
	// LagFixed takes the number that is given.
	LagFixed
)

// Lags is a rule with its number, where it needs one.
type Lags struct {
	Rule  LagRule
	Fixed int // with LagFixed
}

func (l Lags) of(periods int) int {
	t := float64(periods)
	switch l.Rule {
	case LagXtscc:
		return int(math.Floor(4 * math.Pow(t/100, 2.0/9)))
	case LagPlm:
		return int(math.Floor(math.Sqrt(math.Sqrt(t))))
	}
	return max(l.Fixed, 0)
}

func (l Lags) String() string {
	switch l.Rule {
	case LagXtscc:
		return "lags 4(T/100)^(2/9)"
	case LagPlm:
		return "lags T^(1/4)"
	}
	return fmt.Sprintf("%d lags", l.Fixed)
}

// DriscollKraay allows dependence between entities and over time,
// M = Γ_0 + Σ_l (1 - l/(m+1)) (Γ_l + Γ_l') with Γ_l = Σ_t h_t h_(t-l)' and
// h_t the score of period t (Driscoll and Kraay 1998). Lags are by calendar
// time; a period without rows has h_t = 0. With Stata and Fixest the factor
// is T/(T-1) (N-1)/(N-K) (ivreg2 with dkraay and small); Arellano has none
// (xtscc of 2007, plm's vcovSCC "HC0"); StataLarge is ivreg2 without small.
// The t statistics have T-1 degrees of freedom.
type DriscollKraay struct {
	Lags       Lags
	Convention Convention
}

func (c DriscollKraay) String() string {
	return fmt.Sprintf("Driscoll-Kraay, %v (%s, G = periods)", c.Lags, conventions[c.Convention].formula)
}

func (c DriscollKraay) fill(f *Fit, d *Design) error {
	w, fr := &f.work, d.Frame
	by, err := f.grouping(d, ByTime)
	if err != nil {
		return err
	}
	periods := f.collect(d, by, false)
	if periods < 2 {
		return f.fail(ErrTooFewPeriods, "", "Driscoll-Kraay standard errors need at least two")
	}
	kk := f.startCovariance()
	f.kernel(w.sums.score, fr.times, fr.step(), c.Lags.of(int(periods)), 1, kk)
	factor, dof := c.Convention.small(f, periods, by.nesting())
	f.DoF = dof
	f.sandwich(factor, kk)
	return nil
}

// NeweyWest allows dependence inside an entity that fades over time,
// M = Σ_g [Γ_g0 + Σ_l (1 - l/(m+1)) (Γ_gl + Γ_gl')] with Γ_gl = Σ_t s_gt s_g(t-l)'
// and s_gt = x̂_gt e_gt (Newey and West 1987, in each entity). The factor is
// N/(N-K), effects counted, and the degrees of freedom N-K: Stata's newey.
// Large leaves it out and refers to the normal distribution. The lags of a
// rule come from the number of periods of the sample.
type NeweyWest struct {
	Lags  Lags
	Large bool
}

func (c NeweyWest) String() string {
	if c.Large {
		return fmt.Sprintf("Newey-West within entities, %v (no factor)", c.Lags)
	}
	return fmt.Sprintf("Newey-West within entities, %v (N/(N-K))", c.Lags)
}

func (c NeweyWest) fill(f *Fit, d *Design) error {
	w, fr := &f.work, d.Frame
	periods, _, err := f.countClusters(d, ByTime)
	if err != nil {
		return err
	}
	kk := f.startCovariance()
	m, step := c.Lags.of(int(periods)), fr.step()
	for _, g := range fr.drawn {
		a, b := fr.Start[g], fr.Start[g+1]
		w.rowScores = resize(w.rowScores, (b-a)*kk)
		for r := a; r < b; r++ {
			copy(w.rowScores[(r-a)*kk:(r-a+1)*kk], f.rowScore(d, g, r))
		}
		f.kernel(w.rowScores, fr.Time[a:b], step, m, fr.count[g], kk)
	}
	f.DoF = f.ResidualDoF
	factor := float64(f.Observations) / f.ResidualDoF
	if c.Large {
		f.DoF, factor = math.Inf(1), 1
	}
	f.sandwich(factor, kk)
	return nil
}

// kernel adds c times the Bartlett-weighted sum of the scores' cross products
// to the meat. Times ascend; step is their unit, m the largest lag.
func (f *Fit) kernel(score []float64, times []int, step, m int, c float64, kk int) {
	meat := f.work.meat
	for t := range times {
		x := score[t*kk : (t+1)*kk]
		outer(meat, c, x)
		for s := t - 1; s >= 0; s-- {
			lag := (times[t] - times[s]) / step
			if lag > m {
				break
			}
			weight := c * (1 - float64(lag)/float64(m+1))
			y := score[s*kk : (s+1)*kk]
			for i := range kk {
				axpy(meat[i*kk+i:(i+1)*kk], weight*x[i], y[i:])
				axpy(meat[i*kk+i:(i+1)*kk], weight*y[i], x[i:])
			}
		}
	}
}
