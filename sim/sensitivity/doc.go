// Package sensitivity attributes the variance of a result to the sources that
// it depends on. It knows nothing of studies: a result is a number per point
// of a design.
//
//   - [Sequence] and [Latin] are points in the unit cube.
//   - [Design] is Saltelli's: two sets of points and those between them, for
//     groups of coordinates.
//   - [Sample] are the results; its methods are the estimators of first-order,
//     total and second-order indices.
//   - [Decompose] is the exact functional analysis of variance of a table over
//     all combinations of choices.
//   - [Curve] and [Influence] summarise a specification curve.
//
// For independent sources x_1 ... x_k and a result y with variance V, the
// first-order index is S_i = Var(E[y|x_i])/V, the share of V that goes when
// x_i is known; the total index is ST_i = 1 - Var(E[y|x_~i])/V, the share that
// is left when all others are known. S_i <= ST_i; the difference is due to
// interactions. Estimates of an index near zero can be negative; they are left
// as they are.
//
// References: Sobol (1993), Math. Model. Comput. Exp. 1, 407-414. Jansen
// (1999), Comput. Phys. Commun. 117, 35-43. Saltelli (2002), Comput. Phys.
// Commun. 145, 280-297. Saltelli et al. (2010), Comput. Phys. Commun. 181,
// 259-270. Janon et al. (2014), ESAIM Probab. Stat. 18, 342-364.
package sensitivity
