package index

import (
	"cmp"
	"math"
	"slices"
)

// Table is a sample as a plain table: the distinct rows of some columns and
// how often each row occurs. It is what normalisers, weighters and
// aggregators read. It keeps scratch memory for them, so it belongs to one
// goroutine.
type Table struct {
	Columns []Indicator // names and directions
	X       [][]float64 // X[j][i]: raw (treated) value of column j in row i
	Count   []float64   // how often row i occurs
	N       float64     // rows with their repetitions: the sum of Count
	Periods int         // distinct time periods of the panel

	// Undirected says that the normalised columns still have the sign of the
	// raw ones ([Vector]): in a column with direction -1 less is better.
	Undirected bool

	// Flip marks columns whose direction a draw has turned, for methods that
	// take the direction from their own settings ([Goalposts]); nil: none.
	Flip []bool

	unit    [][]float64 // columns on [0, 1], by direction
	hasUnit bool
	dev     [][]float64 // deviations, see correlate
	cor     []float64   // correlation matrix
	rank    [][]float64
	order   []int32
	eigen   eigen
	loading [][]float64
	product []float64
	buf     []float64
}

// NewTable makes a table of columns x, one per indicator. count may be nil:
// every row occurs once. The slices are used, not copied.
func NewTable(columns []Indicator, x [][]float64, count []float64) *Table {
	t := &Table{Columns: columns, X: x, Count: count}
	if count == nil && len(x) > 0 {
		t.Count = make([]float64, len(x[0]))
		for i := range t.Count {
			t.Count[i] = 1
		}
	}
	t.changed()
	return t
}

// changed forgets what was derived from X and Count and sums the counts.
func (t *Table) changed() {
	t.hasUnit = false
	t.N = 0
	for _, c := range t.Count {
		t.N += c
	}
}

// rows is the number of distinct rows.
func (t *Table) rows() int { return len(t.Count) }

// down tells whether less is better in column j.
func (t *Table) down(j int) bool { return t.Columns[j].Direction < 0 }

// flipped tells whether a draw has turned the direction of column j.
func (t *Table) flipped(j int) bool { return t.Flip != nil && t.Flip[j] }

// unitColumns are the columns by min-max on [0, 1]; a constant one is 0.
func (t *Table) unitColumns() [][]float64 {
	if t.hasUnit {
		return t.unit
	}
	t.unit = columnsOf(t.unit, len(t.X), t.rows())
	for j := range t.X {
		minMax(t.unit[j], t.X[j], t.down(j), 0, 1)
	}
	t.hasUnit = true
	return t.unit
}

// constant tells whether column j has one value only.
func (t *Table) constant(j int) bool {
	lo, hi := extremes(t.X[j])
	return !(lo < hi)
}

// mean is the mean of a column with one value per row.
func (t *Table) mean(x []float64) float64 { return dot(t.Count, x) / t.N }

// sd is the standard deviation with divisor N-1; 0 where N is 1.
func (t *Table) sd(x []float64) float64 {
	if t.N <= 1 {
		return 0
	}
	m, s := t.mean(x), 0.0
	for i, v := range x {
		s += t.Count[i] * (v - m) * (v - m)
	}
	return math.Sqrt(s / (t.N - 1))
}

// sorted returns the rows in ascending order of x.
func (t *Table) sorted(x []float64) []int32 {
	t.order = resize(t.order, len(x))
	for i := range t.order {
		t.order[i] = int32(i)
	}
	slices.SortFunc(t.order, func(a, b int32) int { return cmp.Compare(x[a], x[b]) })
	return t.order
}

// ranks writes the average rank of every row, 1 for the smallest value. Equal
// values share the mean of the ranks they take up together.
func (t *Table) ranks(dst, x []float64) {
	order := t.sorted(x)
	below := 0.0
	for i := 0; i < len(order); {
		k, tied := i, 0.0
		for k < len(order) && x[order[k]] == x[order[i]] {
			tied += t.Count[order[k]]
			k++
		}
		for ; i < k; i++ {
			dst[order[i]] = below + (tied+1)/2
		}
		below += tied
	}
}

// quantile is the quantile of type 7 (Hyndman and Fan 1996): linear between
// the order statistics at (N-1)q+1. order is what sorted gave for x.
func (t *Table) quantile(x []float64, order []int32, q float64) float64 {
	h := (t.N - 1) * q
	k := math.Floor(h)
	lo := t.orderStatistic(x, order, k)
	if h == k {
		return lo
	}
	return lo + (h-k)*(t.orderStatistic(x, order, k+1)-lo)
}

// orderStatistic is the value at position k, counted from 0, of the sorted
// rows with their repetitions.
func (t *Table) orderStatistic(x []float64, order []int32, k float64) float64 {
	for _, i := range order {
		if k < t.Count[i] {
			return x[i]
		}
		k -= t.Count[i]
	}
	return x[order[len(order)-1]]
}

// correlate fills t.cor with the correlation matrix of the columns, row by
// row. A constant column correlates 0 with everything, itself too.
func (t *Table) correlate(cols [][]float64) []float64 {
	k := len(cols)
	t.dev = columnsOf(t.dev, k, t.rows())
	t.cor = resize(t.cor, k*k)
	for j, x := range cols {
		m, d := t.mean(x), t.dev[j]
		ss := 0.0
		for i, v := range x {
			d[i] = v - m
			ss += t.Count[i] * d[i] * d[i]
		}
		scale := 0.0
		if lo, hi := extremes(x); lo < hi {
			scale = 1 / math.Sqrt(ss)
		}
		for i, c := range t.Count {
			d[i] *= math.Sqrt(c) * scale
		}
		for l := range j {
			r := dot(d, t.dev[l])
			t.cor[j*k+l], t.cor[l*k+j] = r, r
		}
		t.cor[j*k+j] = 0
		if scale > 0 {
			t.cor[j*k+j] = 1
		}
	}
	return t.cor
}

func extremes(x []float64) (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, v := range x {
		if v < lo {
			lo = v
		}
		if v > hi {
			hi = v
		}
	}
	return lo, hi
}

func dot(a, b []float64) float64 {
	b = b[:len(a)]
	s := 0.0
	for i, v := range a {
		s += v * b[i]
	}
	return s
}

// sumToOne divides weights by their sum.
func sumToOne(w []float64) error {
	s := 0.0
	for _, v := range w {
		s += v
	}
	if !(math.Abs(s) > 0) || math.IsInf(s, 0) {
		return ErrWeights
	}
	for j := range w {
		w[j] /= s
	}
	return nil
}

// resize returns a slice of length n that reuses the memory of buf.
func resize[T any](buf []T, n int) []T {
	if cap(buf) < n {
		return make([]T, n)
	}
	return buf[:n]
}

// columnsOf returns k columns of n rows that reuse the memory of buf.
func columnsOf(buf [][]float64, k, n int) [][]float64 {
	if cap(buf) < k {
		buf = append(buf[:cap(buf)], make([][]float64, k-cap(buf))...)
	}
	buf = buf[:k]
	for j := range buf {
		buf[j] = resize(buf[j], n)
	}
	return buf
}
