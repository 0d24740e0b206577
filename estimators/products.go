package estimators

import "panelstress/data/lanes"

// products computes the cross products of column j with its partners for the
// drawn entities lo to hi, whose rows are given, four at a time. The last of a
// list fills it up.
func (f *Frame) products(j, lo, hi int, rows lanes.Segments) {
	var x, dst [4][]float64
	list, spots := f.partners[j], f.spots[j]
	for len(list) > 0 {
		for i := range x {
			at := min(i, len(list)-1)
			x[i], dst[i] = f.dev[list[at]], f.cross.of(spots[at])[lo:hi]
		}
		lanes.Products(&dst, &x, f.dev[j], rows)
		n := min(4, len(list))
		list, spots = list[n:], spots[n:]
	}
}
