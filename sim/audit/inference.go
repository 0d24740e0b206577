package audit

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"panelstress/data/published"
)

// inference holds coefficients, standard errors, t, p and stars of every term
// against each other.
func inference(a *auditor) {
	for i := range a.Regressions {
		r := &a.Regressions[i]
		absolute := true // t may be printed without its sign
		for _, c := range r.TStatistics {
			absolute = absolute && c.Value >= 0
		}
		for j := range r.Terms {
			c := &r.Terms[j]
			t := term{
				a: a, r: r, b: c, absolute: absolute,
				se: published.Find(r.StandardErrors, c.Name), t: published.Find(r.TStatistics, c.Name), p: published.Find(r.PValues, c.Name),
			}
			t.check()
		}
		statisticStars(a, r)
	}
}

// term is a coefficient with what is printed about its precision.
type term struct {
	a        *auditor
	r        *published.Regression
	b        *published.Cell
	se, t, p *published.Cell // nil where not printed
	absolute bool
}

func (t term) at(what string) string {
	name := t.r.Name + "." + t.b.Name
	if what != "" {
		name += "." + what
	}
	return name
}

func (t term) check() {
	if t.se != nil {
		t.a.checked(1)
		if box(&t.se.Number).Hi < 0 {
			t.a.add(Impossible, t.se.Text, Interval{0, math.Inf(1)}, []string{t.at("se")}, say("%s: a standard error is not negative.", t.at("")), "")
			return
		}
	}
	ratio, known := t.ratio()
	if t.t != nil && known {
		t.ownT(ratio)
	}
	size := ratio
	if t.t != nil {
		size = box(&t.t.Number).Abs()
	}
	if t.p != nil {
		t.ownP(size, known || t.t != nil)
	}
	if t.b.Mark == "" || t.a.Level(t.b.Mark) > 0 {
		t.stars(size, known || t.t != nil)
	}
}

// ratio is |b|/se; false where no standard error is printed.
func (t term) ratio() (Interval, bool) {
	if t.se == nil {
		return everything, false
	}
	b, se := box(&t.b.Number).Abs(), box(&t.se.Number)
	out := Interval{b.Lo / se.Hi * (1 - 1e-12), math.Inf(1)}
	if se.Lo > 0 {
		out.Hi = b.Hi / se.Lo * (1 + 1e-12)
	}
	return out, true
}

// ownT: t = b/se.
func (t term) ownT(ratio Interval) {
	t.a.checked(1)
	printed, b := box(&t.t.Number), box(&t.b.Number)
	where := []string{t.at(""), t.at("t"), t.at("se")}
	if !printed.Abs().Meets(ratio) {
		implied := printed.Abs().Mul(box(&t.se.Number).Inter(Interval{0, math.Inf(1)}))
		if t.b.Value < 0 {
			implied = implied.Neg()
		}
		t.a.add(Impossible, t.b.Text, implied, where,
			say("%s: %s with standard error %s is |t| in %s; printed is t = %s.%s", t.at(""), t.b.Text, t.se.Text, span(ratio), t.t.Text, repairedBy(&t.b.Number, implied)), "t = b/se")
		return
	}
	if !t.absolute && (printed.Positive() && b.Negative() || printed.Negative() && b.Positive()) {
		t.a.add(Impossible, t.b.Text, b.Neg(), where, say("%s: the coefficient %s and its t = %s have opposite signs.", t.at(""), t.b.Text, t.t.Text), "t = b/se")
	}
}

// pRange is the interval of the two-sided p of |t|, from the normal
// distribution to the t distribution with df degrees of freedom.
func pRange(size Interval, df float64) Interval {
	normal := distuv.Normal{Sigma: 1}
	lo := 2 * normal.Survival(size.Hi)
	hi := 2 * distuv.StudentsT{Sigma: 1, Nu: df}.Survival(max(0, size.Lo))
	return Interval{lo * (1 - 1e-9), min(1, hi*(1+1e-9))}
}

// fewest degrees of freedom that a study may have used: those of clusters, or
// of the residuals.
func (t term) df() float64 {
	df := float64(observed(t.r) - len(t.r.Terms))
	if t.a.Panel != nil {
		for _, m := range []int{t.a.Panel.Entities, t.a.Panel.Periods} {
			if m > 1 {
				df = min(df, float64(m-1))
			}
		}
	}
	return max(1, df)
}

// ownP holds p against t. One-sided p are half as large.
func (t term) ownP(size Interval, known bool) {
	p := box(&t.p.Number)
	t.a.checked(1)
	where := []string{t.at("p"), t.at("t"), t.at("")}
	if p.Lo > 1 || p.Hi < 0 {
		t.a.add(Impossible, t.p.Text, Interval{0, 1}, where[:1], say("%s: %s is no p value.", t.at(""), t.p.Text), "")
		return
	}
	if !known {
		return
	}
	allowed := pRange(size, t.df())
	if p.Meets(allowed) {
		return
	}
	severity := Implausible
	loosest := pRange(size, 1)
	if loosest.Lo /= 2; !p.Meets(loosest) {
		severity = Impossible
	}
	t.a.add(severity, t.p.Text, allowed, where,
		say("%s: |t| in %s has a two-sided p in %s; printed is p = %s.%s", t.at(""), span(size), span(allowed), t.p.Text, repairedBy(&t.p.Number, allowed)), "p of t, from the normal distribution to t with the fewest degrees of freedom")
}

// stars holds the mark against p, or against the p of t.
func (t term) stars(size Interval, known bool) {
	var p, loosest Interval
	var by phrase
	switch {
	case t.p != nil:
		p = box(&t.p.Number)
		loosest, by = p, say("p = %s", t.p.Text)
	case known:
		p, loosest = pRange(size, t.df()), pRange(size, 1)
		loosest.Lo /= 2
		by = say("|t| in %s, a two-sided p in %s,", span(size), span(p))
	default:
		return
	}
	t.a.checked(1)
	level := t.a.Level(t.b.Mark)
	where := []string{t.at("")}
	if level > 0 && p.Lo > level {
		severity := Implausible
		if loosest.Lo > level && !t.a.Assumed {
			severity = Impossible
		}
		t.a.add(severity, t.b.Text, p, where, say("%s: %s is marked as significant at %s; %s is not.", t.at(""), t.b.Text, num(level), by), "marks and levels of significance")
		return
	}
	if next := t.a.tighter(level); next > 0 && p.Hi < next && marked(t.r) {
		t.a.add(Implausible, t.b.Text, p, where, say("%s: %s lacks the mark of the level %s, which %s reaches.", t.at(""), t.b.Text, num(next), by), "marks and levels of significance")
	}
}
