package audit

import (
	"fmt"
	"slices"
	"strings"

	"panelstress/data/published"
)

const omitted = "omitted variables: b(without) = b(with) + c δ, δ the slope of a:m on a given the other regressors"

// products compares a model with the one that adds a product to it. The
// coefficient of a moves from b(without) to b(with), and their difference is
// c δ: c the coefficient of a:m, δ the slope of a:m on a given the others. The
// derivative of a·m by a is m, so that δ is about an m; data sets exist where it
// is not, and the contradiction is implausible.
func products(a *auditor) {
	for i := range a.Regressions {
		for j := range a.Regressions {
			plain, with := &a.Regressions[i], &a.Regressions[j]
			if i == j || plain.Estimator != with.Estimator || plain.Outcome != with.Outcome || table(plain.Name) != table(with.Name) || len(plain.Instruments)+len(with.Instruments) > 0 {
				continue
			}
			if p, ok := a.productPair(plain, with); ok {
				a.checked(1)
				a.product(p)
			}
		}
	}
}

// productPair is a model and the same with a product.
type productPair struct {
	plain, with   *published.Regression
	before, after *published.Cell // the coefficient of the moderated variable
	product       *published.Cell
	moderator     string
	values        Interval // of the moderator, by its printed minimum and maximum
	own           Interval // what the moderator's own term takes of the change
}

func (a *auditor) productPair(plain, with *published.Regression) (p productPair, ok bool) {
	p = productPair{plain: plain, with: with}
	var extra []string
	for k := range with.Terms {
		c := &with.Terms[k]
		if published.Find(plain.Terms, c.Name) != nil {
			continue
		}
		if f := published.Factors(c.Name); len(f) == 2 && p.product == nil {
			p.product = c
			continue
		}
		extra = append(extra, c.Name)
	}
	if p.product == nil || len(plain.Terms)+1+len(extra) != len(with.Terms) {
		return p, false
	}
	f := published.Factors(p.product.Name)
	if published.Find(plain.Terms, f[0]) == nil {
		slices.Reverse(f)
	}
	p.before, p.after, p.moderator = published.Find(plain.Terms, f[0]), published.Find(with.Terms, f[0]), f[1]
	d := a.Describe(p.moderator)
	if p.before == nil || p.after == nil || d == nil || d.Min == nil || d.Max == nil || f[0] == f[1] {
		return p, false
	}
	p.values = Interval{box(d.Min).Lo, box(d.Max).Hi}
	switch {
	case len(extra) == 0:
		return p, true
	case len(extra) > 1 || extra[0] != p.moderator || with.Estimator == "fe":
		return p, false
	}
	p.own, ok = a.ownTerm(p)
	return p, ok
}

// ownTerm is what the moderator's own term d takes of the change: d γ, γ the
// slope of the moderator on the variable given the others.
func (a *auditor) ownTerm(p productPair) (Interval, bool) {
	if !simple(p.plain) {
		return everything, false
	}
	xs, _ := regressors(p.plain)
	m, ok := a.impliedBy(p.moderator, xs)
	if !ok {
		return everything, false
	}
	d := published.Find(p.with.Terms, p.moderator)
	return box(&d.Number).Mul(m.coef[slices.Index(xs, p.before.Name)]), true
}

func (a *auditor) product(p productPair) {
	if p.values.Contains(0) { // δ may have any sign
		return
	}
	change := box(&p.before.Number).Sub(box(&p.after.Number)).Sub(p.own)
	c := box(&p.product.Number)
	if change.Contains(0) || c.Contains(0) {
		return
	}
	δ := change.Div(c)
	expected := change.Div(p.values)
	if p.values.Negative() {
		δ = δ.Neg()
	}
	m := p.values.Abs()
	fact := fmt.Sprintf("%s to %s: adding %s = %s moves the coefficient of %s from %s to %s, so that the slope δ of %s on %s given the controls is in %s",
		p.plain.Name, p.with.Name, p.product.Name, p.product.Text, p.before.Name, p.before.Text, p.after.Text, p.product.Name, p.before.Name, span(change.Div(c)))
	where := []string{p.with.Name + "." + p.product.Name, p.with.Name + "." + p.after.Name, p.plain.Name + "." + p.before.Name}
	const factor = 3
	switch {
	case δ.Negative():
		message := fact + fmt.Sprintf(". Yet %s lies in %s everywhere, and δ should be like it. With the opposite sign of the product it would be %s.", p.moderator, span(p.values), span(δ.Neg()))
		a.add(Implausible, p.product.Text, expected, where, message+a.reversed(p), omitted)
	case δ.Lo > factor*m.Hi || δ.Hi < m.Lo/factor:
		a.add(Implausible, p.product.Text, expected, where,
			fact+fmt.Sprintf("; %s lies in %s. A coefficient of the product in %s would fit.%s", p.moderator, span(p.values), span(expected), repairedBy(&p.product.Number, expected)), omitted)
	}
}

// reversed names the hypothesis on moderation that the turned sign reverses.
func (a *auditor) reversed(p productPair) string {
	for _, h := range append(slices.Clone(a.Hypotheses), a.Claims...) {
		said := strings.ToLower(h.Said)
		f := published.Factors(p.product.Name)
		if strings.Contains(said, "moderat") && strings.Contains(h.Said, f[0]) && strings.Contains(h.Said, f[1]) &&
			(strings.Contains(said, "positive") && p.product.Value > 0 || strings.Contains(said, "negative") && p.product.Value < 0) {
			return fmt.Sprintf(" %s (%q) is then most likely reversed.", h.About, h.Said)
		}
	}
	return ""
}
