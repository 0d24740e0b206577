package formula

import (
	"fmt"
	"math"
)

// DomainError tells of an operation that has no finite value although its
// operands are finite numbers: log of -3, sqrt of a negative number, a
// division by zero, an overflow. Op is the function or operator, Value the
// argument that is to blame (the divisor of /, the base of ^, else the left
// operand), Expr the text of the operation. It was met in row Row, computed as
// of Lag periods before: for L.log(x), at lag 1. No column need be read at that
// lag, so that there may be no row map for it: F.log(L.x) needs none at all.
type DomainError struct {
	Op    string
	Value float64
	Row   int
	Lag   int
	Expr  string
}

func (e *DomainError) Error() string {
	what := fmt.Sprintf("%s of %v", e.Op, e.Value)
	switch {
	case e.Op == "/" && e.Value == 0:
		what = "division by zero"
	case e.Op == "^":
		what = fmt.Sprintf("a power of %v that is not a finite number", e.Value)
	case e.Op != "log" && e.Op != "sqrt":
		what = fmt.Sprintf("%q at %v is too large for a floating-point number", e.Op, e.Value)
	}
	if e.Lag != 0 {
		return fmt.Sprintf("formula: %s: %s at lag %d of row %d", e.Expr, what, e.Lag, e.Row)
	}
	return fmt.Sprintf("formula: %s: %s in row %d", e.Expr, what, e.Row)
}

// EvalChecked is [Program.Eval] for a baseline: it stores the same values and
// returns a [*DomainError] for the first row of dst that has one, and there for
// the innermost operation. A missing value is not an error.
func (p *Program) EvalChecked(dst []float64, lo, hi int, cols [][]float64, lags []LagMap, s *Scratch) error {
	f := p.frame(dst, lo, hi, cols, lags, s)
	var first *DomainError
	clean := hi - lo // rows known to be before the first error
	for i := range p.code {
		f.run(&p.code[i])
		if j := f.offence(&p.code[i], clean); j < clean {
			first, clean = f.domainError(&p.code[i], p.source[i], j), j
		}
	}
	if first != nil {
		return first
	}
	return nil
}

// offence is the first row before n where s made a value that is not finite
// of operands that are, or n.
func (f *frame) offence(s *step, n int) int {
	if s.op == opCopy || s.op == opLag || s.op == opFill {
		return n
	}
	z, operands := f.vector(s.z), s.operands()
	for i, v := range z[:n] {
		if finite(v) {
			continue
		}
		known := true
		for _, o := range operands {
			known = known && finite(f.vector(o)[i])
		}
		if known {
			return i
		}
	}
	return n
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

func (f *frame) domainError(s *step, source Expr, i int) *DomainError {
	e := &DomainError{Value: f.vector(s.a)[i], Row: f.lo + i, Lag: s.lag, Expr: source.String()}
	switch x := source.(type) {
	case Call:
		e.Op = x.Func
	case Unary:
		e.Op = x.Op.String()
	case Binary:
		e.Op = x.Op.String()
		if x.Op == Div && f.vector(s.b)[i] == 0 {
			e.Value = 0
		}
	case Diff:
		e.Op = Sub.String()
	}
	return e
}
