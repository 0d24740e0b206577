// Package data reads panels: tables with one row per entity and time.
//
// A [Table] is a file as it stands, every cell as text, with the line each
// row came from. [Table.Panel] checks and converts the cells a study needs
// and makes a [Panel]: one contiguous column of numbers per variable, sorted
// by entity, then time, which never changes afterwards. Formulas are
// computed on its rows by [Panel.Eval], their lags within an entity and within
// calendar time, and [Panel.With] adds the result as a column.
//
// Nothing is guessed. A cell that is not a plain number is an [InputError]
// that names file, line, column, what was found, what was expected and what
// was perhaps meant. A missing value is an empty cell, NA or a single point,
// and [Options].Missing says what becomes of it; how many cells were filled
// is on the panel ([Panel.Fills]).
package data
