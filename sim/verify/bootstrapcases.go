package verify

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"

	"panelstress/bootstrap"
	"panelstress/data"
	"panelstress/data/formula"
	"panelstress/estimators"
)

// drawn is what the bootstrap of pairs of clusters draws from, with the
// estimates and variances of all clusters once, in the order of the cases.
type drawn struct {
	estimate, variance []float64
	names              []string
	places             []int
	entities           int

	d   *estimators.Design
	est estimators.Estimator
}

// pairs prepares the bootstrap of pairs of clusters. A copy of a cluster is a
// unit of its own; variances are those of CR0 times G/(G-1).
func (c *bootstrapCase) pairs() (*drawn, error) {
	with, entity, err := c.oneWay()
	if err != nil {
		return nil, err
	}
	d, _, err := c.design(entity)
	if err != nil {
		return nil, err
	}
	p := &drawn{d: d, est: with(estimators.Cluster{Convention: estimators.CR1}), entities: d.Frame.Entities()}
	var f estimators.Fit
	if err := p.est.Fit(&f, d); err != nil {
		return nil, err
	}
	p.places, p.names = c.terms(&f)
	p.estimate = inOrder(p.places, func(j int) float64 { return f.Coef[j] })
	p.variance = inOrder(p.places, func(j int) float64 { return f.SE(j) * f.SE(j) })
	return p, nil
}

// fit estimates from a sample of the clusters.
func (p *drawn) fit(s *data.Sample) (coef, variance []float64, err error) {
	if err := p.d.Frame.Refresh(s); err != nil {
		return nil, nil, err
	}
	var f estimators.Fit
	if err := p.est.Fit(&f, p.d); err != nil {
		return nil, nil, err
	}
	return inOrder(p.places, func(j int) float64 { return f.Coef[j] }), inOrder(p.places, func(j int) float64 { return f.SE(j) * f.SE(j) }), nil
}

// exact goes through all samples of clusters.
func (p *drawn) exact() (e bootstrap.Exact, singular int) {
	e.Values = make([][]float64, len(p.names))
	var s data.Sample
	for count, prob := range bootstrap.Multisets(p.entities) {
		s.Count = append(s.Count[:0], count...)
		s.Index()
		b, _, err := p.fit(&s)
		if err != nil { // a sample in which a coefficient is not identified
			singular++
			continue
		}
		e.Prob = append(e.Prob, prob)
		for j, v := range b {
			e.Values[j] = append(e.Values[j], v)
		}
	}
	return e, singular
}

// enumerable is the largest number of clusters whose 92,378 samples are gone
// through.
const enumerable = 10

func pairsExact(c *bootstrapCase) (map[string]any, error) {
	p, err := c.pairs()
	if err != nil {
		return nil, err
	}
	if p.entities > enumerable {
		return nil, fmt.Errorf("%d clusters have too many samples to go through", p.entities)
	}
	e, singular := p.exact()
	probs := []float64{0.025, 0.05, 0.5, 0.95, 0.975}
	if listed, ok := c.numbers("quantile_probs"); ok {
		probs = listed
	}
	k := len(p.names)
	mean, se, cov, quantiles := make([]float64, k), make([]float64, k), make([][]float64, k), make(map[string]any)
	for j, name := range p.names {
		mean[j], se[j] = e.Mean(j), math.Sqrt(e.Cov(j, j))
		cov[j] = make([]float64, k)
		for l := range k {
			cov[j][l] = e.Cov(j, l)
		}
		quantiles[name] = e.Quantiles(make([]float64, len(probs)), probs, j)
	}
	return map[string]any{
		"multisets": len(e.Prob) + singular, "singular": singular, "coef_names": p.names, "estimate": p.estimate,
		"mean": mean, "se": se, "cov": cov, "quantile_probs": probs, "quantiles": quantiles,
	}, nil
}

// numbers reads a list among the expected numbers that says where a function
// is evaluated.
func (c *bootstrapCase) numbers(name string) (x []float64, ok bool) {
	list, ok := c.Expected[name].([]any)
	for _, v := range list {
		n, isNumber := v.(float64)
		ok = ok && isNumber
		x = append(x, n)
	}
	return x, ok
}

