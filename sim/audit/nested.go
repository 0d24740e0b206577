package audit

import (
	"slices"

	"panelstress/data/published"
)

// nested: a regressor more never lowers the R2 of least squares over the same
// rows. An adjusted R2 may fall, one over other rows too.
func nested(a *auditor) {
	for i := range a.Regressions {
		for j := range a.Regressions {
			small, large := &a.Regressions[i], &a.Regressions[j]
			if i != j && alike(small, large) && within(small, large) {
				a.nestedR2(small, large)
			}
		}
	}
}

// alike tells whether two regressions are least squares of one outcome
// in one table.
func alike(x, y *published.Regression) bool {
	return x.Estimator == y.Estimator && (x.Estimator == "ols" || x.Estimator == "fe") && x.Effects == y.Effects &&
		x.Outcome == y.Outcome && table(x.Name) == table(y.Name)
}

// within tells whether all terms of a regression are among those of another
// that has more.
func within(small, large *published.Regression) bool {
	has := func(name string) bool {
		return published.Find(large.Terms, name) != nil || slices.Contains(large.Omitted, name)
	}
	for _, c := range small.Terms {
		if !has(c.Name) {
			return false
		}
	}
	for _, name := range small.Omitted {
		if !has(name) {
			return false
		}
	}
	return len(small.Terms)+len(small.Omitted) < len(large.Terms)+len(large.Omitted) && small.Unprinted == large.Unprinted
}

func (a *auditor) nestedR2(small, large *published.Regression) {
	for _, name := range []string{"r2", "r2_within"} {
		x, y := published.Find(small.Statistics, name), published.Find(large.Statistics, name)
		if x == nil || y == nil {
			continue
		}
		a.checked(1)
		lower, upper := box(&x.Number), box(&y.Number)
		if lower.Lo <= upper.Hi {
			continue
		}
		severity, unless := Implausible, say(" An adjusted R2 may fall; which it is, is not printed.")
		sameX, _ := a.sample(small)
		sameY, _ := a.sample(large)
		rows := sameX && sameY && observed(small) == observed(large)
		if rows && (name == "r2_within" || small.Estimator == "ols" && small.Unprinted == "" && unadjusted(lower, small).Lo > unadjusted(upper, large).Hi) {
			severity, unless = Impossible, phrase{}
		}
		if !rows {
			unless = say(" It may fall over other rows; the numbers of observations do not tell.")
		}
		a.add(severity, y.Text, Interval{lower.Lo, 1}, []string{large.Name + "." + name, small.Name + "." + name},
			say("%s has all terms of %s and more, yet its R2 %s is below %s.%s", large.Name, small.Name, y.Text, x.Text, unless), "R2 of nested least squares")
	}
}

// unadjusted is the R2 behind one that is taken for adjusted.
func unadjusted(r2 Interval, r *published.Regression) Interval {
	n, k := float64(observed(r)), float64(len(r.Terms)+len(r.Omitted)-1)
	if n <= k+1 {
		return everything
	}
	return point(1).Sub(point(1).Sub(r2).Mul(point((n - k - 1) / (n - 1))))
}
