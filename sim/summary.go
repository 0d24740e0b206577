package sim

import (
	"context"
	"fmt"
	"math"

	"panelstress/bootstrap"
	"panelstress/estimators"
	"panelstress/sim/store"
)

// summariser turns the draws of a coefficient into its summary. It holds the
// values of one coefficient at a time.
type summariser struct {
	draws   *store.Reader
	level   float64
	block   bootstrap.Blocks
	value   []float64 // of all draws
	se      []float64
	finite  []float64
	ordered bootstrap.Ordered
}

// summarise reads the draws of every coefficient in draw order, several
// coefficients at a time. baseline are the fits of the chain at the baseline,
// in its order.
func (c *Chain) summarise(ctx context.Context, arm Arm, j *store.Journal, baseline []FitResult, workers int) (ArmResult, error) {
	n := j.Draws()
	r := ArmResult{Name: arm.Name, Kind: arm.Kind, Draws: n, Failed: []Failure{}}
	codes := make([]uint8, n)
	var columns []int
	var terms []TermResult
	var drawn []bool // those that figures show
	for f := range c.fits {
		spec := &c.fits[f]
		if err := j.Codes(codes, f); err != nil {
			return r, err
		}
		r.Failed = append(r.Failed, failures(spec, codes, j.Header.Causes)...)
		for t, term := range baseline[f].Terms {
			columns, terms = append(columns, spec.column+2*t), append(terms, term)
			r.Coefficients = append(r.Coefficients, Coefficient{Model: spec.model.Name, Estimator: spec.estimator.Name})
			drawn = append(drawn, t == 0 || c.hypothetical(spec, term.Name))
		}
	}
	own := make([]*summariser, workerCount(workers))
	err := Parallel(ctx, workers, len(terms), func(worker, i int) error {
		if own[worker] == nil {
			own[worker] = &summariser{draws: j.NewReader(), level: c.study.level(), block: arm.Block(), value: make([]float64, n), se: make([]float64, n)}
		}
		err := own[worker].coefficient(&r.Coefficients[i], columns[i], terms[i])
		if err == nil && drawn[i] {
			r.Coefficients[i].Histogram = HistogramOf(own[worker].finite, &own[worker].ordered)
		}
		return err
	})
	if err != nil {
		return r, err
	}
	r.Ranks, err = c.rank(arm, j)
	r.Each = c.each(arm, baseline)
	return r, err
}

func failures(spec *fitSpec, codes []uint8, causes []string) []Failure {
	var count [256]int
	for _, c := range codes {
		count[c]++
	}
	var out []Failure
	for c, n := range count[1:] {
		if n > 0 {
			out = append(out, Failure{Cause: causes[c], Model: spec.model.Name, Estimator: spec.estimator.Name, Count: n})
		}
	}
	return out
}

// coefficient summarises the numbers at a column and its standard error's.
func (s *summariser) coefficient(co *Coefficient, column int, term TermResult) error {
	co.Term, co.Baseline = term.Name, term.Estimate
	co.Quantiles, co.Intervals = map[string]Number{}, map[string]Interval{}
	co.MCSEs = MCSEs{Quantiles: map[string]Number{}, Intervals: map[string]Interval{}}
	if err := s.draws.Values(s.value, column, 0); err != nil {
		return err
	}
	if err := s.draws.Values(s.se, column+1, 0); err != nil {
		return err
	}
	sign, significant := s.shares(float64(term.Estimate), critical(1-s.level, term.DoF))
	s.finite = bootstrap.Finite(s.finite[:0], s.value)
	n := len(s.finite)
	co.Draws = n
	m := bootstrap.MomentsOf(s.finite)
	co.Mean, co.SD, co.MCSE = Number(m.Mean), Number(m.SD), Number(m.MeanMCSE())
	co.MCSEs.SD = Number(m.SDMCSE())
	share := func(count int) (p, mcse Number) {
		v := float64(count) / float64(n)
		return Number(v), Number(bootstrap.ShareMCSE(v, n))
	}
	co.ShareSameSign, co.MCSEs.ShareSameSign = share(sign)
	co.ShareSignificant, co.MCSEs.ShareSignificant = share(significant)
	s.ordered.Reset(s.finite)
	for _, p := range []float64{(1 - s.level) / 2, 0.5, (1 + s.level) / 2} {
		key := quantileKey(p)
		co.Quantiles[key] = Number(s.ordered.Quantile(p, quantileType))
		co.MCSEs.Quantiles[key] = Number(s.ordered.QuantileMCSE(p))
	}
	add := func(name string, i bootstrap.Interval) {
		co.Intervals[name] = Interval{Number(i.Lo), Number(i.Hi)}
		co.MCSEs.Intervals[name] = Interval{Number(i.LoMCSE), Number(i.HiMCSE)}
	}
	add("percentile", bootstrap.Percentile(&s.ordered, s.level, quantileType))
	add("basic", bootstrap.Basic(&s.ordered, float64(term.Estimate), s.level, quantileType))
	add("normal", bootstrap.Normal(m, float64(term.Estimate), s.level))
	if s.block > 1 {
		s.arranged(co, m, critical(1-s.level, term.DoF))
	}
	return nil
}

