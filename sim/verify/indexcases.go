package verify

import (
	"fmt"
	"slices"
	"strconv"

	"panelstress/data/index"
)

func normalised(c *indexCase) (map[string]any, error) {
	f, err := c.file()
	if err != nil {
		return nil, err
	}
	n, err := c.Params.normaliser()
	if err != nil {
		return nil, err
	}
	t, v := c.plain(f), make(map[string]any)
	for j, name := range c.Indicators {
		x := make([]float64, len(t.Count))
		if err := n.Normalise(x, t, j); err != nil {
			return nil, err
		}
		v[name] = x
	}
	return map[string]any{"normalised": v}, nil
}

func entropy(c *indexCase) (map[string]any, error) {
	f, err := c.file()
	if err != nil {
		return nil, err
	}
	e, n, err := c.Params.entropyParts()
	if err != nil {
		return nil, err
	}
	if by := c.Params.By; by != "" && by != c.timeColumn() {
		return nil, fmt.Errorf("weights by %q, expected by %q, the column of periods", by, c.timeColumn())
	}
	b, err := buildIndex(&index.Index{Indicators: c.indicators(), Normaliser: n, Weighter: e, ByPeriod: c.Params.By != ""}, f)
	if err != nil {
		return nil, err
	}
	v := map[string]any{"score": b.inLines(b.scores)}
	if c.Params.By != "" {
		years, k := make(map[string]any), len(c.Indicators)
		for i, year := range f.panel.Periods() {
			years[strconv.Itoa(year)] = c.byIndicator(b.weights[i*k : (i+1)*k])
		}
		v["weights_by_year"] = years
		return v, nil
	}
	v["weights"] = c.byIndicator(b.weights)
	d := make([]float64, len(c.Indicators))
	if err := e.Redundancy(d, c.plain(f)); err != nil {
		return nil, err
	}
	v["redundancy"] = c.byIndicator(d)
	for j := range d {
		d[j] = 1 - d[j]
	}
	v["entropy"] = c.byIndicator(d)
	return v, nil
}

// weighed builds an index for its weights alone.
func (c *indexCase) weighed(w index.Weighter) (map[string]any, *indexFile, error) {
	f, err := c.file()
	if err != nil {
		return nil, nil, err
	}
	b, err := buildIndex(&index.Index{Indicators: c.indicators(), Weighter: w}, f)
	if err != nil {
		return nil, nil, err
	}
	return map[string]any{"weights": c.byIndicator(b.weights)}, f, nil
}

func critic(c *indexCase) (map[string]any, error) {
	m := index.CRITIC{Spearman: c.Params.Cor == "spearman", Abs: c.Params.Abs}
	v, f, err := c.weighed(m)
	if err != nil {
		return nil, err
	}
	x := make([]float64, len(c.Indicators))
	err = m.Information(x, c.plain(f))
	v["information"] = c.byIndicator(x)
	return v, err
}

func pca(c *indexCase) (map[string]any, error) {
	variant, ok := map[string]index.PCAVariant{
		"pc1": index.PC1, "pc1_norm": index.PC1Norm, "pc1_squared": index.PC1Squared,
		"kaiser": index.Kaiser, "kaiser_abs": index.KaiserAbs,
	}[c.Params.Variant]
	if !ok {
		return nil, fmt.Errorf("no variant is called %q", c.Params.Variant)
	}
	m := index.PCA{Variant: variant}
	v, f, err := c.weighed(m)
	if err != nil {
		return nil, err
	}
	x := make([]float64, len(c.Indicators))
	err = m.Eigenvalues(x, c.plain(f))
	v["eigenvalues"] = x
	return v, err
}

func weights(c *indexCase) (map[string]any, error) {
	w, err := c.Params.weighter()
	if err != nil {
		return nil, err
	}
	v, _, err := c.weighed(w)
	return v, err
}

// built is the index that parameters describe, on the data of the case.
func (c *indexCase) built(p *indexParams, further ...string) (*builtIndex, error) {
	ix, err := c.of(p)
	if err != nil {
		return nil, err
	}
	f, err := c.file(further...)
	if err != nil {
		return nil, err
	}
	return buildIndex(ix, f)
}

