package audit

import (
	"panelstress/data/published"
)

const slopesF = "F = (R2/k) / ((1 - R2)/df): slopes, classical"

// fColumn is a regression with F and R2.
type fColumn struct {
	r       *published.Regression
	f, r2   *published.Cell
	k, df   float64
	slopes  Interval // F of the slopes, classical
	matches bool
}

// fTests reads F with the degrees of freedom of each thing that it may be:
// the slopes, that all effects are zero, a robust test. Where the columns of a
// table follow the first reading, one that does not has a misprint; where none
// does, the reading is named.
func fTests(a *auditor) {
	byTable := make(map[string][]fColumn)
	var names []string
	for i := range a.Regressions {
		r := &a.Regressions[i]
		c, ok := a.fColumn(r)
		if !ok {
			continue
		}
		a.checked(1)
		key := table(r.Name) + " " + r.Estimator
		if byTable[key] == nil {
			names = append(names, key)
		}
		byTable[key] = append(byTable[key], c)
	}
	for _, key := range names {
		columns, matches := byTable[key], 0
		for _, c := range columns {
			if c.matches && c.slopes.Hi < 1.5*c.slopes.Lo { // else it proves little
				matches++
			}
		}
		for _, c := range columns {
			if !c.matches {
				a.addF(c, len(columns), matches)
			}
		}
	}
}

func (a *auditor) fColumn(r *published.Regression) (c fColumn, ok bool) {
	c = fColumn{r: r, f: published.Find(r.Statistics, "F"), r2: published.Find(r.Statistics, "r2_within"), k: float64(len(r.Terms) + len(r.Omitted))}
	if published.Find(r.Terms, published.Const) != nil {
		c.k--
	}
	if c.r2 == nil {
		c.r2 = published.Find(r.Statistics, "r2")
	}
	n := float64(observed(r))
	switch {
	case c.f == nil || c.r2 == nil || n == 0 || c.k == 0 || r.Unprinted != "":
		return c, false
	case r.Estimator == "ols":
		c.df = n - c.k - 1
	case r.Estimator == "fe" && a.Panel != nil && a.Panel.Entities > 0 && (r.Effects == "" || r.Effects == "entity"):
		c.df = n - c.k - float64(a.Panel.Entities)
	default:
		return c, false
	}
	r2 := box(&c.r2.Number).Inter(Interval{0, 1 - 1e-9})
	if c.df <= 0 || r2.Lo > r2.Hi {
		return c, false
	}
	odds := r2.Div(point(1).Sub(r2))
	c.slopes = odds.Mul(point(c.df / c.k))
	c.matches = box(&c.f.Number).Meets(c.slopes)
	if r.Estimator == "ols" && !c.matches { // R2 perhaps adjusted
		plain := point(1).Sub(point(1).Sub(r2).Mul(point(c.df / (n - 1))))
		c.matches = box(&c.f.Number).Meets(plain.Div(point(1).Sub(plain)).Mul(point(c.df / c.k)))
	}
	return c, true
}

func (a *auditor) addF(c fColumn, columns, matches int) {
	message := say("%s: R2 = %s with %.0f slopes and %.0f degrees of freedom would be a slope F in %s; printed is F = %s.",
		c.r.Name, c.r2.Text, c.k, c.df, span(c.slopes), c.f.Text)
	severity := Note
	switch {
	case 2*matches >= columns && matches > 0:
		severity = Implausible
		message = message.then(say(" %d of the %d columns of the table agree with their R2.", matches, columns)).then(repairedBy(&c.f.Number, c.slopes))
	case c.r.Estimator == "fe":
		g := float64(a.Panel.Entities)
		message = message.then(say(" It can be the test that all entity effects are zero (degrees of freedom %.0f, %.0f), or a robust F; which is not printed.", g-1, c.df))
	default:
		severity = Implausible
		message = message.then(say(" A robust F would be another number; which it is, is not printed.")).then(repairedBy(&c.f.Number, c.slopes))
	}
	a.add(severity, c.f.Text, c.slopes, []string{c.r.Name + "." + c.f.Name, c.r.Name + "." + c.r2.Name}, message, slopesF)
}
