package audit

import (
	"panelstress/data/published"
)

// walds compares the Wald statistic of 2SLS with its R2. Classical errors give
// about N R2/(1-R2), less what the instruments do not explain; a number far
// from it has another variance, mostly a robust one.
func walds(a *auditor) {
	for i := range a.Regressions {
		r := &a.Regressions[i]
		w, r2, n := published.Find(r.Statistics, "wald"), published.Find(r.Statistics, "r2"), float64(observed(r))
		if r.Estimator != "2sls" || w == nil || r2 == nil || n == 0 {
			continue
		}
		share := box(&r2.Number).Inter(Interval{0, 1 - 1e-9})
		if share.Lo <= 0 || share.Lo > share.Hi {
			continue
		}
		a.checked(1)
		classical := share.Div(point(1).Sub(share)).Mul(Interval{n - float64(len(r.Terms)), n})
		const factor = 1.25
		if b := box(&w.Number); b.Hi*factor < classical.Lo || b.Lo > factor*classical.Hi {
			a.add(Note, w.Text, classical, []string{r.Name + ".wald", r.Name + ".r2"},
				say("%s: R2 = %s with %.0f observations would be a Wald statistic of about %s with classical standard errors; printed is %s. Robust ones can give it; which they are, is not printed.",
					r.Name, r2.Text, n, num(classical.Mid()), w.Text), "Wald = N R2/(1 - R2), about")
		}
	}
}
