package audit

import (
	"fmt"
	"math"
	"regexp"

	"panelstress/data/published"
)

var logarithmic = regexp.MustCompile(`(?i)^(?:natural )?log(?:arithm)?\b|^ln\b|对数|對數`)

// logarithms takes logarithms back and shows what amounts they stand for. Where
// bounds are known from elsewhere, amounts outside are implausible.
func logarithms(a *auditor) {
	for i := range a.Variables {
		v := &a.Variables[i]
		d := a.Describe(v.Name)
		if d == nil || d.Min == nil || d.Max == nil || !logarithmic.MatchString(v.Said) {
			continue
		}
		a.checked(2)
		lo, hi := box(d.Min), box(d.Max)
		amounts := say("exp of the minimum %s is %s and exp of the maximum %s is %s", d.Min.Text, amount(math.Exp(d.Min.Value), v.Unit),
			d.Max.Text, amount(math.Exp(d.Max.Value), v.Unit))
		times := math.Exp(d.Max.Value - d.Min.Value)
		switch known := logKnown(v); {
		case known.Lo > lo.Hi:
			a.add(Implausible, d.Min.Text, Interval{known.Lo, hi.Hi}, []string{at(d, "min")},
				say("%s: %s. Known: %s, so that the minimum is at least %s.", v.Name, amounts, v.Known.Source, num(known.Lo)), v.Known.Source)
		case known.Hi < hi.Lo:
			a.add(Implausible, d.Max.Text, Interval{lo.Lo, known.Hi}, []string{at(d, "max")},
				say("%s: %s. Known: %s, so that the maximum is at most %s.", v.Name, amounts, v.Known.Source, num(known.Hi)), v.Known.Source)
		case times > 100:
			var unit phrase
			if v.Unit == "" {
				unit = say(" In 10,000s these are %s and %s.", amount(math.Exp(d.Min.Value), "10,000"), amount(math.Exp(d.Max.Value), "10,000"))
			}
			a.add(Note, d.Min.Text, everything, []string{at(d, "min"), at(d, "max")},
				say("%s: %s: the largest is %s times the smallest. Does the smallest exist?%s", v.Name, amounts, num(times), unit), "exp of a logarithm")
		}
	}
}

// logKnown are the bounds of a logarithm that is known by its exponential.
func logKnown(v *published.Variable) Interval {
	out := everything
	if v.Known == nil || v.Known.Of != "exp" {
		return out
	}
	if v.Known.Min > 0 {
		out.Lo = math.Log(v.Known.Min)
	}
	if v.Known.Max > 0 {
		out.Hi = math.Log(v.Known.Max)
	}
	return out
}

// amount writes an amount with its unit, "10,000 yuan" multiplied out.
func amount(v float64, unit string) string {
	var rest string
	if n, _ := fmt.Sscanf(unit, "10,000 %s", &rest); n == 1 || unit == "10,000" {
		v, unit = v*1e4, rest
	}
	word := ""
	for _, m := range []struct {
		size float64
		word string
	}{{1e12, " trillion"}, {1e9, " billion"}, {1e6, " million"}} {
		if v >= m.size {
			v, word = v/m.size, m.word
			break
		}
	}
	if unit != "" {
		unit = " " + unit
	}
	return num(v) + word + unit
}
