package synth

import (
	"math"
	"strconv"
)

// rounded returns the values with as few decimals as leave all numbers met
// that are met now: between fewest and most digits behind that of the
// variable's standard deviation. Short numbers are easier to read, and the
// last bits of a search, which a change of the order of a sum would change,
// do not show in them.
func rounded(s *system, cols [][]float64, now []Number) ([][]float64, []Number) {
	const fewest, most = 4, 11
	for digits := fewest; digits <= most; digits++ {
		short := make([][]float64, len(cols))
		for j, v := range s.problem.Variables {
			_, sd := v.location()
			short[j] = roundAll(cols[j], digits-int(math.Floor(math.Log10(sd))))
		}
		got, err := numbers(s, short)
		if err == nil && unmet(got) <= unmet(now) { // the error of values that are all the same when rounded
			return short, got
		}
	}
	return cols, now
}

func unmet(list []Number) int {
	n := 0
	for i := range list {
		if !list[i].Met() {
			n++
		}
	}
	return n
}

// roundAll rounds to decimals, through the text of each number so that it is
// the nearest float to a short decimal.
func roundAll(x []float64, decimals int) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		if decimals < 0 {
			unit := math.Pow10(-decimals)
			out[i] = math.Round(v/unit) * unit
			continue
		}
		out[i], _ = strconv.ParseFloat(strconv.FormatFloat(v, 'f', decimals, 64), 64) // what FormatFloat writes is a number
	}
	return out
}
