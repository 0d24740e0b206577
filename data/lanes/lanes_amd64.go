//go:build !purego

package lanes

import "golang.org/x/sys/cpu"

// The assembly is trusted with bounds that the callers have checked.

//go:noescape
func sumsAVX2(dst, w *float64, n int, x *float64, size int, places *int, m int) (inside bool)

//go:noescape
func combineAVX2(dst, base *float64, n int, a, x *float64, size int, places *int, m int) (inside bool)

//go:noescape
func productsAVX2(dst *float64, n, lo int, spots *int, x *[]float64, partners *int, m int, y *float64, start, of *int, count int)

//go:noescape
func centreAVX2(mean, dev, x, rows *float64, start, of *int, n int)

//go:noescape
func inverseAVX2(dst, low *float64, k int, work *float64)

//go:noescape
func multiplyAVX2(dst, a, x *float64, rows, inner, columns, stride int)

//go:noescape
func timesAVX2(dst, x, y *float64, n int)

//go:noescape
func lessAVX2(dst, x *float64, c float64, n int)

//go:noescape
func gramAVX2(dst *float64, stride int, w *float64, n int, x *float64, size int, places *int, k int) (inside bool)

//go:noescape
func copyAVX2(dst *float64, room int, src *float64, size int, runs *Run, m int) (inside bool)

var wide = cpu.X86.HasAVX2 && cpu.X86.HasFMA

func sums(dst, w, x []float64, places []int) {
	if !wide {
		sumsGeneric(dst, w, x, places)
		return
	}
	if len(x) == 0 || !sumsAVX2(&dst[0], &w[0], len(w), &x[0], len(x), &places[0], len(dst)) {
		panic("lanes: a vector outside the slice")
	}
}

func combine(dst, base, a, x []float64, places []int) {
	if !wide {
		combineGeneric(dst, base, a, x, places)
		return
	}
	if len(x) == 0 || !combineAVX2(&dst[0], &base[0], len(dst), &a[0], &x[0], len(x), &places[0], len(a)) {
		panic("lanes: a vector outside the slice")
	}
}

func products(dst []float64, n, lo int, spots []int, x [][]float64, partners []int, y []float64, s Segments) {
	if !wide || len(y) == 0 {
		productsGeneric(dst, n, lo, spots, x, partners, y, s)
		return
	}
	productsAVX2(&dst[0], n, lo, &spots[0], &x[0], &partners[0], len(partners), &y[0], &s.start[0], &s.of[0], len(s.of))
}

func centre(mean, dev, x, rows []float64, s Segments) {
	if !wide || len(x) == 0 {
		centreGeneric(mean, dev, x, rows, s)
		return
	}
	centreAVX2(&mean[0], &dev[0], &x[0], &rows[0], &s.start[0], &s.of[0], len(s.of))
}

func inverse(dst, low, work []float64, k int) {
	if !wide {
		inverseGeneric(dst, low, work, k)
		return
	}
	inverseAVX2(&dst[0], &low[0], k, &work[0])
}

func multiply(dst, a, x []float64, rows, inner, columns, stride int) {
	if !wide {
		multiplyGeneric(dst, a, x, rows, inner, columns, stride)
		return
	}
	multiplyAVX2(&dst[0], &a[0], &x[0], rows, inner, columns, stride)
}

func times(dst, x, y []float64) {
	if !wide {
		timesGeneric(dst, x, y)
		return
	}
	timesAVX2(&dst[0], &x[0], &y[0], len(dst))
}

func less(dst, x []float64, c float64) {
	if !wide {
		lessGeneric(dst, x, c)
		return
	}
	lessAVX2(&dst[0], &x[0], c, len(dst))
}

func gram(dst []float64, stride int, w, x []float64, places []int) {
	if !wide {
		gramGeneric(dst, stride, w, x, places)
		return
	}
	if len(x) == 0 || !gramAVX2(&dst[0], stride, &w[0], len(w), &x[0], len(x), &places[0], len(places)) {
		panic("lanes: a vector outside the slice")
	}
}

func copyRuns(dst, src []float64, runs []Run) {
	if !wide || len(dst) == 0 || len(src) == 0 {
		copyGeneric(dst, src, runs)
		return
	}
	if !copyAVX2(&dst[0], len(dst), &src[0], len(src), &runs[0], len(runs)) {
		panic("lanes: a run outside the slice")
	}
}
