package report

import (
	"fmt"

	"panelstress/sim"
)

// reverseTables are the worst shocks: what they do, and what they are.
func reverseTables(s *sim.StressResult, l Lang) (out []Table) {
	if len(s.Reverse) == 0 {
		return nil
	}
	out = append(out, worstTable(s, l))
	for i := range s.Reverse {
		if s.Reverse[i].Reached == 0 {
			continue
		}
		out = append(out, directionTable(s, &s.Reverse[i], l))
	}
	return out
}

func worstTable(s *sim.StressResult, l Lang) Table {
	first := &s.Reverse[0]
	by := l.word(first.By)
	t := Table{
		Name: "reverse-" + sim.FileName(s.Scenario), Title: fmt.Sprintf(l.word("%s: the shock within radius %.4g that hurts each conclusion most"), s.Scenario, float64(first.Radius)),
		Header: append(l.words("hypothesis", "baseline", "median shock", "worst shock", "t", "verdict"), l.words("supported %", "without %", "as far %")...),
	}
	for _, r := range s.Reverse {
		t.Rows = append(t.Rows, []string{
			r.Hypothesis, number(r.Before.Estimate), number(r.Median.Estimate), number(r.Worst.Estimate), number(r.Worst.Statistic), l.word(r.Worst.Verdict),
			percent(r.Supported), percent(r.Without), percent(r.Tail),
		})
	}
	t.Notes = append(t.Notes,
		fmt.Sprintf(l.word("Coefficients on the panel as it is; the search moves the %s against the sign of the hypothesis. Radius: Mahalanobis distance from the median shock in the normal variables behind the amounts. As far: the probability that a draw goes as far in this direction, which is that of as bad a coefficient where it is linear."), by))
	if first.Draws > 0 {
		t.Notes = append(t.Notes, fmt.Sprintf(l.word("Supported: share of %d draws of the arm under the worst shock, and without a shock."), first.Draws))
	}
	for _, r := range s.Reverse {
		if r.Agree < r.Starts {
			t.Notes = append(t.Notes, fmt.Sprintf(l.word("%s: %d of %d searches end at this shock; there may be a worse one."), r.Hypothesis, r.Agree, r.Starts))
		}
		if r.Reached == 0 {
			t.Notes = append(t.Notes, fmt.Sprintf(l.word("%s: no amount of this scenario hurts it more than the median shock does."), r.Hypothesis))
		} else if float64(r.Reached) < 0.999*float64(r.Radius) {
			t.Notes = append(t.Notes, fmt.Sprintf(l.word("%s: the worst shock lies at radius %.4g; beyond it shocks hurt less."), r.Hypothesis, float64(r.Reached)))
		}
	}
	return t
}

func directionTable(s *sim.StressResult, r *sim.ReverseResult, l Lang) Table {
	t := Table{
		Name:   "direction-" + sim.FileName(s.Scenario+"-"+r.Hypothesis),
		Title:  fmt.Sprintf(l.word("%s: the shock that hurts %s most, furthest from the median first"), s.Scenario, r.Hypothesis),
		Header: l.words("entity", "column", "z", "amount", "median amount"),
	}
	for i, d := range r.Direction {
		if i == shown {
			t.Notes = append(t.Notes, fmt.Sprintf(l.word("%d of %d amounts; all are in results.json."), shown, len(r.Direction)))
			break
		}
		entity := d.Entity
		if entity == "" {
			entity = l.word("all that are hit")
		}
		t.Rows = append(t.Rows, []string{entity, d.Column, number(d.Z), number(d.Amount), number(d.Median)})
	}
	t.Notes = append(t.Notes, l.word("z: how many standard deviations the amount lies from its median, as a normal variable; amounts before exposure and spread."))
	return t
}

// fewBlocks have a variance with a relative standard error above a third.
const fewBlocks = 20

// samplingTable is the mean change of each coefficient with its error, and
// that of as many plain draws.
func samplingTable(s *sim.StressResult, l Lang) Table {
	first := &s.Sampling[0]
	kind := l.word(first.Kind) + " " + l.word("draws")
	if first.Control {
		kind += l.word(" and a control variate")
	}
	t := Table{
		Name: "sampling-" + sim.FileName(s.Scenario), Title: fmt.Sprintf(l.word("%s: mean change of the coefficients by %s"), s.Scenario, kind),
		Header: l.words("hypothesis", "draws", "mean change", "MCSE", "MCSE, plain draws", "gain"),
		Notes: []string{
			l.word("In the same sample, less the coefficient without the shock. MCSE: blocks as units (antithetic pairs, Latin hypercubes of 64, scrambles of 64 Sobol points; plain: single draws); with a control variate, the linear response at the median shock, that of a regression on it. Plain draws: sd/sqrt(n) at equal cost. Gain: ratio of the two variances."),
		},
	}
	for _, r := range s.Sampling {
		t.Rows = append(t.Rows, []string{r.Hypothesis, fmt.Sprint(r.Draws), number(r.Mean), number(r.MCSE), number(r.Plain), short(r.Gain)})
		if r.Blocks < fewBlocks {
			t.Notes = append(t.Notes, fmt.Sprintf(l.word("%s: %d blocks; MCSE and gain are uncertain themselves. More draws give more blocks."), r.Hypothesis, r.Blocks))
		}
		if r.Left > 0 {
			t.Notes = append(t.Notes, fmt.Sprintf(l.word("%s: %d draws of blocks in which one failed are left out."), r.Hypothesis, r.Left))
		}
	}
	return t
}
