// Package published reads the tables of a published study: descriptives,
// correlations and regressions, every number as it is printed.
//
// A printed number stands for an interval: "0.050" says that the value lies in
// [0.0495, 0.0505], "0.05" that it lies in [0.045, 0.055]. Everything that is
// concluded from printed tables is concluded from these intervals (Number.Box).
//
// The form is YAML, as in data/studies/export-resilience.tables.yaml:
//
//	panel: {entities: 29, periods: 10, first: 2011, last: 2020, observations: 290}
//	variables:    {NM: {en: new drivers, said: "an index", range: [0, 1]}}
//	descriptives: {NM: {n: "290", mean: "0.1313", sd: "0.1098", min: "0.0128", max: "0.7274"}}
//	correlations: {order: [ERes, NM], lower: [["1.0000"], ["0.8844", "1.0000"]]}
//	regressions:
//	  - {name: table5.M1, estimator: fe, outcome: ERes, terms: {NM: "0.384***", const: "-1.052***"}, statistics: {r2: "0.826"}}
//
// A regression may have standard_errors, t_statistics and p_values too, with
// the keys of its terms, and say with variance and convention which these are.
//
// Every block may be missing. Mistakes are data.InputErrors with the line.
package published
