package verify

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"panelstress/bootstrap"
)

// wildRows are the complete rows of a case.
type wildRows struct {
	y, endogenous []float64
	x             [][]float64 // exogenous regressors and the constant, or dummies
	names         []string    // of the first columns of x
	instruments   [][]float64
	group         map[string][]int // per column of clusters: the cluster of each row
	parameters    float64          // coefficients, swept effects included
}

// rows evaluates the formula and lays out the columns. Effects that are
// constant within all clusters are swept out, others become dummies.
func (c *bootstrapCase) rows() (*wildRows, error) {
	s, m := c.Spec, c.Spec.model
	within := slices.Concat(s.FE, s.Cluster) // lags are by time within the first of them
	if len(s.Cluster) == 0 || slices.Contains(within, "") {
		return nil, fmt.Errorf("effects %q and clusters %q, expected columns", s.FE, s.Cluster)
	}
	names := []string{m.Outcome.String()}
	for _, t := range slices.Concat(m.Regressors, m.Instruments) {
		names = append(names, t.Name)
	}
	one := &Case{table: c.table, entity: within[0], time: c.timeColumn(within[0])}
	cols, line, err := one.rows(names)
	if err != nil {
		return nil, err
	}
	w := &wildRows{y: cols[0], group: make(map[string][]int)}
	for _, name := range slices.Concat(s.FE, s.Cluster, list{s.BootCluster}) {
		if name == "" {
			continue
		}
		cells := c.table.Cells(name)
		if cells == nil {
			return nil, fmt.Errorf("%s has no column %q", c.table.File(), name)
		}
		var own []string
		for _, i := range line {
			own = append(own, cells[i])
		}
		_, w.group[name] = places(own)
	}
	for i, t := range m.Regressors {
		if slices.Contains(m.Endogenous, i) {
			w.endogenous = cols[1+i]
			continue
		}
		w.x, w.names = append(w.x, cols[1+i]), append(w.names, t.Name)
	}
	w.instruments = cols[1+len(m.Regressors):]
	w.parameters = float64(len(w.x))
	if len(s.FE) == 0 {
		if !m.NoConst {
			ones := make([]float64, len(w.y))
			for i := range ones {
				ones[i] = 1
			}
			w.x = append(w.x, ones)
			w.parameters++
		}
		return w, nil
	}
	c.absorb(w)
	return w, nil
}

// absorb sweeps out the effects of one column, where they are nested in the
// clusters, and adds dummies of the others.
func (c *bootstrapCase) absorb(w *wildRows) {
	swept := ""
	for _, name := range c.Spec.FE {
		if swept == "" && c.nested(w, w.group[name]) {
			swept = name
		}
	}
	for i, name := range c.Spec.FE {
		levels := slices.Max(w.group[name]) + 1
		w.parameters += float64(levels)
		if i > 0 {
			w.parameters--
		}
		if name == swept {
			continue
		}
		first := 0
		if swept != "" || i > 0 {
			first = 1
		}
		for l := first; l < levels; l++ {
			dummy := make([]float64, len(w.y))
			for r, g := range w.group[name] {
				dummy[r] = indicator(g == l)
			}
			w.x = append(w.x, dummy)
		}
	}
	if swept == "" {
		return
	}
	for _, col := range slices.Concat([][]float64{w.y}, w.x) {
		sweep(col, w.group[swept])
	}
}

// nested tells whether a grouping is constant within all clusters.
func (c *bootstrapCase) nested(w *wildRows, of []int) bool {
	for _, name := range slices.Concat(c.Spec.Cluster, list{c.Spec.BootCluster}) {
		cluster := make(map[int]int)
		for r, g := range w.group[name] {
			if at, ok := cluster[of[r]]; ok && at != g {
				return false
			}
			cluster[of[r]] = g
		}
	}
	return true
}

// sweep takes the means of groups off.
func sweep(x []float64, group []int) {
	sum, n := make(map[int]float64), make(map[int]float64)
	for r, g := range group {
		sum[g] += x[r]
		n[g]++
	}
	for r, g := range group {
		x[r] -= sum[g] / n[g]
	}
}

// law finds weights by name.
func law(name string) (bootstrap.WildWeights, error) {
	switch name {
	case "rademacher":
		return bootstrap.Rademacher(), nil
	case "webb":
		return bootstrap.Webb(), nil
	case "mammen":
		return bootstrap.Mammen(), nil
	}
	return bootstrap.WildWeights{}, fmt.Errorf("no weights are called %q", name)
}

// mostDraws is how many draws are gone through.
const mostDraws = 1 << 24

func enumerated(name string, groups int) (bootstrap.WildWeights, error) {
	w, err := law(name)
	if err == nil && w.Count(groups) > mostDraws {
		err = fmt.Errorf("%.0f draws of %d clusters are too many to go through", w.Count(groups), groups)
	}
	return w, err
}

