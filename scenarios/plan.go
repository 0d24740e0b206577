package scenarios

import (
	"math"
	"math/rand/v2"

	"panelstress/data"
)

// Plan is a scenario resolved against a panel: names have become numbers, and
// what does not depend on a draw is computed. It is a [Shock].
//
// All randomness of a draw is a vector of Dim independent uniform numbers:
// Apply takes them from a generator, and Draw from whoever has arranged them.
type Plan struct {
	scenario *Scenario
	columns  []string // of the data
	derived  []string // that the study computes
	steps    []step
	copula   *copula
	dim      int
	entities int
	start    []int
	times    []int // of the panel's rows
	kept     []int // of a part: numbers of its entities in the whole; nil: all

	size float64 // all amounts are multiplied by it

	// memory of a draw
	u      []float64 // uniform numbers
	z      []float64 // latent variables of entities, shock by shock
	amount []float64 // per entity
	spread []float64
	lost   []bool // per row
}

var (
	_ Later     = (*Plan)(nil)
	_ FlowShock = (*Plan)(nil)
)

// step is an event resolved.
type step struct {
	amount Amount
	each   Each
	effect Effect
	column int     // place among columns, or of derived beyond them; -1: it does nothing
	scale  float64 // of Deviations
	keep   *[2]float64
	flow   flow
	hit    []int     // entities, ascending
	weight []float64 // exposure of each
	matrix []float64 // of the spread, or nil
	cells  []cell
	reach  []int // of every entity: its cells begin at reach[g], end at reach[g+1]
	first  int   // of its uniform numbers
	row    int   // of its uniform numbers per cell, where it has such
	memory []float64
}

// cell is a value that an event changes.
type cell struct {
	row     int32
	draw    int32   // of its uniform numbers
	profile float64 // share of the amount in force
}

// Columns implements Shock.
func (p *Plan) Columns() []string { return p.columns }

// Derived implements Later.
func (p *Plan) Derived() []string { return p.derived }

// Scenario is what the plan was made of.
func (p *Plan) Scenario() *Scenario { return p.scenario }

// Rows tells for every row of the panel whether the scenario can reach it, by
// whatever event.
func (p *Plan) Rows() []bool {
	reached := make([]bool, len(p.times))
	for i := range p.steps {
		if p.steps[i].null() {
			continue
		}
		for _, c := range p.steps[i].cells {
			reached[c.row] = true
		}
	}
	return reached
}

// Certain tells whether all draws are the same.
func (p *Plan) Certain() bool {
	for i := range p.steps {
		if _, fixed := p.steps[i].amount.(Fixed); !fixed || p.steps[i].effect == Missing {
			return false
		}
	}
	return true
}

// Clone implements Later: the plan with memory of its own.
func (p *Plan) Clone() Shock {
	c := *p
	c.u, c.z = make([]float64, p.dim), make([]float64, len(p.z))
	c.amount, c.spread = make([]float64, p.entities), make([]float64, p.entities)
	c.lost = make([]bool, len(p.lost))
	c.steps = make([]step, len(p.steps))
	for i, s := range p.steps {
		s.memory = make([]float64, len(s.memory))
		c.steps[i] = s
	}
	return &c
}

// Sized is the same plan with all its amounts multiplied by size.
func (p *Plan) Sized(size float64) *Plan {
	c := p.Clone().(*Plan)
	c.size = size
	return c
}

// Apply implements Shock.
func (p *Plan) Apply(cols [][]float64, s *data.Sample, rng *rand.Rand) {
	Uniforms(p.u, rng)
	p.Draw(p.u, cols, s)
}

// Uniforms fills u with independent uniform numbers, as Apply takes them.
func Uniforms(u []float64, rng *rand.Rand) {
	for i := range u {
		u[i] = open(rng)
	}
}

// Drew are the uniform numbers of the present draw.
func (p *Plan) Drew() []float64 { return p.u }

// open is a uniform number inside of (0, 1), where every quantile exists.
func open(rng *rand.Rand) float64 { return (float64(rng.Uint64()>>11) + 0.5) / (1 << 53) }

// Draw is Apply with uniform numbers given.
func (p *Plan) Draw(u []float64, cols [][]float64, s *data.Sample) {
	copy(p.u, u) // for columns and flows that come later in the draw
	p.amounts(u, p.copula.independent(), s)
	p.changeColumns(cols, s)
}

// DrawAt is Draw with every amount at its quantile u, whatever the dependence
// between them: an end of what the scenario can do.
func (p *Plan) DrawAt(u float64, cols [][]float64, s *data.Sample) {
	for i := range p.u {
		p.u[i] = u
	}
	p.amounts(p.u, true, s)
	p.changeColumns(cols, s)
}

func (p *Plan) changeColumns(cols [][]float64, s *data.Sample) {
	for i := range p.steps {
		if st := &p.steps[i]; st.column >= 0 && st.column < len(p.columns) {
			p.change(st, cols[st.column], s, p.u)
		}
	}
}

// ApplyDerived implements Later: it belongs to the draw that Apply began.
func (p *Plan) ApplyDerived(j int, col []float64, s *data.Sample) {
	for i := range p.steps {
		if st := &p.steps[i]; st.column == len(p.columns)+j {
			p.change(st, col, s, p.u)
		}
	}
}

