package formula

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// SyntaxError tells where a text is not a formula. Offset counts bytes of
// Text from 0. Found and Expected are phrases for the user.
type SyntaxError struct {
	Text     string
	Offset   int
	Found    string
	Expected string
}

// Error is a sentence, then the text, then a caret below the place.
func (e *SyntaxError) Error() string {
	offset := min(max(e.Offset, 0), len(e.Text))
	column := utf8.RuneCountInString(e.Text[:offset]) + 1
	line, pad := excerpt(e.Text, offset)
	return fmt.Sprintf("formula: column %d: found %s, expected %s\n    %s\n    %s^", column, e.Found, e.Expected, line, pad)
}

// excerpt is the part of text around offset, and blanks as wide as what
// stands before offset in it.
func excerpt(text string, offset int) (line, pad string) {
	const before, after = 50, 30
	head, tail := []rune(text[:offset]), []rune(text[offset:])
	mark := ""
	if len(head) > before {
		head, mark = head[len(head)-before:], "..."
	}
	end := ""
	if len(tail) > after {
		tail, end = tail[:after], "..."
	}
	var b, p strings.Builder
	b.WriteString(mark)
	p.WriteString(strings.Repeat(" ", len(mark)))
	for _, r := range head {
		b.WriteRune(printable(r))
		p.WriteString(blank(r))
	}
	for _, r := range tail {
		b.WriteRune(printable(r))
	}
	b.WriteString(end)
	return b.String(), p.String()
}

func printable(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return ' '
	case !unicode.IsGraphic(r):
		return utf8.RuneError
	}
	return r
}

// blank is white space as wide as r on a terminal, where East Asian
// characters take two cells, as does the ideographic space.
func blank(r rune) string {
	switch {
	case unicode.Is(unicode.Mn, r):
		return ""
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul),
		r >= 0x3000 && r <= 0x303f, r >= 0xff01 && r <= 0xff60:
		return "\u3000"
	}
	return " "
}
