package attribution

import (
	"cmp"
	"slices"

	"panelstress/sim"
	"panelstress/sim/sensitivity"
)

// plan is what is to be run for one coefficient.
type plan struct {
	grid      *sim.Grid
	sources   []sim.SensitivitySource
	design    sensitivity.Design // of a sampled plan
	u         *sim.Universe
	spec      []int // per run
	scenario  []int // per run: 0 none, else one more than the number of a scenario
	asWritten int   // specification of the study as it is

	weights  int         // group of the weights, or of the first of them; -1: none
	single   int         // weights that are sources of their own
	sampling int         // its group; -1: none
	shocks   int         // group of the scenario; -1: none
	place    []int       // coordinate of every group; -1: it has none
	base     [][]float64 // coordinates of the 2N base points
}

func (p *plan) runs() int { return len(p.spec) }

// plan lays out the runs of a coefficient.
func (a *Attribution) plan(g *sim.Grid) (*plan, error) {
	names, err := g.WeightNames()
	if err != nil {
		return nil, err
	}
	p := &plan{grid: g, sources: a.Sources(g, names), weights: -1, sampling: -1, shocks: -1}
	coordinates := 0
	for i, s := range p.sources {
		at := -1
		switch {
		case s.Kind == samplingKind:
			p.sampling = i
		case s.Kind == weightsKind && !a.ByIndicator:
			p.weights = i
		default:
			at = coordinates
			coordinates++
		}
		if s.Kind == scenarioKind {
			p.shocks = i
		}
		if s.Kind == weightsKind && a.ByIndicator {
			if p.single++; p.weights < 0 {
				p.weights = i
			}
		}
		p.place = append(p.place, at)
	}
	var combinations [][]int
	if a.Design == Full {
		combinations = p.all(1 + len(a.Scenarios))
	} else {
		combinations, err = a.sampled(p, coordinates)
	}
	if err != nil {
		return nil, err
	}
	written := make([]int, len(g.Sources)) // every choice as the study has it
	for k := range written {
		written[k] = -1
	}
	u, of := g.Universe(append(combinations, written))
	p.u, p.spec, p.asWritten = u, of[:len(combinations)], of[len(combinations)]
	return p, nil
}

// all are all combinations, the scenario varying fastest.
func (p *plan) all(scenarios int) (list [][]int) {
	for i := range int(p.grid.Size()) {
		for s := range scenarios {
			list = append(list, p.grid.Combination(nil, i))
			p.scenario = append(p.scenario, s)
		}
	}
	return list
}

// sampled are those of the runs of a design.
func (a *Attribution) sampled(p *plan, coordinates int) (list [][]int, err error) {
	p.design = sensitivity.Design{Rows: a.Rows, Groups: len(p.sources), SecondOrder: a.SecondOrder}
	points, err := a.points(coordinates, p.grid.Focal.String())
	if err != nil {
		return nil, err
	}
	buf := make([]float64, 2*coordinates)
	for b := 0; points != nil && b < 2*a.Rows; b++ {
		x := make([]float64, coordinates)
		p.design.Coordinates(x, buf, points, b)
		p.base = append(p.base, x)
	}
	choices := len(p.grid.Sources)
	u := make([]float64, choices)
	for r := range p.design.Runs() {
		for k := range choices {
			u[k] = p.coordinate(r, k)
		}
		list = append(list, p.grid.At(nil, u))
		s := 0
		if p.shocks >= 0 {
			s = int(p.coordinate(r, p.shocks) * float64(1+len(a.Scenarios)))
		}
		p.scenario = append(p.scenario, s)
	}
	return list, nil
}

// coordinate is that of a group in a run.
func (p *plan) coordinate(run, group int) float64 {
	return p.base[p.design.Base(run, group)][p.place[group]]
}

// parts number the parts of a run: a base point has one sample, one set of
// weights and one realisation of a scenario.
func (p *plan) parts(run int) (n sim.Parts) {
	number := func(group int) int {
		if group < 0 || p.design.Rows == 0 {
			return 0
		}
		return p.design.Base(run, group)
	}
	n.Sample, n.Shocks = number(p.sampling), number(p.shocks)
	if p.single == 0 {
		n.Indices = number(p.weights)
	}
	return n
}

// uniforms writes the coordinates of the single weights.
func (p *plan) uniforms(dst []float64, run int) {
	for j := range dst {
		dst[j] = p.coordinate(run, p.weights+j)
	}
}

// order puts runs that share a construction, a scenario and the parts of a
// draw beside each other.
func (p *plan) order() []int {
	list := make([]int, p.runs())
	parts := make([]sim.Parts, p.runs())
	for r := range list {
		list[r], parts[r] = r, p.parts(r)
	}
	slices.SortFunc(list, func(a, b int) int {
		return cmp.Or(
			cmp.Compare(p.construction(a), p.construction(b)), cmp.Compare(p.scenario[a], p.scenario[b]),
			cmp.Compare(parts[a].Sample, parts[b].Sample), cmp.Compare(parts[a].Indices, parts[b].Indices), cmp.Compare(parts[a].Shocks, parts[b].Shocks),
			cmp.Compare(a, b))
	})
	return list
}

func (p *plan) construction(run int) int { return p.u.Specs[p.spec[run]].Construction }
