package main

import (
	"fmt"
	"strings"
	"testing"
)

// TestBadMultiverse: mistakes in choices are told with their key, what is
// known and what is nearest, and nothing is written.
func TestBadMultiverse(t *testing.T) {
	with := func(name, multiverse string, message ...string) badInput {
		return inStudy(name, "run: {seed: 7}", "multiverse: "+multiverse, message...)
	}
	var shares []string
	for i := range 400 {
		shares = append(shares, fmt.Sprint(float64(i)/1000))
	}
	for _, b := range []badInput{
		with("unknown choice", "{wieghts: [entropy]}", "study.yaml, line 17", "key multiverse.wieghts", `perhaps "weights" is meant`),
		with("unknown option", "{weights: [entropi]}", "study.yaml, line 17", "key multiverse.weights.0", `perhaps "entropy" is meant`),
		with("a weight of nobody", "{weights: [{kind: given, values: {rods: 1, roads: 1, pipes: 1}}]}", "key multiverse.weights.0", `did you mean "roads"?`),
		with("a weight that lacks", "{weights: [entropy, {kind: given, values: {roads: 1}}]}", "key multiverse.weights.1", `no weight is given for "pipes"`),
		with("posts that are one", "{normalise: [{kind: goalposts, posts: {roads: [1, 1], pipes: [0, 1]}}]}", "key multiverse.normalise.0", `goalposts of "roads"`),
		with("a power of nothing", "{aggregate: [{kind: power, p: 0}]}", "key multiverse.aggregate.0", "the power is 0"),
		with("unknown effects", "{effects: [entity, towway]}", "key multiverse.effects.1", `perhaps "twoway" is meant`),
		with("unknown design", "{design: fulll}", "key multiverse.design", "sobol", `perhaps "full" is meant`),
		with("unknown null", "{test: bootstrp}", "key multiverse.test.null", `perhaps "bootstrap" is meant`),
		with("unknown index", "{indicators: {IDXX: drop-one}}", "key multiverse.indicators.IDXX", `perhaps "IDX" is meant`),
		with("unknown indicator", "{indicators: {IDX: {sets: {core: [rods]}}}}", "key multiverse.indicators.IDX.sets.core", `found "rods"`, `perhaps "roads" is meant`),
		with("no pillars", "{indicators: {IDX: drop-pillar}}", "key multiverse.indicators.IDX", "an index with groups"),
		with("unknown control", "{controls: {sets: {more: temprature}}}", "key multiverse.controls.sets.more", `"temprature"`),
		with("unknown term", "{terms: [M1.IDXX]}", "multiverse.terms", `perhaps "IDX" is meant`),
		with("unknown model", "{terms: [M7.IDX]}", "key multiverse.terms.0", "M1.IDX"),
		with("unknown entity", "{sample: {some: {without: [nobody]}}}", "key multiverse.sample.some", `the entity "nobody"`),
		with("empty sample", "{sample: {none: {from: 2100}}}", "key multiverse.sample.none", "no row"),
		with("too large a grid", "{design: full, outliers: ["+strings.Join(shares, ", ")+"], effects: [entity, twoway], estimators: [fe, 2sls], controls: all-subsets, "+
			"normalise: [minmax, zscore, percentile, rank, vector, fracmax, none], weights: [entropy, equal, critic, pca, sd, cv]}",
			"key multiverse.design", "a full grid of", "combinations for M1.IDX", "design: sobol"),
		with("never arises", "{centre: [true, false]}", "key multiverse.centre", "arises in no model", "a product"),
		with("an empty list", "{normalise: []}", "key multiverse.normalise", "an empty list"),
		with("one option twice", "{weights: [entropy, equal, entropy]}", "key multiverse.weights", "entropy, named twice"),
		with("one indicator twice", "{indicators: {IDX: {sets: {core: [roads, roads]}}}}", "key multiverse.indicators.IDX", "roads, named twice"),
		with("one term twice", "{terms: [M1.IDX, M1.IDX]}", "key multiverse.terms", "M1.IDX, named twice"),
		with("a level of nothing", "{alpha: 0}", "key multiverse.alpha", "between 0 and 1"),
		with("no draws", "{draws: 0}", "key multiverse.draws", "at least 1 draw"),
		with("share", "{outliers: [0.7]}", "key multiverse.outliers.0", "below 0.5"),
		with("level", "{alpha: 2}", "key multiverse.alpha", "between 0 and 1"),
	} {
		t.Run(b.name, b.test)
	}
}
