package sensitivity

import (
	"math"
	"math/rand/v2"

	"panelstress/bootstrap"
)

// Index is an estimate with its percentile interval over bootstrap resamples
// of the rows of the design (Archer, Saltelli and Sobol 1997, J. Stat. Comput.
// Simul. 58, 99-120). It is not cut off at 0 and 1. The rows of a Sobol
// sequence are not independent; intervals are then too wide rather than too
// narrow.
type Index struct {
	Estimate     float64
	Lower, Upper float64 // NaN without resamples
}

// Source are the indices of one group of a design. Rows in which one of the
// runs that an index needs has failed are left out of it.
type Source struct {
	Rows    int // that were used
	Dropped int // base rows left out
	First   Index
	Total   Index
}

// Pair is the second-order index of two groups, First < Second: the share of
// the variance that is due to their interaction alone.
type Pair struct {
	First, Second int
	Rows          int
	Index         Index
}

// Settings of an analysis. The zero values of the estimators are Saltelli and
// JansenTotal.
type Settings struct {
	First, Total Estimator
	Resamples    int     // for intervals; 0: none
	Level        float64 // of intervals
	Rng          *rand.Rand
}

func (s *Settings) estimators() (first, total Estimator) {
	first, total = s.First, s.Total
	if first == nil {
		first = Saltelli
	}
	if total == nil {
		total = JansenTotal
	}
	return first, total
}

// Sources estimates the indices of every group.
func (s *Sample) Sources(o Settings) []Source {
	out := make([]Source, len(s.AB))
	for g := range out {
		out[g] = s.Source(g, o)
	}
	return out
}

// Source estimates the indices of one group.
func (s *Sample) Source(g int, o Settings) Source {
	rows := complete(s.A, s.B, s.AB[g])
	out := Source{Rows: len(rows), Dropped: len(s.A) - len(rows)}
	first, total := o.estimators()
	shift, _ := moments(pick(nil, s.A, rows), pick(nil, s.B, rows))
	added := make([][products]float64, len(rows))
	for i, r := range rows {
		added[i] = terms(shift, s.A[r], s.B[r], s.AB[g][r])
	}
	indices := o.intervals(len(rows), 2, func(drawn []int, dst []float64) {
		var t [products]float64
		for _, i := range drawn {
			for k, v := range &added[i] {
				t[k] += v
			}
		}
		sums := sumsOf(shift, len(drawn), t)
		dst[0], dst[1] = first(&sums), total(&sums)
	})
	out.First, out.Total = indices[0], indices[1]
	return out
}

// Pairs estimates the second-order indices of all pairs of groups; none
// without the runs BA.
func (s *Sample) Pairs(o Settings) (out []Pair) {
	for _, p := range s.PairNumbers() {
		out = append(out, s.Pair(p[0], p[1], o))
	}
	return out
}

// PairNumbers are all pairs of groups.
func (s *Sample) PairNumbers() (list [][2]int) {
	for i := range s.BA {
		for j := i + 1; j < len(s.BA); j++ {
			list = append(list, [2]int{i, j})
		}
	}
	return list
}

// Pair estimates S_ij, the closed index of two groups less their first-order
// ones from the same rows; the closed index is the mean of the two orders in
// which the pair can be taken.
func (s *Sample) Pair(i, j int, o Settings) Pair {
	first, _ := o.estimators()
	columns := [][]float64{s.A, s.B, s.AB[i], s.AB[j], s.BA[i], s.BA[j]}
	rows := complete(columns...)
	for c := range columns {
		columns[c] = pick(nil, columns[c], rows)
	}
	shift, _ := moments(columns[0], columns[1])
	picked := make([][]float64, len(columns))
	indices := o.intervals(len(rows), 1, func(drawn []int, dst []float64) {
		for c := range columns {
			picked[c] = pick(picked[c], columns[c], drawn)
		}
		a, b, abi, abj, bai, baj := picked[0], picked[1], picked[2], picked[3], picked[4], picked[5]
		var ti, tj [products]float64
		for r := range a {
			x, y := terms(shift, a[r], b[r], abi[r]), terms(shift, a[r], b[r], abj[r])
			for k := range ti {
				ti[k] += x[k]
				tj[k] += y[k]
			}
		}
		si, sj := sumsOf(shift, len(a), ti), sumsOf(shift, len(a), tj)
		dst[0] = (closedPair(a, b, abj, bai)+closedPair(a, b, abi, baj))/2 - first(&si) - first(&sj)
	})
	return Pair{First: i, Second: j, Rows: len(rows), Index: indices[0]}
}

// Moments are mean and variance, with divisor n, of the results at the base
// points of rows in which both are there, and the number of these rows.
func (s *Sample) Moments() (mean, variance float64, rows int) {
	at := complete(s.A, s.B)
	if len(at) == 0 {
		return math.NaN(), math.NaN(), 0
	}
	mean, variance = moments(pick(nil, s.A, at), pick(nil, s.B, at))
	return mean, variance, len(at)
}

// intervals computes numbers from all rows, and their percentile intervals
// from resamples of the rows.
func (o *Settings) intervals(rows, numbers int, compute func(drawn []int, dst []float64)) []Index {
	out := make([]Index, numbers)
	got := make([]float64, numbers)
	for k := range out {
		out[k] = Index{math.NaN(), math.NaN(), math.NaN()}
	}
	if rows == 0 {
		return out
	}
	drawn := make([]int, rows)
	for i := range drawn {
		drawn[i] = i
	}
	compute(drawn, got)
	for k := range out {
		out[k].Estimate = finite(got[k])
	}
	if o.Resamples == 0 {
		return out
	}
	draws := make([][]float64, numbers)
	for range o.Resamples {
		for i := range drawn {
			drawn[i] = o.Rng.IntN(rows)
		}
		compute(drawn, got)
		for k, v := range got {
			draws[k] = bootstrap.Finite(draws[k], []float64{v}) // a resample in which nothing varies has no index
		}
	}
	for k := range out {
		if !math.IsNaN(out[k].Estimate) {
			var sorted bootstrap.Ordered
			sorted.Reset(draws[k])
			i := bootstrap.Percentile(&sorted, o.Level, bootstrap.NormalScale)
			out[k].Lower, out[k].Upper = i.Lo, i.Hi
		}
	}
	return out
}

// finite is NaN for what does not exist: a share of no variance.
func finite(v float64) float64 {
	if math.IsInf(v, 0) {
		return math.NaN()
	}
	return v
}
