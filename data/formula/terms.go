package formula

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

const (
	maxTerms   = 1000
	maxFactors = 64
)

// product is a term while a formula is read: its factors in the order typed.
type product struct {
	factors []Expr
	offset  int
}

// termList is what one side or part of a formula holds.
type termList struct {
	terms    []product
	constant string // "", "+ 1" or "- 1" as the formula says
}

func (t product) expr() Expr {
	e := t.factors[0]
	for _, f := range t.factors[1:] {
		e = Binary{Product, e, f}
	}
	return e
}

// name is the canonical name: the factors in the order typed, arithmetic
// inside I().
func (t product) name() string {
	names := make([]string, len(t.factors))
	for i, f := range t.factors {
		switch f.(type) {
		case Column, Call, Lag, Diff:
			names[i] = f.String()
		default:
			names[i] = "I(" + f.String() + ")"
		}
	}
	return strings.Join(names, ":")
}

// key is the same for products of the same factors in any order.
func (t product) key() string {
	var keys []string
	for _, f := range t.factors {
		keys = appendFactors(keys, pushed(f, 0))
	}
	slices.Sort(keys)
	return strings.Join(keys, " : ")
}

func appendFactors(keys []string, e Expr) []string {
	if b, ok := e.(Binary); ok && (b.Op == Product || b.Op == Mul) {
		return appendFactors(appendFactors(keys, b.X), b.Y)
	}
	return append(keys, e.String())
}

// terms reads terms joined by +, with 1, 0 and - 1 for the constant.
func (p *parser) terms() (termList, error) {
	var list termList
	minus := p.accept("-")
	for {
		if err := p.addTerms(&list, minus); err != nil {
			return list, err
		}
		op, ok := p.acceptOp(Add, Sub)
		if !ok {
			break
		}
		minus = op == Sub
	}
	switch {
	case p.at("^"), p.at("/"):
		return list, p.unexpected(`"+", ":", "*" or the end; arithmetic stands inside I(), as in I(a^2)`)
	case p.at("<"), p.at(">"), p.at("<="), p.at(">="), p.at("=="), p.at("!="), p.at("and"), p.at("or"):
		return list, p.unexpected(`"+", ":", "*" or the end; a condition stands inside I(), as in I(year > 2008)`)
	}
	return list, nil
}

// addTerms reads what stands between two signs.
func (p *parser) addTerms(list *termList, minus bool) error {
	t := p.peek()
	if t.kind == tokenNumber {
		return p.constant(list, minus)
	}
	if minus {
		return p.unexpected(`1 after "-": only the constant can be left out`)
	}
	found, err := p.crossing()
	if err != nil {
		return err
	}
	list.terms = append(list.terms, found...)
	return p.countTerms(len(list.terms))
}

func (p *parser) countTerms(n int) error {
	if n > maxTerms {
		return p.unexpected(fmt.Sprintf("at most %d terms, here are %d", maxTerms, n))
	}
	return nil
}

func (p *parser) constant(list *termList, minus bool) error {
	t := p.peek()
	keep := "+ 1"
	switch {
	case t.value != 0 && t.value != 1:
		return p.unexpected("a term; a number other than 0 and 1 stands inside I()")
	case minus == (t.value == 1):
		keep = "- 1"
	}
	if list.constant != "" {
		return p.fail(t.offset, "the constant a second time", "at most one of + 1, + 0 and - 1")
	}
	list.constant = keep
	p.i++
	return nil
}

// crossing reads a*b*c, which is every product of some of its parts, those of
// fewer factors first.
func (p *parser) crossing() ([]product, error) {
	all, err := p.interaction()
	if err != nil || !p.at("*") {
		return all, err
	}
	for p.accept("*") {
		more, err := p.interaction()
		if err != nil {
			return nil, err
		}
		both, err := p.multiplied(all, more)
		if err != nil {
			return nil, err
		}
		all = slices.Concat(all, more, both)
		if err := p.countTerms(len(all)); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(all, func(a, b product) int { return len(a.factors) - len(b.factors) })
	return all, nil
}

// interaction reads a:b.
func (p *parser) interaction() ([]product, error) {
	all, err := p.factor()
	for err == nil && p.accept(":") {
		var more []product
		if more, err = p.factor(); err == nil {
			all, err = p.multiplied(all, more)
		}
	}
	return all, err
}

// multiplied is every term of a times every term of b.
func (p *parser) multiplied(a, b []product) ([]product, error) {
	if err := p.countTerms(len(a) * len(b)); err != nil {
		return nil, err
	}
	var all []product
	for _, x := range a {
		for _, y := range b {
			factors := slices.Concat(x.factors, y.factors)
			if len(factors) > maxFactors {
				return nil, p.unexpected(fmt.Sprintf("at most %d factors in a product", maxFactors))
			}
			all = append(all, product{factors, x.offset})
		}
	}
	return all, nil
}

// factor reads one factor, or terms in parentheses.
func (p *parser) factor() ([]product, error) {
	t := p.peek()
	switch {
	case p.at("("):
		return p.group()
	case t.kind == tokenNumber:
		return nil, p.unexpected("a column, a function or I() in a product")
	case t.kind == tokenName, t.kind == tokenPrefix:
	default:
		return nil, p.unexpected("a column, a lag, a function or I()")
	}
	e, err := p.primary()
	if err != nil {
		return nil, err
	}
	if !hasColumn(e) {
		return nil, p.fail(t.offset, "the term "+strconv.Quote(e.String()), "a term that has a column")
	}
	factors := splitProduct(nil, e)
	if len(factors) > maxFactors {
		return nil, p.fail(t.offset, fmt.Sprintf("%d factors", len(factors)), fmt.Sprintf("at most %d", maxFactors))
	}
	return []product{{factors, t.offset}}, nil
}

// splitProduct makes I(a:b) the same as a:b.
func splitProduct(factors []Expr, e Expr) []Expr {
	if b, ok := e.(Binary); ok && b.Op == Product {
		return splitProduct(splitProduct(factors, b.X), b.Y)
	}
	return append(factors, e)
}

// group reads terms in parentheses, as in (a + b):c.
func (p *parser) group() ([]product, error) {
	if p.nested == maxNested {
		return nil, p.tooDeep()
	}
	p.nested++
	defer func() { p.nested-- }()
	open := p.peek()
	p.i++
	list, err := p.terms()
	if err != nil {
		return nil, err
	}
	if list.constant != "" {
		return nil, p.fail(open.offset, "the constant in parentheses", "1, 0 or - 1 outside of them")
	}
	if !p.accept(")") {
		return nil, p.unexpected(`"+", ":", "*" or ")"`)
	}
	return list.terms, nil
}
