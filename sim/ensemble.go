package sim

import (
	"context"
	"fmt"

	"panelstress/data"
)

// EnsembleResult says what the baseline gives on each of many panels: data
// sets that could all lie behind the same published tables, say. A conclusion
// that holds in all of them follows from what the panels have in common.
type EnsembleResult struct {
	Panels       int                   `json:"panels"`
	Files        []string              `json:"files"`
	Hypotheses   []EnsembleHypothesis  `json:"hypotheses"`
	Coefficients []EnsembleCoefficient `json:"coefficients"`
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

// Ensemble computes the baseline of a study on other panels of the same
// columns, which read gives by the place of their file, and compares. The
// panel of the study itself is not used.
func Ensemble(ctx context.Context, s *Study, files []string, workers int, read func(i int) (*data.Panel, error)) (*EnsembleResult, error) {
	results := make([]*Result, len(files))
	err := Parallel(ctx, workers, len(files), func(_, i int) error {
		p, err := read(i)
		if err != nil {
			return err
		}
		own := *s
		own.Panel, own.DataFile = p, files[i]
		chain, err := Compile(&own)
		if err != nil {
			return fmt.Errorf("%s: %w", files[i], err)
		}
		r, err := chain.Baseline()
		if err != nil {
			return fmt.Errorf("%s: %w", files[i], err)
		}
		results[i] = &Result{Baseline: r.Baseline, Hypotheses: r.Hypotheses} // the rest is large
		return nil
	})
	if err != nil {
		return nil, err
	}
	out := &EnsembleResult{Panels: len(files), Files: files, Hypotheses: []EnsembleHypothesis{}, Coefficients: []EnsembleCoefficient{}}
	out.judge(results)
	out.compare(results, 1-s.level())
	return out, nil
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
