package sim

import (
	"fmt"
	"math"
	"slices"

	"panelstress/data"
	"panelstress/data/formula"
	"panelstress/sim/store"
)

// checkHypotheses finds the fit and the term of every hypothesis.
func (c *Chain) checkHypotheses() error {
	for _, h := range c.study.Hypotheses {
		if _, _, err := c.find(h); err != nil {
			return err
		}
	}
	return nil
}

// find gives the fit of a hypothesis and the place of its term.
func (c *Chain) find(h Hypothesis) (fit, term int, err error) {
	var fits, terms []string
	for i := range c.fits {
		s := &c.fits[i]
		fits = append(fits, s.name())
		if s.model.Name != h.Model || s.estimator.Name != h.Estimator {
			continue
		}
		if t := slices.Index(s.terms, h.Term); t >= 0 {
			return i, t, nil
		}
		terms = s.terms
	}
	e := &data.InputError{Key: "hypotheses." + h.Name, Found: fmt.Sprintf("no fit %s.%s", h.Model, h.Estimator), Expected: fmt.Sprintf("one of %v", fits)}
	known := fits
	name := h.Model + "." + h.Estimator
	if terms != nil {
		e.Found, e.Expected = fmt.Sprintf("no term %q in %s", h.Term, name), fmt.Sprintf("one of %v", terms)
		known, name = terms, h.Term
	}
	if near, ok := formula.Nearest(name, known); ok {
		e.Hint = fmt.Sprintf("perhaps %q is meant", near)
	}
	return 0, 0, e
}

// Verdicts on a hypothesis.
const (
	Supported    = "supported"
	NotSupported = "not supported"
	Contradicted = "contradicted"
)

func verdict(sign int, level float64, estimate, p float64) string {
	switch {
	case !(p < level):
		return NotSupported
	case estimate*float64(sign) > 0:
		return Supported
	}
	return Contradicted
}

// judge gives the verdicts on all hypotheses, at the baseline and as shares
// of the draws of each arm.
func (c *Chain) judge(baseline []FitResult, journals []*store.Journal) ([]HypothesisResult, error) {
	out := []HypothesisResult{}
	for _, h := range c.study.Hypotheses {
		level := h.level()
		f, t, err := c.find(h)
		if err != nil {
			return nil, err
		}
		term := baseline[f].Terms[t]
		r := HypothesisResult{
			Name: h.Name, Statement: h.Statement, Model: h.Model, Estimator: h.Estimator, Term: h.Term, Sign: h.Sign, Level: Number(level),
			Baseline: verdict(h.Sign, level, float64(term.Estimate), float64(term.P)), Arms: []ArmVerdict{},
		}
		crit := critical(level, term.DoF)
		for _, j := range journals {
			v, err := count(j, c.fits[f].column+2*t, h.Sign, crit)
			if err != nil {
				return nil, err
			}
			r.Arms = append(r.Arms, v)
		}
		out = append(out, r)
	}
	return out, nil
}

// count gives the shares of successful draws that support and contradict a
// sign.
func count(j *store.Journal, column, sign int, crit float64) (ArmVerdict, error) {
	value, se := make([]float64, j.Draws()), make([]float64, j.Draws())
	v := ArmVerdict{Arm: j.Header.Arm}
	if err := j.Column(value, column); err != nil {
		return v, err
	}
	if err := j.Column(se, column+1); err != nil {
		return v, err
	}
	n := votesOf(value, se, sign, crit)
	v.Supported, v.NotSupported, v.Contradicted = n.supported(), Number(float64(n.draws-n.yes-n.no)/float64(n.draws)), n.contradicted()
	return v, nil
}

// votes counts the successful draws of a coefficient, and those that support
// and contradict a sign.
type votes struct{ draws, yes, no int }

func votesOf(value, se []float64, sign int, crit float64) (v votes) {
	for i, b := range value {
		if math.IsNaN(b) {
			continue
		}
		v.draws++
		switch z := b * float64(sign); {
		case z > crit*se[i]:
			v.yes++
		case -z > crit*se[i]:
			v.no++
		}
	}
	return v
}

func (v votes) supported() Number    { return Number(float64(v.yes) / float64(v.draws)) }
func (v votes) contradicted() Number { return Number(float64(v.no) / float64(v.draws)) }
