package audit

import (
	"slices"

	"panelstress/data/published"
)

// mainEffects: a product without the own term of one of its variables lets the
// coefficient of the product stand for both.
func mainEffects(a *auditor) {
	for i := range a.Regressions {
		r := &a.Regressions[i]
		for j := range r.Terms {
			c := &r.Terms[j]
			f := published.Factors(c.Name)
			if len(f) < 2 {
				continue
			}
			a.checked(len(f))
			var gone []string
			for _, v := range f {
				if published.Find(r.Terms, v) == nil && !slices.Contains(r.Omitted, v) && !slices.Contains(gone, v) {
					gone = append(gone, v)
				}
			}
			if len(gone) == 0 {
				continue
			}
			absorbed := phrase{}
			if r.Estimator == "fe" {
				absorbed = say(" Only a variable that does not vary over time would be absorbed by the effects.")
			}
			a.add(Note, c.Text, everything, []string{r.Name + "." + c.Name},
				say("%s has the product %s without %s. Its coefficient takes up the effect of what is left out, and is no moderation alone.%s", r.Name, c.Name, own(gone), absorbed), "hierarchy of products")
		}
	}
}

func own(names []string) list {
	out := list{between: ", ", last: " and "}
	for _, n := range names {
		out.items = append(out.items, say("the own term of %s", n))
	}
	return out
}
