package audit

import (
	"slices"
	"strings"

	"panelstress/data/published"
)

const omitted = "omitted variables: b(without) = b(with) + c δ, δ the slope of a:m on a given the other regressors"

// products compares a model with the one that adds a product to it. The
// coefficient of a moves from b(without) to b(with), and their difference is
// c δ: c the coefficient of a:m, δ the slope of a:m on a given the others. With
// a m = mean(m) a + mean(a) (m - mean(m)) + (a - mean(a))(m - mean(m)), δ is
// mean(m) + mean(a) γ and a third moment, γ the slope of m on a given the
// others, 0 where m is among them, d γ what its own term takes of the change
// where only the second model has it. The third moment is small where m varies
// little; data sets exist where it is not, and a contradiction is implausible.
func products(a *auditor) {
	for i := range a.Regressions {
		for j := range a.Regressions {
			plain, with := &a.Regressions[i], &a.Regressions[j]
			if i == j || plain.Estimator != with.Estimator || plain.Outcome != with.Outcome || table(plain.Name) != table(with.Name) || len(plain.Instruments)+len(with.Instruments) > 0 || partial(plain) || partial(with) {
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
	expected      Interval // mean(m) + mean(a) γ; everything where it is not known
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
	if len(extra) > 1 || len(extra) == 1 && (extra[0] != p.moderator || with.Estimator == "fe") {
		return p, false
	}
	γ, known := a.onModerated(p)
	p.expected = a.expectedSlope(p, γ)
	if len(extra) == 1 { // the moderator's own term d takes d γ of the change
		p.own = box(&published.Find(with.Terms, p.moderator).Number).Mul(γ)
		return p, known
	}
	return p, true
}

// onModerated is γ: the slope of the moderator on the moderated variable given
// the other regressors, by the printed moments. 0 where it is among them.
func (a *auditor) onModerated(p productPair) (Interval, bool) {
	if published.Find(p.plain.Terms, p.moderator) != nil {
		return point(0), true
	}
	if !simple(p.plain) {
		return everything, false
	}
	xs, _ := regressors(p.plain)
	m, ok := a.impliedBy(p.moderator, xs)
	if !ok {
		return everything, false
	}
	return m.coef[slices.Index(xs, p.before.Name)], true
}

// expectedSlope is mean(m) + mean(a) γ; everything where a mean is not printed
// or γ not known, or where m varies so much that third moments matter.
func (a *auditor) expectedSlope(p productPair, γ Interval) Interval {
	const most = 0.6 // standard deviations of m per mean
	m, ok := a.mean(p.moderator)
	x, known := a.mean(p.before.Name)
	d := a.Describe(p.moderator)
	if !ok || !known || !γ.Finite() || d.SD == nil || box(d.SD).Hi > most*m.Abs().Lo {
		return everything
	}
	return m.Add(x.Mul(γ))
}

func (a *auditor) product(p productPair) {
	m, d := p.values, p.expected
	aboutAsM := d.Finite() && (m.Positive() && d.Lo > m.Lo/2 || m.Negative() && d.Hi < m.Hi/2)
	if !aboutAsM || marked(p.with) && a.Level(p.product.Mark) == 0 && p.with.Estimator == "fgls" {
		return
	}
	change := box(&p.before.Number).Sub(box(&p.after.Number)).Sub(p.own)
	c := box(&p.product.Number)
	if change.Contains(0) || c.Contains(0) {
		return
	}
	δ := change.Div(c)
	fits := change.Div(m)
	fact := say("%s to %s: adding %s = %s moves the coefficient of %s from %s to %s, so that the slope δ of %s on %s given the controls is in %s",
		p.plain.Name, p.with.Name, p.product.Name, p.product.Text, p.before.Name, p.before.Text, p.after.Text, p.product.Name, p.before.Name, span(δ))
	where := []string{p.with.Name + "." + p.product.Name, p.with.Name + "." + p.after.Name, p.plain.Name + "." + p.before.Name}
	size := δ.Abs()
	const factor = 3
	switch {
	case m.Positive() && δ.Negative() || m.Negative() && δ.Positive():
		message := fact.then(say(". Yet %s lies in %s everywhere, and δ should be about %s. With the opposite sign of the product it would be in %s.", p.moderator, span(m), span(d), span(δ.Neg())))
		a.add(Implausible, p.product.Text, fits, where, message.then(a.reversed(p)), omitted)
	case size.Lo > factor*m.Abs().Hi || size.Hi < m.Abs().Lo/factor:
		a.add(Implausible, p.product.Text, fits, where,
			fact.then(say("; %s lies in %s. A coefficient of the product in %s would fit.%s", p.moderator, span(m), span(fits), repairedBy(&p.product.Number, fits))), omitted)
	}
}

// reversed names the hypothesis on moderation that the turned sign reverses.
func (a *auditor) reversed(p productPair) phrase {
	for _, h := range append(slices.Clone(a.Hypotheses), a.Claims...) {
		said := strings.ToLower(h.Said)
		f := published.Factors(p.product.Name)
		if strings.Contains(said, "moderat") && strings.Contains(h.Said, f[0]) && strings.Contains(h.Said, f[1]) &&
			(strings.Contains(said, "positive") && p.product.Value > 0 || strings.Contains(said, "negative") && p.product.Value < 0) {
			return say(" %s (%q) is then most likely reversed.", h.About, h.Said)
		}
	}
	return phrase{}
}
