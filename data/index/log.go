package index

import (
	"fmt"
	"math"
)

// Log is the natural logarithm of x + Offset, which must be positive.
type Log struct{ Offset float64 }

// Treat implements [Treatment].
func (l Log) Treat(dst, x []float64, _ *Table) error {
	for i, v := range x {
		v += l.Offset
		if !(v > 0) {
			return ErrNotPositive
		}
		dst[i] = math.Log(v)
	}
	return nil
}

func (Log) rowwise() bool { return true }

func (l Log) check([]string) error {
	if l.Offset-l.Offset != 0 {
		return fmt.Errorf("logarithm: the offset is %v, expected a finite number", l.Offset)
	}
	return nil
}
