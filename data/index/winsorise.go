package index

import "fmt"

// Winsorise pulls values beyond the quantiles Lower and Upper of the sample
// (type 7) to those quantiles. Winsorise{0.05, 0.95} treats a tenth of the
// rows. An Upper of 0 means 1: the upper tail is left alone.
type Winsorise struct{ Lower, Upper float64 }

// Treat implements [Treatment].
func (q Winsorise) Treat(dst, x []float64, t *Table) error {
	order := t.sorted(x)
	lo, hi := t.quantile(x, order, q.Lower), t.quantile(x, order, q.upper())
	for i, v := range x {
		dst[i] = min(max(v, lo), hi)
	}
	return nil
}

func (q Winsorise) upper() float64 {
	if q.Upper == 0 {
		return 1
	}
	return q.Upper
}

func (q Winsorise) check([]string) error {
	if !(q.Lower >= 0 && q.Lower < q.upper() && q.upper() <= 1) {
		return fmt.Errorf("winsorise: quantiles %v and %v, expected two numbers from 0 to 1 in ascending order", q.Lower, q.Upper)
	}
	return nil
}
