package verify

import (
	"fmt"
	"slices"

	"panelstress/estimators"
	"panelstress/sim/sensitivity"
)

// estimates are those of one coefficient over many specifications.
type estimates struct{ b, se, p []float64 }

func (e *estimates) add(r estimators.Row) {
	e.b, e.se, e.p = append(e.b, r.Estimate), append(e.se, r.SE), append(e.p, r.P)
}

// specificationCurve regresses y on d under all subsets of controls.
func specificationCurve(c *indexCase) (map[string]any, error) {
	p, err := params[struct {
		Y, D     string
		Controls []string
		Log      []string
		ID, Time string
	}](c)
	if err != nil {
		return nil, err
	}
	t, err := c.open(c.Data)
	if err != nil {
		return nil, err
	}
	term := func(name string) string {
		if slices.Contains(p.Log, name) {
			return "log(" + name + ")"
		}
		return name
	}
	var e estimators.Estimator = estimators.Pooled{}
	switch {
	case p.Time != "" && p.ID != "":
		e = estimators.Within{Effects: estimators.TwoWay}
	case p.Time != "":
		e = estimators.Within{Effects: estimators.Time}
	case p.ID != "":
		e = estimators.Within{}
	}
	var all estimates
	sets := subsets(p.Controls)
	for _, set := range sets {
		x := []string{term(p.D)}
		for _, name := range set {
			x = append(x, term(name))
		}
		r := &Case{table: t, entity: p.ID, time: p.Time}
		d, err := r.Design(term(p.Y), x, nil, nil)
		if err != nil {
			return nil, err
		}
		var f estimators.Fit
		if err := e.Fit(&f, d); err != nil {
			return nil, err
		}
		all.add(f.Table(0.95)[0])
	}
	s := sensitivity.CurveOf(all.b, all.se, all.p, 0.05)
	influence := make(map[string]any)
	for _, name := range p.Controls {
		influence[name] = sensitivity.Influence(all.b, has(sets, name))
	}
	return map[string]any{
		"n_specs": s.N, "estimate": all.b, "std_error": all.se, "p_value": all.p,
		"median": s.Median, "mad": s.MAD, "min": s.Min, "max": s.Max, "q25": s.Q25, "q75": s.Q75,
		"share_significant": s.ShareSignificant, "share_positive": s.SharePositive, "share_significant_positive": s.ShareSignificantPositive,
		"sampling_se": s.SamplingSE, "modelling_se": s.ModellingSE, "total_se": s.TotalSE,
		"robustness_ratio": s.RobustnessRatio(all.b[len(all.b)-1]), "influence": influence,
	}, nil
}

// gridParams are the choices of a multiverse of builds of an index and models.
type gridParams struct {
	Normalisations, Weightings, Aggregations []string
	ControlSets                              [][]string `json:"control_sets"`
	Effects                                  []string
	ID, Time, Y                              string
	LogY                                     bool `json:"log_y"`
}

// multiverse fits all combinations, the last choice varying fastest.
func multiverse(c *indexCase) (map[string]any, error) {
	p, err := params[gridParams](c)
	if err != nil {
		return nil, err
	}
	var all estimates
	for _, normalisation := range p.Normalisations {
		for _, weighting := range p.Weightings {
			for _, aggregation := range p.Aggregations {
				build := indexParams{Normalise: &indexParams{Method: normalisation}, Weights: weighting, Aggregate: aggregation, Floor: 0.01}
				if err := c.fitGrid(&all, p, &build); err != nil {
					return nil, err
				}
			}
		}
	}
	factors := []string{"normalisation", "weighting", "aggregation", "controls", "effects"}
	levels := []int{len(p.Normalisations), len(p.Weightings), len(p.Aggregations), len(p.ControlSets), len(p.Effects)}
	v, err := decomposed(factors, levels, all.b)
	if err != nil {
		return nil, err
	}
	s := sensitivity.CurveOf(all.b, all.se, all.p, 0.05)
	v["n"], v["coefficient"], v["std_error"], v["p_value"] = s.N, all.b, all.se, all.p
	v["share_significant05"], v["share_positive"], v["summary"] = s.ShareSignificant, s.SharePositive, summary(all.b)
	return v, nil
}

// fitGrid fits the models of one build of the index, which is standardised.
func (c *indexCase) fitGrid(all *estimates, p gridParams, build *indexParams) error {
	c.Params.ID, c.Params.Time = p.ID, p.Time
	c.Params.Y, c.Params.LogY = p.Y, p.LogY
	var further []string
	for _, set := range p.ControlSets {
		further = append(further, set...)
	}
	b, err := c.built(build, append(further, p.Y)...)
	if err != nil {
		return err
	}
	standardise(b.scores)
	for _, set := range p.ControlSets {
		c.Params.Controls = set
		for _, effects := range p.Effects {
			var e estimators.Within
			switch effects {
			case "oneway":
			case "twoway":
				e.Effects = estimators.TwoWay
			default:
				return fmt.Errorf("no effects are called %q", effects)
			}
			x := append([]regressor{{"INDEX", b.scores}}, c.controls(b.indexFile)...)
			fit, _, err := c.regress(e, b.indexFile, x...)
			if err != nil {
				return err
			}
			all.add(fit.Table(0.95)[0])
		}
	}
	return nil
}
