package data

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

const (
	wantNumber = "a plain number such as 1234.5"
	leaveEmpty = "leave the cell empty if the value is missing"
)

// missingCell tells whether a cell of a numeric column says that there is no
// value: empty, NA (R) or a single point (Stata).
func missingCell(cell string) bool {
	return cell == "" || cell == "NA" || cell == "."
}

// parseNumber reads a cell, trimmed of white space: digits with at most one
// decimal point, a sign and an exponent. NaN stands for a missing value. All
// else is an error without file, line and column.
func parseNumber(cell string) (float64, *InputError) {
	cell = strings.TrimFunc(cell, isSpace)
	if missingCell(cell) {
		return math.NaN(), nil
	}
	if plain.MatchString(cell) {
		v, err := strconv.ParseFloat(cell, 64)
		if errors.Is(err, strconv.ErrRange) {
			return 0, &InputError{
				Found: fmt.Sprintf("%q, which is too large for a number", cell), Expected: "a finite number", Hint: leaveEmpty,
			}
		}
		return v, nil
	}
	e := &InputError{Found: fmt.Sprintf("%q", cell), Expected: wantNumber}
	if notFinite.MatchString(cell) {
		e.Expected, e.Hint = "a finite number", leaveEmpty
	} else {
		e.Hint = meantNumber(cell)
	}
	return 0, e
}

// parseTime reads the cell of the time column: a whole number.
func parseTime(cell string) (int, *InputError) {
	const most = 1 << 30 // so that a lag of any order stays within an int32
	v, e := parseNumber(cell)
	switch {
	case e != nil:
		e.Expected = "a whole number such as a year"
		if e.Hint == "" {
			e.Hint = "number other periods through, for example quarters from 1"
		}
		return 0, e
	case math.IsNaN(v):
		return 0, &InputError{Found: emptyOr(cell), Expected: "a whole number such as a year"}
	case v != math.Trunc(v) || math.Abs(v) > most:
		return 0, &InputError{
			Found: fmt.Sprintf("%q", strings.TrimFunc(cell, isSpace)), Expected: "a whole number such as a year",
			Hint: "number other periods through, for example quarters from 1",
		}
	}
	return int(v), nil
}

// emptyOr names a cell that has no value.
func emptyOr(cell string) string {
	if cell = strings.TrimFunc(cell, isSpace); cell != "" {
		return fmt.Sprintf("%q, a missing value", cell)
	}
	return "an empty cell"
}

var (
	plain     = regexp.MustCompile(`^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$`)
	notFinite = regexp.MustCompile(`^(?i)[+-]?(nan|inf|infinity|∞|1\.#(inf|ind|qnan).*)$`)
	noValue   = regexp.MustCompile(`^(?i)([-–—−_*?]+|\.[a-z.]+|…+|n\.?/?a\.?|null|nil|none|missing|#.*[!?]|#n/a|缺失|缺|无|無|不详|不詳)$`)

	thousands     = regexp.MustCompile(`^[+-]?\d{1,3}([, '’\x{A0}\x{2009}\x{202F}]\d{3})+(\.\d+)?$`)
	thousandsDot  = regexp.MustCompile(`^[+-]?\d{1,3}(\.\d{3})+(,\d+)?$`)
	decimalComma  = regexp.MustCompile(`^[+-]?\d*,\d+$`)
	percent       = regexp.MustCompile(`^([^%％‰]+)[%％‰]$`)
	currency      = regexp.MustCompile(`^(?i)([$€£¥￥₩₹]|us\$|rmb|cny|usd|eur|gbp)?\s*([^\s$€£¥￥₩₹]+?)\s*([$€£¥￥₩₹]|元|rmb|cny|usd|eur|gbp)?$`)
	magnitude     = regexp.MustCompile(`^(.+?)\s*(万|萬|亿|億)元?$`)
	footnote      = regexp.MustCompile(`^([+-]?[\d.,]*\d)\s*([*†‡§¹²³⁰-⁹①-⑳ᵃ-ᶻ]+|[a-zA-Z]|[\[(（]\w{1,2}[\])）])$`)
	inBrackets    = regexp.MustCompile(`^[(（]([\d.]+)[)）]$`)
	leadingQuote  = regexp.MustCompile(`^['’]([+-]?[\d.]+)$`)
	yearSuffix    = regexp.MustCompile(`^(\d{4})年度?$`)
	lookalike     = strings.NewReplacer("O", "0", "o", "0", "l", "1", "I", "1")
	typographical = strings.NewReplacer("−", "-", "–", "-", "－", "-", "＋", "+", "．", ".", "。", ".", "，", ",",
		"０", "0", "１", "1", "２", "2", "３", "3", "４", "4", "５", "5", "６", "6", "７", "7", "８", "8", "９", "9")
)