// amounts draws the amounts of all events into the memory of each: one per
// entity, zero for those that are not reached. Of events with an amount per
// row it holds the exposures. An amount of an entity's own that reaches nobody
// else is left out where the sample has not drawn the entity.
func (p *Plan) amounts(u []float64, independent bool, s *data.Sample) {
	mix := 1.0
	if !independent {
		mix = p.latent(u)
	}
	for i := range p.steps {
		st := &p.steps[i]
		clear(st.memory)
		a := 1.0 // of an amount per row, which change draws
		if st.each == Once {
			a = p.amountOf(st, st.first, u, independent, mix)
		}
		for j, g := range st.hit {
			if st.each == PerEntity {
				if p.kept == nil && st.matrix == nil && s.Count[g] == 0 {
					continue
				}
				a = p.amountOf(st, st.first+g, u, independent, mix)
			}
			st.memory[g] = a * st.weight[j]
		}
		if st.matrix != nil {
			p.spreadOut(st)
		}
	}
}

// amountOf is the amount that the uniform number or latent variable at a place
// gives.
func (p *Plan) amountOf(st *step, at int, u []float64, independent bool, mix float64) float64 {
	if independent {
		return p.size * st.amount.Quantile(u[at])
	}
	return p.size * atScore(st.amount, p.copula.score(p.z[at], mix))
}

// spreadOut multiplies the amounts of those who were hit by the multiplier.
func (p *Plan) spreadOut(st *step) {
	n := p.entities
	copy(p.spread, st.memory)
	for g := range n {
		sum := 0.0
		row := st.matrix[g*n : (g+1)*n]
		for _, h := range st.hit {
			sum += row[h] * p.spread[h]
		}
		st.memory[g] = sum
	}
}

// change writes the cells of an event, those of drawn entities.
func (p *Plan) change(st *step, col []float64, s *data.Sample, u []float64) {
	if st.effect == Missing {
		p.lose(st, col, s, u)
		return
	}
	effect, perRow, keep, scale := st.effect, st.each == PerRow, st.keep, st.scale
	for _, g := range s.Drawn {
		cells := st.cells[st.reach[g]:st.reach[g+1]]
		if len(cells) == 0 {
			continue
		}
		a := p.amountAt(st, g, &cells[0], u)
		for i := range cells {
			c := &cells[i]
			if i > 0 && perRow {
				a = p.amountAt(st, g, c, u)
			}
			v := effect.apply(col[c.row], a, c.profile, scale)
			if keep != nil {
				v = min(max(v, keep[0]), keep[1])
			}
			col[c.row] = v
		}
	}
}

// amountAt is the amount of entity g for a cell, before its share in force.
func (p *Plan) amountAt(st *step, g int, c *cell, u []float64) float64 {
	if p.kept != nil {
		g = p.kept[g]
	}
	if st.each == PerRow {
		return st.memory[g] * p.size * st.amount.Quantile(u[st.row+int(c.draw)])
	}
	return st.memory[g]
}

// lose takes every cell out with the probability that the amount is, and
// fills it by linear interpolation in time between the entity's values that
// are left, beyond the first and the last of them by that value. Where an
// entity would keep none, all stay.
func (p *Plan) lose(st *step, col []float64, s *data.Sample, u []float64) {
	for _, g := range s.Drawn {
		lo, hi := p.start[g], p.start[g+1]
		whole := g
		if p.kept != nil {
			whole = p.kept[g]
		}
		any, left := false, hi-lo
		for i := st.reach[g]; i < st.reach[g+1]; i++ {
			c := &st.cells[i]
			if u[st.row+int(c.draw)] < st.memory[whole]*c.profile {
				p.lost[c.row], any = true, true
				left--
			}
		}
		if any && left > 0 {
			fillLinear(col[lo:hi], p.times[lo:hi], p.lost[lo:hi])
		}
		if any {
			clear(p.lost[lo:hi])
		}
	}
}

// fillLinear replaces the lost values of a series.
func fillLinear(x []float64, times []int, lost []bool) {
	before := -1
	for i := 0; i < len(x); i++ {
		if !lost[i] {
			before = i
			continue
		}
		after := i
		for after < len(x) && lost[after] {
			after++
		}
		for ; i < after; i++ {
			switch {
			case before < 0:
				x[i] = x[after]
			case after == len(x):
				x[i] = x[before]
			default:
				share := float64(times[i]-times[before]) / float64(times[after]-times[before])
				x[i] = x[before] + (x[after]-x[before])*share
			}
		}
		i--
	}
}

// latent fills p.z with dependent normal variables, laid out as the uniform
// numbers are, and returns the divisor of a t copula.
func (p *Plan) latent(u []float64) float64 {
	for i := range p.z {
		p.z[i] = normalQuantile(u[i])
	}
	factor := normalQuantile(u[p.dim-2])
	for i := range p.steps {
		if st := &p.steps[i]; st.each == PerEntity {
			p.copula.acrossEntities(p.z[st.first:st.first+p.entities], factor)
		}
	}
	if p.copula.shocks != nil {
		p.copula.acrossShocks(p.z, len(p.z)/len(p.steps))
	}
	return p.copula.mix(u[p.dim-1])
}

func normalQuantile(u float64) float64 { return math.Sqrt2 * math.Erfinv(2*u-1) }
