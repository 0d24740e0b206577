package formula

import (
	"fmt"
	"slices"
)

// Program is an expression made ready for evaluation: loads by column number
// and operations on whole ranges of rows. It does not change once made, so
// goroutines may share it, each with its own [Scratch].
type Program struct {
	code      []step
	source    []Expr // of each step, for messages
	columns   []int
	lags      []int
	registers int
}

// step is one operation on vectors: z = op(a, b).
type step struct {
	op    operation
	z     operand
	a, b  operand
	lag   int // at which the step is computed: the row meant is that many periods earlier
	value float64
}

// operand is a column number, or ^r for the register r. Register 0 is the
// destination of the caller.
type operand int32

type operation uint8

const (
	opCopy operation = iota // a column as it is
	opLag                   // a column lag periods earlier
	opFill
	opNegate
	opNot
	opAbs
	opExp
	opLog
	opSqrt
	opSquare
	opBinary // opBinary+Op is the operation of a Binary
)

var callOperation = map[string]operation{"abs": opAbs, "exp": opExp, "log": opLog, "sqrt": opSqrt}

// maxSteps stops nested differences, which double the work at every level.
const maxSteps = 1 << 15

// UnknownColumnError is the error that an expression names a column that is
// not there.
type UnknownColumnError struct{ Name string }

func (e *UnknownColumnError) Error() string {
	return fmt.Sprintf("formula: there is no column %q", e.Name)
}

// Compile makes a program of e; column gives the number of a column by which
// Eval will find it in cols. An [*UnknownColumnError] names a column for which
// column returns false. Comparisons with text do not compile: they are for
// [EvalCondition].
func Compile(e Expr, column func(name string) (int, bool)) (*Program, error) {
	c := compiler{column: column, lags: make(map[int]bool), whole: e}
	result, err := c.operand(e, 0)
	if err != nil {
		return nil, err
	}
	if result >= 0 {
		if result, err = c.emit(step{op: opCopy, a: result}, e); err != nil {
			return nil, err
		}
	}
	p := &c.program
	for i := range p.code {
		p.code[i].exchange(result, ^operand(0))
	}
	slices.Sort(p.columns)
	p.columns = slices.Compact(p.columns)
	for k := range c.lags {
		p.lags = append(p.lags, k)
	}
	slices.Sort(p.lags)
	return p, nil
}

// Columns are the numbers of the columns that the program reads, ascending.
func (p *Program) Columns() []int { return slices.Clone(p.columns) }

// Lags are the lag orders whose row maps the program needs, ascending,
// without 0; a lead is negative.
func (p *Program) Lags() []int { return slices.Clone(p.lags) }

type compiler struct {
	column  func(name string) (int, bool)
	lags    map[int]bool
	whole   Expr
	free    []operand // registers
	program Program
}

// emit appends a step and returns the register of its result, which is none
// of its operands', so that a step can be checked after it has run. The
// registers of the operands are free from then on.
func (c *compiler) emit(s step, source Expr) (operand, error) {
	p := &c.program
	if len(p.code) == maxSteps {
		return 0, fmt.Errorf("formula: %.60s ... takes more than %d steps", c.whole.String(), maxSteps)
	}
	if n := len(c.free); n > 0 {
		s.z, c.free = c.free[n-1], c.free[:n-1]
	} else {
		s.z = ^operand(p.registers)
		p.registers++
	}
	for _, o := range s.operands() {
		if o < 0 {
			c.free = append(c.free, o)
		}
	}
	p.code = append(p.code, s)
	p.source = append(p.source, source)
	return s.z, nil
}

func (s *step) operands() []operand {
	switch {
	case s.op == opFill:
		return nil
	case s.op < opBinary:
		return []operand{s.a}
	}
	return []operand{s.a, s.b}
}

// exchange renames register x to y and y to x.
func (s *step) exchange(x, y operand) {
	for _, o := range []*operand{&s.z, &s.a, &s.b} {
		switch *o {
		case x:
			*o = y
		case y:
			*o = x
		}
	}
}

// load notes that column name is read at lag k and returns its number.
func (c *compiler) load(name string, k int) (operand, error) {
	j, ok := c.column(name)
	if !ok {
		return 0, &UnknownColumnError{name}
	}
	c.program.columns = append(c.program.columns, j)
	if k != 0 {
		c.lags[k] = true
	}
	return operand(j), nil
}

// operand compiles e at lag k. A column at lag 0 is read where it is; the
// result of all else is in a register.
func (c *compiler) operand(e Expr, k int) (operand, error) {
	switch e := e.(type) {
	case Number:
		return c.emit(step{op: opFill, lag: k, value: e.Value}, e)
	case Column:
		j, err := c.load(e.Name, k)
		if err != nil || k == 0 {
			return j, err
		}
		return c.emit(step{op: opLag, a: j, lag: k}, e)
	case Lag:
		return c.operand(e.X, k+e.K)
	case Diff:
		return c.difference(e, e.Order, k)
	case Unary:
		if e.Op == Not {
			return c.unary(opNot, e.X, k, e)
		}
		return c.unary(opNegate, e.X, k, e)
	case Call:
		op, ok := callOperation[e.Func]
		if !ok {
			return 0, fmt.Errorf("formula: there is no function %q", e.Func)
		}
		return c.unary(op, e.X, k, e)
	case Binary:
		if two, ok := e.Y.(Number); ok && e.Op == Pow && two.Value == 2 {
			return c.unary(opSquare, e.X, k, e)
		}
		return c.binary(e, k)
	case Text:
		return 0, fmt.Errorf("formula: the text %v where a number is needed", e)
	}
	return 0, fmt.Errorf("formula: %T is no expression", e)
}

func (c *compiler) unary(op operation, x Expr, k int, source Expr) (operand, error) {
	a, err := c.operand(x, k)
	if err != nil {
		return 0, err
	}
	return c.emit(step{op: op, a: a, lag: k}, source)
}

func (c *compiler) binary(e Binary, k int) (operand, error) {
	if text, ok := e.Y.(Text); ok {
		return 0, fmt.Errorf("formula: %v compares with the text %v, which only a row condition can do", e, text)
	}
	a, err := c.operand(e.X, k)
	if err != nil {
		return 0, err
	}
	b, err := c.operand(e.Y, k)
	if err != nil {
		return 0, err
	}
	return c.emit(step{op: opBinary + operation(e.Op), a: a, b: b, lag: k}, e)
}

// difference: D.x = x - L.x, and D2.x = D.x - L.D.x.
func (c *compiler) difference(e Diff, order, k int) (operand, error) {
	if order == 0 {
		return c.operand(e.X, k)
	}
	a, err := c.difference(e, order-1, k)
	if err != nil {
		return 0, err
	}
	b, err := c.difference(e, order-1, k+1)
	if err != nil {
		return 0, err
	}
	return c.emit(step{op: opBinary + operation(Sub), a: a, b: b, lag: k}, e)
}
