// Package lanes holds the few loops over vectors in which a draw spends its
// time: sums of products and linear combinations of many vectors of the same
// length, which stand one after the other in one slice.
//
// A sum is taken in four lanes: lane l adds up the elements l, l+4, l+8, ...
// in their order, and the sum is (lane 0 + lane 1) + (lane 2 + lane 3). A
// product and its addition are rounded once, together. This is what four-wide
// instructions do, and plain Go does the same with math.FMA, so that results
// of this package have the same bits with AVX2 (assembly, on amd64 processors
// that have it) and without it, on other architectures, or with the build tag
// purego.
package lanes

// Sums sets dst[j] to Σ_i w[i] x_j[i], where x_j is the vector number
// places[j] among those of length len(w) in x.
func Sums(dst, w, x []float64, places []int) {
	places = places[:len(dst)]
	if len(w) == 0 {
		clear(dst)
	} else if len(dst) > 0 {
		sums(dst, w, x, places)
	}
}

// Gram sets the upper triangle of dst, whose rows have stride elements, to
// Σ_i w[i] x_p[i] x_q[i] for all pairs of vectors p and q, which are those
// numbered in places among the vectors of length len(w) in x. w x_p is rounded
// first.
func Gram(dst []float64, stride int, w, x []float64, places []int) {
	k := len(places)
	if k == 0 {
		return
	}
	if stride < k {
		panic("lanes: rows that are shorter than their products need")
	}
	fits(dst, (k-1)*stride+k)
	if len(w) == 0 {
		for i := range k {
			clear(dst[i*stride+i:][:k-i])
		}
		return
	}
	gram(dst, stride, w, x, places)
}

// Combine sets dst to base + Σ_j a[j] x_j, where x_j is the vector number
// places[j] among those of length len(dst) in x. Terms are added in the order
// of j. base may be dst itself.
func Combine(dst, base, a, x []float64, places []int) {
	places = places[:len(a)]
	fits(base, len(dst))
	base = base[:len(dst)]
	if len(a) == 0 {
		copy(dst, base)
	} else if len(dst) > 0 {
		combine(dst, base, a, x, places)
	}
}

// Segments are parts of a column of which each belongs together.
type Segments struct {
	start, of []int
	end       int // the least length of a column that has them all
}

// Cut makes segments of which number g has the elements start[g] to
// start[g+1], and of them those numbered in of.
func Cut(start, of []int) Segments {
	end := 0
	for _, g := range of {
		a, b := start[g], start[g+1]
		if a < 0 || a > b {
			panic("lanes: segments are not ascending")
		}
		end = max(end, b)
	}
	return Segments{start, of, end}
}

// Products sets element lo+i of the vector number spots[k], among those of
// length n in dst, to Σ_r x[partners[k]][r] y[r] over the elements r of segment
// i.
func Products(dst []float64, n, lo int, spots []int, x [][]float64, partners []int, y []float64, s Segments) {
	spots = spots[:len(partners)]
	count := len(s.of)
	if count == 0 || len(partners) == 0 {
		return
	}
	if lo < 0 || lo+count > n {
		panic("lanes: more segments than a vector has elements")
	}
	fits(y, s.end)
	for k, p := range partners {
		fits(x[p], s.end)
		if q := spots[k] * n; q < 0 || q+n > len(dst) {
			panic("lanes: a vector outside the slice")
		}
	}
	products(dst, n, lo, spots, x, partners, y, s)
}

// Centre sets mean[i] to the mean of x over segment i, which has
// rows[i] elements, and dev to what is left of x there. What the deviations
// sum to is the rounding error of the mean, which it is given back.
func Centre(mean, dev, x, rows []float64, s Segments) {
	n := len(s.of)
	if n == 0 {
		return
	}
	fits(x, s.end)
	fits(dev, s.end)
	fits(mean, n)
	fits(rows, n)
	centre(mean, dev, x, rows, s)
}

// Inverse sets dst, k x k and row-major, to the inverse L'⁻¹ L⁻¹ of LL'. L is
// the lower triangle of low, k x k, with 1/L_ii on its diagonal; what stands
// above is not read. It returns work, grown where it was too small, for the
// next call.
func Inverse(dst, low, work []float64, k int) []float64 {
	if n := k * stride(k); cap(work) < n {
		work = make([]float64, n)
	} else {
		work = work[:n]
	}
	if k > 0 {
		fits(dst, k*k)
		fits(low, k*k)
		inverse(dst, low, work, k)
	}
	return work
}

// Multiply sets dst, rows x columns, to the product of the first inner columns
// of a, whose rows have stride elements, and x, inner x columns. All are
// row-major; dst shares no memory with the others.
func Multiply(dst, a, x []float64, rows, inner, columns, stride int) {
	if rows == 0 || columns == 0 {
		return
	}
	if inner < 1 || stride < inner {
		panic("lanes: rows that are shorter than their products need")
	}
	fits(dst, rows*columns)
	fits(a, (rows-1)*stride+inner)
	fits(x, inner*columns)
	multiply(dst, a, x, rows, inner, columns, stride)
}

// Times sets dst to the products of x and y, element by element.
func Times(dst, x, y []float64) {
	fits(x, len(dst))
	fits(y, len(dst))
	if len(dst) > 0 {
		times(dst, x, y)
	}
}

// Less sets dst to x less c, element by element.
func Less(dst, x []float64, c float64) {
	fits(x, len(dst))
	if len(dst) > 0 {
		less(dst, x, c)
	}
}

// Run is a piece of a column: Len elements from From on, and where they go.
type Run struct{ To, From, Len int }

// Copy copies pieces of src to dst, which is another slice. Many short pieces
// are what it is for.
func Copy(dst, src []float64, runs []Run) {
	if len(runs) > 0 {
		copyRuns(dst, src, runs)
	}
}

// stride is the length of a row of Inverse's work: whole blocks.
func stride(k int) int { return (k + 3) &^ 3 }

// fits panics where x has fewer than n elements.
func fits(x []float64, n int) {
	if len(x) < n {
		panic("lanes: a slice is too short")
	}
}
