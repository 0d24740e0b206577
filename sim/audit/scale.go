package audit

import (
	"slices"

	"panelstress/data/published"
)

// scales compares coefficient x standard deviation with the standard deviation
// of the outcome. The own term of a variable in a product is the slope where
// the other variable is zero, and left out. No bound holds for every data set; yet a change of one
// standard deviation that moves the outcome by several of its own does so only
// where other regressors take it back.
func scales(a *auditor) {
	const most = 4
	for i := range a.Regressions {
		r := &a.Regressions[i]
		y := a.Describe(r.Outcome)
		if y == nil || y.SD == nil {
			continue
		}
		for j := range r.Terms {
			c := &r.Terms[j]
			x := a.Describe(c.Name)
			if c.Name == published.Const || x == nil || x.SD == nil || inProduct(r, c.Name) {
				continue
			}
			a.checked(1)
			effect := box(&c.Number).Abs().Mul(box(x.SD))
			one := box(y.SD).Div(box(x.SD))
			if effect.Lo <= most*box(y.SD).Hi || !one.Finite() {
				continue
			}
			limit := Interval{-one.Hi, one.Hi}
			a.add(Implausible, c.Text, limit, []string{r.Name + "." + c.Name},
				say("%s: %s per unit of %s times its standard deviation %s is %s, on an outcome whose standard deviation is %s. One standard deviation of the outcome would be %s.%s",
					r.Name, c.Text, c.Name, x.SD.Text, num(c.Value*x.SD.Value), y.SD.Text, num(y.SD.Value/x.SD.Value), repairedBy(&c.Number, limit)), "coefficient x sd(x) against sd(y)")
		}
	}
}

// inProduct tells whether a regression has a product with a variable.
func inProduct(r *published.Regression, v string) bool {
	return slices.ContainsFunc(r.Terms, func(c published.Cell) bool {
		f := published.Factors(c.Name)
		return len(f) > 1 && slices.Contains(f, v)
	})
}
