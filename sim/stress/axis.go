package stress

import (
	"fmt"
	"math"
	"slices"

	"panelstress/data"
	"panelstress/data/formula"
	"panelstress/scenarios"
	"panelstress/sim"
)

// Axis is a property of a scenario over a range of values. From, To and Steps
// may be missing (nil, nil, 0): then they are the usual ones of the property.
type Axis struct {
	Of       string
	From, To *float64
	Steps    int
}

// property is something about a scenario that a grid varies.
type property struct {
	from, to    float64 // usual
	steps       int     // usual number of values
	least, most float64 // possible
	expected    string  // in words

	// set gives an event and its scenario a value; nil: it is the size.
	set func(sc *scenarios.Scenario, e *scenarios.Event, v float64) error

	// written is the value of an event as it is written, NaN where it has none.
	written func(sc *scenarios.Scenario, e *scenarios.Event) float64
}

// Size is the property of multiplying all amounts.
const Size = "size"

// Properties are the words for what a grid can vary.
func Properties() []string { return []string{Size, "persistence", "share", "onset", "correlation"} }

func (j *job) property(word string) property {
	years := j.chain.Periods()
	first, last := float64(years[0]), float64(years[len(years)-1])
	switch word {
	case Size:
		return property{from: 0, to: 2, steps: 11, least: 0, most: math.Inf(1), expected: "sizes from 0", written: func(*scenarios.Scenario, *scenarios.Event) float64 { return 1 }}
	case "persistence":
		return property{0, 0.9, 10, 0, 1, "shares of a shock that remain from year to year, from 0 to 1", persist, persistence}
	case "share":
		return property{0.1, 1, 10, math.SmallestNonzeroFloat64, 1, "shares of the entities above 0 and up to 1", hitShare, shareHit}
	case "onset":
		return property{first + 1, last, len(years) - 1, first, last, fmt.Sprintf("years of the panel, %.0f to %.0f", first, last), begin, begun}
	}
	return property{0, 0.9, 10, 0, 0.999, "correlations from 0 to 0.999", correlate, correlation}
}

// persist lets the shock of a year decay: a share v of it is left in the next.
func persist(_ *scenarios.Scenario, e *scenarios.Event, v float64) error {
	e.Path = scenarios.Decay{Rho: v}
	if v == 1 {
		e.Path = scenarios.Step{}
	}
	return nil
}

func persistence(_ *scenarios.Scenario, e *scenarios.Event) float64 {
	switch p := e.Path.(type) {
	case nil:
		return 1
	case scenarios.Impulse:
		return 0
	case scenarios.Step:
		if p.Years == 0 {
			return 1
		}
	case scenarios.Decay:
		if p.Years <= 1 {
			return p.Rho
		}
	}
	return math.NaN()
}

// hitShare hits a share v of those whom the event could hit: the ones with the
// largest values of what it goes by, of its exposure, or else of its column.
func hitShare(_ *scenarios.Scenario, e *scenarios.Event, v float64) error {
	if e.Who.By == nil {
		e.Who.By = e.Exposure
	}
	if e.Who.By == nil && e.Column == "" {
		return fmt.Errorf("a flow of trade that hits entities by nothing")
	}
	if e.Who.By == nil {
		e.Who.By = formula.Column{Name: e.Column}
	}
	e.Who.Top, e.Who.Share = 0, v
	return nil
}

func shareHit(_ *scenarios.Scenario, e *scenarios.Event) float64 {
	switch {
	case e.Who.By == nil:
		return 1
	case e.Who.Share > 0:
		return e.Who.Share
	}
	return math.NaN()
}

func begin(_ *scenarios.Scenario, e *scenarios.Event, v float64) error {
	if e.Always {
		return fmt.Errorf("a shock without an onset")
	}
	e.Onset = int(v)
	return nil
}

func begun(_ *scenarios.Scenario, e *scenarios.Event) float64 {
	if e.Always {
		return math.NaN()
	}
	return float64(e.Onset)
}

// correlate gives the amounts of any two entities the latent correlation v.
func correlate(sc *scenarios.Scenario, e *scenarios.Event, v float64) error {
	if e.Each != scenarios.PerEntity {
		return fmt.Errorf("a shock with one amount for all")
	}
	sc.Together.Rho, sc.Together.Loading, sc.Together.Matrix = v, nil, nil
	return nil
}

func correlation(sc *scenarios.Scenario, _ *scenarios.Event) float64 {
	if sc.Together.Loading != nil || sc.Together.Matrix != nil {
		return math.NaN()
	}
	return sc.Together.Rho
}

// axis are the values of an axis of the grid of a scenario.
type axis struct {
	property
	of     string
	values []float64
	asIs   float64 // value as it is written; NaN: none
}

// axis checks an axis and lays out its values.
func (j *job) axis(a Axis, key string) (axis, error) {
	out := axis{property: j.property(a.Of), of: a.Of}
	from, to := out.from, out.to
	if a.From != nil {
		from = *a.From
	}
	if a.To != nil {
		to = *a.To
	}
	for _, v := range []float64{from, to} {
		if !(v >= out.least && v <= out.most) {
			return out, &data.InputError{Key: key, Found: fmt.Sprintf("%s from %v to %v", a.Of, from, to), Expected: out.expected}
		}
	}
	n := a.Steps
	if n == 0 {
		n = out.steps
	}
	for k := range n {
		v := from
		if n > 1 {
			v += (to - from) * float64(k) / float64(n-1)
		}
		if v = math.Round(v*1e6) / 1e6; a.Of == "onset" {
			v = math.Round(v)
		}
		if !slices.Contains(out.values, v) {
			out.values = append(out.values, v)
		}
	}
	out.asIs = out.writtenOf(j.arm.Scenario)
	return out, nil
}

// writtenOf is the value that all events of a scenario have; NaN where they
// differ.
func (p *property) writtenOf(sc *scenarios.Scenario) float64 {
	v := p.written(sc, &sc.Events[0])
	for i := range sc.Events {
		if p.written(sc, &sc.Events[i]) != v {
			return math.NaN()
		}
	}
	return v
}

// apply gives a scenario a value of the axis.
func (a *axis) apply(sc *scenarios.Scenario, v float64, key string) error {
	for i := range sc.Events {
		if err := a.set(sc, &sc.Events[i], v); err != nil {
			return &data.InputError{Key: key, Found: fmt.Sprintf("%s of %v", a.of, err), Expected: "a property that the shock has: " + a.expected}
		}
	}
	return nil
}

func (a *axis) result() sim.AxisResult {
	r := sim.AxisResult{Of: a.of, Written: sim.Number(a.asIs)}
	for _, v := range a.values {
		r.Values = append(r.Values, sim.Number(v))
	}
	return r
}
