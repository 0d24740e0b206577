package sim

import (
	"math"

	"panelstress/bootstrap"
	"panelstress/sim/store"
)

// ScenarioResult is what a scenario does beyond the distribution of its
// coefficients.
type ScenarioResult struct {
	Title  string             `json:"title,omitempty"`
	Source string             `json:"source,omitempty"`
	Common string             `json:"common,omitempty"` // the arm whose draws were shocked; none: the baseline was
	Paired []PairedDifference `json:"paired"`

	// Arrangement of the random numbers of the draws; every MCSE has its blocks
	// for units. None: the draws are independent.
	Arrangement string `json:"arrangement,omitempty"`

	Impacts *Impacts    `json:"impacts,omitempty"`
	Protect *Protection `json:"protect,omitempty"`

	Multiverse *ScenarioMultiverse `json:"multiverse,omitempty"` // under every specification
}

// PairedDifference is a coefficient under a scenario less the same
// coefficient in the same draw without it: both have the same sample, so that
// what the sample does drops out. SDUnpaired is what the standard deviation of
// the difference would be, were the two drawn independently.
type PairedDifference struct {
	Model      string            `json:"model"`
	Estimator  string            `json:"estimator"`
	Term       string            `json:"term"`
	Draws      int               `json:"draws"` // in which both fits succeeded
	Mean       Number            `json:"mean"`
	SD         Number            `json:"sd"`
	MCSE       Number            `json:"mcse"`
	Quantiles  map[string]Number `json:"quantiles"`
	SDUnpaired Number            `json:"sd_unpaired"`
	SignFlips  Number            `json:"sign_flips"` // share of draws in which the sign is another
}

// paired compares a scenario's draws with those of the arm it shocks; common
// is nil where it shocks the baseline, of an ensemble that of the draw's own
// member. Draws beyond the shorter of the two have no partner.
func (c *Chain) paired(j, common *store.Journal, block bootstrap.Blocks, baseline []FitResult) ([]PairedDifference, error) {
	n := j.Draws()
	p := &pairing{level: c.study.level(), block: block, with: make([]float64, n)}
	if common != nil {
		p.without = make([]float64, common.Draws())
		n = min(n, common.Draws())
	}
	out := []PairedDifference{}
	for f := range c.fits {
		spec := &c.fits[f]
		for t, term := range baseline[f].Terms {
			column := spec.column + 2*t
			if err := j.Column(p.with, column); err != nil {
				return nil, err
			}
			if common == nil {
				p.without = p.without[:0]
				for i := range n {
					if b := c.baselines; b != nil {
						term = b[i%len(b)][f].Terms[t]
					}
					p.without = append(p.without, float64(term.Estimate))
				}
			} else if err := common.Column(p.without, column); err != nil {
				return nil, err
			}
			d := p.difference(n)
			d.Model, d.Estimator, d.Term = spec.model.Name, spec.estimator.Name, term.Name
			out = append(out, d)
		}
	}
	return out, nil
}

// pairing holds the values of one coefficient.
type pairing struct {
	level         float64
	block         bootstrap.Blocks
	with, without []float64
	diff, a, b    []float64
	ordered       bootstrap.Ordered
}

// difference summarises the pairs of the first n draws of which both exist.
func (p *pairing) difference(n int) PairedDifference {
	p.diff, p.a, p.b = p.diff[:0], p.a[:0], p.b[:0]
	flips := 0.0
	for i := range n {
		a, b := p.with[i], p.without[i]
		if d := a - b; d-d == 0 {
			p.diff, p.a, p.b = append(p.diff, d), append(p.a, a), append(p.b, b)
			if a*b < 0 {
				flips++
			}
		}
	}
	d := PairedDifference{Draws: len(p.diff), Quantiles: map[string]Number{}}
	m := bootstrap.MomentsOf(p.diff)
	d.Mean, d.SD, d.MCSE = Number(m.Mean), Number(m.SD), Number(p.block.MeanMCSE(n, func(i int) float64 { return p.with[i] - p.without[i] }))
	d.SDUnpaired = Number(math.Hypot(bootstrap.MomentsOf(p.a).SD, bootstrap.MomentsOf(p.b).SD))
	d.SignFlips = Number(flips / float64(len(p.diff)))
	p.ordered.Reset(p.diff)
	for _, q := range []float64{(1 - p.level) / 2, 0.5, (1 + p.level) / 2} {
		d.Quantiles[quantileKey(q)] = Number(p.ordered.Quantile(q, quantileType))
	}
	return d
}