// meantNumber says what a cell that is no plain number perhaps means and how
// to repair it. It only speaks: nothing is converted.
func meantNumber(c string) string {
	if noValue.MatchString(c) {
		return "perhaps a missing value: leave the cell empty, or write NA"
	}
	if h := meantSeparators(c); h != "" {
		return h
	}
	if m := percent.FindStringSubmatch(c); m != nil && plain.MatchString(strings.TrimSpace(m[1])) {
		v, _ := strconv.ParseFloat(strings.TrimSpace(m[1]), 64)
		part, whole := "per cent", 100.0
		if strings.HasSuffix(c, "‰") {
			part, whole = "per mille", 1000
		}
		return fmt.Sprintf("perhaps %g (%s) or %g (share): write the whole column as one of them, without the sign", v, part, v/whole)
	}
	if m := yearSuffix.FindStringSubmatch(c); m != nil {
		return fmt.Sprintf("perhaps %s: write it without 年", m[1])
	}
	if m := magnitude.FindStringSubmatch(c); m != nil && plain.MatchString(m[1]) {
		zeros := map[string]string{"万": "10,000", "萬": "10,000", "亿": "100,000,000", "億": "100,000,000"}[m[2]]
		return fmt.Sprintf("perhaps %s times %s: write the whole column in one unit, without %s", m[1], zeros, m[2])
	}
	if m := currency.FindStringSubmatch(c); m != nil && m[1]+m[3] != "" && plain.MatchString(m[2]) {
		return fmt.Sprintf("perhaps %s: write it without the sign of the currency", m[2])
	}
	if d := typographical.Replace(c); d != c && plain.MatchString(d) {
		return fmt.Sprintf("perhaps %s: write it with the digits, sign and point of the English keyboard", d)
	}
	if m := inBrackets.FindStringSubmatch(c); m != nil && plain.MatchString(m[1]) {
		return fmt.Sprintf("perhaps -%s as in accounts: write it with a minus sign", m[1])
	}
	if m := leadingQuote.FindStringSubmatch(c); m != nil && plain.MatchString(m[1]) {
		return fmt.Sprintf("perhaps %s, stored as text: write it without the apostrophe", m[1])
	}
	if d := lookalike.Replace(c); d != c && plain.MatchString(d) {
		return fmt.Sprintf("perhaps %s, with letters in place of digits", d)
	}
	if m := footnote.FindStringSubmatch(c); m != nil && plain.MatchString(m[1]) {
		return fmt.Sprintf("perhaps %s with a footnote mark: write it without the mark", m[1])
	}
	return ""
}

// meantSeparators explains separators of thousands and decimal commas. One
// group of three digits after a comma can be either.
func meantSeparators(c string) string {
	drop := func(s, seps string) string {
		return strings.Map(func(r rune) rune {
			if strings.ContainsRune(seps, r) {
				return -1
			}
			return r
		}, s)
	}
	dot := strings.Replace(c, ",", ".", 1)
	switch {
	case thousands.MatchString(c) && decimalComma.MatchString(c):
		return fmt.Sprintf("perhaps %s (separator of thousands) or %s (decimal comma): write it without the one, or with a point for the other",
			drop(c, ","), dot)
	case thousands.MatchString(c):
		return fmt.Sprintf("perhaps %s: write it without the separator of thousands", drop(c, ", '’\u00A0\u2009\u202F"))
	case thousandsDot.MatchString(c):
		return fmt.Sprintf("perhaps %s: write it without the separator of thousands, with a decimal point",
			strings.Replace(drop(c, "."), ",", ".", 1))
	case decimalComma.MatchString(c):
		return fmt.Sprintf("perhaps %s: write a decimal point", dot)
	}
	return ""
}
