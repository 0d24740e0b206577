package sim

import (
	"slices"

	"panelstress/data/formula"
	"panelstress/estimators"
)

// MarginResult is the effect of a variable that stands in a product, which
// depends on the other one, its moderator.
type MarginResult struct {
	Of        string `json:"of"`
	Moderator string `json:"moderator"`
	Product   string `json:"product"`
	// Average is the average marginal effect, that at the mean of the moderator.
	Average MarginPoint `json:"average"`
	// Curve has the effect from the smallest to the largest moderator.
	Curve []MarginPoint `json:"curve"`
	// Significant are the moderators in the data at which the effect differs
	// from zero at the level of the intervals (Johnson and Neyman 1936), Share
	// the share of rows that have such a one.
	Significant []Interval `json:"significant"`
	Share       Number     `json:"share"`
}

// MarginPoint is an effect at a value of the moderator.
type MarginPoint struct {
	At       Number   `json:"at"`
	Estimate Number   `json:"estimate"`
	SE       Number   `json:"se"`
	P        Number   `json:"p"`
	CI       Interval `json:"ci"`
}

// marginPoints is the number of points of a curve.
const marginPoints = 5

// interaction is a product of two columns in a model and the effect that it
// moderates: that of a column with a term of its own.
type interaction struct {
	of, moderator, product string // terms; the moderator as a column
}

// interactions finds the products of two columns among the regressors. Where
// both have a term of their own, the first is the variable and the second the
// moderator, as in NM:ECpv.
func (m *Model) interactions() (out []interaction) {
	own := make(map[string]string) // column: its term
	for i, t := range m.Formula.Regressors {
		if c, ok := t.Expr.(formula.Column); ok {
			own[c.Name] = m.label(i, t)
		}
	}
	for i, t := range m.Formula.Regressors {
		b, ok := t.Expr.(formula.Binary)
		if !ok || b.Op != formula.Product {
			continue
		}
		x, okX := b.X.(formula.Column)
		y, okY := b.Y.(formula.Column)
		if !okX || !okY {
			continue
		}
		if own[x.Name] == "" {
			x, y = y, x
		}
		if of := own[x.Name]; of != "" {
			out = append(out, interaction{of: of, moderator: y.Name, product: m.label(i, t)})
		}
	}
	return out
}

// label is the name of regressor i in results.
func (m *Model) label(i int, t formula.Term) string {
	if m.labels != nil {
		return m.labels[i]
	}
	return columnOf(t)
}

// addMargins adds the effects of variables in products.
func (r *FitResult) addMargins(m *Model, f *estimators.Fit, d *estimators.Design) error {
	level := float64(r.level)
	for _, i := range m.interactions() {
		e := estimators.Interaction{X: i.of, Moderator: i.moderator, Product: i.product}
		average, err := e.Average(f, d, level)
		if err != nil {
			return err
		}
		curve, err := e.Curve(f, d, level, marginPoints)
		if err != nil {
			return err
		}
		region, err := e.JohnsonNeyman(f, d, level)
		if err != nil {
			return err
		}
		out := MarginResult{
			Of: i.of, Moderator: i.moderator, Product: i.product,
			Average: marginPoint(average), Significant: []Interval{}, Share: Number(region.Share),
		}
		for _, p := range curve {
			out.Curve = append(out.Curve, marginPoint(p))
		}
		for _, s := range region.InRange {
			out.Significant = append(out.Significant, Interval{Number(s[0]), Number(s[1])})
		}
		r.Margins = append(r.Margins, out)
	}
	return nil
}

func marginPoint(m estimators.Margin) MarginPoint {
	return MarginPoint{
		At: Number(m.At), Estimate: Number(m.Estimate), SE: Number(m.SE), P: Number(m.P), CI: Interval{Number(m.Lower), Number(m.Higher)},
	}
}

// moderators are the columns of moderators, which a frame holds although they
// may have no term.
func (m *Model) moderators() (names []string) {
	for _, i := range m.interactions() {
		if !slices.Contains(names, i.moderator) {
			names = append(names, i.moderator)
		}
	}
	return names
}
