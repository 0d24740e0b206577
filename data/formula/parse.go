package formula

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Parse reads an expression. Every error is a [*SyntaxError].
func Parse(text string) (Expr, error) {
	p, err := newParser(text)
	if err != nil {
		return nil, err
	}
	e, err := p.expression()
	if err != nil {
		return nil, err
	}
	switch t := p.peek(); {
	case t.kind == tokenEnd:
		return e, nil
	case p.at("~"):
		return nil, p.unexpected(`an operator or the end; "~" belongs to a model formula`)
	case p.at("|"):
		return nil, p.unexpected(`an operator or the end; "or" is written "||" or "or"`)
	}
	return nil, p.unexpected("an operator or the end")
}

// parser descends through the binding strengths, one method each.
type parser struct {
	text   string
	tokens []token
	i      int
	nested int
}

func newParser(text string) (*parser, error) {
	tokens, err := scan(text)
	return &parser{text: text, tokens: tokens}, err
}

func (p *parser) peek() token { return p.tokens[p.i] }

// at tells whether the next token is the sign s.
func (p *parser) at(s string) bool {
	return p.peek().kind == tokenSign && p.peek().text == s
}

// accept passes over the sign s if it comes next.
func (p *parser) accept(s string) bool {
	if p.at(s) {
		p.i++
		return true
	}
	return false
}

// acceptOp passes over one of ops if it comes next.
func (p *parser) acceptOp(ops ...Op) (Op, bool) {
	for _, op := range ops {
		if p.accept(op.String()) {
			return op, true
		}
	}
	return 0, false
}

func (p *parser) fail(offset int, found, expected string) error {
	return &SyntaxError{p.text, offset, found, expected}
}

// unexpected is the error that the next token is not what was expected.
func (p *parser) unexpected(expected string) error {
	t := p.peek()
	found := "the end"
	if t.kind != tokenEnd {
		found = strconv.Quote(p.text[t.offset:t.end])
	}
	return p.fail(t.offset, found, expected)
}

// deeper counts a level of nesting around parse.
func (p *parser) deeper(parse func() (Expr, error)) (Expr, error) {
	if p.nested == maxNested {
		return nil, p.tooDeep()
	}
	p.nested++
	defer func() { p.nested-- }()
	return parse()
}

func (p *parser) tooDeep() error {
	return p.unexpected(fmt.Sprintf("at most %d levels of nesting", maxNested))
}

func (p *parser) expression() (Expr, error) {
	return p.leftward(p.conjunction, Or)
}

func (p *parser) conjunction() (Expr, error) {
	return p.leftward(p.negation, And)
}

// leftward reads operands joined by any of ops, grouped from the left.
func (p *parser) leftward(operand func() (Expr, error), ops ...Op) (Expr, error) {
	x, err := operand()
	if err != nil {
		return nil, err
	}
	for {
		op, ok := p.acceptOp(ops...)
		if !ok {
			return x, nil
		}
		y, err := operand()
		if err != nil {
			return nil, err
		}
		x = Binary{op, x, y}
	}
}

func (p *parser) negation() (Expr, error) {
	if !p.accept("not") {
		return p.comparison()
	}
	x, err := p.deeper(p.negation)
	if err != nil {
		return nil, err
	}
	return Unary{Not, x}, nil
}

func (p *parser) comparison() (Expr, error) {
	x, err := p.compared()
	if err != nil {
		return nil, err
	}
	_, text := x.(Text)
	op, ok := p.acceptOp(Eq, Ne, Le, Ge, Lt, Gt)
	if !ok {
		if text {
			return nil, p.unexpected(`"==" or "!=" after a text`)
		}
		return x, nil
	}
	start := p.peek().offset
	y, err := p.compared()
	if err != nil {
		return nil, err
	}
	if _, right := y.(Text); text || right {
		if text {
			x, y = y, x // the column stands first in canonical form
		}
		if _, column := x.(Column); !column || op != Eq && op != Ne {
			return nil, p.fail(start, "a comparison with a text", `a column == or != the text, as in region == "east"`)
		}
	}
	if _, chained := p.acceptOp(Eq, Ne, Le, Ge, Lt, Gt); chained {
		p.i--
		return nil, p.unexpected(`"and", "or" or the end; comparisons do not chain: write a < b and b < c`)
	}
	return Binary{op, x, y}, nil
}

