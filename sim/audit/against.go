package audit

import (
	"math"

	"panelstress/data/published"
	"panelstress/sim"
)

// Verdict is how a computed number compares with a printed one.
type Verdict string

const (
	Equal    Verdict = "equal"          // it prints as the number
	Opposite Verdict = "opposite sign"  // it does so with the other sign
	Differs  Verdict = "differs"        // it prints as another number
	Absent   Verdict = "not in results" // there is none to compare
)

// Comparison is a printed number and what a run gave for it.
type Comparison struct {
	Where   string     `json:"where"`
	Printed string     `json:"printed"`
	Value   sim.Number `json:"value"`
	Verdict Verdict    `json:"verdict"`
	Note    string     `json:"note,omitempty"` // why there is none, or what the value is
}

// Against compares every printed number with the results of a run, as
// [sim.PairPrinted] pairs them.
func Against(t *published.Tables, r *sim.Result) []Comparison {
	cells := sim.PairPrinted(t, r)
	out := make([]Comparison, len(cells))
	for i := range cells {
		c := &cells[i]
		out[i] = Comparison{c.Where, c.Printed.Text, c.Value, verdictOn(c), c.Note}
	}
	return out
}

func verdictOn(c *sim.PrintedCell) Verdict {
	switch b, v := box(c.Printed), float64(c.Value); {
	case math.IsNaN(v):
		return Absent
	case b.Contains(v):
		return Equal
	case b.Contains(-v):
		return Opposite
	}
	return Differs
}

// tally counts verdicts.
func tally(list []Comparison) map[Verdict]int {
	out := make(map[Verdict]int)
	for _, c := range list {
		out[c.Verdict]++
	}
	return out
}

// againstLines are what differs between printed tables and a run, in words,
// under a summary.
func againstLines(list []Comparison, lang Lang) (summary string, lines []string) {
	n := tally(list)
	summary = say("%d printed numbers: %d equal to the printed digits, %d with the opposite sign, %d differ, %d not in the results",
		len(list), n[Equal], n[Opposite], n[Differs], n[Absent]).in(lang)
	for _, v := range []Verdict{Opposite, Differs, Absent} {
		for _, c := range list {
			if c.Verdict == v {
				lines = append(lines, c.line().in(lang))
			}
		}
	}
	return summary, lines
}

func (c Comparison) line() phrase {
	out := say("%s: printed %s, ", c.Where, c.Printed)
	switch c.Verdict {
	case Absent:
		out = out.then(say(string(Absent)))
	case Opposite:
		out = out.then(say("%s, the opposite sign", num(float64(c.Value))))
	default:
		out = out.then(say("%s%s", num(float64(c.Value)), c.difference()))
	}
	if c.Note != "" {
		out = out.then(say(" (%s)", c.Note))
	}
	return out
}

// difference is by how much a value differs from what is printed.
func (c Comparison) difference() phrase {
	n, err := published.ParseNumber(c.Printed)
	if err != nil {
		return phrase{}
	}
	d := float64(c.Value) - n.Value
	sign := ""
	if d > 0 {
		sign = "+"
	}
	return say(", differs by %s%s", sign, num(d))
}
