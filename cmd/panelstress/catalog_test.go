package main

import (
	"fmt"
	"maps"
	"slices"
	"testing"
)

// Every word of the catalog takes the study through the chain.
func TestNamesInCatalog(t *testing.T) {
	inStudyFolder(t)
	given := map[string]string{ // words that do not stand alone
		"given":     "{kind: given, values: {roads: 2, pipes: 1}}",
		"goalposts": "{kind: goalposts, posts: {roads: [0, 3], pipes: [4, 0]}}",
	}
	try := func(what, word, set string, more ...string) {
		t.Run(what+" "+word, func(t *testing.T) {
			must(t, append([]string{"baseline", "study.yaml", "--set", set}, more...)...)
		})
	}
	method := func(word string) string {
		if m := given[word]; m != "" {
			return m
		}
		return word
	}
	for _, w := range slices.Sorted(maps.Keys(normalisers)) {
		try("normalise", w, "indices.IDX.normalise="+method(w))
	}
	for _, w := range slices.Sorted(maps.Keys(weighters)) {
		try("weights", w, "indices.IDX.weights="+method(w))
	}
	for _, w := range slices.Sorted(maps.Keys(aggregators)) {
		// means that need positive numbers take them
		try("aggregate", w, "indices.IDX.aggregate="+method(w), "--set", "indices.IDX.normalise={kind: minmax, lo: 0.1, hi: 1}")
	}
	for _, w := range slices.Sorted(maps.Keys(treatments)) {
		try("treat", w, fmt.Sprintf("indices.IDX.indicators.roads={direction: +, treat: %s}", w))
	}
	for _, w := range slices.Sorted(maps.Keys(zeroHandlings)) {
		try("zero", w, fmt.Sprintf("indices.IDX.weights={kind: entropy, zero: %s, delta: 0.01}", w))
	}
	for _, w := range slices.Sorted(maps.Keys(divisors)) {
		try("divisor", w, fmt.Sprintf("indices.IDX.weights={kind: entropy, divisor: %s}", w))
	}
	for _, w := range slices.Sorted(maps.Keys(pcaVariants)) {
		// loadings of indicators that go together do not sum to zero
		try("pca", w, fmt.Sprintf("indices.IDX={indicators: {roads: +, output: +}, weights: {kind: pca, variant: %s}}", w), "--set", "models.M1=capital ~ IDX")
	}
	for _, w := range slices.Sorted(maps.Keys(kinds)) {
		try("estimator", w, fmt.Sprintf("estimators=[{kind: %s, name: fe}]", w))
		for _, e := range kinds[w].effects {
			try("effects of "+w, e, fmt.Sprintf("estimators=[{kind: %s, name: fe, effects: %s}]", w, e))
		}
	}
	for _, w := range slices.Sorted(maps.Keys(variances)) {
		try("variance", w, fmt.Sprintf("estimators=[{kind: ols, name: fe, variance: %s}]", w))
	}
	for _, w := range slices.Sorted(maps.Keys(conventions)) {
		try("convention", w, fmt.Sprintf("estimators=[{kind: fe, variance: cluster, convention: %s}]", w))
	}
	for _, w := range slices.Sorted(maps.Keys(perturbations)) {
		t.Run("perturb "+w, func(t *testing.T) {
			args := []string{"weights", "study.yaml", "--draws", "10", "--out", "weights-" + w, "--set", "weights.perturb=" + w}
			if w == "drop-pillar" {
				args = append(args, "--set", "indices.IDX.groups={a: {members: [roads]}, b: {members: [pipes]}, all: {members: [a, b]}}")
			}
			must(t, args...)
		})
	}
}
