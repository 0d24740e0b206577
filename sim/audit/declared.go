package audit

import (
	"math"

	"panelstress/data/published"
)

// declared holds the printed range of a variable against what the study says
// that it is. A contradiction is implausible and not impossible: the numbers
// may be right and the description wrong.
func declared(a *auditor) {
	for i := range a.Variables {
		v := &a.Variables[i]
		d := a.Describe(v.Name)
		if d == nil {
			continue
		}
		if v.Range != nil {
			inRange(a, v, d)
		}
		switch v.Kind {
		case "ratio":
			ratio(a, v, d)
		case "share":
			inside(a, v, d, Interval{0, 1}, say("a share"))
		case "percentage":
			if v.Range == nil {
				inside(a, v, d, Interval{0, 100}, say("a percentage"))
			}
		}
	}
}

func inRange(a *auditor, v *published.Variable, d *published.Descriptive) {
	inside(a, v, d, Interval{v.Range[0], v.Range[1]}, say("%q, from %s to %s,", v.Said, num(v.Range[0]), num(v.Range[1])))
}

// inside wants minimum, mean and maximum inside an interval.
func inside(a *auditor, v *published.Variable, d *published.Descriptive, limits Interval, what phrase) {
	var where, printed []string
	first := ""
	for _, c := range []struct {
		n    *published.Number
		name string
	}{{d.Max, "max"}, {d.Min, "min"}, {d.Mean, "mean"}} {
		if c.n == nil {
			continue
		}
		a.checked(1)
		if box(c.n).Meets(limits) {
			continue
		}
		if first == "" {
			first = c.n.Text
		}
		where, printed = append(where, at(d, c.name)), append(printed, c.name+" "+c.n.Text)
	}
	if len(where) == 0 {
		return
	}
	message := say("%s is said to be %s but has %s.", v.Name, what, and(printed))
	if d.Mean != nil {
		message = message.then(say(" Its mean is %s.", d.Mean.Text))
		if v.Kind == "percentage" {
			message = message.then(say(" A count per 100 people, such as of mobile phones, could be so; no percentage of a whole can."))
		}
	}
	a.add(Implausible, first, limits, where, message, "declared range")
}

// ratio: one of whose smallest value is above 3 is hardly a ratio of two sums
// of money; a logarithm often is what is meant.
func ratio(a *auditor, v *published.Variable, d *published.Descriptive) {
	if d.Min == nil || d.Mean == nil {
		return
	}
	a.checked(1)
	const most = 3
	if box(d.Min).Lo > most {
		a.add(Implausible, d.Mean.Text, Interval{0, most}, []string{at(d, "mean"), at(d, "min")},
			say("%s is said to be %q, a ratio, but its mean is %s and even its smallest value is %s times the whole. The logarithm of an amount would fit: exp of the mean is %s.",
				v.Name, v.Said, d.Mean.Text, d.Min.Digits(), num(math.Exp(d.Mean.Value))), "size of a ratio")
	}
}
