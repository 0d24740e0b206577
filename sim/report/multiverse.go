package report

import (
	"fmt"
	"math"

	"panelstress/sim"
)

// multiverseTables are, per coefficient, the curve in numbers, its options,
// what its choices explain, and the joint tests.
func multiverseTables(m *sim.MultiverseResult, l Lang) (out []Table) {
	if m == nil {
		return nil
	}
	for i := range m.Curves {
		c := &m.Curves[i]
		out = append(out, curveTable(m, c, l), choicesTable(m, c, l))
		if c.Decomposition != nil {
			out = append(out, decompositionTable(c, l))
		}
		if len(c.Tests) > 0 {
			out = append(out, testsTable(c, l))
		}
	}
	return out
}

// multiverseArm are the specifications by estimator.
func multiverseArm(a *sim.ArmResult, l Lang) []Table {
	t := Table{
		Name: "arm-" + sim.FileName(a.Name), Title: fmt.Sprintf(l.word("%s: %d specifications, by estimator"), a.Name, a.Draws),
		Header: l.words("coefficient", "baseline", "specifications", "mean", "sd", "2.5 % to 97.5 % quantile", "same sign %", "significant %"),
	}
	for _, c := range a.Coefficients {
		t.Rows = append(t.Rows, []string{
			c.Model + "." + c.Estimator + "." + c.Term, number(c.Baseline), fmt.Sprint(c.Draws), number(c.Mean), number(c.SD),
			interval(c.Intervals["percentile"]), percent(c.ShareSameSign), percent(c.ShareSignificant),
		})
	}
	t.Notes = append(t.Notes, l.word("Quantiles of type 7, as in the curve."))
	if len(a.Failed) == 0 {
		t.Notes = append(t.Notes, l.word("No specification failed."))
		return []Table{t}
	}
	return []Table{t, failedTable(a, l)}
}

func curveName(c *sim.CurveResult) string { return sim.FileName(c.Model + "-" + c.Term) }

func curveTable(m *sim.MultiverseResult, c *sim.CurveResult, l Lang) Table {
	s := &c.Summary
	coefficient := c.Model + "." + c.Term
	t := Table{
		Name: "multiverse-" + curveName(c), Title: fmt.Sprintf(l.word("%s under %d specifications"), coefficient, c.Specifications),
		Header: l.words("quantity", "value"),
	}
	rows := []struct{ name, value string }{
		{"combinations of the full grid", fmt.Sprintf("%.10g", float64(c.Grid))},
		{"combinations taken", fmt.Sprint(c.Combinations)},
		{"specifications that differ", fmt.Sprint(c.Specifications)},
		{"with an estimate", fmt.Sprint(s.Estimates)},
		{},
		{"least", number(s.Min)},
		{"2.5 % quantile", number(s.Q025)},
		{"median", number(s.Median)},
		{"97.5 % quantile", number(s.Q975)},
		{"largest", number(s.Max)},
		{"mean", number(s.Mean)},
		{"median absolute deviation", number(s.MAD)},
		{},
		{"positive %", percent(s.SharePositive)},
		{"sign of the baseline %", percent(s.ShareSameSign)},
		{"significant %", percent(s.ShareSignificant)},
		{"significant and positive %", percent(s.SignificantPositive)},
		{"significant and negative %", percent(s.SignificantNegative)},
		{},
		{"sampling standard error", number(s.SamplingSE)},
		{"modelling standard error", number(s.ModellingSE)},
		{"total standard error", number(s.TotalSE)},
		{"robustness ratio", number(s.RobustnessRatio)},
	}
	for _, r := range rows {
		if r.name == "" {
			t.Rows = append(t.Rows, nil)
			continue
		}
		t.Rows = append(t.Rows, []string{l.word(r.name), r.value})
	}
	t.Rows = append(t.Rows, nil)
	for _, b := range c.Baseline {
		t.Rows = append(t.Rows, []string{fmt.Sprintf(l.word("baseline by %s"), b.Estimator), number(b.Estimate) + starsOf(b.P)})
	}
	if m.Standardised {
		t.Notes = append(t.Notes, l.word(standardisedNote))
	}
	t.Notes = append(t.Notes, fmt.Sprintf(l.word(curveNote), float64(m.Significant)))
	if c.Design != "full" {
		t.Notes = append(t.Notes, fmt.Sprintf(l.word("The grid is sampled (%s)."), c.Design))
	}
	return t
}

const (
	standardisedNote = "Indices have standard deviation 1, so that coefficients of different builds compare; those of the other tables are per unit of an index."
	curveNote        = "Every specification that differs counts once. Significant: p below %g by its own standard error and distribution. Quantiles of type 7. Sampling: root of the mean squared standard error; modelling: standard deviation of the estimates; robustness ratio: baseline over total standard error (Young and Holsteen 2017)."
	choicesNote      = "Influence: mean of the estimates with the option less the mean of the others in which the choice arises. Where a choice does not arise (no effects to choose under FGLS) a specification counts for none of its options."
	sharesNote       = "Shares of the variance over the full grid, in per cent: first order is a choice by itself, total with all its interactions. Exact (functional analysis of variance); totals may add up to more than 100."
	missingNote      = "%d of %d combinations have no estimate and are left out, so that shares need not add up."
	testsNote        = "p: share of %d draws under the null with a statistic at least as extreme, two-sided, (1 + b)/(1 + B). Share significant counts those with the sign that more estimates have; average z is the sum of z over the root of their number (Stouffer)."
)

