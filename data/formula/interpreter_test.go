package formula

import (
	"math"
	"slices"
)

// table is a panel for tests: rows sorted by entity and time, gaps allowed.
type table struct {
	entity, time []int
	names        []string
	cols         [][]float64
	labels       map[string][]string
}

func (p table) column(name string) []float64 {
	if j := slices.Index(p.names, name); j >= 0 {
		return p.cols[j]
	}
	return nil
}

func (p table) number(name string) (int, bool) {
	j := slices.Index(p.names, name)
	return j, j >= 0
}

// row is the row of an entity and time, or -1.
func (p table) row(entity, time int) int {
	for i := range p.time {
		if p.entity[i] == entity && p.time[i] == time {
			return i
		}
	}
	return -1
}

func (p table) lagMaps(orders []int) []LagMap {
	var maps []LagMap
	for _, k := range orders {
		var rows []int32
		for i := range p.time {
			rows = append(rows, int32(p.row(p.entity[i], p.time[i]-k)))
		}
		maps = append(maps, NewLagMap(k, rows))
	}
	return maps
}

// value is the obvious interpreter: e for one entity at one time.
func (p table) value(e Expr, entity, time int) float64 {
	switch e := e.(type) {
	case Number:
		return e.Value
	case Column:
		if i := p.row(entity, time); i >= 0 {
			return p.column(e.Name)[i]
		}
		return math.NaN()
	case Lag:
		return p.value(e.X, entity, time-e.K)
	case Diff:
		if e.Order == 0 {
			return p.value(e.X, entity, time)
		}
		less := Diff{e.Order - 1, e.X}
		return p.value(less, entity, time) - p.value(less, entity, time-1)
	case Unary:
		return unaryValue(e.Op.String(), p.value(e.X, entity, time))
	case Call:
		return unaryValue(e.Func, p.value(e.X, entity, time))
	case Binary:
		if t, ok := e.Y.(Text); ok {
			i := p.row(entity, time)
			if i < 0 {
				return math.NaN()
			}
			same := p.labels[e.X.(Column).Name][i] == t.Value
			return map[bool]float64{false: 0, true: 1}[same == (e.Op == Eq)]
		}
		return binaryValue(e.Op.String(), p.value(e.X, entity, time), p.value(e.Y, entity, time))
	}
	panic("no such expression")
}

func unaryValue(op string, x float64) float64 {
	if math.IsNaN(x) || op == "log" && x <= 0 {
		return math.NaN()
	}
	switch op {
	case "-":
		return -x
	case "not":
		return map[bool]float64{true: 1, false: 0}[x == 0]
	case "log": // TestLogarithms
		z := []float64{0}
		logarithms(z, []float64{x})
		return z[0]
	}
	return map[string]func(float64) float64{"abs": math.Abs, "exp": math.Exp, "sqrt": math.Sqrt}[op](x)
}

func binaryValue(op string, x, y float64) float64 {
	missing := math.IsNaN(x) || math.IsNaN(y)
	switch op { // Kleene's tables, row by row
	case "and":
		switch {
		case x == 0 || y == 0:
			return 0
		case missing:
			return math.NaN()
		}
		return 1
	case "or":
		switch {
		case !math.IsNaN(x) && x != 0, !math.IsNaN(y) && y != 0:
			return 1
		case missing:
			return math.NaN()
		}
		return 0
	}
	if missing {
		return math.NaN()
	}
	holds := map[string]bool{"==": x == y, "!=": x != y, "<": x < y, "<=": x <= y, ">": x > y, ">=": x >= y}
	if b, ok := holds[op]; ok {
		return map[bool]float64{false: 0, true: 1}[b]
	}
	switch op {
	case "+":
		return x + y
	case "-":
		return x - y
	case "*", ":":
		return x * y
	case "/":
		if y == 0 {
			return math.NaN()
		}
		return x / y
	case "^":
		switch {
		case x == 0 && y < 0:
			return math.NaN()
		case y == 2: // correctly rounded, which math.Pow is not among subnormals
			return x * x
		}
		return math.Pow(x, y)
	}
	panic("no such operator " + op)
}
