package report

import (
	"fmt"
	"slices"
	"strings"

	"panelstress/sim"
)

// sharedTables are the components that variables of the models share, and what
// becomes of coefficients without them.
func sharedTables(r *sim.Result, l Lang) []Table {
	if len(r.Shared) == 0 {
		return nil
	}
	t := Table{
		Name: "shared", Title: l.word("Components that variables of a model share"),
		Header: l.words("variable, component", "shares with", "relation", "Spearman", "ingredients", "models"),
		Notes:  []string{l.word("Two variables with a component in common are correlated by construction. Monotone: |Spearman's rho| = 1 over the rows; nearly so: at least 0.999. A common ingredient is a column that the formulas of both contain, as the denominator of two ratios.")},
	}
	row := make(map[[4]string]int)
	without := Table{
		Name: "shared-without", Title: l.word("Without the shared components"),
		Header: l.words("removed from", "coefficient", "baseline", "estimate", "se", "survives %", "standardised %"),
		Notes:  []string{l.word("An index is rebuilt without the components it shares, a control is left out. Survives: the coefficient as a share of that of the baseline; an index without some indicators has another scale, which the standardised share, of b sd(x)/sd(y), allows for. Components that are only ingredients stay. Here are the coefficients that hypotheses are about; results.json has all.")},
	}
	for _, s := range r.Shared {
		for _, p := range s.Parts {
			key := [4]string{p.Left, p.LeftComponent, p.Right, p.RightComponent}
			at, ok := row[key]
			switch {
			case !ok:
				row[key] = len(t.Rows)
				t.Rows = append(t.Rows, []string{
					component(p.Left, p.LeftComponent), component(p.Right, p.RightComponent), l.word(p.How), number(p.Rho), strings.Join(p.Ingredients, ", "), s.Model,
				})
			case !strings.HasSuffix(t.Rows[at][5], s.Model):
				t.Rows[at][5] += ", " + s.Model
			}
		}
		without.remove(s, r.Hypotheses, l)
	}
	if len(without.Rows) == 0 {
		return []Table{t}
	}
	without.Notes = append(without.Notes, l.word(stars))
	return []Table{t, without}
}

// component is a component of a variable; a variable by itself is its own.
func component(variable, name string) string {
	if variable == name {
		return name
	}
	return variable + ": " + name
}

// remove adds the removals of a model, with the coefficients that hypotheses
// are about, by every estimator, or all of them where there is no hypothesis.
func (t *Table) remove(s sim.SharedResult, hypotheses []sim.HypothesisResult, l Lang) {
	concerns := func(term string) bool {
		return len(hypotheses) == 0 || slices.ContainsFunc(hypotheses, func(h sim.HypothesisResult) bool { return h.Model == s.Model && h.Term == term })
	}
	for _, f := range s.Removals {
		if f.Note == "" && !slices.ContainsFunc(f.Coefficients, func(c sim.SharedCoefficient) bool { return concerns(c.Term) }) {
			continue
		}
		if len(t.Rows) > 0 {
			t.Rows = append(t.Rows, nil)
		}
		name := fmt.Sprintf("%s (%s)", f.From, l.word(f.Side+" side"))
		note := f.From + ": - " + strings.Join(f.Without, ", ")
		if len(f.Without) == 0 {
			name, note = fmt.Sprintf("%s (%s)", f.From, l.word("left out")), ""
		}
		if f.Note != "" {
			t.Rows = append(t.Rows, []string{name, s.Model, "", "", "", "", ""})
			note = s.Model + ", " + f.From + ": " + l.word(f.Note)
		}
		if note != "" && !slices.Contains(t.Notes, note) {
			t.Notes = append(t.Notes, note)
		}
		for _, c := range f.Coefficients {
			if !concerns(c.Term) {
				continue
			}
			t.Rows = append(t.Rows, []string{
				name, s.Model + "." + c.Estimator + "." + c.Term, number(c.Baseline), number(c.Estimate) + starsOf(c.P), bracketed(c.SE), percent(c.Survives), percent(c.Standard),
			})
			name = ""
		}
	}
}
