package verify

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"panelstress/sim/sensitivity"
)

// ownParams are the kinds of the form of the indices that have parameters of
// their own: what their results depend on, and on what is not in the model.
var ownParams = map[string]func(*indexCase) (map[string]any, error){
	"sobol_analytic":   sobolAnalytic,
	"sobol_estimators": sobolEstimators,
	"factorial":        factorial,
	"multiverse":       multiverse,
	"speccurve":        specificationCurve,
	"sensemakr":        omittedBounds,
	"konfound":         konfound,
	"oster":            oster,
}

// params decodes the parameters of a case.
func params[T any](c *indexCase) (p T, err error) {
	if err := json.Unmarshal(c.Raw, &p); err != nil {
		return p, fmt.Errorf("params: %w", err)
	}
	return p, nil
}

// testFunction is the function that the parameters of a case name.
func testFunction(c *indexCase) (sensitivity.Function, error) {
	kind, err := params[struct{ Fn string }](c)
	if err != nil {
		return nil, err
	}
	switch kind.Fn {
	case "ishigami":
		return params[sensitivity.Ishigami](c)
	case "g", "linear":
		p, err := params[struct{ A []float64 }](c)
		if kind.Fn == "g" {
			return sensitivity.G(p.A), err
		}
		return sensitivity.LinearSum(p.A), err
	case "product":
		f, err := params[sensitivity.ProductOf](c)
		if err == nil && len(f.Mu) != len(f.Sigma) {
			err = errors.New("expected a sigma for each mu")
		}
		return f, err
	}
	return nil, fmt.Errorf("no function is called %q", kind.Fn)
}

func sobolAnalytic(c *indexCase) (map[string]any, error) {
	f, err := testFunction(c)
	if err != nil {
		return nil, err
	}
	a := f.Analytic()
	v := map[string]any{"mean": a.Mean, "variance": a.Variance, "S1": a.First, "ST": a.Total}
	if i, ok := f.(sensitivity.Ishigami); ok {
		v["S13"] = i.Pair() / a.Variance
	}
	return v, nil
}

// sobolEstimators are all estimators on the results of a design.
func sobolEstimators(c *indexCase) (map[string]any, error) {
	t, err := c.open(c.Data)
	if err != nil {
		return nil, err
	}
	s := new(sensitivity.Sample)
	if s.A, err = column(t, "yA"); err != nil {
		return nil, err
	}
	if s.B, err = column(t, "yB"); err != nil {
		return nil, err
	}
	for i := 1; t.Cells("yAB"+strconv.Itoa(i)) != nil; i++ {
		ab, err := column(t, "yAB"+strconv.Itoa(i))
		if err != nil {
			return nil, err
		}
		s.AB = append(s.AB, ab)
	}
	_, variance, rows := s.Moments()
	n := float64(2 * rows)
	v := map[string]any{"variance_ddof0": variance, "variance_ddof1": variance * n / (n - 1)}
	for name, e := range map[string]sensitivity.Estimator{
		"S1_saltelli2010": sensitivity.SaltelliUncentred, "S1_saltelli2010_centred": sensitivity.Saltelli,
		"S1_jansen": sensitivity.JansenFirst, "S1_coinr": sensitivity.SaltelliCOINr, "S1_janon": sensitivity.Janon,
		"ST_jansen": sensitivity.JansenTotal, "ST_coinr": sensitivity.JansenTotalCOINr, "ST_homma": sensitivity.Homma,
	} {
		var x []float64
		for _, source := range s.Sources(sensitivity.Settings{First: e}) {
			x = append(x, source.First.Estimate)
		}
		v[name] = x
	}
	return v, nil
}

// factorial decomposes a table whose rows are all combinations of factors, in
// any order.
func factorial(c *indexCase) (map[string]any, error) {
	p, err := params[struct {
		Factors  []string
		Response string
	}](c)
	if err != nil {
		return nil, err
	}
	t, err := c.open(c.Data)
	if err != nil {
		return nil, err
	}
	y, err := column(t, p.Response)
	if err != nil {
		return nil, err
	}
	levels, at := make([]int, len(p.Factors)), make([]int, len(y))
	for f, name := range p.Factors {
		cells := t.Cells(name)
		if cells == nil {
			return nil, fmt.Errorf("%s has no column %q", t.File(), name)
		}
		code := make(map[string]int)
		for _, cell := range cells {
			if _, ok := code[cell]; !ok {
				code[cell] = len(code)
			}
		}
		levels[f] = len(code)
		for i, cell := range cells {
			at[i] = at[i]*len(code) + code[cell]
		}
	}
	sorted := make([]float64, len(y))
	for i, place := range at {
		if place >= len(y) {
			return nil, fmt.Errorf("%s is no full factorial table of %v", t.File(), p.Factors)
		}
		sorted[place] = y[i]
	}
	return decomposed(p.Factors, levels, sorted)
}

// decomposed is the analysis of variance of a table, keyed by factor.
func decomposed(factors []string, levels []int, y []float64) (map[string]any, error) {
	a, err := sensitivity.Decompose(levels, y)
	if err != nil {
		return nil, err
	}
	s1, st, s2 := make(map[string]any), make(map[string]any), make(map[string]any)
	for f, name := range factors {
		s1[name], st[name] = a.First[f], a.Total[f]
		for g := f + 1; g < len(factors); g++ {
			s2[name+":"+factors[g]] = a.Pairs[f][g]
		}
	}
	return map[string]any{"variance": a.Variance, "S1": s1, "ST": st, "S2": s2}, nil
}
