package estimators

import "math"

// Effects recovers the effects that a fit swept out: one per entity of the
// frame, one per period of the frame, NaN where the sample lacks it, nil where
// the fit has none of the kind. Both have mean zero over the rows of the
// sample, so that y = const + entity + time + x'b + e with the constant of
// the xtreg form. Where entities fall into groups that share no period, two-
// way effects are comparable within a group only, and each group's time
// effects have mean zero.
func (f *Fit) Effects(d *Design) (entity, period []float64) {
	fr := d.Frame
	if f.Absorbed == 0 {
		return nil, nil
	}
	if f.work.effects == Entity {
		entity = missing(fr.Entities())
		for _, g := range fr.drawn {
			y, x := f.entityFitted(d, g)
			entity[g] = y - x
		}
		return entity, nil
	}
	level := f.effectSums(d)
	if f.work.effects == Time {
		period = missing(len(fr.times))
		for _, g := range fr.drawn {
			for r := fr.Start[g]; r < fr.Start[g+1]; r++ {
				period[fr.period[r]] = level[r]
			}
		}
		return nil, period
	}
	entity, period = missing(fr.Entities()), missing(len(fr.times))
	for _, g := range fr.drawn { // each part begins at an entity of it
		if math.IsNaN(entity[g]) {
			f.spread(d, g, level, entity, period)
		}
	}
	return entity, period
}

// effectSums gives per row what effects make of the outcome: y - ȳ -
// (x - x̄)'b less the residual.
func (f *Fit) effectSums(d *Design) []float64 {
	fr, swept := d.Frame, &f.work.derived
	level := make([]float64, fr.Rows())
	for _, g := range fr.drawn {
		y, x := f.entityFitted(d, g)
		for r := fr.Start[g]; r < fr.Start[g+1]; r++ {
			v := y - x + fr.dev[d.Outcome][r]
			for j, c := range d.Regressors {
				v -= f.work.beta[j] * fr.dev[c][r]
			}
			level[r] = v - f.residual(&swept.design, g, r)
		}
	}
	return level
}

// spread sets the effects of the part of the graph around an entity: from an
// entity's effect follow those of its periods, from a period's those of its
// entities. Then it moves the mean of the time effects to the entities.
func (f *Fit) spread(d *Design, first int, level, entity, period []float64) {
	fr := d.Frame
	members, when := []int{first}, []int32(nil)
	entity[first] = 0
	for more := true; more; {
		more = false
		for _, g := range fr.drawn {
			for r := fr.Start[g]; r < fr.Start[g+1]; r++ {
				t := fr.period[r]
				a, b := math.IsNaN(entity[g]), math.IsNaN(period[t])
				switch {
				case a && !b:
					entity[g] = level[r] - period[t]
					members = append(members, g)
				case b && !a:
					period[t] = level[r] - entity[g]
					when = append(when, t)
				}
				more = more || a != b
			}
		}
	}
	sum, n := 0.0, 0.0
	for _, g := range members {
		for r := fr.Start[g]; r < fr.Start[g+1]; r++ {
			sum += fr.count[g] * period[fr.period[r]]
			n += fr.count[g]
		}
	}
	for _, t := range when {
		period[t] -= sum / n
	}
	for _, g := range members {
		entity[g] += sum / n
	}
}

func missing(n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = math.NaN()
	}
	return v
}
