package formula

import (
	"fmt"
	"math"

	"panelstress/data/lanes"
)

// LagMap gives for every row of a panel the row of the same entity K periods
// earlier, or -1 where there is none. K is negative for a lead.
type LagMap struct {
	K   int
	Row []int32

	runs    []lanes.Run // rows that lead to rows which follow each other
	missing []int32     // rows that lead nowhere
}

// NewLagMap makes the map of lag k from the rows that it leads to.
func NewLagMap(k int, row []int32) LagMap {
	l := LagMap{K: k, Row: row}
	for i, r := range row {
		switch {
		case r < 0:
			l.missing = append(l.missing, int32(i))
		case i > 0 && row[i-1] >= 0 && r == row[i-1]+1:
			l.runs[len(l.runs)-1].Len++
		default:
			l.runs = append(l.runs, lanes.Run{To: i, From: int(r), Len: 1})
		}
	}
	return l
}

// Scratch is memory for intermediate results. Its zero value is ready; one
// Scratch serves one goroutine and any number of programs.
type Scratch struct{ buf []float64 }

// Eval computes rows lo to hi (without hi) of the program and stores row i in
// dst[i-lo]. cols are the columns of the panel by the numbers given to
// [Compile]; those that the program reads have at least hi rows, and those it
// reads at a lag have every row that a row map leads to. lags holds a map for
// each of [Program.Lags], in any order; a missing one is a mistake of the caller and
// panics. dst has at least hi-lo rows and shares no memory with the columns,
// which are not changed. Once s has grown, nothing is allocated.
//
// A missing input, a lag that does not exist, the logarithm of a number that
// is not positive, the root of a negative number and a division by zero give
// NaN. Overflow gives an infinity.
func (p *Program) Eval(dst []float64, lo, hi int, cols [][]float64, lags []LagMap, s *Scratch) {
	f := p.frame(dst, lo, hi, cols, lags, s)
	for i := range p.code {
		f.run(&p.code[i])
	}
}

// frame is where the operands of one evaluation are.
type frame struct {
	dst    []float64
	buf    []float64
	lo, hi int
	cols   [][]float64
	lags   []LagMap
}

func (p *Program) frame(dst []float64, lo, hi int, cols [][]float64, lags []LagMap, s *Scratch) frame {
	n := hi - lo
	if need := (p.registers - 1) * n; cap(s.buf) < need {
		s.buf = make([]float64, need)
	} else {
		s.buf = s.buf[:need]
	}
	return frame{dst[:n], s.buf, lo, hi, cols, lags}
}

func (f *frame) vector(o operand) []float64 {
	if o >= 0 {
		return f.cols[o][f.lo:f.hi]
	}
	if o == ^operand(0) {
		return f.dst
	}
	n := f.hi - f.lo
	at := int(^o-1) * n
	return f.buf[at : at+n]
}

// lag is the row map of lag k.
func (f *frame) lag(k int) *LagMap {
	for i := range f.lags {
		if f.lags[i].K == k {
			return &f.lags[i]
		}
	}
	panic(fmt.Sprintf("formula: no row map for lag %d", k))
}

func (f *frame) run(s *step) {
	z := f.vector(s.z)
	switch {
	case s.op >= opBinary:
		binaryRows(Op(s.op-opBinary), z, f.vector(s.a), f.vector(s.b))
	case s.op == opFill:
		for i := range z {
			z[i] = s.value
		}
	case s.op == opLag:
		f.lag(s.lag).gather(z, f.cols[s.a], f.lo)
	default:
		unaryRows(s.op, z, f.vector(s.a))
	}
}

// gather sets z to the rows of col that those from lo on lead to. In a whole
// panel these are copied run by run.
func (l *LagMap) gather(z, col []float64, lo int) {
	if len(z) == len(l.Row) {
		lanes.Copy(z, col, l.runs)
		for _, i := range l.missing {
			z[i] = math.NaN()
		}
		return
	}
	for i, r := range l.Row[lo:][:len(z)] {
		if r < 0 {
			z[i] = math.NaN()
		} else {
			z[i] = col[r]
		}
	}
}

func unaryRows(op operation, z, a []float64) {
	a = a[:len(z)]
	switch op {
	case opCopy:
		copy(z, a)
	case opNegate:
		for i, x := range a {
			z[i] = -x
		}
	case opNot:
		for i, x := range a {
			z[i] = not(x)
		}
	case opAbs:
		for i, x := range a {
			z[i] = math.Abs(x)
		}
	case opExp:
		for i, x := range a {
			z[i] = math.Exp(x)
		}
	case opLog:
		logarithms(z, a)
	case opSqrt:
		for i, x := range a {
			z[i] = math.Sqrt(x)
		}
	case opSquare:
		for i, x := range a {
			z[i] = x * x
		}
	default:
		panic(fmt.Sprintf("formula: unknown operation %d", op))
	}
}

func binaryRows(op Op, z, a, b []float64) {
	a, b = a[:len(z)], b[:len(z)]
	switch op {
	case Mul, Product:
		for i, x := range a {
			z[i] = x * b[i]
		}
	case Add:
		for i, x := range a {
			z[i] = x + b[i]
		}
	case Sub:
		for i, x := range a {
			z[i] = x - b[i]
		}
	case Div:
		for i, x := range a {
			z[i] = quotient(x, b[i])
		}
	default:
		for i, x := range a {
			z[i] = apply(op, x, b[i])
		}
	}
}

// apply computes the rarer operators one value at a time.
func apply(op Op, x, y float64) float64 {
	switch op {
	case Pow:
		return power(x, y)
	case Or:
		return or(x, y)
	case And:
		return not(or(not(x), not(y)))
	}
	if math.IsNaN(x) || math.IsNaN(y) {
		return math.NaN()
	}
	switch op {
	case Eq:
		return truth(x == y)
	case Ne:
		return truth(x != y)
	case Lt:
		return truth(x < y)
	case Le:
		return truth(x <= y)
	case Gt:
		return truth(x > y)
	case Ge:
		return truth(x >= y)
	}
	panic(fmt.Sprintf("formula: unknown operator %d", op))
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func not(x float64) float64 {
	if math.IsNaN(x) {
		return x
	}
	return truth(x == 0)
}

// or is true where one side is, open where one side is missing.
func or(x, y float64) float64 {
	nx, ny := math.IsNaN(x), math.IsNaN(y)
	switch {
	case x != 0 && !nx, y != 0 && !ny:
		return 1
	case nx || ny:
		return math.NaN()
	}
	return 0
}

func quotient(x, y float64) float64 {
	if y == 0 {
		return math.NaN()
	}
	return x / y
}

// power differs from math.Pow where an argument is missing (NaN^0, 1^NaN) and
// where 0 is raised to a negative power, which is a division by zero.
func power(x, y float64) float64 {
	if math.IsNaN(x) || math.IsNaN(y) || x == 0 && y < 0 {
		return math.NaN()
	}
	return math.Pow(x, y)
}
