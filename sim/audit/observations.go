package audit

import (
	"math"
	"regexp"
	"strconv"

	"panelstress/data/published"
)

// observations holds numbers of observations against the panel, the
// descriptives, the lags and each other.
func observations(a *auditor) {
	panelShape(a)
	for i := range a.Regressions {
		r := &a.Regressions[i]
		if c := printedN(r); c != nil {
			a.checked(1)
			regressionN(a, r, c)
		}
	}
	likeTheOthers(a)
}

func printedN(r *published.Regression) *published.Cell {
	for _, name := range []string{"N", "n", "observations"} {
		if c := published.Find(r.Statistics, name); c != nil {
			return c
		}
	}
	return nil
}

// panelShape: observations <= entities x periods, periods = last - first + 1.
func panelShape(a *auditor) {
	p := a.Panel
	if p == nil {
		return
	}
	if room := a.cells(); room > 0 && p.Observations > 0 {
		a.checked(1)
		if p.Observations > room {
			a.add(Impossible, strconv.Itoa(p.Observations), Interval{1, float64(room)}, []string{"panel.observations"},
				say("%d entities in %d periods are at most %d observations; printed are %d.", p.Entities, p.Periods, room, p.Observations), "observations <= entities x periods")
		}
	}
	for i := range a.Descriptives {
		d := &a.Descriptives[i]
		if p.Observations == 0 || d.N == nil || a.cells() > 0 && int(d.N.Value) > a.cells() {
			continue // beyond the room of the panel it is a finding of its own
		}
		a.checked(1)
		if int(d.N.Value) > p.Observations {
			a.add(Implausible, d.N.Text, Interval{1, float64(p.Observations)}, []string{at(d, "n"), "panel.observations"},
				say("%s has %s observations; the panel is said to have %d.", d.Variable, d.N.Text, p.Observations), "n <= observations of the panel")
		}
	}
	if p.First > 0 && p.Last > 0 && p.Periods > 0 {
		a.checked(1)
		if years := p.Last - p.First + 1; years < p.Periods {
			a.add(Impossible, strconv.Itoa(p.Periods), point(float64(years)), []string{"panel.periods"},
				say("From %d to %d are %d periods; printed are %d.", p.First, p.Last, years, p.Periods), "periods <= last - first + 1")
		}
	}
}

func regressionN(a *auditor, r *published.Regression, c *published.Cell) {
	where := []string{r.Name + "." + c.Name}
	n := c.Value
	if n < 1 || n != math.Trunc(n) {
		a.add(Impossible, c.Text, everything, where, say("%s: %s is no number of observations.", r.Name, c.Text), "")
		return
	}
	if k := len(r.Terms); int(n) < k {
		a.add(Impossible, c.Text, Interval{float64(k), math.Inf(1)}, where, say("%s has %d coefficients from %s observations.", r.Name, k, c.Text), "")
	}
	room := a.cells()
	if room > 0 && int(n) > room {
		a.add(Impossible, c.Text, Interval{1, float64(room)}, where,
			say("%s has %s observations; the panel has room for %d x %d = %d.%s", r.Name, c.Text, a.Panel.Entities, a.Panel.Periods, room, repairedBy(&c.Number, point(float64(room)))),
			"N <= entities x periods")
		return
	}
	full := a.Panel != nil && a.Panel.Observations == room && room > 0
	lags := largestLag(r)
	if !full {
		fewest(a, r, c)
		if most := room - lags*entities(a); room > 0 && lags > 0 && int(n) > most {
			a.add(Note, c.Text, Interval{1, float64(most)}, where,
				say("%s uses a lag of %d but has %s observations: within the sample at most %d would be left, so that the lag must come from before it.", r.Name, lags, c.Text, most), "N <= entities x (periods - lags)")
		}
		return
	}
	want := a.Panel.Entities * (a.Panel.Periods - lags)
	switch {
	case int(n) == want || lags > 0 && int(n) < room && int(n) > want && int(n)%a.Panel.Entities == 0:
	case int(n) == room && lags > 0:
		a.add(Note, c.Text, point(float64(want)), where,
			say("%s uses a lag of %d but has all %d observations: the lag must come from before %d. Within the sample %d would be left.", r.Name, lags, room, a.Panel.First, want), "N = entities x (periods - lags)")
	case int(n)%a.Panel.Entities == 0 && !misprint(&c.Number, want):
		a.add(Note, c.Text, point(float64(want)), where,
			say("%s has %s = %d x %d observations: as if %d periods were lost to lags; %d are named.",
				r.Name, c.Text, a.Panel.Entities, int(n)/a.Panel.Entities, a.Panel.Periods-int(n)/a.Panel.Entities, lags), "N = entities x (periods - lags)")
	default:
		a.add(Implausible, c.Text, point(float64(want)), where,
			say("%s has %s observations. A panel of %d entities and %d periods without gaps leaves %d%s; %s would have to be left out for a reason that is not named.%s",
				r.Name, c.Text, a.Panel.Entities, a.Panel.Periods, want, lagged(lags), strconv.Itoa(int(math.Abs(float64(want)-n))), repairedBy(&c.Number, point(float64(want)))), "N = entities x (periods - lags)")
	}
}

