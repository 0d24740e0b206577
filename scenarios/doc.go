// Package scenarios says what happens to the sample of a draw: shocks of the
// data, and choices that were made once and could have been made otherwise.
//
// A Scenario is a list of events: what is hit (Column, Flow), who (Who), when
// and how it lasts (Onset, Path), by how much (Amount, Effect, Each), how it
// moves together (Dependence) and reaches others (Spread). Compile resolves it
// against a panel to a Plan, which turns uniform numbers into changed values:
// the amount of an event is the quantile of one of them. All that workers
// share holds settings and no state; a Plan has memory, and each worker works
// with its own Clone. Nothing allocates in a draw.
//
// Copulas: Demarta and McNeil (2005), International Statistical Review 73,
// 111-129. Spatial multiplier: LeSage and Pace (2009), Introduction to Spatial
// Econometrics, section 2.7.
package scenarios
