package multiverse

import (
	"math"
	"os"
	"path/filepath"
	"slices"

	"panelstress/bootstrap"
	"panelstress/sim"
	"panelstress/sim/store"
)

// arm is the multiverse in the form of an arm: every draw is a specification,
// every coefficient the focal one by one estimator.
func (m *Multiverse) arm(all []*curve, result *sim.MultiverseResult) sim.ArmResult {
	a := sim.ArmResult{Name: Arm, Kind: "multiverse", Failed: []sim.Failure{}}
	for i, cv := range all {
		a.Draws += cv.specs
		a.Failed = append(a.Failed, result.Curves[i].Failed...)
		for _, e := range cv.estimators() {
			a.Coefficients = append(a.Coefficients, m.coefficient(cv, e))
		}
	}
	return a
}

// estimators are those of the specifications, in the order in which they
// occur.
func (cv *curve) estimators() (names []string) {
	for s := range cv.specs {
		if e := cv.u.Estimator(s); !slices.Contains(names, e) {
			names = append(names, e)
		}
	}
	return names
}

// coefficient describes the specifications of one estimator. It has no
// Monte-Carlo standard errors: nothing is drawn by chance.
func (m *Multiverse) coefficient(cv *curve, estimator string) sim.Coefficient {
	none := sim.Number(math.NaN())
	co := sim.Coefficient{
		Model: cv.grid.Focal.Model, Estimator: estimator, Term: cv.grid.Focal.Term, Baseline: none, MCSE: none,
		Quantiles: map[string]sim.Number{}, Intervals: map[string]sim.Interval{}, ShareSameSign: none,
	}
	co.MCSEs = sim.MCSEs{SD: none, ShareSameSign: none, ShareSignificant: none, Quantiles: map[string]sim.Number{}, Intervals: map[string]sim.Interval{}}
	for _, s := range cv.base {
		if cv.u.Estimator(s) == estimator {
			co.Baseline = sim.Number(cv.estimates[s].Coef)
		}
	}
	var b []float64
	same, significant := sim.Number(0), sim.Number(0)
	for s := range cv.specs {
		e := &cv.estimates[s]
		if e.Err != nil || cv.u.Estimator(s) != estimator {
			continue
		}
		b = append(b, e.Coef)
		if e.Coef*float64(co.Baseline) > 0 {
			same++
		}
		if e.p < m.Alpha {
			significant++
		}
	}
	n := sim.Number(len(b))
	co.Draws = len(b)
	moments := bootstrap.MomentsOf(b)
	co.Mean, co.SD, co.ShareSignificant = sim.Number(moments.Mean), sim.Number(moments.SD), significant/n
	if !math.IsNaN(float64(co.Baseline)) {
		co.ShareSameSign = same / n
	}
	var o bootstrap.Ordered
	o.Reset(b)
	lo, hi := sim.Number(o.Quantile(0.025, bootstrap.Type7)), sim.Number(o.Quantile(0.975, bootstrap.Type7))
	co.Quantiles["0.025"], co.Quantiles["0.5"], co.Quantiles["0.975"] = lo, sim.Number(o.Quantile(0.5, bootstrap.Type7)), hi
	co.Intervals["percentile"] = sim.Interval{lo, hi}
	co.Histogram = sim.HistogramOf(b, &o)
	return co
}

// judge adds the shares of specifications that support and contradict each
// hypothesis, by the estimator that it names, each by its own p value.
func judge(r *sim.Result, m *sim.MultiverseResult) {
	for i := range r.Hypotheses {
		h := &r.Hypotheses[i]
		v := sim.ArmVerdict{Arm: Arm}
		var n, yes, no float64
		for _, c := range m.Curves {
			if c.Model != h.Model || c.Term != h.Term {
				continue
			}
			for _, s := range c.Specs {
				if s.Error != "" || s.Estimator != h.Estimator {
					continue
				}
				n++
				switch {
				case !(s.P < h.Level):
				case float64(s.Estimate)*float64(h.Sign) > 0:
					yes++
				default:
					no++
				}
			}
		}
		v.Supported, v.Contradicted = sim.Number(yes/n), sim.Number(no/n)
		h.Arms = append(h.Arms, v)
	}
}

// record writes a draw per specification: all coefficients of its fit in the
// columns of its model and estimator, nothing in the others.
func record(c *sim.Chain, dir string, all []*curve) (*store.Journal, error) {
	h := c.Header(Arm)
	h.Columns, h.Fits = nil, nil
	column, fit := make(map[string]int), make(map[string]int)
	draws := 0
	for _, cv := range all {
		draws += cv.specs
		for s := range cv.specs {
			name := cv.grid.Focal.Model + "." + cv.u.Estimator(s)
			if _, ok := fit[name]; !ok {
				fit[name] = len(h.Fits)
				h.Fits = append(h.Fits, name)
			}
			for _, t := range cv.estimates[s].terms {
				if _, ok := column[name+"."+t]; !ok {
					column[name+"."+t] = len(h.Columns)
					h.Columns = append(h.Columns, name+"."+t, name+"."+t+".se")
				}
			}
		}
	}
	b := store.NewBlock(&h, draws)
	for _, col := range b.Values {
		for i := range col {
			col[i] = math.NaN()
		}
	}
	b.N = draws
	for _, cv := range all {
		for s := range cv.specs {
			e, name := &cv.estimates[s], cv.grid.Focal.Model+"."+cv.u.Estimator(s)
			if e.Err != nil {
				b.Codes[fit[name]][cv.first+s] = sim.CauseCode(e.Err)
			}
			for t, term := range e.terms {
				at := column[name+"."+term]
				b.Values[at][cv.first+s], b.Values[at+1][cv.first+s] = e.coef[t], e.se[t]
			}
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
	return j, j.Append(b)
}
