package verify

import (
	"errors"
	"fmt"
	"slices"

	"panelstress/estimators"
)

// treated are the parameters of a regression of y on a treatment d.
type treated struct {
	Y, D       string
	Covariates []string
	Absorb     string
	Benchmark  string
	RMaxFactor float64 `json:"rmax_factor"`
}

// omitted fits the regression of a case; absorb names a column whose dummies
// are swept out.
func (c *indexCase) omitted() (*estimators.Omitted, *treated, error) {
	p, err := params[treated](c)
	if err != nil {
		return nil, nil, err
	}
	t, err := c.open(c.Data)
	if err != nil {
		return nil, nil, err
	}
	x := append([]string{p.D}, p.Covariates...)
	r := &Case{table: t, entity: p.Absorb}
	d, err := r.Design(p.Y, x, nil, nil)
	if err != nil {
		return nil, nil, err
	}
	var e estimators.Estimator = estimators.Pooled{}
	if p.Absorb != "" {
		e = estimators.Within{}
	}
	o, err := estimators.NewOmitted(e, d, p.D)
	return o, &p, err
}

func omittedBounds(c *indexCase) (map[string]any, error) {
	o, p, err := c.omitted()
	if err != nil {
		return nil, err
	}
	v := map[string]any{
		"estimate": o.Estimate, "se": o.SE, "t": o.T, "df": o.DoF, "partial_r2": o.PartialR2,
		"rv_q1": o.RobustnessValue(1, 1), "rv_q1_alpha05": o.RobustnessValue(1, 0.05), "rv_q05": o.RobustnessValue(0.5, 1),
	}
	if p.Benchmark == "" {
		return v, nil
	}
	bounds, err := o.Bounds(p.Benchmark, 1, 2, 3)
	if err != nil {
		return nil, err
	}
	var list []any
	for _, b := range bounds {
		list = append(list, map[string]any{
			"k": b.KD, "r2dz_x": b.R2DZ, "r2yz_dx": b.R2YZ, "adjusted_estimate": b.Estimate, "adjusted_se": b.SE, "adjusted_t": b.T,
		})
	}
	v["bounds"] = list
	return v, nil
}

func oster(c *indexCase) (map[string]any, error) {
	o, p, err := c.omitted()
	if err != nil {
		return nil, err
	}
	s, ok, err := o.Oster()
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, errors.New("expected covariates")
	}
	factor := p.RMaxFactor
	if factor == 0 {
		factor = 1.3
	}
	rmax := s.RMax(factor)
	v := map[string]any{
		"beta_uncontrolled": s.Short, "beta_controlled": s.Long, "r2_uncontrolled": s.ShortR2, "r2_controlled": s.LongR2,
		"rmax": rmax, "delta_for_zero": s.Delta(0, rmax),
	}
	b := s.Beta(1, rmax)
	v["beta_star_delta1"] = b.Beta
	if len(b.Other) > 0 {
		v["alternative_solution"] = b.Other[0]
	}
	return v, nil
}

func konfound(c *indexCase) (map[string]any, error) {
	p, err := params[struct {
		B, SE float64
		N, K  int
		Alpha float64
		Tails int
	}](c)
	if err != nil {
		return nil, err
	}
	if p.Alpha == 0 {
		p.Alpha = 0.05
	}
	if p.Tails == 1 {
		p.Alpha *= 2
	}
	dof := float64(p.N - p.K - 2)
	if !(dof > 0 && p.SE > 0 && p.Alpha > 0 && p.Alpha < 1) {
		return nil, fmt.Errorf("se is %v, n is %d, k is %d, alpha is %v: expected a positive se, n above k+2, alpha between 0 and 1", p.SE, p.N, p.K, p.Alpha)
	}
	i := estimators.ImpactOf(p.B, p.SE, dof, estimators.Critical(p.Alpha, dof), p.N)
	return map[string]any{
		"threshold": i.Threshold, "percent_bias": 100 * i.Share, "rir": i.RIR,
		"observed_r": i.Observed, "critical_r": i.Critical, "itcv": i.ITCV,
	}, nil
}

// subsets are all sets of controls: set i has control j where bit j of i is
// one.
func subsets(controls []string) (sets [][]string) {
	for i := range 1 << len(controls) {
		var set []string
		for j, name := range controls {
			if i>>j&1 == 1 {
				set = append(set, name)
			}
		}
		sets = append(sets, set)
	}
	return sets
}

// has tells which sets have a control.
func has(sets [][]string, control string) (made []bool) {
	for _, s := range sets {
		made = append(made, slices.Contains(s, control))
	}
	return made
}
