package verify

import (
	"fmt"

	"panelstress/data/index"
)

func (p *indexParams) normaliser() (index.Normaliser, error) {
	switch p.Method {
	case "minmax":
		m := index.MinMax{Lo: 0, Hi: 1}
		if p.Lo != nil {
			m.Lo = *p.Lo
		}
		if p.Hi != nil {
			m.Hi = *p.Hi
		}
		return m, nil
	case "zscore":
		return index.ZScore{}, nil
	case "rank":
		return index.Rank{}, nil
	case "percentile":
		return index.Percentile{}, nil
	case "vector":
		return index.Vector{}, nil
	case "fracmax":
		return index.FractionOfMax{}, nil
	case "sumshare":
		return index.SumShare{}, nil
	case "goalpost":
		return index.Goalposts(p.Goalposts), nil
	}
	return nil, fmt.Errorf("no normalisation is called %q", p.Method)
}

func (p *indexParams) weighter() (index.Weighter, error) {
	switch p.Weights {
	case "equal":
		return index.Equal{}, nil
	case "entropy":
		return index.Entropy{}, nil
	case "critic":
		return index.CRITIC{}, nil
	case "sd":
		return index.SD{}, nil
	case "cv":
		return index.CV{}, nil
	case "pca1sq":
		return index.PCA{Variant: index.PC1Squared}, nil
	case "entropy_critic_mult":
		return index.Product{index.Entropy{}, index.CRITIC{}}, nil
	case "given":
		return index.Given(p.W), nil
	}
	return nil, fmt.Errorf("no weights are called %q", p.Weights)
}

func (p *indexParams) aggregator() (index.Aggregator, error) {
	switch p.Aggregate {
	case "linear":
		return index.Linear{}, nil
	case "geometric":
		return index.Geometric{Floor: p.Floor}, nil
	case "harmonic":
		return index.Harmonic{}, nil
	case "power":
		return index.Power{P: p.Power}, nil
	}
	return nil, fmt.Errorf("no aggregation is called %q", p.Aggregate)
}

// entropyParts are the weighter and the normaliser of the scores for the way
// in which zeros are met.
func (p *indexParams) entropyParts() (e index.Entropy, n index.Normaliser, err error) {
	e.Delta = p.Delta
	n = index.MinMax{}
	switch p.Zero {
	case "plogp0", "": // what the weights called entropy are
	case "shift":
		e.Zero = index.Shift
		if p.InScore {
			n = index.MinMax{Lo: p.Delta, Hi: 1 + p.Delta}
		}
	case "affine":
		e.Zero = index.Affine
		if p.InScore {
			n = index.MinMax{Lo: p.Delta, Hi: 1}
		}
	case "logeps":
		e.Zero = index.LogEps
	default:
		return e, nil, fmt.Errorf("no way to meet zeros is called %q", p.Zero)
	}
	if p.Base == "sumshare" {
		e.Base, n = index.SumShare{}, index.SumShare{}
	}
	if p.KN == "periods" {
		e.Divisor = index.LnPeriods
	}
	return e, n, nil
}

// of is the index that parameters describe.
func (c *indexCase) of(p *indexParams) (*index.Index, error) {
	if p == nil || p.Normalise == nil {
		return nil, fmt.Errorf("the parameters name no normalisation")
	}
	normaliser, err := p.Normalise.normaliser()
	if err != nil {
		return nil, err
	}
	weighter, err := p.weighter()
	if err != nil {
		return nil, err
	}
	aggregator, err := p.aggregator()
	if err != nil {
		return nil, err
	}
	if p.Aggregate == "geometric" && p.GeoLo != 0 {
		normaliser = index.MinMax{Lo: p.GeoLo, Hi: 1}
	}
	return &index.Index{Indicators: c.indicators(), Normaliser: normaliser, Weighter: weighter, Aggregator: aggregator}, nil
}
