package index

import (
	"fmt"
	"math"
)

// PCAVariant says how components become weights.
type PCAVariant int

const (
	PC1Squared PCAVariant = iota // squared entries of the first eigenvector
	PC1                          // its entries as they are, of unit length
	PC1Norm                      // its entries divided by their sum
	Kaiser                       // components with eigenvalue above 1, by share of variance
	KaiserAbs                    // the same with absolute entries
	Varimax                      // squared varimax loadings of those components
)

// PCA takes weights from principal components of the correlation matrix,
// directions applied; eigenvectors v_k, eigenvalues l_k, every vector signed
// so that its entries have a positive sum.
//
//	Kaiser:  c = sum over l_k > 1 of v_k l_k / sum(l_k > 1),  w = c / sum c
//	Varimax: every indicator belongs to the rotated component on which it
//	         loads most; its weight is its squared loading there, as a share
//	         of the component's variance, times the component's share of
//	         variance (OECD and JRC 2008, pp. 89-91)
//
// Where no eigenvalue exceeds 1 the first component is kept. PC1, PC1Norm and
// Kaiser can give negative weights; PC1 does not sum to one. Constant
// indicators get weight 0.
type PCA struct{ Variant PCAVariant }

// Weigh implements [Weighter].
func (p PCA) Weigh(dst []float64, t *Table) error {
	e, err := t.components()
	if err != nil {
		return err
	}
	first := e.vector[0]
	switch p.Variant {
	case PC1, PC1Norm:
		copy(dst, first)
	case PC1Squared:
		for j, v := range first {
			dst[j] = v * v
		}
	case Kaiser, KaiserAbs:
		clear(dst)
		for i := range e.retained() {
			for j, v := range e.vector[i] {
				if p.Variant == KaiserAbs {
					v = math.Abs(v)
				}
				dst[j] += v * e.values[i]
			}
		}
	case Varimax:
		t.varimaxWeights(dst, e)
	}
	if p.Variant == PC1 {
		return nil
	}
	return sumToOne(dst)
}

// Eigenvalues writes the eigenvalues, descending.
func (PCA) Eigenvalues(dst []float64, t *Table) error {
	e, err := t.components()
	if err == nil {
		copy(dst, e.values)
	}
	return err
}

func (p PCA) check([]string) error {
	if p.Variant < PC1Squared || p.Variant > Varimax {
		return fmt.Errorf("PCA weights have no variant %d", p.Variant)
	}
	return nil
}

// components are the principal components of the columns, signed.
func (t *Table) components() (*eigen, error) {
	y := t.unitColumns()
	k := len(y)
	cor := t.correlate(y)
	varies := false
	for j := range k {
		varies = varies || cor[j*k+j] != 0
	}
	if !varies {
		return nil, ErrConstant
	}
	e := &t.eigen
	e.decompose(cor, k)
	for _, v := range e.vector {
		sum := 0.0
		for _, x := range v {
			sum += x
		}
		if sum < 0 {
			for j := range v {
				v[j] = -v[j]
			}
		}
	}
	return e, nil
}

// retained is the number of eigenvalues above 1, at least 1.
func (e *eigen) retained() int {
	n := 0
	for n < len(e.values) && e.values[n] > 1 {
		n++
	}
	return max(n, 1)
}
