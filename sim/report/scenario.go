package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"panelstress/sim"
)

// scenarioTables are what a scenario does: to the coefficients, draw by draw,
// to the indices of the entities, and what a higher level of a variable would
// do against it.
func scenarioTables(a *sim.ArmResult, r *sim.Result, l Lang) []Table {
	s, level := a.Scenario, r.Level
	if s == nil {
		return nil
	}
	out := []Table{pairedTable(a, r, l)}
	if s.Impacts != nil {
		for i := range s.Impacts.Indices {
			ix := &s.Impacts.Indices[i]
			out = append(out, impactTable(a, ix, level, l))
			if len(ix.Entities) > 0 && len(ix.Entities[0].Contributions) > 0 {
				out = append(out, contributionTable(a, ix, l))
			}
		}
	}
	if s.Protect != nil {
		out = append(out, protectTable(a, l))
	}
	return append(out, scenarioCurves(a, l)...)
}

// pairedTable has the terms that hypotheses are about, in all fits; or all
// terms where there are no hypotheses.
func pairedTable(a *sim.ArmResult, r *sim.Result, l Lang) Table {
	level := r.Level
	share := fmt.Sprintf("%.4g%% ", 100*float64(level))
	s := a.Scenario
	t := Table{
		Name: "paired-" + sim.FileName(a.Name), Title: fmt.Sprintf(l.word("%s: change of the coefficients by the shock, in the same draw"), a.Name),
		Header: append(l.words("coefficient", "mean change", "sd", "MCSE"), share+l.word("interval"), l.word("sd if unpaired"), l.word("sign flips %")),
		Notes:  []string{l.word("Coefficient under the shock less the coefficient of the same sample without it. Sd if unpaired: of the difference, were both drawn independently. Sign flips: share of draws in which the two have other signs.")},
	}
	if s.Arrangement != "" {
		t.Notes = append(t.Notes, fmt.Sprintf(l.word("The random numbers of the shock are arranged (%s); every MCSE of this scenario has the blocks for units."), l.word(s.Arrangement)))
	}
	if s.Title != "" {
		t.Notes = append(t.Notes, s.Title+".")
	}
	if s.Source != "" {
		t.Notes = append(t.Notes, l.word("Source")+": "+s.Source)
	}
	if len(r.Hypotheses) > 0 {
		t.Notes = append(t.Notes, l.word("Terms that hypotheses are about; all are in results.json."))
	}
	if s.Impacts != nil && len(s.Impacts.Unchanged) > 0 {
		t.Notes = append(t.Notes, l.word("Indices that the shock does not change")+": "+strings.Join(s.Impacts.Unchanged, ", ")+".")
	}
	model := ""
	for _, d := range s.Paired {
		if len(r.Hypotheses) > 0 && !slices.ContainsFunc(r.Hypotheses, func(h sim.HypothesisResult) bool { return h.Term == d.Term }) {
			continue
		}
		if d.Model != model {
			if model != "" {
				t.Rows = append(t.Rows, nil)
			}
			model = d.Model
		}
		t.Rows = append(t.Rows, []string{
			d.Model + "." + d.Estimator + "." + d.Term, number(d.Mean), number(d.SD), number(d.MCSE), interval(ends(d.Quantiles, level)), number(d.SDUnpaired), percent(d.SignFlips),
		})
	}
	return t
}

// ends are the quantiles of the two tails.
func ends(q map[string]sim.Number, level sim.Number) sim.Interval {
	key := func(p float64) string { return fmt.Sprint(math.Round(p*1e9) / 1e9) }
	return sim.Interval{q[key((1-float64(level))/2)], q[key((1+float64(level))/2)]}
}

// shown is how many entities the tables of impacts have at most; all of them
// are in results.json.
const shown = 12