// wildCluster is the wild cluster bootstrap in a linear regression.
func wildCluster(c *bootstrapCase) (map[string]any, error) {
	w, err := c.rows()
	if err != nil {
		return nil, err
	}
	s := c.Spec
	by := s.BootCluster
	if by == "" {
		by = s.Cluster[0]
	}
	test := &bootstrap.Wild{Y: w.y, X: w.x, Group: w.group[by], Imposed: s.NullImposed, CR3: s.Variance == "CR3" || strings.HasSuffix(string(s.Variant), "3")}
	switch s.Variant {
	case "11", "13":
	case "31", "33":
		test.Jackknifed = true
	default:
		return nil, fmt.Errorf("no variant is called %q", s.Variant)
	}
	var value []float64
	for j, name := range w.names {
		if v, ok := s.Null[name]; ok {
			test.Tested, value = append(test.Tested, j), append(value, v)
		}
	}
	if len(value) != len(s.Null) || len(value) == 0 {
		return nil, fmt.Errorf("the null is about %v, expected some of %q", s.Null, w.names)
	}
	if test.Variance, err = c.variance(w); err != nil {
		return nil, err
	}
	t, err := test.Prepare()
	if err != nil {
		return nil, err
	}
	if len(value) > 1 {
		return jointTest(t, value)
	}
	weights, err := enumerated(s.Weights, t.Groups)
	if err != nil {
		return nil, err
	}
	p := t.PValues(weights, value[0])
	v := pValues(p)
	v["estimate"], v["se"], v["t"] = t.Estimate[0], t.SE(), t.Statistic(value[0])
	v["infeasible_draws"] = weights.Count(t.Groups) - float64(p.N)
	c.sets(v, t.Estimate[0], t.SE(), func(r float64) bootstrap.PValues { return t.PValues(weights, r) })
	return v, c.compareStatistics(t.Draw(value[0]), weights, t.Groups)
}

func pValues(p bootstrap.PValues) map[string]any {
	return map[string]any{"draws": p.N, "p": map[string]any{
		"symmetric": p.Symmetric, "equaltail": p.EqualTail, "upper": p.Upper, "lower": p.Lower, "ties_abs": p.TiesAbs,
	}}
}

// jointTest is F with its p values under two laws of weights.
func jointTest(t *bootstrap.WildTest, value []float64) (map[string]any, error) {
	v := map[string]any{"F": t.Statistic(value...)}
	for name, keys := range map[string][2]string{"rademacher": {"p_rademacher", "tie_share_rademacher"}, "webb": {"p_webb_exact", "tie_share_webb"}} {
		weights, err := enumerated(name, t.Groups)
		if err != nil {
			v[keys[0]], v[keys[1]] = err, err
			continue
		}
		p := t.PValues(weights, value...)
		v[keys[0]], v[keys[1]] = p.Upper, p.Ties
	}
	return v, nil
}

// variance lists the groupings of the covariance with the factor that the case
// describes in words.
func (c *bootstrapCase) variance(w *wildRows) ([]bootstrap.WildGrouping, error) {
	n := float64(len(w.y))
	rest := (n - 1) / (n - w.parameters)
	factor := func(clusters int) (float64, error) {
		g := float64(clusters)
		switch {
		case strings.HasPrefix(c.SmallSample, "none"), c.SmallSample == "":
			return 1, nil
		case strings.HasPrefix(c.SmallSample, "CR1"), strings.HasPrefix(c.SmallSample, "each component times its own G/(G-1)"):
			return g / (g - 1) * rest, nil
		}
		return 0, fmt.Errorf("no small-sample factor of this build is %q", c.SmallSample)
	}
	add := func(list []bootstrap.WildGrouping, of []int, sign float64) ([]bootstrap.WildGrouping, error) {
		f, err := factor(slices.Max(of) + 1)
		return append(list, bootstrap.WildGrouping{Of: of, Factor: sign * f}), err
	}
	var out []bootstrap.WildGrouping
	var err error
	for _, name := range c.Spec.Cluster {
		if out, err = add(out, w.group[name], 1); err != nil {
			return nil, err
		}
	}
	switch len(c.Spec.Cluster) {
	case 1:
		return out, nil
	case 2:
		return add(out, intersection(w.group[c.Spec.Cluster[0]], w.group[c.Spec.Cluster[1]]), -1)
	}
	return nil, fmt.Errorf("clusters %q, expected one or two columns", c.Spec.Cluster)
}

// intersection numbers the pairs of two groupings.
func intersection(a, b []int) []int {
	at := make(map[[2]int]int)
	of := make([]int, len(a))
	for r := range a {
		pair := [2]int{a[r], b[r]}
		if _, ok := at[pair]; !ok {
			at[pair] = len(at)
		}
		of[r] = at[pair]
	}
	return of
}

