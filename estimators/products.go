package estimators

// products computes the cross products of column j with its partners for the
// drawn entities lo to hi, seven or four at a time. The last of a list fills
// it up.
func (f *Frame) products(j, lo, hi int) {
	var x, dst [7][]float64
	list, spots := f.partners[j], f.spots[j]
	for len(list) > 0 {
		for i := range x {
			at := min(i, len(list)-1)
			x[i], dst[i] = f.dev[list[at]], f.cross.of(spots[at])[lo:hi]
		}
		n := min(4, len(list))
		if len(list) > 4 && len(list) != 8 {
			n = min(7, len(list))
			sevenProducts(&dst, &x, f.dev[j], f.Start, f.drawn[lo:hi])
		} else {
			fourProducts(&dst, &x, f.dev[j], f.Start, f.drawn[lo:hi])
		}
		list, spots = list[n:], spots[n:]
	}
}

// sevenProducts sets element i of dst[k] to Σ_r x[k][r] y[r] over the rows r
// of entity drawn[i]. One load of y serves seven sums, which with their terms
// just fit the registers. The second condition on r is always met and tells the
// compiler so: without it every access would check its bounds.
func sevenProducts(dst, x *[7][]float64, y []float64, start, drawn []int) {
	x0, d0 := x[0][:len(y)], dst[0][:len(drawn)]
	x1, d1 := x[1][:len(y)], dst[1][:len(drawn)]
	x2, d2 := x[2][:len(y)], dst[2][:len(drawn)]
	x3, d3 := x[3][:len(y)], dst[3][:len(drawn)]
	x4, d4 := x[4][:len(y)], dst[4][:len(drawn)]
	x5, d5 := x[5][:len(y)], dst[5][:len(drawn)]
	x6, d6 := x[6][:len(y)], dst[6][:len(drawn)]
	for i, g := range drawn {
		var s0, s1, s2, s3, s4, s5, s6 float64
		for r, end := uint(start[g]), uint(start[g+1]); r < end && r < uint(len(y)); r++ {
			v := y[r]
			s0 += x0[r] * v
			s1 += x1[r] * v
			s2 += x2[r] * v
			s3 += x3[r] * v
			s4 += x4[r] * v
			s5 += x5[r] * v
			s6 += x6[r] * v
		}
		d0[i], d1[i], d2[i], d3[i] = s0, s1, s2, s3
		d4[i], d5[i], d6[i] = s4, s5, s6
	}
}

// fourProducts is sevenProducts for the first four.
func fourProducts(dst, x *[7][]float64, y []float64, start, drawn []int) {
	x0, d0 := x[0][:len(y)], dst[0][:len(drawn)]
	x1, d1 := x[1][:len(y)], dst[1][:len(drawn)]
	x2, d2 := x[2][:len(y)], dst[2][:len(drawn)]
	x3, d3 := x[3][:len(y)], dst[3][:len(drawn)]
	for i, g := range drawn {
		var s0, s1, s2, s3 float64
		for r, end := uint(start[g]), uint(start[g+1]); r < end && r < uint(len(y)); r++ {
			v := y[r]
			s0 += x0[r] * v
			s1 += x1[r] * v
			s2 += x2[r] * v
			s3 += x3[r] * v
		}
		d0[i], d1[i], d2[i], d3[i] = s0, s1, s2, s3
	}
}
