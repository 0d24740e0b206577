package report

import (
	"fmt"
	"strings"

	"panelstress/sim"
)

// stressTables are the tables of what scenarios must become before a
// conclusion breaks.
func stressTables(r *sim.Result, l Lang) (out []Table) {
	for i := range r.Stress {
		s := &r.Stress[i]
		if len(s.Tipping) > 0 {
			out = append(out, tippingTable(r, s, l))
		}
		out = append(out, gridTables(r, s, l)...)
		out = append(out, reverseTables(s, l)...)
		if len(s.Sampling) > 0 {
			out = append(out, samplingTable(s, l))
		}
	}
	return out
}

func tippingTable(r *sim.Result, s *sim.StressResult, l Lang) Table {
	t := Table{
		Name: "tipping-" + sim.FileName(s.Scenario), Title: fmt.Sprintf(l.word("%s: the size of the shock at which conclusions flip in half of the draws"), s.Scenario),
		Header: append(l.words("hypothesis", "baseline", "to", "tips at size"), levelInterval(r.Level, l), l.word("amount there"), l.word("flip at 0 %"), fmt.Sprintf(l.word("flip at %.4g %%"), float64(s.Tipping[0].UpTo))),
	}
	for _, p := range s.Tipping {
		size := number(p.Size)
		switch p.State {
		case sim.NoFlip:
			size = fmt.Sprintf(l.word("none up to %.4g"), float64(p.UpTo))
		case sim.FlipsAtAll:
			size = "0"
		}
		first, last := p.Shares[0], p.Shares[len(p.Shares)-1]
		t.Rows = append(t.Rows, []string{p.Hypothesis, l.word(p.Baseline), l.word(p.To), size, openInterval(p), amounts(p.Amounts), percent(first.Share), percent(last.Share)})
	}
	p := s.Tipping[0]
	draws := fmt.Sprintf(l.word("Size 1 is the shock as written; all amounts are multiplied. %d draws with the same random numbers at every size; bisection to 0.1 %% of the size."), p.Draws)
	if p.Draws == 1 {
		draws = l.word("Size 1 is the shock as written; all amounts are multiplied. All draws are the same, so that there is no interval; bisection to 0.1 % of the size.")
	}
	t.Notes = append(t.Notes, draws,
		l.word("Interval: sizes at which the share of draws that flip does not differ from one half by its score test (Wilson). Size 0: it flips in half of the draws without the shock. Amount there: medians."))
	for _, p := range s.Tipping {
		if p.FlipBack > 0 {
			t.Notes = append(t.Notes, fmt.Sprintf(l.word("%s: %s %% of the draws flip and flip back as the shock grows; the size is that of the first crossing."), p.Hypothesis, percent(p.FlipBack)))
		}
		if p.Failed > 0 {
			t.Notes = append(t.Notes, fmt.Sprintf(l.word("%s: up to %d draws of a size failed; shares are of the others."), p.Hypothesis, p.Failed))
		}
	}
	return t
}

func levelInterval(level sim.Number, l Lang) string {
	return fmt.Sprintf("%.4g%% ", 100*float64(level)) + l.word("interval")
}

// openInterval is an interval of which an end can lie beyond the sizes looked
// at.
func openInterval(p sim.TippingResult) string {
	end := func(n sim.Number) string {
		if s := number(n); s != "" {
			return s
		}
		return "> " + number(p.UpTo)
	}
	if p.Draws == 1 || number(p.Interval[0]) == "" {
		return ""
	}
	return "[" + end(p.Interval[0]) + ", " + end(p.Interval[1]) + "]"
}

func amounts(list []sim.EventAmount) string {
	var parts []string
	for _, a := range list {
		if a.As == "relative" {
			parts = append(parts, fmt.Sprintf("%s %+.1f%%", a.Column, 100*float64(a.Amount)))
		} else {
			parts = append(parts, fmt.Sprintf("%s %+.4g (%s)", a.Column, float64(a.Amount), a.As))
		}
	}
	return strings.Join(parts, ", ")
}
