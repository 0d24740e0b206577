package formula

import (
	"slices"
	"strings"
	"unicode"
)

// Nearest returns the candidate that a person who typed name most likely
// meant, and false where none is close enough to be worth a suggestion. It
// allows one slip (a letter wrong, missing, added, or two swapped; case does
// not count) in every three letters, and takes names as equal that differ only
// in case, blanks, "_", "-" and ".", or in the order of the factors of a product. Among equally near candidates the first in
// sorted order wins, so the answer does not depend on their order.
func Nearest(name string, candidates []string) (string, bool) {
	const longest = 200 // the work grows with the square
	typed := []rune(strings.ToLower(name))
	best, distance := "", -1
	for _, c := range candidates {
		meant := []rune(strings.ToLower(c))
		if c == name || len(typed) > longest || len(meant) > longest {
			continue
		}
		d := 0
		if a := bare(name); (a == "" || a != bare(c)) && !sameFactors(name, c) {
			if d = slips(typed, meant); d > max(len(typed), len(meant))/3 {
				continue
			}
		}
		if distance < 0 || d < distance || d == distance && c < best {
			best, distance = c, d
		}
	}
	return best, distance >= 0
}

// sameFactors tells whether two products differ by the order of their factors
// alone.
func sameFactors(a, b string) bool {
	if len(a) != len(b) || !strings.Contains(a, ":") {
		return false
	}
	x, y := strings.Split(a, ":"), strings.Split(b, ":")
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}

// bare is a name without case and without what joins words.
func bare(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune("_-.", r) {
			return -1
		}
		return unicode.ToLower(r)
	}, name)
}

// slips is the optimal string alignment distance: the least number of
// insertions, deletions, substitutions and swaps of neighbours between a and
// b (Damerau 1964, Communications of the ACM 7(3), 171-176).
func slips(a, b []rune) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