// sets adds the confidence sets that the case asks for.
func (c *bootstrapCase) sets(v map[string]any, estimate, se float64, compute func(r float64) bootstrap.PValues) {
	known := make(map[float64]bootstrap.PValues) // two sets look at the same values
	p := func(r float64) bootstrap.PValues {
		at, ok := known[r]
		if !ok {
			at = compute(r)
			known[r] = at
		}
		return at
	}
	for name := range c.Expected {
		of := map[string]func(bootstrap.PValues) float64{
			"ci95_symmetric": func(p bootstrap.PValues) float64 { return p.Symmetric },
			"ci95_equaltail": func(p bootstrap.PValues) float64 { return p.EqualTail },
		}[strings.TrimSuffix(name, "_pieces")]
		if of != nil {
			set := bootstrap.ConfidenceSet(estimate, se, 0.05, func(r float64) float64 { return of(p(r)) })
			pieces := make([][]float64, len(set))
			for i := range set {
				pieces[i] = set[i][:]
			}
			v[name] = anys(pieces)
		}
	}
}

// compareStatistics compares the statistics of the draws with their file,
// where there is one.
func (c *bootstrapCase) compareStatistics(draw func([]float64) float64, weights bootstrap.WildWeights, groups int) error {
	if c.TStarFile == "" {
		return nil
	}
	t, err := c.open(c.TStarFile)
	if err != nil {
		return err
	}
	want, err := column(t, "tstar")
	if err != nil {
		return err
	}
	tol, at := c.tolerance([]string{"tstar_first"}), 0
	for v := range weights.All(groups) {
		if at == len(want) {
			return fmt.Errorf("%s: expected %d draws, there are more", t.File(), at)
		}
		if got := draw(v); !tol.admits(got, want[at], 0) {
			return fmt.Errorf("%s, line %d: got %v, expected %v", t.File(), t.Line(at), got, want[at])
		}
		at++
	}
	if at < len(want) {
		return fmt.Errorf("%s: expected %d draws, there are %d", t.File(), len(want), at)
	}
	return nil
}

// wildInstrumented is the wild restricted efficient bootstrap, or with the
// estimates in place of the null.
func wildInstrumented(c *bootstrapCase) (map[string]any, error) {
	w, err := c.rows()
	if err != nil {
		return nil, err
	}
	s := c.Spec
	if len(s.FE) > 0 || len(s.Cluster) != 1 || len(s.model.Endogenous) != 1 || !strings.HasPrefix(c.SmallSample, "none") && c.SmallSample != "" {
		return nil, fmt.Errorf("expected one endogenous regressor, one column of clusters, no effects and no small-sample factor")
	}
	name := s.model.Regressors[s.model.Endogenous[0]].Name
	null, ok := s.Null[name]
	if !ok || len(s.Null) != 1 {
		return nil, fmt.Errorf("the null is about %v, expected %q", s.Null, name)
	}
	t, err := (&bootstrap.WildIV{
		Y: w.y, Endogenous: w.endogenous, X: w.x, W: w.instruments, Group: w.group[s.Cluster[0]], Imposed: s.NullImposed,
	}).Prepare()
	if err != nil {
		return nil, err
	}
	weights, err := enumerated(s.Weights, t.Groups)
	if err != nil {
		return nil, err
	}
	p, err := t.PValues(weights, null)
	if err != nil {
		return nil, err
	}
	v := pValues(p)
	v["estimate"], v["se"], v["t"] = t.Estimate, t.SE, t.Statistic(null)
	c.sets(v, t.Estimate, t.SE, func(r float64) bootstrap.PValues {
		p, err := t.PValues(weights, r)
		if err != nil {
			p.Symmetric, p.EqualTail = math.NaN(), math.NaN()
		}
		return p
	})
	draw, err := t.Draw(null)
	if err != nil {
		return nil, err
	}
	var first []float64
	for d := range weights.All(t.Groups) {
		if first = append(first, draw(d)); len(first) == 8 {
			break
		}
	}
	v["tstar_first8"] = first
	return v, c.compareStatistics(draw, weights, t.Groups)
}

// rows evaluates formulas on the complete rows of a case. line are those of
// the table.
func (c *Case) rows(names []string) (cols [][]float64, line []int, err error) {
	panel, err := c.panel(names)
	if err != nil {
		return nil, nil, err
	}
	for _, n := range names {
		col, err := evaluate(panel, n)
		if err != nil {
			return nil, nil, err
		}
		cols = append(cols, col)
	}
	kept := make([][]float64, len(cols))
	for r, i := range panel.Column(lines) {
		if slices.ContainsFunc(cols, func(col []float64) bool { return math.IsNaN(col[r]) }) {
			continue
		}
		line = append(line, int(i))
		for j, col := range cols {
			kept[j] = append(kept[j], col[r])
		}
	}
	return kept, line, nil
}
