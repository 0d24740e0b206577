package sensitivity

// Design is that of Saltelli (2002, 2010). For k groups of coordinates, the
// sources, it takes N rows of two independent points A and B and runs, per
// row, A, B, and for every group i AB_i, which is A with group i from B. With
// second order it runs BA_i besides, B with group i from A. Runs are numbered
// row by row, so that the first ones of an interrupted design are one of fewer
// rows.
type Design struct {
	Rows        int // N
	Groups      int // k
	SecondOrder bool
}

// PerRow is the number of runs of a row: k+2, or 2k+2 with second order.
func (d Design) PerRow() int {
	if d.SecondOrder {
		return 2*d.Groups + 2
	}
	return d.Groups + 2
}

// Runs is the number of runs, N (k+2) or N (2k+2).
func (d Design) Runs() int { return d.Rows * d.PerRow() }

// Base says which of the 2N base points gives a run its value of a group: the
// number of the row where that is the row's A, N more where it is its B.
func (d Design) Base(run, group int) int {
	row, at := run/d.PerRow(), run%d.PerRow()
	fromB := false
	switch {
	case at == 0: // A
	case at == 1: // B
		fromB = true
	case at < 2+d.Groups: // AB
		fromB = at-2 == group
	default: // BA
		fromB = at-2-d.Groups != group
	}
	if fromB {
		return d.Rows + row
	}
	return row
}

// Coordinates writes those of a base point of p: base points share rows of
// twice as many coordinates, A before B, so that A and B are independent. p
// has twice the dimension of dst; buf has room for as many.
func (d Design) Coordinates(dst, buf []float64, p Points, base int) {
	half := len(dst)
	p.At(buf[:2*half], base%d.Rows)
	if base < d.Rows {
		copy(dst, buf[:half])
		return
	}
	copy(dst, buf[half:2*half])
}

// Sample are the results of a design: one per row for A, for B, and for every
// group for AB and, with second order, BA. A run that failed is NaN.
type Sample struct {
	A, B   []float64
	AB, BA [][]float64 // [group][row]
}

// Gather sorts results in the order of the runs into a sample. Of a row that
// is not complete nothing is kept.
func (d Design) Gather(y []float64) *Sample {
	rows := min(len(y)/d.PerRow(), d.Rows)
	s := &Sample{A: make([]float64, rows), B: make([]float64, rows)}
	for range d.Groups {
		s.AB = append(s.AB, make([]float64, rows))
		if d.SecondOrder {
			s.BA = append(s.BA, make([]float64, rows))
		}
	}
	for r := range rows {
		row := y[r*d.PerRow() : (r+1)*d.PerRow()]
		s.A[r], s.B[r] = row[0], row[1]
		for g := range d.Groups {
			s.AB[g][r] = row[2+g]
			if d.SecondOrder {
				s.BA[g][r] = row[2+d.Groups+g]
			}
		}
	}
	return s
}
