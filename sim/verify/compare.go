package verify

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// tolerance says how far a computed number may be from the expected one:
// |got - expected| <= abs + rel max(|expected|, scale), with the scale of
// covariances (see scaleOf).
type tolerance struct{ rel, abs float64 }

func (t tolerance) admits(got, expected, scale float64) bool {
	if math.IsInf(got, 0) || math.IsInf(expected, 0) {
		return got == expected
	}
	return math.Abs(got-expected) <= t.abs+t.rel*max(math.Abs(expected), scale)
}

// tinyP is the p-value below which only its logarithm is compared: there the
// last digits of a statistic move the first digits of p.
const tinyP = 1e-250

// comparison collects what is wrong with the numbers of one case.
type comparison struct {
	tolerance func(path []string) tolerance
	compared  int      // numbers and words
	wrong     []string // "quantity: got …, expected …"
	missing   []string // "quantity: why it is not computed"
}

// compare walks the expected JSON beside the computed values, which have the
// same form: objects are map[string]any, vectors slices, and NaN, an infinity
// or an error stand for null, a value that does not exist. What was computed beyond the
// expected values is left alone, and so is an error in its place.
func (c *comparison) compare(path []string, got, expected any, scale float64) {
	if why, ok := got.(NotComputed); ok {
		c.missing = append(c.missing, quantity(path)+": "+string(why))
		return
	}
	if err, ok := got.(error); ok {
		c.compared++
		if expected != nil {
			c.wrong = append(c.wrong, fmt.Sprintf("%s: %v", quantity(path), err))
		}
		return
	}
	switch e := expected.(type) {
	case map[string]any:
		c.object(path, got, e)
	case []any:
		c.vector(path, got, e)
	case float64:
		g, ok := scalar(got)
		c.check(path, ok && c.equal(path, g, e, scale), got, strconv.FormatFloat(e, 'g', -1, 64))
	case nil:
		g, ok := scalar(got)
		c.check(path, ok && g-g != 0, got, "null")
	case bool:
		g, ok := scalar(got)
		c.check(path, ok && g == indicator(e), got, e)
	case string:
		g, ok := got.(string)
		c.check(path, ok && g == e, got, strconv.Quote(e))
	}
}

func (c *comparison) object(path []string, got any, expected map[string]any) {
	g, ok := got.(map[string]any)
	if !ok {
		c.check(path, false, got, fmt.Sprintf("an object of %d elements", len(expected)))
		return
	}
	for _, name := range slices.Sorted(maps.Keys(expected)) {
		inner := append(slices.Clip(path), name)
		v, ok := g[name]
		if !ok {
			v = NotComputed("no function computes it")
		}
		c.compare(inner, v, expected[name], scaleOf(name, expected))
	}
}

func (c *comparison) vector(path []string, got any, expected []any) {
	var g []any
	switch v := got.(type) {
	case []any:
		g = v
	case []float64:
		g = anys(v)
	case [][]float64:
		g = anys(v)
	case []int:
		g = anys(v)
	case []string:
		g = anys(v)
	default:
		c.check(path, false, got, fmt.Sprintf("a vector of %d elements", len(expected)))
		return
	}
	if len(g) != len(expected) {
		c.check(path, false, fmt.Sprintf("a vector of %d elements", len(g)), fmt.Sprintf("%d", len(expected)))
		return
	}
	for i, e := range expected {
		c.compare(append(slices.Clip(path), strconv.Itoa(i)), g[i], e, 0)
	}
}

func (c *comparison) equal(path []string, got, expected, scale float64) bool {
	if isP(path) && expected < tinyP {
		if expected == 0 { // below what the other program's numbers can hold
			return got >= 0 && got < tinyP
		}
		got, expected = math.Log(got), math.Log(expected)
	}
	return c.tolerance(path).admits(got, expected, scale)
}

// isP tells a p-value from its name.
func isP(path []string) bool {
	if len(path) == 0 {
		return false
	}
	name := path[len(path)-1]
	return name == "p" || strings.HasPrefix(name, "p_") || strings.HasSuffix(name, "_p")
}

// scaleOf is the size to which the error of a covariance is relative: the
// product of the two standard errors. Covariances are printed to some digits
// of their own, but computed from sums of terms of that size.
func scaleOf(name string, matrix map[string]any) float64 {
	a, b, ok := strings.Cut(name, "|")
	if !ok {
		return 0
	}
	va, _ := matrix[a+"|"+a].(float64)
	vb, _ := matrix[b+"|"+b].(float64)
	return math.Sqrt(va * vb)
}

func (c *comparison) check(path []string, ok bool, got, expected any) {
	c.compared++
	if !ok {
		c.wrong = append(c.wrong, fmt.Sprintf("%s: got %v, expected %v", quantity(path), describe(got), expected))
	}
}

func quantity(path []string) string {
	if len(path) == 0 {
		return "all"
	}
	return strings.Join(path, "/")
}

func describe(got any) any {
	switch v := got.(type) {
	case nil:
		return "nothing"
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case map[string]any:
		return fmt.Sprintf("an object of %d elements", len(v))
	}
	return got
}

// scalar is a computed number or truth value as a float64.
func scalar(v any) (x float64, ok bool) {
	switch v := v.(type) {
	case float64:
		return v, true
	case int:
		return float64(v), true
	case bool:
		return indicator(v), true
	}
	return 0, false
}

func indicator(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func anys[T any](v []T) []any {
	a := make([]any, len(v))
	for i, x := range v {
		a[i] = x
	}
	return a
}
