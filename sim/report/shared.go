package report

import (
	"fmt"
	"strings"

	"panelstress/sim"
)

// sharedTables are, per model, the components that its variables share and
// what becomes of its coefficients without them.
func sharedTables(r *sim.Result, l Lang) []Table {
	var out []Table
	for _, s := range r.Shared {
		t := Table{
			Name: "shared-" + fileName(s.Model), Title: fmt.Sprintf(l.word("%s: components that variables share"), s.Model),
			Header: l.words("variable, component", "shares with", "relation", "Spearman", "ingredients"),
			Notes:  []string{l.word("Two variables with a component in common are correlated by construction. Monotone: |Spearman's rho| = 1 over the rows; nearly so: at least 0.999. A common ingredient is a column that the formulas of both contain, as the denominator of two ratios.")},
		}
		for _, p := range s.Parts {
			t.Rows = append(t.Rows, []string{
				component(p.Left, p.LeftComponent), component(p.Right, p.RightComponent), l.word(p.How), number(p.Rho), strings.Join(p.Ingredients, ", "),
			})
		}
		out = append(out, t)
		if len(s.Removals) > 0 {
			out = append(out, removals(s, l))
		}
	}
	return out
}

// component is a component of a variable; a variable by itself is its own.
func component(variable, name string) string {
	if variable == name {
		return name
	}
	return variable + ": " + name
}

func removals(s sim.SharedResult, l Lang) Table {
	t := Table{
		Name: "shared-" + fileName(s.Model) + "-without", Title: fmt.Sprintf(l.word("%s: without the shared components"), s.Model),
		Header: l.words("removed from", "coefficient", "baseline", "estimate", "se", "survives %", "standardised %"),
		Notes:  []string{l.word("An index is rebuilt without the components it shares, a control is left out. Survives: the coefficient as a share of that of the baseline; an index without some indicators has another scale, which the standardised share, of b sd(x)/sd(y), allows for. Components that are only ingredients stay.")},
	}
	for k, f := range s.Removals {
		if k > 0 {
			t.Rows = append(t.Rows, nil)
		}
		name := fmt.Sprintf("%s (%s)", f.From, l.word(f.Side+" side"))
		if len(f.Without) == 0 {
			name = fmt.Sprintf("%s (%s)", f.From, l.word("left out"))
		} else {
			t.Notes = append(t.Notes, f.From+": - "+strings.Join(f.Without, ", "))
		}
		if f.Note != "" {
			t.Rows = append(t.Rows, []string{name, "", "", "", "", "", ""})
			t.Notes = append(t.Notes, f.From+": "+l.word(f.Note))
		}
		for _, c := range f.Coefficients {
			t.Rows = append(t.Rows, []string{
				name, s.Model + "." + c.Estimator + "." + c.Term, number(c.Baseline), number(c.Estimate) + starsOf(c.P), bracketed(c.SE), percent(c.Survives), percent(c.Standard),
			})
			name = ""
		}
	}
	t.Notes = append(t.Notes, l.word(stars))
	return t
}
