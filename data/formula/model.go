package formula

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Model is a model formula. The constant is in it unless NoConst says
// otherwise; it is never among Regressors or Instruments.
type Model struct {
	Outcome     Expr
	Regressors  []Term // all of them, in order
	Endogenous  []int  // indices into Regressors, ascending
	Instruments []Term // the excluded ones only
	NoConst     bool
}

// Term is a regressor or an instrument. Name is canonical (NM:ECpv, L.NM,
// log(gdp), I(a/b)); [Parse] reads it as Expr.
type Term struct {
	Name string
	Expr Expr
}

// ParseModel reads a model formula. Every error is a [*SyntaxError].
//
//	outcome ~ regressors
//	outcome ~ exogenous regressors | endogenous regressors ~ excluded instruments
//
// An endogenous term that also stands in the first part keeps its place there;
// the others come before the exogenous ones. It is an error where a term
// stands twice (b:a is a:b, L.(a:b) is L.a:L.b), where the outcome is among its
// own regressors or instruments, where an instrument is a regressor, and where
// there are fewer instruments than endogenous regressors.
func ParseModel(text string) (*Model, error) {
	p, err := newParser(text)
	if err != nil {
		return nil, err
	}
	start := p.peek().offset
	outcome, err := p.sum()
	if err != nil {
		return nil, err
	}
	if !p.accept("~") {
		return nil, p.unexpected(`"~" after the outcome`)
	}
	if !hasColumn(outcome) {
		return nil, p.fail(start, "the outcome "+strconv.Quote(outcome.String()), "an outcome that has a column")
	}
	first, err := p.terms()
	if err != nil {
		return nil, err
	}
	b := modelBuilder{parser: p, outcome: product{[]Expr{outcome}, start}.key(), regressor: make(map[string]int)}
	b.model = Model{Outcome: outcome, NoConst: first.constant == "- 1"}
	var endogenous, instruments termList
	barred := p.accept("|")
	if barred {
		if endogenous, err = p.part("endogenous regressors"); err != nil {
			return nil, err
		}
		if !p.accept("~") {
			return nil, p.unexpected(`"~" and the instruments after the endogenous regressors`)
		}
		if instruments, err = p.part("instruments"); err != nil {
			return nil, err
		}
	}
	if p.peek().kind != tokenEnd {
		return nil, p.unexpected(expectedAfter(barred))
	}
	if err := b.regressors(first.terms, endogenous.terms); err != nil {
		return nil, err
	}
	if len(b.model.Regressors) == 0 && b.model.NoConst {
		return nil, p.unexpected("a regressor, as there is no constant")
	}
	if err := b.instruments(instruments.terms); err != nil {
		return nil, err
	}
	return &b.model, nil
}

func expectedAfter(barred bool) string {
	if barred {
		return `"+", ":", "*" or the end`
	}
	return `"+", ":", "*", "|" or the end`
}

// part reads a part in which a constant has no place.
func (p *parser) part(what string) (termList, error) {
	start := p.peek().offset
	list, err := p.terms()
	if err == nil && list.constant != "" {
		err = p.fail(start, "a constant among the "+what, "the constant in the first part only")
	}
	return list, err
}

// modelBuilder checks terms and puts them in order.
type modelBuilder struct {
	parser    *parser
	model     Model
	outcome   string         // key
	regressor map[string]int // key to index
}

// distinct returns the keys of terms, or the error that one stands twice or is
// the outcome.
func (b *modelBuilder) distinct(terms []product, what string) ([]string, error) {
	keys := make([]string, len(terms))
	seen := make(map[string]int)
	for i, t := range terms {
		keys[i] = t.key()
		if keys[i] == b.outcome {
			return nil, b.parser.fail(t.offset, "the outcome "+t.name()+" among its own "+what, "other "+what)
		}
		if j, twice := seen[keys[i]]; twice {
			found := "the term " + t.name() + " a second time"
			if other := terms[j].name(); other != t.name() {
				found += ", first as " + other
			}
			return nil, b.parser.fail(t.offset, found, "each term once (a*b stands for a + b + a:b)")
		}
		seen[keys[i]] = i
	}
	return keys, nil
}

// regressors puts endogenous terms that are not in the first part before it.
func (b *modelBuilder) regressors(first, endogenous []product) error {
	firstKeys, err := b.distinct(first, "regressors")
	if err != nil {
		return err
	}
	endogenousKeys, err := b.distinct(endogenous, "regressors")
	if err != nil {
		return err
	}
	add := func(t product, key string) {
		b.regressor[key] = len(b.model.Regressors)
		b.model.Regressors = append(b.model.Regressors, Term{t.name(), t.expr()})
	}
	inFirst := make(map[string]bool, len(firstKeys))
	for _, key := range firstKeys {
		inFirst[key] = true
	}
	for i, t := range endogenous {
		if !inFirst[endogenousKeys[i]] {
			add(t, endogenousKeys[i])
		}
	}
	for i, t := range first {
		add(t, firstKeys[i])
	}
	for _, key := range endogenousKeys {
		b.model.Endogenous = append(b.model.Endogenous, b.regressor[key])
	}
	slices.Sort(b.model.Endogenous)
	return nil
}

func (b *modelBuilder) instruments(terms []product) error {
	keys, err := b.distinct(terms, "instruments")
	if err != nil {
		return err
	}
	for i, t := range terms {
		if j, ok := b.regressor[keys[i]]; ok {
			found := "the exogenous regressor " + t.name() + " among the instruments"
			expected := "excluded instruments only; an exogenous regressor is its own instrument"
			if slices.Contains(b.model.Endogenous, j) {
				found = "the endogenous regressor " + t.name() + " among the instruments"
				expected = "instruments that are not regressors"
			}
			return b.parser.fail(t.offset, found, expected)
		}
		b.model.Instruments = append(b.model.Instruments, Term{t.name(), t.expr()})
	}
	if n, k := len(b.model.Instruments), len(b.model.Endogenous); n < k {
		endogenous := make([]Term, k)
		for i, j := range b.model.Endogenous {
			endogenous[i] = b.model.Regressors[j]
		}
		found := fmt.Sprintf("%d instrument(s), %s, for %d endogenous regressors, %s",
			n, joinNames(b.model.Instruments, ", "), k, joinNames(endogenous, ", "))
		return b.parser.fail(terms[0].offset, found, "at least as many instruments as endogenous regressors")
	}
	return nil
}

func joinNames(terms []Term, sep string) string {
	names := make([]string, len(terms))
	for i, t := range terms {
		names[i] = t.Name
	}
	return strings.Join(names, sep)
}

// String is the canonical text: all regressors in order, then the endogenous
// ones and their instruments. [ParseModel] reads it as the same model.
func (m *Model) String() string {
	var b strings.Builder
	write(&b, m.Outcome, bindAdd)
	b.WriteString(" ~ ")
	switch {
	case len(m.Regressors) == 0:
		b.WriteString("1")
	default:
		b.WriteString(joinNames(m.Regressors, " + "))
	}
	if m.NoConst {
		b.WriteString(" - 1")
	}
	if len(m.Endogenous) > 0 {
		endogenous := make([]Term, len(m.Endogenous))
		for i, j := range m.Endogenous {
			endogenous[i] = m.Regressors[j]
		}
		b.WriteString(" | " + joinNames(endogenous, " + ") + " ~ " + joinNames(m.Instruments, " + "))
	}
	return b.String()
}
