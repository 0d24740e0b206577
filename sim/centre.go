package sim

import (
	"slices"

	"panelstress/data/formula"
)

// centredSuffix marks the column of a variable less its pooled mean.
const centredSuffix = " (centred)"

// centreModels takes variables that stand in a product of a model with Centre
// less their pooled means, in all terms of that model. The coefficient of a
// then is the effect of a at the mean of b, and the product's is unchanged.
// Means are those of the sample: every draw centres anew.
func (c *Chain) centreModels() error {
	for i := range c.study.Models {
		m := &c.study.Models[i]
		if !m.Centre {
			continue
		}
		key := "models." + m.Name
		var names []string
		terms := slices.Concat(m.Formula.Regressors, m.Formula.Instruments)
		for _, t := range terms {
			names = append(names, factors(t.Expr)...)
		}
		slices.Sort(names)
		for _, n := range slices.Compact(names) {
			if c.panel.Column(n) == nil {
				return c.unknown(key, n)
			}
			if err := c.addCentred(n); err != nil {
				return err
			}
		}
		f := *m.Formula
		f.Regressors, m.labels = c.centredTerms(f.Regressors)
		f.Instruments, _ = c.centredTerms(f.Instruments)
		m.Formula = &f
	}
	return nil
}

// factors are the columns that stand in products of an expression.
func factors(e formula.Expr) []string {
	switch x := e.(type) {
	case formula.Binary:
		if x.Op == formula.Product {
			return formula.Names(x)
		}
	case formula.Lag:
		return factors(x.X)
	case formula.Diff:
		return factors(x.X)
	}
	return nil
}

// centredTerms puts centred columns in the place of theirs. It keeps the
// names of the terms apart as labels.
func (c *Chain) centredTerms(terms []formula.Term) (out []formula.Term, labels []string) {
	for _, t := range terms {
		labels = append(labels, t.Name)
		t.Expr = c.centredExpr(t.Expr)
		t.Name = t.Expr.String()
		out = append(out, t)
	}
	return out, labels
}

func (c *Chain) centredExpr(e formula.Expr) formula.Expr {
	switch x := e.(type) {
	case formula.Column:
		if c.panel.Column(x.Name+centredSuffix) != nil {
			return formula.Column{Name: x.Name + centredSuffix}
		}
	case formula.Binary:
		x.X, x.Y = c.centredExpr(x.X), c.centredExpr(x.Y)
		return x
	case formula.Lag:
		x.X = c.centredExpr(x.X)
		return x
	case formula.Diff:
		x.X = c.centredExpr(x.X)
		return x
	}
	return e
}

// centredNode is a variable less its mean over the sample.
type centredNode struct{ column, from int }

func (n centredNode) start() builder { return n }

func (n centredNode) build(w *worker) error {
	centre(w.cols[n.column], w.cols[n.from], w.chain.panel.Starts(), w.sample.Count)
	return nil
}

// addCentred adds the column of a variable less its mean over the panel, and
// the node that takes the mean of every sample.
func (c *Chain) addCentred(name string) error {
	column := name + centredSuffix
	if c.panel.Column(column) != nil {
		return nil
	}
	values := make([]float64, c.rows)
	from, _ := c.column(name)
	n := centredNode{column: len(c.panel.Names()), from: from}
	ones := make([]int, len(c.panel.Entities()))
	for g := range ones {
		ones[g] = 1
	}
	centre(values, c.panel.Column(name), c.panel.Starts(), ones)
	var err error
	if c.panel, err = c.panel.With(column, values); err != nil {
		return err
	}
	c.changes[column] = true
	c.nodes = append(c.nodes, n)
	return nil
}

// centre sets dst to x less its mean over the rows of a sample, in which
// entity g stands count[g] times. Missing values have no part in the mean.
func centre(dst, x []float64, start, count []int) {
	sum, n := 0.0, 0.0
	for g, c := range count {
		if c == 0 {
			continue
		}
		for _, v := range x[start[g]:start[g+1]] {
			if v == v {
				sum += float64(c) * v
				n += float64(c)
			}
		}
	}
	mean := sum / n
	for i, v := range x {
		dst[i] = v - mean
	}
}
