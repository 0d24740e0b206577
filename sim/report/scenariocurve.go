package report

import (
	"fmt"

	"panelstress/sim"
)

// scenarioCurves are what a scenario does under every specification: per
// coefficient the changes in numbers, the verdicts with and without the shock,
// and the choices that go with them.
func scenarioCurves(a *sim.ArmResult, l Lang) (out []Table) {
	m := a.Scenario.Multiverse
	if m == nil {
		return nil
	}
	for i := range m.Curves {
		c := &m.Curves[i]
		name := sim.FileName(a.Name) + "-" + sim.FileName(c.Model+"-"+c.Term)
		out = append(out, changeTable(a, c, name, l), movesTable(a, c, name, l), changeChoices(a, c, name, l))
		if c.Shares != nil {
			out = append(out, changeShares(a, c, name, l))
		}
	}
	return out
}

const (
	changeNote        = "Change: coefficient under the shock less that of the same specification without it, a mean over its draws; the shock of a draw is the same under all specifications. Quantiles of type 7 over specifications. MCSE: of the mean over the draws."
	oneDrawNote       = "All draws are the same: one a specification."
	drawsNote         = "%d draws a specification."
	standardisedShock = "Indices have standard deviation 1, shocked or not, so that coefficients of different builds compare; those of the other tables are per unit of an index."
	movesNote         = "Rows: the verdict of a specification without the shock; columns: that of more than half of its draws under it, else unchanged. %d of %d specifications change their verdict, and %s %% of all draws do. Every specification by its own p value at %g."
	sharesChangeNote  = "Shares of the variance over the full grid, in per cent: first order is a choice by itself, total with all its interactions; of the change, and of whether the verdict changes. Exact; empty where nothing varies."
	optionsChangeNote = "Influence: mean change with the option less that of the others in which the choice arises. Change of verdict: specifications with the option whose verdict changes."
)

func changeTable(a *sim.ArmResult, c *sim.ScenarioCurve, name string, l Lang) Table {
	m, s := a.Scenario.Multiverse, &c.Change
	t := Table{
		Name: "under-" + name, Title: fmt.Sprintf(l.word("%s: change of %s by the shock under %d specifications"), a.Name, c.Model+"."+c.Term, c.Specifications),
		Header: l.words("quantity", "value"), Notes: []string{l.word(changeNote)},
	}
	rows := []struct{ name, value string }{
		{"combinations of the full grid", fmt.Sprintf("%.10g", float64(c.Grid))},
		{"specifications that differ", fmt.Sprint(c.Specifications)},
		{"with an estimate", fmt.Sprint(c.Estimates)},
		{"with nobody who is hit in their sample", fmt.Sprint(c.Untouched)},
		{},
		{"mean without the shock", number(c.Without)},
		{"mean under the shock", number(c.With)},
		{"mean change", number(s.Mean)},
		{"MCSE", number(s.MCSE)},
		{"sd", number(s.SD)},
		{},
		{"least", number(s.Min)},
		{"2.5 % quantile", number(s.Quantiles["0.025"])},
		{"median", number(s.Quantiles["0.5"])},
		{"97.5 % quantile", number(s.Quantiles["0.975"])},
		{"largest", number(s.Max)},
		{},
		{"change positive %", percent(s.Positive)},
		{"sign flips %", percent(c.SignFlips)},
	}
	for _, r := range rows {
		if r.name == "" {
			t.Rows = append(t.Rows, nil)
			continue
		}
		t.Rows = append(t.Rows, []string{l.word(r.name), r.value})
	}
	if m.Certain {
		t.Notes = append(t.Notes, l.word(oneDrawNote))
	} else {
		t.Notes = append(t.Notes, fmt.Sprintf(l.word(drawsNote), m.Draws))
	}
	if m.Standardised {
		t.Notes = append(t.Notes, l.word(standardisedShock))
	}
	if c.Design != "full" {
		t.Notes = append(t.Notes, fmt.Sprintf(l.word("The grid is sampled (%s)."), c.Design))
	}
	for _, f := range c.Failed {
		t.Notes = append(t.Notes, fmt.Sprintf(l.word("%d fits by %s failed: %s."), f.Count, f.Estimator, l.word(f.Cause)))
	}
	for _, e := range c.Lost {
		t.Notes = append(t.Notes, fmt.Sprintf(l.word("%s is hit, and is not in the sample of %d specifications: there the others alone are."), l.word(e.Entity), e.Specifications))
	}
	return t
}

