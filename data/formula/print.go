package formula

import (
	"math"
	"strconv"
	"strings"
)

// Binding strengths, from loose to tight.
const (
	bindOr = iota + 1
	bindAnd
	bindNot
	bindCompare
	bindAdd
	bindMul
	bindProduct
	bindSign
	bindPow
	bindPrimary
)

func (op Op) binding() int {
	switch op {
	case Or:
		return bindOr
	case And:
		return bindAnd
	case Not:
		return bindNot
	case Add, Sub:
		return bindAdd
	case Mul, Div:
		return bindMul
	case Product:
		return bindProduct
	case Pow:
		return bindPow
	}
	return bindCompare
}

func binding(e Expr) int {
	switch e := e.(type) {
	case Binary:
		return e.Op.binding()
	case Unary:
		if e.Op == Not {
			return bindNot
		}
		return bindSign
	case Number:
		if math.Signbit(e.Value) {
			return bindSign
		}
	}
	return bindPrimary
}

func (e Number) String() string { return format(e) }
func (e Text) String() string   { return format(e) }
func (e Column) String() string { return format(e) }
func (e Unary) String() string  { return format(e) }
func (e Binary) String() string { return format(e) }
func (e Call) String() string   { return format(e) }
func (e Lag) String() string    { return format(e) }
func (e Diff) String() string   { return format(e) }

func format(e Expr) string {
	var b strings.Builder
	write(&b, e, bindOr)
	return b.String()
}

// write appends the text of e, in parentheses where it binds looser than
// least.
func write(b *strings.Builder, e Expr, least int) {
	if binding(e) < least {
		b.WriteByte('(')
		defer b.WriteByte(')')
	}
	switch e := e.(type) {
	case Number:
		b.WriteString(formatNumber(e.Value))
	case Text:
		b.WriteString(`"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(e.Value) + `"`)
	case Column:
		b.WriteString(quoteName(e.Name))
	case Unary:
		if e.Op == Not {
			b.WriteString("not ")
		} else {
			b.WriteByte('-')
		}
		write(b, e.X, binding(e))
	case Binary:
		writeBinary(b, e)
	case Call:
		b.WriteString(e.Func + "(")
		write(b, e.X, bindOr)
		b.WriteByte(')')
	case Lag:
		if e.K < 0 {
			writePrefix(b, 'F', -e.K, e.X)
		} else {
			writePrefix(b, 'L', e.K, e.X)
		}
	case Diff:
		writePrefix(b, 'D', e.Order, e.X)
	}
}

func writeBinary(b *strings.Builder, e Binary) {
	left, right := e.Op.binding(), e.Op.binding()+1
	switch {
	case left == bindCompare: // comparisons do not chain
		left++
	case e.Op == Pow: // from the right, and the exponent may have a sign
		left, right = bindPrimary, bindSign
	}
	write(b, e.X, left)
	if e.Op.binding() <= bindAdd {
		b.WriteString(" " + e.Op.String() + " ")
	} else {
		b.WriteString(e.Op.String())
	}
	write(b, e.Y, right)
}

func writePrefix(b *strings.Builder, letter byte, order int, x Expr) {
	b.WriteByte(letter)
	if order != 1 {
		b.WriteString(strconv.Itoa(order))
	}
	b.WriteByte('.')
	switch x.(type) {
	case Column, Call, Lag, Diff:
		write(b, x, bindPrimary)
	default:
		b.WriteByte('(')
		write(b, x, bindOr)
		b.WriteByte(')')
	}
}

// formatNumber is the shortest decimal that reads back to v; integers of
// usual size stay without an exponent.
func formatNumber(v float64) string {
	if a := math.Abs(v); a == 0 || a >= 1e-6 && a < 1e15 {
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return strconv.FormatFloat(v, 'e', -1, 64)
}

func quoteName(name string) string {
	if isPlain(name) {
		return name
	}
	return "`" + strings.ReplaceAll(name, "`", "``") + "`"
}
