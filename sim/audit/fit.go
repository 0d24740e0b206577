package audit

import (
	"panelstress/data/published"
)

// fits computes R2 = 1 - Var(y - b'x)/Var(y) from printed coefficients and
// moments and compares it with the printed one. Over the rows of the
// descriptives this is exact for any coefficients of a regression with a
// constant; 2SLS that loses its first rows may differ by more than rounding.
func fits(a *auditor) {
	for i := range a.Regressions {
		r := &a.Regressions[i]
		c := published.Find(r.Statistics, "r2")
		if c == nil {
			continue
		}
		a.checked(1)
		b := box(&c.Number)
		switch {
		case b.Lo > 1:
			a.add(Impossible, c.Text, Interval{0, 1}, []string{r.Name + ".r2"}, say("%s: R2 is printed as %s; it is at most 1.%s", r.Name, c.Text, repairedBy(&c.Number, Interval{0, 1})), "definition of R2")
		case b.Hi < 0 && r.Estimator != "2sls":
			a.add(Implausible, c.Text, Interval{0, 1}, []string{r.Name + ".r2"}, say("%s: R2 is printed as %s; only an adjusted one can be negative.", r.Name, c.Text), "definition of R2")
		case (r.Estimator == "ols" || r.Estimator == "2sls") && r.Effects == "" && !partial(r) && simple(r) && published.Find(r.Terms, published.Const) != nil:
			a.fit(r, c)
		}
	}
}

func (a *auditor) fit(r *published.Regression, c *published.Cell) {
	const tolerance = 0.1 // of the variance, for rows that the regression does not have
	xs, cells := regressors(r)
	s, ok := a.correlationsOf(r.Outcome, xs)
	if !ok {
		return
	}
	sdy, sdx, ok := a.sds(r.Outcome, xs)
	if !ok {
		return
	}
	var b []Interval
	for i, x := range cells {
		b = append(b, box(&x.Number).Mul(sdx[i]).Div(sdy))
	}
	q := s.residual(b)
	r2 := Interval{1 - q.Hi, min(1, 1-q.Lo)}
	same, lost := a.sample(r)
	slack := tolerance
	if same {
		slack = 0
		if n, k := float64(observed(r)), float64(len(xs)); r.Estimator == "ols" && n > k+1 { // perhaps adjusted
			r2.Lo = min(r2.Lo, 1-(1-r2.Lo)*(n-1)/(n-k-1))
		}
	}
	if !same && lost < 0 || box(&c.Number).Meets(r2.Widen(slack)) {
		return
	}
	a.add(Implausible, c.Text, r2, []string{r.Name + ".r2"},
		say("%s: the printed coefficients and moments leave an R2 in %s%s; printed is %s.%s", r.Name, span(r2), a.repairedMatrix(s.turned), c.Text, repairedBy(&c.Number, r2)),
		"R2 = 1 - Var(y - b'x)/Var(y)")
}
