// Package synth makes panels from published tables: values of every variable
// for every entity and period such that descriptive statistics, correlations
// and regressions come out as they were printed.
//
// The unknowns are the values x of all variables in all rows; every printed
// number is a function f of them and has a box [lo, hi] of what rounds to it.
// Regressions are computed by the project's own estimators. A panel is a point
// with lo <= f(x) <= hi for all numbers at once. There are many more values
// than numbers, so that very different panels meet the same tables.
//
// The way there (solve.go): from a random panel that already has roughly the
// printed moments (start.go), least-change Newton steps
//
//	min ½|d|² + ½|s|²/λ   subject to   lo <= f(x) + J d + s <= hi
//
// (step.go), with boxes that shrink from 10 % of every number's size to its
// rounding. The Jacobian J is exact: a coefficient b that solves
// X'W(y - Xb) = 0 changes by db = (X'WX)⁻¹ (dX'We + X'W(dy - dX b)), so that
// the gradient of v'b costs one solve and O(nk) operations (adjoint.go).
//
// What is found is one of the many data sets that could lie behind the
// tables. It is not the data that did.
//
// References: Levenberg (1944), Quarterly of Applied Mathematics 2, 164-168;
// Marquardt (1963), SIAM Journal 11, 431-441; Hintermüller, Ito and Kunisch
// (2002), The primal-dual active set strategy as a semismooth Newton method,
// SIAM Journal on Optimization 13, 865-888.
package synth
