package sim

import (
	"math"
	"slices"
	"sort"

	"gonum.org/v1/gonum/stat"

	"panelstress/data/formula"
	"panelstress/data/index"
)

// Two variables that have a component in common are correlated before
// anything is said about the world: an indicator that stands in the index on
// the left and in that on the right, or in an index and among the controls.

// How two components are related, the strongest first.
const (
	SameColumn = "the same column"
	Monotone   = "one a monotone transformation of the other" // |Spearman's rho| = 1, to rounding
	NearlySame = "nearly so"                                  // |Spearman's rho| >= NearlySameRho
	Ingredient = "a common ingredient"                        // of their formulas
)

// NearlySameRho is the rank correlation from which two components count as
// one: two vintages of a statistic, not two statistics with a common trend.
const NearlySameRho = 0.999

// SharedResult are the components that variables of a model share, where one
// of the variables is an index, and what becomes of its coefficients without
// them.
type SharedResult struct {
	Model    string       `json:"model"`
	Parts    []SharedPart `json:"parts"`
	Removals []SharedFit  `json:"removals,omitempty"`
}

// SharedPart is a component of Left and one of Right that are related. Where
// both are one index, that index counts the component twice.
type SharedPart struct {
	Left           string   `json:"left"` // an index, or a variable by itself
	LeftComponent  string   `json:"left_component"`
	Right          string   `json:"right"`
	RightComponent string   `json:"right_component"`
	How            string   `json:"how"`
	Rho            Number   `json:"rho"` // Spearman's, over the rows that have both
	Ingredients    []string `json:"ingredients,omitempty"`
}

// side is a variable of a model: an index, or a column by itself.
type side struct {
	name       string
	index      *index.Index // nil: a column
	outcome    bool
	components []string
}

// sharing finds related components.
type sharing struct {
	chain   *Chain
	worker  *worker // at the baseline
	indices map[string]*index.Index
	exprs   map[string]formula.Expr // of derived columns and of terms
	ranks   map[string][]float64
}

func (c *Chain) sharing() *sharing {
	s := &sharing{chain: c, indices: make(map[string]*index.Index), exprs: make(map[string]formula.Expr), ranks: make(map[string][]float64)}
	for _, ix := range c.given.Indices {
		s.indices[ix.Name] = ix
	}
	for _, d := range c.given.Derived {
		s.exprs[d.Name] = d.Expr
	}
	for i := range c.given.Models {
		f := c.given.Models[i].Formula
		for _, t := range append([]formula.Term{{Name: f.Outcome.String(), Expr: f.Outcome}}, f.Regressors...) {
			if _, plain := t.Expr.(formula.Column); !plain {
				s.exprs[t.Name] = t.Expr
			}
		}
	}
	return s
}

// sides are the variables of a model: its outcome, and of its regressors what
// is not lagged, products taken apart.
func (s *sharing) sides(m *formula.Model) (out []side) {
	add := func(name string, outcome bool) {
		indices := s.indicesIn(name, nil)
		for _, ix := range indices {
			var components []string
			for _, in := range ix.Indicators {
				components = append(components, in.Name)
			}
			if !slices.ContainsFunc(out, func(x side) bool { return x.index == ix }) {
				out = append(out, side{ix.Name, ix, outcome, components})
			}
		}
		if len(indices) == 0 && !slices.ContainsFunc(out, func(x side) bool { return x.name == name }) {
			out = append(out, side{name, nil, outcome, []string{name}})
		}
	}
	add(columnOf(formula.Term{Name: m.Outcome.String(), Expr: m.Outcome}), true)
	for _, t := range m.Regressors {
		switch {
		case len(formula.Lags(t.Expr)) > 0: // other values
		case isVariable(t.Expr):
			add(columnOf(t), false)
		default:
			for _, name := range formula.Names(t.Expr) {
				add(name, false)
			}
		}
	}
	return out
}