// arranged puts the Monte-Carlo standard errors of draws that come in blocks
// in the place of those of independent ones.
func (s *summariser) arranged(co *Coefficient, m bootstrap.Moments, crit float64) {
	n := len(s.value)
	share := func(is func(i int) bool) Number {
		return Number(s.block.MeanMCSE(n, func(i int) float64 {
			switch {
			case s.value[i]-s.value[i] != 0:
				return math.NaN()
			case is(i):
				return 1
			}
			return 0
		}))
	}
	baseline := float64(co.Baseline)
	co.MCSE = Number(s.block.MeanMCSE(n, func(i int) float64 { return s.value[i] }))
	co.MCSEs.SD = Number(s.block.SDMCSE(s.value, m))
	co.MCSEs.ShareSameSign = share(func(i int) bool { return s.value[i]*baseline > 0 })
	co.MCSEs.ShareSignificant = share(func(i int) bool { return math.Abs(s.value[i]) > crit*s.se[i] })
	for _, p := range []float64{(1 - s.level) / 2, 0.5, (1 + s.level) / 2} {
		co.MCSEs.Quantiles[quantileKey(p)] = Number(s.block.QuantileMCSE(s.value, &s.ordered, p))
	}
	q := s.block.Percentile(s.value, &s.ordered, s.level, quantileType)
	normal := s.block.Normal(s.value, m, baseline, s.level)
	for name, i := range map[string]Interval{
		"percentile": {Number(q.LoMCSE), Number(q.HiMCSE)}, "basic": {Number(q.HiMCSE), Number(q.LoMCSE)}, "normal": {Number(normal.LoMCSE), Number(normal.HiMCSE)},
	} {
		co.MCSEs.Intervals[name] = i
	}
}

// quantileType is the convention of the quantiles of draws: that of R's
// boot.ci. Those of specification curves are of type 7.
const quantileType = bootstrap.NormalScale

// quantileKey is the probability as users write it, 0.025.
func quantileKey(p float64) string { return fmt.Sprint(math.Round(p*1e9) / 1e9) }

// shares counts the draws with the baseline's sign and those that differ from
// zero by more than crit standard errors.
func (s *summariser) shares(baseline, crit float64) (sign, significant int) {
	for i, v := range s.value {
		if v*baseline > 0 {
			sign++
		}
		if math.Abs(v) > crit*s.se[i] {
			significant++
		}
	}
	return sign, significant
}

// critical is the two-sided critical value of the coefficient's reference
// distribution at the baseline, which has no degrees of freedom where it is
// normal. Draws are held to it as well: degrees of freedom of their own
// (Satterthwaite's under CR2) are not kept.
func critical(alpha float64, dof Number) float64 {
	if v := float64(dof); !math.IsNaN(v) {
		return estimators.Critical(alpha, v)
	}
	return estimators.Critical(alpha, math.Inf(1))
}
