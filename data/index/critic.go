package index

import "math"

// CRITIC weighs an indicator by its spread and by how little it agrees with
// the others (Diakoulaki et al. 1995, eq. 5-6):
//
//	C_j = sd_j sum_k (1 - r_jk),  w_j = C_j / sum C
//
// on min-max data. Constant indicators are left out and get weight 0.
type CRITIC struct {
	Spearman bool // rank correlations in place of Pearson's
	Abs      bool // 1 - |r|
}

// Weigh implements [Weighter].
func (c CRITIC) Weigh(dst []float64, t *Table) error {
	if err := c.Information(dst, t); err != nil {
		return err
	}
	return sumToOne(dst)
}

// Information writes C_j for every column.
func (c CRITIC) Information(dst []float64, t *Table) error {
	y := t.unitColumns()
	k := len(y)
	cols := y
	if c.Spearman {
		t.rank = columnsOf(t.rank, k, t.rows())
		for j := range y {
			t.ranks(t.rank[j], y[j])
		}
		cols = t.rank
	}
	cor := t.correlate(cols)
	varies := false
	for j := range y {
		dst[j] = 0
		if cor[j*k+j] == 0 {
			continue
		}
		varies = true
		conflict := 0.0
		for l := range y {
			if l == j || cor[l*k+l] == 0 {
				continue
			}
			r := cor[j*k+l]
			if c.Abs {
				r = math.Abs(r)
			}
			conflict += 1 - r
		}
		dst[j] = t.sd(y[j]) * conflict
	}
	if !varies {
		return ErrConstant
	}
	return nil
}
