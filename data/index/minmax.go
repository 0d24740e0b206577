package index

import "fmt"

// MinMax maps a column onto [Lo, Hi]:
//
//	y = Lo + (Hi - Lo) (x - min)/(max - min),  for direction -1 with (max - x)
//
// A constant column becomes Lo. With Lo = Hi = 0 the range is [0, 1].
//
// Scores on shifted columns, as some papers publish them, are a range of
// their own: [delta, 1 + delta] where delta is added to every value,
// [delta, 1] where y becomes delta + (1 - delta) y.
type MinMax struct{ Lo, Hi float64 }

func (m MinMax) bounds() (lo, hi float64) {
	if m.Lo == 0 && m.Hi == 0 {
		return 0, 1
	}
	return m.Lo, m.Hi
}

// Normalise implements [Normaliser].
func (m MinMax) Normalise(dst []float64, t *Table, j int) error {
	lo, hi := m.bounds()
	minMax(dst, t.X[j], t.down(j), lo, hi)
	return nil
}

func (m MinMax) check([]string) error {
	if lo, hi := m.bounds(); !(lo < hi) {
		return fmt.Errorf("min-max range [%v, %v]: the upper end must exceed the lower", lo, hi)
	}
	return nil
}

func minMax(dst, x []float64, down bool, lo, hi float64) {
	least, most := extremes(x)
	if !(least < most) {
		for i := range dst {
			dst[i] = lo
		}
		return
	}
	r := most - least
	for i, v := range x {
		if down {
			dst[i] = lo + (hi-lo)*((most-v)/r)
		} else {
			dst[i] = lo + (hi-lo)*((v-least)/r)
		}
	}
}
