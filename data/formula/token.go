package formula

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

type tokenKind uint8

const (
	tokenEnd    tokenKind = iota
	tokenNumber           // value
	tokenText             // text is what stands between the quotes
	tokenName             // text is the name; quoted tells of backquotes
	tokenPrefix           // text is L, F or D; order is its number
	tokenSign             // text is the sign or word in its canonical form
)

type token struct {
	kind   tokenKind
	text   string
	value  float64
	order  int
	quoted bool
	offset int // bytes
	end    int // bytes, one after the last
}

// Limits that no sensible formula meets. They keep memory and the stack small
// whatever the input is.
const (
	maxBytes  = 1 << 16
	maxNested = 200
	maxLag    = 999
	maxDiff   = 9
)

type lexer struct {
	text   string
	offset int
	tokens []token
}

// scan cuts text into tokens; the last one is tokenEnd.
func scan(text string) ([]token, error) {
	if len(text) > maxBytes {
		return nil, &SyntaxError{text, maxBytes, fmt.Sprintf("a text of %d bytes", len(text)), fmt.Sprintf("at most %d", maxBytes)}
	}
	l := lexer{text: text}
	for i, r := range text {
		if _, width := utf8.DecodeRuneInString(text[i:]); r == utf8.RuneError && width == 1 {
			return nil, l.fail(i, fmt.Sprintf("the byte 0x%02x", text[i]), "text in UTF-8")
		}
	}
	for {
		l.skipSpace()
		if l.offset == len(text) {
			l.add(token{kind: tokenEnd}, len(text))
			return l.tokens, nil
		}
		if err := l.next(); err != nil {
			return nil, err
		}
	}
}

func (l *lexer) fail(offset int, found, expected string) error {
	return &SyntaxError{l.text, offset, found, expected}
}

// add appends a token that reaches from the present offset to end.
func (l *lexer) add(t token, end int) {
	t.offset, t.end = l.offset, end
	l.tokens = append(l.tokens, t)
	l.offset = end
}

func (l *lexer) skipSpace() {
	rest := strings.TrimLeftFunc(l.text[l.offset:], unicode.IsSpace)
	l.offset = len(l.text) - len(rest)
}