// nullNotes say how the null was imposed.
var nullNotes = map[string]string{
	"bootstrap":              "Null: entities are drawn with replacement, each with all its periods, and everything is rebuilt; the outcome of every specification is y - b x with its own b (Simonsohn, Simmons and Nelson 2020).",
	"shuffle":                "Null: the series of the variable are dealt out to other entities with the same periods, and everything is rebuilt.",
	"shuffle-within-periods": "Null: the values of the variable are dealt out to other entities within each period; this breaks serial dependence, and tests reject too often where there is any.",
}

func choicesTable(m *sim.MultiverseResult, c *sim.CurveResult, l Lang) Table {
	t := Table{
		Name: "choices-" + curveName(c), Title: fmt.Sprintf(l.word("%s: what each choice does"), c.Model+"."+c.Term),
		Header: l.words("choice", "specifications", "median", "influence", "positive %", "significant %"), Notes: []string{l.word(choicesNote)},
	}
	for i, choice := range c.Choices {
		if i > 0 {
			t.Rows = append(t.Rows, nil)
		}
		for _, o := range choice.Options {
			t.Rows = append(t.Rows, []string{
				l.word(choice.Name) + ": " + l.word(o.Name), fmt.Sprint(o.Estimates), number(o.Median), number(o.Influence), percent(o.SharePositive), percent(o.ShareSignificant),
			})
		}
	}
	return t
}

func decompositionTable(c *sim.CurveResult, l Lang) Table {
	d := c.Decomposition
	t := Table{
		Name: "decomposition-" + curveName(c), Title: fmt.Sprintf(l.word("%s: shares of its variance by choice"), c.Model+"."+c.Term), Header: []string{l.word("choice")},
		Notes: []string{l.word(sharesNote)},
	}
	for _, of := range []string{"coefficient", "sign", "significance"} {
		t.Header = append(t.Header, l.word(of)+": "+l.word("first"), l.word(of)+": "+l.word("total"))
	}
	for k, s := range d.Coefficient {
		row := []string{l.word(s.Source)}
		for _, shares := range [][]sim.SourceShare{d.Coefficient, d.Sign, d.Significant} {
			row = append(row, percent(shares[k].First), percent(shares[k].Total))
		}
		t.Rows = append(t.Rows, row)
	}
	if d.Missing > 0 {
		t.Notes = append(t.Notes, fmt.Sprintf(l.word(missingNote), d.Missing, d.Cells+d.Missing))
	}
	return t
}

func testsTable(c *sim.CurveResult, l Lang) Table {
	t := Table{
		Name: "joint-tests-" + curveName(c), Title: fmt.Sprintf(l.word("%s: joint tests of the curve"), c.Model+"."+c.Term),
		Header: l.words("test", "statistic", "p"),
		Notes:  []string{fmt.Sprintf(l.word(testsNote), c.Tests[0].Draws), l.word(nullNotes[c.Tests[0].Null])},
	}
	for _, test := range c.Tests {
		t.Rows = append(t.Rows, []string{l.word(test.Name), number(test.Statistic), number(test.P)})
	}
	if n := c.Tests[0].Failed; n > 0 {
		t.Notes = append(t.Notes, fmt.Sprintf(l.word("%d draws have no estimate and are left out."), n))
	}
	return t
}

// SpecTables are all specifications of every curve, sorted by the estimate.
func SpecTables(r *sim.Result, l Lang) (out []Table) {
	if r.Multiverse == nil {
		return nil
	}
	for i := range r.Multiverse.Curves {
		c := &r.Multiverse.Curves[i]
		t := Table{Name: "specifications-" + curveName(c), Title: fmt.Sprintf(l.word("%s: all specifications"), c.Model+"."+c.Term), Header: l.words("draw")}
		for _, choice := range c.Choices {
			t.Header = append(t.Header, l.word(choice.Name))
		}
		t.Header = append(t.Header, l.words("estimate", "se", "p")...)
		for _, s := range c.Sorted() {
			row := []string{fmt.Sprint(s.Draw)}
			for k, o := range s.Options {
				name := ""
				if o >= 0 {
					name = l.word(c.Choices[k].Options[o].Name)
				}
				row = append(row, name)
			}
			if math.IsNaN(float64(s.Estimate)) {
				row = append(row, l.word(s.Error), "", "")
			} else {
				row = append(row, number(s.Estimate), number(s.SE), number(s.P))
			}
			t.Rows = append(t.Rows, row)
		}
		out = append(out, t)
	}
	return out
}
