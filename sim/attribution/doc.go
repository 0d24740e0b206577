// Package attribution tells which of the sources behind a coefficient moves
// it: each choice in building an index and in estimation, the weights of
// indicators, sampling, a scenario.
//
// [Attribution.Run] takes a grid of choices per coefficient ([sim.Grid]),
// sends a design of Saltelli's ([sensitivity.Design]) through the chain, or
// all combinations of choices, and decomposes the variance of three
// responses: the coefficient, whether it keeps its sign, whether it is
// significant. The last two are 0 or 1, with probabilities as means.
//
// Sources are independent of each other. A choice has its options with equal
// probabilities. The weights of all indices are one source around what the
// scheme of a build finds, or each weight is one, before it is rescaled;
// sampling is the resample of entities, one source. A base point has the same
// weights and the same sample in all of its runs.
//
// Sources of the method: Saltelli, Ratto, Andres, Campolongo, Cariboni,
// Gatelli, Saisana and Tarantola (2008), Global Sensitivity Analysis; Saisana,
// Saltelli and Tarantola (2005), J. R. Stat. Soc. A 168, 307-323, for
// composite indicators.
package attribution
