package audit

import (
	"math"
	"strings"

	"panelstress/data/published"
)

// digitsOf counts the significant digits of a number as printed.
func digitsOf(n *published.Number) int {
	count := 0
	for _, c := range strings.TrimLeft(strings.SplitN(n.Digits(), "e", 2)[0], "-+0.,") {
		if c >= '0' && c <= '9' {
			count++
		}
	}
	return count
}

// repeated shows numbers of at least three digits that stand in two places that
// have nothing to do with each other: one may have been copied.
func repeated(a *auditor) {
	seen := make(map[string]string)
	for i := range a.Regressions {
		r := &a.Regressions[i]
		for _, list := range [][]published.Cell{r.Terms, r.Statistics} {
			for k := range list {
				c := &list[k]
				if digitsOf(&c.Number) < 3 || c.Name == "N" || c.Name == "n" || c.Name == "observations" {
					continue
				}
				a.checked(1)
				key := table(r.Name) + " " + c.Name + " " + c.Digits()
				if before, ok := seen[key]; ok {
					a.add(Note, c.Text, everything, []string{r.Name + "." + c.Name, before}, say("%s and %s have the same digits, %s.", before, r.Name+"."+c.Name, c.Text), "repeated digits")
				}
				seen[key] = r.Name + "." + c.Name
			}
		}
	}
	repeatedCorrelations(a)
}

// repeatedCorrelations are worth a remark only where chance would hardly make
// them.
func repeatedCorrelations(a *auditor) {
	c := a.Correlations
	if c == nil {
		return
	}
	pairs := float64(len(c.Order)*(len(c.Order)-1)) / 2
	seen := make(map[string]string)
	for i, x := range c.Order {
		for j, y := range c.Order[:i] {
			n := c.At(i, j)
			if n == nil || pairs*pairs/2 > 0.2*math.Pow10(digitsOf(n)) || digitsOf(n) < 3 {
				continue
			}
			a.checked(1)
			key := strings.TrimLeft(n.Digits(), "-+")
			if before, ok := seen[key]; ok {
				a.add(Note, n.Text, everything, []string{cell(y, x), before}, say("%s and %s have the same digits, %s.", before, cell(y, x), n.Text), "repeated digits")
			}
			seen[key] = cell(y, x)
		}
	}
}
