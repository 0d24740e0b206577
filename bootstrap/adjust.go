package bootstrap

import (
	"cmp"
	"math"
	"slices"
)

// The functions below adjust the p values of a family of tests: an adjusted p
// value at or below alpha rejects at family level alpha. Each writes to dst, of
// the length of p (it may be p), and returns it. A p value that is NaN stays
// NaN and does not belong to the family. Results never exceed 1.

// Bonferroni multiplies by the number of tests m. It bounds the family-wise
// error under any dependence.
func Bonferroni(dst, p []float64) []float64 {
	order := ascending(p)
	m := float64(len(order))
	copy(dst, p)
	for _, i := range order {
		dst[i] = math.Min(1, m*dst[i])
	}
	return dst
}

// Holm is the step-down form of Bonferroni: max over j <= i of (m-j+1) p(j)
// (Holm 1979, Scandinavian Journal of Statistics 6, 65-70).
func Holm(dst, p []float64) []float64 {
	order := ascending(p)
	copy(dst, p)
	worst := 0.0
	for j, i := range order {
		worst = math.Max(worst, float64(len(order)-j)*dst[i])
		dst[i] = math.Min(1, worst)
	}
	return dst
}

// Hommel closes Simes tests: the adjusted p value of a hypothesis is the
// largest Simes p value, min over j of s p(j)/j, of any subset of size s that
// holds it (Hommel 1988, Biometrika 75, 383-386; the closed form is Wright
// 1992, Biometrics 48, 1005-1013). It is at most that of [Holm] and needs
// independent or positively dependent tests.
func Hommel(dst, p []float64) []float64 {
	order := ascending(p)
	m := len(order)
	sorted := make([]float64, m)
	for j, i := range order {
		sorted[j] = p[i]
	}
	adjusted := slices.Clone(sorted)
	for s := 2; s <= m; s++ {
		// The hardest subset of size s that holds hypothesis i has besides
		// it the s-1 largest; these alone contribute tail. Where i is one
		// of them, tail is no more than their own Simes p value, which the
		// step before took in.
		tail := math.Inf(1)
		for j := 2; j <= s; j++ {
			tail = math.Min(tail, float64(s)*sorted[m-s+j-1]/float64(j))
		}
		for i, v := range sorted {
			adjusted[i] = math.Max(adjusted[i], math.Min(float64(s)*v, tail))
		}
	}
	copy(dst, p)
	for j, i := range order {
		dst[i] = math.Min(1, adjusted[j])
	}
	return dst
}

// BH is min over j >= i of m p(j)/j: at or below alpha it bounds the false
// discovery rate under independence or positive dependence (Benjamini and
// Hochberg 1995).
func BH(dst, p []float64) []float64 { return stepUp(dst, p, 1) }

// BY is [BH] times 1 + 1/2 + ... + 1/m, which holds under any dependence
// (Benjamini and Yekutieli 2001, theorem 1.3).
func BY(dst, p []float64) []float64 {
	factor := 0.0
	for j := range ascending(p) {
		factor += 1 / float64(j+1)
	}
	return stepUp(dst, p, factor)
}

func stepUp(dst, p []float64, factor float64) []float64 {
	order := ascending(p)
	m := float64(len(order))
	copy(dst, p)
	best := 1.0
	for j := len(order) - 1; j >= 0; j-- {
		i := order[j]
		best = math.Min(best, factor*m*dst[i]/float64(j+1))
		dst[i] = best
	}
	return dst
}

// ascending lists the positions of the p values that exist, smallest first.
func ascending(p []float64) []int {
	var order []int
	for i, v := range p {
		if !math.IsNaN(v) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	return order
}
