package audit

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"panelstress/data/published"
)

// slip is a single change of a printed number.
type slip struct {
	what string // such as "the opposite sign"; in English
	text string
	box  Interval
}

// slips are the single changes that would bring a printed number into the
// interval that the rest implies, the likeliest kinds first. A replaced or an
// inserted digit explains almost anything, so these stand only where no common
// kind does.
func slips(n *published.Number, implied Interval) (found []slip, common bool) {
	digits := n.Digits()
	var simple, digit []slip
	try := func(to *[]slip, what, text string) {
		m, err := published.ParseNumber(text)
		if err != nil || m.Value == n.Value || !box(&m).Meets(implied) {
			return
		}
		if !slices.ContainsFunc(*to, func(s slip) bool { return s.text == text }) {
			*to = append(*to, slip{what, text, box(&m)})
		}
	}
	try(&simple, "the opposite sign", n.Flipped().Digits())
	if math.Abs(math.Abs(n.Value)-2*n.Half) < n.Half/2 { // one unit of the last digit
		try(&simple, "a number that rounds to zero, printed as one unit of the last digit", fmt.Sprintf("%.*f", max(0, n.Decimals), 0.0))
	}
	for _, f := range []float64{10, 0.1, 100, 0.01} {
		try(&simple, "the point in another place", shifted(n, f))
	}
	bare := strings.ReplaceAll(digits, ",", "")
	for i := 0; i+1 < len(bare); i++ {
		if isDigit(bare[i]) && isDigit(bare[i+1]) {
			try(&simple, "two digits transposed", bare[:i]+string(bare[i+1])+string(bare[i])+bare[i+2:])
		}
	}
	for i := range len(bare) - 1 { // without the last digit it would say less, not another thing
		if isDigit(bare[i]) && isDigit(bare[i+1]) && bare[:i]+bare[i+1:] != bare[:len(bare)-1] {
			try(&simple, "a digit too many", bare[:i]+bare[i+1:])
		}
	}
	for d := byte('0'); d <= '9'; d++ {
		for i := range bare {
			if isDigit(bare[i]) {
				try(&digit, "another digit", bare[:i]+string(d)+bare[i+1:])
			}
			if i > 0 && isDigit(bare[i-1]) && !strings.HasPrefix(strings.TrimLeft(bare, "+-"), "0.") || i > 0 && strings.ContainsAny(bare[:i], ".") {
				try(&digit, "a digit lost", bare[:i]+string(d)+bare[i:])
			}
		}
	}
	if len(simple) > 0 {
		return simple, true
	}
	return digit, false
}

// shifted moves the point, keeping the significant digits.
func shifted(n *published.Number, factor float64) string {
	places := n.Decimals - int(math.Round(math.Log10(factor)))
	return fmt.Sprintf("%.*f", max(0, places), n.Value*factor)
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// explain puts slips into words, at most three.
func explain(s []slip) list {
	out := list{between: " or "}
	for i, x := range s {
		if i == 3 {
			break
		}
		out.items = append(out.items, say("%s (%s)", x.text, say(x.what)))
	}
	return out
}
