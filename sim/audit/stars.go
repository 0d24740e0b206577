package audit

import (
	"gonum.org/v1/gonum/stat/distuv"

	"panelstress/data/published"
)

// tighter is the next level of significance below one; of 0, no mark, the
// loosest; 0 where there is none.
func (a *auditor) tighter(level float64) float64 {
	best := 0.0
	for _, s := range a.Stars {
		if (level == 0 || s.Level < level) && s.Level > best {
			best = s.Level
		}
	}
	return best
}

// marked tells whether any coefficient of a regression has a mark.
func marked(r *published.Regression) bool {
	for _, c := range r.Terms {
		if c.Mark != "" {
			return true
		}
	}
	return false
}

// statisticStars holds the marks of test statistics against their p, under the
// degrees of freedom that make it smallest.
func statisticStars(a *auditor, r *published.Regression) {
	for i := range r.Statistics {
		c := &r.Statistics[i]
		level := a.Level(c.Mark)
		if level == 0 {
			continue
		}
		p, ok := smallestP(a, r, c)
		if !ok {
			continue
		}
		a.checked(1)
		if p > level {
			a.add(Implausible, c.Text, Interval{p, 1}, []string{r.Name + "." + c.Name},
				say("%s: %s is marked as significant at %s; its p is at least %s.", r.Name, c.Name+" = "+c.Text, num(level), num(p)), "marks and levels of significance")
		}
	}
}

// smallestP is the least p that a test statistic can have by the degrees of
// freedom of its readings.
func smallestP(a *auditor, r *published.Regression, c *published.Cell) (float64, bool) {
	v := box(&c.Number).Hi
	k, n := float64(len(r.Terms)-1), float64(observed(r))
	if v <= 0 || k < 1 {
		return 1, v <= 0
	}
	switch c.Name {
	case "wald", "hausman":
		return distuv.ChiSquared{K: 1}.Survival(v), true
	case "F", "F_effects", "first_stage_F":
		if n <= k+1 {
			return 0, false
		}
		p := distuv.F{D1: 1, D2: n - k - 1}.Survival(v)
		if c.Name != "first_stage_F" {
			p = min(p, distuv.F{D1: k, D2: n - k - 1}.Survival(v))
			if a.Panel != nil && a.Panel.Entities > 1 {
				p = min(p, distuv.F{D1: float64(a.Panel.Entities - 1), D2: n - k - 1}.Survival(v))
			}
		}
		return p, true
	}
	return 0, false
}
