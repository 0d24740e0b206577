package verify

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/stat"

	"panelstress/bootstrap"
	"panelstress/data"
	"panelstress/data/index"
	"panelstress/estimators"
)

// regressor is a column of a regression on an index.
type regressor struct {
	name string
	col  []float64
}

// regress fits y on regressors with the effects of the case.
func (c *indexCase) regress(e estimators.Estimator, f *indexFile, x ...regressor) (*estimators.Fit, *estimators.Design, error) {
	y := slices.Clone(f.panel.Column(c.Params.Y))
	if c.Params.LogY {
		for i, v := range y {
			y[i] = math.Log(v)
		}
	}
	names, cols := []string{c.Params.Y}, [][]float64{y}
	for _, r := range x {
		names, cols = append(names, r.name), append(cols, r.col)
	}
	fr, err := estimators.NewFrame(f.panel.Starts(), f.panel.Times(), names, cols, len(cols))
	if err != nil {
		return nil, nil, err
	}
	d, err := estimators.NewDesign(fr, names[0], names[1:], nil, nil)
	if err != nil {
		return nil, nil, err
	}
	fit := new(estimators.Fit)
	return fit, d, e.Fit(fit, d)
}

func (c *indexCase) controls(f *indexFile) (list []regressor) {
	for _, name := range c.Params.Controls {
		list = append(list, regressor{name, f.panel.Column(name)})
	}
	return list
}

// pipeline is an index in a regression with effects, alone or with a
// moderator.
func pipeline(c *indexCase) (map[string]any, error) {
	p := &c.Params
	further := append(slices.Clone(p.Controls), p.Y)
	if p.Moderator != "" {
		further = append(further, p.Moderator)
	}
	b, err := c.built(p, further...)
	if err != nil {
		return nil, err
	}
	x := []regressor{{"INDEX", slices.Clone(b.scores)}}
	if p.Moderator != "" {
		mod, product := slices.Clone(b.panel.Column(p.Moderator)), slices.Clone(b.scores)
		if p.Centre {
			centre(x[0].col)
			centre(mod)
		}
		for i := range product {
			product[i] = x[0].col[i] * mod[i]
		}
		x = append(x, regressor{"MOD", mod}, regressor{"INT", product})
	}
	x = append(x, c.controls(b.indexFile)...)
	var effects estimators.Effects
	if p.TwoWay != nil && *p.TwoWay {
		effects = estimators.TwoWay
	}
	fit, d, err := c.regress(estimators.Within{Effects: effects}, b.indexFile, x...)
	if err != nil {
		return nil, err
	}
	clustered, _, err := c.regress(estimators.Within{Effects: effects, Cov: estimators.Cluster{Convention: estimators.CR1}}, b.indexFile, x...)
	if err != nil {
		return nil, err
	}
	return map[string]any{
		"weights": c.byIndicator(b.weights), "index": b.inLines(b.scores),
		"coefficients": coefficients(fit), "std_error": byTerm(fit, fit.SE), "cluster_se_G_over_Gm1": byTerm(clustered, clustered.SE),
		"df": fit.ResidualDoF, "r2_within": fit.Statistics(d).R2,
	}, nil
}

func centre(x []float64) {
	m := stat.Mean(x, nil)
	for i := range x {
		x[i] -= m
	}
}

// standardise makes z-scores, with divisor n-1.
func standardise(x []float64) {
	mean, sd := stat.MeanStdDev(x, nil)
	for i := range x {
		x[i] = (x[i] - mean) / sd
	}
}

// givenWeights is an index under many given weights in a regression, two-way
// where the case does not say otherwise.
func givenWeights(c *indexCase) (map[string]any, error) {
	p := &c.Params
	draws, err := c.open(p.Draws)
	if err != nil {
		return nil, err
	}
	equal := *p
	equal.Weights, equal.Aggregate, equal.Normalise = "equal", "linear", &indexParams{Method: "minmax"}
	b, err := c.built(&equal, append(slices.Clone(p.Controls), p.Y)...)
	if err != nil {
		return nil, err
	}
	drawn := make([][]float64, len(c.Indicators))
	for j, name := range c.Indicators {
		if drawn[j], err = column(draws, name); err != nil {
			return nil, err
		}
	}
	e := estimators.Within{Effects: estimators.TwoWay}
	if p.TwoWay != nil && !*p.TwoWay {
		e.Effects = estimators.Entity
	}
	first := slices.Clone(b.scores)
	var coef, se, shift []float64
	positive, significant := 0.0, 0.0
	for i := range draws.Len() {
		for j := range drawn {
			b.work.Weights[j] = drawn[j][i]
		}
		if err := b.score(); err != nil {
			return nil, err
		}
		shift = append(shift, index.CompareRanks(first, b.scores).MeanShift)
		x := slices.Clone(b.scores)
		if p.Standardise {
			standardise(x)
		}
		fit, _, err := c.regress(e, b.indexFile, append([]regressor{{"INDEX", x}}, c.controls(b.indexFile)...)...)
		if err != nil {
			return nil, err
		}
		row := fit.Table(0.95)[0]
		coef, se = append(coef, row.Estimate), append(se, row.SE)
		positive += indicator(row.Estimate > 0)
		significant += indicator(row.P < 0.05)
	}
	n := float64(len(coef))
	return map[string]any{
		"coefficient": coef, "std_error": se, "mean_abs_rank_shift": shift, "summary": summary(coef),
		"share_positive": positive / n, "share_significant05": significant / n,
	}, nil
}

