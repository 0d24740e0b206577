// Package multiverse estimates one coefficient under every defensible
// combination of the choices behind it and describes the result: the
// specification curve, what moves it, and joint tests of the whole of it.
//
// [Multiverse.Run] takes grids of choices ([sim.Grid]), estimates them, and
// leaves an arm of which every draw is a specification.
//
// Sources: Simonsohn, Simmons and Nelson, Nature Human Behaviour 4 (2020)
// 1208-1214, for the curve and its joint tests; Young and Holsteen,
// Sociological Methods & Research 46 (2017) 3-40, for the standard errors of
// modelling and sampling.
package multiverse
