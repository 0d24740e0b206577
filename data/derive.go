package data

import (
	"errors"
	"fmt"
	"strings"

	"panelstress/data/formula"
)

// Eval evaluates an expression on every row. Lags stay within an entity and
// within calendar time. A missing value in a row of an input makes it missing
// in the result; a value that does not exist although its inputs do (the
// logarithm of a negative number, a division by zero) is an [*InputError]
// that names entity and time.
func (p *Panel) Eval(e formula.Expr) ([]float64, error) {
	prog, err := formula.Compile(e, func(name string) (int, bool) {
		j, ok := p.index[name]
		return j, ok
	})
	var unknown *formula.UnknownColumnError
	switch {
	case errors.As(err, &unknown):
		return nil, unknownColumn(p.file(), unknown.Name, p.names)
	case err != nil:
		return nil, &InputError{Found: strings.TrimPrefix(err.Error(), "formula: "), Err: err}
	}
	var lags []formula.LagMap
	for _, k := range prog.Lags() {
		lags = append(lags, formula.NewLagMap(k, p.LagRows(k)))
	}
	col := make([]float64, p.Len())
	var domain *formula.DomainError
	err = prog.EvalChecked(col, 0, len(col), p.cols, lags, new(formula.Scratch))
	if errors.As(err, &domain) {
		return nil, p.domainError(domain)
	}
	return col, err
}

// domainError tells where an operation has no value.
func (p *Panel) domainError(d *formula.DomainError) *InputError {
	e := &InputError{File: p.file(), Err: d}
	row := d.Row
	if d.Lag != 0 {
		if r := p.LagRows(d.Lag)[row]; r >= 0 {
			row = int(r)
		}
	}
	switch {
	case d.Op == "log":
		e.Found, e.Expected = fmt.Sprintf("the log of %v", d.Value), "a positive number"
	case d.Op == "sqrt" && d.Value < 0:
		e.Found, e.Expected = fmt.Sprintf("the square root of %v", d.Value), "a number that is not negative"
	case d.Op == "/" && d.Value == 0:
		e.Found, e.Expected = "a division by zero", "a divisor that is not zero"
	default:
		e.Found, e.Expected = fmt.Sprintf("%s of %v, which is not finite,", d.Op, d.Value), "a finite result"
	}
	e.Found += fmt.Sprintf(" in %s for %s", d.Expr, p.at(row))
	if p.lines != nil {
		e.Line = p.lines[row]
	}
	return e
}

func (p *Panel) file() string {
	if p.source == nil {
		return ""
	}
	return p.source.file
}
