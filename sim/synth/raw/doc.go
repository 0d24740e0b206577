// Package raw goes from composites down to raw data: given the series that an
// index, a competitiveness measure or an export complexity has in a panel, it
// makes raw indicators and a trade table from which the same series are
// computed again.
//
// Everything it makes is synthetic. It shows one set of raw data that could
// lie behind given composites, of infinitely many, and gives a chain of
// indices and estimators something to chew on where a study published its
// composites' moments and no data.
//
// Rows are those of a balanced panel, sorted by entity and time: entity g has
// the rows g*Periods to (g+1)*Periods.
package raw
