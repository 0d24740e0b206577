package scenarios

import "slices"

// Partial is a Shock that can be looked at through a part of its panel.
type Partial interface {
	Shock

	// Part is the same shock for a part of the panel, as data.Panel.Rows makes
	// it: rows marks its rows, kept are the numbers of its entities in the whole,
	// nil where it has all of them.
	Part(kept []int, rows []bool) Shock
}

var _ Partial = (*Plan)(nil)

// Part implements Partial. What happened is the same whoever looks at it: who
// is hit, exposures, what spreads, standard deviations and the random numbers
// of every entity are those of the whole. Only the values that the part does
// not have fall out.
func (p *Plan) Part(kept []int, rows []bool) Shock {
	c := p.Clone().(*Plan)
	c.kept = kept
	entities := kept
	if kept == nil {
		for g := range len(p.start) - 1 {
			entities = append(entities, g)
		}
	}
	c.start, c.times = []int{0}, nil
	place := make([]int32, len(rows)) // of every row in the part
	for _, g := range entities {
		for i := p.start[g]; i < p.start[g+1]; i++ {
			if rows[i] {
				place[i] = int32(len(c.times))
				c.times = append(c.times, p.times[i])
			}
		}
		c.start = append(c.start, len(c.times))
	}
	for i := range c.steps {
		c.steps[i].cells, c.steps[i].reach = p.steps[i].part(entities, rows, place)
	}
	return c
}

// part are the cells of a step that the rows have, by entity.
func (s *step) part(entities []int, rows []bool, place []int32) (cells []cell, reach []int) {
	for _, g := range entities {
		reach = append(reach, len(cells))
		for _, c := range s.cells[s.reach[g]:s.reach[g+1]] {
			if rows[c.row] {
				c.row = place[c.row]
				cells = append(cells, c)
			}
		}
	}
	return cells, append(reach, len(cells))
}

// Reached are the numbers of the entities that the scenario can reach, by
// whatever event, in the panel or the part that the plan is for.
func (p *Plan) Reached() (list []int) {
	rows := p.Rows()
	for g := range len(p.start) - 1 {
		if slices.Contains(rows[p.start[g]:p.start[g+1]], true) {
			list = append(list, g)
		}
	}
	return list
}