// verdictWords are the words of the rows and columns of moves.
var verdictWords = []string{sim.Supported, sim.NotSupported, sim.Contradicted}

func movesTable(a *sim.ArmResult, c *sim.ScenarioCurve, name string, l Lang) Table {
	t := Table{
		Name: "verdicts-" + name, Title: fmt.Sprintf(l.word("%s: verdicts on %s, by specification"), a.Name, c.Model+"."+c.Term),
		Header: append(l.words("hypothesis", "without the shock", "specifications %"), l.words(verdictWords...)...),
	}
	for i, v := range c.Verdicts {
		if i > 0 {
			t.Rows = append(t.Rows, nil)
		}
		for k, share := range []sim.Number{v.Without.Supported, v.Without.NotSupported, v.Without.Contradicted} {
			row := []string{"", l.word(verdictWords[k]), percent(share)}
			if k == 0 {
				row[0] = v.Hypothesis
			}
			for _, n := range v.Moves[k] {
				row = append(row, fmt.Sprint(n))
			}
			t.Rows = append(t.Rows, row)
		}
		t.Rows = append(t.Rows, []string{"", l.word("under the shock, % of the draws"), "", percent(v.With.Supported), percent(v.With.NotSupported), percent(v.With.Contradicted)})
		t.Notes = append(t.Notes, v.Hypothesis+": "+fmt.Sprintf(l.word(movesNote), v.Changed, c.Estimates, percent(v.Share), float64(v.Level)))
	}
	return t
}

func changeChoices(a *sim.ArmResult, c *sim.ScenarioCurve, name string, l Lang) Table {
	t := Table{
		Name: "under-choices-" + name, Title: fmt.Sprintf(l.word("%s: change of %s by choice"), a.Name, c.Model+"."+c.Term),
		Header: l.words("choice", "specifications", "mean change", "sd", "influence"), Notes: []string{l.word(optionsChangeNote)},
	}
	for _, v := range c.Verdicts {
		t.Header = append(t.Header, v.Hypothesis+": "+l.word("change of verdict"), "%")
	}
	for i, choice := range c.Choices {
		if i > 0 {
			t.Rows = append(t.Rows, nil)
		}
		for _, o := range choice.Options {
			row := []string{l.word(choice.Name) + ": " + l.word(o.Name), fmt.Sprint(o.Estimates), number(o.Mean), number(o.SD), number(o.Influence)}
			for _, n := range o.Changed {
				row = append(row, fmt.Sprint(n), percent(sim.Number(float64(n)/float64(o.Estimates))))
			}
			t.Rows = append(t.Rows, row)
		}
	}
	return t
}

func changeShares(a *sim.ArmResult, c *sim.ScenarioCurve, name string, l Lang) Table {
	t := Table{
		Name: "under-shares-" + name, Title: fmt.Sprintf(l.word("%s: which choices the change of %s is due to"), a.Name, c.Model+"."+c.Term),
		Header: []string{l.word("choice"), l.word("change") + ": " + l.word("first"), l.word("change") + ": " + l.word("total")}, Notes: []string{l.word(sharesChangeNote)},
	}
	for _, v := range c.Verdicts {
		t.Header = append(t.Header, v.Hypothesis+": "+l.word("first"), v.Hypothesis+": "+l.word("total"))
	}
	for k, s := range c.Shares.Change {
		row := []string{l.word(s.Source), percent(s.First), percent(s.Total)}
		for _, list := range c.Shares.Changed {
			row = append(row, percent(list[k].First), percent(list[k].Total))
		}
		t.Rows = append(t.Rows, row)
	}
	if c.Shares.Missing > 0 {
		t.Notes = append(t.Notes, fmt.Sprintf(l.word(missingNote), c.Shares.Missing, c.Shares.Cells+c.Shares.Missing))
	}
	return t
}