func (l *lexer) next() error {
	rest := l.text[l.offset:]
	r, _ := utf8.DecodeRuneInString(rest)
	switch {
	case r == '`':
		return l.backquoted()
	case r == '"' || r == '\'':
		return l.quoted(byte(r))
	case r >= '0' && r <= '9', r == '.' && len(rest) > 1 && isDigit(rest[1]):
		return l.number()
	case startsName(r):
		return l.name()
	}
	return l.sign()
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func startsName(r rune) bool { return r == '_' || unicode.IsLetter(r) }

// A mark (Mn, Mc) belongs to the letter before it: vowel signs of Hindi,
// accents of a decomposed text.
func continuesName(r rune) bool {
	return startsName(r) || unicode.IsDigit(r) || unicode.In(r, unicode.Mn, unicode.Mc)
}

// nameEnd is the length of the name at the start of s.
func nameEnd(s string) int {
	for i, r := range s {
		if !continuesName(r) {
			return i
		}
	}
	return len(s)
}

// isPlain tells whether a name needs no backquotes.
func isPlain(name string) bool {
	r, _ := utf8.DecodeRuneInString(name)
	return startsName(r) && nameEnd(name) == len(name) && !isWord(name)
}

func isWord(name string) bool { return name == "and" || name == "or" || name == "not" }

func (l *lexer) name() error {
	end := l.offset + nameEnd(l.text[l.offset:])
	name := l.text[l.offset:end]
	if strings.HasPrefix(l.text[end:], ".") {
		return l.prefix(name, end)
	}
	kind := tokenName
	if isWord(name) {
		kind = tokenSign
	}
	l.add(token{kind: kind, text: name}, end)
	return nil
}

// prefix reads a lag prefix, whose letter and order stand before the dot at dot.
func (l *lexer) prefix(name string, dot int) error {
	digits := name[1:]
	if !strings.ContainsRune("LFD", rune(name[0])) || strings.Trim(digits, "0123456789") != "" {
		return l.fail(l.offset, strconv.Quote(name+"."),
			"a lag prefix (L. L2. F. D. D2.) before a dot; any other name with a dot stands in backquotes")
	}
	limit := maxLag
	if name[0] == 'D' {
		limit = maxDiff
	}
	order := 1
	if digits != "" {
		var err error
		if order, err = strconv.Atoi(digits); err != nil || order < 1 || order > limit {
			return l.fail(l.offset, strconv.Quote(name+"."), fmt.Sprintf("an order from 1 to %d", limit))
		}
	}
	l.add(token{kind: tokenPrefix, text: name[:1], order: order}, dot+1)
	return nil
}

// number reads digits, a decimal point and an exponent.
func (l *lexer) number() error {
	s, i := l.text[l.offset:], 0
	digits := func() (any bool) {
		for i < len(s) && isDigit(s[i]) {
			i, any = i+1, true
		}
		return any
	}
	digits()
	if i < len(s) && s[i] == '.' {
		i++
		digits()
	}
	if i < len(s) && (s[i] == 'e' || s[i] == 'E') {
		mark := i
		i++
		if i < len(s) && (s[i] == '+' || s[i] == '-') {
			i++
		}
		if !digits() {
			i = mark
		}
	}
	if r, width := utf8.DecodeRuneInString(s[i:]); width > 0 && (continuesName(r) || r == '.') {
		return l.fail(l.offset, strconv.Quote(s[:i+width]), "a number; a name that starts with a digit stands in backquotes")
	}
	v, err := strconv.ParseFloat(s[:i], 64)
	if err != nil {
		return l.fail(l.offset, s[:i], "a number up to 1.8e308")
	}
	// A code such as 9007199254740993 would silently become its neighbour.
	if strings.Trim(s[:i], "0123456789") == "" && strconv.FormatFloat(v, 'f', 0, 64) != stripZeros(s[:i]) {
		return l.fail(l.offset, s[:i], "an integer that a 64-bit floating-point number holds exactly (all up to 2^53 = 9007199254740992)")
	}
	l.add(token{kind: tokenNumber, value: v}, l.offset+i)
	return nil
}

func stripZeros(digits string) string {
	if s := strings.TrimLeft(digits, "0"); s != "" {
		return s
	}
	return "0"
}

// backquoted reads a name in backquotes; two backquotes inside stand for one.
func (l *lexer) backquoted() error {
	var name strings.Builder
	s := l.text
	for i := l.offset + 1; i < len(s); i++ {
		if s[i] != '`' {
			name.WriteByte(s[i])
			continue
		}
		if i+1 < len(s) && s[i+1] == '`' {
			name.WriteByte('`')
			i++
			continue
		}
		if name.Len() == 0 {
			return l.fail(l.offset, "an empty name", "a column name between the backquotes")
		}
		l.add(token{kind: tokenName, text: name.String(), quoted: true}, i+1)
		return nil
	}
	return l.fail(l.offset, "a backquote without its partner", "a name that ends with a backquote")
}

// quoted reads text between quotes, where \\ stands for \ and \ before the
// quote for the quote.
func (l *lexer) quoted(quote byte) error {
	var text strings.Builder
	s := l.text
	for i := l.offset + 1; i < len(s); i++ {
		switch {
		case s[i] == quote:
			l.add(token{kind: tokenText, text: text.String()}, i+1)
			return nil
		case s[i] == '\\' && i+1 < len(s) && (s[i+1] == quote || s[i+1] == '\\'):
			i++
			text.WriteByte(s[i])
		case s[i] == '\\':
			return l.fail(i, `a single "\"`, `"\\" for a backslash inside text`)
		default:
			text.WriteByte(s[i])
		}
	}
	return l.fail(l.offset, "a quote without its partner", "text that ends with "+string(quote))
}

// Longer signs stand before their own beginnings.
var signs = []struct{ typed, canonical string }{
	{"==", "=="},
	{"!=", "!="},
	{"<=", "<="},
	{">=", ">="},
	{"&&", "and"},
	{"||", "or"},
	{"<", "<"},
	{">", ">"},
	{"!", "not"},
	{"+", "+"},
	{"-", "-"},
	{"*", "*"},
	{"/", "/"},
	{"^", "^"},
	{":", ":"},
	{"(", "("},
	{")", ")"},
	{"~", "~"},
	{"|", "|"},
}

func (l *lexer) sign() error {
	rest := l.text[l.offset:]
	if strings.HasPrefix(rest, "**") {
		return l.fail(l.offset, `"**"`, `"^" for a power or "*"`)
	}
	for _, s := range signs {
		if strings.HasPrefix(rest, s.typed) {
			l.add(token{kind: tokenSign, text: s.canonical}, l.offset+len(s.typed))
			return nil
		}
	}
	r, _ := utf8.DecodeRuneInString(rest)
	expected := "a name, a number or an operator; any other column name stands in backquotes"
	switch {
	case r == '=':
		expected = `"==" for a comparison`
	case r == '&':
		expected = `"&&" or "and"`
	case r == ',':
		expected = "numbers without a comma"
	case r >= 0xff01 && r <= 0xff5e: // the full-width forms of ASCII, in its order
		expected = strconv.Quote(string(r - 0xff01 + '!'))
	case r == '−', r == '–', r == '—':
		expected = `"-"`
	case r == '×', r == '·', r == '∗':
		expected = `"*"`
	}
	return l.fail(l.offset, strconv.Quote(string(r)), expected)
}