// pairsGiven is the bootstrap of pairs with given draws. The coefficients and
// variances of the draws stand in a file of their own.
func pairsGiven(c *bootstrapCase) (map[string]any, error) {
	p, err := c.pairs()
	if err != nil {
		return nil, err
	}
	t0 := make(map[string]any)
	of := -1
	for j, name := range p.names {
		t0["b_"+name], t0["var_"+name] = p.estimate[j], p.variance[j]
		if name == c.Statistic {
			of = j
		}
	}
	if of < 0 {
		return nil, fmt.Errorf("the statistic is %q, expected one of %q", c.Statistic, p.names)
	}
	coef, variance, err := c.draws(p)
	if err != nil {
		return nil, err
	}
	v := map[string]any{"t0": t0, "R": len(coef[of])}
	var mean, sd []float64
	for j := range p.names {
		m := bootstrap.MomentsOf(coef[j])
		mean, sd = append(mean, m.Mean), append(sd, m.SD)
	}
	v["boot_mean"], v["boot_sd"] = mean, sd
	loo := make([]float64, p.entities)
	for i := range loo {
		var s data.Sample
		s.All(p.entities)
		s.Count[i] = 0
		s.Index()
		b, _, err := p.fit(&s)
		if err != nil {
			return nil, err
		}
		loo[i] = b[of]
	}
	influence := bootstrap.JackknifeInfluence(loo, loo)
	v["jackknife_L"], v["bca_a"] = influence, bootstrap.Acceleration(influence)
	c.intervals(v, p.estimate[of], math.Sqrt(p.variance[of]), coef[of], variance[of], influence)
	return v, c.compareDraws(p, coef, variance)
}

// draws fits the samples of the file of draws, whose columns are positions and
// hold the numbers of clusters from 1.
func (c *bootstrapCase) draws(p *drawn) (coef, variance [][]float64, err error) {
	t, err := c.open(c.DrawsFile)
	if err != nil {
		return nil, nil, err
	}
	coef, variance = make([][]float64, len(p.names)), make([][]float64, len(p.names))
	entities := make([]int, len(t.Header()))
	for i := range t.Len() {
		for k, name := range t.Header() {
			n, err := strconv.Atoi(t.Cells(name)[i])
			if err != nil || n < 1 || n > p.entities {
				return nil, nil, fmt.Errorf("%s, line %d: found %q, expected the number of a cluster, 1 to %d", t.File(), t.Line(i), t.Cells(name)[i], p.entities)
			}
			entities[k] = n - 1
		}
		var s data.Sample
		s.Set(p.entities, entities)
		b, v, err := p.fit(&s)
		if err != nil {
			return nil, nil, fmt.Errorf("draw %d: %w", i+1, err)
		}
		for j := range b {
			coef[j], variance[j] = append(coef[j], b[j]), append(variance[j], v[j])
		}
	}
	return coef, variance, nil
}

// compareDraws compares the draws with their file, where there is one.
func (c *bootstrapCase) compareDraws(p *drawn, coef, variance [][]float64) error {
	if c.TStarFile == "" {
		return nil
	}
	t, err := c.open(c.TStarFile)
	if err != nil {
		return err
	}
	tol := c.tolerance([]string{"tstar"})
	for j, name := range p.names {
		for prefix, got := range map[string][]float64{"b_": coef[j], "var_": variance[j]} {
			want, err := column(t, prefix+name)
			if err != nil {
				return err
			}
			for i := range min(len(want), len(got)) {
				if !tol.admits(got[i], want[i], 0) {
					return fmt.Errorf("%s, line %d, %s: got %v, expected %v", t.File(), t.Line(i), prefix+name, got[i], want[i])
				}
			}
			if len(want) != len(got) {
				return fmt.Errorf("%s: got %d draws, expected %d", t.File(), len(got), len(want))
			}
		}
	}
	return nil
}

