package audit

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// num is a number for a sentence: four significant digits.
func num(v float64) string {
	if math.IsInf(v, 0) {
		return strings.TrimSuffix(fmt.Sprintf("%+v", v), "Inf") + "infinity"
	}
	if v != 0 && math.Abs(v) < 1e-4 {
		return strconv.FormatFloat(v, 'e', 2, 64)
	}
	digits := 3
	if v != 0 {
		digits = max(0, 3-int(math.Floor(math.Log10(math.Abs(v)))))
	}
	s := strconv.FormatFloat(v, 'f', digits, 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// span is an interval for a sentence.
func span(i Interval) string { return "[" + num(i.Lo) + ", " + num(i.Hi) + "]" }
