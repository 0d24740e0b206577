// Package estimators fits linear panel models: pooled, within, between, first
// differences, random effects, k-class and GMM instrumental variables, FGLS
// and Prais-Winsten, with their covariances and tests.
//
//   - A [Frame] holds rows by entity and time, and their moments per entity;
//     [Frame.Refresh] brings these up to date for a sample, in which an entity
//     counts as often as it was drawn.
//   - A [Design] names the outcome, the regressors and the instruments of a
//     model among the columns of a frame.
//   - An [Estimator] fits a design into a [Fit], which keeps its memory: the
//     same code makes tables and draws.
//   - A [Covariance] gives the matrix of the coefficients.
//   - Tables, statistics and tests are functions of a Fit and its design.
//
// Formula, source and degrees of freedom stand with each type. A fit that
// fails says why in a [Fault].
package estimators
