package audit

import (
	"math"

	"panelstress/data/published"
)

const bhatiaDavis = "Bhatia and Davis (2000), American Mathematical Monthly 107(4), 353-357: variance <= (max - mean)(mean - min)"

// descriptives holds mean, standard deviation, minimum, maximum and number of
// observations of every variable against each other.
func descriptives(a *auditor) {
	for i := range a.Descriptives {
		d := &a.Descriptives[i]
		ordered(a, d)
		largestSD(a, d)
		smallestSD(a, d)
		wholeN(a, d)
	}
	sameN(a)
}

func at(d *published.Descriptive, what string) string {
	return published.DescriptiveCell(d.Variable, what)
}

// ordered: min <= mean <= max, and no standard deviation is negative.
func ordered(a *auditor, d *published.Descriptive) {
	pairs := []struct {
		low, high         *published.Number
		lowName, highName string
	}{{d.Min, d.Mean, "min", "mean"}, {d.Mean, d.Max, "mean", "max"}, {d.Min, d.Max, "min", "max"}}
	for _, p := range pairs {
		if p.low == nil || p.high == nil {
			continue
		}
		a.checked(1)
		if lo, hi := box(p.low), box(p.high); lo.Lo > hi.Hi {
			a.add(Impossible, p.low.Text, Interval{math.Inf(-1), hi.Hi}, []string{at(d, p.lowName), at(d, p.highName)},
				say("%s: the %s %s lies above the %s %s.", d.Variable, p.lowName, p.low.Text, p.highName, p.high.Text), "min <= mean <= max")
		}
	}
	if d.SD != nil {
		a.checked(1)
		if box(d.SD).Hi < 0 {
			a.add(Impossible, d.SD.Text, everything, []string{at(d, "sd")}, say("%s: a standard deviation is not negative.", d.Variable), "")
		}
	}
}

// largestSD: the variance with divisor n is at most (max - mean)(mean - min).
// The printed standard deviation may have divisor n - 1, which allows n/(n-1)
// times as much.
func largestSD(a *auditor, d *published.Descriptive) {
	if d.Mean == nil || d.SD == nil || d.Min == nil || d.Max == nil {
		return
	}
	a.checked(1)
	mean, lo, hi := box(d.Mean), box(d.Min), box(d.Max)
	room := hi.Sub(mean)
	below := mean.Sub(lo)
	if room.Hi < 0 || below.Hi < 0 {
		return // ordered has said so
	}
	factor := 2.0 // n is at least 2
	if n := float64(a.n(d.Variable)); n > 1 {
		factor = n / (n - 1)
	}
	most := productMax(below, room, hi.Sub(lo)) * factor
	limit := Interval{0, most}.Sqrt()
	if box(d.SD).Lo > limit.Hi {
		a.add(Impossible, d.SD.Text, limit, []string{at(d, "sd"), at(d, "mean"), at(d, "min"), at(d, "max")},
			say("%s: with mean %s between %s and %s the standard deviation is at most %s; printed is %s.%s",
				d.Variable, d.Mean.Text, d.Min.Text, d.Max.Text, num(limit.Hi), d.SD.Text, repairedBy(d.SD, limit)), bhatiaDavis)
	}
}

// productMax is an upper bound of (mean - min)(max - mean) whose factors sum
// to the range.
func productMax(below, room, span Interval) float64 {
	return min(below.Hi*room.Hi, span.Hi*span.Hi/4) * (1 + 1e-12)
}

// smallestSD: one observation is the minimum and one the maximum. The sum of
// squares is least where all others are equal; with distances a = mean - min
// and b = max - mean it is a² + b² + (a-b)²/(n-2). The printed standard
// deviation may have divisor n.
func smallestSD(a *auditor, d *published.Descriptive) {
	n := float64(a.n(d.Variable))
	if d.Mean == nil || d.SD == nil || d.Min == nil || d.Max == nil || n < 3 {
		return
	}
	a.checked(1)
	below, room := box(d.Mean).Sub(box(d.Min)), box(d.Max).Sub(box(d.Mean))
	if below.Lo < 0 || room.Lo < 0 {
		return
	}
	ss := below.Square().Lo + room.Square().Lo + below.Sub(room).Square().Lo/(n-2)
	if least := math.Sqrt(ss/n) * (1 - 1e-12); box(d.SD).Hi < least {
		limit := Interval{least, box(d.Max).Hi - box(d.Min).Lo}
		a.add(Impossible, d.SD.Text, limit, []string{at(d, "sd"), at(d, "min"), at(d, "max"), at(d, "n")},
			say("%s: %.0f observations of which one is %s and one %s have a standard deviation of at least %s; printed is %s.%s",
				d.Variable, n, d.Min.Text, d.Max.Text, num(least), d.SD.Text, repairedBy(d.SD, limit)), "sum of squares of n values with given mean, minimum and maximum")
	}
}

func repairedBy(n *published.Number, implied Interval) phrase {
	if s, _ := slips(n, implied); len(s) > 0 {
		return say(" What would repair it: %s.", explain(s))
	}
	return phrase{}
}

// wholeN: a number of observations is a whole number above 0.
func wholeN(a *auditor, d *published.Descriptive) {
	if d.N == nil {
		return
	}
	a.checked(1)
	if d.N.Value < 1 || d.N.Value != math.Trunc(d.N.Value) {
		a.add(Impossible, d.N.Text, everything, []string{at(d, "n")}, say("%s: %s is no number of observations.", d.Variable, d.N.Text), "")
	}
	room := a.cells()
	if room > 0 && int(d.N.Value) > room {
		a.add(Impossible, d.N.Text, Interval{1, float64(room)}, []string{at(d, "n")},
			say("%s has %s observations in a panel of %d entities and %d periods, which has room for %d.", d.Variable, d.N.Text, a.Panel.Entities, a.Panel.Periods, room),
			"observations <= entities x periods")
	}
}

// sameN: variables with another number of observations than most have missing
// values, or a misprint.
func sameN(a *auditor) {
	counts := make(map[string]int)
	usual := ""
	for i := range a.Descriptives {
		if n := a.Descriptives[i].N; n != nil {
			counts[n.Digits()]++
			if c := counts[n.Digits()]; usual == "" || c > counts[usual] {
				usual = n.Digits()
			}
		}
	}
	for i := range a.Descriptives {
		d := &a.Descriptives[i]
		if d.N == nil || d.N.Digits() == usual || counts[usual] < 2 {
			continue
		}
		severity, why := Note, say("It has missing values, or the number is a misprint.")
		if used := a.usedWithMore(d); used != "" {
			severity, why = Implausible, say("%s uses it with more observations than it has.", used)
		}
		a.add(severity, d.N.Text, everything, []string{at(d, "n")},
			say("%s has %s observations, other variables have %s. %s", d.Variable, d.N.Text, usual, why), "")
	}
}

// usedWithMore is a regression that uses a variable with more observations than
// it has.
func (a *auditor) usedWithMore(d *published.Descriptive) string {
	for i := range a.Regressions {
		r := &a.Regressions[i]
		for _, v := range append(variables(r), r.Outcome) {
			if v == d.Variable && observed(r) > int(d.N.Value) {
				return r.Name
			}
		}
	}
	return ""
}
