package attribution

import (
	"math"
	"os"
	"path/filepath"
	"slices"

	"panelstress/bootstrap"
	"panelstress/sim"
	"panelstress/sim/store"
)

// arm are the runs in the form of an arm: every draw is a run, every
// coefficient that of a grid by one estimator. It has no Monte-Carlo standard
// errors: the runs of a row are not independent.
func (a *Attribution) arm(plans []*plan, all []*Outcomes, r *sim.SensitivityResult) sim.ArmResult {
	out := sim.ArmResult{Name: Arm, Kind: Arm, Draws: r.Runs, Failed: []sim.Failure{}}
	for i, p := range plans {
		out.Failed = append(out.Failed, r.Coefficients[i].Failed...)
		for _, e := range p.estimators() {
			out.Coefficients = append(out.Coefficients, a.coefficient(p, all[i], e, float64(r.Coefficients[i].Baseline)))
		}
	}
	return out
}

// estimators are those of the runs, in the order in which they occur.
func (p *plan) estimators() (names []string) {
	for _, s := range p.spec {
		if e := p.u.Estimator(s); !slices.Contains(names, e) {
			names = append(names, e)
		}
	}
	return names
}

func (a *Attribution) coefficient(p *plan, out *Outcomes, estimator string, baseline float64) sim.Coefficient {
	none := sim.Number(math.NaN())
	co := sim.Coefficient{
		Model: p.grid.Focal.Model, Estimator: estimator, Term: p.grid.Focal.Term, Baseline: none, MCSE: none,
		Quantiles: map[string]sim.Number{}, Intervals: map[string]sim.Interval{},
		MCSEs: sim.MCSEs{SD: none, ShareSameSign: none, ShareSignificant: none},
	}
	if p.u.Estimator(p.asWritten) == estimator {
		co.Baseline = sim.Number(baseline)
	}
	var b []float64
	same, significant := sim.Number(0), sim.Number(0)
	for r, v := range out.Coef {
		if math.IsNaN(v) || p.u.Estimator(p.spec[r]) != estimator {
			continue
		}
		b = append(b, v)
		if v*baseline > 0 {
			same++
		}
		if out.P[r] < a.Alpha {
			significant++
		}
	}
	n := sim.Number(len(b))
	co.Draws = len(b)
	m := bootstrap.MomentsOf(b)
	co.Mean, co.SD, co.ShareSameSign, co.ShareSignificant = sim.Number(m.Mean), sim.Number(m.SD), same/n, significant/n
	var o bootstrap.Ordered
	o.Reset(b)
	q := func(p float64) sim.Number { return sim.Number(o.Quantile(p, bootstrap.NormalScale)) }
	co.Quantiles["0.025"], co.Quantiles["0.5"], co.Quantiles["0.975"] = q(0.025), q(0.5), q(0.975)
	co.Intervals["percentile"] = sim.Interval{q((1 - a.Level) / 2), q((1 + a.Level) / 2)}
	return co
}

// judge adds the shares of the runs that support and contradict each
// hypothesis, by the estimator that it names, each by its own p value.
func judge(list []sim.HypothesisResult, plans []*plan, all []*Outcomes) {
	for i := range list {
		h := &list[i]
		var n, yes, no float64
		for k, p := range plans {
			if p.grid.Focal != (sim.Focal{Model: h.Model, Term: h.Term}) {
				continue
			}
			for r, v := range all[k].Coef {
				if math.IsNaN(v) || p.u.Estimator(p.spec[r]) != h.Estimator {
					continue
				}
				n++
				switch {
				case !(all[k].P[r] < float64(h.Level)):
				case v*float64(h.Sign) > 0:
					yes++
				default:
					no++
				}
			}
		}
		h.Arms = append(h.Arms, sim.ArmVerdict{Arm: Arm, Supported: sim.Number(yes / n), Contradicted: sim.Number(no / n)})
	}
}

// blockRuns are written at once.
const blockRuns = 1 << 16

// record writes the runs as draws: the coefficient by the estimator of the
// run, nothing in the columns of others.
func record(c *sim.Chain, dir string, plans []*plan, all []*Outcomes) (*store.Journal, error) {
	h := c.Header(Arm)
	h.Columns, h.Fits = nil, nil
	at := make(map[string][2]int) // MODEL.ESTIMATOR.TERM: column and fit
	for _, p := range plans {
		for _, e := range p.estimators() {
			fit := p.grid.Focal.Model + "." + e
			f := slices.Index(h.Fits, fit)
			if f < 0 {
				f = len(h.Fits)
				h.Fits = append(h.Fits, fit)
			}
			name := fit + "." + p.grid.Focal.Term
			at[name] = [2]int{len(h.Columns), f}
			h.Columns = append(h.Columns, name, name+".se")
		}
	}
	path := filepath.Join(dir, sim.Journals)
	if err := os.MkdirAll(path, 0o777); err != nil {
		return nil, err
	}
	j, err := store.Create(filepath.Join(path, Arm+".journal"), h)
	if err != nil {
		return nil, err
	}
	first := 0
	for k, p := range plans {
		for from := 0; from < p.runs(); from += blockRuns {
			b := block(&h, p, all[k], from, min(from+blockRuns, p.runs()), at)
			b.First = first + from
			if err := j.Append(b); err != nil {
				return j, err
			}
		}
		first += p.runs()
	}
	return j, nil
}

// block holds some runs of a plan.
func block(h *store.Header, p *plan, out *Outcomes, from, to int, at map[string][2]int) *store.Block {
	b := store.NewBlock(h, to-from)
	b.N = to - from
	for _, col := range b.Values {
		for i := range col {
			col[i] = math.NaN()
		}
	}
	for r := from; r < to; r++ {
		place := at[p.grid.Focal.Model+"."+p.u.Estimator(p.spec[r])+"."+p.grid.Focal.Term]
		b.Values[place[0]][r-from], b.Values[place[0]+1][r-from] = out.Coef[r], out.SE[r]
		b.Codes[place[1]][r-from] = out.Code[r]
	}
	return b
}
