package scenarios

import (
	"fmt"
	"slices"
)

// contradiction finds two events that cannot both be: one sets a value that
// another changes too, or two certain changes of the same values undo each
// other from the same year on.
func contradiction(sc *Scenario, steps []step, columns []string, in Setting) error {
	for i := range steps {
		for j := range i {
			row, both := common(steps[i].cells, steps[j].cells)
			if columns[i] != columns[j] || !both || steps[i].null() || steps[j].null() {
				continue
			}
			where := fmt.Sprintf("shocks %d and %d, which both hit %s of %s in %d", j, i, columns[i], in.entity(row), in.Panel.Times()[row])
			key := fmt.Sprintf("%s.shocks.%d", in.Key, i)
			if steps[i].effect == Value || steps[j].effect == Value {
				return wrong(key, where+", one of them with a value of its own", "at most one shock where a value is set")
			}
			a, fixed := steps[i].amount.(Fixed)
			b, too := steps[j].amount.(Fixed)
			if fixed && too && a == -b && sc.Events[i].Onset == sc.Events[j].Onset && steps[i].effect == steps[j].effect {
				return wrong(key, fmt.Sprintf("%s, by %v and by %v from the same year on", where, float64(b), float64(a)), "shocks that do not undo each other")
			}
		}
	}
	return nil
}

func (in Setting) entity(row int32) string {
	start := in.Panel.Starts()
	g, found := slices.BinarySearch(start, int(row))
	if !found {
		g--
	}
	return in.Panel.Entities()[g]
}

// common is a row that two lists of cells, both ascending, share.
func common(a, b []cell) (row int32, ok bool) {
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0].row == b[0].row:
			return a[0].row, true
		case a[0].row < b[0].row:
			a = a[1:]
		default:
			b = b[1:]
		}
	}
	return 0, false
}
