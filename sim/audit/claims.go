package audit

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"panelstress/data/published"
)

// claims holds sentences of the study about its own numbers against them.
func claims(a *auditor) {
	for i := range a.Claims {
		c := &a.Claims[i]
		said := strings.ToLower(c.Said)
		columns := a.about(c.About)
		countClaim(a, c)
		if len(columns) == 0 {
			continue
		}
		if strings.Contains(said, "significant") && !strings.Contains(said, "not significant") && !strings.Contains(said, "insignificant") {
			a.significanceClaim(c, columns, strings.Contains(said, "every") || strings.Contains(said, "all models"))
		}
		a.numberClaim(c, columns)
	}
}

// about are the regressions that a sentence speaks of: a column or a table.
func (a *auditor) about(name string) []*published.Regression {
	var out []*published.Regression
	for i := range a.Regressions {
		if r := &a.Regressions[i]; r.Name == name || table(r.Name) == name {
			out = append(out, r)
		}
	}
	return out
}

var counted = regexp.MustCompile(`(?i)\b(\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\s+(variables|entities|provinces|periods|years|observations)\b`)

// counts are the blocks that tell how many there are.
var counts = map[string]string{
	"variables": "descriptives", "entities": "panel.entities", "provinces": "panel.entities", "periods": "panel.periods", "years": "panel.periods", "observations": "panel.observations",
}

// countClaim: the number of variables, entities, periods or observations.
func countClaim(a *auditor, c *published.Claim) {
	for _, m := range counted.FindAllStringSubmatch(c.Said, -1) {
		n, err := strconv.Atoi(m[1])
		if err != nil {
			n = 2 + slices.Index([]string{"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}, strings.ToLower(m[1]))
		}
		is, what := 0, strings.ToLower(m[2])
		switch {
		case what == "variables":
			is = len(a.Descriptives)
		case a.Panel == nil:
		case what == "entities" || what == "provinces":
			is = a.Panel.Entities
		case what == "periods" || what == "years":
			is = a.Panel.Periods
		default:
			is = a.Panel.Observations
		}
		if is == 0 {
			continue
		}
		a.checked(1)
		if is != n {
			a.add(Implausible, m[0], point(float64(is)), []string{c.About, counts[what]}, say("The text on %s speaks of %s; there are %d.", c.About, m[0], is), "text against tables")
		}
	}
}

// subject are the terms of a column that a sentence names: a product where it
// names an interaction of both variables, otherwise a variable that stands
// first in it.
func (a *auditor) subject(c *published.Claim, r *published.Regression) []*published.Cell {
	var out []*published.Cell
	product := strings.Contains(c.Said, "interact") || strings.Contains(c.Said, "product") || strings.Contains(c.Said, "moderat")
	for i := range r.Terms {
		t := &r.Terms[i]
		f := published.Factors(t.Name)
		if t.Name == published.Const || (len(f) > 1) != product {
			continue
		}
		if !slices.ContainsFunc(f, func(v string) bool { return !speaksOf(c.Said, v) }) {
			out = append(out, t)
		}
	}
	return out
}

// speaksOf tells whether a sentence has a name as a word.
func speaksOf(said, name string) bool {
	return slices.Contains(strings.FieldsFunc(said, func(r rune) bool { return strings.ContainsRune(" ,;.()[]\"'，。、；", r) }), name)
}

// significanceClaim: what is called significant has a star; in every column if
// the sentence says so, otherwise in one at least.
func (a *auditor) significanceClaim(c *published.Claim, columns []*published.Regression, every bool) {
	var bare []string
	var first *published.Cell
	starred := 0
	for _, r := range columns {
		for _, t := range a.subject(c, r) {
			a.checked(1)
			if a.Level(t.Mark) > 0 {
				starred++
				continue
			}
			if bare = append(bare, r.Name+"."+t.Name); first == nil {
				first = t
			}
		}
	}
	if first == nil || !every && starred > 0 {
		return
	}
	a.add(Implausible, first.Text, everything, bare,
		say("The text on %s says %q; %s is printed as %s, without a star.", c.About, c.Said, and(bare), first.Text), "text against tables")
}

var numeral = regexp.MustCompile(`[-−]?\d*\.\d+`)

// numberClaim: numbers with a point that the sentence quotes are printed in the
// columns that it speaks of.
func (a *auditor) numberClaim(c *published.Claim, columns []*published.Regression) {
	for _, text := range numeral.FindAllString(c.Said, -1) {
		n, err := published.ParseNumber(text)
		if err != nil {
			continue
		}
		a.checked(1)
		if !slices.ContainsFunc(columns, func(r *published.Regression) bool { return prints(r, n.Value) }) {
			a.add(Implausible, text, everything, []string{c.About}, say("The text on %s quotes %s, which is not printed there: %q.", c.About, text, c.Said), "text against tables")
		}
	}
}

// prints tells whether a regression has a number, in its digits.
func prints(r *published.Regression, v float64) bool {
	for _, list := range [][]published.Cell{r.Terms, r.Statistics, r.StandardErrors, r.TStatistics, r.PValues} {
		for i := range list {
			if math.Abs(list[i].Value-v) <= 1e-9*math.Abs(v) {
				return true
			}
		}
	}
	return false
}
