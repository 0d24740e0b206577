package audit

import (
	"fmt"
	"strings"
)

// phrase is a piece of a finding: a format and what stands in it, so that it
// can be said in either language. What stands in it may be phrases again.
type phrase struct {
	format string
	args   []any
	rest   []phrase // said behind it
}

func say(format string, args ...any) phrase { return phrase{format: format, args: args} }

// String says it in English.
func (p phrase) String() string { return p.in(English) }

// then adds a phrase behind it.
func (p phrase) then(q phrase) phrase {
	p.rest = append(p.rest[:len(p.rest):len(p.rest)], q)
	return p
}

// in says it in a language; a format without a translation stays English.
func (p phrase) in(l Lang) string {
	format := l.word(p.format)
	args := make([]any, len(p.args))
	for i, a := range p.args {
		if s, ok := a.(interface{ in(Lang) string }); ok {
			a = s.in(l)
		}
		args[i] = a
	}
	var b strings.Builder
	fmt.Fprintf(&b, format, args...)
	for _, q := range p.rest {
		b.WriteString(q.in(l))
	}
	return b.String()
}

// word is a text in a language; one without a translation stays English.
func (l Lang) word(s string) string {
	if zh, ok := chinese[s]; ok && l == Chinese {
		return zh
	}
	return s
}

// message is what a finding says.
func (f *Finding) message(l Lang) string {
	if f.said.format == "" { // it was read, or made by hand
		return f.Message
	}
	return f.said.in(l)
}

// unsaid are the things that could not be checked.
func (r *Report) unsaid(l Lang) (out []string) {
	if len(r.unchecked) < len(r.Unchecked) {
		return r.Unchecked
	}
	for _, p := range r.unchecked {
		out = append(out, p.in(l))
	}
	return out
}

// list are phrases one behind the other with something between.
type list struct {
	items   []phrase
	between string // in English
	last    string // before the last; empty: as between
}

func (t list) String() string { return t.in(English) }

func (t list) in(l Lang) string {
	var b strings.Builder
	for i, p := range t.items {
		switch {
		case i > 0 && i == len(t.items)-1 && t.last != "":
			b.WriteString(l.word(t.last))
		case i > 0:
			b.WriteString(l.word(t.between))
		}
		b.WriteString(p.in(l))
	}
	return b.String()
}

// all are texts as phrases.
func all(texts []string) (out []phrase) {
	for _, s := range texts {
		out = append(out, say("%s", s))
	}
	return out
}

// and joins words for a sentence.
func and(words []string) list { return list{all(words), ", ", " and "} }