// summary has quantiles of type 7 beside mean and standard deviation.
func summary(x []float64) map[string]any {
	mean, sd := stat.MeanStdDev(x, nil)
	v := map[string]any{"mean": mean, "sd": sd, "min": slices.Min(x), "max": slices.Max(x)}
	var o bootstrap.Ordered
	o.Reset(slices.Clone(x)) // it moves what it is given
	for name, p := range map[string]float64{
		"q025": 0.025, "q05": 0.05, "q25": 0.25, "median": 0.5, "q75": 0.75, "q95": 0.95, "q975": 0.975,
	} {
		v[name] = o.Quantile(p, bootstrap.Type7)
	}
	return v
}

// romanoWolf adjusts p values for a family of tests. The file has the observed
// statistics in its first row and centred draws of them below.
func romanoWolf(c *indexCase) (map[string]any, error) {
	t, err := c.open(c.Data)
	if err != nil {
		return nil, err
	}
	names := t.Header()[1:]
	var observed, raw []float64
	var draws [][]float64
	for _, name := range names {
		x, err := column(t, name)
		if err != nil {
			return nil, err
		}
		observed, draws = append(observed, x[0]), append(draws, x[1:])
		alone := make([]float64, 1) // a family of one
		raw = append(raw, bootstrap.RomanoWolf(alone, x[:1], [][]float64{x[1:]})[0])
	}
	keyed := func(p []float64) map[string]any {
		v := make(map[string]any)
		for h, name := range names {
			v[name] = p[h]
		}
		return v
	}
	n := len(names)
	return map[string]any{
		"romano_wolf": keyed(bootstrap.RomanoWolf(make([]float64, n), observed, draws)), "raw": keyed(raw),
		"holm": keyed(bootstrap.Holm(make([]float64, n), raw)), "benjamini_hochberg": keyed(bootstrap.BH(make([]float64, n), raw)),
	}, nil
}

// absent is how the cases of interpolation write what stays missing.
const absent = -999

// interpolated fills the gaps of each unit. Under rule 1 what lies before its
// first and after its last value stays missing; under rule 2 it takes the
// nearest value.
func interpolated(c *indexCase) (map[string]any, error) {
	t, err := c.open(c.Data)
	if err != nil {
		return nil, err
	}
	if c.Params.Rule != 1 && c.Params.Rule != 2 {
		return nil, fmt.Errorf("no rule %d of interpolation", c.Params.Rule)
	}
	years, err := c.periods(t)
	if err != nil {
		return nil, err
	}
	unit, x := c.firstBeside(t, ""), t.Header()[len(t.Header())-1]
	if len(c.Indicators) > 0 {
		x = c.Indicators[0]
	}
	if t.Cells(unit) == nil || t.Cells(x) == nil {
		return nil, fmt.Errorf("%s has the columns %q, expected a unit, %s and values", t.File(), t.Header(), c.timeColumn())
	}
	rows := make(map[string][]int)
	for i, u := range t.Cells(unit) {
		rows[u] = append(rows[u], i)
	}
	filled := make(map[string]any)
	for u, all := range rows {
		if filled[u], err = interpolatedUnit(t.Cells(x), years, all, c.Params.Rule == 2); err != nil {
			return nil, err
		}
	}
	return map[string]any{"filled": filled}, nil
}

// interpolatedUnit fills the cells of one unit, which stand in some rows, in
// the order of these.
func interpolatedUnit(cells []string, years []int, rows []int, carry bool) ([]float64, error) {
	known := slices.DeleteFunc(slices.Clone(rows), func(i int) bool { return cells[i] == "" })
	x := make([]float64, len(rows))
	for k := range x {
		x[k] = absent
	}
	if len(known) == 0 {
		return x, nil
	}
	first, last := years[known[0]], years[known[0]]
	for _, i := range known {
		first, last = min(first, years[i]), max(last, years[i])
	}
	within := func(i int) bool { return carry || first <= years[i] && years[i] <= last }
	var text strings.Builder
	text.WriteString("unit,year,x\n")
	for _, i := range rows {
		if within(i) {
			fmt.Fprintf(&text, "unit,%d,%s\n", years[i], cells[i])
		}
	}
	one, err := data.ReadCSV(strings.NewReader(text.String()), "unit", data.ReadOptions{})
	if err != nil {
		return nil, err
	}
	p, err := one.Panel(data.Options{Entity: "unit", Time: "year", Columns: []string{"x"}, Missing: data.MissingInterpolate, Ends: data.EndsCarry})
	if err != nil {
		return nil, err
	}
	for k, i := range rows {
		if within(i) {
			x[k] = p.Column("x")[slices.Index(p.Times(), years[i])]
		}
	}
	return x, nil
}
