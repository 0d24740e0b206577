//go:build !amd64 || purego

package lanes

func sums(dst, w, x []float64, places []int)          { sumsGeneric(dst, w, x, places) }
func combine(dst, base, a, x []float64, places []int) { combineGeneric(dst, base, a, x, places) }

func centre(mean, dev, x, rows []float64, s Segments) { centreGeneric(mean, dev, x, rows, s) }

func inverse(dst, low, work []float64, k int) { inverseGeneric(dst, low, work, k) }

func multiply(dst, a, x []float64, rows, inner, columns, stride int) {
	multiplyGeneric(dst, a, x, rows, inner, columns, stride)
}

func times(dst, x, y []float64)        { timesGeneric(dst, x, y) }
func less(dst, x []float64, c float64) { lessGeneric(dst, x, c) }

func gram(dst []float64, stride int, w, x []float64, places []int) {
	gramGeneric(dst, stride, w, x, places)
}

func copyRuns(dst, src []float64, runs []Run) { copyGeneric(dst, src, runs) }

func products(dst []float64, n, lo int, spots []int, x [][]float64, partners []int, y []float64, s Segments) {
	productsGeneric(dst, n, lo, spots, x, partners, y, s)
}
