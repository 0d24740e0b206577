package data

import (
	"errors"
	"fmt"
	"slices"
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
		lags = append(lags, formula.LagMap{K: k, Row: p.LagRows(k)})
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
	e.Found += fmt.Sprintf(" in %s for %s", d.Expr, p.at(d.Row))
	if p.lines != nil {
		e.Line = p.lines[d.Row]
	}
	return e
}

func (p *Panel) file() string {
	if p.source == nil {
		return ""
	}
	return p.source.file
}

// Derive returns a panel with one more column, the value of the formula.
func (p *Panel) Derive(name, text string) (*Panel, error) {
	return p.DeriveAll([]Derivation{{Name: name, Formula: text}})
}

// A Derivation is a column that a formula makes of others.
type Derivation struct{ Name, Formula string }

// DeriveAll returns a panel with the derived columns, which may use each other
// in any order. A circle, an unknown name, and a name that hides a column of
// the file are errors with the key derive.NAME. Columns are added in an order
// in which each follows those it uses, otherwise as listed.
func (p *Panel) DeriveAll(list []Derivation) (*Panel, error) {
	order, exprs, err := p.planDerivations(list)
	if err != nil {
		return nil, err
	}
	for _, i := range order {
		key := "derive." + list[i].Name
		col, err := p.Eval(exprs[i])
		if err == nil {
			p, err = p.With(list[i].Name, col)
		}
		var in *InputError
		if errors.As(err, &in) {
			in.Key = key
		}
		if err != nil {
			return nil, err
		}
	}
	return p, nil
}

// planDerivations parses and checks the formulas and puts them in order.
func (p *Panel) planDerivations(list []Derivation) (order []int, exprs []formula.Expr, err error) {
	known := slices.Clone(p.names)
	at := make(map[string]int, len(list))
	for i, d := range list {
		if err := p.checkName(d.Name, at); err != nil {
			return nil, nil, err
		}
		e, err := formula.Parse(d.Formula)
		if err != nil {
			return nil, nil, formulaError("derive."+d.Name, err)
		}
		exprs = append(exprs, e)
		known = append(known, d.Name)
		at[d.Name] = i
	}
	for i, d := range list {
		for _, name := range formula.Names(exprs[i]) {
			if !slices.Contains(known, name) {
				e := unknownColumn(p.file(), name, known)
				e.Key = "derive." + d.Name
				return nil, nil, e
			}
		}
	}
	order, err = dependencyOrder(list, exprs, at)
	return order, exprs, err
}

// checkName finds a derived name that is taken already.
func (p *Panel) checkName(name string, derived map[string]int) error {
	e := &InputError{Key: "derive." + name, Expected: "a new name"}
	_, twice := derived[name]
	switch {
	case name == "":
		e.Found, e.Expected = "no name", "the name of the new column"
	case twice:
		e.Found = "a second formula for it"
	case p.source != nil && slices.Contains(p.source.header, name), slices.Contains(p.names, name):
		e.File, e.Found, e.Hint = p.file(), "a column of the data with the same name", "the derived column would hide it: name it otherwise"
	default:
		return nil
	}
	return e
}

// dependencyOrder visits each derivation after those it uses. A circle is
// named along its way: a -> b -> a, a using b.
func dependencyOrder(list []Derivation, exprs []formula.Expr, at map[string]int) ([]int, error) {
	const open, done = 1, 2
	state := make([]int, len(list))
	var order []int
	var path []string
	var visit func(i int) error
	visit = func(i int) error {
		path = append(path, list[i].Name)
		defer func() { path = path[:len(path)-1] }()
		switch state[i] {
		case done:
			return nil
		case open:
			from := slices.Index(path, list[i].Name)
			return &InputError{
				Key: "derive." + list[i].Name, Found: "a circle: " + strings.Join(path[from:], " -> "),
				Expected: "formulas that can be computed one after the other",
			}
		}
		state[i] = open
		for _, name := range formula.Names(exprs[i]) {
			if k, ok := at[name]; ok {
				if err := visit(k); err != nil {
					return err
				}
			}
		}
		state[i] = done
		order = append(order, i)
		return nil
	}
	for i := range list {
		if err := visit(i); err != nil {
			return nil, err
		}
	}
	return order, nil
}

// CheckGaps gives an [*InputError] for the first entity that misses a period
// between its first and its last: a lag finds nothing across a gap. The use
// says what needs the periods, for example L.NM.
func (p *Panel) CheckGaps(use string) error {
	for g, name := range p.entities {
		for i := p.start[g] + 1; i < p.start[g+1]; i++ {
			if p.times[i] == p.times[i-1]+1 {
				continue
			}
			e := &InputError{
				File:     p.file(),
				Found:    fmt.Sprintf("no row for %s, between %d and %d", at(name, p.times[i-1]+1), p.times[i-1], p.times[i]),
				Expected: fmt.Sprintf("a row for every period, as %s needs the period before", use),
				Hint:     "add the row, or number the periods without gaps",
			}
			if p.lines != nil {
				e.Line = p.lines[i]
			}
			return e
		}
	}
	return nil
}