func impactTable(a *sim.ArmResult, ix *sim.IndexImpact, level sim.Number, l Lang) Table {
	share := fmt.Sprintf("%.4g%% ", 100*float64(level))
	t := Table{
		Name: "impact-" + sim.FileName(a.Name) + "-" + sim.FileName(ix.Index), Title: fmt.Sprintf(l.word("%s: index %s in %d, entities that lose most first"), a.Name, ix.Index, ix.Year),
		Header: append(l.words("entity", "hit", "score", "shocked", "change"), append([]string{share + l.word("interval")}, l.words("rank", "shocked rank", "depth %", "resistance", "regained %", "years")...)...),
		Notes: []string{
			fmt.Sprintf(l.word("Means of %d draws of the shock on the panel as it is; scores are compared with those of the same year without the shock, normalisation and weights found anew."), a.Scenario.Impacts.Draws),
			l.word("Depth: largest fall from the onset on, relative to the score without the shock (Han and Goetz 2015). Resistance: (g - G)/|G|, g the relative change of the entity and G that of all together in this year (Martin et al. 2016). Regained: share of the depth that is gone in the last year; years: from the trough until 95% of it are."),
		},
	}
	for i, e := range ix.Entities {
		if i == shown {
			t.Notes = append(t.Notes, fmt.Sprintf(l.word("%d of %d entities; all are in results.json."), shown, len(ix.Entities)))
			break
		}
		hit := ""
		if e.Hit {
			hit = l.word("yes")
		}
		t.Rows = append(t.Rows, []string{
			e.Entity, hit, number(e.Baseline), number(e.Shocked), number(e.Change), interval(e.Interval), fmt.Sprint(e.RankBaseline),
			short(e.Rank), percent(e.Depth), short(e.Resistance), percent(e.Recovered), short(e.Years),
		})
	}
	return t
}

// short is a number with one decimal.
func short(n sim.Number) string {
	if v := float64(n); v-v != 0 {
		return ""
	}
	return fmt.Sprintf("%.1f", float64(n))
}

// losers is how many entities the table of contributions has.
const losers = 5

func contributionTable(a *sim.ArmResult, ix *sim.IndexImpact, l Lang) Table {
	t := Table{
		Name: "contributions-" + sim.FileName(a.Name) + "-" + sim.FileName(ix.Index), Title: fmt.Sprintf(l.word("%s: what the change of index %s in %d is made of"), a.Name, ix.Index, ix.Year),
		Header: l.words("indicator"), Notes: []string{l.word("Decomposition") + ": " + l.word(ix.Decomposition) + "."},
	}
	top := ix.Entities[:min(losers, len(ix.Entities))]
	for _, e := range top {
		t.Header = append(t.Header, e.Entity)
	}
	for j, c := range top[0].Contributions {
		row := []string{c.Indicator}
		for _, e := range top {
			row = append(row, number(e.Contributions[j].Change))
		}
		t.Rows = append(t.Rows, row)
	}
	sum := []string{l.word("change")}
	for _, e := range top {
		sum = append(sum, number(e.Change))
	}
	t.Rows = append(t.Rows, nil, sum)
	return t
}

func protectTable(a *sim.ArmResult, l Lang) Table {
	p := a.Scenario.Protect
	t := Table{
		Name: "protect-" + sim.FileName(a.Name), Title: fmt.Sprintf(l.word("%s: would a higher %s protect?"), a.Name, p.Variable),
		Header: l.words("fit", "outcome changes", "predicted", "predicted, raised", "gain", "offset %"),
		Notes: []string{
			fmt.Sprintf(l.word("The same shock with %s one standard deviation (%s) higher for all, through the fitted models at their baseline coefficients; means over the rows that the shock reaches and %d draws. A prediction of the model, no causal claim."), p.Variable, number(p.SD), p.Draws),
			l.word("Outcome changes: as it is built anew. Predicted: b'(x* - x), through the regressors that the shock changes; raised: the same with the higher variable, other where it stands in a product. Gain: what the higher variable adds to the predicted outcome under the shock; offset: the share of the fall that this makes good."),
		},
	}
	for _, f := range p.Fits {
		t.Rows = append(t.Rows, []string{f.Model + "." + f.Estimator, number(f.Outcome), number(f.Predicted), number(f.Raised), number(f.Gain), percent(f.Offset)})
	}
	return t
}
