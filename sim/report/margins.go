package report

import (
	"fmt"
	"strings"

	"panelstress/sim"
)

// margins is one table of the effects of variables that stand in products, at
// the mean of their moderator and over its range; none where no model has a
// product.
func margins(r *sim.Result, l Lang) []Table {
	t := Table{
		Name: "margins", Title: l.word("Marginal effects of variables in products"),
		Header: l.words("effect of", "moderator", "at", "effect", "se", "interval"),
		Notes:  []string{l.word("The effect is b_x + b_xm m, its standard error by the delta method; at the mean of the moderator it is the average marginal effect. Regions: Johnson and Neyman.")},
	}
	for _, f := range r.Baseline {
		for _, m := range f.Margins {
			if len(t.Rows) > 0 {
				t.Rows = append(t.Rows, nil)
			}
			name := f.Model + "." + f.Estimator + "." + m.Of
			row := func(at string, p sim.MarginPoint) {
				t.Rows = append(t.Rows, []string{name, m.Moderator, at, number(p.Estimate) + starsOf(p.P), number(p.SE), interval(p.CI)})
				name = ""
			}
			row(l.word("average")+" "+number(m.Average.At), m.Average)
			for _, p := range m.Curve {
				row(number(p.At), p)
			}
			t.Notes = append(t.Notes, region(f, m, l))
		}
	}
	if len(t.Rows) == 0 {
		return nil
	}
	t.Notes = append(t.Notes, l.word(stars))
	return []Table{t}
}

// region says where the effect differs from zero.
func region(f sim.FitResult, m sim.MarginResult, l Lang) string {
	fit := f.Model + "." + f.Estimator
	if len(m.Significant) == 0 {
		return fmt.Sprintf(l.word("%s: the effect of %s differs from zero at no value of %s in the data."), fit, m.Of, m.Moderator)
	}
	var parts []string
	for _, s := range m.Significant {
		parts = append(parts, interval(s))
	}
	return fmt.Sprintf(l.word("%s: the effect of %s differs from zero where %s is in %s, %s %% of the rows."), fit, m.Of, m.Moderator, strings.Join(parts, " "), percent(m.Share))
}
