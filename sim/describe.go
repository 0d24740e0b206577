package sim

import (
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/stat"

	"panelstress/data/formula"
	"panelstress/estimators"
)

// describe adds descriptive statistics and Pearson correlations of the
// variables of the models: outcomes, and regressors without products and lags,
// in the order in which the models name them; log(gdp) is a variable as gdp
// is. Correlations are over the rows on which all of them have a value.
func (c *Chain) describe(r *Result) {
	var names []string
	for i := range c.study.Models {
		f := c.study.Models[i].Formula
		for j, n := range c.study.Models[i].columns(false) {
			n = strings.TrimSuffix(n, centredSuffix)
			if !slices.Contains(names, n) && (j == 0 || isVariable(f.Regressors[j-1].Expr)) {
				names = append(names, n)
			}
		}
	}
	complete := c.panel.Complete(names...)
	cols := make([][]float64, len(names))
	for j, n := range names {
		var all []float64
		for i, v := range c.panel.Column(n) {
			if !math.IsNaN(v) {
				all = append(all, v)
			}
			if complete[i] {
				cols[j] = append(cols[j], v)
			}
		}
		d := Descriptive{Name: n, N: len(all), Mean: Number(math.NaN()), SD: Number(math.NaN()), Min: Number(math.NaN()), Max: Number(math.NaN())}
		if len(all) > 0 {
			mean, sd := stat.MeanStdDev(all, nil)
			d.Mean, d.SD = Number(mean), Number(sd)
			d.Min, d.Max = Number(slices.Min(all)), Number(slices.Max(all))
		}
		r.Descriptives = append(r.Descriptives, d)
	}
	r.Correlations = correlate(names, cols)
}

// isVariable tells a column and a function of one, such as log(gdp), from
// what the models make of variables: products, powers, lags, differences.
func isVariable(e formula.Expr) bool {
	switch e := e.(type) {
	case formula.Column:
		return true
	case formula.Call:
		return isVariable(e.X)
	}
	return false
}

func correlate(names []string, cols [][]float64) *Correlations {
	k := len(names)
	out := &Correlations{Names: names, Values: make([][]Number, k), P: make([][]Number, k)}
	for i := range k {
		out.Values[i], out.P[i] = make([]Number, k), make([]Number, k)
		for j := range i {
			v := stat.Correlation(cols[i], cols[j], nil)
			out.Values[i][j], out.P[i][j] = Number(v), Number(correlationP(v, len(cols[i])))
			out.Values[j][i], out.P[j][i] = out.Values[i][j], out.P[i][j]
		}
		out.Values[i][i], out.P[i][i] = 1, Number(math.NaN())
	}
	return out
}

// correlationP is the two-sided p value of a Pearson correlation,
// t = r sqrt((n-2)/(1-r²)) with n-2 degrees of freedom.
func correlationP(r float64, n int) float64 {
	if n < 3 || math.IsNaN(r) {
		return math.NaN()
	}
	df := float64(n - 2)
	t := r * math.Sqrt(df/((1-r)*(1+r)))
	return estimators.TwoSided(t, df)
}
