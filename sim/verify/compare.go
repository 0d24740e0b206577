package verify

import (
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// number reads a cell; an empty one is missing.
func number(cell string) (float64, error) {
	if cell == "" || cell == "NA" || cell == "." {
		return math.NaN(), nil
	}
	return strconv.ParseFloat(cell, 64)
}

// compared walks two trees of numbers.
type compared struct {
	w              io.Writer
	file, name     string
	digits         func(quantity string) float64
	numbers, wrong int
}

// tolerance is the relative difference that is allowed: 1e-8, which plain
// doubles reach, but not more than the expected number is known to, less one
// digit.
func (m *compared) tolerance(quantity string) float64 {
	return max(1e-8, math.Pow(10, 1-m.digits(quantity)))
}

func (m *compared) tree(at string, got map[string]any, expected map[string]any) {
	for _, key := range slices.Sorted(maps.Keys(expected)) {
		quantity := key
		if at != "" {
			quantity = at + "/" + key
		}
		g, ok := got[key]
		if !ok {
			m.numbers++
			m.miss(quantity, "nothing", fmt.Sprint(expected[key]))
			continue
		}
		switch e := expected[key].(type) {
		case map[string]any:
			sub, ok := g.(map[string]any)
			if !ok {
				m.numbers++
				m.miss(quantity, fmt.Sprint(g), "several numbers")
				continue
			}
			m.tree(quantity, sub, e)
		case float64:
			m.numbers++
			v, ok := g.(float64)
			if !ok || !m.equal(quantity, v, e, scaleOf(key, expected)) {
				m.miss(quantity, fmt.Sprint(g), strconv.FormatFloat(e, 'g', -1, 64))
			}
		default:
			m.numbers++
			m.miss(quantity, fmt.Sprint(g), fmt.Sprintf("%v, which is no number", e))
		}
	}
}

func (m *compared) miss(quantity, got, expected string) {
	m.wrong++
	fmt.Fprintf(m.w, "%s %s %s: got %s, expected %s\n", m.file, m.name, quantity, got, expected)
}

// scaleOf is the size to which the error of a covariance is relative: the
// product of its two standard errors. Stata prints seven digits of each.
func scaleOf(key string, matrix map[string]any) float64 {
	a, b, ok := strings.Cut(key, "|")
	if !ok {
		return 0
	}
	va, _ := matrix[a+"|"+a].(float64)
	vb, _ := matrix[b+"|"+b].(float64)
	return math.Sqrt(va * vb)
}

// tiny is the size below which probabilities are compared on the log scale:
// the statistic's own rounding is multiplied by hundreds there.
const tiny = 1e-250

func (m *compared) equal(quantity string, got, expected, scale float64) bool {
	tol := m.tolerance(quantity)
	if expected == 0 {
		return math.Abs(got) < 1e-300 // an exact zero, or a probability that underflows
	}
	if expected > 0 && expected < tiny && got > 0 {
		return math.Abs(math.Log(got)-math.Log(expected)) <= tol*math.Abs(math.Log(expected))
	}
	return math.Abs(got-expected) <= tol*max(math.Abs(expected), scale)
}