func aggregated(c *indexCase) (map[string]any, error) {
	b, err := c.built(&c.Params)
	if err != nil {
		return nil, err
	}
	return map[string]any{"weights": c.byIndicator(b.weights), "score": b.inLines(b.scores)}, nil
}

func topsis(c *indexCase) (map[string]any, error) {
	f, err := c.file()
	if err != nil {
		return nil, err
	}
	w, err := c.Params.weighter()
	if err != nil {
		return nil, err
	}
	ix := &index.Index{Indicators: c.indicators(), Normaliser: index.Vector{}, Weighter: w, Aggregator: index.TOPSIS{}}
	if c.Params.Variant == "minmax" {
		ix.Normaliser = index.MinMax{}
	}
	b, err := buildIndex(ix, f)
	if err != nil {
		return nil, err
	}
	t := c.plain(f)
	t.Undirected = c.Params.Variant == "vector"
	var y [][]float64
	for j := range t.X {
		y = append(y, make([]float64, len(t.Count)))
		if err := ix.Normaliser.Normalise(y[j], t, j); err != nil {
			return nil, err
		}
	}
	plus, minus := make([]float64, len(t.Count)), make([]float64, len(t.Count))
	index.TOPSIS{}.Distances(plus, minus, y, b.weights, t)
	return map[string]any{
		"weights": c.byIndicator(b.weights), "closeness": b.inLines(b.scores), "d_plus": plus, "d_minus": minus,
	}, nil
}

// hierarchy reads the tree of indicators from a file of code, parent and
// weight: indicators are what nothing belongs to. The data are normalised
// already.
func hierarchy(c *indexCase) (map[string]any, error) {
	structure, err := c.open(c.Params.Structure)
	if err != nil {
		return nil, err
	}
	code, parent, weight := structure.Cells("code"), structure.Cells("parent"), structure.Cells("weight")
	if code == nil || parent == nil || weight == nil {
		return nil, fmt.Errorf("%s has the columns %q, expected code, parent and weight", structure.File(), structure.Header())
	}
	aggregator, err := c.Params.aggregator()
	if err != nil {
		return nil, err
	}
	ix := &index.Index{Normaliser: index.AsIs{}, Weighter: index.Equal{}, Aggregator: aggregator}
	group := make(map[string]int)
	for _, name := range code {
		if !slices.Contains(parent, name) {
			c.Indicators, c.Directions = append(c.Indicators, name), append(c.Directions, 1)
			continue
		}
		group[name] = len(ix.Groups)
		ix.Groups = append(ix.Groups, index.Group{Name: name})
	}
	ix.Indicators = c.indicators()
	given := make(map[string]index.Given)
	for i, name := range code {
		of := parent[i]
		if of == "" {
			continue
		}
		at, ok := group[of]
		if !ok {
			return nil, fmt.Errorf("%s, line %d: the parent %q of %q has no line", structure.File(), structure.Line(i), of, name)
		}
		if given[of] == nil {
			given[of] = make(index.Given)
		}
		if given[of][name], err = number(weight[i]); err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", structure.File(), structure.Line(i), err)
		}
		g := &ix.Groups[at]
		g.Members, g.Weighter = append(g.Members, name), given[of]
	}
	f, err := c.file()
	if err != nil {
		return nil, err
	}
	b, err := buildIndex(ix, f)
	if err != nil {
		return nil, err
	}
	v := make(map[string]any)
	for i, g := range b.plan.Groups() {
		x := make([]float64, f.panel.Len())
		b.plan.GroupScore(x, b.work, i)
		v[g.Name] = f.inLines(x)
	}
	return v, nil
}

func ranksCompared(c *indexCase) (map[string]any, error) {
	a, err := c.built(c.Params.A)
	if err != nil {
		return nil, err
	}
	b, err := c.built(c.Params.B)
	if err != nil {
		return nil, err
	}
	r := index.CompareRanks(a.scores, b.scores)
	return map[string]any{
		"pearson": r.Pearson, "spearman": r.Spearman, "kendall_tau_b": r.KendallTauB,
		"mean_abs_rank_shift": r.MeanShift, "max_abs_rank_shift": r.MaxShift,
	}, nil
}
