package index

import (
	"fmt"
	"math"
)

// ZeroHandling says how entropy weights meet a share of zero.
type ZeroHandling int

const (
	PLogP0 ZeroHandling = iota // 0 ln 0 = 0
	Shift                      // y + Delta before shares are taken
	Affine                     // Delta + (1 - Delta) y before shares are taken
	LogEps                     // q = p + Delta, e = -sum q ln q / ln N
)

// Divisor is the logarithm that the entropy is divided by.
type Divisor int

const (
	// LnRows divides by ln N, N the rows of the sample: 0 <= e <= 1.
	LnRows Divisor = iota
	// LnPeriods divides by the logarithm of the number of periods. That is
	// an error spread by a copied Stata snippet: entropies exceed 1 and
	// redundancies turn negative. It exists to recognise such results.
	LnPeriods
)

// Entropy weighs indicators by how unevenly they are spread over the rows:
//
//	p_ij = y_ij / sum_i y_ij,  e_j = -(1/ln N) sum_i p_ij ln p_ij,
//	d_j = 1 - e_j,  w_j = d_j / sum_j d_j
//
// with y the Base normalisation (nil: min-max on [0, 1]) whatever the index
// itself aggregates. A constant indicator has e = 1 and weight 0.
// Source: Zeleny (1982), ch. 6; Shannon (1948).
type Entropy struct {
	Zero    ZeroHandling
	Delta   float64 // for Shift, Affine and LogEps
	Base    Normaliser
	Divisor Divisor
}

// Weigh implements [Weighter].
func (e Entropy) Weigh(dst []float64, t *Table) error {
	if err := e.Redundancy(dst, t); err != nil {
		return err
	}
	return spreadWeights(dst)
}

// Redundancy writes d_j = 1 - e_j for every column; the entropy is 1 - d_j.
func (e Entropy) Redundancy(dst []float64, t *Table) error {
	for j := range t.X {
		if t.constant(j) {
			dst[j] = 0
			continue
		}
		y, err := e.base(t, j)
		if err != nil {
			return err
		}
		if e.Zero == LogEps {
			dst[j], err = e.logEps(y, t)
		} else {
			dst[j], err = e.redundancy(y, t)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (e Entropy) base(t *Table, j int) ([]float64, error) {
	if e.plainBase() {
		return t.unitColumns()[j], nil
	}
	t.buf = resize(t.buf, t.rows())
	return t.buf, e.Base.Normalise(t.buf, t, j)
}

func (e Entropy) plainBase() bool {
	if e.Base == nil {
		return true
	}
	m, ok := e.Base.(MinMax)
	if !ok {
		return false
	}
	lo, hi := m.bounds()
	return lo == 0 && hi == 1
}

// redundancy uses sum p ln p = D/S - ln S with S = sum y, D = sum y ln y, and
// takes 1 - e as a whole, (ln(N/S) + D/S)/ln N, which cancels less than e.
func (e Entropy) redundancy(y []float64, t *Table) (float64, error) {
	a, b := 0.0, 1.0
	switch e.Zero {
	case Shift:
		a = e.Delta
	case Affine:
		a, b = e.Delta, 1-e.Delta
	}
	var s, d float64
	for i, v := range y {
		z := a + b*v
		switch {
		case z > 0:
			s += t.Count[i] * z
			d += t.Count[i] * z * math.Log(z)
		case z != 0:
			return 0, ErrNotPositive
		}
	}
	if e.Divisor == LnPeriods {
		return 1 - (math.Log(s)-d/s)/math.Log(float64(t.Periods)), nil
	}
	return (math.Log(t.N/s) + d/s) / math.Log(t.N), nil
}

func (e Entropy) logEps(y []float64, t *Table) (float64, error) {
	s := dot(t.Count, y)
	h := 0.0
	for i, v := range y {
		q := v/s + e.Delta
		if !(q > 0) {
			return 0, ErrNotPositive
		}
		h -= t.Count[i] * q * math.Log(q)
	}
	n := t.N
	if e.Divisor == LnPeriods {
		n = float64(t.Periods)
	}
	return 1 - h/math.Log(n), nil
}

func (e Entropy) check(names []string) error {
	if e.Zero < PLogP0 || e.Zero > LogEps || e.Divisor < LnRows || e.Divisor > LnPeriods {
		return fmt.Errorf("entropy weights have no zero handling %d with divisor %d", e.Zero, e.Divisor)
	}
	if e.Zero == Affine && !(e.Delta > 0 && e.Delta < 1) {
		return fmt.Errorf("entropy weights: delta is %v, expected a number between 0 and 1", e.Delta)
	}
	if (e.Zero == Shift || e.Zero == LogEps) && !(e.Delta > 0 && !math.IsInf(e.Delta, 0)) {
		return fmt.Errorf("entropy weights: delta is %v, expected a positive number", e.Delta)
	}
	if c, ok := e.Base.(checker); ok {
		return c.check(names)
	}
	return nil
}

func (e Entropy) warning() string {
	if e.Divisor != LnPeriods {
		return ""
	}
	return "the entropy is divided by the logarithm of the number of periods, not of rows: an error from a widely copied snippet; " +
		"entropies can exceed 1 and redundancies become negative, do not report these weights"
}
