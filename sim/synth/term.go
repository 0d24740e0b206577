package synth

import (
	"fmt"
	"slices"

	"panelstress/data/formula"
)

// term is a column of a regression as a function of the variables: its value
// and its derivative by each variable that it reads, at each lag. NM:ECpv has
// the derivatives ECpv by NM and NM by ECpv; L.NM has 1, by the row before.
type term struct {
	value *formula.Program
	parts []partial
}

// partial is the derivative by one variable at one lag.
type partial struct {
	variable int
	lag      int
	slope    *formula.Program // nil: 1
}

// newTerm compiles an expression over the variables of a problem.
func newTerm(e formula.Expr, p *Problem) (*term, error) {
	if differences(e) > maxDifferences {
		return nil, fmt.Errorf("synth: %s has more than %d differences", e, maxDifferences)
	}
	e = lagged(e, 0)
	t := &term{}
	var err error
	if t.value, err = formula.Compile(e, p.variable); err != nil {
		return nil, err
	}
	for _, l := range leaves(nil, e) {
		d, err := derivative(e, l)
		if err != nil {
			return nil, err
		}
		part := partial{variable: slices.IndexFunc(p.Variables, func(v Variable) bool { return v.Name == l.name }), lag: l.lag}
		if d != number(1) {
			if part.slope, err = formula.Compile(d, p.variable); err != nil {
				return nil, err
			}
		}
		t.parts = append(t.parts, part)
	}
	return t, nil
}

// maxDifferences bounds the size of a term: each difference doubles it.
const maxDifferences = 8

// differences counts the differences that are taken in an expression.
func differences(e formula.Expr) int {
	switch e := e.(type) {
	case formula.Unary:
		return differences(e.X)
	case formula.Binary:
		return max(differences(e.X), differences(e.Y))
	case formula.Call:
		return differences(e.X)
	case formula.Lag:
		return differences(e.X)
	case formula.Diff:
		return e.Order + differences(e.X)
	}
	return 0
}

// leaf is a column read at a lag.
type leaf struct {
	name string
	lag  int
}

func leafOf(e formula.Expr) (leaf, bool) {
	switch e := e.(type) {
	case formula.Column:
		return leaf{e.Name, 0}, true
	case formula.Lag:
		return leaf{e.X.(formula.Column).Name, e.K}, true
	}
	return leaf{}, false
}

// leaves lists the leaves of a lagged expression, each once.
func leaves(found []leaf, e formula.Expr) []leaf {
	if l, ok := leafOf(e); ok {
		if !slices.Contains(found, l) {
			found = append(found, l)
		}
		return found
	}
	switch e := e.(type) {
	case formula.Unary:
		return leaves(found, e.X)
	case formula.Binary:
		return leaves(leaves(found, e.X), e.Y)
	case formula.Call:
		return leaves(found, e.X)
	}
	return found
}

// lagged is e with k more lags, all of them at the columns: L.(a:b) becomes
// L.a:L.b, and D.x becomes x - L.x.
func lagged(e formula.Expr, k int) formula.Expr {
	switch e := e.(type) {
	case formula.Column:
		if k == 0 {
			return e
		}
		return formula.Lag{K: k, X: e}
	case formula.Unary:
		return formula.Unary{Op: e.Op, X: lagged(e.X, k)}
	case formula.Binary:
		return formula.Binary{Op: e.Op, X: lagged(e.X, k), Y: lagged(e.Y, k)}
	case formula.Call:
		return formula.Call{Func: e.Func, X: lagged(e.X, k)}
	case formula.Lag:
		return lagged(e.X, k+e.K)
	case formula.Diff:
		if e.Order == 0 {
			return lagged(e.X, k)
		}
		rest := formula.Diff{Order: e.Order - 1, X: e.X}
		return formula.Binary{Op: formula.Sub, X: lagged(rest, k), Y: lagged(rest, k+1)}
	}
	return e
}

func number(v float64) formula.Expr { return formula.Number{Value: v} }

// derivative of a lagged expression by one of its leaves.
func derivative(e formula.Expr, by leaf) (formula.Expr, error) {
	if l, ok := leafOf(e); ok {
		if l == by {
			return number(1), nil
		}
		return number(0), nil
	}
	switch e := e.(type) {
	case formula.Number:
		return number(0), nil
	case formula.Unary:
		if e.Op == formula.Sub {
			d, err := derivative(e.X, by)
			return times(number(-1), d), err
		}
	case formula.Call:
		d, err := derivative(e.X, by)
		if err != nil {
			return nil, err
		}
		switch e.Func {
		case "log":
			return over(d, e.X), nil
		case "exp":
			return times(e, d), nil
		case "sqrt":
			return over(d, times(number(2), e)), nil
		}
	case formula.Binary:
		return ofBinary(e, by)
	}
	return nil, fmt.Errorf("synth: %s has no derivative", e)
}

func ofBinary(e formula.Binary, by leaf) (formula.Expr, error) {
	dx, err := derivative(e.X, by)
	if err != nil {
		return nil, err
	}
	dy, err := derivative(e.Y, by)
	if err != nil {
		return nil, err
	}
	switch e.Op {
	case formula.Add:
		return plus(dx, dy), nil
	case formula.Sub:
		return plus(dx, times(number(-1), dy)), nil
	case formula.Mul, formula.Product:
		return plus(times(dx, e.Y), times(e.X, dy)), nil
	case formula.Div: // dx/y - x dy/y²
		return plus(over(dx, e.Y), times(number(-1), over(times(e.X, dy), times(e.Y, e.Y)))), nil
	case formula.Pow:
		if n, ok := e.Y.(formula.Number); ok {
			power := formula.Binary{Op: formula.Pow, X: e.X, Y: number(n.Value - 1)}
			return times(times(n, power), dx), nil
		}
	}
	return nil, fmt.Errorf("synth: %s has no derivative", e)
}

// plus, times and over leave out zeros and ones.
func plus(x, y formula.Expr) formula.Expr {
	switch {
	case x == number(0):
		return y
	case y == number(0):
		return x
	}
	return formula.Binary{Op: formula.Add, X: x, Y: y}
}

func times(x, y formula.Expr) formula.Expr {
	switch {
	case x == number(0), y == number(0):
		return number(0)
	case x == number(1):
		return y
	case y == number(1):
		return x
	}
	return formula.Binary{Op: formula.Mul, X: x, Y: y}
}

func over(x, y formula.Expr) formula.Expr {
	if x == number(0) {
		return x
	}
	return formula.Binary{Op: formula.Div, X: x, Y: y}
}