// compared reads one side of a comparison.
func (p *parser) compared() (Expr, error) {
	if t := p.peek(); t.kind == tokenText {
		p.i++
		return Text{t.text}, nil
	}
	return p.sum()
}

func (p *parser) sum() (Expr, error) { return p.leftward(p.quotient, Add, Sub) }

func (p *parser) quotient() (Expr, error) { return p.leftward(p.product, Mul, Div) }

func (p *parser) product() (Expr, error) { return p.leftward(p.signed, Product) }

func (p *parser) signed() (Expr, error) {
	if !p.accept("-") {
		return p.power()
	}
	x, err := p.deeper(p.signed)
	if err != nil {
		return nil, err
	}
	return Unary{Sub, x}, nil
}

func (p *parser) power() (Expr, error) {
	x, err := p.primary()
	if err != nil || !p.accept("^") {
		return x, err
	}
	y, err := p.deeper(p.signed)
	if err != nil {
		return nil, err
	}
	return Binary{Pow, x, y}, nil
}

func (p *parser) primary() (Expr, error) {
	t := p.peek()
	switch {
	case t.kind == tokenNumber:
		p.i++
		return Number{t.value}, nil
	case t.kind == tokenPrefix:
		return p.prefixed()
	case t.kind == tokenName:
		return p.named()
	case p.at("("):
		return p.parenthesised()
	case t.kind == tokenText:
		return nil, p.unexpected(`a number or a column; text is only compared, as in region == "east"`)
	}
	return nil, p.unexpected(`a column, a number, a function or "("`)
}

func (p *parser) parenthesised() (Expr, error) {
	if !p.accept("(") {
		return nil, p.unexpected(`"("`)
	}
	e, err := p.deeper(p.expression)
	if err != nil {
		return nil, err
	}
	if !p.accept(")") {
		return nil, p.unexpected(`an operator or ")"`)
	}
	return e, nil
}

// named reads a column or a call.
func (p *parser) named() (Expr, error) {
	t := p.peek()
	p.i++
	if t.quoted || !p.at("(") {
		return Column{t.text}, nil
	}
	if t.text == "I" {
		return p.parenthesised()
	}
	if !slices.Contains(Functions(), t.text) {
		return nil, p.fail(t.offset, fmt.Sprintf("the unknown function %q", t.text), knownFunction(t.text))
	}
	x, err := p.parenthesised()
	if err != nil {
		return nil, err
	}
	return Call{t.text, x}, nil
}

func knownFunction(typed string) string {
	known := "one of " + strings.Join(Functions(), ", ")
	if typed == "ln" || typed == "Ln" || typed == "LN" { // Stata knows both names
		return known + `; did you mean "log"?`
	}
	if near, ok := Nearest(typed, Functions()); ok {
		return known + fmt.Sprintf("; did you mean %q?", near)
	}
	return known
}

// prefixed reads a lag, lead or difference and what it applies to.
func (p *parser) prefixed() (Expr, error) {
	t := p.peek()
	p.i++
	switch next := p.peek(); {
	case next.kind == tokenPrefix, next.kind == tokenName, p.at("("):
	default:
		return nil, p.unexpected(`a column, a function or "(" after a lag prefix`)
	}
	x, err := p.deeper(p.primary)
	if err != nil {
		return nil, err
	}
	if !hasColumn(x) {
		return nil, p.fail(t.offset, "a lag of "+x.String(), "a lag of something that has a column")
	}
	e := lagged(t.order, x)
	switch t.text {
	case "F":
		e = lagged(-t.order, x)
	case "D":
		e = differenced(t.order, x)
	}
	if l, ok := e.(Lag); ok && max(l.K, -l.K) > maxLag {
		return nil, p.fail(t.offset, "lags of "+strconv.Itoa(l.K)+" in all", fmt.Sprintf("at most %d", maxLag))
	}
	if d, ok := e.(Diff); ok && d.Order > maxDiff {
		return nil, p.fail(t.offset, "differences of "+strconv.Itoa(d.Order)+" in all", fmt.Sprintf("at most %d", maxDiff))
	}
	return e, nil
}