// intervals adds the intervals of R's boot.ci and quantiles.
func (c *bootstrapCase) intervals(v map[string]any, t0, se0 float64, coef, variance, influence []float64) {
	var o, z bootstrap.Ordered
	se := make([]float64, len(variance))
	for i, x := range variance {
		se[i] = math.Sqrt(x)
	}
	z.Reset(bootstrap.Pivots(se, coef, se, t0))
	m := bootstrap.MomentsOf(coef)
	o.Reset(append([]float64(nil), coef...))
	v["bca_z0"] = bootstrap.BiasCorrection(&o, t0)
	levels := []float64{0.9, 0.95, 0.99}
	if listed, ok := c.Expected["intervals"].([]any); ok {
		levels = levels[:0]
		for _, i := range listed {
			level, _ := member(i, "conf").(float64)
			levels = append(levels, level)
		}
	}
	var all []any
	ends := func(i bootstrap.Interval) []float64 { return []float64{i.Lo, i.Hi} }
	for _, level := range levels {
		all = append(all, map[string]any{
			"conf": level, "normal": ends(bootstrap.Normal(m, t0, level)), "basic": ends(bootstrap.Basic(&o, t0, level, bootstrap.NormalScale)),
			"studentized": ends(bootstrap.Studentized(&z, t0, se0, level, bootstrap.NormalScale)),
			"percentile":  ends(bootstrap.Percentile(&o, level, bootstrap.NormalScale)),
			"bca":         ends(bootstrap.BCa(&o, t0, bootstrap.Acceleration(influence), level, bootstrap.NormalScale)),
		})
	}
	v["intervals"] = all
	probs := []float64{0.01, 0.025, 0.05, 0.5, 0.95, 0.975, 0.99}
	if listed, ok := c.numbers("quantile_probs"); ok {
		probs = listed
	}
	v["quantile_probs"] = probs
	v["quantile_type6"] = o.Quantiles(make([]float64, len(probs)), probs, bootstrap.Type6)
	v["quantile_type7"] = o.Quantiles(make([]float64, len(probs)), probs, bootstrap.Type7)
}

// romanoWolfGiven adjusts p values of given statistics, which stand among the
// expected numbers, from given draws of them.
func romanoWolfGiven(c *bootstrapCase) (map[string]any, error) {
	observed, ok := c.numbers("t")
	if !ok {
		return nil, fmt.Errorf("expected the statistics t")
	}
	t, err := c.open(c.TStarFile)
	if err != nil {
		return nil, err
	}
	if len(t.Header()) != len(observed) {
		return nil, fmt.Errorf("%s has %d columns, expected one for each of %d statistics", t.File(), len(t.Header()), len(observed))
	}
	var draws [][]float64
	raw := make([]float64, len(observed))
	for j, name := range t.Header() {
		x, err := column(t, name)
		if err != nil {
			return nil, err
		}
		draws = append(draws, x)
		bootstrap.RomanoWolf(raw[j:j+1], observed[j:j+1], draws[j:]) // a family of one
	}
	adjusted := func(by func(dst, p []float64) []float64) []float64 { return by(make([]float64, len(raw)), raw) }
	return map[string]any{
		"t": observed, "p_raw": raw, "p_romano_wolf": bootstrap.RomanoWolf(make([]float64, len(raw)), observed, draws),
		"p_bonferroni": adjusted(bootstrap.Bonferroni), "p_holm": adjusted(bootstrap.Holm), "p_hommel": adjusted(bootstrap.Hommel),
		"p_bh": adjusted(bootstrap.BH), "p_by": adjusted(bootstrap.BY),
	}, nil
}

// smallSampleClusters are the covariances of clubSandwich and the jackknife.
func smallSampleClusters(c *bootstrapCase) (map[string]any, error) {
	with, entity, err := c.oneWay()
	if err != nil {
		return nil, err
	}
	d, _, err := c.design(entity)
	if err != nil {
		return nil, err
	}
	// with effects, clubSandwich counts the slopes alone
	small := estimators.Stata
	if len(c.Spec.FE) > 0 {
		small = estimators.Plm
	}
	club := make(map[string]any)
	v := map[string]any{"clubSandwich": club}
	for _, k := range []struct {
		name string
		cov  estimators.Covariance
	}{
		{"CR0", estimators.Satterthwaite{Convention: estimators.Arellano}},
		{"CR1", estimators.Satterthwaite{Convention: estimators.CR1}},
		{"CR1S", estimators.Satterthwaite{Convention: small}},
		{"CR2", estimators.CR2{}},
		{"CR3", estimators.CR3{}},
	} {
		var f estimators.Fit
		if err := with(k.cov).Fit(&f, d); err != nil {
			club[k.name] = err
			continue
		}
		places, names := c.terms(&f)
		v["coef_names"] = names
		club[k.name] = map[string]any{
			"beta": inOrder(places, func(j int) float64 { return f.Coef[j] }), "se": inOrder(places, f.SE), "df_satterthwaite": inOrder(places, f.TermDoF),
			"p": inOrder(places, func(j int) float64 { return estimators.TwoSided(f.Coef[j]/f.SE(j), f.TermDoF(j)) }),
		}
	}
	for key, at := range map[string]bool{"jackknife_se_centred_at_estimate": true, "jackknife_se_centred_at_mean": false} {
		var f estimators.Fit
		if err := with(estimators.Jackknife{AtEstimate: at}).Fit(&f, d); err != nil {
			v[key] = err
			continue
		}
		places, _ := c.terms(&f)
		v[key] = inOrder(places, f.SE)
	}
	return v, nil
}

