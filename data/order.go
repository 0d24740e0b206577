package data

import (
	"cmp"
	"slices"
	"strconv"
)

// entityRanks numbers the distinct names in sorted order: numerically where
// all are numbers, so that 10 comes after 9, and by bytes otherwise.
func entityRanks(entity []string) map[string]int {
	names := slices.Clone(entity)
	slices.Sort(names)
	names = slices.Compact(names)
	value := make(map[string]float64, len(names))
	for _, n := range names {
		v, err := strconv.ParseFloat(n, 64)
		if err != nil {
			value = nil
			break
		}
		value[n] = v
	}
	if value != nil {
		slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(value[a], value[b]) })
	}
	rank := make(map[string]int, len(names))
	for i, n := range names {
		rank[n] = i
	}
	return rank
}
