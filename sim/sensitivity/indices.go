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
	first, total := o.estimators()
	for g := range out {
		rows := complete(s.A, s.B, s.AB[g])
		out[g].Rows, out[g].Dropped = len(rows), len(s.A)-len(rows)
		var a, b, ab []float64
		indices := o.intervals(rows, 2, func(rows []int, dst []float64) {
			a, b, ab = pick(a, s.A, rows), pick(b, s.B, rows), pick(ab, s.AB[g], rows)
			m := momentsOf(a, b)
			dst[0], dst[1] = first(a, b, ab, m), total(a, b, ab, m)
		})
		out[g].First, out[g].Total = indices[0], indices[1]
	}
	return out
}

// Pairs estimates the second-order indices of all pairs of groups; none
// without the runs BA. S_ij is the closed index of the pair less the two
// first-order ones from the same rows; the mean of the two orders in which a
// pair can be taken.
func (s *Sample) Pairs(o Settings) (out []Pair) {
	first, _ := o.estimators()
	for i := range s.BA {
		for j := i + 1; j < len(s.BA); j++ {
			columns := [][]float64{s.A, s.B, s.AB[i], s.AB[j], s.BA[i], s.BA[j]}
			rows := complete(columns...)
			picked := make([][]float64, len(columns))
			indices := o.intervals(rows, 1, func(rows []int, dst []float64) {
				for c := range columns {
					picked[c] = pick(picked[c], columns[c], rows)
				}
				a, b, abi, abj, bai, baj := picked[0], picked[1], picked[2], picked[3], picked[4], picked[5]
				m := momentsOf(a, b)
				closed := (closedPair(a, b, abj, bai, m) + closedPair(a, b, abi, baj, m)) / 2
				dst[0] = closed - first(a, b, abi, m) - first(a, b, abj, m)
			})
			out = append(out, Pair{First: i, Second: j, Rows: len(rows), Index: indices[0]})
		}
	}
	return out
}

// Variance is that of the results at the base points of rows in which both
// are there, with divisor n, and the number of these rows.
func (s *Sample) Variance() (variance float64, rows int) {
	at := complete(s.A, s.B)
	if len(at) == 0 {
		return math.NaN(), 0
	}
	return momentsOf(pick(nil, s.A, at), pick(nil, s.B, at)).Variance, len(at)
}

// intervals computes numbers from rows, and their percentile intervals from
// resamples of the rows.
func (o *Settings) intervals(rows []int, numbers int, compute func(rows []int, dst []float64)) []Index {
	out := make([]Index, numbers)
	got := make([]float64, numbers)
	for k := range out {
		out[k] = Index{math.NaN(), math.NaN(), math.NaN()}
	}
	if len(rows) == 0 {
		return out
	}
	compute(rows, got)
	for k := range out {
		out[k].Estimate = finite(got[k])
	}
	if o.Resamples == 0 {
		return out
	}
	draws := make([][]float64, numbers)
	drawn := make([]int, len(rows))
	for range o.Resamples {
		for i := range drawn {
			drawn[i] = rows[o.Rng.IntN(len(rows))]
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