// clusterCovariances are those of sandwich's vcovCL, by each column that is
// not in the formula and, where there are two, by both.
func clusterCovariances(c *bootstrapCase) (map[string]any, error) {
	var groups []string
	for _, name := range c.table.Header() {
		if !c.uses(name) {
			groups = append(groups, name)
		}
	}
	v := make(map[string]any)
	for _, group := range groups {
		d, _, err := c.design(group)
		if err != nil {
			return nil, err
		}
		all := make(map[string]any)
		v[group] = all
		for name, cov := range map[string]estimators.Covariance{
			"HC0": estimators.Cluster{Convention: estimators.CR1}, "HC1": estimators.Cluster{}, "HC2": estimators.CR2{}, "HC3": estimators.CR3{},
		} {
			all[name] = c.covariance(d, cov)
		}
		v[group+"_noadjust"] = c.covariance(d, estimators.Cluster{Convention: estimators.Arellano})
	}
	if len(groups) == 2 {
		r := *c
		r.Spec = &bootstrapSpec{model: c.Spec.model, FE: groups} // the second is the column of time
		d, _, err := r.design(groups[0])
		if err != nil {
			return nil, err
		}
		v["twoway"] = c.covariance(d, estimators.TwoWayCluster{B: estimators.ByTime, Convention: estimators.Stata, OwnFactors: true})
	}
	return v, nil
}

// uses tells whether a column stands in the formula.
func (c *bootstrapCase) uses(name string) bool {
	m := c.Spec.model
	all := []formula.Expr{m.Outcome}
	for _, t := range slices.Concat(m.Regressors, m.Instruments) {
		all = append(all, t.Expr)
	}
	return slices.ContainsFunc(all, func(e formula.Expr) bool { return slices.Contains(formula.Names(e), name) })
}

func (c *bootstrapCase) covariance(d *estimators.Design, cov estimators.Covariance) any {
	var f estimators.Fit
	if err := (estimators.Pooled{Cov: cov}).Fit(&f, d); err != nil {
		return err
	}
	places, _ := c.terms(&f)
	return map[string]any{"se": inOrder(places, f.SE), "cov": matrixInOrder(&f, places)}
}

// bootstrapCovariances are standard errors of the bootstrap of pairs of
// clusters and of the wild one, which for any weights with mean 0 and variance
// 1 has the clustered covariance without factor as its limit.
func bootstrapCovariances(c *bootstrapCase) (map[string]any, error) {
	p, err := c.pairs()
	if err != nil {
		return nil, err
	}
	with, _, err := c.oneWay()
	if err != nil {
		return nil, err
	}
	var f estimators.Fit
	if err := with(estimators.Cluster{Convention: estimators.Arellano}).Fit(&f, p.d); err != nil {
		return nil, err
	}
	wild := inOrder(p.places, f.SE)
	xy, err := p.standardErrors()
	if err != nil {
		return nil, err
	}
	return map[string]any{
		"coef_names": p.names, "R": c.Expected["R"], "wild_exact_se": wild,
		"se": map[string]any{"xy": xy, "wild-rademacher": wild, "wild-webb": wild, "wild-mammen": wild},
	}, nil
}

// standardErrors are those of the bootstrap of pairs, exact where the samples
// can be gone through.
func (p *drawn) standardErrors() ([]float64, error) {
	se := make([]float64, len(p.names))
	if p.entities <= enumerable {
		e, _ := p.exact()
		for j := range se {
			se[j] = math.Sqrt(e.Cov(j, j))
		}
		return se, nil
	}
	const draws = 20000
	coef := make([][]float64, len(p.names))
	rng := rand.New(rand.NewPCG(20, 26))
	entities := make([]int, p.entities)
	for range draws {
		for i := range entities {
			entities[i] = rng.IntN(p.entities)
		}
		var s data.Sample
		s.Set(p.entities, entities)
		b, _, err := p.fit(&s)
		if err != nil {
			return nil, err
		}
		for j, v := range b {
			coef[j] = append(coef[j], v)
		}
	}
	for j := range se {
		se[j] = bootstrap.MomentsOf(coef[j]).SD
	}
	return se, nil
}
