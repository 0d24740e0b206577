package estimators

import (
	"fmt"
	"slices"
)

// ByTime names the periods where a covariance asks for a grouping of rows.
// The empty name means the entities.
const ByTime = "time"

// grouping says to which group each row belongs.
type grouping struct {
	name   string
	id     []int32 // of every row, from 0
	n      int     // groups
	nested bool    // constant within every entity
}

// Group adds a grouping of the rows, by region say, that errors can be
// clustered by, and must come before Share. Label holds one value per row; rows with the same value are
// one group. In a sample that holds an entity more than once the copies of a
// row are in the same group.
func (f *Frame) Group(name string, label []int) error {
	if name == "" || name == ByTime {
		return fmt.Errorf("estimators: the grouping name %q is taken by the entities or the periods", name)
	}
	if len(label) != f.Rows() {
		return fmt.Errorf("estimators: grouping %q has %d rows, the frame has %d", name, len(label), f.Rows())
	}
	if slices.ContainsFunc(f.groups, func(g grouping) bool { return g.name == name }) {
		return fmt.Errorf("estimators: the frame has a grouping %q already", name)
	}
	g := grouping{name: name, id: make([]int32, len(label))}
	where := make(map[int]int32)
	for r, l := range label {
		id, ok := where[l]
		if !ok {
			id = int32(len(where))
			where[l] = id
		}
		g.id[r] = id
	}
	g.n = len(where)
	g.nested = f.constantWithin(g.id)
	f.groups = append(slices.Clone(f.groups), g)
	return nil
}

// constantWithin tells whether all rows of each entity have the same group.
func (f *Frame) constantWithin(id []int32) bool {
	for g := range f.Entities() {
		rows := id[f.Start[g]:f.Start[g+1]]
		for _, v := range rows {
			if v != rows[0] {
				return false
			}
		}
	}
	return true
}

// grouping finds a grouping by its name.
func (f *Fit) grouping(d *Design, by string) (grouping, error) {
	fr := d.Frame
	if by == ByTime {
		return grouping{name: by, id: fr.period, n: len(fr.times)}, nil
	}
	for _, g := range fr.groups {
		if g.name == by {
			return g, nil
		}
	}
	return grouping{}, f.fail(ErrNoGrouping, by, "")
}
