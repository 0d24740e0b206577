package scenarios

import "math"

// Resize multiplies all amounts of the draws to come by size: 1 is the
// scenario as it is written. The uniform numbers of a draw stay what they are.
func (p *Plan) Resize(size float64) { p.size = size }

// Sizeable is an error where a multiple of the scenario has no meaning: an
// event that sets a value has a level, and no size.
func (p *Plan) Sizeable(key string) error {
	for i := range p.steps {
		if p.steps[i].effect == Value {
			return wrong(key, "a scenario that sets a value (as: value)", "changes, of which there can be more or less: as: relative, absolute, sd, log or missing")
		}
	}
	return nil
}

// rare is the probability of the amounts that LargestSize looks at.
const rare = 1e-4

// LargestSize is the multiple of the scenario at which a relative fall would
// take all that there is, by its quantile of 1 in 10,000, or the share of lost
// values would be 1; +Inf where there is no such limit.
func (p *Plan) LargestSize() float64 {
	most := math.Inf(1)
	for i := range p.steps {
		st := &p.steps[i]
		switch st.effect {
		case Relative:
			if low := st.amount.Quantile(rare) * st.reinforced(p.entities); low < 0 {
				most = min(most, -1/low)
			}
		case Missing:
			if high := st.amount.Quantile(1 - rare); high > 0 {
				most = min(most, 1/high)
			}
		}
	}
	return most
}

// reinforced is the largest sum of exposures that reaches an entity as a
// shock spreads; without that, the largest exposure.
func (s *step) reinforced(n int) float64 {
	most := 0.0
	for _, w := range s.weight {
		most = max(most, w)
	}
	for g := 0; s.matrix != nil && g < n; g++ {
		sum := 0.0
		for j, h := range s.hit {
			sum += s.matrix[g*n+h] * s.weight[j]
		}
		most = max(most, sum)
	}
	return most
}

// EventAmount is what an event of a scenario changes, and by how much.
type EventAmount struct {
	Target string // a column, or a flow of trade
	Effect Effect
	Amount float64 // the median, times size
}

// Medians are the median amounts of the events at a size.
func (p *Plan) Medians(size float64) (out []EventAmount) {
	for i := range p.steps {
		e := &p.scenario.Events[i]
		out = append(out, EventAmount{Target: e.target(), Effect: e.Effect, Amount: size * p.steps[i].amount.Quantile(0.5)})
	}
	return out
}

// target is what an event changes, as it is written.
func (e *Event) target() string {
	switch {
	case e.Flow == nil:
		return e.Column
	case e.Flow.Imports:
		return "imports"
	}
	return "exports"
}

// String is the word for the effect in study files.
func (e Effect) String() string {
	return [...]string{"relative", "absolute", "sd", "log", "value", "missing"}[e]
}
