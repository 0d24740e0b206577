package published

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"panelstress/data"
)

// Number is a number as printed.
type Number struct {
	Text     string  // as printed, with its mark
	Mark     string  // of significance, such as "***"; empty without one
	Value    float64 // what the digits say
	Half     float64 // half a unit of the last digit
	Decimals int     // digits behind the point; negative where the last digit stands before it, as in 1.2e3
	Line     int     // of the file
}

// Box is the closed interval of the values that print as the number: a half
// unit of the last digit to both sides, widened by the rounding of the bounds
// themselves.
func (n Number) Box() (lo, hi float64) {
	h := n.Half * (1 + 1e-9)
	lo, hi = n.Value-h, n.Value+h
	return math.Nextafter(lo, math.Inf(-1)), math.Nextafter(hi, math.Inf(1))
}

// Flipped is the number with the opposite sign.
func (n Number) Flipped() Number {
	n.Value = -n.Value
	if rest, ok := strings.CutPrefix(n.Text, "-"); ok {
		n.Text = rest
	} else {
		n.Text = "-" + strings.TrimPrefix(n.Text, "+")
	}
	return n
}

// Digits are the digits as printed, with the point and the sign, without mark.
func (n Number) Digits() string { return strings.TrimSpace(strings.TrimSuffix(n.Text, n.Mark)) }

var (
	printed = regexp.MustCompile(`^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$`)
	grouped = regexp.MustCompile(`^[+-]?\d{1,3}(,\d{3})+(\.\d+)?([^\d.,].*)?$`)
	// a comma that can only separate thousands where the point is that of decimals
	thousands = regexp.MustCompile(`^[+-]?[1-9]\d{0,2},\d{3}$`)
	marked    = regexp.MustCompile(`^(.*?[\d.)\]])\s*([*†‡§+]*)$`)
	// typographic minus signs and the full width forms of Chinese typesetting
	plainSigns = strings.NewReplacer("−", "-", "–", "-", "－", "-", "＋", "+", "．", ".", "＊", "*", "∗", "*", "\u00a0", " ", "\u2009", " ",
		"０", "0", "１", "1", "２", "2", "３", "3", "４", "4", "５", "5", "６", "6", "７", "7", "８", "8", "９", "9")
)

// Blank tells whether a cell says that nothing is printed there.
func Blank(cell string) bool {
	switch strings.TrimSpace(plainSigns.Replace(cell)) {
	case "", "-", "--", "—", "NA", "n/a", "N/A", ".", "~", "null":
		return true
	}
	return false
}

// ParseNumber reads a number as printed: "0.384***", "-.05", "−0.98", "1.2e-3",
// "1,449.55". Brackets around it, as standard errors have, are left out. A comma
// is a separator of thousands where a point follows or where there are several.
func ParseNumber(cell string) (Number, error) { return parseNumber(cell, false) }

// parseNumber reads a number in tables of which it is known whether they have
// points before decimals: then 1,234 is a thousand and more.
func parseNumber(cell string, points bool) (Number, error) {
	text := strings.TrimSpace(plainSigns.Replace(cell))
	n := Number{Text: text}
	if m := marked.FindStringSubmatch(text); m != nil {
		text, n.Mark = m[1], m[2]
	}
	text = unbracket(text)
	digits := strings.ReplaceAll(text, " ", "")
	if grouped.MatchString(digits) && (strings.Contains(digits, ".") || strings.Count(digits, ",") > 1) || points && thousands.MatchString(digits) {
		digits = strings.ReplaceAll(digits, ",", "")
	}
	m := printed.FindStringSubmatch(digits)
	if m == nil || m[2]+m[3] == "" {
		return Number{}, notPrinted(cell, digits)
	}
	exponent := 0
	if m[4] != "" {
		exponent, _ = strconv.Atoi(m[4]) // at most three digits
	}
	var err error
	if n.Value, err = strconv.ParseFloat(digits, 64); err != nil {
		return Number{}, notPrinted(cell, digits)
	}
	n.Decimals = len(m[3]) - exponent
	n.Half = 0.5 * math.Pow10(-n.Decimals)
	return n, nil
}

// unbracket takes one pair of brackets away.
func unbracket(s string) string {
	for _, pair := range []string{"()", "[]"} {
		if len(s) > 1 && s[0] == pair[0] && s[len(s)-1] == pair[1] {
			return strings.TrimSpace(s[1 : len(s)-1])
		}
	}
	return s
}

func notPrinted(cell, digits string) error {
	e := &data.InputError{Found: fmt.Sprintf("%q", cell), Expected: `a number as printed, such as "0.384***"`}
	if strings.Count(digits, ",") == 1 {
		e.Hint = fmt.Sprintf("perhaps %s (separator of thousands) or %s (decimal comma): write it so",
			strings.Replace(digits, ",", "", 1), strings.Replace(digits, ",", ".", 1))
	}
	return e
}