// indicesIn are the indices that a column is made of.
func (s *sharing) indicesIn(name string, found []*index.Index) []*index.Index {
	if ix := s.indices[name]; ix != nil {
		if !slices.Contains(found, ix) {
			found = append(found, ix)
		}
		return found
	}
	if e := s.exprs[name]; e != nil {
		for _, n := range formula.Names(e) {
			found = s.indicesIn(n, found)
		}
	}
	return found
}

// parts are the related components of a model's sides, and those that stand in
// one index twice.
func (s *sharing) parts(sides []side) (out []SharedPart) {
	for i, l := range sides {
		for k, a := range l.components {
			for _, b := range l.components[k+1:] {
				if p, ok := s.relate(a, b); ok && p.How != Ingredient {
					p.Left, p.Right = l.name, l.name
					out = append(out, p)
				}
			}
		}
		for _, r := range sides[i+1:] {
			if l.index == nil && r.index == nil {
				continue
			}
			for _, a := range l.components {
				for _, b := range r.components {
					if p, ok := s.relate(a, b); ok {
						p.Left, p.Right = l.name, r.name
						out = append(out, p)
					}
				}
			}
		}
	}
	return out
}

// relate tells how two columns are related.
func (s *sharing) relate(a, b string) (SharedPart, bool) {
	p := SharedPart{LeftComponent: a, RightComponent: b, Rho: Number(s.spearman(a, b))}
	for _, x := range s.raw(a, nil) {
		if slices.Contains(s.raw(b, nil), x) {
			p.Ingredients = append(p.Ingredients, x)
		}
	}
	rho := math.Abs(float64(p.Rho))
	switch {
	case a == b:
		p.How, p.Ingredients = SameColumn, nil
	case rho >= 1-1e-12:
		p.How = Monotone
	case rho >= NearlySameRho:
		p.How = NearlySame
	case len(p.Ingredients) > 0:
		p.How = Ingredient
	default:
		return p, false
	}
	return p, true
}

// raw are the columns of the data that a column is made of.
func (s *sharing) raw(name string, found []string) []string {
	if e := s.exprs[name]; e != nil {
		for _, n := range formula.Names(e) {
			found = s.raw(n, found)
		}
		return found
	}
	if ix := s.indices[name]; ix != nil {
		for _, in := range ix.Indicators {
			found = s.raw(in.Name, found)
		}
		return found
	}
	if !slices.Contains(found, name) {
		found = append(found, name)
	}
	return found
}

// spearman is the rank correlation over the rows on which both columns have a
// value; NaN where one of them does not vary.
func (s *sharing) spearman(a, b string) float64 {
	x, y := s.rank(a), s.rank(b)
	if x == nil || y == nil { // missing values: ranks among the rows of both
		var p, q []float64
		u, v := s.chain.panel.Column(a), s.chain.panel.Column(b)
		for i := range u {
			if !math.IsNaN(u[i]) && !math.IsNaN(v[i]) {
				p, q = append(p, u[i]), append(q, v[i])
			}
		}
		x, y = averageRanks(p), averageRanks(q)
	}
	return stat.Correlation(x, y, nil)
}

// rank are the ranks of a column, computed once; nil where a value misses.
func (s *sharing) rank(name string) []float64 {
	r, done := s.ranks[name]
	if !done {
		if col := s.chain.panel.Column(name); !slices.ContainsFunc(col, math.IsNaN) {
			r = averageRanks(col)
		}
		s.ranks[name] = r
	}
	return r
}

// averageRanks are ranks from 1 for the smallest; equal values share their mean.
func averageRanks(x []float64) []float64 {
	order := make([]int, len(x))
	for i := range order {
		order[i] = i
	}
	sort.Slice(order, func(i, j int) bool { return x[order[i]] < x[order[j]] })
	r := make([]float64, len(x))
	for i := 0; i < len(x); {
		k := i
		for k < len(x) && x[order[k]] == x[order[i]] {
			k++
		}
		for _, at := range order[i:k] {
			r[at] = float64(i+k+1) / 2
		}
		i = k
	}
	return r
}
