package sim

import (
	"context"
	"fmt"
	"slices"

	"panelstress/data"
	"panelstress/data/trade"
)

// EnsembleResult says what the baseline gives on each of many panels: data
// sets that could all lie behind the same published tables, say. A conclusion
// that holds in all of them follows from what the panels have in common.
type EnsembleResult struct {
	Panels       int                   `json:"panels"`
	Files        []string              `json:"files"`
	Hypotheses   []EnsembleHypothesis  `json:"hypotheses"`
	Coefficients []EnsembleCoefficient `json:"coefficients"`
	Arms         []EnsembleArm         `json:"arms,omitempty"`
}

// EnsembleHypothesis gives the shares of the panels in which the baseline
// supports a hypothesis, contradicts it, or does neither, and the range of its
// coefficient.
type EnsembleHypothesis struct {
	Name         string   `json:"name"`
	Statement    string   `json:"statement"`
	Model        string   `json:"model"`
	Estimator    string   `json:"estimator"`
	Term         string   `json:"term"`
	Sign         int      `json:"sign"`
	Supported    Number   `json:"supported"`
	Contradicted Number   `json:"contradicted"`
	Neither      Number   `json:"neither"`
	Range        Interval `json:"range"`
}

// EnsembleCoefficient is the range of a coefficient over the panels, and the
// shares of panels in which it is positive and in which it differs from zero
// at the level of the intervals.
type EnsembleCoefficient struct {
	Model       string   `json:"model"`
	Estimator   string   `json:"estimator"`
	Term        string   `json:"term"`
	Range       Interval `json:"range"`
	Positive    Number   `json:"share_positive"`
	Significant Number   `json:"share_significant"`
}

// Member is a data set of an ensemble.
type Member struct {
	Name      string       // of its file
	Panel     *data.Panel  // with the columns, entities and times of the others
	Trade     *trade.Table // nil: that of the study
	TradeFile string       // where Trade came from
}

// Ensemble computes the baseline of a study on every member of its ensemble
// and compares; nil where the study has none. It follows Baseline.
func (c *Chain) Ensemble(ctx context.Context, workers int) (*EnsembleResult, error) {
	members := c.study.Members
	if len(members) == 0 {
		return nil, nil
	}
	c.members = make([]*Chain, len(members))
	c.baselines = make([][]FitResult, len(members))
	results := make([]*Result, len(members))
	err := Parallel(ctx, workers, len(members), func(_, i int) error {
		chain, r, err := c.member(&members[i])
		if err != nil {
			return fmt.Errorf("%s: %w", members[i].Name, err)
		}
		if len(c.study.Arms) > 0 {
			c.members[i] = chain
		}
		c.baselines[i] = r.Baseline
		results[i] = &Result{Baseline: r.Baseline, Hypotheses: r.Hypotheses} // the rest is large
		return nil
	})
	if err != nil {
		return nil, err
	}
	out := &EnsembleResult{Panels: len(members), Hypotheses: []EnsembleHypothesis{}, Coefficients: []EnsembleCoefficient{}}
	for _, m := range members {
		out.Files = append(out.Files, m.Name)
	}
	out.judge(results)
	out.compare(results, 1-c.study.level())
	return out, nil
}

// member lays the study out on another member of its ensemble.
func (c *Chain) member(m *Member) (*Chain, *Result, error) {
	own := *c.given
	own.Panel, own.DataFile, own.Members = m.Panel, m.Name, nil
	if m.Trade != nil {
		t := *own.Trade
		t.Table, t.File = m.Trade, m.TradeFile
		own.Trade = &t
	}
	chain, err := Compile(&own)
	if err != nil {
		return nil, nil, err
	}
	r, err := chain.Baseline()
	if err == nil && !slices.Equal(chain.columns, c.columns) {
		err = &data.InputError{Found: "coefficients other than those of " + c.study.Members[0].Name, Expected: "panels on which the models have the same terms"}
	}
	return chain, r, err
}

// judge counts the verdicts.
func (e *EnsembleResult) judge(results []*Result) {
	n := Number(len(results))
	for k, h := range results[0].Hypotheses {
		out := EnsembleHypothesis{Name: h.Name, Statement: h.Statement, Model: h.Model, Estimator: h.Estimator, Term: h.Term, Sign: h.Sign}
		var yes, no Number
		for i, r := range results {
			switch r.Hypotheses[k].Baseline {
			case Supported:
				yes++
			case Contradicted:
				no++
			}
			out.Range = out.Range.with(i == 0, estimateOf(r.Baseline, h.Model, h.Estimator, h.Term))
		}
		out.Supported, out.Contradicted, out.Neither = yes/n, no/n, (n-yes-no)/n
		e.Hypotheses = append(e.Hypotheses, out)
	}
}

// compare gathers the ranges of all coefficients.
func (e *EnsembleResult) compare(results []*Result, level float64) {
	n := Number(len(results))
	for f, fit := range results[0].Baseline {
		for t, term := range fit.Terms {
			out := EnsembleCoefficient{Model: fit.Model, Estimator: fit.Estimator, Term: term.Name}
			for i, r := range results {
				at := r.Baseline[f].Terms[t]
				out.Range = out.Range.with(i == 0, at.Estimate)
				if at.Estimate > 0 {
					out.Positive++
				}
				if float64(at.P) < level {
					out.Significant++
				}
			}
			out.Positive /= n
			out.Significant /= n
			e.Coefficients = append(e.Coefficients, out)
		}
	}
}

// with is the interval widened to hold a value, or the value alone.
func (i Interval) with(first bool, v Number) Interval {
	if first {
		return Interval{v, v}
	}
	return Interval{min(i[0], v), max(i[1], v)}
}

func estimateOf(fits []FitResult, model, estimator, term string) Number {
	for i := range fits {
		if fits[i].Model != model || fits[i].Estimator != estimator {
			continue
		}
		for _, t := range fits[i].Terms {
			if t.Name == term {
				return t.Estimate
			}
		}
	}
	panic("sim: a hypothesis without its coefficient, which Baseline has found")
}
