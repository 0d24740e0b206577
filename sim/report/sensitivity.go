package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"panelstress/sim"
)

// sensitivity is a table per coefficient of what its variance, and that of
// its sign and significance, is due to, and one of its largest interactions.
func sensitivity(r *sim.SensitivityResult, l Lang) (out []Table) {
	if r == nil {
		return nil
	}
	for i := range r.Coefficients {
		c := &r.Coefficients[i]
		out = append(out, shares(r, c, l))
		if t, ok := interactions(r, c, l); ok {
			out = append(out, t)
		}
	}
	return out
}

// sensitivityArm are the runs by estimator. Those of a row are not
// independent, so that they have no Monte-Carlo standard errors.
func sensitivityArm(a *sim.ArmResult, level sim.Number, l Lang) []Table {
	t := Table{
		Name: "arm-" + sim.FileName(a.Name), Title: fmt.Sprintf(l.word("%s: %d runs through the whole chain, by estimator"), a.Name, a.Draws),
		Header: append(l.words("coefficient", "baseline", "runs", "mean", "sd"), fmt.Sprintf("%.4g%% ", 100*float64(level))+l.word("percentile interval"), l.word("same sign %"), l.word("significant %")),
		Notes:  []string{l.word("Same sign: as the study is written. Quantiles as in R's boot.ci.")},
	}
	for _, c := range a.Coefficients {
		t.Rows = append(t.Rows, []string{
			c.Model + "." + c.Estimator + "." + c.Term, number(c.Baseline), fmt.Sprint(c.Draws), number(c.Mean), number(c.SD),
			interval(c.Intervals["percentile"]), percent(c.ShareSameSign), percent(c.ShareSignificant),
		})
	}
	if len(a.Failed) == 0 {
		return []Table{t}
	}
	return []Table{t, failedTable(a, l)}
}

func shares(r *sim.SensitivityResult, c *sim.SensitivityOf, l Lang) Table {
	name := c.Model + "." + c.Term
	level := fmt.Sprintf("%.4g%% ", 100*float64(r.Level)) + l.word("interval")
	exact := r.Design == "full"
	t := Table{
		Name: "sensitivity-" + sim.FileName(name), Title: fmt.Sprintf(l.word("What moves %s: shares of the variance, by source"), name),
		Header: l.words("response", "source", "first order"),
	}
	if exact {
		t.Header = append(t.Header, l.word("total"))
	} else {
		t.Header = append(t.Header, level, l.word("total"), level, l.word("rows dropped"))
	}
	for k := range c.Responses {
		response := &c.Responses[k]
		if k > 0 {
			t.Rows = append(t.Rows, nil)
		}
		label := l.word(response.Name)
		for _, s := range response.Sources {
			row := []string{label, l.word(s.Source), share(s.First)}
			if exact {
				row = append(row, share(s.Total))
			} else {
				row = append(row, shareInterval(s.FirstInterval), share(s.Total), shareInterval(s.TotalInterval), fmt.Sprint(s.Dropped))
			}
			t.Rows = append(t.Rows, row)
			label = ""
		}
	}
	t.Notes = append(t.Notes, sensitivityNotes(r, c, l)...)
	return t
}

// share prints a share of a variance; one that rounding made is 0.
func share(n sim.Number) string {
	if math.IsNaN(float64(n)) {
		return ""
	}
	if s := fmt.Sprintf("%.4f", float64(n)); s != "-0.0000" {
		return s
	}
	return "0.0000"
}

func shareInterval(i sim.Interval) string {
	if math.IsNaN(float64(i[0])) {
		return ""
	}
	return "[" + share(i[0]) + ", " + share(i[1]) + "]"
}

func sensitivityNotes(r *sim.SensitivityResult, c *sim.SensitivityOf, l Lang) []string {
	mean := func(k int) string { return percent(c.Responses[k].Mean) }
	sd := sim.Number(math.Sqrt(float64(c.Responses[0].Variance)))
	notes := []string{
		fmt.Sprintf(l.word("As the study is written: %s (standard error %s). Over all sources: mean %s, standard deviation %s; the sign is kept with probability %s %%, p is below %g with %s %%."),
			number(c.Baseline), number(c.BaselineSE), number(c.Responses[0].Mean), number(sd), mean(1), float64(r.Alpha), mean(2)),
		l.word("First order: the share that goes when the source is known. Total: the share that stays when all others are; the difference is due to interactions. An empty cell: nothing varies."),
	}
	if r.Design == "full" {
		notes = append(notes, fmt.Sprintf(l.word("All %d combinations."), c.Runs))
	} else {
		notes = append(notes, fmt.Sprintf(l.word("Design %s: %d rows, %d runs through the whole chain; %d resamples of the rows."), r.Design, r.Rows, c.Runs, r.Resamples))
	}
	for _, n := range r.Conventions {
		notes = append(notes, l.word(n))
	}
	if r.Standardised {
		notes = append(notes, l.word("Indices have standard deviation one, so that coefficients of different builds have one unit."))
	}
	for _, s := range c.Sources {
		if len(s.Options) > 0 {
			notes = append(notes, l.word(s.Name)+": "+strings.Join(s.Options, ", "))
		}
	}
	for _, f := range c.Failed {
		notes = append(notes, fmt.Sprintf(l.word("%d runs by %s failed: %s."), f.Count, f.Estimator, l.word(f.Cause)))
	}
	return notes
}

// mostInteractions are the rows of a table of interactions.
const mostInteractions = 10

// interactions are the largest second-order indices of the coefficient.
func interactions(r *sim.SensitivityResult, c *sim.SensitivityOf, l Lang) (Table, bool) {
	pairs := slices.Clone(c.Responses[0].Pairs)
	if len(pairs) == 0 {
		return Table{}, false
	}
	size := func(p sim.SensitivityPair) float64 {
		if v := math.Abs(float64(p.Index)); !math.IsNaN(v) {
			return v
		}
		return -1
	}
	slices.SortStableFunc(pairs, func(a, b sim.SensitivityPair) int { return cmp.Compare(size(b), size(a)) })
	name := c.Model + "." + c.Term
	t := Table{
		Name: "interactions-" + sim.FileName(name), Title: fmt.Sprintf(l.word("Interactions of sources that move %s"), name),
		Header: append(l.words("sources", "second order"), fmt.Sprintf("%.4g%% ", 100*float64(r.Level))+l.word("interval")),
		Notes:  []string{fmt.Sprintf(l.word("Share of the variance of the coefficient that is due to both sources together and to neither alone; the %d largest, results.json has all and those of the other responses."), mostInteractions)},
	}
	for _, p := range pairs[:min(len(pairs), mostInteractions)] {
		t.Rows = append(t.Rows, []string{l.word(p.Sources[0]) + " × " + l.word(p.Sources[1]), share(p.Index), shareInterval(p.Interval)})
	}
	if r.Design == "full" {
		t.Header = t.Header[:2]
		for i := range t.Rows {
			t.Rows[i] = t.Rows[i][:2]
		}
	}
	return t, true
}