// misprint tells whether a common slip of the pen leads from a number to another.
func misprint(n *published.Number, want int) bool {
	_, common := slips(n, point(float64(want)))
	return common
}

func lagged(lags int) phrase {
	if lags == 0 {
		return phrase{}
	}
	return say(" with a lag of %d", lags)
}

// entities is the number of entities of the panel, 0 where it is not printed.
func entities(a *auditor) int {
	if a.Panel == nil {
		return 0
	}
	return a.Panel.Entities
}

// fewest: a regression has at most as many observations as each of its
// variables, and as the panel.
func fewest(a *auditor, r *published.Regression, c *published.Cell) {
	if p := a.Panel; p != nil && p.Observations > 0 && int(c.Value) > p.Observations {
		a.add(Implausible, c.Text, Interval{1, float64(p.Observations)}, []string{r.Name + "." + c.Name, "panel.observations"},
			say("%s has %s observations; the panel is said to have %d.", r.Name, c.Text, p.Observations), "N <= observations of the panel")
	}
	for _, v := range append(variables(r), r.Outcome) {
		d := a.Describe(v)
		if d == nil || d.N == nil {
			continue
		}
		a.checked(1)
		if c.Value > d.N.Value {
			a.add(Implausible, c.Text, Interval{1, d.N.Value}, []string{r.Name + "." + c.Name, at(d, "n")},
				say("%s has %s observations; its variable %s has %s.", r.Name, c.Text, v, d.N.Text), "N <= n of every variable")
		}
	}
}

var lag = regexp.MustCompile(`\bL(\d*)\.`)

// largestLag is the largest lag among terms and instruments.
func largestLag(r *published.Regression) int {
	most := 0
	look := func(text string) {
		for _, m := range lag.FindAllStringSubmatch(text, -1) {
			l := 1
			if m[1] != "" {
				l, _ = strconv.Atoi(m[1]) // digits; too many give 0
			}
			most = max(most, l)
		}
	}
	for _, c := range r.Terms {
		look(c.Name)
	}
	for _, i := range r.Instruments {
		look(i.By)
	}
	return most
}

// likeTheOthers: where the panel is not printed, a column whose number of
// observations differs from all others of its table is shown.
func likeTheOthers(a *auditor) {
	if a.cells() > 0 && a.Panel.Observations == a.cells() {
		return
	}
	byTable := make(map[string][]*published.Regression)
	var names []string
	for i := range a.Regressions {
		r := &a.Regressions[i]
		if observed(r) > 0 {
			key := table(r.Name) + " " + strconv.Itoa(largestLag(r))
			if byTable[key] == nil {
				names = append(names, key)
			}
			byTable[key] = append(byTable[key], r)
		}
	}
	for _, key := range names {
		columns := byTable[key]
		counts := make(map[int]int)
		for _, r := range columns {
			counts[observed(r)]++
		}
		for _, r := range columns {
			if n := observed(r); len(columns) > 2 && counts[n] == 1 && len(counts) == 2 {
				c := printedN(r)
				a.add(Note, c.Text, everything, []string{r.Name + "." + c.Name}, say("%s has %s observations, unlike all other columns of its table.", r.Name, c.Text), "")
			}
		}
	}
}
