package formula

import (
	"slices"
)

// Expr is an expression: one of [Number], [Text], [Column], [Unary],
// [Binary], [Call], [Lag] and [Diff], all used as plain values. Two
// expressions are the same where == says so. String gives the canonical text,
// which [Parse] reads back to the same expression.
type Expr interface {
	String() string
	expr()
}

type (
	// Number is a constant. The parser makes none below zero: -3 is the
	// [Unary] of 3.
	Number struct{ Value float64 }

	// Text is a quoted text, which stands only beside == or != with a [Column].
	Text struct{ Value string }

	// Column is the value of a column.
	Column struct{ Name string }

	// Unary is -X or not X; Op is Sub or Not.
	Unary struct {
		Op Op
		X  Expr
	}

	// Binary is X Op Y.
	Binary struct {
		Op   Op
		X, Y Expr
	}

	// Call is a function of one argument, one of those in [Functions].
	Call struct {
		Func string
		X    Expr
	}

	// Lag is X as it was K periods earlier: L. for 1, F. for -1.
	Lag struct {
		K int
		X Expr
	}

	// Diff is the difference of X to the period before, taken Order times.
	Diff struct {
		Order int
		X     Expr
	}
)

func (Number) expr() {}
func (Text) expr()   {}
func (Column) expr() {}
func (Unary) expr()  {}
func (Binary) expr() {}
func (Call) expr()   {}
func (Lag) expr()    {}
func (Diff) expr()   {}

// Op is an operator.
type Op uint8

// The operators. Product is a:b, which has the value of a*b and binds tighter.
const (
	Or Op = iota
	And
	Not
	Eq
	Ne
	Lt
	Le
	Gt
	Ge
	Add
	Sub
	Mul
	Div
	Product
	Pow
)

var opText = [...]string{"or", "and", "not", "==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", ":", "^"}

func (op Op) String() string { return opText[op] }

// Functions are the names of the known functions.
func Functions() []string { return []string{"abs", "exp", "log", "sqrt"} }

// Names lists the columns of e, each once, in the order of first use.
func Names(e Expr) []string {
	var names []string
	seen := make(map[string]bool)
	walk(e, func(x Expr) {
		if c, ok := x.(Column); ok && !seen[c.Name] {
			seen[c.Name] = true
			names = append(names, c.Name)
		}
	})
	return names
}

func hasColumn(e Expr) bool {
	found := false
	walk(e, func(x Expr) {
		_, ok := x.(Column)
		found = found || ok
	})
	return found
}

// walk calls visit for e and all below it, a parent before its children.
func walk(e Expr, visit func(Expr)) {
	visit(e)
	switch e := e.(type) {
	case Unary:
		walk(e.X, visit)
	case Binary:
		walk(e.X, visit)
		walk(e.Y, visit)
	case Call:
		walk(e.X, visit)
	case Lag:
		walk(e.X, visit)
	case Diff:
		walk(e.X, visit)
	}
}

// Lags lists the lag orders at which columns of e are read, ascending and
// without 0; a lead is negative. D2.x reads x at the lags 1 and 2.
func Lags(e Expr) []int {
	found := make(map[int]bool)
	collectLags(e, 0, 0, found)
	delete(found, 0)
	orders := make([]int, 0, len(found))
	for k := range found {
		orders = append(orders, k)
	}
	slices.Sort(orders)
	return orders
}

// collectLags adds the lags of the columns of e, which itself is read at every
// lag from lo to hi.
func collectLags(e Expr, lo, hi int, found map[int]bool) {
	switch e := e.(type) {
	case Column:
		for k := lo; k <= hi; k++ {
			found[k] = true
		}
	case Unary:
		collectLags(e.X, lo, hi, found)
	case Binary:
		collectLags(e.X, lo, hi, found)
		collectLags(e.Y, lo, hi, found)
	case Call:
		collectLags(e.X, lo, hi, found)
	case Lag:
		collectLags(e.X, lo+e.K, hi+e.K, found)
	case Diff:
		collectLags(e.X, lo, hi+e.Order, found)
	}
}

// lagged puts a lag before x; lags of lags add up.
func lagged(k int, x Expr) Expr {
	if inner, ok := x.(Lag); ok {
		return lagged(k+inner.K, inner.X)
	}
	if k == 0 {
		return x
	}
	return Lag{k, x}
}

// differenced puts a difference before x; orders add up.
func differenced(order int, x Expr) Expr {
	if inner, ok := x.(Diff); ok {
		return Diff{order + inner.Order, inner.X}
	}
	return Diff{order, x}
}

// pushed is e lagged by k with every lag moved down to a column, so that
// L.(a:b) and L.a:L.b, D.L.x and L.D.x become the same.
func pushed(e Expr, k int) Expr {
	switch e := e.(type) {
	case Column:
		return lagged(k, e)
	case Unary:
		return Unary{e.Op, pushed(e.X, k)}
	case Binary:
		return Binary{e.Op, pushed(e.X, k), pushed(e.Y, k)}
	case Call:
		return Call{e.Func, pushed(e.X, k)}
	case Lag:
		return pushed(e.X, k+e.K)
	case Diff:
		return differenced(e.Order, pushed(e.X, k))
	}
	return e
}
